import Type from 'typebox';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { type Posted, type Sending, type Showing, send, sheetPage } from '../form-flow.ts';
import { cancelAppointment, moveAppointment } from './appointment-acts.ts';
import { readCancel, readMove } from './appointment-rules.ts';
import { countLater } from './appointment-store.ts';
import type { AppointmentForm } from './appointment-types.ts';
import { cancelPage, movePage } from './appointment-views.ts';
import { loadLists } from './choices.ts';
import { transitions } from './rules.ts';
import { getContact } from './store.ts';
import { type Contact, contactStateWords } from './types.ts';

const params = Type.Object({ id: idParams.properties.id, contact: idParams.properties.id });
type AppointmentAsk<Body = unknown> = Ask<{ id: number; contact: number }, unknown, Body>;

const body = formBody({
  day: field(10),
  time: field(5),
  which: field(10),
  place: field(1_000),
  minutes: field(4),
  asked: field(20),
  why: field(2_000),
  later: field(3),
  sure: field(3),
});

type What = 'move' | 'cancel';

/** Moving an appointment and calling it off, alone or with the later ones of its series. */
export const appointmentPages = (framePerson: FramePerson): Route[] =>
  (['move', 'cancel'] as const).flatMap((what) => [
    route({
      method: 'GET',
      url: `/people/:id/contacts/:contact/${what}`,
      right: 'contact:record',
      reads: 'person',
      about: 'person',
      params,
      handle: (ask) => ask.read((tx) => show(tx, ask, framePerson, what, undefined)),
    }),
    route({
      method: 'POST',
      url: `/people/:id/contacts/:contact/${what}`,
      right: 'contact:record',
      reads: 'person',
      about: 'person',
      params,
      body,
      handle: (ask) => (what === 'move' ? moveFromForm(ask, framePerson) : cancelFromForm(ask, framePerson)),
    }),
  ]);

const fresh = (contact: Contact): Showing => ({
  values: {
    day: londonDay(contact.at),
    time: showMoment(contact.at).split(', ')[1] ?? '',
    place: contact.place ?? '',
    minutes: contact.minutes === null ? '' : String(contact.minutes),
  },
  errors: [],
  version: contact.version,
});

async function show(
  tx: Tx,
  ask: AppointmentAsk,
  framePerson: FramePerson,
  what: What,
  showing: Showing | undefined,
): Promise<Reply> {
  const { id: personId, contact: id } = ask.params;
  const about = { personId, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
  const [frame, contact, lists] = await Promise.all([
    framePerson(tx, about),
    getContact(tx, { id, personId }),
    loadLists(tx, ask.viewer.schemeId, ask.today),
  ]);
  if (showing === undefined && transitions[contact.state][what] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This contact is ${contactStateWords[contact.state].toLowerCase()}: it can no longer be ${what === 'move' ? 'moved' : 'cancelled'}.`,
    });
  const later = await countLater(tx, contact);
  await ask.opened(tx, { act: 'contact:form', subject: 'contact', subjectId: id, personId });
  const shown = showing ?? fresh(contact);
  return sheetPage(
    {
      title: `${what === 'move' ? 'Move' : 'Cancel'} an appointment – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Contacts', href: `/people/${personId}/contacts` }],
      above: frame.above,
      body: (what === 'move' ? movePage : cancelPage)({
        contact,
        kindName: lists.kinds.find(({ code }) => code === contact.kind)?.name ?? contact.kind,
        later,
        ...shown,
        values: shown.values as AppointmentForm,
        version: shown.version ?? contact.version,
        csrfToken: ask.csrfToken,
        today: ask.today,
        reasons: lists.rule.cancelReasons,
      }),
    },
    shown,
  );
}

const current =
  (ask: AppointmentAsk): NonNullable<Sending<unknown, unknown>['current']> =>
  () =>
    ask.read(async (tx) => {
      const contact = await getContact(tx, { id: ask.params.contact, personId: ask.params.id });
      return {
        text: `${contactStateWords[contact.state]}, ${showMoment(contact.at)}${contact.place === null ? '' : `, ${contact.place}`}`,
        version: contact.version,
      };
    });

const several = (count: number, done: string): string =>
  count === 1 ? `The appointment was ${done}.` : `${count} appointments were ${done}.`;

async function moveFromForm(
  ask: AppointmentAsk<AppointmentForm & Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, contact: id } = ask.params;
  return send(ask, {
    read: readMove(ask.body, ask.now),
    perform: (input, key) =>
      ask.perform(moveAppointment, { ...input, id, personId, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => show(tx, ask, framePerson, 'move', showing)),
    current: current(ask),
    done: ({ moved }) => redirect(`/people/${personId}/contacts`, several(moved, 'moved')),
  });
}

async function cancelFromForm(
  ask: AppointmentAsk<AppointmentForm & Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, contact: id } = ask.params;
  const { rule } = await ask.read((tx) => loadLists(tx, ask.viewer.schemeId, ask.today));
  return send(ask, {
    read: readCancel(
      ask.body,
      rule.cancelReasons.map(({ code }) => code),
    ),
    perform: (input, key) =>
      ask.perform(cancelAppointment, { ...input, id, personId, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => show(tx, ask, framePerson, 'cancel', showing)),
    current: current(ask),
    done: ({ cancelled }) => redirect(`/people/${personId}/contacts`, several(cancelled, 'cancelled')),
  });
}
