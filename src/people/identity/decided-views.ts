import { showMoment } from '../../kernel/clock.ts';
import { table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecidedPair } from './life-store.ts';
import { sideBySide } from './review-views.ts';
import { verdictWords } from './types.ts';
import { evidenceLists } from './views.ts';

/** A pair that no longer waits: what was decided of it, by whom and why, and what they had to decide by. */
export const decidedPage = (last: DecidedPair, decisions: readonly DecidedPair[]): Html =>
  html`<h1 class="govuk-heading-l">A pair that was decided</h1>
${table({
  caption: 'What was decided, newest first',
  captionClasses: 'govuk-table__caption--m',
  scrollLabel: 'What was decided',
  stack: true,
  head: ['When', 'Decided', 'Why', 'By', 'Now'].map((text) => ({ text })),
  rows: decisions.map((one) => [
    showMoment(one.at),
    verdictWords[one.verdict],
    one.why,
    one.staff,
    one.supersededAt === null ? 'Stands' : `Taken back or decided anew, ${showMoment(one.supersededAt)}`,
  ]),
})}
${last.evidence === null ? '' : evidenceLists(last.evidence, 'Evidence', { picture: 'sum' })}
${sideBySide(last)}
<p class="govuk-body"><a class="govuk-link" href="/identity/review#decisions">Back to the queue</a></p>`;
