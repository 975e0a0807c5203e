/**
 * Rows put next to those born on the same day, for that is where most of a person's records are: what is compared
 * then lies close together in memory. Nothing else changes, and results are given in the order of the table.
 */

import type { Column, Columns } from './columns.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { sharedInts } from './shared.ts';

/** Tables shorter than this fit the nearer memory as they are. */
const WORTH_IT = 100_000;

type Ids = Pick<Column, 'first' | 'offsets' | 'items'>;

/** Row of the table at each place, by date of birth; null where the table is short or has no dates. */
export function orderOfRows(rows: number, columns: Columns): Int32Array | null {
  const date = Object.values(columns).find(({ spec, offsets }) => spec.kind === 'date' && offsets === null);
  if (rows < WORTH_IT || !date) return null;
  const starts = new Int32Array(date.values.size + 2);
  for (let row = 0; row < rows; row += 1) starts[date.first[row]! + 2]! += 1;
  for (let id = 1; id < starts.length; id += 1) starts[id]! += starts[id - 1]!;
  const order = sharedInts(rows);
  for (let row = 0; row < rows; row += 1) {
    const id = date.first[row]! + 1;
    order[starts[id]!] = row;
    starts[id]! += 1;
  }
  return order;
}

function reorder({ first, offsets, items }: Ids, order: Int32Array): Ids {
  const rows = order.length;
  const moved = sharedInts(rows);
  for (let at = 0; at < rows; at += 1) moved[at] = first[order[at]!]!;
  if (!offsets || !items) return { first: moved, offsets: null, items: null };
  const starts = sharedInts(rows + 1);
  const all = sharedInts(items.length);
  for (let at = 0; at < rows; at += 1) {
    const row = order[at]!;
    const from = offsets[row]!;
    const size = offsets[row + 1]! - from;
    for (let k = 0; k < size; k += 1) all[starts[at]! + k] = items[from + k]!;
    starts[at + 1] = starts[at]! + size;
  }
  return { first: moved, offsets: starts, items: all };
}

/** Each piece is a column. */
export const REORDER_ROWS: Job<{ ids: readonly Ids[]; order: Int32Array }, Ids> = {
  name: 'reorder rows',
  worker:
    ({ ids, order }) =>
    (piece) =>
      reorder(ids[piece]!, order),
};

export function reorderColumns(columns: Columns, order: Int32Array, pool: Pool | undefined): Columns {
  const names = Object.keys(columns);
  const ids = names.map((name) => {
    const { first, offsets, items } = columns[name]!;
    return { first, offsets, items };
  });
  const moved = runOn(pool, REORDER_ROWS, { ids, order }, names.length);
  return Object.fromEntries(names.map((name, k) => [name, { ...columns[name]!, ...moved[k]! }]));
}
