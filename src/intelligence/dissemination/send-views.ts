import { roleTitles } from '../../access/rights.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  details,
  input,
  insetText,
  radios,
  select,
  table,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { gradeLine } from '../reports/rules.ts';
import type { ReportCase } from '../reports/types.ts';
import { namesOf, type Resolved, throughWords, whyNot } from './rules.ts';
import type { Receiver, SendForm } from './types.ts';

export interface SendModel {
  report: ReportCase;
  receivers: readonly Receiver[];
  teams: readonly { id: number; name: string }[];
  /** Every agency of the scheme: those that cannot have it say why. */
  agencies: readonly { id: number; name: string; statutory: boolean; shares: boolean }[];
  values: SendForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  version: number;
  /** The report changed while this was filled in. */
  isStale?: boolean;
}

const legend = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--s' } });

const agenciesOf = (receivers: readonly Receiver[]): Receiver[] => [
  ...new Map(receivers.map((one) => [one.agencyId, one])).values(),
];

/** To whom, for what, under which conditions and until when. What no agreement allows says so before it is chosen. */
export const sendPage = (
  model: SendModel,
): Html => html`<h1 class="govuk-heading-l">Send report ${model.report.id} on</h1>
${model.isStale === true ? warningText({ text: 'The report was changed while you were filling this in. Look at it again before you send it.' }) : ''}
${insetText({ text: gradeLine(model.report) })}
${model.report.conditions === null ? '' : html`<p class="govuk-body"><strong>Its own conditions go with it:</strong> ${model.report.conditions}</p>`}
${form({
  action: `/intelligence/${model.report.id}/send`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: `intelligence-send:${model.report.id}`,
  body: html`${whoFields(model)}${whatFields(model)}${button({ text: 'See who would get it', name: 'do', value: 'preview', preventDoubleClick: true })}`,
})}`;

const whoFields = ({ report, receivers, teams, agencies, values, errors }: SendModel): Html => html`
${textarea({ id: 'names', name: 'names', label: { text: 'Named people' }, hint: { text: 'One name a line, with the rank or without it; or tick them in the list below' }, rows: 3, value: values.names ?? '', ...messageFor(errors, 'names') })}
${details({ summaryText: 'People who may receive intelligence', open: (values.people ?? []).length > 0, html: peopleList(receivers, values) })}
${checkboxes({ name: 'roles', idPrefix: 'roles', fieldset: legend('Everybody in a role'), classes: 'govuk-checkboxes--small', values: values.roles ?? [], items: rolesOf(receivers).map((role) => ({ value: role, text: role in roleTitles ? roleTitles[role as keyof typeof roleTitles] : role })) })}
${checkboxes({
  name: 'agencies',
  idPrefix: 'agencies',
  fieldset: legend('Everybody of an agency who may receive intelligence'),
  classes: 'govuk-checkboxes--small',
  values: values.agencies ?? [],
  items: agencies
    .filter((agency) => whyNot(agency, receivers, report) === undefined)
    .map(({ id, name }) => ({ value: String(id), text: name })),
  ...messageFor(errors, 'agencies'),
})}
${cannotHave({ agencies, receivers, report })}
${select({ id: 'team', name: 'team', label: { text: 'A shift: everybody of this team, from and until the times below' }, value: values.team ?? '', items: [{ value: '', text: 'No shift' }, ...teams.map(({ id, name }) => ({ value: String(id), text: name }))] })}`;

/** An agency that cannot have it is not left out without a word. */
function cannotHave({
  agencies,
  receivers,
  report,
}: Pick<SendModel, 'agencies' | 'receivers' | 'report'>): Html {
  const out = agencies.flatMap((agency) => {
    const why = whyNot(agency, receivers, report);
    return why === undefined ? [] : [{ name: agency.name, why }];
  });
  return out.length === 0
    ? html``
    : details({
        summaryText: `${out.length} ${out.length === 1 ? 'agency' : 'agencies'} cannot have it, and why`,
        html: html`<ul class="govuk-list govuk-list--bullet">${out.map(({ name, why }) => html`<li><strong>${name}</strong>: ${why}</li>`)}</ul>`,
      });
}

const rolesOf = (receivers: readonly Receiver[]): string[] =>
  [...new Set(receivers.map(({ role }) => role))].sort();

const mostNames = 150;

const peopleList = (receivers: readonly Receiver[], values: SendForm): Html => {
  const people = [...new Map(receivers.map((one) => [one.id, one])).values()];
  const ticked = values.people ?? [];
  // What is ticked stays in the list, wherever it would be cut.
  const shown = people.filter(({ id }, place) => place < mostNames || ticked.includes(String(id)));
  return html`${checkboxes({
    name: 'people',
    idPrefix: 'people',
    classes: 'govuk-checkboxes--small',
    values: ticked,
    items: shown.map(({ id, name, agency }) => ({ value: String(id), text: `${name}, ${agency}` })),
  })}
${people.length > shown.length ? html`<p class="govuk-body">And ${people.length - shown.length} more: write the name as you know it.</p>` : ''}`;
};

