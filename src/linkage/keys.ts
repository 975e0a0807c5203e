/** The keys of a blocking rule: what two records must share, as two hashes of its content. */

import type { Column, Columns } from './columns.ts';
import { columnOf } from './compile.ts';
import type { BlockingRule, KeyPart } from './types.ts';
import { combine, hashUnits, mix, textOf, type Values } from './values.ts';

/** A part of a key, and the columns that it is read from. */
export interface KeySource {
  readonly key: KeyPart;
  readonly column: KeyColumn;
  /** The other column of an either-order part. */
  readonly also: KeyColumn | null;
}

type KeyColumn = Pick<Column, 'first' | 'offsets' | 'items' | 'values'>;

/** Hashes of a key part, by value; `without[id]` is 1 where the value has no such part. */
interface PartKeys extends Hashes {
  readonly column: Pick<Column, 'first' | 'offsets' | 'items'>;
  readonly also: (Pick<Hashes, 'low' | 'high'> & Pick<Column, 'first'>) | null;
}

interface Hashes {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly without: Uint8Array | null;
}

/** A part that is of one field. */
export type FieldPart = Exclude<KeyPart, { part: 'either-order' }>;

/** The text of a part of a value; null where it has no such part. */
function textOfPart(value: string, key: FieldPart): string | null {
  switch (key.part) {
    case 'whole':
      return value;
    case 'prefix':
      return value.length < key.length && !key.orShorter ? null : value.slice(0, key.length);
    case 'year':
    case 'month-day':
    case 'day-month-folded':
      return partOfDate(value, key.part);
    default:
      return unknownPart(key);
  }
}

function partOfDate(value: string, part: 'year' | 'month-day' | 'day-month-folded'): string | null {
  const [year, month, day] = value.split('-');
  if (year === undefined || month === undefined || day === undefined) return null;
  if (part === 'year') return year;
  if (part === 'month-day') return `${month}-${day}`;
  return month <= day ? value : `${year}-${day}-${month}`;
}

/** Types promise that there is no other; a model that came as text may not keep the promise. */
function unknownPart(key: never): never {
  throw new Error(`The model has a part of a blocking key that is not known: ${JSON.stringify(key)}.`);
}

const hashed = new Int32Array(2);
let letters = new Uint16Array(64);

function hashText(text: string): void {
  if (text.length > letters.length) letters = new Uint16Array(text.length);
  for (let k = 0; k < text.length; k += 1) letters[k] = text.charCodeAt(k);
  hashUnits(letters, 0, text.length, hashed);
}

function hashPart(values: Values, id: number, key: FieldPart): boolean {
  if (key.part === 'prefix' && !values.joined) {
    const from = values.starts[id]!;
    const length = Math.min(key.length, values.starts[id + 1]! - from);
    if (length < key.length && !key.orShorter) return false;
    hashUnits(values.units, from, from + length, hashed);
    return true;
  }
  const text = textOfPart(textOf(values, id), key);
  if (text !== null) hashText(text);
  return text !== null;
}

/** Hashes of a part of each value of a dictionary. */
export function hashesOf(key: FieldPart, values: Values): Hashes {
  if (key.part === 'whole') return { low: values.low, high: values.high, without: null };
  const low = new Int32Array(values.size);
  const high = new Int32Array(values.size);
  const without = new Uint8Array(values.size);
  for (let id = 0; id < values.size; id += 1) {
    if (!hashPart(values, id, key)) without[id] = 1;
    else {
      low[id] = hashed[0]!;
      high[id] = hashed[1]!;
    }
  }
  return { low, high, without };
}

function keysOfPart({ key, column, also }: KeySource): PartKeys {
  if (key.part !== 'either-order') return { column, ...hashesOf(key, column.values), also: null };
  const { low, high } = column.values;
  return { column, low, high, without: null, also: also && { first: also.first, ...also.values } };
}

/** A rule with what its grouping reads, fit to be sent to another thread. */
export interface GroupTask {
  readonly rule: BlockingRule;
  readonly sources: readonly KeySource[];
  readonly rows: number;
  /** Where the rows of a rule that gives a row one key are written, group by group. */
  readonly memory?: Int32Array;
}

function sourceOf(key: KeyPart, columns: Columns): KeySource {
  const of = (field: string): KeyColumn => {
    const { first, offsets, items, values } = columnOf(columns, field);
    return { first, offsets, items, values };
  };
  if (key.part !== 'either-order') return { key, column: of(key.field), also: null };
  const [a, b] = key.fields;
  return { key, column: { ...of(a), offsets: null, items: null }, also: of(b) };
}

