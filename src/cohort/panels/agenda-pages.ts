import Type, { type Static } from 'typebox';
import { addDays, addYears, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listBases } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { assembleAgenda, orderAgenda, planSeries } from './agenda-acts.ts';
import { assemblePage, keyOf, orderPage, whySuggested } from './assemble-view.ts';
import { panelChairs, panelStaff } from './plan-pages.ts';
import { daysOf, type PlannedDay, type Recurrence } from './recurring.ts';
import { type SeriesForm, seriesPage } from './series-view.ts';
import { getMeeting, listItems } from './store.ts';
import { lastMeetingBefore, listSuggestions, type Suggestion, type SuggestionFilter } from './suggestions.ts';
import { type Meeting, type Source, sources } from './types.ts';

const several = (maxLength: number) =>
  Type.Optional(
    Type.Union([Type.String({ maxLength }), Type.Array(Type.String({ maxLength }), { maxItems: 200 })]),
  );
const listOf = (given: string | string[] | undefined): string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;

const seriesBody = formBody({
  from: field(10),
  everyWeeks: field(100),
  weekday: field(10),
  times: field(100),
  startsAt: field(100),
  onHoliday: field(10),
  base: field(20),
  chair: field(20),
  invited: several(20),
  step: field(10),
});

type IsWorkingDay = (day: Day) => boolean;

export const agendaPages = (isWorkingDay: IsWorkingDay): Route[] => [
  route({
    method: 'GET',
    url: '/panels/series/new',
    right: 'panel:prepare',
    reads: 'none',
    section: 'panels',
    handle: (ask) =>
      ask.read((tx) =>
        showSeries(tx, ask, { values: { everyWeeks: '4', times: '12', startsAt: '10:00' }, errors: [] }),
      ),
  }),
  route({
    method: 'POST',
    url: '/panels/series',
    right: 'panel:prepare',
    reads: 'none',
    section: 'panels',
    body: seriesBody,
    handle: (ask) => seriesFromForm(ask, isWorkingDay),
  }),
  route({
    method: 'GET',
    url: '/panels/:id/assemble',
    right: 'panel:prepare',
    reads: 'list',
    section: 'panels',
    params: idParams,
    query: Type.Object({ of: Type.Optional(oneOf(sources)), page: pageNumber }),
    handle: (ask) => ask.read((tx) => showAssemble(tx, ask, { ...ask.query, picked: [], errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/panels/:id/assemble',
    right: 'panel:prepare',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: formBody({ picked: several(60), of: field(20) }),
    handle: assembleFromForm,
  }),
  route({
    method: 'GET',
    url: '/panels/:id/order',
    right: 'panel:prepare',
    reads: 'list',
    section: 'panels',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOrder(tx, ask, { values: new Map(), errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/panels/:id/order',
    right: 'panel:prepare',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: Type.Object(formBody({}).properties, { additionalProperties: Type.String({ maxLength: 200 }) }),
    handle: orderFromForm,
  }),
];

interface ShowingSeries {
  values: SeriesForm;
  errors: readonly FieldError[];
  days?: readonly PlannedDay[];
  key?: string | undefined;
}

async function showSeries(tx: Tx, ask: Ask, showing: ShowingSeries): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const [bases, chairs, staff] = await Promise.all([
    listBases(tx, schemeId),
    panelChairs(tx, schemeId),
    panelStaff(tx, schemeId),
  ]);
  return page({
    title: 'Plan meetings that recur',
    section: 'panels',
    status: formStatus(showing),
    breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: 'Meetings that recur' }],
    errors: summaryOf(showing.errors),
    body: seriesPage({ ...showing, days: showing.days, bases, chairs, staff, csrfToken: ask.csrfToken }),
  });
}

/** Reads the form of a series. */
function readSeries(
  values: SeriesForm,
  today: Day,
): { series: Recurrence; startsAt: string } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const whole = (name: 'everyWeeks' | 'times' | 'weekday', most: number, text: string): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1 || value > most) errors.push({ field: name, text });
    return value;
  };
  const from = values.from?.trim() ?? '';
  if (!isDay(from)) errors.push({ field: 'from', text: 'Enter the day, like 2026-11-30' });
  else if (from < today || from > addYears(today, 1))
    errors.push({ field: 'from', text: 'The day lies between today and a year from now' });
  const everyWeeks = whole('everyWeeks', 52, 'Enter the weeks as a number from 1 to 52');
  const times = whole('times', 26, 'Enter the number of meetings, from 1 to 26');
  const weekday = whole('weekday', 5, 'Choose a day from Monday to Friday');
  const startsAt = values.startsAt?.trim() ?? '';
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(startsAt))
    errors.push({ field: 'startsAt', text: 'Enter the time like 09:30' });
  if (errors.length === 0 && addDays(from, everyWeeks * times * 7) > addYears(today, 2))
    errors.push({ field: 'times', text: 'The last meeting is more than two years ahead' });
  const onHoliday = values.onHoliday === 'flag' ? ('flag' as const) : ('move' as const);
  return errors.length > 0
    ? { errors }
    : { series: { from, everyWeeks, weekday, times, onHoliday }, startsAt };
}

