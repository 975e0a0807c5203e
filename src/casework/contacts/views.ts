import { type Day, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  input,
  select,
  statLinks,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Counted } from './appointment-types.ts';
import type { Lists } from './choices.ts';
import { isToldAhead, outcomeIsDue, transitions } from './rules.ts';
import {
  type Contact,
  type ContactKind,
  contactOutcomes,
  handlingWords,
  outcomeOf,
  outcomeWords,
} from './types.ts';

/** What the address says of the list. */
export interface ListFilter {
  kind?: string | undefined;
  agency?: number | undefined;
  /** An outcome, or `cancelled`. */
  outcome?: string | undefined;
  pathway?: string | undefined;
  text?: string | undefined;
  step?: number | undefined;
  since?: Day | undefined;
}

interface ContactListModel extends Lists {
  personId: number;
  /** Still planned, earliest first; undefined where the filters ask for what has been. */
  ahead: readonly Contact[] | undefined;
  contacts: readonly Contact[];
  /** Who else was there. */
  joint: readonly { contactId: number; name: string }[];
  agencies: readonly { id: number; name: string }[];
  filter: ListFilter;
  counted: Counted;
  /** The first day that is counted. */
  countedFrom: Day;
  mayRecord: boolean;
  mayExchange: boolean;
  /** The agency whose contacts the viewer may correct. */
  ownAgencyId: number;
  today: Day;
  now: Date;
  /** Where to continue from when there are more. */
  olderThan: string | undefined;
}

const outcomeColours = {
  attended: 'govuk-tag--green',
  'acceptable-absence': 'govuk-tag--yellow',
  failed: 'govuk-tag--red',
  none: 'govuk-tag--grey',
} as const;

