import type { Reading } from '../casework/index.ts';
import type { FieldError } from '../kernel/errors.ts';
import { textarea } from '../web/components/index.ts';
import { messageFor } from '../web/forms.ts';
import type { Html } from '../web/html.ts';
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

/**
 * What is asked of words that speak of health or of a victim: to take them out, or to say why they must be told. The answer
 * is kept with them; it is null where there is nothing to explain.
 */
export function readKept(read: Reading, texts: readonly Typed[], why: string): string | null {
  const keptBecause = read.words('keptBecause');
  const found = texts.flatMap(({ field, text }) => {
    const words = delicateWords(text);
    return words === undefined ? [] : [{ field, words }];
  });
  for (const { field, words } of found)
    if (keptBecause === null)
      read.wrong(
        field,
        `“${words}” reads as if it told of health or of a victim. Take it out, or say below why ${why}`,
      );
  if ((keptBecause ?? '').length > 500) read.wrong('keptBecause', 'Use at most 500 characters');
  return found.length === 0 ? null : keptBecause;
}

/** The field in which it is said; drawn where the words ask for it, and only there. */
export function keptField(
  values: Readonly<Record<string, unknown>>,
  errors: readonly FieldError[],
  { texts, hint }: { texts: readonly string[]; hint: string },
): Html | '' {
  const said = typeof values.keptBecause === 'string' ? values.keptBecause : '';
  const isAsked =
    said !== '' ||
    texts.some((name) => {
      const text = values[name];
      return typeof text === 'string' && delicateWords(text) !== undefined;
    });
  return isAsked
    ? textarea({
        id: 'keptBecause',
        name: 'keptBecause',
        label: { text: 'Keep it anyway, because' },
        hint: { text: hint },
        rows: 2,
        value: said,
        ...messageFor(errors, 'keptBecause'),
      })
    : '';
}
