import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { PlanForm } from '../../scheme/succession/rules.ts';
import type { ProviderLine } from '../../scheme/succession/successions.ts';
import { type AgencyRow, type Succession, successionStateWords } from '../../scheme/succession/types.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';

const url = '/governance/agencies';

export const agenciesPage = (model: {
  agencies: readonly AgencyRow[];
  successions: readonly Succession[];
  today: Day;
  mayPlan: boolean;
}): Html => html`<h1 class="govuk-heading-l">Agencies</h1>
<p class="govuk-body">An agency that ends keeps its name in everything it wrote. What lies ahead goes to those who succeed it.</p>
${model.mayPlan && button({ text: 'Plan a succession', href: `${url}/successions/new` })}
<h2 class="govuk-heading-m">Successions</h2>
${
  model.successions.length === 0
    ? emptyState({ title: 'No agency has succeeded another yet.' })
    : table({
        caption: 'Successions, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Successions',
        stack: true,
        head: ['From', 'Agency that ends', 'Who takes over', 'State'].map((text) => ({ text })),
        rows: model.successions.map((one) => [
          showShortDay(one.onDay),
          html`<a class="govuk-link" href="${url}/successions/${one.id}">${one.from}</a>`,
          `${one.heir}${one.successorIds.length > 1 ? ` and ${one.successorIds.length - 1} more` : ''}`,
          successionStateWords[one.state],
        ]),
      })
}
<h2 class="govuk-heading-m">Every agency</h2>
${table({
  caption: 'Agencies, present ones first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Agencies',
  stack: true,
  head: ['Name', 'Kind', 'From', 'Until'].map((text) => ({ text })),
  rows: model.agencies.map((one) => [
    one.name,
    one.kind.replaceAll('-', ' '),
    showShortDay(one.from),
    one.to === null ? '' : `${showShortDay(one.to)}${one.to <= model.today ? '' : ' (ahead)'}`,
  ]),
})}
${model.mayPlan && html`<p class="govuk-body"><a class="govuk-link" href="${url}/providers">Cases and referrals by provider, on any day</a></p>`}`;

export interface PlanModel {
  values: PlanForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  agencies: readonly AgencyRow[];
  csrfToken: string;
}

export function planPage({ values, errors, key, agencies, csrfToken }: PlanModel): Html {
  const choices = [
    { value: '', text: 'Choose' },
    ...agencies.map(({ id, name }) => ({ value: id, text: name })),
  ];
  return html`<h1 class="govuk-heading-l">Plan a succession</h1>
<p class="govuk-body">Nothing moves by planning. Next you see everything that would, and say what goes where.</p>
${form({
  action: `${url}/successions`,
  csrfToken,
  key,
  body: html`${select({ id: 'from', name: 'from', label: { text: 'Which agency ends' }, value: values.from ?? '', ...messageFor(errors, 'from'), items: choices })}
${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'From which day' }, hint: { text: 'The first day on which it is no longer there' }, classes: 'govuk-input--width-10', value: values.onDay ?? '', ...messageFor(errors, 'onDay') })}
${select({ id: 'heir', name: 'heir', label: { text: 'Who takes over its records, and whatever nobody else is named for' }, value: values.heir ?? '', ...messageFor(errors, 'heir'), items: choices })}
${input({ id: 'newName', name: 'newName', label: { text: 'Or a new agency, by name' }, hint: { text: 'Of the same kind and under the same law' }, value: values.newName ?? '', ...messageFor(errors, 'newName') })}
${checkboxes({ name: 'also', fieldset: { legend: { text: 'Others that take over a part', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: [...(values.also ?? [])], items: agencies.map(({ id, name }) => ({ value: String(id), text: name })) })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
<div class="govuk-button-group">${button({ text: 'Plan it', preventDoubleClick: true })}<a class="govuk-link" href="${url}">Cancel</a></div>`,
})}`;
}

export const providersPage = (model: {
  lines: readonly ProviderLine[];
  on: Day;
  typed: string;
  errors: readonly FieldError[];
  today: Day;
  seesCohort: boolean;
}): Html => html`<h1 class="govuk-heading-l">Cases and referrals by provider</h1>
<form method="get" action="${url}/providers" class="wm-row wm-no-print">${input({ id: 'on', name: 'on', type: 'date', label: { text: 'On which day' }, classes: 'govuk-input--width-10', value: model.typed === '' ? model.on : model.typed, ...messageFor(model.errors, 'on') })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
<p class="govuk-body">On ${showDay(model.on)}, each provider under the name it had then. Of the people whom you may see.</p>
${
  model.lines.length === 0
    ? emptyState({ title: 'No case or referral that you may see was open on that day.' })
    : table({
        caption: `Cases and open referrals on ${showDay(model.on)}`,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Cases and open referrals by provider',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Provider' },
          { text: 'Leads', format: 'numeric' },
          { text: 'Co-works', format: 'numeric' },
          { text: 'Link workers', format: 'numeric' },
          { text: 'Open referrals', format: 'numeric' },
        ],
        rows: model.lines.map((line) => [
          line.provider,
          ...[line.leads, line.coWorks, line.linkWorkers, line.referrals].map((n) => ({
            text: n,
            format: 'numeric',
          })),
        ]),
      })
}
${model.seesCohort && html`<p class="govuk-body"><a class="govuk-link" href="/cohort">The members of today</a></p>`}`;
