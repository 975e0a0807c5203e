import { Reading, type Values } from '../../casework/index.ts';
import { londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { delicateWords, readKept, stopsOf, type Typed } from '../stopped-words.ts';
import type { Area, AreasRule, BriefingState, Here, ToldCondition } from './types.ts';

export type BriefingAct =
  | 'change'
  | 'release'
  | 'discard'
  | 'withdraw'
  | 'drop'
  | 'put-back'
  | 'correct'
  | 'again';

/** What may be done with a briefing in each state; buttons, acts and tests read this table. */
export const transitions: Record<BriefingState, Partial<Record<BriefingAct, BriefingState>>> = {
  draft: { change: 'draft', release: 'released', discard: 'discarded' },
  // One that has expired is released still: it is made again, and not corrected.
  released: {
    withdraw: 'withdrawn',
    drop: 'released',
    'put-back': 'released',
    correct: 'released',
    again: 'released',
  },
  withdrawn: { again: 'withdrawn' },
  discarded: {},
};

export interface NewBriefing {
  area: Area;
  fromAt: Date;
  untilAt: Date;
  words: string;
  keptBecause: string | null;
}

/** A time as it is typed, also `7:00`, `7.00` and `0700`. */
export const timeOf = (typed: string): string => {
  const found = /^(\d{1,2})[:.]?(\d{2})$/.exec(typed.trim());
  return found === null ? typed : `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? ''}`;
};

/** Reads where a briefing is for and until when. It ends by itself, no later than the scheme's rule lets it. */
export function readBriefing(
  values: Values,
  rule: AreasRule,
  now: Date,
): { input: NewBriefing } | { errors: FieldError[] } {
  const read = new Reading(values);
  const code = read.code(
    'area',
    rule.areas.map((one) => one.code),
    'Choose the area or shift',
  );
  const area = rule.areas.find((one) => one.code === code);
  const day = read.day('fromDay', 'Enter the day it begins');
  const time = read.words('fromTime', 'Enter the time it begins, like 07:00');
  const fromAt = day === null || time === null ? undefined : londonInstant(day, timeOf(time));
  if (day !== null && time !== null && fromAt === undefined)
    read.wrong('fromTime', 'Enter the time it begins, like 07:00');
  const hours = read.whole(
    'hours',
    { least: 1, most: rule.mostHours },
    `Enter for how many hours it holds, from 1 to ${rule.mostHours}`,
  );
  const untilAt = fromAt && hours !== null ? new Date(fromAt.getTime() + hours * 3_600_000) : undefined;
  if (untilAt !== undefined && untilAt <= now)
    read.wrong('hours', 'It would have ended already. Check day and time');
  const words = read.words('words') ?? '';
  if (words.length > 1000) read.wrong('words', 'Use at most 1,000 characters');
  const { keptBecause, errors } = readWords(read, [{ field: 'words', text: words }]);
  if (errors.length > 0 || !area || !fromAt || !untilAt) return { errors };
  return { input: { area, fromAt, untilAt, words, keptBecause } };
}

/** What is stopped in words that a shift will read, and what is asked: why words of health or a victim must be told. */
function readWords(
  read: Reading,
  texts: readonly Typed[],
): { keptBecause: string | null; errors: FieldError[] } {
  const keptBecause = readKept(read, texts, 'the shift must be told');
  return { keptBecause, errors: [...read.errors, ...stopsOf(texts)] };
}

/** Reads why a briefing is withdrawn, corrected or somebody taken out of it: whoever has it on paper is told. */
export function readWhy(
  typed: string | undefined,
  field: string,
  missing: string,
): { why: string } | { errors: FieldError[] } {
  const why = typed?.trim() ?? '';
  if (why === '') return { errors: [{ field, text: missing }] };
  const words = delicateWords(why);
  const errors = [
    ...(words === undefined
      ? []
      : [{ field, text: `“${words}” reads as if it told of health or of a victim: write it without` }]),
    ...stopsOf([{ field, text: why }]),
  ];
  return errors.length > 0 ? { errors } : { why };
}

export interface ItemInput {
  lookFor: string;
  callWhom: string;
  reportIds: number[];
  toldConditions: ToldCondition[];
  keptBecause: string | null;
}

/**
 * Reads what is told of somebody. A condition that was written or filled in for them is told in the words that were
 * typed for it here, as it stands where its box is ticked, and otherwise not at all.
 */
export function readItem(
  values: Values & { conditionWords?: unknown },
  tellable: readonly number[],
  conditions: readonly ToldCondition[] = [],
): { input: ItemInput } | { errors: FieldError[] } {
  const read = new Reading(values);
  const lookFor =
    read.words('lookFor', 'Say what to look for, or that nothing is asked but to know them') ?? '';
  const callWhom = read.words('callWhom', 'Say whom to call: a name and a number') ?? '';
  if (lookFor.length > 500) read.wrong('lookFor', 'Use at most 500 characters: it is read on a phone');
  if (callWhom.length > 200) read.wrong('callWhom', 'Use at most 200 characters');
  const reportIds = read.ids('reports', tellable);
  const asTheyStand = read.ids(
    'conditions',
    conditions.map(({ id }) => id),
  );
  const typed = Array.isArray(values.conditionWords) ? values.conditionWords.map(String) : [];
  const toldConditions = conditions.flatMap(({ id, words }, index) => {
    const own = typed[index]?.trim() ?? '';
    return own !== '' ? [{ id, words: own }] : asTheyStand.includes(id) ? [{ id, words }] : [];
  });
  const { keptBecause, errors } = readWords(read, [
    { field: 'lookFor', text: lookFor },
    { field: 'callWhom', text: callWhom },
    ...toldConditions.map(({ id, words }) => ({ field: `condition-${id}`, text: words })),
  ]);
  return errors.length > 0
    ? { errors }
    : { input: { lookFor, callWhom, reportIds, toldConditions, keptBecause } };
}

/** Why nobody may release it yet; empty where it may be. */
export function lacking(
  briefing: { untilAt: Date },
  items: readonly { name: string; stands: boolean; lookFor: string; callWhom: string }[],
  now: Date,
): string[] {
  return [
    ...(items.length === 0 ? ['Nobody is in it. Put somebody in first.'] : []),
    ...(briefing.untilAt <= now ? ['Its time has passed. Change it first.'] : []),
    ...items.flatMap((item) => [
      ...(item.stands ? [] : [`${item.name} may not be told of: take them out.`]),
      ...(item.lookFor === '' || item.callWhom === ''
        ? [`${item.name}: say what to look for and whom to call.`]
        : []),
    ]),
  ];
}

export const hereOf = (one: { lives: boolean; offends: boolean }): Here[] => {
  const here: Here[] = [
    ...(one.lives ? (['lives'] as const) : []),
    ...(one.offends ? (['offends'] as const) : []),
  ];
  return here.length === 0 ? ['chosen'] : here;
};
