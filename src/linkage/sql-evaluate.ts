/** Evaluates SQL expressions over two records, with SQL's third truth value: null is neither true nor false. */

import { byteText, damerauLevenshtein, hamming, jaccard, levenshtein } from './distances.ts';
import { jaroOfDuckdb, jaroWinklerOfDuckdb } from './similarity.ts';
import type { Expression } from './sql-parse.ts';

export type SqlValue = string | number | boolean | null;

/** A record's value of a column. */
export type Reader = (column: string) => string | null;

export type Evaluator = (left: Reader, right: Reader) => SqlValue;

const text = (value: SqlValue): string => String(value);
const bytes = (value: SqlValue): string => byteText(String(value));

/** Seconds since 1970 of a date written `YYYY-MM-DD`, or by a pattern of `%Y`, `%m`, `%d`; null where it is none. */
function dateSeconds(value: string, pattern = '%Y-%m-%d'): number | null {
  const order: string[] = [];
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%([Ymd])/g, (_, part: string) => {
    order.push(part);
    return part === 'Y' ? '(\\d{4})' : '(\\d{1,2})';
  });
  const found = new RegExp(`^${source}$`).exec(value.trim());
  if (!found) return null;
  const part = (name: string): number => (order.includes(name) ? Number(found[order.indexOf(name) + 1]) : 1);
  const [year, month, day] = [part('Y'), part('m'), part('d')];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / 1000 : null;
}

function castTo(value: SqlValue, type: SqlValue): SqlValue {
  switch (type) {
    case 'date':
    case 'timestamp':
      return typeof value === 'number' ? value : dateSeconds(text(value).slice(0, 10));
    case 'varchar':
    case 'string':
    case 'text':
      return text(value);
    default: {
      const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
      return Number.isNaN(number) ? null : number;
    }
  }
}

function dateDifference(unit: SqlValue, from: SqlValue, to: SqlValue): SqlValue {
  const [a, b] = [from, to].map((value) => new Date(Number(castTo(value, 'date')) * 1000)) as [Date, Date];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  if (unit === 'year') return b.getUTCFullYear() - a.getUTCFullYear();
  return unit === 'month' ? months : (b.getTime() - a.getTime()) / 86_400_000;
}

function extract(value: string, pattern: string, group: number): string {
  return new RegExp(pattern).exec(value)?.[group] ?? '';
}

function substring(value: string, from: number, length = Number.POSITIVE_INFINITY): string {
  const start = from > 0 ? from - 1 : from < 0 ? Math.max(0, value.length + from) : 0;
  return value.slice(start, Number.isFinite(length) ? start + length : undefined);
}

/** Functions that are null where an argument is. */
const FUNCTIONS: Readonly<Record<string, (...args: SqlValue[]) => SqlValue>> = {
  '=': (a, b) => (typeof a === 'number' || typeof b === 'number' ? Number(a) === Number(b) : a === b),
  '<>': (a, b) => (typeof a === 'number' || typeof b === 'number' ? Number(a) !== Number(b) : a !== b),
  '<': (a, b) => a! < b!,
  '<=': (a, b) => a! <= b!,
  '>': (a, b) => a! > b!,
  '>=': (a, b) => a! >= b!,
  '+': (a, b) => Number(a) + Number(b),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => (Number(b) === 0 ? null : Number(a) / Number(b)),
  '||': (a, b) => text(a) + text(b),
  not: (a) => a !== true,
  abs: (a) => Math.abs(Number(a)),
  length: (a) => [...text(a)].length,
  len: (a) => [...text(a)].length,
  lower: (a) => text(a).toLowerCase(),
  upper: (a) => text(a).toUpperCase(),
  trim: (a) => text(a).trim(),
  substr: (a, from, length) =>
    substring(text(a), Number(from), length === undefined ? undefined : Number(length)),
  left: (a, length) => text(a).slice(0, Number(length)),
  right: (a, length) => text(a).slice(-Number(length)),
  regexp_extract: (a, pattern, group) => extract(text(a), text(pattern!), Number(group ?? 0)),
  jaro_winkler_similarity: (a, b) => jaroWinklerOfDuckdb(bytes(a), bytes(b)),
  jaro_similarity: (a, b) => jaroOfDuckdb(bytes(a), bytes(b)),
  levenshtein: (a, b) => levenshtein(bytes(a), bytes(b)),
  damerau_levenshtein: (a, b) => damerauLevenshtein(bytes(a), bytes(b)),
  hamming: (a, b) => hamming(bytes(a), bytes(b)),
  jaccard: (a, b) => jaccard(text(a), text(b)),
  try_strptime: (a, pattern) => dateSeconds(text(a), text(pattern!)),
  epoch: (a) => (typeof a === 'number' ? a : dateSeconds(text(a))),
  date_diff: dateDifference,
  cast: castTo,
  year: (a) => new Date(Number(castTo(a, 'date')) * 1000).getUTCFullYear(),
  greatest: (...all) => all.reduce((a, b) => (a! >= b! ? a : b)),
  least: (...all) => all.reduce((a, b) => (a! <= b! ? a : b)),
};

const SAME_AS: Readonly<Record<string, string>> = {
  substring: 'substr',
  strptime: 'try_strptime',
  datediff: 'date_diff',
  editdist3: 'levenshtein',
  jaro_winkler: 'jaro_winkler_similarity',
};

function either(args: readonly Evaluator[], decisive: boolean): Evaluator {
  return (left, right) => {
    let unknown = false;
    for (const arg of args) {
      const value = arg(left, right);
      if (value === decisive) return decisive;
      if (value === null) unknown = true;
    }
    return unknown ? null : !decisive;
  };
}

function caseOf(args: readonly Evaluator[]): Evaluator {
  return (left, right) => {
    for (let k = 0; k + 1 < args.length; k += 2) {
      if (args[k]!(left, right) === true) return args[k + 1]!(left, right);
    }
    return args.at(-1)!(left, right);
  };
}

function inList([first, ...others]: readonly Evaluator[]): Evaluator {
  return (left, right) => {
    const value = first!(left, right);
    if (value === null) return null;
    return others.some((other) => other(left, right) === value);
  };
}

/** @throws Error when the expression calls a function that is not known here. */
export function evaluatorOf(expression: Expression): Evaluator {
  if (expression.is === 'value') return () => expression.value;
  if (expression.is === 'column') {
    const { name, side } = expression;
    return side === 'l' ? (left) => left(name) : (_, right) => right(name);
  }
  const args = expression.args.map(evaluatorOf);
  switch (expression.name) {
    case 'and':
      return either(args, false);
    case 'or':
      return either(args, true);
    case 'case':
      return caseOf(args);
    case 'in':
      return inList(args);
    case 'is null':
      return (left, right) => args[0]!(left, right) === null;
    case 'coalesce':
    case 'ifnull':
      return (left, right) => args.map((arg) => arg(left, right)).find((value) => value !== null) ?? null;
    case 'concat':
      return (left, right) => args.map((arg) => arg(left, right) ?? '').join('');
    case 'nullif':
      return (left, right) => {
        const value = args[0]!(left, right);
        return value === args[1]!(left, right) ? null : value;
      };
    default:
      return strict(expression.name, args);
  }
}

function strict(name: string, args: readonly Evaluator[]): Evaluator {
  const apply = FUNCTIONS[SAME_AS[name] ?? name];
  if (!apply) throw new Error(`The SQL function ${name}() is not known to this engine.`);
  return (left, right) => {
    const values: SqlValue[] = [];
    for (const arg of args) {
      const value = arg(left, right);
      if (value === null) return null;
      values.push(value);
    }
    return apply(...values);
  };
}