export function groupTask(rows: number, rule: BlockingRule, columns: Columns): GroupTask {
  return { rule, rows, sources: rule.keys.map((key) => sourceOf(key, columns)) };
}

/** A row with many values on several parts would stand in very many groups; beyond this it is left to other rules. */
const MOST_KEYS = 256;

/** (row, key) pairs of one rule, rows ascending, the key being two hashes. */
export interface Entries {
  count: number;
  row: Int32Array;
  low: Int32Array;
  high: Int32Array;
}

function add(entries: Entries, row: number, low: number, high: number): void {
  if (entries.count === entries.row.length) {
    for (const name of ['row', 'low', 'high'] as const) {
      const larger = new Int32Array(entries.count * 2 + 1024);
      larger.set(entries[name]);
      entries[name] = larger;
    }
  }
  entries.row[entries.count] = row;
  entries.low[entries.count] = low;
  entries.high[entries.count] = high;
  entries.count += 1;
}

/** Whether a rule gives each row at most one key. */
export const isSingle = ({ sources }: GroupTask): boolean =>
  sources.every(({ column }) => column.offsets === null);

const noEntries = (rows: number): Entries => {
  const ints = (): Int32Array => new Int32Array(rows);
  return { count: 0, row: ints(), low: ints(), high: ints() };
};

function singleEntries({ sources, rows }: GroupTask): Entries {
  const parts = sources.map(keysOfPart);
  const entries = noEntries(rows);
  for (let row = 0; row < rows; row += 1) {
    let low = 0;
    let high = 0;
    let whole = true;
    for (let p = 0; p < parts.length; p += 1) {
      const { column, low: lows, high: highs, without, also } = parts[p]!;
      const id = column.first[row]!;
      if (id < 0 || (without !== null && without[id] === 1)) {
        whole = false;
        break;
      }
      let partLow = lows[id]!;
      let partHigh = highs[id]!;
      if (also !== null) {
        const other = also.first[row]!;
        if (other < 0) {
          whole = false;
          break;
        }
        partLow = mix((partLow + also.low[other]!) | 0);
        partHigh = mix((partHigh + also.high[other]!) | 0);
      }
      low = combine(low, partLow);
      high = combine(high, partHigh);
    }
    if (whole) add(entries, row, low, high);
  }
  return entries;
}

/** The distinct hashes of a part for a row. */
function readPart(part: PartKeys, row: number, into: number[]): void {
  const { column, low, high, without, also } = part;
  into.length = 0;
  const from = column.offsets ? column.offsets[row]! : 0;
  const to = column.offsets ? column.offsets[row + 1]! : 1;
  for (let at = from; at < to; at += 1) {
    const id = column.items ? column.items[at]! : column.first[row]!;
    if (id < 0 || (without !== null && without[id] === 1)) continue;
    let partLow = low[id]!;
    let partHigh = high[id]!;
    if (also) {
      const other = also.first[row]!;
      if (other < 0) continue;
      partLow = mix((partLow + also.low[other]!) | 0);
      partHigh = mix((partHigh + also.high[other]!) | 0);
    }
    let known = false;
    for (let k = 0; k < into.length; k += 2)
      if (into[k] === partLow && into[k + 1] === partHigh) known = true;
    if (!known) into.push(partLow, partHigh);
  }
}

function manyEntries({ sources, rows }: GroupTask): Entries {
  const parts = sources.map(keysOfPart);
  const entries = noEntries(rows);
  let held: number[] = [];
  let next: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    held.length = 0;
    held.push(0, 0);
    for (const part of parts) {
      readPart(part, row, values);
      next.length = 0;
      for (let h = 0; h < held.length; h += 2) {
        for (let v = 0; v < values.length; v += 2) {
          next.push(combine(held[h]!, values[v]!), combine(held[h + 1]!, values[v + 1]!));
        }
      }
      [held, next] = [next, held];
      if (held.length === 0) break;
    }
    if (held.length > MOST_KEYS * 2) continue;
    for (let h = 0; h < held.length; h += 2) add(entries, row, held[h]!, held[h + 1]!);
  }
  return entries;
}

/** The keys of a rule's rows. */
export function entriesOf(task: GroupTask): Entries {
  return isSingle(task) ? singleEntries(task) : manyEntries(task);
}
