import type { FieldError } from '../kernel/errors.ts';
import { askMarking, isMarkedSecret, standingOf } from './reports/marking-rules.ts';
import { sourceErrors } from './reports/source-rules.ts';

export interface Typed {
  field: string;
  text: string;
}

/** What any text of this wing is stopped for, whoever reads it: a word that may be a marking, and a source given away. */
export const stopsOf = (texts: readonly Typed[], about = ''): FieldError[] => [
  ...texts.filter(({ text }) => standingOf(text) === 'ask').map(({ field }) => ({ field, text: askMarking })),
  ...sourceErrors(texts, about),
];

/** Whether anything that was sent carries a marking which may not be held here. */
export const holdsSecret = (values: Readonly<Record<string, unknown>>): boolean =>
  Object.values(values)
    .flat()
    .some((value) => typeof value === 'string' && isMarkedSecret(value));

const health =
  /\b(?:alcohol\w*|drug\w*|substances?|solvents?|methadone|heroin addict\w*|medic\w+|psych\w+|mental(?:ly)?|health|illness|hiv|hepatitis|treatment|therap\w+|self[- ]harm\w*|suicid\w*|diagnos\w+|pregnan\w+)\b/i;
const victims = /\b(?:victims?|survivors?|complainants?|witness(?:es)?|refuge|safe house)\b/i;

/** Words that speak of health or of a victim; they may be needed all the same, and then it is said why. */
export const delicateWords = (text: string): string | undefined =>
  (health.exec(text) ?? victims.exec(text))?.[0];
