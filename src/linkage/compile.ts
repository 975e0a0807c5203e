/**
 * Compiles a model's comparisons, which are data, into one function of two rows. The function is written as text for
 * the model at hand, because a chain of general tests costs many times as much for each of millions of pairs. Nothing
 * of a model's words goes into that text: only numbers, and names made here.
 *
 * A pair's levels are one number, in mixed radix: digit 0 of a comparison stands for "not compared", k + 1 for level k.
 */

import type { Column, Columns } from './columns.ts';
import * as helpers from './pair-helpers.ts';
import { NameSimilarity, type Shapes, shapesOf } from './similarity.ts';
import { evaluatorOf, type Reader } from './sql-evaluate.ts';
import { parseSql } from './sql-parse.ts';
import type { Condition, Model } from './types.ts';
import { daysOf, mapBetween, packedDigits, prefixIds, swappedDigits } from './value-facts.ts';
import { textOf, type Values } from './values.ts';

type Data = Int32Array | Float64Array | readonly Int32Array[];

/** What a similarity needs on each thread. */
interface SimilarityNeed {
  readonly values: Values;
  readonly shapes: Shapes;
  least: number;
}

/** What an SQL condition needs on each thread: its text, and the place and values of each column that it reads. */
interface SqlNeed {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly place: number; readonly values: Values }[];
}

/** A compiled model, ready to be sent to any thread. */
export interface Program {
  readonly code: string;
  readonly data: Readonly<Record<string, Data>>;
  readonly similar: Readonly<Record<string, SimilarityNeed>>;
  readonly sql: Readonly<Record<string, SqlNeed>>;
  /** Fields in the order of their places in a row's line. */
  readonly fields: readonly string[];
}

export interface PairMachine {
  /** The levels of two rows as one number. */
  pattern(left: number, right: number): number;
  /** Bit r set: the condition of the model's rule r holds. */
  rules(left: number, right: number): number;
}

/** Rows side by side: `lines[row × width + place]` is the id of a field, or the group of a rule. */
export interface Lines {
  readonly lines: Int32Array;
  readonly width: number;
}

/** What compares two rows of a table. */
export interface Comparing {
  readonly program: Program;
  readonly lines: Lines;
}

/** The column of a field. @throws Error when the model names a field that it does not define. */
export function columnOf(columns: Columns, field: string): Column {
  const column = columns[field];
  if (!column) throw new Error(`The model names the field "${field}", which it does not define.`);
  return column;
}

class Writer {
  readonly data: Record<string, Data> = {};
  readonly similar: Record<string, SimilarityNeed> = {};
  readonly sql: Record<string, SqlNeed> = {};
  readonly fields: string[] = [];
  readonly #columns: Columns;
  readonly #shares: Readonly<Record<string, Float64Array>>;
  /** By dictionary, since several fields have one. */
  readonly #shapes = new Map<Values, Shapes>();
  /** Working variables of a pair, each with its first value. */
  readonly #locals = new Map<string, number>();

  constructor(columns: Columns, shares: Readonly<Record<string, Float64Array>>) {
    this.#columns = columns;
    this.#shares = shares;
  }

  #place(field: string): number {
    const known = this.fields.indexOf(field);
    if (known >= 0) return known;
    columnOf(this.#columns, field);
    this.fields.push(field);
    return this.fields.length - 1;
  }

