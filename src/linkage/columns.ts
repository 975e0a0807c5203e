/**
 * Dictionary encoding. Every field of the model becomes ids into a list of its distinct standardised values, so
 * that the pair loop never touches text: what depends on a value (its share, its digits, its prefix) is worked out
 * once for the value.
 */

import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import {
  dateDigits,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
import type { Cell, FieldKind, FieldSource, FieldSpec, Frequencies, Model, RecordTable } from './types.ts';

/** An encoded field. `first[row]` is −1 where the row has no value. */
export interface Column {
  readonly field: string;
  readonly spec: FieldSpec;
  readonly dictionary: readonly string[];
  readonly first: Int32Array;
  /** Sets only: `items[offsets[row]…offsets[row + 1])` are the row's ids, ascending and distinct. */
  readonly offsets: Int32Array | null;
  readonly items: Int32Array | null;
  /** Records holding each value. */
  readonly counts: Int32Array;
  /** Records holding any value. */
  readonly present: number;
}

export type Columns = Readonly<Record<string, Column>>;

function standard(kind: FieldKind, text: string, referenceYear: number): string | null {
  switch (kind) {
    case 'name':
      return standardiseName(text);
    case 'date':
      return dateDigits(text);
    case 'postcode':
      return standardisePostcode(text);
    case 'sex':
      return standardiseSex(text);
    case 'pnc':
      return parsePnc(text, referenceYear).canonical ?? null;
    case 'cro':
      return parseCro(text).canonical ?? null;
    case 'prison-number':
      return parsePrisonNumber(text).canonical ?? null;
    case 'crn':
      return parseCrn(text).canonical ?? null;
    default:
      return standardiseText(text);
  }
}

/** The core that one system copies to another: a PNC's serial less its first digit, or a CRO's serial. */
function serialOf(value: string): string {
  if (value.startsWith('SF')) return value.slice(5, -1).padStart(6, '0');
  return /^\d{4}\//.test(value) ? value.slice(6, 12) : value.split('/')[0]!;
}

/** The values that a source takes from one raw text: none, one, or (for tokens) several. */
function valuesOf(text: string, kind: FieldKind, source: FieldSource, referenceYear: number): string[] {
  const value = standard(kind, text, referenceYear);
  if (value === null) return [];
  const take = source.take ?? 'whole';
  if (take === 'whole') return [value];
  if (take === 'outcode') return [value.split(' ')[0]!];
  if (take === 'email-name') return [value.split('@')[0]!.replace(/[^A-Z0-9]/g, '')].filter((v) => v !== '');
  if (take === 'serial') return [serialOf(value)];
  if (take === 'stem') return [value.slice(0, 5) + value.slice(7)];
  const tokens = value.split(' ');
  if (take === 'first-token') return [tokens[0]!];
  if (take === 'last-token') return tokens.length > 1 ? [tokens.at(-1)!] : [];
  return tokens.filter((token) => token.length > 1);
}

class Dictionary {
  readonly values: string[] = [];
  readonly #ids = new Map<string, number>();

  id(value: string): number {
    const known = this.#ids.get(value);
    if (known !== undefined) return known;
    this.#ids.set(value, this.values.length);
    this.values.push(value);
    return this.values.length - 1;
  }
}

type Reader = (row: number, into: number[]) => void;

/** Reads one source column; each distinct raw text is standardised once. */
function reader(
  cells: readonly Cell[],
  source: FieldSource,
  spec: FieldSpec,
  ids: Dictionary,
  year: number,
): Reader {
  const memo = new Map<string, readonly number[]>();
  const look = (text: string): readonly number[] => {
    let found = memo.get(text);
    if (!found) {
      found = valuesOf(text, spec.kind, source, year).map((value) => ids.id(value));
      memo.set(text, found);
    }
    return found;
  };
  return (row, into) => {
    const cell = cells[row];
    if (cell === null || cell === undefined || cell === '') return;
    if (typeof cell === 'string') for (const id of look(cell)) into.push(id);
    else for (const text of cell) for (const id of look(text)) into.push(id);
  };
}

function joinedReader(readers: readonly Reader[], parts: Dictionary, ids: Dictionary): Reader {
  const memo = new Map<number, number>();
  const found: number[] = [];
  return (row, into) => {
    let key = 0;
    const chosen: number[] = [];
    for (const read of readers) {
      found.length = 0;
      read(row, found);
      if (found.length === 0) return;
      chosen.push(found[0]!);
      key = key * 16777216 + found[0]!;
    }
    // Two parts of up to 16.7 million values fit a number; longer joins are rare and go by text.
    const known = readers.length <= 2 ? memo.get(key) : undefined;
    const id = known ?? ids.id(chosen.map((part) => parts.values[part]!).join(' '));
    if (known === undefined && readers.length <= 2) memo.set(key, id);
    into.push(id);
  };
}

interface Filled {
  readonly first: Int32Array;
  readonly offsets: Int32Array | null;
  readonly items: number[] | null;
}

function fill(length: number, readers: readonly Reader[], asSet: boolean): Filled {
  const first = new Int32Array(length).fill(-1);
  const offsets = asSet ? new Int32Array(length + 1) : null;
  const items: number[] | null = asSet ? [] : null;
  const found: number[] = [];
  for (let row = 0; row < length; row += 1) {
    found.length = 0;
    for (const read of readers) read(row, found);
    if (found.length > 0) first[row] = found[0]!;
    if (!offsets || !items) continue;
    if (found.length > 1) found.sort((a, b) => a - b);
    for (let k = 0; k < found.length; k += 1) if (k === 0 || found[k] !== found[k - 1]) items.push(found[k]!);
    offsets[row + 1] = items.length;
  }
  return { first, offsets, items };
}

function encodeField(field: string, spec: FieldSpec, table: RecordTable, referenceYear: number): Column {
  const ids = new Dictionary();
  const parts = new Dictionary();
  const into = spec.shape === 'joined' ? parts : ids;
  const readers: Reader[] = [];
  for (const source of spec.from) {
    const cells = table.columns[source.column];
    if (cells) readers.push(reader(cells, source, spec, into, referenceYear));
  }
  const complete = readers.length === spec.from.length;
  const used = spec.shape === 'joined' ? (complete ? [joinedReader(readers, parts, ids)] : []) : readers;
  const { first, offsets, items } = fill(table.length, used, spec.shape === 'set');
  const packed = items ? Int32Array.from(items) : null;
  const column = { field, spec, dictionary: ids.values, first, offsets, items: packed };
  return { ...column, ...countsOf(column, first.keys()) };
}

/** Encodes every field of the model. Time and memory are linear in the table. */
export function encode(table: RecordTable, model: Model): Columns {
  const columns: Record<string, Column> = {};
  for (const [field, spec] of Object.entries(model.fields)) {
    columns[field] = encodeField(field, spec, table, model.referenceYear);
  }
  return columns;
}

function countsOf(
  column: Pick<Column, 'dictionary' | 'first' | 'offsets' | 'items'>,
  rows: Iterable<number>,
) {
  const counts = new Int32Array(column.dictionary.length);
  let present = 0;
  for (const row of rows) {
    if (column.first[row]! < 0) continue;
    present += 1;
    if (!column.offsets || !column.items) counts[column.first[row]!]! += 1;
    else
      for (let k = column.offsets[row]!; k < column.offsets[row + 1]!; k += 1) counts[column.items[k]!]! += 1;
  }
  return { counts, present };
}

/** The same columns with values counted over some rows only. */
export function recount(columns: Columns, rows: Int32Array): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, { ...column, ...countsOf(column, rows) }]),
  );
}