async function seriesFromForm(
  ask: Ask<unknown, unknown, Static<typeof seriesBody>>,
  isWorkingDay: IsWorkingDay,
): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const values: SeriesForm = { ...ask.body, invited: listOf(ask.body.invited) };
  const key = ask.body._key ?? newKey();
  const read = readSeries(values, ask.today);
  if ('errors' in read) return ask.read((tx) => showSeries(tx, ask, { values, errors: read.errors, key }));
  const days = daysOf(read.series, isWorkingDay);
  const chosen = await ask.read(async (tx) => {
    const [bases, chairs, staff] = await Promise.all([
      listBases(tx, schemeId),
      panelChairs(tx, schemeId),
      panelStaff(tx, schemeId),
    ]);
    return { bases, chairs, staff };
  });
  const has = (list: readonly { id: number }[], id: number): boolean => list.some((one) => one.id === id);
  const errors: FieldError[] = [];
  const chairId = Number(values.chair);
  const baseId = values.base ? Number(values.base) : null;
  const invited = [...new Set((values.invited ?? []).map(Number))].filter((id) => id !== chairId);
  if (!has(chosen.chairs, chairId)) errors.push({ field: 'chair', text: 'Choose who chairs' });
  if (baseId !== null && !has(chosen.bases, baseId))
    errors.push({ field: 'base', text: 'Choose a base from the list' });
  if (invited.some((id) => !has(chosen.staff, id)))
    errors.push({ field: 'invited', text: 'Choose who is invited from the list' });
  if (errors.length > 0 || ask.body.step !== 'plan')
    return ask.read((tx) => showSeries(tx, ask, { values, errors, days, key }));
  const { everyWeeks, weekday, onHoliday } = read.series;
  const input = { baseId, everyWeeks, weekday, onHoliday, startsAt: read.startsAt, chairId, invited, days };
  const { meetings } = await ask.perform(planSeries, input, key);
  return redirect('/panels', `${meetings} meetings were planned.`);
}

/** Of every source so many; of one alone, pages of more. */
const suggested = { each: 20, one: 60 };

async function suggestionsFor(
  tx: Tx,
  ask: Ask,
  meeting: Meeting,
  filter: Pick<SuggestionFilter, 'limit' | 'offset' | 'source' | 'personIds'>,
): Promise<Suggestion[]> {
  const { schemeId } = ask.viewer;
  const last = await lastMeetingBefore(tx, meeting, schemeId);
  return listSuggestions(tx, schemeId, meeting, {
    ...filter,
    ratedSince: last ?? addDays(ask.today, -28),
    releasedFrom: meeting.heldOn < ask.today ? ask.today : meeting.heldOn,
    releasedBy: addDays(meeting.heldOn, 84),
  });
}

async function showAssemble(
  tx: Tx,
  ask: Ask<{ id: number }>,
  showing: {
    of?: Source | undefined;
    page?: number | undefined;
    picked: readonly string[];
    errors: readonly FieldError[];
    key?: string | undefined;
  },
): Promise<Reply> {
  const meeting = await getMeeting(tx, ask.params.id);
  const { of, page: number = 1 } = showing;
  const limit = of === undefined ? suggested.each : suggested.one;
  const offset = of === undefined ? 0 : (number - 1) * limit;
  const suggestions = await suggestionsFor(tx, ask, meeting, { source: of, limit, offset });
  await ask.listed(tx, {
    act: 'panel:suggestions',
    subject: 'panel_meeting',
    subjectId: meeting.id,
    people: suggestions,
  });
  return page({
    title: 'Put together the agenda',
    section: 'panels',
    status: formStatus(showing),
    breadcrumbs: crumbsOf(meeting),
    errors: summaryOf(showing.errors),
    body: assemblePage({
      ...showing,
      of,
      page: number,
      perPage: limit,
      meeting,
      suggestions,
      csrfToken: ask.csrfToken,
    }),
  });
}