  /** Remembers data under a name; made only once. */
  #keep(name: string, make: () => Data): string {
    this.data[name] ??= make();
    return `D.${name}`;
  }

  #lists(place: number, column: Column): string {
    this.#keep(`o${place}`, () => column.offsets!);
    this.#keep(`i${place}`, () => column.items!);
    return `D.o${place}, D.i${place}, i, j`;
  }

  #once(name: string, expression: string): string {
    this.#locals.set(name, -1);
    return `(${name} < 0 ? (${name} = ${expression}) : ${name})`;
  }

  write(condition: Condition): string {
    switch (condition.is) {
      case 'always':
        return 'true';
      case 'not':
        return `!(${this.write(condition.of)})`;
      case 'all':
        return `(${condition.of.map((inner) => this.write(inner)).join(' && ') || 'true'})`;
      case 'any':
        return `(${condition.of.map((inner) => this.write(inner)).join(' || ') || 'false'})`;
      case 'crossed':
      case 'across':
        return this.#between(condition.is, condition.fields);
      case 'sql':
        return this.#sql(condition);
      case 'same':
      case 'similar':
      case 'prefix':
      case 'rare':
      case 'few':
      case 'digits':
      case 'day-month':
      case 'years':
      case 'present':
        return this.#ofField(condition);
      default:
        return unknownCondition(condition);
    }
  }

  #sql({ sql, fields }: Extract<Condition, { is: 'sql' }>): string {
    const columns = fields.map((name) => ({
      name,
      place: this.#place(name),
      values: columnOf(this.#columns, name).values,
    }));
    const known = Object.entries(this.sql).find(([, need]) => need.sql === sql);
    const name = known?.[0] ?? `q${Object.keys(this.sql).length}`;
    this.sql[name] = { sql, columns };
    return `N.${name}(x, y)`;
  }

  #between(is: 'crossed' | 'across', fields: readonly [string, string]): string {
    const [x, y] = fields.map((field) => this.#place(field)) as [number, number];
    const [a, b] = fields.map((field) => columnOf(this.#columns, field)) as [Column, Column];
    const map = this.#keep(`m${x}_${y}`, () => mapBetween(a.values, b.values));
    if (is === 'crossed') {
      return `(a${x} >= 0 && b${x} >= 0 && ${map}[a${x}] === b${y} && ${map}[b${x}] === a${y})`;
    }
    const one = this.#keep(`l${x}`, () => listsOf(a));
    const other = this.#keep(`l${y}`, () => listsOf(b));
    return `(H.across(${one}, ${other}, ${map}, i, j) || H.across(${one}, ${other}, ${map}, j, i))`;
  }

  #ofField(condition: FieldCondition): string {
    const column = columnOf(this.#columns, condition.field);
    const place = this.#place(condition.field);
    const [a, b] = [`a${place}`, `b${place}`];
    const both = `${a} >= 0 && ${b} >= 0`;
    const set = column.offsets !== null && column.items !== null;
    switch (condition.is) {
      case 'present':
        return `(${both})`;
      case 'same':
        return set
          ? `(${both} && (${a} === ${b} || H.share(${this.#lists(place, column)})))`
          : `(${a} >= 0 && ${a} === ${b})`;
      case 'few': {
        const size = (row: string): string => `(D.o${place}[${row} + 1] - D.o${place}[${row}])`;
        if (!set) return `(${both} ? ${condition.atMost >= 1} : ${condition.atMost >= 0})`;
        this.#lists(place, column);
        return `(${size('i')} * ${size('j')} <= ${Number(condition.atMost)})`;
      }
      case 'rare': {
        const shares = this.#keep(`s${place}`, () => this.#shares[condition.field]!);
        const below = Number(condition.below);
        if (!set) return `(${a} >= 0 && ${a} === ${b} && ${shares}[${a}] < ${below})`;
        const lists = this.#lists(place, column).replace(', i, j', '');
        return `(${both} && ${this.#once(`r${place}`, `H.sharedShare(${lists}, ${shares}, i, j)`)} < ${below})`;
      }
      case 'similar':
        return `(${both} && ${this.#similarity(condition, place, column)} >= ${Number(condition.atLeast)})`;
      case 'prefix':
        return `(${both} && ${this.#sameBeginning(condition, place, column)})`;
      case 'digits':
      case 'day-month':
      case 'years':
        return `(${both} && ${this.#ofDate(condition, place, column)})`;
      default:
        return unknownCondition(condition);
    }
  }

  #similarity(condition: Extract<Condition, { is: 'similar' }>, place: number, column: Column): string {
    const name = `n${place}`;
    const need = this.similar[name];
    if (need) need.least = Math.min(need.least, condition.atLeast);
    else {
      const { values } = column;
      const shapes = this.#shapes.get(values) ?? shapesOf(values);
      this.#shapes.set(values, shapes);
      this.similar[name] = { values, shapes, least: condition.atLeast };
    }
    const expression = column.offsets
      ? `H.mostSimilar(N.${name}, ${this.#lists(place, column)})`
      : `N.${name}.of(a${place}, b${place})`;
    return this.#once(`z_${name}`, expression);
  }

  #sameBeginning({ length }: PrefixCondition, place: number, { values }: Column): string {
    const ids = this.#keep(`p${place}_${Number(length)}`, () => prefixIds(values, length));
    return `${ids}[a${place}] === ${ids}[b${place}]`;
  }

  #ofDate(condition: DateCondition, place: number, { values }: Column): string {
    const [a, b] = [`a${place}`, `b${place}`];
    const digits = (): string => this.#keep(`d${place}`, () => packedDigits(values));
    switch (condition.is) {
      case 'years': {
        const days = this.#keep(`y${place}`, () => daysOf(values));
        return `Math.abs(${days}[${a}] - ${days}[${b}]) <= ${condition.atMost * 365.2425}`;
      }
      case 'digits': {
        const own = digits();
        const differing = this.#once(`g${place}`, `H.differingDigits(${own}[${a}], ${own}[${b}])`);
        return `${differing} <= ${Number(condition.atMost)}`;
      }
      case 'day-month': {
        const own = digits();
        const swapped = this.#keep(`w${place}`, () => swappedDigits(this.data[`d${place}`] as Int32Array));
        return `${own}[${a}] === ${swapped}[${b}]`;
      }
      default:
        return unknownCondition(condition);
    }
  }

  /** A function of the rows i and j, whose body may use the fields' ids and the working variables. */
  function(body: readonly string[], result: string): string {
    const ids = this.fields.map(
      (_, place) => `const a${place} = L[x + ${place}], b${place} = L[y + ${place}];`,
    );
    const locals = [...this.#locals].map(([name, value]) => `let ${name} = ${value};`);
    return `(i, j) => { const x = i * W, y = j * W; ${ids.join(' ')} ${locals.join(' ')}
${body.join('\n')}
return ${result}; }`;
  }
}

