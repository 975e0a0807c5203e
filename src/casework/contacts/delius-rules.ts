import { isDay, londonDay, londonInstants, showMoment } from '../../kernel/clock.ts';
import type { Candidate, DeliusCode, DeliusRule, Fault, LineState, Match, Returned } from './delius-types.ts';

type LineAct = 'match' | 'take-in' | 'leave';

/** What may be done with a line of a returned file; buttons, acts and tests read this table. */
export const lineTransitions: Record<LineState, Partial<Record<LineAct, LineState>>> = {
  open: { match: 'matched', 'take-in': 'taken-in', leave: 'left' },
  left: { match: 'matched', 'take-in': 'taken-in' },
  matched: {},
  'taken-in': {},
};

/** What Delius calls such a contact; undefined where the rule has no line for it. */
export const codeFor = (
  rule: DeliusRule,
  contact: { kind: string; planned: boolean; outcome: string | null },
): DeliusCode | undefined =>
  rule.codes.find(
    (one) =>
      one.kind === contact.kind &&
      (one.planned === undefined || one.planned === contact.planned) &&
      (one.outcome === undefined || one.outcome === contact.outcome),
  );

/** By which a contact is known again when the file comes back. */
export const referenceOf = (contactId: number): string => `WM-${String(contactId).padStart(8, '0')}`;

/** Columns of both files, in order; a returned one has its number as well. The layout is ours: none is published. */
export const sentColumns = [
  'Reference',
  'CRN',
  'Contact date',
  'Contact time',
  'Contact type',
  'Description',
  'Outcome',
  'Minutes',
  'Place',
  'Officer',
  'Notes',
] as const;

const needed = ['crn', 'contact date', 'contact time', 'contact type', 'contact id'] as const;

/** Where each column stands, by its name; or what is missing. */
export function readHeader(
  cells: readonly string[],
): { columns: Map<string, number> } | { missing: string[] } {
  const columns = new Map(
    cells.map((cell, index) => [cell.replaceAll('\ufeff', '').trim().toLowerCase(), index]),
  );
  const missing = needed.filter((name) => !columns.has(name));
  return missing.length > 0 ? { missing } : { columns };
}

const dayOf = (text: string): string | undefined => {
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const iso =
    british === null
      ? text
      : `${british[3]}-${(british[2] ?? '').padStart(2, '0')}-${(british[1] ?? '').padStart(2, '0')}`;
  return isDay(iso) ? iso : undefined;
};

/** Reads one line; what is wrong with it is said without what it says. */
export function readReturned(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<string, number>,
): { row: Returned } | { fault: Fault } {
  const cell = (name: string): string => (cells[columns.get(name) ?? -1] ?? '').replace(/^'/, '').trim();
  const fault = (text: string): { fault: Fault } => ({ fault: { line, text } });
  const crn = cell('crn').toUpperCase();
  const day = dayOf(cell('contact date'));
  const time = cell('contact time').slice(0, 5);
  const deliusId = cell('contact id');
  if (!/^[A-Z]\d{6}$/.test(crn)) return fault('The CRN is not a letter and six digits');
  if (day === undefined) return fault('The contact date is no date, like 2026-11-30 or 30/11/2026');
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return fault('The contact time is no time, like 09:30');
  if (londonInstants(day, time).length === 0)
    return fault('The contact time does not exist on that day: the clocks go forward');
  if (!/^[\w-]{1,40}$/.test(deliusId)) return fault('The contact ID is missing or not a number');
  const note = cell('notes');
  if (note.length > 20_000) return fault('The notes are longer than 20,000 characters');
  return {
    row: {
      line,
      reference: cell('reference') || null,
      crn,
      day,
      time,
      code: cell('contact type').slice(0, 20) || null,
      deliusId,
      description: cell('description').slice(0, 300) || null,
      note: note || null,
    },
  };
}

const timeOf = (at: Date): string => showMoment(at).split(', ')[1] ?? '';
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** How far apart in time a contact may be and still be offered as the same. */
const nearMinutes = 120;

/**
 * Which contact of ours a returned line is. By its reference, else by CRN, day, time and code where exactly one fits;
 * what only comes near is for a person to decide.
 * @param ours contacts of the same person that Delius has not confirmed yet.
 */
export function matchOf(row: Returned, ours: readonly Candidate[]): Match {
  const named = ours.find(({ reference }) => reference !== null && reference === row.reference);
  if (named !== undefined && named.crn !== row.crn)
    return { kind: 'fault', text: 'The reference is that of somebody else’s contact' };
  const free = ours.filter(({ crn, deliusId }) => crn === row.crn && deliusId === null);
  const sameTime = (one: Candidate): boolean => londonDay(one.at) === row.day && timeOf(one.at) === row.time;
  if (named !== undefined && named.deliusId === null) {
    const codesAgree = named.code === null || row.code === null || named.code === row.code;
    return sameTime(named) && codesAgree
      ? { kind: 'exact', contactId: named.contactId }
      : { kind: 'near', contactIds: [named.contactId] };
  }
  const exact = free.filter((one) => sameTime(one) && one.code !== null && one.code === row.code);
  const [only] = exact;
  if (exact.length === 1 && only !== undefined) return { kind: 'exact', contactId: only.contactId };
  const apart = (one: Candidate): number => Math.abs(minutesOf(timeOf(one.at)) - minutesOf(row.time));
  const near = free
    .filter((one) => londonDay(one.at) === row.day)
    .filter((one) => apart(one) <= nearMinutes || (one.code !== null && one.code === row.code))
    .sort((left, right) => apart(left) - apart(right) || left.contactId - right.contactId);
  return near.length === 0
    ? { kind: 'only-delius' }
    : { kind: 'near', contactIds: near.slice(0, 5).map(({ contactId }) => contactId) };
}

/** Every line in its order; a contact is given to one line only. */
export function matchAll(
  rows: readonly Returned[],
  candidates: readonly Candidate[],
): { row: Returned; match: Match }[] {
  const taken = new Set<number>();
  return rows.map((row) => {
    const match = matchOf(
      row,
      candidates.filter(({ contactId }) => !taken.has(contactId)),
    );
    if (match.kind === 'exact') taken.add(match.contactId);
    return { row, match };
  });
}
