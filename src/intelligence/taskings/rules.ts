import { Reading, type Values } from '../../casework/index.ts';
import { londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { delicateWords, readKept, stopsOf } from '../stopped-words.ts';
import type { NewTasking, Tasking, TaskingMove, TaskingState } from './types.ts';

/** What may be done with a tasking in each state; buttons, acts and tests read this table. */
export const transitions: Record<TaskingState, Partial<Record<TaskingMove, TaskingState>>> = {
  asked: { accept: 'accepted', return: 'returned', withdraw: 'withdrawn' },
  accepted: { finish: 'done', return: 'returned', withdraw: 'withdrawn' },
  returned: { again: 'asked', withdraw: 'withdrawn' },
  done: { 'take-back': 'accepted', again: 'asked' },
  withdrawn: { again: 'asked' },
};

const askersMoves: readonly TaskingMove[] = ['withdraw', 'again'];
/** Moves that say something: why, or what came of it. */
export const needsWords: readonly TaskingMove[] = ['return', 'finish', 'withdraw'];

/** How a viewer stands to a tasking. */
export interface Standing {
  /** They asked it, or supervise whoever did. */
  isAsker: boolean;
  /** It was asked of their shift or agency. */
  isAsked: boolean;
}

/** What somebody may do with it now. */
export const allowedMoves = (state: TaskingState, { isAsker, isAsked }: Standing): TaskingMove[] =>
  (Object.keys(transitions[state]) as TaskingMove[]).filter((move) =>
    askersMoves.includes(move) ? isAsker : isAsked,
  );

export type Lateness = 'unanswered' | 'overdue';

/** Whether it waits longer than was asked: not answered by its time, or accepted and not done by its time. */
export function lateness(
  tasking: Pick<Tasking, 'state' | 'answerBy' | 'dueAt'>,
  now: Date,
): Lateness | undefined {
  if (tasking.state === 'asked') return tasking.answerBy < now ? 'unanswered' : undefined;
  return tasking.state === 'accepted' && tasking.dueAt < now ? 'overdue' : undefined;
}

/** The rule `taskings` of a scheme: who besides whoever asked is told that nothing came of it, and after how long. */
export interface LateRule {
  supervisors: readonly string[];
  tellSupervisorsAfterMinutes: number;
}

/** Who is to be told now that a tasking is late, and was not told of this time before. */
export function whomToTell(
  one: { id: number; askedBy: number; late: Lateness; forAt: Date },
  around: {
    rule: LateRule | undefined;
    supervisors: readonly number[];
    told: readonly { taskingId: number; staffId: number; late: Lateness; forAt: Date }[];
  },
  now: Date,
): number[] {
  const { rule, supervisors, told } = around;
  const isLong =
    rule !== undefined && now.getTime() - one.forAt.getTime() >= rule.tellSupervisorsAfterMinutes * 60_000;
  const known = new Set(
    told
      .filter(
        (other) =>
          other.taskingId === one.id &&
          other.late === one.late &&
          other.forAt.getTime() === one.forAt.getTime(),
      )
      .map(({ staffId }) => staffId),
  );
  return [...new Set([one.askedBy, ...(isLong ? supervisors : [])])].filter((id) => !known.has(id));
}

export const lateMailText = (
  count: number,
  origin: string | undefined,
): { subject: string; body: string } => {
  const what = count === 1 ? 'a tasking waits' : `${count} taskings wait`;
  return {
    subject: `Waymark: ${what} longer than was asked`,
    body: `In Waymark ${what} longer than was asked. Sign in to see ${count === 1 ? 'it' : 'them'}${origin === undefined ? '.' : `: ${origin}/inbox`}\n\nThis message names nobody. Do not answer it.`,
  };
};

export interface Receivers {
  teams: readonly { id: number; name: string }[];
  agencies: readonly { id: number; name: string }[];
}

/** Reads whom to ask (`team:3`, `agency:2`), what, and the two times by which. */
export function readTasking(
  values: Values,
  receivers: Receivers,
  personId: number | null,
  now: Date,
): { input: NewTasking } | { errors: FieldError[] } {
  const read = new Reading(values);
  const known = [
    ...receivers.teams.map(({ id }) => `team:${id}`),
    ...receivers.agencies.map(({ id }) => `agency:${id}`),
  ];
  const to = read.code('to', known, 'Choose the shift, team or partner to ask');
  const what = read.words('what', 'Say what you ask for') ?? '';
  if (what.length > 1000) read.wrong('what', 'Use at most 1,000 characters');
  for (const { field, text } of [...stopsOf([{ field: 'what', text: what }]), ...delicate('what', what)])
    read.wrong(field, text);
  const answerBy = moment(read, 'answer', 'an answer');
  const dueAt = moment(read, 'due', 'the result');
  if (answerBy !== undefined && answerBy <= now)
    read.wrong('answerTime', 'The answer is asked for in the past. Check it');
  if (answerBy !== undefined && dueAt !== undefined && dueAt < answerBy)
    read.wrong('dueTime', 'The result cannot be due before the answer');
  if (read.errors.length > 0 || to === null || !answerBy || !dueAt) return { errors: read.errors };
  const [kind, id] = to.split(':');
  return {
    input: {
      personId,
      toTeamId: kind === 'team' ? Number(id) : null,
      toAgencyId: kind === 'agency' ? Number(id) : null,
      what,
      answerBy,
      dueAt,
    },
  };
}

/** A shift or partner is asked to do something; what ails somebody or who was harmed is not for them. */
const delicate = (field: string, text: string): FieldError[] => {
  const found = delicateWords(text);
  return found === undefined
    ? []
    : [{ field, text: `“${found}” reads as if it told of health or of a victim: ask for it without` }];
};

function moment(read: Reading, field: 'answer' | 'due', what: string): Date | undefined {
  const day = read.day(`${field}Day`, `Enter the day by which you want ${what}`);
  const time = read.words(`${field}Time`, `Enter the time by which you want ${what}, like 18:00`);
  if (day === null || time === null) return undefined;
  const at = londonInstant(day, time);
  if (at === undefined) read.wrong(`${field}Time`, `Enter the time by which you want ${what}, like 18:00`);
  return at;
}

export function readMove(
  values: Values,
  move: TaskingMove,
): { input: { words: string | null; keptBecause: string | null } } | { errors: FieldError[] } {
  const read = new Reading(values);
  const missing = {
    return: 'Say why it is returned',
    finish: 'Say what came of it',
    withdraw: 'Say why it is withdrawn',
  };
  const words = needsWords.includes(move)
    ? read.words('words', missing[move as keyof typeof missing])
    : read.words('words');
  if ((words ?? '').length > 2000) read.wrong('words', 'Use at most 2,000 characters');
  for (const { field, text } of stopsOf([{ field: 'words', text: words ?? '' }])) read.wrong(field, text);
  const said = [{ field: 'words', text: words ?? '' }];
  const keptBecause = readKept(read, said, 'those who read it must be told');
  return read.errors.length > 0 ? { errors: read.errors } : { input: { words, keptBecause } };
}