type FieldCondition = Extract<Condition, { field: string }>;
type DateCondition = Extract<Condition, { is: 'digits' | 'day-month' | 'years' }>;
type PrefixCondition = Extract<Condition, { is: 'prefix' }>;

/** Types promise that there is no other; a model that came as text may not keep the promise. */
function unknownCondition(condition: never): never {
  throw new Error(`The model has a condition that is not known: ${JSON.stringify(condition)}.`);
}

/** Offsets and items, a column of single values being lists of one. */
function listsOf(column: Column): readonly Int32Array[] {
  if (column.offsets && column.items) return [column.offsets, column.items];
  const offsets = new Int32Array(column.first.length + 1);
  const items: number[] = [];
  for (let row = 0; row < column.first.length; row += 1) {
    if (column.first[row]! >= 0) items.push(column.first[row]!);
    offsets[row + 1] = items.length;
  }
  return [offsets, Int32Array.from(items)];
}

/** The number of digits of each comparison, "not compared" among them. */
export function basesOf(model: Model): number[] {
  const bases = model.comparisons.map((comparison) => comparison.levels.length + 1);
  // Which rules hold is told by the same number.
  if (bases.reduce((product, base) => product * base, 2 ** model.rules.length) > Number.MAX_SAFE_INTEGER) {
    throw new Error('The model has too many patterns of agreement.');
  }
  return bases;
}

/**
 * Compiles a model over an encoded table.
 * @throws Error when the model names a field that it does not define, or has more than 32 rules.
 */
export function compile(
  model: Model,
  columns: Columns,
  shares: Readonly<Record<string, Float64Array>>,
): Program {
  if (model.rules.length > 32) throw new Error('A model can hold at most 32 pair rules.');
  const bases = basesOf(model);
  const writer = new Writer(columns, shares);
  const comparisons = model.comparisons.map((comparison, c) => {
    const levels = comparison.levels.map((level, k) => `if (${writer.write(level.when)}) g = ${k + 1};`);
    return `g = 0; if (${writer.write(comparison.comparable)}) { ${levels.join(' else ')} }
p = p * ${bases[c]} + g;`;
  });
  const rules = model.rules.map((rule, r) => `if (${writer.write(rule.when)}) m |= ${1 << r};`);
  const pattern = writer.function(['let p = 0, g = 0;', ...comparisons], 'p');
  const flags = writer.function(['let m = 0;', ...rules], 'm');
  const names = Object.keys(writer.data);
  // Each piece of data becomes a constant of the function, which is found faster than a property.
  const constants = [
    ...names.map((name) => `D_${name} = D.${name}`),
    ...Object.keys({ ...writer.similar, ...writer.sql }).map((name) => `N_${name} = N.${name}`),
  ];
  const body = `{ pattern: ${pattern}, rules: ${flags} }`
    .replace(/\bD\.(\w+)/g, 'D_$1')
    .replace(/\bN\.(\w+)/g, 'N_$1');
  const code = `"use strict"; ${constants.length > 0 ? `const ${constants.join(', ')};` : ''} return ${body};`;
  const { data, similar, sql, fields } = writer;
  return { code, data, similar, sql, fields };
}

/** An SQL condition as a test of two rows, by where their lines start. */
function sqlTest({ sql, columns }: SqlNeed, lines: Int32Array): (x: number, y: number) => boolean {
  const evaluate = evaluatorOf(parseSql(sql));
  const texts = columns.map(({ values }) => new Array<string | undefined>(values.size));
  const reader = (start: () => number): Reader => {
    const places = new Map(columns.map(({ name }, k) => [name, k]));
    return (name) => {
      const k = places.get(name)!;
      const id = lines[start() + columns[k]!.place]!;
      if (id < 0) return null;
      texts[k]![id] ??= textOf(columns[k]!.values, id);
      return texts[k]![id]!;
    };
  };
  let x = 0;
  let y = 0;
  const left = reader(() => x);
  const right = reader(() => y);
  return (leftStart, rightStart) => {
    x = leftStart;
    y = rightStart;
    return evaluate(left, right) === true;
  };
}

type Factory = (D: unknown, N: unknown, H: unknown, L: Int32Array, W: number) => PairMachine;

const factories = new Map<string, Factory>();
const FACTORIES_KEPT = 32;

/** The program's functions on this thread; `pairs`: how many it will be asked about, where that is known. */
export function machineOf(program: Program, { lines, width }: Lines, pairs?: number): PairMachine {
  let factory = factories.get(program.code);
  if (!factory) {
    if (factories.size >= FACTORIES_KEPT) factories.clear();
    factory = new Function('D', 'N', 'H', 'L', 'W', program.code) as Factory;
    factories.set(program.code, factory);
  }
  const similar = Object.fromEntries(
    Object.entries(program.similar).map(([name, need]) => [
      name,
      new NameSimilarity(need.values, need.shapes, need.least, pairs),
    ]),
  );
  const sql = Object.fromEntries(
    Object.entries(program.sql).map(([name, need]) => [name, sqlTest(need, lines)]),
  );
  return factory(program.data, { ...similar, ...sql }, helpers, lines, width);
}