/** The same columns with the fields as another model specifies them. */
export function respecify(columns: Columns, model: Model): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, { ...column, spec: model.fields[field]! }]),
  );
}

/** Frequencies of the encoded values themselves. Look-up tables are built only for the fields asked for. */
export function frequenciesOf(columns: Columns): Frequencies {
  const maps = new Map<string, Map<string, number>>();
  const mapOf = (column: Column): Map<string, number> => {
    let map = maps.get(column.field);
    if (!map) {
      map = new Map(column.dictionary.map((value, id) => [value, column.counts[id]!]));
      maps.set(column.field, map);
    }
    return map;
  };
  return {
    total: (field) => columns[field]?.present ?? 0,
    count: (field, value) => (columns[field] ? (mapOf(columns[field]).get(value) ?? 0) : 0),
  };
}

/** Frequencies kept elsewhere (a database, a file), by field. */
export function frequenciesFromCounts(
  counts: Readonly<
    Record<string, { readonly total: number; readonly counts: Readonly<Record<string, number>> }>
  >,
): Frequencies {
  return {
    total: (field) => counts[field]?.total ?? 0,
    count: (field, value) => {
      const of = counts[field]?.counts;
      return of && Object.hasOwn(of, value) ? of[value]! : 0;
    },
  };
}

/** Share assumed of a value where the model gives none. */
export const DEFAULT_SHARE = 1e-4;

/**
 * Share of a value among other people: (count + 1) / (total + 1 / expected), the two records in hand being left
 * out of both. One imagined holder of the expected share is added, so that a small table moves a national weight
 * little and an empty one not at all.
 */
export function shareOf(count: number, total: number, expected: number): number {
  return (Math.max(count - 2, 0) + 1) / (Math.max(total - 2, 0) + 1 / expected);
}

/** {@link shareOf} for every value of a column, counts being its own or those of `frequencies`. */
export function sharesOf(column: Column, frequencies?: Frequencies): Float64Array {
  const expected = column.spec.expectedShare ?? DEFAULT_SHARE;
  const total = frequencies ? frequencies.total(column.field) : column.present;
  return Float64Array.from(column.dictionary, (value, id) =>
    shareOf(frequencies ? frequencies.count(column.field, value) : column.counts[id]!, total, expected),
  );
}