const crumbsOf = (meeting: Meeting) => [
  { text: 'Panels', href: '/panels' },
  { text: `Panel of ${showDay(meeting.heldOn)}`, href: `/panels/${meeting.id}` },
];

async function assembleFromForm(
  ask: Ask<{ id: number }, unknown, { picked?: string | string[]; of?: string; _key?: string }>,
): Promise<Reply> {
  const keys = listOf(ask.body.picked);
  const of = sources.find((one) => one === ask.body.of);
  const meetingId = ask.params.id;
  const picked = await ask.read(async (tx) => {
    const wanted = new Set(keys);
    const personIds = keys.map((one) => Number(one.split('.')[1])).filter(Number.isInteger);
    const meeting = await getMeeting(tx, meetingId);
    const all = await suggestionsFor(tx, ask, meeting, { personIds, limit: 0, offset: 0 });
    // Somebody found by two sources is put on once, with both reasons.
    const mine = Map.groupBy(
      all.filter((one) => wanted.has(keyOf(one))),
      ({ personId }) => personId,
    );
    return [...mine.values()].flatMap((ones) => {
      const [first] = ones;
      return first === undefined
        ? []
        : [
            {
              source: first.source,
              personId: first.personId,
              ref: first.ref,
              why: ones.map(whySuggested).join('; '),
            },
          ];
    });
  });
  const key = ask.body._key ?? newKey();
  try {
    const { added } = await ask.perform(assembleAgenda, { meetingId, picked }, key);
    return redirect(
      `/panels/${meetingId}`,
      `${added} ${added === 1 ? 'person was' : 'people were'} put on the agenda.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return ask.read((tx) => showAssemble(tx, ask, { of, picked: keys, errors: error.fields, key }));
  }
}

interface ShowingOrder {
  values: ReadonlyMap<number, { position: string; minutes: string }>;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

async function showOrder(tx: Tx, ask: Ask<{ id: number }>, showing: ShowingOrder): Promise<Reply> {
  const [meeting, all] = await Promise.all([getMeeting(tx, ask.params.id), listItems(tx, ask.params.id)]);
  const items = all.filter(({ decision }) => decision === null);
  await ask.listed(tx, {
    act: 'panel:order',
    subject: 'panel_meeting',
    subjectId: meeting.id,
    people: items,
  });
  return page({
    title: 'Order and time',
    section: 'panels',
    status: formStatus(showing),
    breadcrumbs: crumbsOf(meeting),
    errors: summaryOf(showing.errors),
    body: orderPage({ ...showing, meeting, items, csrfToken: ask.csrfToken }),
  });
}

async function orderFromForm(ask: Ask<{ id: number }, unknown, Record<string, unknown>>): Promise<Reply> {
  const values = new Map<number, { position: string; minutes: string }>();
  for (const [name, value] of Object.entries(ask.body)) {
    const [, what, id] = /^(position|minutes)-(\d{1,15})$/.exec(name) ?? [];
    if (what === undefined || id === undefined) continue;
    const kept = values.get(Number(id)) ?? { position: '', minutes: '' };
    values.set(Number(id), { ...kept, [what]: String(value) });
  }
  const order = [...values].map(([itemId, { position, minutes }]) => ({
    itemId,
    position: position.trim() === '' ? 0 : Number(position),
    minutes: minutes.trim() === '' ? null : Number(minutes),
  }));
  const key = typeof ask.body._key === 'string' ? ask.body._key : newKey();
  const version = Number(ask.body._version ?? 0);
  try {
    await ask.perform(orderAgenda, { meetingId: ask.params.id, version, order }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return ask.read((tx) => showOrder(tx, ask, { values, errors: error.fields, key }));
    if (error.code !== 'stale-version') throw error;
    const theirs = (error.data.current as { text?: string } | undefined)?.text ?? '';
    return ask.read((tx) => showOrder(tx, ask, { values, errors: [], key: newKey(), theirs }));
  }
  return redirect(`/panels/${ask.params.id}`, 'The order was saved.');
}
