/** Compiles conditions, which are data, into tests of two rows. Every test is symmetric in its two rows. */

import type { Column, Columns } from './columns.ts';
import { NameSimilarity } from './similarity.ts';
import type { Condition } from './types.ts';

export type PairTest = (left: number, right: number) => boolean;

/** What conditions share while one table is scored. */
export interface TestContext {
  readonly columns: Columns;
  /** Share of each value, by field. */
  readonly shares: Readonly<Record<string, Float64Array>>;
  readonly similarity: Map<string, NameSimilarity>;
}

const NEVER: PairTest = () => false;

function shareAny(a: Column, left: number, b: Column, right: number, map: Int32Array | null): boolean {
  const aEnd = a.offsets![left + 1]!;
  const bEnd = b.offsets![right + 1]!;
  for (let i = a.offsets![left]!; i < aEnd; i += 1) {
    const wanted = map ? map[a.items![i]!]! : a.items![i]!;
    for (let j = b.offsets![right]!; j < bEnd; j += 1) if (b.items![j] === wanted) return true;
  }
  return false;
}

function same(column: Column): PairTest {
  if (column.offsets) return (left, right) => shareAny(column, left, column, right, null);
  const { first } = column;
  return (left, right) => first[left]! >= 0 && first[left] === first[right];
}

function similar(column: Column, atLeast: number, context: TestContext): PairTest {
  let cache = context.similarity.get(column.field);
  if (!cache) {
    cache = new NameSimilarity(column.dictionary);
    context.similarity.set(column.field, cache);
  }
  const names = cache;
  const { first, offsets, items } = column;
  if (!offsets || !items) {
    return (left, right) =>
      first[left]! >= 0 && first[right]! >= 0 && names.atLeast(first[left]!, first[right]!, atLeast);
  }
  return (left, right) => {
    for (let i = offsets[left]!; i < offsets[left + 1]!; i += 1) {
      for (let j = offsets[right]!; j < offsets[right + 1]!; j += 1) {
        if (names.atLeast(items[i]!, items[j]!, atLeast)) return true;
      }
    }
    return false;
  };
}

function byValue(column: Column, test: (a: number, b: number) => boolean): PairTest {
  const { first } = column;
  return (left, right) => {
    const a = first[left]!;
    const b = first[right]!;
    return a >= 0 && b >= 0 && test(a, b);
  };
}

function prefix(column: Column, length: number): PairTest {
  const ids = new Map<string, number>();
  const of = Int32Array.from(column.dictionary, (value) => {
    const key = value.slice(0, length);
    if (!ids.has(key)) ids.set(key, ids.size);
    return ids.get(key)!;
  });
  return byValue(column, (a, b) => of[a] === of[b]);
}

/** Product of the shares of the values that both hold: the smaller, the less likely by chance. */
function rare(column: Column, below: number, shares: Float64Array): PairTest {
  const { offsets, items, first } = column;
  if (!offsets || !items) {
    return (left, right) =>
      first[left]! >= 0 && first[left] === first[right] && shares[first[left]!]! < below;
  }
  return (left, right) => {
    let product = 1;
    let i = offsets[left]!;
    let j = offsets[right]!;
    const iEnd = offsets[left + 1]!;
    const jEnd = offsets[right + 1]!;
    while (i < iEnd && j < jEnd) {
      const difference = items[i]! - items[j]!;
      if (difference === 0) product *= shares[items[i]!]!;
      if (difference <= 0) i += 1;
      if (difference >= 0) j += 1;
    }
    return product < below;
  };
}

function few(column: Column, atMost: number): PairTest {
  const { offsets, first } = column;
  const size = (row: number): number =>
    offsets ? offsets[row + 1]! - offsets[row]! : first[row]! >= 0 ? 1 : 0;
  return (left, right) => size(left) * size(right) <= atMost;
}

function mapTo(from: Column, to: Column): Int32Array {
  const ids = new Map(to.dictionary.map((value, id) => [value, id]));
  return Int32Array.from(from.dictionary, (value) => ids.get(value) ?? -2);
}

function crossed(a: Column, b: Column): PairTest {
  const map = mapTo(a, b);
  return (left, right) => {
    const first = a.first[left]!;
    const second = a.first[right]!;
    return first >= 0 && second >= 0 && map[first] === b.first[right] && map[second] === b.first[left];
  };
}

