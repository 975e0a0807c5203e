import { addYears, type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type Answer, type AnswerForm, type AnswerInput, type Questionnaire, stages } from './types.ts';

/** The most questions that a questionnaire may have: the form has a field for each. */
export const mostItems = 20;

const handlings = ['partners', 'statutory', 'own'] as const;

/**
 * Reads the form. A person may refuse the whole, or pass over a question; answering nothing without refusing is
 * taken for a slip.
 */
export function readAnswerForm(
  form: AnswerForm,
  questionnaire: Pick<Questionnaire, 'items' | 'scale'>,
  today: Day,
): { input: AnswerInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const askedOn = form.askedOn?.trim() ?? '';
  if (!isDay(askedOn)) errors.push({ field: 'askedOn', text: 'Enter the day it was asked, like 2026-11-30' });
  else if (askedOn > today) errors.push({ field: 'askedOn', text: 'The day it was asked lies ahead' });
  else if (askedOn < addYears(today, -2))
    errors.push({ field: 'askedOn', text: 'The day is more than two years ago. Check the year' });
  const stage = stages.find((one) => one === form.stage);
  if (stage === undefined) errors.push({ field: 'stage', text: 'Choose when in the work it was asked' });
  const refused = form.refused === 'yes';
  const answers = refused ? {} : readScores(form, questionnaire);
  if (!refused && Object.keys(answers).length === 0)
    errors.push({
      field: 'answer-0',
      text: 'Enter an answer, or say that the person did not want to answer',
    });
  const handling = handlings.find((one) => one === form.handling);
  if (handling === undefined) errors.push({ field: 'handling', text: 'Choose who may see it' });
  if (errors.length > 0 || stage === undefined || handling === undefined) return { errors };
  return {
    input: { askedOn, stage, refused, answers, said: form.said?.trim() || null, handling },
  };
}

function readScores(
  form: AnswerForm,
  { items, scale }: Pick<Questionnaire, 'items' | 'scale'>,
): Record<string, number> {
  return Object.fromEntries(
    items.slice(0, mostItems).flatMap(({ code }, index) => {
      const value = scale.find((one) => String(one.value) === form[`answer-${index}`])?.value;
      return value === undefined ? [] : [[code, value] as const];
    }),
  );
}

export interface Change {
  code: string;
  name: string;
  /** In the order asked; undefined where it was passed over, refused, or not asked then. */
  scores: (number | undefined)[];
  /** Last answer less the first; undefined with fewer than two answers. */
  change: number | undefined;
}

/** What became of each thing asked about, over the answers in the order in which they were given. */
export function changesOf(
  items: readonly { code: string; name: string }[],
  answers: readonly Pick<Answer, 'answers'>[],
): Change[] {
  return items.map(({ code, name }) => {
    const scores = answers.map((one) => one.answers[code]);
    const given = scores.filter((score) => score !== undefined);
    const [first] = given;
    const last = given.at(-1);
    return {
      code,
      name,
      scores,
      change: given.length < 2 || first === undefined || last === undefined ? undefined : last - first,
    };
  });
}

/** The change in words: a sign is not read aloud, and colour says nothing to some. */
export const changeWords = (change: number | undefined): string =>
  change === undefined
    ? 'Asked once'
    : change === 0
      ? 'The same'
      : change > 0
        ? `Up by ${change}`
        : `Down by ${-change}`;

/** The stage that comes next: first the start, then reviews. */
export const nextStage = (answers: readonly Pick<Answer, 'stage'>[]): 'start' | 'review' =>
  answers.some(({ stage }) => stage === 'start') ? 'review' : 'start';
