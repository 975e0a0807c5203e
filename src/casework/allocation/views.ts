import { londonDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  insetText,
  radios,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type LoadChange, loadWords } from './rules.ts';
import { type Allocation, type AllocationForm, type AllocationKind, kindWords } from './types.ts';

export interface OfficerChoice {
  id: number;
  name: string;
  agency: string;
  change: LoadChange;
}

export interface OfficerGroup {
  name: string;
  /** Shown folded: not the member's own team. */
  folded: boolean;
  officers: readonly OfficerChoice[];
}

export interface AllocateModel {
  personId: number;
  name: string;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  current: readonly Allocation[];
  groups: readonly OfficerGroup[];
  values: AllocationForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function allocatePage(model: AllocateModel): Html {
  const { values, errors } = model;
  const own = model.groups.filter(({ folded }) => !folded);
  const others = model.groups.filter(({ folded }) => folded);
  return html`<h1 class="govuk-heading-l">Allocate ${model.name}</h1>
${model.theirs === undefined ? '' : insetText({ html: html`<p class="govuk-body"><strong>Somebody changed who works with this person while you were choosing.</strong> It is now:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">Your choice is below. Send it to make it so, or change it first.</p>` })}
<h2 class="govuk-heading-m">Who works with them now</h2>
${currentTable(model)}
<h2 class="govuk-heading-m">Who should</h2>
${form({
  action: `/people/${model.personId}/allocate`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${radios({
  name: 'kind',
  fieldset: { legend: { text: 'Which part', classes: 'govuk-fieldset__legend--s' } },
  hint: { text: 'A new lead takes over from the one before. A link worker needs no choice here.' },
  classes: 'govuk-radios--small govuk-radios--inline',
  value: values.kind ?? 'lead',
  ...messageFor(errors, 'kind'),
  items: [
    { value: 'lead', text: 'Lead' },
    { value: 'co-worker', text: 'Co-worker' },
  ],
})}
<p class="govuk-hint">Each line shows the people they lead now → and as lead of this person, with their limit. As a co-worker their number stays as it is: only people they lead count.</p>
${own.map((group, index) => officerRadios(group, model, index))}
${others.length === 0 ? '' : details({ summaryText: 'Officers of other teams', open: others.some(({ officers }) => officers.some(({ id }) => String(id) === values.staff)), html: html`${others.map((group, index) => officerRadios(group, model, own.length + index))}` })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why (needed when over the limit)' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Allocate', preventDoubleClick: true })}`,
})}`;
}

const officerRadios = (group: OfficerGroup, model: AllocateModel, index: number): Html =>
  radios({
    name: 'staff',
    idPrefix: index === 0 ? 'staff' : `staff-group-${index}`,
    fieldset: { legend: { text: group.name, classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small',
    value: model.values.staff ?? '',
    ...(index === 0 ? messageFor(model.errors, 'staff') : {}),
    items: group.officers.map(({ id, name, agency, change }) => ({
      value: String(id),
      text: name,
      hint: { text: `${agency}. ${loadWords(change)}` },
    })),
  });

function currentTable(model: AllocateModel): Html {
  if (model.current.length === 0) return emptyState({ title: 'Nobody works with this person yet.' });
  return table({
    caption: 'Who works with them now',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who works with them now',
    stack: true,
    head: [{ text: 'Part' }, { text: 'Name' }, { text: 'Since' }, { text: 'End it' }],
    rows: model.current.map((one) => [
      kindWords[one.kind],
      html`${one.staff}<br><span class="govuk-hint">${one.agency}${one.phone === null ? '' : `, ${one.phone}`}</span>`,
      showShortDay(londonDay(one.fromAt)),
      form({
        action: `/people/${model.personId}/allocate/${one.id}/end`,
        csrfToken: model.csrfToken,
        version: one.version,
        body: html`<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button" data-prevent-double-click="true">End<span class="govuk-visually-hidden"> the work of ${one.staff}</span></button>`,
      }),
    ]),
  });
}

/** On the overview of a person. */
export const workersPanel = (
  personId: number,
  current: readonly Allocation[],
  mayAllocate: boolean,
): Html => html`<h2 class="govuk-heading-m">Who works with them</h2>
${
  current.length === 0
    ? html`<p class="govuk-body">Nobody is allocated yet.</p>`
    : html`<ul class="govuk-list">${current.map((one) => html`<li><strong>${kindWords[one.kind]}</strong>: ${one.staff}, ${one.agency}${one.phone === null ? '' : html`, <a class="govuk-link" href="tel:${one.phone.replaceAll(/[^+\d]/g, '')}">${one.phone}</a>`}</li>`)}</ul>`
}
${mayAllocate ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${personId}/allocate">${current.length === 0 ? 'Allocate' : 'Change who works with them'}</a></p>` : ''}`;

export interface OfficersModel {
  unled: readonly { personId: number; name: string; team: string; joinedOn: string }[];
  unledCount: number;
  officers: readonly {
    id: number;
    name: string;
    agency: string;
    people: number;
    limit: number | null;
    coWorks: number;
  }[];
}

/** Everybody who may carry people, and what they carry: from here people are moved. */
export const officersPage = (model: OfficersModel): Html => html`<h1 class="govuk-heading-l">Allocations</h1>
<h2 class="govuk-heading-m" id="unled">Members whom nobody leads (${model.unledCount})</h2>
${
  model.unled.length === 0
    ? emptyState({ title: 'Every member has a lead.' })
    : html`<ul class="govuk-list">${model.unled.map((one) => html`<li><a class="govuk-link" href="/people/${one.personId}/allocate">Allocate ${one.name}</a>, ${one.team}, on the scheme since ${showShortDay(one.joinedOn)}</li>`)}</ul>${model.unledCount > model.unled.length ? html`<p class="govuk-body">The ${model.unled.length} who have waited longest are shown.</p>` : ''}`
}
<h2 class="govuk-heading-m">Move people to somebody else</h2>
<p class="govuk-body">Choose whose people are to move.</p>
${table({
  caption: 'Officers and link workers',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Officers and link workers',
  stack: true,
  head: [
    { text: 'Name' },
    { text: 'Agency' },
    { text: 'People', format: 'numeric' },
    { text: 'Limit', format: 'numeric' },
    { text: 'As co-worker', format: 'numeric' },
  ],
  rows: model.officers.map((one) => [
    one.people + one.coWorks === 0
      ? one.name
      : html`<a class="govuk-link" href="/allocations/${one.id}">${one.name}</a>`,
    one.agency,
    { text: one.people, format: 'numeric' },
    { text: one.limit ?? 'none set', format: 'numeric' },
    { text: one.coWorks, format: 'numeric' },
  ]),
})}`;

export interface MoveModel {
  from: { id: number; name: string };
  csrfToken: string;
  people: readonly { personId: number; name: string; kind: AllocationKind }[];
  officers: readonly { id: number; name: string; agency: string }[];
  chosen: readonly number[];
  to: string;
  why: string;
  errors: readonly FieldError[];
  /** Second screen: what would happen. */
  preview?:
    | { toName: string; from: LoadChange; to: LoadChange; people: readonly { name: string }[] }
    | undefined;
}

export function movePage(model: MoveModel): Html {
  if (model.preview !== undefined) return movePreview(model, model.preview);
  return html`<h1 class="govuk-heading-l">Move the people of ${model.from.name}</h1>
${
  model.people.length === 0
    ? emptyState({
        title: 'Nobody is allocated to them.',
        actions: [{ text: 'Choose somebody else', href: '/allocations' }],
      })
    : form({
        action: `/allocations/${model.from.id}`,
        csrfToken: model.csrfToken,
        body: html`
${checkboxes({ name: 'people', fieldset: { legend: { text: 'Who moves', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: model.chosen.map(String), ...messageFor(model.errors, 'people'), items: model.people.map((one) => ({ value: String(one.personId), text: one.name, hint: { text: kindWords[one.kind] } })) })}
${select({ id: 'to', name: 'to', label: { text: 'To whom' }, value: model.to, ...messageFor(model.errors, 'to'), items: [{ value: '', text: 'Choose' }, ...model.officers.map((one) => ({ value: one.id, text: `${one.name}, ${one.agency}` }))] })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 2, value: model.why, ...messageFor(model.errors, 'why') })}
${button({ text: 'See what would change' })}`,
      })
}`;
}

const movePreview = (model: MoveModel, preview: NonNullable<MoveModel['preview']>): Html =>
  html`<h1 class="govuk-heading-l">Check before you move ${preview.people.length === 1 ? 'one person' : `${preview.people.length} people`}</h1>
<p class="govuk-body">Nothing has changed yet.</p>
<ul class="govuk-list govuk-list--bullet"><li>${model.from.name}: ${loadWords(preview.from)}</li><li>${preview.toName}: ${loadWords(preview.to)}</li></ul>
<h2 class="govuk-heading-m">Who moves</h2>
<ul class="govuk-list">${preview.people.map(({ name }) => html`<li>${name}</li>`)}</ul>
<p class="govuk-body">Why: ${model.why}</p>
${form({
  action: `/allocations/${model.from.id}`,
  csrfToken: model.csrfToken,
  body: html`<input type="hidden" name="confirm" value="yes"><input type="hidden" name="to" value="${model.to}"><input type="hidden" name="why" value="${model.why}">${model.chosen.map((id) => html`<input type="hidden" name="people" value="${id}">`)}
${button({ text: 'Move them', preventDoubleClick: true })} <a class="govuk-link" href="/allocations/${model.from.id}">Cancel</a>`,
})}`;
