import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  input,
  select,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { RequestForm } from './form.ts';
import { leftEmpty } from './rules.ts';
import {
  basisWords,
  type Checked,
  type Finding,
  fewestPeople,
  type LabPerson,
  type LabRequest,
  transitions,
} from './types.ts';
import { fileNote, requestFacts } from './views.ts';

export interface Strand {
  code: string;
  name: string;
}

export interface RequestFormModel {
  /** Undefined for a new one. */
  id: number | undefined;
  version: number | undefined;
  values: RequestForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
  strands: readonly Strand[];
  csrfToken: string;
}

export const requestForm = (model: RequestFormModel): Html => {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.id === undefined ? 'Prepare a list for the Data Lab' : 'Change the list'}</h1>
${changedMeanwhile('this list', model.theirs)}
<p class="govuk-body">Everybody who joined in the days goes into the list, whether or not they stayed, engaged or did well. Nobody is picked out.</p>
${form({
  action: model.id === undefined ? '/outcomes/data-lab/requests' : `/outcomes/data-lab/requests/${model.id}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${input({ id: 'name', name: 'name', label: { text: 'Name of the list' }, value: values.name ?? '', ...messageFor(errors, 'name') })}
${input({ id: 'joinedFrom', name: 'joinedFrom', type: 'date', classes: 'govuk-input--width-10', label: { text: 'First day of joining' }, value: values.joinedFrom ?? '', ...messageFor(errors, 'joinedFrom') })}
${input({ id: 'joinedTo', name: 'joinedTo', type: 'date', classes: 'govuk-input--width-10', label: { text: 'Last day of joining' }, hint: { text: 'At least 18 months ago: later ones are not followed for long enough' }, value: values.joinedTo ?? '', ...messageFor(errors, 'joinedTo') })}
${select({ id: 'strand', name: 'strand', label: { text: 'Strand' }, value: values.strand ?? '', items: [{ value: '', text: 'Every strand' }, ...model.strands.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'basis', name: 'basis', label: { text: 'Lawful basis' }, hint: { text: 'As your information governance lead has decided it. Needed before sending' }, value: values.basis ?? '', ...messageFor(errors, 'basis'), items: [{ value: '', text: 'Not decided yet' }, ...Object.entries(basisWords).map(([value, text]) => ({ value, text }))] })}
${input({ id: 'basisReference', name: 'basisReference', label: { text: 'Where that is written down' }, hint: { text: 'The agreement or the data protection impact assessment, with its number and day' }, value: values.basisReference ?? '', ...messageFor(errors, 'basisReference') })}
${input({ id: 'recipient', name: 'recipient', label: { text: 'Recipient, and how the file is carried there' }, hint: { text: 'For example: Justice Data Lab, Ministry of Justice, by secure transfer' }, value: values.recipient ?? '', ...messageFor(errors, 'recipient') })}
${button({ text: 'Save the list', preventDoubleClick: true })}`,
})}`;
};

export interface RequestModel {
  request: LabRequest;
  strand: string;
  /** Undefined once it is no draft. */
  checked: Checked | undefined;
  people: readonly LabPerson[];
  now: Date;
  isSender: boolean;
  maySend: boolean;
  csrfToken: string;
  errors: readonly FieldError[];
  why?: string | undefined;
  how?: string | undefined;
  theirs?: string | undefined;
}

export function requestPage(model: RequestModel): Html {
  const { request, checked } = model;
  return html`<h1 class="govuk-heading-l">${request.name}</h1>
