import type { FieldError } from '../../kernel/errors.ts';
import { askMarking, isMarkedSecret, standingOf } from './marking-rules.ts';
import { isNobody, sourceHints } from './source-rules.ts';
import { type Outcome, outcomes, type ReportCase, type ReportForm } from './types.ts';

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ');

const identifiers = /\b(?:\d{2,4}\/\d{1,7}[A-Z]|[A-Z]\d{6}|[A-Z]\d{4}[A-Z]{2}|[A-Z]{2}\d{2}\s?[A-Z]{3})\b/gi;

/** What the author knows: their own words, and nothing that was found or linked since. */
export interface KnownToAuthor {
  id: number;
  words: string;
  /** Names of people linked since, whom the author may not know of. */
  names: readonly string[];
}

export const knownToAuthor = (report: ReportCase): KnownToAuthor => ({
  id: report.id,
  words: [report.original?.sent ?? '', report.text ?? '', report.naming ?? ''].join(' '),
  names: report.people.map(({ name }) => name),
});

/** "report 3", "no. 2", "R1", "see #4", "ref 12", "log number 7": something else that is kept under a number. */
const otherItems =
  /(?:\b(?:reports?|intel(?:ligence)?|logs?|refs?|references?|items?|nos?|numbers?|r)\b[ .:#]*(?:(?:no|number|ref)\b[ .:#]*)?|\br|#)(\d+)\b|\b(\d{6,})\b/gi;

/** A word with a capital inside a sentence: what a name looks like. */
const capital = /(?<![.!?\n:] *)(?<=[\p{L}\d,;’')] +)\p{Lu}[\p{L}’'-]*/gu;

/**
 * Why words for somebody who has had a report tell more than it holds; undefined where they do not. It finds other
 * reports' numbers, names and numbers of people that its author did not write, and what reads as if it said who a source is.
 */
export function tellsMore(words: string, known: KnownToAuthor): string | undefined {
  const own = ` ${plain(known.words)} `;
  for (const [, numbered = '', long = ''] of words.matchAll(otherItems)) {
    const number = numbered || long;
    if (Number(number) !== known.id && !own.includes(` ${number} `))
      return 'It speaks of another report: the author is not told what else is known';
  }
  for (const [found] of words.matchAll(identifiers))
    if (!own.replaceAll(' ', '').includes(plain(found).replaceAll(' ', '')))
      return `It holds a number that the author did not write: “${found}”`;
  const named = namedIn(words, known);
  if (named !== undefined) return `It names somebody whom the author did not name: “${named}”`;
  const [hint] = sourceHints(words, known.words);
  return hint === undefined ? undefined : `It reads as if it said who a source is: “${hint.words}”`;
}

/** Somebody whom the author did not name: people linked since, in any spelling, and whatever is written as a name is. */
function namedIn(words: string, known: KnownToAuthor): string | undefined {
  const own = ` ${plain(known.words)} `;
  const said = ` ${plain(words)} `;
  for (const name of known.names)
    for (const part of plain(name).trim().split(' '))
      if (part.length > 2 && said.includes(` ${part} `) && !own.includes(` ${part} `)) return part;
  for (const [found] of words.matchAll(capital)) {
    const isAbbreviation = found === found.toUpperCase() && found.length > 1;
    if (!isAbbreviation && found !== 'I' && !isNobody(found) && !own.includes(` ${plain(found).trim()} `))
      return found;
  }
  return undefined;
}

export type ReadFeedback =
  | { kind: 'input'; input: { outcome: Outcome; note: string } }
  | { kind: 'errors'; errors: FieldError[] }
  | { kind: 'secret' };

/** Reads what the author of an accepted report is told of its use. */
export function readFeedbackForm(
  form: Pick<ReportForm, 'verdict' | 'note'>,
  known: KnownToAuthor,
): ReadFeedback {
  const outcome = outcomes.find((code) => code === form.verdict);
  const note = form.note?.trim() ?? '';
  if (isMarkedSecret(note)) return { kind: 'secret' };
  const more = tellsMore(note, known);
  const errors: FieldError[] = [];
  if (outcome === undefined) errors.push({ field: 'verdict', text: 'Choose whether it was used' });
  if (note === '') errors.push({ field: 'note', text: 'Write what the author is told' });
  if (more !== undefined) errors.push({ field: 'note', text: more });
  if (standingOf(note) === 'ask') errors.push({ field: 'note', text: askMarking });
  return errors.length > 0 || outcome === undefined
    ? { kind: 'errors', errors }
    : { kind: 'input', input: { outcome, note } };
}