function across(a: Column, b: Column): PairTest {
  const map = mapTo(a, b);
  return (left, right) => shareAny(a, left, b, right, map) || shareAny(a, right, b, left, map);
}

/** Eight digits of a date, four bits each; −1 where the value is not a date. */
function packDigits(column: Column): Int32Array {
  return Int32Array.from(column.dictionary, (value) => {
    const digits = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    return digits ? Number.parseInt(digits[1]! + digits[2]! + digits[3]!, 16) | 0 : -1;
  });
}

function differingDigits(a: number, b: number): number {
  let difference = a ^ b;
  let count = 0;
  while (difference !== 0) {
    if ((difference & 15) !== 0) count += 1;
    difference >>>= 4;
  }
  return count;
}

function digits(column: Column, atMost: number): PairTest {
  const packed = packDigits(column);
  return byValue(column, (a, b) => differingDigits(packed[a]!, packed[b]!) <= atMost);
}

function dayMonth(column: Column): PairTest {
  const packed = packDigits(column);
  const swapped = packed.map((d) => (d & 0xffff0000) | ((d & 0xff) << 8) | ((d >>> 8) & 0xff));
  return byValue(column, (a, b) => packed[a] === swapped[b]);
}

function years(column: Column, atMost: number): PairTest {
  // Impossible dates get the day that their arithmetic gives: near enough to say how many years apart.
  const days = Float64Array.from(column.dictionary, (value) => {
    const [year, month, day] = value.split('-').map(Number);
    return (year ?? 0) * 365.2425 + (month ?? 0) * 30.44 + (day ?? 0);
  });
  return byValue(column, (a, b) => Math.abs(days[a]! - days[b]!) <= atMost * 365.2425);
}

function combine(tests: readonly PairTest[], kind: 'all' | 'any'): PairTest {
  const stopAt = kind === 'any';
  return (left, right) => {
    for (const test of tests) if (test(left, right) === stopAt) return stopAt;
    return !stopAt;
  };
}

/** The column of a field. @throws Error when the model names a field that it does not define. */
export function columnOf(columns: Columns, field: string): Column {
  const column = columns[field];
  if (!column) throw new Error(`The model names the field "${field}", which it does not define.`);
  return column;
}

/** Compiles one condition. @throws Error when it names a field that the model does not define. */
export function compileCondition(condition: Condition, context: TestContext): PairTest {
  switch (condition.is) {
    case 'always':
      return () => true;
    case 'not': {
      const test = compileCondition(condition.of, context);
      return (left, right) => !test(left, right);
    }
    case 'all':
    case 'any': {
      const tests = condition.of.map((inner) => compileCondition(inner, context));
      return tests.length === 1 ? tests[0]! : combine(tests, condition.is);
    }
    case 'crossed':
    case 'across': {
      const [a, b] = condition.fields.map((field) => columnOf(context.columns, field)) as [Column, Column];
      return (condition.is === 'crossed' ? crossed : across)(a, b);
    }
    default:
      return compileFieldTest(condition, columnOf(context.columns, condition.field), context);
  }
}

type FieldCondition = Extract<Condition, { field: string }>;

function compileFieldTest(condition: FieldCondition, column: Column, context: TestContext): PairTest {
  if (column.present === 0) return condition.is === 'few' ? () => true : NEVER;
  switch (condition.is) {
    case 'same':
      return same(column);
    case 'similar':
      return similar(column, condition.atLeast, context);
    case 'prefix':
      return prefix(column, condition.length);
    case 'rare':
      return rare(column, condition.below, context.shares[column.field]!);
    case 'few':
      return few(column, condition.atMost);
    case 'digits':
      return digits(column, condition.atMost);
    case 'day-month':
      return dayMonth(column);
    case 'years':
      return years(column, condition.atMost);
    case 'present': {
      const { first } = column;
      return (left, right) => first[left]! >= 0 && first[right]! >= 0;
    }
  }
}

/** The fields that a condition reads. */
export function fieldsOf(condition: Condition): string[] {
  switch (condition.is) {
    case 'always':
      return [];
    case 'not':
      return fieldsOf(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(fieldsOf);
    case 'crossed':
    case 'across':
      return [...condition.fields];
    default:
      return [condition.field];
  }
}
