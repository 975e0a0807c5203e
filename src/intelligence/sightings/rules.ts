import { Reading, type Values } from '../../casework/index.ts';
import { addDays, londonDay, londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { tellsMore } from '../reports/feedback-rules.ts';
import { readKept, stopsOf } from '../stopped-words.ts';
import type { Briefed, SeenDay, Sighting, SightingInput, SightingState } from './types.ts';

export type SightingAct = 'take-back' | 'answer' | 'report';

/** What may be done with a sighting in each state; buttons, acts and tests read this table. */
export const transitions: Record<SightingState, Partial<Record<SightingAct, SightingState>>> = {
  new: { 'take-back': 'withdrawn', answer: 'answered', report: 'new' },
  // An answer may be put right, and a report may be made later.
  answered: { answer: 'answered', report: 'answered' },
  withdrawn: {},
};

const slip = 2 * 60_000;
/** Until this hour a late-evening time is the evening before's. */
const nightEnds = 6;
const eveningBegins = 18;

/**
 * The moment that a time of day means: yesterday's where that was said; today's, and shortly after midnight the evening
 * before's, so that `23:50` is yesterday's. `ahead`: it has not been yet. Undefined for what is no time. A clock that is two
 * minutes ahead is forgiven.
 */
export function seenAt(time: string, now: Date, day: SeenDay = 'today'): Date | 'ahead' | undefined {
  const today = londonDay(now);
  if (day === 'yesterday') return londonInstant(addDays(today, -1), time);
  const at = londonInstant(today, time);
  if (at === undefined) return undefined;
  if (at.getTime() <= now.getTime() + slip) return at.getTime() > now.getTime() ? now : at;
  const isNight = Number(showTime(now).slice(0, 2)) < nightEnds && Number(time.slice(0, 2)) >= eveningBegins;
  return isNight ? londonInstant(addDays(today, -1), time) : 'ahead';
}

/** A time of day in London, `07:05`. */
export const showTime = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(
    at,
  );

/** Reads a sighting: whom, unless they are in the briefing; where, when and what they were doing. */
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
  const at = time === '' ? undefined : seenAt(time, now, values.day === 'yesterday' ? 'yesterday' : 'today');
  if (time !== '' && at === undefined) read.wrong('time', 'Enter the time, like 14:20');
  if (at === 'ahead')
    read.wrong('time', `${time} has not been yet today: it is ${showTime(now)}. Choose Yesterday if it was`);
  const words = read.words('words') ?? '';
  if ((who ?? '').length > 200) read.wrong('who', 'Use at most 200 characters');
  if (place.length > 200) read.wrong('place', 'Use at most 200 characters');
  if (words.length > 1000) read.wrong('words', 'Use at most 1,000 characters');
  const texts = [
    { field: 'who', text: who ?? '' },
    { field: 'place', text: place },
    { field: 'words', text: words },
  ];
  for (const { field, text } of stopsOf(texts)) read.wrong(field, text);
  const keptBecause = readKept(read, texts, 'those who work with them must be told');
  if (read.errors.length > 0 || at === undefined || at === 'ahead') return { errors: read.errors };
  const about = briefed === undefined ? { personId: null, briefingId: null } : briefed;
  return {
    input: { personId: about.personId, briefingId: about.briefingId, who, at, place, words, keptBecause },
  };
}

/** What the reporter said, and who the sighting is of as they know it: an answer tells no more than that. */
export interface KnownToReporter {
  words: string;
}

export const knownToReporter = (
  one: Pick<Sighting, 'name' | 'who' | 'place' | 'words'>,
): KnownToReporter => ({
  words: [one.name, one.who, one.place, one.words].filter(Boolean).join('. '),
});

const kept =
  /\b(?:intel(?:ligence)?|source|informant|(?:care|sentence|risk|release|support) plan|their plan|his plan|her plan|treatment|therap\w+|medic\w+|methadone|rehab\w*|mental health|psych\w+|diagnos\w+|victims?|oasys|mappa|licence condition|recall(?:ed)? to prison)\b/i;

/**
 * Why an answer tells its reporter more than that it helped; undefined where it does not: another report, somebody they did
 * not name, a plan, treatment, a victim, or who a source is.
 */
export function tellsReporterMore(answer: string, known: KnownToReporter): string | undefined {
  const found = kept.exec(answer)?.[0];
  if (found !== undefined && !known.words.toLowerCase().includes(found.toLowerCase()))
    return `“${found}” is not for the reporter: tell them no more than what came of what they saw`;
  const [about] = /\breports?\s*(?:no\.?|number|#)?\s*\d+/i.exec(answer) ?? [];
  if (about !== undefined) return `“${about}” speaks of a report: the reporter is not told of those`;
  return tellsMore(answer, { id: 0, words: known.words, names: [] })?.replaceAll(
    'the author',
    'the reporter',
  );
}

export function readAnswer(
  values: Values,
  known: KnownToReporter,
): { input: { answer: string } } | { errors: FieldError[] } {
  const read = new Reading(values);
  const answer = read.words('answer', 'Say what came of it, or that nothing will') ?? '';
  if (answer.length > 1000) read.wrong('answer', 'Use at most 1,000 characters');
  const more = tellsReporterMore(answer, known);
  if (more !== undefined) read.wrong('answer', more);
  return read.errors.length > 0 ? { errors: read.errors } : { input: { answer } };
}
