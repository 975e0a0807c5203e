import Type from 'typebox';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { notedWords } from '../enforcement/start.ts';
import { conflictNotice } from '../licences/daily.ts';
import { safetyNotice, safetyWarnings } from '../risk/daily.ts';
import { correctContact, recordContact, withdrawContact } from './acts.ts';
import { type ContactChoices, readContactForm } from './rules.ts';
import { getContact, listColleagues, listContacts, listJoint } from './store.ts';
import { type Contact, type ContactForm, type ContactKind, notYet, outcomeWords } from './types.ts';
import { contactForm, contactList } from './views.ts';

const pageSize = 50;

const contactBody = formBody({
  kind: field(40),
  day: field(10),
  time: field(5),
  outcome: field(40),
  place: field(200),
  pathway: field(40),
  minutes: field(4),
  note: field(20_000),
  handling: field(20),
  named: fieldList(),
  with: fieldList(),
  again: field(3),
});

const contactParams = Type.Object({ id: idParams.properties.id, contact: Type.Integer({ minimum: 1 }) });

export const contactPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/contacts',
    right: ['see:contacts', 'see:own-contacts'],
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({
      kind: field(40),
      agency: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      outcome: field(40),
      text: field(200),
      before: Type.Optional(Type.String({ pattern: '^\\d{1,15}-\\d{1,15}$' })),
    }),
    handle: (ask) => showContacts(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/contacts/new',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showNew(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/contacts',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: contactBody,
    handle: (ask) => recordFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/contacts/:contact/correct',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: contactParams,
    handle: (ask) => showCorrection(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/contacts/:contact/correct',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: contactParams,
    body: contactBody,
    handle: (ask) => correctFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/contacts/:contact/withdraw',
    right: 'contact:record',
    reads: 'person',
    about: 'person',
    params: contactParams,
    body: formBody({ why: field(500) }),
    handle: async (ask) => {
      const why = ask.body.why?.trim() ?? '';
      if (why === '') throw invalid([{ field: 'why', text: 'Say why the contact is withdrawn' }]);
      await ask.perform(
        withdrawContact,
        { id: ask.params.contact, personId: ask.params.id, version: ask.body._version ?? 0, why },
        ask.body._key ?? newKey(),
      );
      return redirect(`/people/${ask.params.id}/contacts`, 'The contact was withdrawn.');
    },
  }),
];

interface Choices {
  kinds: ContactKind[];
  pathways: { code: string; name: string }[];
  agencies: AgencyName[];
  colleagues: { id: number; name: string; agency: string }[];
}

async function loadChoices(tx: Tx, ask: Ask, personId: number): Promise<Choices> {
  const kinds = await ruleInForce<{ kinds: ContactKind[] }>(
    tx,
    ask.viewer.schemeId,
    'contact-kinds',
    ask.today,
  );
  const pathways = await ruleInForce<{ pathways: Choices['pathways']; women: Choices['pathways'] }>(
    tx,
    ask.viewer.schemeId,
    'pathways',
    ask.today,
  );
  return {
    kinds: kinds.body.kinds,
    pathways: [...pathways.body.pathways, ...(pathways.body.women ?? [])],
    agencies: (await listAgencies(tx)).filter(({ id }) => id !== ask.viewer.agencyId),
    colleagues: await listColleagues(tx, personId, ask.viewer),
  };
}

const codesOf = (choices: Choices): ContactChoices => ({
  kinds: choices.kinds.map(({ code }) => code),
  pathways: choices.pathways.map(({ code }) => code),
  agencies: choices.agencies.map(({ id }) => id),
  staff: choices.colleagues.map(({ id }) => id),
});

const cursorOf = (text: string | undefined): { at: Date; id: number } | undefined => {
  const [at, id] = (text ?? '').split('-').map(Number);
  return text === undefined || at === undefined || id === undefined ? undefined : { at: new Date(at), id };
};

type ListQuery = { kind?: string; agency?: number | ''; outcome?: string; text?: string; before?: string };

