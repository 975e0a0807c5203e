import { Reading, type Values } from '../../casework/index.ts';
import { addDays, londonDay, londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Briefed, SightingInput, SightingState } from './types.ts';

export type SightingAct = 'take-back' | 'answer' | 'report';

/** What may be done with a sighting in each state; buttons, acts and tests read this table. */
export const transitions: Record<SightingState, Partial<Record<SightingAct, SightingState>>> = {
  new: { 'take-back': 'withdrawn', answer: 'answered', report: 'new' },
  // An answer may be put right, and a report may be made later.
  answered: { answer: 'answered', report: 'answered' },
  withdrawn: {},
};

const slip = 5 * 60_000;

/**
 * The moment that a time of day means: the latest one that has been, so that shortly after midnight `23:50` is
 * yesterday's. Undefined for what is no time. A clock that is minutes ahead is forgiven.
 */
export function seenAt(time: string, now: Date): Date | undefined {
  const today = londonDay(now);
  const at = londonInstant(today, time);
  if (at === undefined) return undefined;
  if (at.getTime() <= now.getTime() + slip) return at.getTime() > now.getTime() ? now : at;
  return londonInstant(addDays(today, -1), time);
}

/** Reads a sighting: three fields at most. */
export function readSighting(
  values: Values,
  briefed: Briefed | undefined,
  now: Date,
): { input: SightingInput } | { errors: FieldError[] } {
  const read = new Reading(values);
  const who =
    briefed === undefined ? read.words('who', 'Say whom you saw: a name, or what they look like') : null;
  const place = read.words('place', 'Say where: a road, a shop, a landmark') ?? '';
  const time = read.words('time', 'Enter the time, like 14:20') ?? '';
  const at = time === '' ? undefined : seenAt(time, now);
  if (time !== '' && at === undefined) read.wrong('time', 'Enter the time, like 14:20');
  const words = read.words('words') ?? '';
  if ((who ?? '').length > 200) read.wrong('who', 'Use at most 200 characters');
  if (place.length > 200) read.wrong('place', 'Use at most 200 characters');
  if (words.length > 1000) read.wrong('words', 'Use at most 1,000 characters');
  if (read.errors.length > 0 || at === undefined) return { errors: read.errors };
  const about = briefed === undefined ? { personId: null, briefingId: null } : briefed;
  return { input: { personId: about.personId, briefingId: about.briefingId, who, at, place, words } };
}

export function readAnswer(values: Values): { input: { answer: string } } | { errors: FieldError[] } {
  const read = new Reading(values);
  const answer = read.words('answer', 'Say what came of it, or that nothing will') ?? '';
  if (answer.length > 1000) read.wrong('answer', 'Use at most 1,000 characters');
  return read.errors.length > 0 ? { errors: read.errors } : { input: { answer } };
}
