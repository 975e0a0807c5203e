import Type from 'typebox';
import { listAway, visitBanner } from '../../casework/index.ts';
import { addDays, type Day, dayStart, isDay, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { listTeams } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, oneOf } from '../../web/schemas.ts';
import { dayNavigation } from '../day-navigation.ts';
import { orderWords } from '../person/rules.ts';
import { calendarNote, calendarPage } from './calendar-view.ts';
import { byDay, daysOf } from './rules.ts';
import {
  findStaff,
  listAppointments,
  listCasePeople,
  listDues,
  listTeamStaff,
  listWithheld,
  mostAppointments,
  mostDues,
} from './store.ts';
import { type CalendarView, calendarViews, type Whose } from './types.ts';

/** What is overdue is overdue however long ago: Today looks back as far. */
const longAgo: Day = '2000-01-01';

interface CalendarQuery {
  view?: CalendarView;
  day?: string;
  whose?: string;
}

export const calendarPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/calendar',
    right: 'contact:record',
    reads: 'list',
    section: 'today',
    query: Type.Object({
      view: Type.Optional(oneOf(calendarViews)),
      day: field(10),
      whose: Type.Optional(Type.String({ pattern: '^(staff|team):\\d{1,12}$' })),
    }),
    handle: showCalendar,
  }),
];

interface Choice {
  whose: Whose;
  /** Whose appointments are shown. */
  staff: readonly { id: number; name: string }[];
  teams: readonly { id: number; name: string }[];
}

/** Anybody's own; a team's for its members and whoever has the team's day; a colleague's likewise. */
async function chooseWhose(tx: Tx, ask: Ask<unknown, CalendarQuery>): Promise<Choice> {
  const { viewer } = ask;
  const all = viewer.may('see:team-day');
  const teams = (await listTeams(tx, viewer.schemeId)).filter(({ id }) => all || viewer.teams.includes(id));
  const own = { id: viewer.staffId, name: viewer.name };
  const [of, number] = (ask.query.whose ?? '').split(':');
  const id = Number(number);
  if (of === 'team') {
    const team = teams.find((one) => one.id === id);
    if (team === undefined) throw notFound();
    return {
      whose: { of: 'team', id, name: team.name },
      staff: await listTeamStaff(tx, id, viewer.schemeId),
      teams,
    };
  }
  if (of !== 'staff' || id === viewer.staffId) return { whose: { of: 'mine' }, staff: [own], teams };
  const staff = await findStaff(tx, id, viewer.schemeId);
  if (staff === undefined || !(all || staff.teams.some((one) => viewer.teams.includes(one))))
    throw notFound();
  return { whose: { of: 'staff', id, name: staff.name }, staff: [staff], teams };
}

async function showCalendar(ask: Ask<unknown, CalendarQuery>): Promise<Reply> {
  const { viewer, today, query } = ask;
  const view = query.view ?? 'list';
  const day = query.day !== undefined && isDay(query.day) ? query.day : today;
  const days = daysOf(view, day);
  const span = { from: days[0] ?? day, to: days.at(-1) ?? day };
  return ask.read(async (tx) => {
    const { whose, staff, teams } = await chooseWhose(tx, ask);
    const [one] = staff;
    const cases = whose.of === 'team' || one === undefined ? [] : await listCasePeople(tx, one.id, today);
    const personIds = cases.map(({ personId }) => personId);
    const window = { from: dayStart(span.from), to: dayStart(addDays(span.to, 1)) };
    const staffIds = staff.map(({ id }) => id);
    const [appointments, dues, withheld, away, kinds, banner] = await Promise.all([
      listAppointments(tx, { staffIds, personIds, ...window }),
      whose.of === 'team' || one === undefined
        ? []
        : listDues(tx, { personIds, staffId: one.id, ...span, overdueFrom: overdueFrom(span, today) }),
      whose.of === 'mine' ? listWithheld(tx, window) : [],
      listAway(tx, staffIds, span),
      ruleInForce<{ kinds: { code: string; name: string }[] }>(tx, viewer.schemeId, 'contact-kinds', today),
      visitBanner(tx, ask),
    ]);
    await ask.listed(tx, {
      act: 'calendar:show',
      subject: 'person',
      people: [...appointments, ...dues],
      detail: { view, day, whose: query.whose ?? 'mine' },
    });
    const awayWords = (on: Day): string[] =>
      away
        .filter(({ fromDay, toDay }) => fromDay <= on && toDay >= on)
        .map(
          (each) =>
            `${each.staff}, until ${showShortDay(each.toDay)}; ${each.deputy === null ? 'nobody covers yet' : `${each.deputy} covers`}`,
        );
    return page({
      title: 'Calendar',
      section: 'today',
      above: html`${banner}${dayNavigation(viewer, '/calendar')}`,
      body: html`${calendarPage({
        view,
        day,
        today,
        days: byDay(days, today, appointments, dues, awayWords),
        whose,
        viewerId: viewer.staffId,
        mayReview: viewer.may('membership:rate'),
        teams,
        kinds: kinds.body.kinds,
        orders: orderWords,
        cut: appointments.length >= mostAppointments || dues.length >= mostDues,
        withheld: new Map(withheld.map(({ contactId, agency }) => [contactId, agency])),
      })}${calendarNote()}`,
    });
  });
}

/** What is overdue stands on today, where today is the first day shown; else each day has its own alone. */
const overdueFrom = (span: { from: Day; to: Day }, today: Day): Day =>
  span.from <= today && span.to >= today ? longAgo : span.from;
