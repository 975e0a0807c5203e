import Type from 'typebox';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { notedLink, notedWords } from '../enforcement/start.ts';
import { correctContact, recordContact, withdrawContact } from './acts.ts';
import { findDrugTest } from './appointment-store.ts';
import { codesOf, loadChoices } from './choices.ts';
import { contactFields, draftLists, newDraft, type Posted, showForm, showNewForm } from './form-page.ts';
import { readContactForm } from './rules.ts';
import { showSeries } from './series-pages.ts';
import { getContact, listJoint } from './store.ts';
import { type Contact, type ContactForm, type DrugTest, notYet, outcomeWords } from './types.ts';

const contactBody = formBody(contactFields);

const contactParams = Type.Object({ id: idParams.properties.id, contact: idParams.properties.id });

/** Recording, correcting and withdrawing. */
export const contactPages = (framePerson: FramePerson): Route[] => [
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
      const { takenBack } = await ask.perform(
        withdrawContact,
        { id: ask.params.contact, personId: ask.params.id, version: ask.body._version ?? 0, why },
        ask.body._key ?? newKey(),
      );
      return redirect(
        `/people/${ask.params.id}/contacts`,
        `The contact was withdrawn.${notedWords(undefined, takenBack)}`,
        notedLink(ask.params.id, undefined, takenBack),
      );
    },
  }),
];

async function showNew(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const draft = await findDraft<ContactForm>(tx, ask.viewer.staffId, newDraft(id), draftLists);
    const now = showMoment(ask.now).split(', ')[1] ?? '';
    const values = draft?.values ?? { day: ask.today, time: now };
    return showNewForm(tx, ask, framePerson, { personId: id, values, kept: draft });
  });
}

type FormAsk = Ask<{ id: number }, unknown, Posted>;

async function recordFromForm(ask: FormAsk, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const showAgain = (errors: readonly FieldError[], values: ContactForm = ask.body): Promise<Reply> =>
    ask.read((tx) => showNewForm(tx, ask, framePerson, { personId: id, values, errors, key: ask.body._key }));
  if ((ask.body.chip ?? '') !== '') return showAgain([], { ...ask.body, day: ask.body.chip ?? '' });
  const choices = await ask.read((tx) => loadChoices(tx, ask, id));
  const read = readContactForm(id, ask.body, codesOf(choices), ask.now);
  if ('errors' in read) return showAgain(read.errors);
  if ((ask.body.every ?? '') !== '') return showSeries(ask, framePerson, { input: read.input, showAgain });
  let saved: Awaited<ReturnType<typeof recordContact.run>>;
  try {
    const sending = {
      ...read.input,
      refuseRepeat: ask.body.again !== 'yes',
      refuseWarned: ask.body.sure !== 'yes',
    };
    saved = await ask.perform(recordContact, sending, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return showAgain(error.fields);
    throw error;
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(id)));
  const done = read.input.outcome === null ? 'The appointment was planned.' : 'The contact was recorded.';
  return redirect(
    `/people/${id}/contacts`,
    `${done}${notedWords(saved.enforcement)}`,
    notedLink(id, saved.enforcement),
  );
}

const formOf = (contact: Contact, withStaff: readonly number[], test: DrugTest | undefined): ContactForm => ({
  kind: contact.kind,
  day: londonDay(contact.at),
  time: showMoment(contact.at).split(', ')[1] ?? '',
  outcome: contact.outcome ?? notYet,
  absence: contact.absenceReason ?? '',
  place: contact.place ?? '',
  pathway: contact.pathway ?? '',
  step: contact.stepId === null ? '' : String(contact.stepId),
  minutes: contact.minutes === null ? '' : String(contact.minutes),
  others: contact.others ?? '',
  observed: contact.observed ?? '',
  note: contact.note ?? '',
  test: test?.outcome ?? '',
  result: test?.result ?? '',
  found: test?.substances ?? [],
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
    const name = correctionDraft(contact.personId, contact.id);
    const [draft, joint, test] = await Promise.all([
      findDraft<ContactForm>(tx, ask.viewer.staffId, name, draftLists),
      listJoint(tx, [contact.id]),
      findDrugTest(tx, contact.id),
    ]);
    const staff = joint.map(({ staffId }) => staffId);
    return showForm(tx, ask, framePerson, {
      ...correcting(contact.personId, contact.id),
      kept: draft,
      values: draft?.values ?? formOf(contact, staff, test),
      version: contact.version,
      stepId: contact.stepId,
    });
  });
}

async function correctFromForm(
  ask: Ask<{ id: number; contact: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id, contact } = ask.params;
  const version = ask.body._version ?? 0;
  const key = { id: contact, personId: id };
  const { choices, was } = await ask.read(async (tx) => {
    const found = await getContact(tx, key);
    return { was: found, choices: await loadChoices(tx, ask, id, found.stepId) };
  });
  const form = withSecond(ask.body, was.at);
  const read = readContactForm(id, form, codesOf(choices), ask.now);
  const again = {
    ...correcting(id, contact),
    values: form,
    key: ask.body._key,
    version,
    stepId: was.stepId,
  };
  const showAgain = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showForm(tx, ask, framePerson, { ...again, errors }));
  if ('errors' in read) return showAgain(read.errors);
  let saved: Awaited<ReturnType<typeof correctContact.run>>;
  try {
    const sending = { ...read.input, id: contact, version, refuseWarned: ask.body.sure !== 'yes' };
    saved = await ask.perform(correctContact, sending, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return showAgain(error.fields);
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
  return redirect(
    `/people/${id}/contacts`,
    `The contact was corrected.${notedWords(saved.enforcement, saved.takenBack)}`,
    notedLink(id, saved.enforcement, saved.takenBack),
  );
}

/** A correction that leaves day and time alone leaves the moment alone, though the clocks bring that time twice. */
function withSecond(form: Posted, was: Date): Posted {
  const same = form.day === londonDay(was) && form.time === showMoment(was).split(', ')[1];
  if (!same || (form.which ?? '') !== '') return form;
  const anHourBefore = showMoment(new Date(was.getTime() - 3_600_000)).split(', ')[1];
  return { ...form, which: anHourBefore === form.time ? 'second' : 'first' };
}
