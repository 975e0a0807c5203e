import { type Day, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  input,
  radios,
  select,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { outcomeIsDue, transitions } from './rules.ts';
import {
  type Contact,
  type ContactFilter,
  type ContactForm,
  type ContactKind,
  contactOutcomes,
  handlings,
  handlingWords,
  notYet,
  outcomeOf,
  outcomeWords,
} from './types.ts';

export interface ContactListModel {
  personId: number;
  contacts: readonly Contact[];
  /** Who else was there. */
  joint: readonly { contactId: number; name: string }[];
  kinds: readonly ContactKind[];
  agencies: readonly { id: number; name: string }[];
  filter: ContactFilter;
  mayRecord: boolean;
  /** The agency whose contacts the viewer may correct. */
  ownAgencyId: number;
  today: Day;
  /** Where to continue from when there are more. */
  olderThan: string | undefined;
}

export function contactList(model: ContactListModel): Html {
  const path = `/people/${model.personId}/contacts`;
  return html`<h1 class="govuk-heading-l">Contacts</h1>
${model.mayRecord ? button({ text: 'Record a contact', href: `${path}/new` }) : ''}
${filterForm(model, path)}
${model.contacts.length === 0 ? nothing(model, path) : contactTable(model, path)}
${model.olderThan === undefined ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${olderAddress(path, model.filter, model.olderThan)}">Older contacts</a></p>`}`;
}

const olderAddress = (path: string, filter: ContactFilter, before: string): string =>
  addressOf(path, {
    before,
    kind: filter.kind,
    agency: filter.agencyId,
    outcome: filter.outcome,
    text: filter.text,
  });

function nothing(model: ContactListModel, path: string): Html {
  const filtered = Object.values(model.filter).some((value) => value !== undefined);
  return filtered
    ? emptyState({
        title: 'No contact matches these filters.',
        actions: [{ text: 'Show all contacts', href: path }],
      })
    : emptyState({
        title: 'No contacts are recorded.',
        text: 'What any agency does with this person will show here.',
      });
}

function contactTable(model: ContactListModel, path: string): Html {
  const kindOf = (code: string): ContactKind | undefined => model.kinds.find((kind) => kind.code === code);
  const kindName = (code: string): string => kindOf(code)?.name ?? code;
  return table({
    caption: 'Contacts, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Contacts',
    stack: true,
    head: [
      { text: 'When' },
      { text: 'What' },
      { text: 'Outcome' },
      { text: 'What happened' },
      { text: 'By' },
    ],
    rows: model.contacts.map((contact) => [
      showMoment(contact.at),
      html`${kindName(contact.kind)}${contact.place === null ? '' : html`<br><span class="govuk-hint">${contact.place}</span>`}`,
      contact.state === 'planned'
        ? html`${tag({ text: 'Planned', classes: 'govuk-tag--blue' })}${model.mayRecord && contact.agencyId === model.ownAgencyId && outcomeIsDue(contact.at, model.today) ? html`<br><a class="govuk-link" href="${path}/${contact.id}/outcome">Record what happened<span class="govuk-visually-hidden"> at the contact of ${showMoment(contact.at)}</span></a>` : ''}`
        : outcomeTag(contact, kindOf(contact.kind)),
      html`${contact.note ?? ''}<br><span class="govuk-hint">${handlingWords[contact.handling]}</span>`,
      html`${contact.staff}, ${contact.agency}${withWords(model, contact)}${model.mayRecord && contact.agencyId === model.ownAgencyId && transitions[contact.state].correct !== undefined ? html`<br><a class="govuk-link" href="${path}/${contact.id}/correct">${contact.state === 'planned' ? 'Change' : 'Correct'}<span class="govuk-visually-hidden"> the contact of ${showMoment(contact.at)}</span></a>` : ''}`,
    ]),
  });
}

const withWords = (model: ContactListModel, contact: Contact): string => {
  const others = model.joint.filter(({ contactId }) => contactId === contact.id).map(({ name }) => name);
  return others.length === 0 ? '' : `; with ${others.join(', ')}`;
};

const outcomeColours = {
  attended: 'govuk-tag--green',
  'acceptable-absence': 'govuk-tag--yellow',
  failed: 'govuk-tag--red',
  none: 'govuk-tag--grey',
} as const;

const outcomeTag = (contact: Contact, kind: ContactKind | undefined): Html | string =>
  contact.outcome === null
    ? ''
    : tag({ text: outcomeOf(contact.outcome, kind), classes: outcomeColours[contact.outcome] });

function filterForm(model: ContactListModel, path: string): Html {
  const { filter } = model;
  return details({
    summaryText: 'Filter',
    open: Object.values(filter).some((value) => value !== undefined),
    html: html`<form method="get" action="${path}" class="wm-filter">
${select({ id: 'filter-kind', name: 'kind', label: { text: 'Kind' }, value: filter.kind ?? '', items: [{ value: '', text: 'All' }, ...model.kinds.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'filter-agency', name: 'agency', label: { text: 'Agency' }, value: filter.agencyId ?? '', items: [{ value: '', text: 'All' }, ...model.agencies.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'filter-outcome', name: 'outcome', label: { text: 'Outcome' }, value: filter.outcome ?? '', items: [{ value: '', text: 'All' }, ...contactOutcomes.map((code) => ({ value: code, text: outcomeWords[code] }))] })}
${input({ id: 'filter-text', name: 'text', label: { text: 'Words in the text' }, value: filter.text ?? '' })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
  });
}

export interface ContactFormModel {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft: string;
  values: ContactForm;
  errors: readonly FieldError[];
  kinds: readonly ContactKind[];
  pathways: readonly { code: string; name: string }[];
  /** Whom a contact may be named to. */
  agencies: readonly { id: number; name: string }[];
  colleagues: readonly { id: number; name: string; agency: string }[];
  /** What somebody else wrote meanwhile, beside what was typed. */
  theirs?: string | undefined;
  /** Correcting: the page offers to withdraw as well. */
  withdrawAction?: string | undefined;
}

export function contactForm(model: ContactFormModel): Html {
  const { values, errors } = model;
  const heading = model.withdrawAction === undefined ? 'Record a contact' : 'Correct a contact';
  return html`<h1 class="govuk-heading-l">${heading}</h1>
${model.theirs === undefined ? '' : html`<div class="govuk-inset-text"><p class="govuk-body"><strong>Somebody changed this contact while you were writing.</strong> It now says:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">Your text is below. Send it to replace theirs, or change it first.</p></div>`}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`
${radios({ name: 'kind', fieldset: { legend: { text: 'Kind of contact', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'kind'), value: values.kind ?? '', items: model.kinds.map(({ code, name }) => ({ value: code, text: name })) })}
<div class="wm-row">${input({ id: 'day', name: 'day', type: 'date', label: { text: 'Date' }, classes: 'govuk-input--width-10', value: values.day ?? '', ...messageFor(errors, 'day') })}
${input({ id: 'time', name: 'time', type: 'time', label: { text: 'Time' }, classes: 'govuk-input--width-5', value: values.time ?? '', ...messageFor(errors, 'time') })}
${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', label: { text: 'Minutes (optional)' }, classes: 'govuk-input--width-4', value: values.minutes ?? '', ...messageFor(errors, 'minutes') })}</div>
${radios({ name: 'outcome', fieldset: { legend: { text: 'Did they attend?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'outcome'), value: values.outcome ?? '', items: [...contactOutcomes.map((code) => ({ value: code as string, text: code === 'failed' ? 'Failed to attend, or nobody in' : outcomeWords[code] })), { value: notYet, text: 'Not yet known: it is planned for later' }] })}
${input({ id: 'place', name: 'place', label: { text: 'Place (optional)' }, value: values.place ?? '' })}
${select({ id: 'pathway', name: 'pathway', label: { text: 'Pathway (optional)' }, value: values.pathway ?? '', items: [{ value: '', text: 'None in particular' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'pathway') })}
${withColleagues(model)}
${textarea({ id: 'note', name: 'note', label: { text: 'What happened' }, rows: 6, value: values.note ?? '', ...messageFor(errors, 'note') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'handling'), value: values.handling ?? 'partners', items: handlings.map((code) => ({ value: code, text: handlingWords[code] })) })}
${details({ summaryText: 'Which agencies, where you chose named agencies', open: values.handling === 'named', html: namedAgencies(model) })}
${repeatBox(errors)}
${button({ text: 'Save contact', preventDoubleClick: true })}`,
})}
${model.withdrawAction === undefined ? '' : withdrawForm(model)}`;
}

/** Only where the same is recorded already: nobody else is asked. */
const repeatBox = (errors: readonly FieldError[]): Html | '' =>
  errors.some(({ field }) => field === 'again')
    ? checkboxes({
        name: 'again',
        fieldset: { legend: { text: 'Record it again?', classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-checkboxes--small',
        ...messageFor(errors, 'again'),
        items: [{ value: 'yes', text: 'Yes, it happened twice' }],
      })
    : '';

const namedAgencies = (model: ContactFormModel): Html =>
  checkboxes({
    name: 'named',
    fieldset: {
      legend: { text: 'Agencies that may see it, besides mine', classes: 'govuk-fieldset__legend--s' },
    },
    classes: 'govuk-checkboxes--small',
    values: [model.values.named ?? []].flat(),
    ...messageFor(model.errors, 'named'),
    items: model.agencies.map(({ id, name }) => ({ value: String(id), text: name })),
  });

function withColleagues(model: ContactFormModel): Html | '' {
  const chosen = [model.values.with ?? []].flat();
  if (model.colleagues.length === 0) return '';
  return details({
    summaryText: 'Somebody else was there too',
    open: chosen.length > 0,
    html: checkboxes({
      name: 'with',
      fieldset: { legend: { text: 'Who else was there', classes: 'govuk-fieldset__legend--s' } },
      classes: 'govuk-checkboxes--small',
      values: chosen,
      items: model.colleagues.map(({ id, name, agency }) => ({
        value: String(id),
        text: `${name}, ${agency}`,
      })),
    }),
  });
}

const withdrawForm = (model: ContactFormModel): Html =>
  details({
    summaryText: 'It was recorded by mistake',
    html: form({
      action: model.withdrawAction ?? '',
      csrfToken: model.csrfToken,
      version: model.version,
      body: html`${input({ id: 'why', name: 'why', label: { text: 'Why is it withdrawn?' } })}${button({ text: 'Withdraw contact', classes: 'govuk-button--warning' })}`,
    }),
  });
