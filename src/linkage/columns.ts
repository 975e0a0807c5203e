/**
 * Dictionary encoding. Every field of the model becomes ids into a dictionary of its distinct standardised values,
 * so that the pair loop never touches text: what depends on a value (its share, its digits, its prefix) is worked
 * out once for the value.
 */

import type { CsvTable } from './csv.ts';
import { type CellResult, type CellTask, SHARE_VALUES } from './encode-cells.ts';
import { joinAll, joinTwo, merge } from './join-columns.ts';
import { freeAgain } from './list-memory.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { type CellIds, READ_CELLS, type ReadColumn, type ReadTask } from './read-cells.ts';
import { sharedFloats, sharedInts } from './shared.ts';
import type { FieldKind, FieldSpec, Frequencies, LinkOptions, Model, RecordTable, Take } from './types.ts';
import { textOf, ValueBuilder, ValueFinder, type Values } from './values.ts';

/** An encoded field. `first[row]` is −1 where the row has no value. */
export interface Column {
  readonly field: string;
  readonly spec: FieldSpec;
  readonly values: Values;
  readonly first: Int32Array;
  /** Sets only: `items[offsets[row]…offsets[row + 1])` are the row's ids, ascending and distinct. */
  readonly offsets: Int32Array | null;
  readonly items: Int32Array | null;
  /** Records holding each value. */
  readonly counts: Int32Array;
  /** Records holding any value. */
  readonly present: number;
  /** Records with a text that has no standard form. */
  readonly unread: number;
}

export type Columns = Readonly<Record<string, Column>>;

function columnsOfTable(table: RecordTable | CsvTable): Set<string> {
  return new Set('bytes' in table ? table.headers : Object.keys(table.columns));
}

interface Wanted {
  kind: CellTask['kind'];
  lenient: boolean;
  columns: Map<string, { takes: Set<Take>; split: boolean }>;
}

/** One task for all names, so that a forename can be compared with a surname; else one for each linked set of columns. */
function tasksOf(table: RecordTable | CsvTable, model: Model): CellTask[] {
  const there = columnsOfTable(table);
  const tasks: Wanted[] = [];
  for (const spec of Object.values(model.fields)) {
    const sources = spec.from.filter(({ column }) => there.has(column));
    if (sources.length === 0) continue;
    const meets = (task: Wanted): boolean =>
      task.kind === spec.kind &&
      (spec.kind === 'name' || sources.some(({ column }) => task.columns.has(column)));
    const own: Wanted = { kind: spec.kind, lenient: spec.lenient ?? false, columns: new Map() };
    for (const task of tasks.filter(meets)) {
      own.lenient ||= task.lenient;
      for (const [column, wanted] of task.columns) own.columns.set(column, wanted);
      tasks.splice(tasks.indexOf(task), 1);
    }
    for (const source of sources) {
      const wanted = own.columns.get(source.column) ?? { takes: new Set(), split: false };
      wanted.takes.add(source.take ?? 'whole');
      wanted.split ||= source.split ?? false;
      own.columns.set(source.column, wanted);
    }
    tasks.push(own);
  }
  return tasks.map(({ kind, lenient, columns }) => ({
    kind,
    lenient,
    referenceYear: model.referenceYear,
    columns: [...columns].map(([column, { takes, split }]) => ({ column, takes: [...takes], split })),
  }));
}

const NO_VALUES = new ValueBuilder().finish();

interface Source {
  readonly values: Values;
  readonly ids: CellIds;
  readonly unread: number;
}

function sourcesOf(spec: FieldSpec, results: ReadonlyMap<string, CellResult>): Source[] {
  return spec.from.flatMap(({ column, take = 'whole' }) => {
    const result = results.get(`${spec.kind} ${column}`);
    const ids = result?.ids[column]?.[take];
    return result && ids ? [{ values: result.values, ids, unread: result.unread[column] ?? 0 }] : [];
  });
}

/** A field to be put together from what its columns hold. */
interface FieldTask {
  readonly spec: FieldSpec;
  readonly sources: readonly Source[];
}

/** A field without its dictionary, but for a joined one, which is its own. */
type Field = Omit<Column, 'field' | 'spec' | 'values'> & { readonly joined: Values | null };

