import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, insetText, table, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecidedPair } from './life-store.ts';
import { sideBySide } from './review-views.ts';
import { verdictWords } from './types.ts';
import { evidenceLists } from './views.ts';

export interface AskBackModel {
  /** Whether the viewer had proposed what a second person decided, and may ask for it back, or has. */
  asks: 'no' | 'may' | 'asked';
  csrfToken: string;
  errors: readonly FieldError[];
}

/** For whoever proposed it: a second person made the decision, and another yes takes it back. */
function askBackForm({ id, left, right, staff }: DecidedPair, model: AskBackModel): Html | '' {
  if (model.asks === 'no') return '';
  if (model.asks === 'asked')
    return insetText({
      html: html`Somebody has asked for this decision back, and it waits for a second person: <a class="govuk-link" href="/identity/review#proposals">decisions that take two</a>.`,
    });
  return html`<h2 class="govuk-heading-m" id="back">Ask for it back</h2>
<p class="govuk-body">You proposed this, and ${staff} agreed. It takes a second person to take it back, too: nothing changes until somebody has agreed. You may ask for seven days.</p>
${form({
  action: `/identity/decisions/${id}/ask-back`,
  csrfToken: model.csrfToken,
  body: html`<input type="hidden" name="left" value="${left}"><input type="hidden" name="right" value="${right}">${textarea({ id: 'why', name: 'why', label: { text: 'Why should it be taken back?' }, hint: { text: 'Kept with your name, and shown to whoever answers' }, rows: 3, ...messageFor(model.errors, 'why') })}
${button({ text: 'Propose to take it back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;
}

/** A pair that no longer waits: what was decided of it, by whom and why, and what they had to decide by. */
export const decidedPage = (
  last: DecidedPair,
  decisions: readonly DecidedPair[],
  model: AskBackModel,
): Html =>
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
${askBackForm(last, model)}${last.evidence === null ? '' : evidenceLists(last.evidence, 'Evidence', { picture: 'sum' })}
${sideBySide(last)}
<p class="govuk-body"><a class="govuk-link" href="/identity/review#decisions">Back to the queue</a></p>`;
