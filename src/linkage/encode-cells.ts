/**
 * Columns of one kind that are compared with one another share a dictionary: their values are put into one, in the
 * order of the columns, and parts of values (outcode, tokens …) are taken into the same.
 */

import { forenameClass } from './nicknames.ts';
import type { Job } from './pool.ts';
import { type CellIds, Lists, type ReadColumn } from './read-cells.ts';
import { sharedInts } from './shared.ts';
import type { FieldKind, Take } from './types.ts';
import { textOf, ValueBuilder, type Values } from './values.ts';

/** Columns to be read into one dictionary. */
export interface CellTask {
  readonly kind: FieldKind;
  /** Where fewer than half of the distinct texts have the kind's form, the column is taken as it is written. */
  readonly lenient: boolean;
  readonly referenceYear: number;
  readonly columns: readonly {
    readonly column: string;
    readonly takes: readonly Take[];
    readonly split: boolean;
  }[];
}

export interface CellResult {
  readonly values: Values;
  /** Rows whose cell holds a text that has no standard form, by column. */
  readonly unread: Readonly<Record<string, number>>;
  /** By column, then by take. */
  readonly ids: Readonly<Record<string, Readonly<Partial<Record<Take, CellIds>>>>>;
}

/** The core that one system copies to another: a PNC's serial less its first digit, or a CRO's serial. */
function serialOf(value: string): string {
  if (value.startsWith('SF')) return value.slice(5, -1).padStart(6, '0');
  return /^\d{4}\//.test(value) ? value.slice(6, 12) : value.split('/')[0]!;
}

/** What a take makes of a standard value: none, one or (tokens) several. */
function takenFrom(value: string, take: Take): string[] {
  switch (take) {
    case 'whole':
      return [value];
    case 'outcode':
      return [value.split(' ')[0]!];
    case 'email-name':
      return [value.split('@')[0]!.replace(/[^A-Z0-9]/g, '')].filter((v) => v !== '');
    case 'forename-class':
      return [forenameClass(value)];
    case 'serial':
      return [serialOf(value)];
    case 'stem':
      return [value.slice(0, 5) + value.slice(7)];
    case 'first-token':
      return [value.split(' ')[0]!];
    case 'last-token':
      return value.includes(' ') ? [value.split(' ').at(-1)!] : [];
    case 'tokens':
      return value.split(' ').filter((token) => token.length > 1);
    default:
      return unknownTake(take);
  }
}

function unknownTake(take: never): never {
  throw new Error(`The model takes a part of values that is not known: ${JSON.stringify(take)}.`);
}

/** Ids of a take for the first `size` values of the builder, which goes on growing. */
function takeMap(
  builder: ValueBuilder,
  values: Values,
  take: Take,
): { offsets: Int32Array; items: Int32Array } {
  const lists = new Lists(values.size);
  for (let id = 0; id < values.size; id += 1) {
    for (const part of takenFrom(textOf(values, id), take)) lists.add(builder.intern(part));
    lists.endRow(id);
  }
  return { offsets: lists.offsets, items: lists.items() };
}

function applyTake(ids: CellIds, map: { offsets: Int32Array; items: Int32Array }, several: boolean): CellIds {
  const rows = ids.first.length;
  if (!several && !ids.offsets) {
    const { offsets, items } = map;
    const taken = Int32Array.from({ length: offsets.length - 1 }, (_, id) =>
      offsets[id]! < offsets[id + 1]! ? items[offsets[id]!]! : -1,
    );
    const first = sharedInts(rows, false);
    for (let row = 0; row < rows; row += 1) first[row] = ids.first[row]! < 0 ? -1 : taken[ids.first[row]!]!;
    return { first, offsets: null, items: null };
  }
  const lists = new Lists(rows);
  const first = sharedInts(rows);
  for (let row = 0; row < rows; row += 1) {
    const from = ids.offsets ? ids.offsets[row]! : 0;
    const to = ids.offsets ? ids.offsets[row + 1]! : 1;
    for (let at = from; at < to; at += 1) {
      const id = ids.items ? ids.items[at]! : ids.first[row]!;
      if (id < 0) continue;
      for (let k = map.offsets[id]!; k < map.offsets[id + 1]!; k += 1) lists.add(map.items[k]!);
    }
    first[row] = lists.endRow(row);
  }
  return several || ids.offsets
    ? { first, offsets: lists.offsets, items: lists.items() }
    : { first, offsets: null, items: null };
}

/** Puts each column's ids into those of the shared dictionary, in place. */
function renumber({ ids: { first, offsets, items }, values }: ReadColumn, builder: ValueBuilder): void {
  const numbers = new Int32Array(values.size);
  // What comes first keeps its numbers.
  const stays = builder.size === 0;
  for (let id = 0; id < values.size; id += 1) numbers[id] = builder.internFrom(values, id);
  if (stays) return;
  if (offsets && items) for (let at = 0; at < items.length; at += 1) items[at] = numbers[items[at]!]!;
  for (let row = 0; row < first.length; row += 1) if (first[row]! >= 0) first[row] = numbers[first[row]!]!;
}

/** Whether a column's own dictionary is that of its task. */
function standsAlone({ columns }: CellTask): boolean {
  return columns.length === 1 && columns[0]!.takes.every((take) => take === 'whole');
}

function shareValues(task: CellTask, read: readonly ReadColumn[]): CellResult {
  const unread = Object.fromEntries(task.columns.map(({ column }, c) => [column, read[c]!.unread]));
  if (standsAlone(task)) {
    const { column, takes } = task.columns[0]!;
    const own = takes.length > 0 ? { whole: read[0]!.ids } : {};
    return { values: read[0]!.values, ids: { [column]: own }, unread };
  }
  const builder = new ValueBuilder();
  for (const one of read) renumber(one, builder);
  const plain = builder.finish();
  const maps = new Map<Take, { offsets: Int32Array; items: Int32Array }>();
  const ids: Record<string, Partial<Record<Take, CellIds>>> = {};
  task.columns.forEach(({ column, takes }, c) => {
    const own: Partial<Record<Take, CellIds>> = {};
    for (const take of takes) {
      if (take === 'whole') {
        own.whole = read[c]!.ids;
        continue;
      }
      if (!maps.has(take)) maps.set(take, takeMap(builder, plain, take));
      own[take] = applyTake(read[c]!.ids, maps.get(take)!, take === 'tokens');
    }
    ids[column] = own;
  });
  return { values: builder.size === plain.size ? plain : builder.finish(), ids, unread };
}

interface SharingWork {
  readonly tasks: readonly CellTask[];
  /** By task, its columns as they were read. */
  readonly read: readonly (readonly ReadColumn[])[];
}

/** Each piece is a task. */
export const SHARE_VALUES: Job<SharingWork, CellResult> = {
  name: 'share values',
  worker:
    ({ tasks, read }) =>
    (piece) =>
      shareValues(tasks[piece]!, read[piece]!),
};