${changedMeanwhile('this list', model.theirs)}
${requestFacts(request, model.strand, request.basis === null ? 'Not recorded' : basisWords[request.basis])}
${model.maySend && transitions[request.state].change !== undefined && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/outcomes/data-lab/requests/${request.id}/edit">Change the list</a></p>`}
${checked !== undefined && checks(model, checked)}
${request.state === 'sent' && fileSection(model)}
${fileNote(leftEmpty)}
${model.maySend && transitions[request.state].withdraw !== undefined && withdrawing(model)}`;
}

const mostShown = 100;

/** What many have in common is said once, with who they are. */
function findingTable(findings: readonly Finding[], names: ReadonlyMap<number, string>): Html {
  const groups = [...Map.groupBy(findings, ({ text }) => text)];
  return table({
    caption: 'What was found',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'What was found',
    stack: true,
    head: [{ text: 'Finding' }, { text: 'People', format: 'numeric' }, { text: 'Who' }, { text: 'So' }],
    rows: groups.map(([text, own]) => [
      text,
      { text: own.length, format: 'numeric' },
      own.length <= fewNames
        ? linksOf(own, names)
        : details({ summaryText: `Show the ${own.length} people`, html: linksOf(own, names) }),
      own[0]?.weight === 'stops' ? 'left out of the file' : 'goes into the file; look at it',
    ]),
  });
}

const fewNames = 3;

const linksOf = (own: readonly Finding[], names: ReadonlyMap<number, string>): Html =>
  html`<ul class="govuk-list">${own
    .slice(0, mostShown)
    .map(
      ({ personId }) =>
        html`<li><a class="govuk-link" href="/people/${personId}">${names.get(personId)}</a></li>`,
    )}</ul>${own.length > mostShown && html`<p class="govuk-body">The first ${mostShown} of ${own.length}.</p>`}`;

function checks(model: RequestModel, { ready, findings, refusals }: Checked): Html {
  const { people, request, csrfToken } = model;
  const left = people.filter(({ hasLeft }) => hasLeft).length;
  const names = new Map(
    people.map((person) => [person.personId, `${person.givenNames} ${person.familyName}`]),
  );
  return html`<h2 class="govuk-heading-m">Checked before sending</h2>
<ul class="govuk-list govuk-list--bullet">
<li>${people.length} ${people.length === 1 ? 'person' : 'people'} joined in these days, of those whom you may see; ${left} of them have left since.</li>
<li>${ready.length} of them can go into the file; at least ${fewestPeople} are needed.</li>
${refusals.map((text) => html`<li><strong>${text}.</strong></li>`)}
</ul>
${
  findings.length === 0
    ? emptyState({ title: 'Nothing is missing and nobody is there twice.' })
    : findingTable(findings, names)
}
${
  refusals.length > 0
    ? html`<p class="govuk-body">It cannot be sent yet.</p>`
    : form({
        action: `/outcomes/data-lab/requests/${request.id}/send`,
        csrfToken,
        version: request.version,
        body: html`<p class="govuk-body">The list is then fixed: its file is entered as a copy that has left the system, with its recipient and a day by which yours must be destroyed.</p>${button({ text: `Send the list of ${ready.length} people`, preventDoubleClick: true })}`,
      })
}`;
}

function fileSection(model: RequestModel): Html {
  const { request, now, isSender } = model;
  const isOpen = request.linkUntil !== null && request.linkUntil > now && request.destroyedAt === null;
  const fetching = isOpen
    ? isSender
      ? html`<p class="govuk-body">${button({ text: 'Download the file (CSV)', href: `/outcomes/data-lab/requests/${request.id}/file.csv` })}</p><p class="govuk-body">Until ${showMoment(request.linkUntil ?? now)}. Each download is in the audit with everybody in it.</p>`
      : html`<p class="govuk-body">Only ${request.sentBy}, who sent it, can download the file.</p>`
    : html`<p class="govuk-body">The file can be downloaded no longer. Prepare another list if it is needed again.</p>`;
  return html`<h2 class="govuk-heading-m">The file</h2>${fetching}
${isSender && request.downloads > 0 && request.destroyedAt === null && destroying(model)}
${model.maySend && html`<p class="govuk-body"><a class="govuk-link" href="/outcomes/data-lab/answers/new?request=${request.id}">Enter what the Data Lab answered</a></p>`}`;
}

const destroying = ({ request, csrfToken, errors, how }: RequestModel): Html =>
  details({
    summaryText: `My copies are destroyed (by ${showDay(request.destroyBy ?? '')})`,
    open: how !== undefined,
    html: form({
      action: `/outcomes/data-lab/requests/${request.id}/destroyed`,
      csrfToken,
      version: request.version,
      body: html`${input({ id: 'how', name: 'how', label: { text: 'How were they destroyed?' }, value: how ?? '', ...messageFor(errors, 'how') })}${button({ text: 'Record it', classes: 'govuk-button--secondary' })}`,
    }),
  });

const withdrawing = ({ request, csrfToken, errors, why }: RequestModel): Html =>
  details({
    summaryText: 'Withdraw the list',
    open: why !== undefined,
    html: form({
      action: `/outcomes/data-lab/requests/${request.id}/withdraw`,
      csrfToken,
      version: request.version,
      body: html`${input({ id: 'why', name: 'why', label: { text: 'Why is it withdrawn?' }, value: why ?? '', ...messageFor(errors, 'why') })}${button({ text: 'Withdraw', classes: 'govuk-button--warning' })}`,
    }),
  });
