/**
 * Models in the format of Splink (moj-analytical-services/splink, MIT), so that a force can bring the one that it has
 * and take ours away. A model that was read is written back as it was. One of ours is written as far as Splink's SQL
 * can say it; what it cannot say is refused rather than changed.
 */

import { type Check, listOf, numberFrom, record, text, truth, wrongAt } from './json-checks.ts';
import { columnsOfSql, type Expression, parseSql } from './sql-parse.ts';
import type { BlockingRule, Comparison, Condition, FieldSpec, KeyPart, Level, Model } from './types.ts';

export interface SplinkLevel {
  readonly sql_condition: string;
  readonly label_for_charts?: string;
  readonly is_null_level?: boolean;
  readonly m_probability?: number | string;
  readonly u_probability?: number | string;
  readonly tf_adjustment_column?: string;
  readonly tf_adjustment_weight?: number;
  readonly tf_minimum_u_value?: number;
  readonly disable_tf_exact_match_detection?: boolean;
}

export interface SplinkComparison {
  readonly output_column_name?: string;
  readonly comparison_description?: string;
  readonly comparison_levels: readonly SplinkLevel[];
}

export interface SplinkSettings {
  readonly link_type: string;
  readonly sql_dialect?: string;
  readonly unique_id_column_name?: string;
  readonly probability_two_random_records_match?: number;
  readonly comparisons: readonly SplinkComparison[];
  readonly blocking_rules_to_generate_predictions?: readonly (string | { readonly blocking_rule: string })[];
}

/** Of an object that may hold more than we read: what we read of it, checked; null counts as not there. */
function checkAll(value: unknown, at: string, checks: Readonly<Record<string, Check<unknown>>>): void {
  const given = record(value, at);
  for (const [name, check] of Object.entries(checks))
    if (given[name] !== undefined && given[name] !== null)
      check(given[name], at === '' ? name : `${at}.${name}`);
}

/** A probability, or the text in which Splink says that its training never met the level. */
const observed: Check<unknown> = (value, at) =>
  typeof value === 'string' ? value : numberFrom(0, 1)(value, at);

function isSettings(value: unknown): value is SplinkSettings {
  const level: Check<unknown> = (one, at) => {
    text(record(one, at).sql_condition, `${at}.sql_condition`);
    checkAll(one, at, {
      label_for_charts: text,
      is_null_level: truth,
      m_probability: observed,
      u_probability: observed,
      tf_adjustment_column: text,
      tf_adjustment_weight: numberFrom(),
      tf_minimum_u_value: numberFrom(0, 1),
      disable_tf_exact_match_detection: truth,
    });
  };
  const comparison: Check<unknown> = (one, at) => {
    listOf(level, 1)(record(one, at).comparison_levels, `${at}.comparison_levels`);
    checkAll(one, at, { output_column_name: text, comparison_description: text });
  };
  const rule: Check<unknown> = (one, at) =>
    typeof one === 'string' ? one : text(record(one, at).blocking_rule, `${at}.blocking_rule`);
  listOf(comparison, 1)(record(value, '').comparisons, 'comparisons');
  checkAll(value, '', {
    link_type: text,
    probability_two_random_records_match: numberFrom(0, 1),
    blocking_rules_to_generate_predictions: listOf(rule),
  });
  return true;
}

/** Splink's settings, checked as far as they are read; what else they hold is kept as it is. */
export const splinkSettings: Check<SplinkSettings> = (value, at) => {
  if (!isSettings(value)) throw wrongAt(at, 'is no settings of Splink');
  return value;
};

/** Splink's own bounds: a probability counts as at least this much. */
const LEAST = 1e-10;
/** What Splink takes for a level that its training never met. */
const NOT_OBSERVED = 1e-6;

/** Splink's m of the level with this number (0 the last) where none is given. */
function defaultM(number: number, levels: number): number {
  return number === levels - 1 ? 0.95 : 0.05 / (levels - 1);
}

function defaultU(number: number, levels: number): number {
  const last = levels - 1;
  const between = levels === 2 ? -5 : -5 + (8 * number) / (last - 1);
  return defaultM(number, levels) / 2 ** (number === last ? 10 : between);
}

function probability(given: number | string | undefined, otherwise: number): number {
  if (typeof given === 'string') return NOT_OBSERVED;
  return Math.max(given ?? otherwise, LEAST);
}

const isColumn = (expression: Expression | undefined, side: 'l' | 'r', name?: string): boolean =>
  expression?.is === 'column' && expression.side === side && (name === undefined || expression.name === name);

/** The column, where an expression is `column_l = column_r`. */
function sameColumn(expression: Expression): string | null {
  if (expression.is !== 'call' || expression.name !== '=') return null;
  const [a, b] = expression.args;
  if (a?.is !== 'column') return null;
  const other = a.side === 'l' ? 'r' : 'l';
  return isColumn(b, other, a.name) ? a.name : null;
}