export function contactList(model: ContactListModel): Html {
  const path = `/people/${model.personId}/contacts`;
  return html`<h1 class="govuk-heading-l">Contacts</h1>
${model.mayRecord ? button({ text: 'Record a contact', href: `${path}/new` }) : ''}
${counts(model, path)}
${filterForm(model, path)}
${model.ahead === undefined ? '' : aheadPart(model, model.ahead, path)}
${model.ahead === undefined ? '' : html`<h2 class="govuk-heading-m">What has been</h2>`}
${model.contacts.length === 0 ? nothing(model, path) : contactTable(model, path)}
${model.olderThan === undefined ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${listAddress(path, model.filter, model.olderThan)}">Older contacts</a></p>`}
${model.counted.withdrawn === 0 ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${path}/withdrawn">Withdrawn by my agency: ${model.counted.withdrawn}</a></p>`}
${model.mayExchange ? html`<p class="govuk-body"><a class="govuk-link" href="/contacts/delius">Exchange with Delius</a></p>` : ''}`;
}

/** Each number leads to the list that makes it. */
function counts({ counted, countedFrom: since }: ContactListModel, path: string): Html {
  const to = (outcome: string): string => addressOf(path, { outcome, since });
  return html`<h2 class="govuk-heading-s govuk-!-margin-bottom-1">Since ${showShortDay(since)}</h2>
${statLinks([
  { number: counted.attended, label: 'Attended', href: to('attended') },
  { number: counted.acceptable, label: 'Absent, acceptable reason', href: to('acceptable-absence') },
  { number: counted.failed, label: 'Failed to attend', href: to('failed') },
])}`;
}

const listAddress = (path: string, filter: ListFilter, before?: string): string =>
  addressOf(path, { before, ...filter });

const isFiltered = (filter: ListFilter): boolean =>
  Object.values(filter).some((value) => value !== undefined);

function nothing(model: ContactListModel, path: string): Html {
  return isFiltered(model.filter)
    ? emptyState({
        title: 'No contact matches these filters.',
        actions: [{ text: 'Show all contacts', href: path }],
      })
    : emptyState({
        title: 'No contacts are recorded.',
        text: 'What any agency does with this person will show here.',
      });
}

const kindOf = (model: Lists, code: string): ContactKind | undefined =>
  model.kinds.find((kind) => kind.code === code);

const kindName = (model: Lists, code: string): string => kindOf(model, code)?.name ?? code;

/** What was said, short enough for a list: the whole is a page away. */
const inShort = (note: string): string => (note.length > 240 ? `${note.slice(0, 240)}…` : note);

const movedWords = (contact: Contact): string =>
  contact.moved === 0 ? '' : contact.moved === 1 ? 'moved once' : `moved ${contact.moved} times`;

const openLink = (contact: Contact, path: string): Html =>
  html`<a class="govuk-link" href="${path}/${contact.id}">${showMoment(contact.at)}</a>`;

function aheadPart(model: ContactListModel, ahead: readonly Contact[], path: string): Html {
  if (ahead.length === 0)
    return html`<h2 class="govuk-heading-m" id="ahead">Planned</h2><p class="govuk-body">No appointment is planned${isFiltered(model.filter) ? ' that matches these filters' : ''}.</p>`;
  return html`<h2 class="govuk-heading-m" id="ahead">Planned</h2>
${table({
  caption: 'Planned, earliest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Planned appointments',
  stack: true,
  head: [{ text: 'When' }, { text: 'What' }, { text: 'By' }, { text: 'What to do' }],
  rows: ahead.map((contact) => [
    html`${openLink(contact, path)} ${contact.at <= model.now ? tag({ text: 'Outcome?', classes: 'govuk-tag--orange' }) : ''}`,
    html`${kindName(model, contact.kind)}${contact.place === null ? '' : `, ${contact.place}`}<br><span class="govuk-hint">${[contact.seriesId === null ? '' : 'repeats', movedWords(contact), isToldAhead(kindOf(model, contact.kind)) ? '' : 'they are not told', handlingWords[contact.handling]].filter((words) => words !== '').join(', ')}</span>`,
    html`${contact.staff}, ${contact.agency}${withWords(model, contact)}`,
    aheadActions(model, contact, path),
  ]),
})}`;
}

function aheadActions(model: ContactListModel, contact: Contact, path: string): Html | string {
  if (!model.mayRecord || contact.agencyId !== model.ownAgencyId) return '';
  const hidden = html`<span class="govuk-visually-hidden"> the contact of ${showMoment(contact.at)}</span>`;
  const link = (part: string, text: string): Html =>
    html`<a class="govuk-link" href="${path}/${contact.id}/${part}">${text}${hidden}</a>`;
  return html`${outcomeIsDue(contact.at, model.today) ? html`${link('outcome', 'Record what happened')}<br>` : ''}${link('move', 'Move')} · ${link('correct', 'Change')} · ${link('cancel', 'Cancel')}`;
}

function contactTable(model: ContactListModel, path: string): Html {
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
      openLink(contact, path),
      html`${kindName(model, contact.kind)}${aboutHint(contact)}`,
      outcomeCell(model, contact),
      html`${inShort(contact.note ?? '')}<br><span class="govuk-hint">${handlingWords[contact.handling]}</span>`,
      html`${contact.staff}, ${contact.agency}${withWords(model, contact)}${model.mayRecord && contact.agencyId === model.ownAgencyId && transitions[contact.state].correct !== undefined ? html`<br><a class="govuk-link" href="${path}/${contact.id}/correct">Correct<span class="govuk-visually-hidden"> the contact of ${showMoment(contact.at)}</span></a>` : ''}`,
    ]),
  });
}

const nameIn = (list: readonly { code: string; name: string }[], code: string): string =>
  list.find((one) => one.code === code)?.name ?? code;

/** The outcome as a tag, with why it is acceptable or why it was called off. */
export function outcomeCell(model: Lists, contact: Contact): Html | string {
  if (contact.state === 'cancelled')
    return html`${tag({ text: 'Cancelled', classes: 'govuk-tag--grey' })}${contact.cancelledWhy === null ? '' : html`<br><span class="govuk-hint">${nameIn(model.rule.cancelReasons, contact.cancelledWhy)}</span>`}`;
  if (contact.outcome === null) return '';
  return html`${tag({ text: outcomeOf(contact.outcome, kindOf(model, contact.kind)), classes: outcomeColours[contact.outcome] })}${contact.absenceReason === null ? '' : html`<br><span class="govuk-hint">${nameIn(model.rule.absenceReasons, contact.absenceReason)}</span>`}`;
}

/** Where it was and how long it took, where that was written down. */
function aboutHint({ place, minutes }: Contact): Html | '' {
  const said = [place, minutes === null ? null : `${minutes} minutes`].filter((part) => part !== null);
  return said.length === 0 ? '' : html`<br><span class="govuk-hint">${said.join(', ')}</span>`;
}

const withWords = (
  model: { joint: readonly { contactId: number; name: string }[] },
  contact: Contact,
): string => {
  const staff = model.joint.filter(({ contactId }) => contactId === contact.id).map(({ name }) => name);
  const all = [...staff, ...(contact.others === null ? [] : [contact.others])];
  return all.length === 0 ? '' : `; with ${all.join(', ')}`;
};

function filterForm(model: ContactListModel, path: string): Html {
  const { filter } = model;
  const all = { value: '', text: 'All' };
  const coded = (list: readonly { code: string; name: string }[]) => [
    all,
    ...list.map(({ code, name }) => ({ value: code, text: name })),
  ];
  return details({
    summaryText: 'Filter',
    open: isFiltered(filter),
    html: html`<form method="get" action="${path}" class="wm-filter">
${select({ id: 'filter-kind', name: 'kind', label: { text: 'Kind' }, value: filter.kind ?? '', items: coded(model.kinds) })}
${select({ id: 'filter-agency', name: 'agency', label: { text: 'Agency' }, value: filter.agency ?? '', items: [all, ...model.agencies.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'filter-pathway', name: 'pathway', label: { text: 'Pathway' }, value: filter.pathway ?? '', items: coded(model.pathways) })}
${select({ id: 'filter-outcome', name: 'outcome', label: { text: 'Outcome' }, value: filter.outcome ?? '', items: [all, ...contactOutcomes.map((code) => ({ value: code as string, text: outcomeWords[code] })), { value: 'cancelled', text: 'Cancelled' }] })}
${input({ id: 'filter-since', name: 'since', type: 'date', label: { text: 'Since' }, value: filter.since ?? '' })}
${input({ id: 'filter-text', name: 'text', label: { text: 'Words in the text' }, value: filter.text ?? '' })}
${filter.step === undefined ? '' : html`<input type="hidden" name="step" value="${filter.step}"><p class="govuk-body">Only contacts that touched one step of the plan.</p>`}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })} <a class="govuk-link" href="${path}">Show all contacts</a></form>`,
  });
}
