import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, details, radios, select, tag, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Around } from './store.ts';
import { absenceField, drugTestFields } from './test-fields.ts';
import {
  type Coded,
  type Contact,
  type ContactKind,
  contactOutcomes,
  type OutcomeForm,
  outcomeOf,
} from './types.ts';

const outcomeItems = (kind: ContactKind | undefined) =>
  contactOutcomes.map((code) => ({ value: code, text: outcomeOf(code, kind) }));

/** Nobody was told of an unannounced visit: no outcome of it starts anything. */
const startsOf = (kind: ContactKind | undefined, enforces: string | undefined): string | undefined =>
  kind?.unannounced === true ? undefined : enforces;

/** Folded under an appointment on Today: a few fields and a button. */
export const outcomeInline = (
  contact: Pick<Contact, 'id' | 'personId' | 'version'> & {
    kindOf: ContactKind | undefined;
    /** What a failure would start, in words. */
    enforces?: string | undefined;
    /** Why an absence may be acceptable. */
    reasons: readonly Coded[];
  },
  csrfToken: string,
): Html =>
  details({
    summaryText: 'Record what happened',
    html: form({
      action: `/people/${contact.personId}/contacts/${contact.id}/outcome`,
      csrfToken,
      version: contact.version,
      body: html`<input type="hidden" name="back" value="today">
${select({ id: `outcome-${contact.id}`, name: 'outcome', label: { text: 'Did they attend?' }, ...hintOf(startsOf(contact.kindOf, contact.enforces)), items: [{ value: '', text: 'Choose' }, ...outcomeItems(contact.kindOf)] })}
${absenceField(undefined, [], contact.reasons, `absence-${contact.id}`)}
${textarea({ id: `note-${contact.id}`, name: 'note', label: { text: 'What happened' }, rows: 2 })}
${button({ text: 'Save outcome', preventDoubleClick: true })}`,
    }),
  });

const hintOf = (text: string | undefined): { hint?: { text: string } } =>
  text === undefined ? {} : { hint: { text } };

export interface OutcomeModel {
  contact: Contact;
  kindName: string;
  kind: ContactKind | undefined;
  /** What a failure would start, in words. */
  enforces: string | undefined;
  /** Why an absence may be acceptable. */
  reasons: readonly Coded[];
  /** Undefined: the viewer's role does not see health. */
  substances: readonly Coded[] | undefined;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  values: OutcomeForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  back: string;
}

/** The same on a page of its own, where something needs correcting. */
export const outcomePage = (model: OutcomeModel): Html =>
  html`<h1 class="govuk-heading-l">Record what happened</h1>
<p class="govuk-body">${model.kindName}, ${showMoment(model.contact.at)}${model.contact.place === null ? '' : `, ${model.contact.place}`}</p>
${model.contact.state === 'planned' ? outcomeForm(model) : takenAlready(model)}`;

/** Somebody else was first: theirs stands, and what was typed is there to be put right with. */
const takenAlready = (model: OutcomeModel): Html =>
  html`<div class="govuk-inset-text"><p class="govuk-body"><strong>The outcome was recorded already.</strong> It says:</p><p class="govuk-body">${model.theirs ?? model.contact.note ?? ''}</p></div>
${(model.values.note ?? '') === '' ? '' : html`<h2 class="govuk-heading-m">What you typed</h2><p class="govuk-body">${model.values.note}</p>`}
<p class="govuk-body"><a class="govuk-link" href="/people/${model.contact.personId}/contacts/${model.contact.id}/correct">Correct the contact</a></p>`;

const outcomeForm = (model: OutcomeModel): Html =>
  html`${model.theirs === undefined ? '' : html`<div class="govuk-inset-text"><p class="govuk-body"><strong>Somebody changed this appointment while you were writing.</strong> It now says:</p><p class="govuk-body">${model.theirs}</p><p class="govuk-body">Your text is below. Send it to go on, or change it first.</p></div>`}
${form({
  action: `/people/${model.contact.personId}/contacts/${model.contact.id}/outcome`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`<input type="hidden" name="back" value="${model.back}">
${radios({ name: 'outcome', fieldset: { legend: { text: 'Did they attend?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(model.errors, 'outcome'), value: model.values.outcome ?? '', ...hintOf(startsOf(model.kind, model.enforces)), items: outcomeItems(model.kind) })}
${absenceField(model.values.absence, model.errors, model.reasons)}
${textarea({ id: 'note', name: 'note', label: { text: 'What happened' }, rows: 5, value: model.values.note ?? '', ...messageFor(model.errors, 'note') })}
${model.substances === undefined ? '' : drugTestFields(model.values, model.errors, model.substances)}
${button({ text: 'Save outcome', preventDoubleClick: true })}`,
})}`;

export interface ContactsPanelModel {
  personId: number;
  around: Around;
  kinds: readonly ContactKind[];
  /** The first day whose absences are counted. */
  since: string;
}

/** On the overview of a person: the last and the next. */
export function contactsPanel(model: ContactsPanelModel): Html {
  const kindOf = (code: string): ContactKind | undefined => model.kinds.find((one) => one.code === code);
  const kind = (code: string): string => kindOf(code)?.name ?? code;
  const path = `/people/${model.personId}/contacts`;
  const { around } = model;
  return html`<h2 class="govuk-heading-m">Contacts: last and next</h2>
<p class="govuk-body"><strong>Last:</strong> ${around.lastAt === null ? 'none recorded' : html`${kind(around.lastKind)}, ${showMoment(around.lastAt)}, ${around.lastStaff} ${around.lastOutcome === null ? '' : tag({ text: outcomeOf(around.lastOutcome, kindOf(around.lastKind)), classes: 'govuk-tag--grey' })}`}</p>
<p class="govuk-body"><strong>Next:</strong> ${around.nextAt === null ? 'none planned' : html`${kind(around.nextKind)}, ${showMoment(around.nextAt)}${around.nextPlace === null ? '' : `, ${around.nextPlace}`}, ${around.nextStaff}`}</p>
<p class="govuk-body"><a class="govuk-link" href="${path}?outcome=failed&amp;since=${model.since}">Failed to attend in the last 12 months: ${around.failed}</a>, <a class="govuk-link" href="${path}?outcome=acceptable-absence&amp;since=${model.since}">absent with an acceptable reason: ${around.acceptable}</a></p>`;
}
