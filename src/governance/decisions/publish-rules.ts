import type { FieldError } from '../../kernel/errors.ts';
import { markedLine, openLine, stretchesOf, unmarked } from './asserted.ts';
import { type NoticeDocument, publishedDocument, stringsOf, wordsOf } from './document.ts';
import { type Passage, passagesLeft } from './redaction.ts';
import { isDecided } from './rules.ts';
import type { Decision } from './types.ts';

/** `norfolk-opcc-2026-07`: the office and the number, for an address that stays. */
export function slugOf(
  decision: Pick<Decision, 'agencyCode' | 'isOtherOffice' | 'office' | 'number'>,
): string {
  const office = decision.isOtherOffice ? decision.office : decision.agencyCode;
  return `${office}-${decision.number}`
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Why a notice may not be published (yet), in words; undefined where it may. */
export function whyNotPublished(decision: Pick<Decision, 'state' | 'source'>): string | undefined {
  if (isDecided(decision.state)) return undefined;
  if (decision.state === 'referred')
    return decision.source === null
      ? 'A deputy has passed it up: it is published when it has been signed finally.'
      : undefined;
  return 'It has not been signed yet. A notice is published when it has been decided.';
}

/** Why a notice is not published or no longer stands: read by everybody, so marked like the notice itself. */
export const publicReason = (reason: string, passages: readonly Passage[]): string =>
  openLine(markedLine(stretchesOf({ text: reason }, [])), passages);

export interface Published {
  document: NoticeDocument | null;
  title: string;
  office: string;
  words: string;
  reason: string | null;
}

/**
 * What the public will have of a notice: all of it but what is left out and kept back; or, where it is not for
 * publication, its number and the reason alone. `left` names what would still stand somewhere: then nothing is published.
 */
export function editionOf(
  whole: NoticeDocument,
  passages: readonly Passage[],
  how: { withheld: boolean; reason: string | null; slug: string; number: string },
): { edition: Published; left: Passage[] } {
  const document = publishedDocument(whole, passages);
  const edition: Published = how.withheld
    ? {
        document: null,
        title: 'Not published',
        office: document.office,
        words: '',
        reason: publicReason(how.reason ?? '', passages),
      }
    : { document, title: document.title, office: document.office, words: wordsOf(document), reason: null };
  // What says that something was left out must not say what: a reason may not hold the passage.
  const left = passagesLeft(
    [...stringsOf(edition).map(unmarked), how.number, how.slug, how.slug.replaceAll('-', ' ')],
    passages,
  );
  return { edition, left };
}

/** Passages that a second person has agreed to leave out, and those that wait. */
export const agreedOf = <One extends { agreedBy: string | null }>(redactions: readonly One[]): One[] =>
  redactions.filter(({ agreedBy }) => agreedBy !== null);

/** Why nothing new is published while a passage waits for the second person; undefined where none does. */
export const whyWaits = (redactions: readonly { agreedBy: string | null }[]): string | undefined =>
  redactions.some(({ agreedBy }) => agreedBy === null)
    ? 'A passage to leave out waits until a second person has agreed to it.'
    : undefined;

/** Whether what was asked for is what would be published: the notice as it stood, with the same passages left out. */
export const isAsAsked = (
  asked: { version: number; passages: readonly number[] },
  now: { version: number; redactions: readonly { id: number; agreedBy: string | null }[] },
): boolean => {
  const left = agreedOf(now.redactions).map(({ id }) => id);
  return (
    asked.version === now.version &&
    asked.passages.length === left.length &&
    left.every((id) => asked.passages.includes(id))
  );
};

/** Why this person may not publish what was asked for; undefined where they may. */
export function whyNotSecond(
  asked: { version: number; passages: readonly number[]; askedById: number } | undefined,
  now: { version: number; redactions: readonly { id: number; agreedBy: string | null }[] },
  staffId: number,
): string | undefined {
  if (asked === undefined)
    return 'Nobody has asked that it be published: one person asks, and another publishes it.';
  if (asked.askedById === staffId) return 'You asked for it: a second person publishes it.';
  return isAsAsked(asked, now)
    ? undefined
    : 'The notice, or what is left out of it, has changed since it was asked for. It is asked for again first.';
}

/**
 * Reads the form for a passage to leave out.
 * @param at how often it stands in the paper's own text, and what the register says of the notice.
 */
export function readRedaction(
  typed: { passage?: string | undefined; reason?: string | undefined },
  at: { places: number; register: readonly string[] },
): { passage: string; reason: string } | { errors: FieldError[] } {
  const passage = typed.passage?.trim() ?? '';
  const reason = typed.reason?.trim() ?? '';
  const errors: FieldError[] = [];
  if (passage.length < 2)
    errors.push({ field: 'passage', text: 'Copy the passage to leave out, two letters at least' });
  else if (passagesLeft(at.register.map(unmarked), [{ passage, reason }]).length > 0)
    errors.push({
      field: 'passage',
      text: 'This stands in what the register itself says: flags, certificates, signatures, the outcome and the form stay. Choose a longer passage of the paper; an outcome is corrected by whoever signed it',
    });
  else if (at.places === 0)
    errors.push({ field: 'passage', text: 'This does not stand in the paper. Copy it from the preview' });
  if (reason === '') errors.push({ field: 'reason', text: 'Give the reason, as it will be printed there' });
  else if (passage !== '' && passagesLeft([`left out: ${reason}`], [{ passage, reason }]).length > 0)
    errors.push({ field: 'reason', text: 'The reason, which is printed, holds the passage itself' });
  return errors.length > 0 ? { errors } : { passage, reason };
}
