import { addMonths, type Day } from '../../kernel/clock.ts';
import { type Read, Reader } from './reading.ts';
import {
  handlings,
  type Item,
  type ItemForm,
  type ItemInput,
  type ItemKind,
  type ItemMove,
  type ItemState,
  itemKinds,
  itemMoveWords,
  tagTypes,
} from './types.ts';

/** What may be done with an item in each state; buttons, acts and tests read this table. */
export const itemTransitions: Record<ItemState, Partial<Record<ItemMove, ItemState>>> = {
  out: { return: 'returned', lose: 'lost', keep: 'kept', withdraw: 'withdrawn' },
  returned: { 'put-back': 'out' },
  lost: { return: 'returned', 'put-back': 'out' },
  kept: { 'put-back': 'out' },
  withdrawn: { 'put-back': 'out' },
};

/** A tag is neither kept nor given; the rest is. */
export const itemMoves = (item: Pick<Item, 'state' | 'kind'>): ItemMove[] =>
  (Object.keys(itemTransitions[item.state]) as ItemMove[]).filter(
    (move) => move !== 'keep' || item.kind !== 'tag',
  );

export const isOverdue = (item: Pick<Item, 'state' | 'dueBackOn'>, today: Day): boolean =>
  item.state === 'out' && item.dueBackOn !== null && item.dueBackOn < today;

/** `£4.50` from pence. */
export const showPounds = (pence: number): string =>
  `£${Math.floor(pence / 100).toLocaleString('en-GB')}.${String(pence % 100).padStart(2, '0')}`;

/** Pence from `12`, `12.5`, `12.50` or `£1,200`; null where it is no amount of money. By its digits: no fractions of binary. */
export function readPence(text: string): number | null {
  const match = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, pounds = '', pence = ''] = match;
  const value = Number(pounds.replaceAll(',', '')) * 100 + Number(pence.padEnd(2, '0'));
  return value <= 100_000_000 ? value : null;
}

/** Minutes as `1 h 05 min`. */
export const showMinutes = (minutes: number): string =>
  minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;

export function readItemForm(form: ItemForm, today: Day): Read<ItemInput> {
  const read = new Reader();
  const kind = read.oneOf('kind', itemKinds, form.kind, 'Choose what it is');
  const tagType = tagTypes.find((code) => code === form.tagType) ?? null;
  if (kind === 'tag' && tagType === null) read.wrong('tagType', 'Choose what the tag monitors');
  const what = read.needed('what', form.what, 'Say which one it is: a make, a number, a route');
  const valuePence = read.text(form.value) === null ? 0 : readPence(form.value ?? '');
  if (valuePence === null) read.wrong('value', 'Enter its value in pounds and pence, like 12.50');
  const issuedOn = read.day('issuedOn', form.issuedOn);
  if (issuedOn !== null && issuedOn > today) read.wrong('issuedOn', 'The date lies ahead');
  const dueBackOn = read.dayOrNone('dueBackOn', form.dueBackOn);
  if (issuedOn !== null && dueBackOn !== null && dueBackOn < issuedOn)
    read.wrong('dueBackOn', 'It would be due back before it was issued');
  const minutes = read.whole(
    'minutes',
    form.minutes,
    { from: 1, to: 1440 },
    'Enter whole minutes, from 1 to 1440',
  );
  const handling = read.oneOf('handling', handlings, form.handling, 'Choose who may see it');
  if (
    read.errors.length > 0 ||
    kind === null ||
    what === null ||
    valuePence === null ||
    issuedOn === null ||
    handling === null
  )
    return { errors: read.errors };
  return {
    input: {
      kind,
      tagType: kind === 'tag' ? tagType : null,
      what,
      valuePence,
      issuedOn,
      dueBackOn,
      minutes,
      handling,
    },
  };
}

export interface MoveItemInput {
  move: ItemMove;
  on: Day;
  note: string | null;
  minutes: number | null;
}

export interface MoveItemForm {
  move?: string;
  on?: string;
  note?: string;
  minutes?: string;
}

export function readMoveItemForm(form: MoveItemForm, issuedOn: Day, today: Day): Read<MoveItemInput> {
  const read = new Reader();
  const moves = Object.keys(itemMoveWords) as ItemMove[];
  const move = read.oneOf('move', moves, form.move, 'Choose what became of it');
  const on = read.day('on', form.on);
  if (on !== null && (on < issuedOn || on > today))
    read.wrong('on', 'Enter a day since it was issued, up to today');
  const note = read.text(form.note);
  if ((move === 'lose' || move === 'withdraw' || move === 'put-back') && note === null)
    read.wrong('note', 'Say what happened');
  const minutes = read.whole(
    'minutes',
    form.minutes,
    { from: 1, to: 1440 },
    'Enter whole minutes, from 1 to 1440',
  );
  return read.errors.length > 0 || move === null || on === null
    ? { errors: read.errors }
    : { input: { move, on, note, minutes } };
}

export interface TimeInput {
  onDay: Day;
  minutes: number;
  what: string | null;
}

export function readTimeForm(
  form: { onDay?: string; spent?: string; spentOn?: string },
  today: Day,
): Read<TimeInput> {
  const read = new Reader();
  const onDay = read.day('onDay', form.onDay);
  if (onDay !== null && (onDay > today || onDay < addMonths(today, -24)))
    read.wrong('onDay', 'Enter a day of the last two years, up to today');
  const minutes = read.whole(
    'spent',
    form.spent,
    { from: 1, to: 1440 },
    'Enter whole minutes, from 1 to 1440',
  );
  if (minutes === null && read.errors.every(({ field }) => field !== 'spent'))
    read.wrong('spent', 'Enter how many minutes it took');
  return read.errors.length > 0 || onDay === null || minutes === null
    ? { errors: read.errors }
    : { input: { onDay, minutes, what: read.text(form.spentOn) } };
}

export interface SpentRow {
  kind: ItemKind;
  staffId: number;
  staff: string;
  /** `2026-10` */
  month: string;
  minutes: number;
  entries: number;
}

/** Sums of the minutes by one of their sides, the largest first. */
export function totalsBy<Key extends string | number>(
  rows: readonly SpentRow[],
  keyOf: (row: SpentRow) => { key: Key; name: string },
): { key: Key; name: string; minutes: number; entries: number }[] {
  const sums = new Map<Key, { key: Key; name: string; minutes: number; entries: number }>();
  for (const row of rows) {
    const { key, name } = keyOf(row);
    const sum = sums.get(key) ?? { key, name, minutes: 0, entries: 0 };
    sum.minutes += row.minutes;
    sum.entries += row.entries;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((left, right) => right.minutes - left.minutes);
}