/** An SQL condition as one of ours: plain equality is found by number, the rest is evaluated. */
function conditionOf(sql: string): Condition {
  const expression = parseSql(sql);
  const field = sameColumn(expression);
  return field === null ? { is: 'sql', sql, fields: columnsOfSql(expression) } : { is: 'same', field };
}

const isElse = (level: SplinkLevel): boolean => level.sql_condition.trim().toUpperCase() === 'ELSE';

/** u of the level that is equality of the adjusted column alone. @throws Error when there is none, as in Splink. */
function exactU(column: string, comparison: SplinkComparison, us: readonly number[], own: number): number {
  const levels = comparison.comparison_levels;
  if (levels[own]!.disable_tf_exact_match_detection) return us[own]!;
  const at = levels.findIndex(
    (level) =>
      !isElse(level) && sameColumn(parseSql(level.sql_condition))?.toLowerCase() === column.toLowerCase(),
  );
  if (at < 0)
    throw new Error(`The adjustment by frequency of “${column}” needs a level of exact match on it.`);
  return us[at]!;
}

function levelsOf(comparison: SplinkComparison): Level[] {
  const levels = comparison.comparison_levels;
  const counted = levels.filter((level) => !level.is_null_level).length;
  const numbers = levels.map((_, k) => levels.slice(k + 1).filter((level) => !level.is_null_level).length);
  const us = levels.map((level, k) => probability(level.u_probability, defaultU(numbers[k]!, counted)));
  return levels.map((level, k): Level => {
    const label = level.label_for_charts ?? level.sql_condition;
    const when: Condition = isElse(level) ? { is: 'always' } : conditionOf(level.sql_condition);
    // A level of nulls says nothing wherever it stands.
    if (level.is_null_level) return { label, when, m: 1, u: 1 };
    const m = probability(level.m_probability, defaultM(numbers[k]!, counted));
    const column = level.tf_adjustment_column;
    const weight = level.tf_adjustment_weight ?? 1;
    if (column === undefined || column === null || weight === 0 || isElse(level))
      return { label, when, m, u: us[k]! };
    const termFrequency = {
      field: column,
      weight,
      expected: exactU(column, comparison, us, k),
      least: Math.max(level.tf_minimum_u_value ?? 0, LEAST),
      plain: true,
    };
    return { label, when, m, u: us[k]!, termFrequency };
  });
}

function keysOf(expression: Expression, rule: string): KeyPart[] {
  if (expression.is === 'call' && expression.name === 'and') {
    return expression.args.flatMap((arg) => keysOf(arg, rule));
  }
  const field = sameColumn(expression);
  if (field !== null) return [{ field, part: 'whole' }];
  const start = samePrefix(expression);
  if (start) return [start];
  throw new Error(`The blocking rule “${rule}” is not one of equal columns or equal beginnings of columns.`);
}

/** `substr(l.column, 1, n) = substr(r.column, 1, n)` */
function samePrefix(expression: Expression): KeyPart | null {
  if (expression.is !== 'call' || expression.name !== '=') return null;
  const parts = expression.args.map((arg) => {
    if (arg.is !== 'call' || !['substr', 'substring', 'left'].includes(arg.name)) return null;
    const numbers = arg.args.slice(1).map((one) => (one.is === 'value' ? Number(one.value) : Number.NaN));
    const [from, length] = arg.name === 'left' ? [1, numbers[0]] : numbers;
    const column = arg.args[0];
    return column?.is === 'column' && from === 1 && length ? { name: column.name, length } : null;
  });
  const [a, b] = parts;
  return a && b && a.name === b.name && a.length === b.length
    ? { field: a.name, part: 'prefix', length: a.length, orShorter: true }
    : null;
}

/** Groups beyond this are dropped and reported, as by any model. */
const MOST_IN_GROUP = 5000;

function blockingOf(settings: SplinkSettings): BlockingRule[] {
  return (settings.blocking_rules_to_generate_predictions ?? []).map((rule) => {
    const name = typeof rule === 'string' ? rule : rule.blocking_rule;
    return { name, keys: keysOf(parseSql(name), name), maxGroup: MOST_IN_GROUP };
  });
}

/**
 * A model from Splink's settings. Columns are compared as they are written in the table, as Splink does.
 * @throws Error when a condition or blocking rule says what this engine cannot.
 */
export function fromSplink(settings: SplinkSettings): Model {
  const comparisons = settings.comparisons.map((comparison, c): Comparison => {
    const id = comparison.output_column_name ?? `comparison_${c + 1}`;
    return {
      id,
      label: comparison.comparison_description ?? id,
      comparable: { is: 'always' },
      levels: levelsOf(comparison),
    };
  });
  const blocking = blockingOf(settings);
  const columns = new Set([
    ...comparisons.flatMap(({ levels }) => levels.flatMap(columnsOfLevel)),
    ...blocking.flatMap(({ keys }) =>
      keys.flatMap((key) => ('field' in key ? [key.field] : [...key.fields])),
    ),
  ]);
  const fields: Record<string, FieldSpec> = {};
  for (const column of columns) fields[column] = { kind: 'as-is', from: [{ column }], shape: 'one' };
  return {
    id: 'splink',
    version: '1',
    source: 'Read from a model of Splink.',
    prior: settings.probability_two_random_records_match ?? 0.0001,
    referenceYear: 2026,
    fields,
    blocking,
    comparisons,
    rules: [],
    thresholds: { join: 0, review: -4, fracture: -4 },
    clustering: { missingBits: -2, stopBits: -1, keepBits: -10, capBits: 20 },
    splink: settings,
  };
}