function encodeField({ spec, sources }: FieldTask, rows: number): Field {
  const values = sources[0]?.values ?? NO_VALUES;
  const unread = sources.reduce((sum, part) => sum + part.unread, 0);
  const complete = sources.length === spec.from.length && sources.length > 0;
  if (spec.shape === 'joined' && complete && sources.length > 1) {
    const firsts = sources.map(({ ids }) => ids.first);
    const made = firsts.length === 2 ? joinTwo(values, firsts[0]!, firsts[1]!) : joinAll(values, firsts);
    const ids = { first: made.first, offsets: null, items: null };
    return { ...ids, ...countsOf({ size: made.values.size, ...ids }), unread, joined: made.values };
  }
  const used = spec.shape === 'joined' && !complete ? [] : sources.map(({ ids }) => ids);
  const ids = merge(rows, used, spec.shape === 'set');
  return { ...ids, ...countsOf({ size: values.size, ...ids }), unread, joined: null };
}

/** Each piece is a field. */
export const ENCODE_FIELDS: Job<{ tasks: readonly FieldTask[]; rows: number }, Field> = {
  name: 'encode fields',
  worker:
    ({ tasks, rows }) =>
    (piece) =>
      encodeField(tasks[piece]!, rows),
};

/** Kinds that many people have the same value of. */
const FEW: ReadonlySet<FieldKind> = new Set(['name', 'date', 'sex']);

/** On what a table is encoded, and who is told what of it could not be read. */
interface Encoding extends Pick<LinkOptions, 'tellUnread'> {
  readonly pool?: Pool | undefined;
}

/** Reads the columns of all tasks; a task most of whose texts its kind refuses is read again as text. */
function readTasks(table: RecordTable | CsvTable, tasks: readonly CellTask[], encoding: Encoding) {
  const { pool, tellUnread } = encoding;
  const columnsOfTask = ({ kind, referenceYear, columns }: CellTask): ReadTask[] =>
    columns.map(({ column, split }) => ({
      kind,
      referenceYear,
      column,
      split,
      tell: tellUnread !== undefined,
    }));
  const readAll = (of: readonly CellTask[]): ReadColumn[][] => {
    const all = of.flatMap(columnsOfTask);
    // What has a value of its own for nearly every row takes longest, and is begun first.
    const order = [...all.keys()].sort(
      (a, b) => Number(FEW.has(all[a]!.kind)) - Number(FEW.has(all[b]!.kind)),
    );
    if ('bytes' in table && all.length > 0) freeAgain(table.memory, table.free);
    const read = runOn(pool, READ_CELLS, { table, tasks: order.map((k) => all[k]!) }, all.length);
    const done = all.map((_, k) => read[order.indexOf(k)]!);
    let at = 0;
    return of.map(({ columns }) => {
      at += columns.length;
      return done.slice(at - columns.length, at);
    });
  };
  const read = readAll(tasks);
  tellUnread?.(read.flat().flatMap(({ told }) => told ?? []));
  const sum = (one: readonly ReadColumn[], of: 'seen' | 'refused'): number =>
    one.reduce((total, column) => total + column[of], 0);
  const wrong = tasks.flatMap((task, t) =>
    task.lenient && sum(read[t]!, 'refused') * 2 > sum(read[t]!, 'seen') ? [t] : [],
  );
  const again = readAll(wrong.map((t) => ({ ...tasks[t]!, kind: 'text' })));
  wrong.forEach((t, k) => {
    read[t] = again[k]!;
  });
  return read;
}

/** Encodes every field of the model. Time and memory are linear in the table. */
export function encode(
  table: RecordTable | CsvTable,
  model: Model,
  { pool, tellUnread }: Encoding = {},
): Columns {
  // Threads are worth it for a file, whose cells are shared and not copied.
  const threads = 'bytes' in table ? pool : undefined;
  const tasks = tasksOf(table, model);
  const read = readTasks(table, tasks, { pool: threads, tellUnread });
  const shared = runOn(threads, SHARE_VALUES, { tasks, read }, tasks.length);
  const results = new Map<string, CellResult>();
  tasks.forEach((task, index) => {
    for (const { column } of task.columns) results.set(`${task.kind} ${column}`, shared[index]!);
  });
  const fields = Object.entries(model.fields).map(([field, spec]) => {
    return { field, spec, sources: sourcesOf(spec, results) };
  });
  const work = { tasks: fields.map(({ spec, sources }) => ({ spec, sources })), rows: table.length };
  const made = runOn(threads, ENCODE_FIELDS, work, fields.length);
  return Object.fromEntries(
    fields.map(({ field, spec, sources }, k) => {
      const { joined, ...own } = made[k]!;
      const of = sources[0]?.values ?? NO_VALUES;
      // One dictionary stays one, also where threads have had copies of what stands around it.
      const values = joined ? (joined.joined ? { ...joined, joined: { ...joined.joined, of } } : joined) : of;
      return [field, { field, spec, values, ...own }];
    }),
  );
}

