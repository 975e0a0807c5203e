import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  emptyState,
  input,
  insetText,
  radios,
  select,
  summaryList,
  table,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from '../costs/money.ts';
import { notKnown } from '../costs/show.ts';
import { quarterName, quarterSpan } from './quarters.ts';
import {
  type ContactKinds,
  heldByProvider,
  knownOf,
  mayBePutIn,
  payableFor,
  releasedOf,
  resultsOf,
  slipOf,
  sumOf,
  sumsByYear,
  timelinessOf,
} from './rules.ts';
import {
  grantPath,
  grantTag,
  headed,
  lateTag,
  paymentTag,
  providerOf,
  reportPath,
  returnTag,
  words,
} from './show.ts';
import {
  basisWords,
  type Grant,
  type GrantOutput,
  type GrantQuarter,
  type GrantReturn,
  measures,
  measureWords,
  type Payment,
} from './types.ts';

export interface GrantModel {
  grant: Grant;
  quarters: readonly GrantQuarter[];
  outputs: readonly GrantOutput[];
  returns: readonly GrantReturn[];
  payments: readonly Payment[];
  kinds: ContactKinds;
  today: string;
  csrfToken: string;
  /** Where a return and an annual report of it stand, for this reader. */
  returnHref: (id: number) => string;
  base: string;
  mayManage: boolean;
  mayPay: boolean;
  mayPublish: boolean;
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
}

const outputWords = (output: GrantOutput): string =>
  output.measure === null
    ? 'Told of in the narrative'
    : `${measureWords[output.measure]}${output.perQuarter === null ? '' : `: ${output.perQuarter} a quarter`}`;

const linked = (pence: bigint | null): Html | string =>
  pence === null ? notKnown : html`<a class="govuk-link" href="#payments">${showPounds(pence)}</a>`;

/** A grant with everything that was agreed, sent and paid. */
export function grantPage(model: GrantModel): Html {
  const { grant, payments } = model;
  const slip = slipOf(grant.statedPence, model.quarters);
  const late = model.returns.filter(
    (one) =>
      grant.state === 'in-force' && timelinessOf(grant, one, one.firstSentAt, model.today).is === 'late',
  );
  return html`${headed(grant, `${grant.reference}, ${providerOf(grant)}`)}
<p class="govuk-body">${grantTag(grant.state)}</p>
${grant.fromPaper && insetText({ text: 'Its term was over when it was entered: what was paid and reported then is not in this system, so it is not known.' })}
${slip !== undefined && warningText({ text: slip, iconFallbackText: 'The figures do not agree' })}
${late.length > 0 && warningText({ text: `${late.length === 1 ? 'A return is' : `${late.length} returns are`} late: ${late.map(quarterName).join(', ')}. ${grant.lateConsequence}`, iconFallbackText: 'Late' })}
${summaryList({
  rows: [
    {
      key: 'In the profile',
      value: html`<a class="govuk-link" href="#profile">${showPounds(sumOf(model.quarters))}</a>`,
    },
    grant.statedPence !== null &&
      slip !== undefined && {
        key: 'Total as the paper states it, and as it is published',
        value: showPounds(grant.statedPence),
      },
    {
      key: 'Released',
      value: linked(knownOf(grant, payments, releasedOf(payments, 'payment'))),
    },
    {
      key: 'With the provider, less what was asked back',
      value: linked(knownOf(grant, payments, heldByProvider(payments))),
    },
  ],
})}
${managing(model)}
<h2 class="govuk-heading-m">Terms</h2>
${termsOf(grant)}
<h2 class="govuk-heading-m" id="profile">Profile, returns and payments by quarter</h2>
${profileTable(model)}
<h2 class="govuk-heading-m">What was agreed</h2>
${outputsTable(model)}
<h2 class="govuk-heading-m">Annual reports</h2>
<p class="govuk-body">Assembled from the returns of the year.</p>
<ul class="govuk-list">${sumsByYear(model.quarters).map(({ year }) => html`<li><a class="govuk-link" href="${reportPath(model.base, grant.id, year)}">Annual report ${year}</a></li>`)}</ul>
<h2 class="govuk-heading-m" id="payments">Payments and money asked back</h2>
${paymentTable(model)}`;
}