async function showContacts(ask: Ask<{ id: number }, ListQuery>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const { query } = ask;
  const filter = {
    kind: query.kind || undefined,
    agencyId: query.agency || undefined,
    outcome: query.outcome || undefined,
    text: query.text || undefined,
    before: cursorOf(query.before),
  };
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, {
      personId: id,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/contacts',
    });
    const contacts = await listContacts(tx, id, filter, pageSize + 1);
    const { kinds } = await loadChoices(tx, ask, id);
    const agencies = await listAgencies(tx);
    const joint = await listJoint(
      tx,
      contacts.map((contact) => contact.id),
    );
    await ask.opened(tx, {
      act: 'contact:list',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: contacts.map((contact) => contact.id),
    });
    const last = contacts[pageSize - 1];
    return page({
      title: `Contacts – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: contactList({
        personId: id,
        contacts: contacts.slice(0, pageSize),
        joint,
        kinds,
        agencies,
        filter,
        mayRecord: ask.viewer.may('contact:record') && frame.isMember,
        ownAgencyId: ask.viewer.agencyId,
        today: ask.today,
        olderThan:
          contacts.length > pageSize && last !== undefined ? `${last.at.getTime()}-${last.id}` : undefined,
      }),
    });
  });
}

interface Showing {
  personId: number;
  action: string;
  draft: string;
  values: ContactForm;
  /** Where the values are a draft's. */
  kept?: KeptDraft<ContactForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
  withdrawAction?: string;
  status?: number;
}

async function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const frame = await framePerson(tx, {
    personId: showing.personId,
    viewer: ask.viewer,
    today: ask.today,
    path: '/people/:id/contacts',
  });
  const choices = await loadChoices(tx, ask, showing.personId);
  await ask.opened(tx, {
    act: 'contact:form',
    subject: 'person',
    subjectId: showing.personId,
    personId: showing.personId,
  });
  const errors = showing.errors ?? [];
  return page({
    title: `Record a contact – ${frame.name}`,
    section: 'cohort',
    status: showing.status ?? (errors.length > 0 ? 422 : 200),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: html`${safetyNotice(await safetyWarnings(tx, { personId: showing.personId, viewer: ask.viewer, today: ask.today }))}${keptNotice(showing.kept, ask.csrfToken)}${contactForm({ csrfToken: ask.csrfToken, ...choices, ...showing, errors })}`,
  });
}

/** Fields of the form that hold several values. */
const draftLists = ['named', 'with'] as const;

const newDraft = (personId: number): string => `contact:new:${personId}`;

async function showNew(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const draft = await findDraft<ContactForm>(tx, ask.viewer.staffId, newDraft(id), draftLists);
    const now = showMoment(ask.now).split(', ')[1] ?? '';
    return showForm(tx, ask, framePerson, {
      personId: id,
      action: `/people/${id}/contacts`,
      draft: newDraft(id),
      values: draft?.values ?? { day: ask.today, time: now },
      kept: draft,
    });
  });
}

type FormAsk = Ask<{ id: number }, unknown, ContactForm & { _key?: string; _version?: number }>;

async function recordFromForm(ask: FormAsk, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const choices = await ask.read((tx) => loadChoices(tx, ask, id));
  const read = readContactForm(id, ask.body, codesOf(choices), ask.now);
  const showAgain = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) =>
      showForm(tx, ask, framePerson, {
        personId: id,
        action: `/people/${id}/contacts`,
        draft: newDraft(id),
        values: ask.body,
        errors,
        key: ask.body._key,
      }),
    );
  if ('errors' in read) return showAgain(read.errors);
  let noted = '';
  try {
    const sending = { ...read.input, refuseRepeat: ask.body.again !== 'yes' };
    const done = await ask.perform(recordContact, sending, ask.body._key ?? newKey());
    noted = notedWords(done.enforcement);
    if (read.input.outcome === null) {
      const at = new Date(read.input.at);
      noted += await ask.read((tx) => conflictNotice(tx, ask.viewer, { ...read.input, at }));
    }
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return showAgain(error.fields);
    throw error;
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(id)));
  return redirect(`/people/${id}/contacts`, `The contact was recorded.${noted}`);
}

const formOf = (contact: Contact, withStaff: readonly number[]): ContactForm => ({
  kind: contact.kind,
  day: londonDay(contact.at),
  time: showMoment(contact.at).split(', ')[1] ?? '',
  outcome: contact.outcome ?? notYet,
  place: contact.place ?? '',
  pathway: contact.pathway ?? '',
  minutes: contact.minutes === null ? '' : String(contact.minutes),
  note: contact.note ?? '',
  handling: contact.handling,
  named: contact.namedAgencies.map(String),
  with: withStaff.map(String),
});

const correctionDraft = (personId: number, contactId: number): string => `contact:${personId}:${contactId}`;

const correcting = (personId: number, contactId: number) => ({
  personId,
  action: `/people/${personId}/contacts/${contactId}/correct`,
  withdrawAction: `/people/${personId}/contacts/${contactId}/withdraw`,
  draft: correctionDraft(personId, contactId),
});

async function showCorrection(
  ask: Ask<{ id: number; contact: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const contact = await getContact(tx, { id: ask.params.contact, personId: ask.params.id });
    const draft = await findDraft<ContactForm>(
      tx,
      ask.viewer.staffId,
      correctionDraft(contact.personId, contact.id),
      draftLists,
    );
    const joint = await listJoint(tx, [contact.id]);
    return showForm(tx, ask, framePerson, {
      ...correcting(contact.personId, contact.id),
      kept: draft,
      values:
        draft?.values ??
        formOf(
          contact,
          joint.map(({ staffId }) => staffId),
        ),
      version: contact.version,
    });
  });
}

async function correctFromForm(
  ask: Ask<{ id: number; contact: number }, unknown, ContactForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id, contact } = ask.params;
  const version = ask.body._version ?? 0;
  const key = { id: contact, personId: id };
  const choices = await ask.read(async (tx) => {
    await getContact(tx, key);
    return loadChoices(tx, ask, id);
  });
  const read = readContactForm(id, ask.body, codesOf(choices), ask.now);
  const again = { ...correcting(id, contact), values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showForm(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(correctContact, { ...read.input, id: contact, version }, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    // Both texts on one screen: theirs as it stands, ours in the form, with the version that is now there.
    return ask.read(async (tx) => {
      const current = await getContact(tx, key);
      return showForm(tx, ask, framePerson, {
        ...again,
        key: newKey(),
        version: current.version,
        theirs: `${current.note ?? '(no text)'} ${current.state === 'withdrawn' ? '(withdrawn)' : `(${outcomeWords[current.outcome ?? 'none']})`}`,
        status: 409,
      });
    });
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, correctionDraft(id, contact)));
  return redirect(`/people/${id}/contacts`, 'The contact was corrected.');
}
