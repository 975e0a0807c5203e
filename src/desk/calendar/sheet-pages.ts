import Type from 'typebox';
import { safetyWarningsOf, visitConditions } from '../../casework/index.ts';
import { addDays, dayStart, isDay, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import type { Html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { orderWords } from '../person/rules.ts';
import { withoutTreatment } from './rules.ts';
import {
  getSheetAppointment,
  listSheetAppointments,
  listSheetPeople,
  type SheetAppointment,
} from './sheet-store.ts';
import { type Sheet, sheetsPage } from './sheet-view.ts';

/** Pathways whose words stay off paper: what they say is about somebody's health. */
const keptOffPaper = ['health', 'drugs-alcohol', 'abuse', 'sex-work'] as const;

/** What somebody takes with them to a visit, on paper: one page each. */
export const sheetPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/visit-sheet',
    right: 'contact:record',
    reads: 'export',
    about: 'person',
    params: idParams,
    query: Type.Object({ contact: Type.Optional(idParams.properties.id) }),
    handle: (ask) => showSheet(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/calendar/sheets',
    right: 'contact:record',
    reads: 'export',
    section: 'today',
    query: Type.Object({ day: field(10) }),
    handle: showDaySheets,
  }),
];

async function showSheet(
  ask: Ask<{ id: number }, { contact?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, { personId, viewer, today, path: '/people/:id/contacts' });
    const appointment =
      ask.query.contact === undefined
        ? undefined
        : await getSheetAppointment(tx, { id: ask.query.contact, personId });
    const body = await bodyOf(tx, ask, {
      title: 'Visit sheet',
      wanted: [{ personId, appointment }],
    });
    await ask.exported(tx, {
      act: 'visit-sheet:print',
      subject: 'person',
      subjectId: personId,
      personId,
      people: [{ personId }],
    });
    return page({
      title: `Visit sheet – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      body,
    });
  });
}

async function showDaySheets(ask: Ask<unknown, { day?: string }>): Promise<Reply> {
  const { viewer, today, query } = ask;
  const day = query.day !== undefined && isDay(query.day) ? query.day : today;
  return ask.read(async (tx) => {
    const appointments = await listSheetAppointments(tx, {
      staffId: viewer.staffId,
      from: dayStart(day),
      to: dayStart(addDays(day, 1)),
    });
    const body = await bodyOf(tx, ask, {
      title: `Visit sheets for ${showShortDay(day)}`,
      wanted: appointments.map((appointment) => ({ personId: appointment.personId, appointment })),
    });
    await ask.exported(tx, {
      act: 'visit-sheet:print-day',
      subject: 'person',
      people: appointments,
      detail: { day },
    });
    return page({
      title: 'Visit sheets',
      section: 'today',
      breadcrumbs: [{ text: 'Calendar', href: '/calendar' }, { text: 'Visit sheets' }],
      body,
    });
  });
}

interface Wanted {
  personId: number;
  appointment: SheetAppointment | undefined;
}

async function bodyOf(
  tx: Tx,
  ask: Ask,
  { title, wanted }: { title: string; wanted: readonly Wanted[] },
): Promise<Html> {
  const { viewer, today, now } = ask;
  const personIds = [...new Set(wanted.map(({ personId }) => personId))];
  const [people, conditions, kinds, warnings] = await Promise.all([
    listSheetPeople(tx, { personIds, today, until: addDays(today, 14), now, kept: keptOffPaper }),
    visitConditions(tx, personIds, today),
    ruleInForce<{ kinds: { code: string; name: string }[] }>(tx, viewer.schemeId, 'contact-kinds', today),
    safetyWarningsOf(tx, { personIds, viewer, today }),
  ]);
  const sheets = wanted.flatMap(({ personId, appointment }): Sheet[] => {
    const person = people.find((one) => one.personId === personId);
    if (person === undefined) return [];
    return [
      {
        person,
        appointment,
        warnings: (warnings.get(personId) ?? []).filter(({ toStaff }) => toStaff),
        conditions: withoutTreatment(conditions.get(personId) ?? []),
      },
    ];
  });
  return sheetsPage({
    title,
    sheets,
    today,
    now,
    printedBy: `${viewer.name} (${viewer.agencyName})`,
    kinds: kinds.body.kinds,
    orders: orderWords,
  });
}