export const termsOf = (grant: Grant): Html =>
  summaryList({
    rows: [
      { key: 'Given by', value: grant.agency },
      { key: 'Provider', value: providerOf(grant) },
      { key: 'Term', value: `${showDay(grant.startsOn)} to ${showDay(grant.endsOn)}` },
      { key: 'Purpose', value: words(grant.purpose) },
      { key: 'Reasons', value: words(grant.reasons) },
      { key: 'Conditions', value: words(grant.conditions) },
      grant.source !== null && { key: 'Decision', value: grant.source },
      {
        key: 'Paid by',
        value: html`${basisWords[grant.basis]}${grant.feePence !== null && grant.feeMeasure !== null && html`<br>${showPounds(grant.feePence)} for each: ${measureWords[grant.feeMeasure]}`}${grant.claimMeasure !== null && html`<br>Measure ${grant.claimMeasure}, level ${grant.claimLevel} at least`}`,
      },
      {
        key: 'Returns',
        value: `Due ${grant.returnDays} days after each quarter. When late: ${grant.lateConsequence}`,
      },
      {
        key: 'Flagged',
        value: `An output below ${grant.flagPercent} per cent of what was agreed`,
      },
      grant.statedPence !== null && { key: 'Total as stated', value: showPounds(grant.statedPence) },
    ],
  });

