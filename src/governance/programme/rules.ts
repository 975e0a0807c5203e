import { addDays, type Day, daysBetween, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import { changesBetween } from '../registers/history.ts';
import { readOwner } from '../registers/owners.ts';
import {
  type ItemForm,
  type ItemInput,
  type ItemRag,
  itemKinds,
  type Phase,
  type Programme,
  type ProgrammeForm,
  type ProgrammeInput,
  type ProgrammeItem,
  ragCodes,
  ragWords,
} from './types.ts';

type Planned = Pick<
  ProgrammeItem,
  'id' | 'kind' | 'startsOn' | 'endsOn' | 'baseEndsOn' | 'doneOn' | 'dropped' | 'needs'
>;

export interface Scheduled {
  startsOn: Day;
  endsOn: Day;
  /** Days later (or, negative, earlier) than the baseline's end. */
  slip: number;
  /** Days by which what it needs pushes it past its own expected days. */
  pushed: number;
  /** The item that pushes it. */
  pushedBy: number | undefined;
}

/**
 * Where each item really lies: it begins no earlier than expected, and no earlier than the day after what it needs has
 * ended (a milestone: on that day); what is not done cannot have ended before today. Items that were dropped push nothing.
 * @throws RangeError where the needs go round in a circle.
 */
export function schedule(items: readonly Planned[], today: Day): Map<number, Scheduled> {
  const byId = new Map(items.filter(({ dropped }) => !dropped).map((item) => [item.id, item]));
  const found = new Map<number, Scheduled>();
  const open = new Set<number>();
  const place = (item: Planned): Scheduled => {
    const known = found.get(item.id);
    if (known !== undefined) return known;
    if (open.has(item.id)) throw new RangeError('The needs of a programme go round in a circle');
    open.add(item.id);
    const needs = item.needs.flatMap((id) => {
      const need = byId.get(id);
      return need === undefined ? [] : [{ id, endsOn: place(need).endsOn }];
    });
    open.delete(item.id);
    const placed = placeAfter(item, needs, today);
    found.set(item.id, placed);
    return placed;
  };
  for (const item of byId.values()) place(item);
  return found;
}

function placeAfter(item: Planned, needs: readonly { id: number; endsOn: Day }[], today: Day): Scheduled {
  if (item.doneOn !== null) {
    const startsOn = item.kind === 'milestone' || item.startsOn > item.doneOn ? item.doneOn : item.startsOn;
    return {
      startsOn,
      endsOn: item.doneOn,
      slip: daysBetween(item.baseEndsOn, item.doneOn),
      pushed: 0,
      pushedBy: undefined,
    };
  }
  const last = needs.toSorted((left, right) => (left.endsOn < right.endsOn ? 1 : -1))[0];
  const earliest = last === undefined ? undefined : addDays(last.endsOn, item.kind === 'milestone' ? 0 : 1);
  const isPushed = earliest !== undefined && earliest > item.startsOn;
  const startsOn = isPushed ? earliest : item.startsOn;
  const pushed = daysBetween(item.startsOn, startsOn);
  const planned = addDays(item.endsOn, pushed);
  const endsOn = planned < today ? today : planned;
  return {
    startsOn: item.kind === 'milestone' ? endsOn : startsOn,
    endsOn,
    slip: daysBetween(item.baseEndsOn, endsOn),
    pushed,
    pushedBy: isPushed ? last?.id : undefined,
  };
}

/** The items that would go round in a circle, in their order; undefined where none do. */
export function findCircle(items: readonly { id: number; needs: readonly number[] }[]): number[] | undefined {
  const byId = new Map(items.map((item) => [item.id, item]));
  const clean = new Set<number>();
  const walk = (id: number, path: number[]): number[] | undefined => {
    const at = path.indexOf(id);
    if (at >= 0) return path.slice(at);
    if (clean.has(id)) return undefined;
    for (const need of byId.get(id)?.needs ?? []) {
      const circle = walk(need, [...path, id]);
      if (circle !== undefined) return circle;
    }
    clean.add(id);
    return undefined;
  };
  for (const { id } of items) {
    const circle = walk(id, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

const worst: readonly ItemRag[] = ['red', 'amber', 'green', 'none'];

/** The worst rating of what is not done and not dropped; `none` where nothing is left or rated. */
export const worstRag = (items: readonly Pick<ProgrammeItem, 'rag' | 'doneOn' | 'dropped'>[]): ItemRag => {
  const left = items.filter(({ doneOn, dropped }) => doneOn === null && !dropped);
  return worst.find((rag) => left.some((item) => item.rag === rag)) ?? 'none';
};

/** Past the day that was agreed, or that its owner expected: a day of the owner's own does not make up for the agreed one. */
export const isLate = (
  item: Pick<ProgrammeItem, 'baseEndsOn' | 'endsOn' | 'doneOn' | 'dropped'>,
  today: Day,
): boolean => item.doneOn === null && !item.dropped && lateSince(item) < today;

/** The day from which it is late: the earlier of the two. */
export const lateSince = ({ baseEndsOn, endsOn }: Pick<ProgrammeItem, 'baseEndsOn' | 'endsOn'>): Day =>
  baseEndsOn < endsOn ? baseEndsOn : endsOn;

/** What a rating does not say by itself: an item that slips and is not rated red was rated for another day. */
export const ratingDoubt = (
  item: Pick<ProgrammeItem, 'rag' | 'doneOn' | 'dropped'>,
  slip: number,
): string | undefined =>
  item.doneOn !== null || item.dropped || slip <= 0 || item.rag === 'red'
    ? undefined
    : item.rag === 'none'
      ? 'It slips and is not rated'
      : `It slips: is it still ${ragWords[item.rag].toLowerCase()}?`;

/** `slips 14 days`, `2 days early`; nothing for what stands as agreed. */
export function slipWords(slip: number): string {
  const days = `${Math.abs(slip)} ${Math.abs(slip) === 1 ? 'day' : 'days'}`;
  return slip === 0 ? '' : slip > 0 ? `slips ${days}` : `${days} early`;
}

const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function readProgrammeForm(form: ProgrammeForm): { input: ProgrammeInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const phases = linesOf(form.phases);
  const streams = [...new Set(linesOf(form.streams))];
  if (phases.length === 0) reader.wrong('phases', 'Enter at least one phase, one a line');
  if (phases.length > 20 || phases.some((title) => title.length > 300))
    reader.wrong('phases', 'Enter at most 20 phases of at most 300 characters');
  if (streams.length === 0) reader.wrong('streams', 'Enter at least one work stream, one a line');
  if (streams.length > 20 || streams.some((stream) => stream.length > 100))
    reader.wrong('streams', 'Enter at most 20 work streams of at most 100 characters');
  const input: ProgrammeInput = {
    title: reader.need(form.title, 'title', 'Give the programme a title'),
    purpose: reader.need(form.purpose, 'purpose', 'Say what it is for'),
    source: typed(form.source) || null,
    note: typed(form.note) || null,
    streams,
    phases,
    example: false,
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

const movesDay = (before: Pick<ProgrammeItem, 'startsOn' | 'endsOn'>, after: ItemInput): boolean =>
  before.startsOn !== after.startsOn || before.endsOn !== after.endsOn;

/** What is wrong with an item in its programme; `items` are the others and itself as it was. */
export function problemsOfItem(
  input: ItemInput,
  at: {
    id: number | undefined;
    items: readonly (Pick<ProgrammeItem, 'id' | 'title' | 'startsOn' | 'endsOn'> & {
      needs: readonly number[];
    })[];
    today: Day;
  },
): FieldError[] {
  const reader = new FieldReader();
  if (input.endsOn < input.startsOn) reader.wrong('endsOn', 'It ends before it begins');
  if (input.kind === 'milestone' && input.endsOn !== input.startsOn)
    reader.wrong('endsOn', 'A milestone is one day: leave its end empty, or enter the same day');
  if (input.doneOn !== null && input.doneOn > at.today)
    reader.wrong('doneOn', 'It cannot have been done in the future');
  if (input.doneOn !== null && input.dropped) reader.wrong('state', 'It is either done or dropped');
  if ((input.rag === 'red' || input.rag === 'amber') && input.ragWhy === null)
    reader.wrong('ragWhy', 'Say why it is red or amber');
  const before = at.items.find(({ id }) => id === at.id);
  if (before !== undefined && movesDay(before, input) && (input.dayWhy ?? null) === null)
    reader.wrong('dayWhy', 'Say why the days expected change');
  const known = new Map(at.items.map((item) => [item.id, item]));
  if (input.needs.some((id) => !known.has(id)))
    reader.wrong('needs', 'Choose from the items of this programme');
  const self = at.id ?? 0;
  const circle = findCircle([{ id: self, needs: input.needs }, ...at.items.filter(({ id }) => id !== self)]);
  if (circle !== undefined) {
    const names = [...circle, circle[0] ?? 0].map((id) =>
      id === self ? input.title : (known.get(id)?.title ?? ''),
    );
    reader.wrong('needs', `The items would wait for one another in a circle: ${names.join(' needs ')}`);
  }
  return reader.errors;
}

/** Reads the form of an item; a milestone may leave its end empty. */
export function readItemForm(
  form: ItemForm,
  at: {
    id: number | undefined;
    programme: Pick<Programme, 'streams'>;
    phases: readonly Phase[];
    items: readonly ProgrammeItem[];
    owners: readonly { id: number }[];
    today: Day;
  },
): { input: ItemInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const phase = at.phases.find(({ id }) => String(id) === form.phase);
  if (phase === undefined) reader.wrong('phase', 'Choose the phase');
  if (!at.programme.streams.includes(form.stream ?? '')) reader.wrong('stream', 'Choose the work stream');
  const kind = itemKinds.find((code) => code === form.kind);
  if (kind === undefined) reader.wrong('kind', 'Choose whether it is work or a milestone');
  const startsOn = reader.needDay(form.startsOn, 'startsOn', 'the day it is expected to begin');
  const endsOn =
    reader.day(form.endsOn, 'endsOn', 'the day it is expected to end') ??
    (kind === 'milestone' ? startsOn : null);
  if (endsOn === null) reader.wrong('endsOn', 'Enter the day it is expected to end');
  const doneOn = form.state === 'done' ? reader.needDay(form.doneOn, 'doneOn', 'the day it was done') : null;
  const input: ItemInput = {
    phaseId: phase?.id ?? 0,
    stream: form.stream ?? '',
    kind: kind ?? 'work',
    title: reader.need(form.title, 'title', 'Say what is to be done or reached'),
    ownerId: readOwner(form.owner, at.owners, reader.errors),
    startsOn,
    endsOn: endsOn ?? startsOn,
    doneOn,
    dropped: form.state === 'dropped',
    rag: ragCodes.find((code) => code === form.rag) ?? 'none',
    ragWhy: typed(form.ragWhy) || null,
    needs: (form.needs ?? []).map(Number).filter((id) => Number.isSafeInteger(id)),
    rebase: form.rebase?.includes('yes') ?? false,
    dayWhy: typed(form.dayWhy) || null,
  };
  if (reader.errors.length === 0) reader.errors.push(...problemsOfItem(input, at));
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

type Said = Omit<ItemInput, 'rebase' | 'dayWhy'>;

export function itemChanges(
  before: Said,
  after: Said,
  names: {
    owner: (id: number | null) => string;
    item: (id: number) => string;
    phase: (id: number) => string;
  },
): string[] {
  return changesBetween(before, after, [
    { label: 'Title', show: (item) => item.title },
    { label: 'Phase', show: (item) => names.phase(item.phaseId) },
    { label: 'Work stream', show: (item) => item.stream },
    { label: 'Owner', show: (item) => names.owner(item.ownerId) },
    { label: 'Expected to begin', show: (item) => showShortDay(item.startsOn) },
    { label: 'Expected to end', show: (item) => showShortDay(item.endsOn) },
    { label: 'Done', show: (item) => (item.doneOn === null ? '' : showShortDay(item.doneOn)) },
    { label: 'Dropped', show: (item) => (item.dropped ? 'yes' : '') },
    { label: 'RAG', show: (item) => ragWords[item.rag] },
    { label: 'Why', show: (item) => item.ragWhy ?? '' },
    {
      label: 'Needs',
      show: (item) =>
        item.needs
          .toSorted((a, b) => a - b)
          .map(names.item)
          .join('; '),
    },
  ]);
}
