import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, insetText, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecidedPair } from './life-store.ts';
import { sideBySide, takeBackForm } from './review-views.ts';
import type { TwoOf } from './two-store.ts';
import { decidedBy, standsOr } from './two-views.ts';
import { verdictWords } from './types.ts';
import { evidenceLists } from './views.ts';
import { whyBox } from './why.ts';

export interface AskBackModel {
  /** Undefined for a role that may look and not decide. */
  csrfToken: string | undefined;
  /** What was typed into the form that asks for it back. */
  why: string;
  errors: readonly FieldError[];
  /** Of these decisions, those that two people made or put back. */
  two: TwoOf;
}

type Deciding = AskBackModel & { csrfToken: string };

/** One's own decision is taken back at once, one that a second person made of one's proposal is asked for. */
const wayBack = (last: DecidedPair, model: AskBackModel): Html | '' => {
  const { csrfToken } = model;
  if (csrfToken === undefined || !last.open) return '';
  return last.own ? takeBack(last, csrfToken) : askBackForm(last, { ...model, csrfToken });
};

function takeBack({ id, together, asked }: DecidedPair, csrfToken: string): Html {
  const others = together - 1;
  const one = asked ? askedAlready : takeBackForm(id, csrfToken);
  return html`<h2 class="govuk-heading-m" id="back">Take it back</h2>
<p class="govuk-body">This is your own decision. You may take it back for seven days, unless somebody has decided about the same people since.</p>
${one}
${
  others > 0 &&
  html`<p class="govuk-body govuk-!-margin-top-4">With it you said the same of ${others} other ${others === 1 ? 'pair' : 'pairs'} of these two people.</p>${form(
    {
      action: `/identity/decisions/${id}/take-back-together`,
      csrfToken,
      body: button({
        text: `Take all ${together} back`,
        classes: 'govuk-button--secondary',
        preventDoubleClick: true,
      }),
    },
  )}`
}`;
}

/** For whoever proposed it: a second person made the decision, and another yes takes it back. */
function askBackForm({ id, left, right, staff, asked }: DecidedPair, model: Deciding): Html {
  if (asked) return askedAlready;
  return html`<h2 class="govuk-heading-m" id="back">Ask for it back</h2>
<p class="govuk-body">You proposed this, and ${staff} agreed. It takes a second person to take it back, too: nothing changes until somebody has agreed. You may ask for seven days.</p>
${form({
  action: `/identity/decisions/${id}/ask-back`,
  csrfToken: model.csrfToken,
  body: html`<input type="hidden" name="left" value="${left}"><input type="hidden" name="right" value="${right}">${whyBox({ label: 'Why should it be taken back?', hint: 'Kept with your name, and shown to whoever answers', value: model.why, errors: model.errors })}
${button({ text: 'Propose to take it back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;
}

const askedAlready = insetText({
  html: html`Somebody has asked for this decision back, and it waits for a second person: <a class="govuk-link" href="/identity/review#proposals">decisions that take two</a>.`,
});

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
  head: ['When', 'Decided', 'By whom, and why', 'Now'].map((text) => ({ text })),
  rows: decisions.map((one) => [
    showMoment(one.at),
    verdictWords[one.verdict],
    decidedBy(one, model.two.made.get(one.id)),
    standsOr(one, model.two.ended.get(one.id)),
  ]),
})}
${wayBack(last, model)}${last.evidence === null ? '' : evidenceLists(last.evidence, 'Evidence', { picture: 'sum' })}
${sideBySide(last)}
<p class="govuk-body"><a class="govuk-link" href="/identity/review#decisions">Back to the queue</a></p>`;
