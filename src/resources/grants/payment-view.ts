import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  input,
  insetText,
  select,
  summaryList,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from '../costs/money.ts';
import { quarterName } from './quarters.ts';
import type { Payable } from './rules.ts';
import { grantPath, headed, paymentTag } from './show.ts';
import type { Grant, GrantQuarter, Payment } from './types.ts';

interface Common {
  grant: Grant;
  csrfToken: string;
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
}

export interface AskModel extends Common {
  quarter: GrantQuarter;
  payable: Payable;
  claims: readonly { id: number; title: string }[];
  /** Cards of the claims that may be paid on. */
  cards: readonly Html[];
}

/** Asks for one quarter's payment: what the rules give, or why nothing is paid. */
export function askPage(model: AskModel): Html {
  const { grant, quarter, payable, values, errors } = model;
  const path = `${grantPath(grant.id)}/payments/${quarter.id}`;
  return html`${headed(grant, `Payment for ${quarterName(quarter)}`)}
${
  !payable.may
    ? insetText({ text: `Nothing can be paid for this quarter. ${payable.why}` })
    : html`${summaryList({ rows: [{ key: 'Amount', value: showPounds(payable.pence) }, { key: 'How it comes about', value: payable.how }, { key: 'Profile', value: showPounds(quarter.pence) }, payable.returnId !== null && { key: 'Rests on', value: html`<a class="govuk-link" href="/resources/grants/returns/${payable.returnId}">An accepted return</a>` }] })}
${model.cards}
${form({
  action: path,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${grant.basis === 'results' && select({ id: 'claim', name: 'claim', label: { text: 'Claim that it is paid on' }, hint: { text: 'A published claim of the measure and level in the terms. A claim is paid on once' }, value: values.claim ?? '', items: [{ value: '', text: model.claims.length === 0 ? 'There is none' : 'Choose' }, ...model.claims.map(({ id, title }) => ({ value: id, text: title }))], ...messageFor(errors, 'claim') })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'Note (optional)' }, rows: 2, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
<p class="govuk-body">Somebody else has to release it.</p>
${button({ text: 'Ask for this payment', preventDoubleClick: true })}`,
})}`
}`;
}

export interface ClawbackModel extends Common {
  most: bigint;
}

export const clawbackPage = ({
  grant,
  most,
  csrfToken,
  key,
  values,
  errors,
}: ClawbackModel): Html => html`${headed(grant, 'Ask for money back')}
<p class="govuk-body">${most > 0n ? html`Up to <strong>${showPounds(most)}</strong>: what was paid, less what accepted returns report as spent and what has been asked back.` : 'Nothing can be asked back: everything paid is reported as spent or has been asked back.'}</p>
${
  most > 0n
    ? form({
        action: `${grantPath(grant.id)}/clawback`,
        csrfToken,
        key,
        body: html`${input({ id: 'amount', name: 'amount', inputmode: 'decimal', label: { text: 'Amount' }, prefix: { text: '£' }, classes: 'govuk-input--width-10', value: values.amount ?? '', ...messageFor(errors, 'amount') })}
${textarea({ id: 'reason', name: 'reason', label: { text: 'Why it is asked back' }, rows: 3, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
<p class="govuk-body">Somebody else has to agree.</p>
${button({ text: 'Ask for it back', preventDoubleClick: true })}`,
      })
    : ''
}`;

export interface PaymentModel extends Common {
  payment: Payment;
  /** The claim that it is paid on, as its card. */
  card: Html | undefined;
  mayDecide: boolean;
  isOwn: boolean;
  theirs?: string | undefined;
}

/** One payment: decided by somebody who did not ask for it. */
export function paymentPage(model: PaymentModel): Html {
  const { grant, payment, csrfToken, key, values, errors } = model;
  const path = `/resources/grants/payments/${payment.id}`;
  const back = payment.kind === 'clawback';
  const which =
    payment.year !== null && payment.quarter !== null
      ? `Payment for ${quarterName({ year: payment.year, quarter: payment.quarter })}`
      : 'Money asked back';
  const deciding = model.mayDecide && payment.state === 'asked';
  return html`${headed(grant, which)}
${changedMeanwhile('this payment', model.theirs)}
${summaryList({
  rows: [
    { key: 'Amount', value: showPounds(payment.pence) },
    { key: 'State', value: paymentTag(payment.state) },
    { key: 'Why', value: payment.reason },
    { key: 'Provider', value: grant.provider },
    payment.returnId !== null && {
      key: 'Rests on',
      value: html`<a class="govuk-link" href="/resources/grants/returns/${payment.returnId}">An accepted return</a>`,
    },
    { key: 'Asked for by', value: `${payment.askedByName}, ${showMoment(payment.askedAt)}` },
    payment.decidedAt !== null && {
      key: 'Decided by',
      value: `${payment.decidedByName}, ${showMoment(payment.decidedAt)}`,
    },
    payment.note !== null && { key: 'Note', value: payment.note },
    payment.receivedOn !== null && { key: 'In on', value: showShortDay(payment.receivedOn) },
  ],
})}
${model.card}
${
  deciding && !model.isOwn
    ? html`<div class="wm-no-print">${form({
        action: `${path}/decide`,
        csrfToken,
        key,
        version: payment.version,
        body: html`${textarea({ id: 'note', name: 'note', label: { text: 'Note (needed for a refusal)' }, rows: 3, value: values.note ?? '', ...messageFor(errors, 'note') })}
<div class="govuk-button-group">${button({ text: back ? 'Agree to ask it back' : 'Release the payment', name: 'state', value: 'released', preventDoubleClick: true })}${button({ text: 'Refuse', name: 'state', value: 'refused', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
      })}</div>`
    : ''
}${
  deciding && model.isOwn
    ? html`${insetText({ text: 'You asked for this. Somebody else has to decide it.' })}<div class="wm-no-print">${form({ action: `${path}/withdraw`, csrfToken, version: payment.version, body: button({ text: 'Take it back', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}</div>`
    : ''
}${
  model.mayDecide && back && payment.state === 'released' && payment.receivedOn === null
    ? html`<div class="wm-no-print">${form({ action: `${path}/received`, csrfToken, key, version: payment.version, body: html`${input({ id: 'day', name: 'day', type: 'date', label: { text: 'Day on which the money came in' }, classes: 'govuk-input--width-10', value: values.day ?? '', ...messageFor(errors, 'day') })}${button({ text: 'Save the day', preventDoubleClick: true })}` })}</div>`
    : ''
}`;
}