/** Asked whenever it is about somebody, linked or in the author's words: a shift or a partner may not see their record. */
const tellField = ({ report, values, errors }: SendModel): Html | '' => {
  const names = namesOf(report).join(', ');
  return names === ''
    ? ''
    : radios({
        name: 'tell',
        idPrefix: 'tell',
        value: values.tell ?? null,
        fieldset: legend('Whoever may not see the record of whom it is about'),
        items: [
          { value: 'name', text: `is told the name by it: ${names}` },
          {
            value: 'withhold',
            text: 'is not told the name; the copy says that it is withheld, and to ask you',
          },
        ],
        ...messageFor(errors, 'tell'),
      });
};

const whatFields = (model: SendModel): Html => {
  const { values, errors } = model;
  return html`${tellField(model)}
${textarea({ id: 'purpose', name: 'purpose', label: { text: 'What are they to do with it?' }, rows: 2, value: values.purpose ?? '', ...messageFor(errors, 'purpose') })}
${textarea({ id: 'conditions', name: 'conditions', label: { text: 'Conditions of this sending (optional)' }, hint: { text: 'Shown before the text, and acknowledged' }, rows: 2, value: values.conditions ?? '', ...messageFor(errors, 'conditions') })}
<div class="wm-filter">${input({ id: 'fromDay', name: 'fromDay', type: 'date', label: { text: 'From (empty: at once)' }, classes: 'govuk-input--width-10', value: values.fromDay ?? '', ...messageFor(errors, 'fromDay') })}
${input({ id: 'fromTime', name: 'fromTime', type: 'time', label: { text: 'From, time' }, classes: 'govuk-input--width-5', value: values.fromTime ?? '' })}</div>
<div class="wm-filter">${input({ id: 'untilDay', name: 'untilDay', type: 'date', label: { text: 'May be read until' }, classes: 'govuk-input--width-10', value: values.untilDay ?? '', ...messageFor(errors, 'untilDay') })}
${input({ id: 'untilTime', name: 'untilTime', type: 'time', label: { text: 'Until, time' }, classes: 'govuk-input--width-5', value: values.untilTime ?? '' })}</div>`;
};

export interface PreviewModel extends SendModel {
  resolved: Resolved;
  opensAt: Date | null;
  expiresAt: Date;
}

/** Who would get it and who not, before anything is sent; nothing of the form is lost on the way back. */
export const previewPage = (
  model: PreviewModel,
): Html => html`<h1 class="govuk-heading-l">Send report ${model.report.id} on to ${model.resolved.going.length} ${model.resolved.going.length === 1 ? 'person' : 'people'}?</h1>
${insetText({ html: html`${gradeLine(model.report)}<br>${model.opensAt === null ? 'At once' : `From ${showMoment(model.opensAt)}`}, until ${showMoment(model.expiresAt)}` })}
<p class="govuk-body"><strong>What they are to do with it:</strong> ${model.values.purpose ?? ''}</p>
${namesOf(model.report).length === 0 ? '' : html`<p class="govuk-body"><strong>Whom it is about:</strong> ${model.values.tell === 'name' ? `${namesOf(model.report).join(', ')}, named in every copy` : 'the name is withheld from whoever may not see their record; the copy says to ask you'}</p>`}
${[model.report.conditions, model.values.conditions || null].map((text) => (text === null ? '' : html`<p class="govuk-body"><strong>Condition:</strong> ${text}</p>`))}
${table({
  caption: 'Who gets a copy',
  captionClasses: 'govuk-table__caption--m',
  scrollLabel: 'Who gets a copy',
  stack: true,
  head: [{ text: 'Who' }, { text: 'Agency' }, { text: 'How chosen' }],
  rows: model.resolved.going.map((one) => [
    one.name,
    one.agency,
    throughWords(one.through, {
      agencies: agenciesOf(model.receivers).map(({ agencyId, agency }) => ({ id: agencyId, name: agency })),
      teams: model.teams,
    }),
  ]),
})}
${
  model.resolved.left.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Left out</h2><ul class="govuk-list govuk-list--bullet">${model.resolved.left.map(({ name, why }) => html`<li>${name}: ${why}</li>`)}</ul>`
}
${form({
  action: `/intelligence/${model.report.id}/send`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${hidden(model.values)}<div class="govuk-button-group">${button({ text: 'Send it', name: 'do', value: 'send', preventDoubleClick: true })}${button({ text: 'Change this', name: 'do', value: 'change', classes: 'govuk-button--secondary' })}</div>`,
})}`;

const hidden = (values: SendForm): Html[] =>
  Object.entries(values)
    .filter(([name]) => name !== 'do' && !name.startsWith('_'))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(
        (one) => html`<input type="hidden" name="${name}" value="${String(one)}">`,
      ),
    );