function columnsOfLevel({ when, termFrequency }: Level): string[] {
  const own = when.is === 'sql' ? [...when.fields] : when.is === 'same' ? [when.field] : [];
  return termFrequency ? [...own, termFrequency.field] : own;
}

const name = (field: string, side: 'l' | 'r'): string => `"${field}_${side}"`;
const both = (field: string): [string, string] => [name(field, 'l'), name(field, 'r')];

/** A condition in DuckDB's SQL over columns that hold the fields' standard values. */
function sqlOf(condition: Condition): string {
  switch (condition.is) {
    case 'always':
      return 'TRUE';
    case 'sql':
      return condition.sql;
    case 'not':
      return `NOT COALESCE(${sqlOf(condition.of)}, FALSE)`;
    case 'all':
    case 'any':
      return `(${condition.of.map(sqlOf).join(condition.is === 'all' ? ' AND ' : ' OR ')})`;
    case 'crossed': {
      const [a, b] = condition.fields;
      return `(${name(a, 'l')} = ${name(b, 'r')} AND ${name(b, 'l')} = ${name(a, 'r')})`;
    }
    case 'across':
    case 'rare':
    case 'few':
      throw new Error(`A level by “${condition.is}” has no counterpart in Splink.`);
    default:
      return sqlOfField(condition);
  }
}

function sqlOfField(
  condition: Extract<
    Condition,
    { is: 'same' | 'similar' | 'prefix' | 'digits' | 'day-month' | 'years' | 'present' }
  >,
): string {
  const [left, right] = both(condition.field);
  switch (condition.is) {
    case 'same':
      return `${left} = ${right}`;
    case 'present':
      return `(${left} IS NOT NULL AND ${right} IS NOT NULL)`;
    case 'similar':
      return `jaro_winkler_similarity(${left}, ${right}) >= ${condition.atLeast}`;
    case 'prefix':
      return `substr(${left}, 1, ${condition.length}) = substr(${right}, 1, ${condition.length})`;
    case 'digits':
      return `hamming(${left}, ${right}) <= ${condition.atMost}`;
    case 'day-month':
      return `${left} = concat(substr(${right}, 1, 5), substr(${right}, 9, 2), '-', substr(${right}, 6, 2))`;
    case 'years': {
      const seconds = (column: string): string => `epoch(try_strptime(${column}, '%Y-%m-%d'))`;
      return `abs(${seconds(left)} - ${seconds(right)}) <= ${condition.atMost * 365.2425 * 86_400}`;
    }
  }
}

function ruleSql({ keys }: BlockingRule): string {
  return keys
    .map((key) => {
      if (key.part === 'whole') return `l."${key.field}" = r."${key.field}"`;
      if (key.part === 'prefix') {
        return `substr(l."${key.field}", 1, ${key.length}) = substr(r."${key.field}", 1, ${key.length})`;
      }
      throw new Error(`A blocking rule by ${key.part} has no counterpart in Splink.`);
    })
    .join(' AND ');
}

/** @throws Error when the model says what Splink's SQL cannot. */
export function toSplink(model: Model): SplinkSettings {
  if (model.splink) return model.splink;
  const comparisons = model.comparisons.map(
    (comparison): SplinkComparison => ({
      output_column_name: comparison.id,
      comparison_description: comparison.label,
      comparison_levels: [
        {
          sql_condition: sqlOf({ is: 'not', of: comparison.comparable }),
          label_for_charts: 'Not compared',
          is_null_level: true,
        },
        ...comparison.levels.map(
          ({ label, when, m, u, termFrequency }): SplinkLevel => ({
            sql_condition: when.is === 'always' ? 'ELSE' : sqlOf(when),
            label_for_charts: label,
            m_probability: m,
            u_probability: u,
            ...(termFrequency
              ? {
                  tf_adjustment_column: termFrequency.field,
                  tf_adjustment_weight: termFrequency.weight,
                  tf_minimum_u_value: termFrequency.least ?? 0,
                  disable_tf_exact_match_detection: true,
                }
              : {}),
          }),
        ),
      ],
    }),
  );
  return {
    link_type: 'dedupe_only',
    sql_dialect: 'duckdb',
    unique_id_column_name: 'unique_id',
    probability_two_random_records_match: model.prior,
    comparisons,
    blocking_rules_to_generate_predictions: model.blocking.map((rule) => ({ blocking_rule: ruleSql(rule) })),
  };
}
