/** The cells of a file's column that have no standard form, by reason, with where the first stand. */

import { type CellForm, cellText, SPACE } from './cell-text.ts';
import type { CsvTable } from './csv.ts';
import type { FieldKind, UnreadCells, UnreadColumn, UnreadReason } from './types.ts';
import { unreadReason } from './unread.ts';
import { textOf, type Values } from './values.ts';

/** So many places are kept of each reason. */
export const PLACES_KEPT = 10;

/** A column that has been read as a kind. */
interface ReadAs {
  readonly column: string;
  readonly kind: FieldKind;
  readonly referenceYear: number;
}

class Reasons {
  readonly #known = new Map<UnreadReason, { count: number; places: number[] }>();

  add(reason: UnreadReason, place: number): void {
    const found = this.#known.get(reason) ?? { count: 0, places: [] };
    found.count += 1;
    if (found.places.length < PLACES_KEPT) found.places.push(place);
    this.#known.set(reason, found);
  }

  all(): UnreadCells[] {
    const all = [...this.#known].map(([reason, found]) => ({ reason, ...found }));
    return all.sort((one, other) => other.count - one.count);
  }
}

/** The reasons of texts, each asked for once; what is only space is none. */
function reasonOfText({ kind, referenceYear }: ReadAs): (text: string) => UnreadReason | null {
  const known = new Map<string, UnreadReason | null>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const reason = text === '' ? null : (unreadReason(kind, text, referenceYear) ?? 'form');
    known.set(text, reason);
    return reason;
  };
}

/** Of each date that was read, whether there is no such day. */
function impossibleDays(kind: FieldKind, values: Values): Uint8Array | null {
  if (kind !== 'date') return null;
  return Uint8Array.from({ length: values.size }, (_, id) =>
    unreadReason(kind, textOf(values, id), 0) === 'impossible-date' ? 1 : 0,
  );
}

/** A cell's first byte that is not space, or its end. */
function beginOf({ bytes }: CellForm, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at]! <= SPACE) at += 1;
  return at;
}

/** What could not be read of a column with one value in each row. `first`: the rows' ids as they were read. */
export function unreadOf(table: CsvTable, task: ReadAs, first: Int32Array, values: Values): UnreadColumn {
  const { column, kind } = task;
  const reasons = new Reasons();
  const impossible = impossibleDays(kind, values);
  const reasonOf = reasonOfText(task);
  const c = table.headers.indexOf(column);
  let filled = 0;
  let row = 0;
  for (const { rows, stride, cells } of table.parts) {
    for (let at = c * stride; at < c * stride + rows; at += 1, row += 1) {
      const id = first[row]!;
      if (id >= 0) {
        filled += 1;
        if (impossible !== null && impossible[id] === 1) reasons.add('impossible-date', cells[at]!);
        continue;
      }
      const end = cells[at + stride]! - 1;
      const from = beginOf(table, cells[at]!, end);
      const reason = from === end ? null : reasonOf(cellText(table, from, end));
      if (reason === null) continue;
      filled += 1;
      reasons.add(reason, from);
    }
  }
  return { column, kind, filled, reasons: reasons.all() };
}
