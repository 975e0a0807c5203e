import Type from 'typebox';
import { allocationCounts, listAway, listOut, visitClock } from '../../casework/index.ts';
import { addDays, type Day, dayStart, isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { loadOf } from '../../resources/index.ts';
import { listStaffInRoles, listTeams } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, idParams } from '../../web/schemas.ts';
import { dayNavigation } from '../day-navigation.ts';
import { listAppointments } from './store.ts';
import { listReviewsOverdue, listTeamUnled, type TeamPerson } from './team-store.ts';
import { type TeamWorker, teamDayPage } from './team-view.ts';
import type { Appointment } from './types.ts';

/** Roles that are given people: whose day a team's day is. */
const workerRoles = [
  'police-offender-manager',
  'probation-offender-manager',
  'youth-justice-officer',
  'link-worker',
] as const;

export const teamPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/team-day',
    right: 'see:team-day',
    reads: 'list',
    section: 'today',
    query: Type.Object({ team: Type.Optional(idParams.properties.id), day: field(10) }),
    handle: showTeamDay,
  }),
];

async function showTeamDay(ask: Ask<unknown, { team?: number; day?: string }>): Promise<Reply> {
  const { viewer, today, now, query } = ask;
  const day = query.day !== undefined && isDay(query.day) ? query.day : today;
  return ask.read(async (tx) => {
    const teams = await listTeams(tx, viewer.schemeId);
    const wanted = query.team ?? viewer.teams[0];
    const team = wanted === undefined ? teams[0] : teams.find(({ id }) => id === wanted);
    if (team === undefined) throw notFound();
    const [unled, reviews, everybodyOut, kinds] = await Promise.all([
      listTeamUnled(tx, team.id),
      listReviewsOverdue(tx, team.id, today),
      listOut(tx),
      ruleInForce<{ kinds: { code: string; name: string }[] }>(tx, viewer.schemeId, 'contact-kinds', today),
    ]);
    const workers = await workersOf(tx, ask, { teamId: team.id, day, reviews });
    const own = new Set(workers.map(({ id }) => id));
    const out = everybodyOut.filter((one) => own.has(one.staffId) || visitClock(one, now) !== 'in-time');
    const shown = [...unled, ...reviews, ...out, ...workers.flatMap(({ appointments }) => appointments)];
    await ask.listed(tx, {
      act: 'team-day:show',
      subject: 'person',
      people: shown,
      detail: { team: team.id, day },
    });
    const above = dayNavigation(viewer, '/team-day');
    return page({
      title: 'Team day',
      section: 'today',
      ...(above === undefined ? {} : { above }),
      body: teamDayPage({
        team,
        teams,
        day,
        today,
        now,
        viewerId: viewer.staffId,
        workers,
        unled,
        reviews,
        out,
        kinds: kinds.body.kinds,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function workersOf(
  tx: Tx,
  ask: Ask,
  { teamId, day, reviews }: { teamId: number; day: Day; reviews: readonly TeamPerson[] },
): Promise<TeamWorker[]> {
  const { schemeId } = ask.viewer;
  const rows = await listStaffInRoles(tx, schemeId, workerRoles, teamId);
  const staff = rows.filter(({ id }, index) => rows.findIndex((one) => one.id === id) === index);
  const staffIds = staff.map(({ id }) => id);
  const window = { from: dayStart(day), to: dayStart(addDays(day, 1)) };
  const [appointments, away, loads, counts] = await Promise.all([
    listAppointments(tx, { staffIds, personIds: [], ...window }),
    listAway(tx, staffIds, { from: day, to: day }),
    loadOf(tx, schemeId, staffIds),
    allocationCounts(tx, schemeId),
  ]);
  return staff.map(({ id, name, agency }) => ({
    id,
    name,
    agency,
    people: loads.get(id)?.people ?? 0,
    limit: loads.get(id)?.limit ?? null,
    coWorks: counts.get(id)?.coWorks ?? 0,
    appointments: appointments.filter((one: Appointment) => one.staffId === id),
    away: away.find(({ staffId }) => staffId === id),
    reviewsOverdue: reviews.filter(({ staffId }) => staffId === id).length,
  }));
}