function managing({ grant, mayManage, mayPublish, csrfToken }: GrantModel): Html | '' {
  const path = grantPath(grant.id);
  const move = (to: string, text: string): Html =>
    form({
      action: `${path}/move`,
      csrfToken,
      version: grant.version,
      body: html`<input type="hidden" name="to" value="${to}">${button({ text, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    });
  if (!mayManage && !mayPublish) return '';
  return html`<div class="govuk-button-group wm-no-print">
${mayManage && grant.state === 'draft' && html`${button({ text: 'Change the terms', href: `${path}/edit` })}${button({ text: 'Change the quarters', href: `${path}/profile`, classes: 'govuk-button--secondary' })}${move('in-force', 'Put in force')}`}
${mayManage && grant.state === 'in-force' && move('ended', 'End the grant')}
${mayManage && grant.state === 'ended' && mayBePutIn(grant) && move('in-force', 'Put in force again')}
${mayPublish && grant.state !== 'draft' && html`<a class="govuk-link" href="${path}/publication">${grant.publishedAt === null ? 'Enter it for publication' : 'Publication entry'}</a>`}
</div>`;
}

/** The way to ask for a quarter's payment; or why nothing can be paid for it yet. */
function toPay(model: GrantModel, quarter: GrantQuarter): Html | string {
  if (!model.mayPay || model.grant.state !== 'in-force') return '';
  const payable = payableFor(model, quarter.id);
  return payable.may
    ? html`<a class="govuk-link wm-no-print" href="${grantPath(model.grant.id)}/payments/${quarter.id}">Ask for payment<span class="govuk-visually-hidden"> of ${quarterName(quarter)}</span></a>`
    : html`<span class="govuk-hint">${payable.why}</span>`;
}

function profileTable(model: GrantModel): Html {
  const { grant, quarters, returns, payments } = model;
  const rows = quarters.map((quarter) => {
    const found = returns.find((one) => one.quarterId === quarter.id);
    const paid = payments.find(
      (one) => one.quarterId === quarter.id && (one.state === 'asked' || one.state === 'released'),
    );
    const timeliness = timelinessOf(grant, quarter, found?.firstSentAt ?? null, model.today);
    const under =
      found?.count == null
        ? []
        : resultsOf(grant, model.outputs, found.count.activity, model.kinds).filter((one) => one.under);
    return [
      html`${quarterName(quarter)}<br><span class="govuk-hint">${quarterSpan(quarter)}</span>`,
      { text: showPounds(quarter.pence), format: 'numeric' },
      found === undefined
        ? grant.fromPaper
          ? notKnown
          : 'None asked for yet'
        : html`<a class="govuk-link" href="${model.returnHref(found.id)}">${returnTag(found.state)}<span class="govuk-visually-hidden"> return of ${quarterName(quarter)}</span></a> ${grant.state === 'in-force' || timeliness.is === 'sent' ? lateTag(timeliness) : ''}<br><span class="govuk-hint">Due ${showShortDay(timeliness.dueOn)}</span>`,
      found?.spendPence == null
        ? grant.fromPaper
          ? notKnown
          : ''
        : { text: showPounds(found.spendPence), format: 'numeric' },
      under.length === 0
        ? ''
        : html`<strong>Below what was agreed:</strong> ${under.map(({ output }) => output.title).join('; ')}`,
      paid !== undefined
        ? html`${showPounds(paid.pence)} ${paymentTag(paid.state)}`
        : grant.fromPaper
          ? notKnown
          : toPay(model, quarter),
    ];
  });
  const years = sumsByYear(quarters).map(({ year, pence }) => `${year}: ${showPounds(pence)}`);
  return html`<p class="govuk-body">${years.join('; ')}. Together ${showPounds(sumOf(quarters))}.</p>
${table({
  caption: 'Profile by quarter',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Profile by quarter',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Quarter' },
    { text: 'Profile', format: 'numeric' },
    { text: 'Return' },
    { text: 'Spent', format: 'numeric' },
    { text: 'Flags' },
    { text: 'Payment' },
  ],
  rows,
})}`;
}

function outputsTable(model: GrantModel): Html {
  const path = grantPath(model.grant.id);
  const mayChange = model.mayManage && model.grant.state !== 'ended';
  const shown = model.outputs.filter((one) => !one.removed || mayChange);
  const removing = (output: GrantOutput): Html | '' =>
    mayChange
      ? form({
          action: `${path}/outputs/${output.id}`,
          csrfToken: model.csrfToken,
          body: html`<input type="hidden" name="removed" value="${output.removed ? '0' : '1'}">${button({ html: html`${output.removed ? 'Put back' : 'Take out'}<span class="govuk-visually-hidden"> ${output.title}</span>`, classes: 'govuk-button--secondary' })}`,
        })
      : '';
  return html`${
    shown.length === 0
      ? emptyState({
          title: 'Nothing is agreed yet.',
          text: 'What the provider is to do, and what is to come of it.',
        })
      : table({
          caption: 'Outputs and outcomes',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Outputs and outcomes',
          stack: true,
          head: ['Agreed', 'Kind', 'Counted by', ...(mayChange ? ['Change'] : [])].map((text) => ({
            text,
          })),
          rows: shown.map((output) => [
            output.removed ? html`<s>${output.title}</s> (taken out)` : output.title,
            output.kind === 'output' ? 'Output' : 'Outcome',
            outputWords(output),
            ...(mayChange ? [removing(output)] : []),
          ]),
        })
  }${mayChange && outputForm(model)}`;
}

const outputForm = ({ grant, csrfToken, values, errors, key }: GrantModel): Html =>
  html`<details class="govuk-details wm-no-print"${errors.some(({ field }) => ['title', 'kind', 'measure', 'perQuarter'].includes(field)) ? html` open` : ''}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">Add something agreed</span></summary><div class="govuk-details__text">${form(
    {
      action: `${grantPath(grant.id)}/outputs`,
      csrfToken,
      key,
      body: html`${input({ id: 'title', name: 'title', label: { text: 'What is agreed' }, value: values.title ?? '', ...messageFor(errors, 'title') })}
${radios({
  idPrefix: 'kind',
  name: 'kind',
  fieldset: { legend: { text: 'Kind' } },
  value: values.kind ?? 'output',
  items: [
    { value: 'output', text: 'Output: what is done' },
    { value: 'outcome', text: 'Outcome: what comes of it' },
  ],
  ...messageFor(errors, 'kind'),
})}
${select({ id: 'measure', name: 'measure', label: { text: 'Counted by' }, hint: { text: 'From what the provider’s workers record; nobody types it again' }, value: values.measure ?? '', items: [{ value: '', text: 'Nothing: told of in the narrative' }, ...measures.map((code) => ({ value: code, text: measureWords[code] }))], ...messageFor(errors, 'measure') })}
${input({ id: 'perQuarter', name: 'perQuarter', inputmode: 'numeric', label: { text: 'How many a quarter (optional)' }, classes: 'govuk-input--width-5', value: values.perQuarter ?? '', ...messageFor(errors, 'perQuarter') })}
${button({ text: 'Add', preventDoubleClick: true })}`,
    },
  )}</div></details>`;

function paymentTable(model: GrantModel): Html {
  const path = grantPath(model.grant.id);
  const asked = (one: Payment): Html =>
    html`${one.kind === 'payment' && one.year !== null && one.quarter !== null ? quarterName({ year: one.year, quarter: one.quarter }) : 'Money asked back'}`;
  return html`${
    model.payments.length === 0
      ? emptyState({
          title: model.grant.fromPaper ? 'What was paid is not known.' : 'Nothing has been paid.',
          text: 'One person asks for a quarter’s payment and another releases it. A quarter is paid once.',
        })
      : table({
          caption: 'Payments',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Payments',
          stack: true,
          head: [
            { text: 'For' },
            { text: 'Amount', format: 'numeric' },
            { text: 'Asked' },
            { text: 'State' },
            { text: 'Decided' },
          ],
          rows: model.payments.map((one) => [
            model.mayPay || model.base === '/resources/grants'
              ? html`<a class="govuk-link" href="/resources/grants/payments/${one.id}">${asked(one)}<span class="govuk-visually-hidden">, ${showPounds(one.pence)}</span></a>`
              : asked(one),
            { text: `${one.kind === 'clawback' ? '−' : ''}${showPounds(one.pence)}`, format: 'numeric' },
            `${showMoment(one.askedAt)}, ${one.askedByName}`,
            html`${paymentTag(one.state)}${one.receivedOn !== null && html`<br>In on ${showShortDay(one.receivedOn)}`}`,
            one.decidedAt === null ? '' : `${showMoment(one.decidedAt)}, ${one.decidedByName}`,
          ]),
        })
  }${model.mayPay && model.grant.state !== 'draft' && !model.grant.fromPaper && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}/clawback">Ask for money back</a></p>`}`;
}