interface Counts {
  readonly counts: Int32Array;
  readonly present: number;
}

type Counted = Pick<Column, 'first' | 'offsets' | 'items'> & { readonly size: number };

function countsOf({ first, offsets, items, size }: Counted, rows?: Int32Array): Counts {
  const counts = sharedInts(size);
  let present = 0;
  const length = rows ? rows.length : first.length;
  for (let at = 0; at < length; at += 1) {
    const row = rows ? rows[at]! : at;
    if (first[row]! < 0) continue;
    present += 1;
    if (!offsets || !items) counts[first[row]!]! += 1;
    else for (let k = offsets[row]!; k < offsets[row + 1]!; k += 1) counts[items[k]!]! += 1;
  }
  return { counts, present };
}

/** Each piece is a column. */
export const COUNT_VALUES: Job<{ columns: readonly Counted[]; rows: Int32Array }, Counts> = {
  name: 'count values',
  worker:
    ({ columns, rows }) =>
    (piece) =>
      countsOf(columns[piece]!, rows),
};

/** The same columns with values counted over some rows only, which lie in shared memory where there are threads. */
export function recount(columns: Columns, rows: Int32Array, pool?: Pool): Columns {
  const names = Object.keys(columns);
  const counted = names.map((name): Counted => {
    const { first, offsets, items, values } = columns[name]!;
    return { first, offsets, items, size: values.size };
  });
  const found = runOn(pool, COUNT_VALUES, { columns: counted, rows }, names.length);
  return Object.fromEntries(names.map((name, k) => [name, { ...columns[name]!, ...found[k]! }]));
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
      map = new Map();
      for (let id = 0; id < column.values.size; id += 1) {
        if (column.counts[id]! > 0) map.set(textOf(column.values, id), column.counts[id]!);
      }
      maps.set(column.field, map);
    }
    return map;
  };
  return {
    total: (field) => columns[field]?.present ?? 0,
    count: (field, value) => (columns[field] ? (mapOf(columns[field]).get(value) ?? 0) : 0),
    countsOf: (field, values) => (columns[field] ? countsByHash(columns[field], values) : null),
  };
}

/** A column's counts for the values of another dictionary, found by their content. */
function countsByHash(column: Column, values: Values): Int32Array {
  if (values === column.values) return column.counts;
  const finder = new ValueFinder(column.values);
  const counts = new Int32Array(values.size);
  for (let id = 0; id < values.size; id += 1) {
    const known = finder.find(values.low[id]!, values.high[id]!);
    if (known >= 0) counts[id] = column.counts[known]!;
  }
  return counts;
}

/** How many records hold each value of a column, as it counts itself or by frequencies kept elsewhere. */
export function valueCounts(column: Column, frequencies?: Frequencies): ArrayLike<number> {
  if (!frequencies) return column.counts;
  const { field, values } = column;
  // A few values are sooner asked for one by one.
  const all = values.size > FEW_VALUES ? frequencies.countsOf?.(field, values) : null;
  return all ?? Array.from({ length: values.size }, (_, id) => frequencies.count(field, textOf(values, id)));
}

const FEW_VALUES = 2000;

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

/** {@link shareOf} of a column's values by their counts, which are its own or those of `frequencies`. */
export function shareBy(column: Column, frequencies?: Frequencies): (count: number) => number {
  const expected = column.spec.expectedShare ?? DEFAULT_SHARE;
  const total = frequencies ? frequencies.total(column.field) : column.present;
  return (count) => shareOf(count, total, expected);
}

/** {@link shareBy} for every value of a column. */
export function sharesOf(column: Column, frequencies?: Frequencies): Float64Array {
  const share = shareBy(column, frequencies);
  const shares = sharedFloats(column.values.size);
  const counts = valueCounts(column, frequencies);
  for (let id = 0; id < shares.length; id += 1) shares[id] = share(counts[id]!);
  return shares;
}
