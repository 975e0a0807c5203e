import type { FieldError } from '../../kernel/errors.ts';
import { isMarkedSecret, sourceHints } from './rules.ts';
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
  words: [report.original?.sent ?? report.text ?? '', report.naming ?? ''].join(' '),
  names: report.people.map(({ name }) => name),
});

/**
 * Why words for an author tell more than they reported; undefined where they do not. It finds other reports' numbers,
 * names and numbers of people that the author did not write, and what reads as if it said who a source is.
 */
export function tellsMore(words: string, known: KnownToAuthor): string | undefined {
  const own = ` ${plain(known.words)} `;
  const said = ` ${plain(words)} `;
  for (const [, number] of words.matchAll(/\breports?\s+(?:no\.?\s*|number\s+)?(\d+)/gi))
    if (Number(number) !== known.id)
      return 'It speaks of another report: the author is not told what else is known';
  for (const name of known.names) {
    const parts = plain(name).trim().split(' ');
    const telling = [parts.join(' '), parts.at(-1) ?? ''].filter((part) => part.length > 2);
    if (telling.some((part) => said.includes(` ${part} `) && !own.includes(` ${part} `)))
      return 'It names somebody whom the author did not name';
  }
  for (const [found] of words.matchAll(identifiers))
    if (!own.replaceAll(' ', '').includes(plain(found).replaceAll(' ', '')))
      return `It holds a number that the author did not write: “${found}”`;
  const [hint] = sourceHints(words);
  return hint === undefined ? undefined : `It reads as if it said who a source is: “${hint}”`;
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
  return errors.length > 0 || outcome === undefined
    ? { kind: 'errors', errors }
    : { kind: 'input', input: { outcome, note } };
}
