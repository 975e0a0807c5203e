import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { button, insetText, tag, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { copyState } from './rules.ts';
import { type CopyCounts, countCopies, listOwnCopiesOf, noteOpened } from './store.ts';
import { type Copy, type CopyState, copyStateWords } from './types.ts';

/** What a report's page needs to know of copies: one's own, and for whoever sends or reviews, all. */
export interface CopiesOfReport {
  own: readonly Copy[];
  counts: CopyCounts | undefined;
}

export async function copiesOf(
  tx: Tx,
  reportId: number,
  viewer: { staffId: number; may(right: 'intelligence:disseminate' | 'intelligence:review'): boolean },
): Promise<CopiesOfReport> {
  const keeps = viewer.may('intelligence:disseminate') || viewer.may('intelligence:review');
  const [own, counts] = await Promise.all([
    listOwnCopiesOf(tx, viewer.staffId, reportId),
    keeps ? countCopies(tx, reportId) : undefined,
  ]);
  return { own, counts };
}

/** The conditions are on the screen: noted for the sender, once. */
export const noteSeen = noteOpened;

/** The sendings that are open to the viewer now: each has conditions of its own. */
export const openCopies = (own: readonly Copy[], now: Date): Copy[] =>
  own.filter((copy) => copy.kind === 'sent' && ['waiting', 'open'].includes(copyState(copy, now)));

/** Those of them whose conditions the viewer has not acknowledged: what the form shows is what they acknowledge. */
export const waitingCopies = (open: readonly Copy[]): Copy[] =>
  open.filter(({ acknowledgedAt }) => acknowledgedAt === null);

/** Which copy this is, for whom, from whom and until when: on the screen and on paper. */
export const copyLine = (copy: Copy): Html =>
  insetText({
    html: html`<p class="govuk-body govuk-!-margin-bottom-1"><strong>Copy ${copy.no}</strong> for ${copy.staff}, ${copy.agency}${copy.sender === null ? '' : `, sent by ${copy.sender} on ${showMoment(copy.madeAt)}`}${copy.expiresAt === null ? '' : `. It may be read until ${showMoment(copy.expiresAt)}`}.</p>
${copy.purpose === null ? '' : html`<p class="govuk-body govuk-!-margin-bottom-1"><strong>What to do with it:</strong> ${copy.purpose}</p>`}
${copy.conditions === null ? '' : html`<p class="govuk-body govuk-!-margin-bottom-0"><strong>Conditions of this sending:</strong> ${copy.conditions}</p>`}`,
  });

const colours: Record<CopyState, string> = {
  ahead: 'govuk-tag--grey',
  waiting: 'govuk-tag--blue',
  open: 'govuk-tag--green',
  expired: 'govuk-tag--grey',
  recalled: 'govuk-tag--red',
  closed: 'govuk-tag--grey',
  destroyed: 'govuk-tag--grey',
  out: 'govuk-tag--light-blue',
};

export const copyTag = (copy: Copy, now: Date): Html => {
  const state = copyState(copy, now);
  return tag({ text: copyStateWords[state], classes: colours[state] });
};

/** In place of a report that the viewer had and may read no more: which copies, why, and the form that ends it. */
export function withdrawnPart(
  own: readonly Copy[],
  ask: { now: Date; csrfToken: string; reportId: number },
): Html {
  const recalled = own.find(({ recalledAt }) => recalledAt !== null);
  const toDestroy = own.filter((copy) => copyState(copy, ask.now) === 'recalled');
  const lead =
    recalled === undefined
      ? html`<p class="govuk-body">What was sent to you is not open ${own.some((copy) => copyState(copy, ask.now) === 'ahead') ? 'yet' : 'any more'}. If you still need it, ask whoever sent it.</p>`
      : warningText({
          text: `This report was recalled on ${showMoment(recalled.recalledAt ?? ask.now)}. Do not act on it or pass it on.`,
        });
  return html`<h1 class="govuk-heading-l">Report ${ask.reportId}</h1>
${lead}
${recalled === undefined ? '' : html`<p class="govuk-body"><strong>Why:</strong> ${recalled.recallWhy ?? ''}</p>`}
<h2 class="govuk-heading-m">Your copies</h2>
<ul class="govuk-list govuk-list--bullet">${own.map((copy) => html`<li>Copy ${copy.no}, ${showMoment(copy.madeAt)} ${copyTag(copy, ask.now)}</li>`)}</ul>
${toDestroy.length === 0 ? (recalled === undefined ? '' : html`<p class="govuk-body">There is nothing for you to destroy.</p>`) : destroyForm(ask)}`;
}

const destroyForm = ({ reportId, csrfToken }: { reportId: number; csrfToken: string }): Html =>
  form({
    action: `/intelligence/${reportId}/destroyed`,
    csrfToken,
    body: html`<p class="govuk-body">Destroy every print and every file of it, and take back what you passed on by word. That you have is recorded with your name.</p>${button({ text: 'I have destroyed every copy of it', preventDoubleClick: true })}`,
  });

/** On the report's page, for whoever sends or reviews: how many copies there are, and where the list of them is. */
export const whoHasIt = (
  reportId: number,
  counts: CopyCounts,
  may: { send: boolean },
): Html => html`<h2 class="govuk-heading-m">Who has it</h2>
<p class="govuk-body">${
  counts.copies === 0
    ? 'No copy was sent or made.'
    : html`<a class="govuk-link" href="/intelligence/${reportId}/copies">${counts.copies} ${counts.copies === 1 ? 'copy' : 'copies'}</a>${counts.unread === 0 ? '' : `, ${counts.unread} not acknowledged yet`}${counts.open === 0 ? '' : `, ${counts.open} recalled after they were read and not yet said to be destroyed`}.`
}</p>
${may.send ? button({ text: 'Send it on', href: `/intelligence/${reportId}/send`, classes: 'govuk-button--secondary' }) : ''}`;
