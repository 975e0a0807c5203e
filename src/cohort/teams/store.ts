import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Activity, ActivityCount, ActivityFilter, Handover, Owner, TeamCase } from './types.ts';

const caseColumns = sql`m.id as "membershipId", m.person_id as "personId", m.team_id as "teamId", t.name as team, m.state, m.owned_by as "ownedBy", m.version`;

export const findCase = (tx: Tx, personId: number, schemeId: number): Promise<TeamCase | undefined> =>
  tx.maybe(sql<TeamCase>`
    select ${caseColumns} from membership m join team t on t.id = m.team_id
    where m.person_id = ${personId} and m.scheme_id = ${schemeId} and m.left_on is null`);

export const lockCase = (tx: Tx, personId: number, schemeId: number): Promise<TeamCase> =>
  tx.one(sql<TeamCase>`
    select ${caseColumns} from membership m join team t on t.id = m.team_id
    where m.person_id = ${personId} and m.scheme_id = ${schemeId} and m.left_on is null for update of m`);

export const setOwner = (tx: Tx, membershipId: number, owner: Owner): Promise<number> =>
  tx.run(sql`update membership set owned_by = ${owner}, version = version + 1 where id = ${membershipId}`);

const handoverColumns = sql`h.id, h.membership_id as "membershipId", h.person_id as "personId", h.team_id as "teamId", t.name as team,
  h.from_at as "fromAt", h.until_day as "untilDay", h.why, s.name as by, h.returned_at as "returnedAt", r.name as "returnedBy",
  h.returned_note as "returnedNote", h.version`;
const fromHandover = sql`from team_handover h join team t on t.id = h.team_id join staff s on s.id = h.by_staff left join staff r on r.id = h.returned_by`;

export const listHandovers = (tx: Tx, personId: number): Promise<Handover[]> =>
  tx.many(
    sql<Handover>`select ${handoverColumns} ${fromHandover} where h.person_id = ${personId} order by h.id desc limit 20`,
  );

/** The one that nobody has taken back yet. */
export const findOpenHandover = (tx: Tx, personId: number): Promise<Handover | undefined> =>
  tx.maybe(
    sql<Handover>`select ${handoverColumns} ${fromHandover} where h.person_id = ${personId} and h.returned_at is null order by h.id desc limit 1`,
  );

/** Hand-overs of the people whom somebody leads or works with that began or ended since a moment. */
export const listLentOf = (
  tx: Tx,
  staffId: number,
  since: Date,
  limit: number,
): Promise<(Handover & { name: string })[]> =>
  tx.many(sql<Handover & { name: string }>`
    select ${handoverColumns}, p.given_names || ' ' || p.family_name as name ${fromHandover} join person p on p.id = h.person_id
    where coalesce(h.returned_at, h.from_at) >= ${since} and h.by_staff <> ${staffId} and exists (select from allocation a
      where a.person_id = h.person_id and a.staff_id = ${staffId} and a.kind in ('lead', 'co-worker') and a.to_at is null)
    order by h.id desc limit ${limit}`);

export const lockHandover = async (tx: Tx, id: number, personId: number): Promise<Handover> => {
  await tx.one(sql`select id from team_handover where id = ${id} and person_id = ${personId} for update`);
  return tx.one(sql<Handover>`select ${handoverColumns} ${fromHandover} where h.id = ${id}`);
};

export const insertHandover = (
  tx: Tx,
  made: {
    membershipId: number;
    personId: number;
    teamId: number;
    at: Date;
    untilDay: Day;
    why: string;
    staffId: number;
  },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into team_handover (membership_id, person_id, team_id, from_at, until_day, why, by_staff)
    values (${made.membershipId}, ${made.personId}, ${made.teamId}, ${made.at}, ${made.untilDay}, ${made.why}, ${made.staffId})
    on conflict do nothing returning id`);

export const setReturned = (
  tx: Tx,
  made: { id: number; at: Date; staffId: number; note: string },
): Promise<number> =>
  tx.run(sql`
    update team_handover set returned_at = ${made.at}, returned_by = ${made.staffId}, returned_note = ${made.note}, version = version + 1
    where id = ${made.id} and returned_at is null`);

/** Hand-overs of people still on the scheme that end by a day and are not back. */
export const listEnding = (tx: Tx, by: Day, limit: number): Promise<(Handover & { name: string })[]> =>
  tx.many(sql<Handover & { name: string }>`
    select ${handoverColumns}, p.given_names || ' ' || p.family_name as name ${fromHandover}
      join membership m on m.id = h.membership_id and m.left_on is null join person p on p.id = h.person_id
    where h.returned_at is null and h.until_day <= ${by} order by h.until_day, h.id limit ${limit}`);

const activityColumns = sql`v.id, v.person_id as "personId", p.given_names || ' ' || p.family_name as name, v.team_id as "teamId", t.name as team,
  v.agency_id as "agencyId", s.name as by, v.kind, v.on_day as "onDay", v.minutes, v.what, v.withdrawn_why as "withdrawnWhy", v.version`;
const fromActivity = sql`from team_activity v join team t on t.id = v.team_id join staff s on s.id = v.staff_id join person p on p.id = v.person_id`;

export const listActivityOf = (tx: Tx, personId: number): Promise<Activity[]> =>
  tx.many(
    sql<Activity>`select ${activityColumns} ${fromActivity} where v.person_id = ${personId} order by v.on_day desc, v.id desc limit 100`,
  );

const within = (
  filter: ActivityFilter,
) => sql`v.withdrawn_why is null and v.on_day between ${filter.from} and ${filter.to}
  and (${filter.teamId}::bigint is null or v.team_id = ${filter.teamId}) and (${filter.kind}::text is null or v.kind = ${filter.kind})`;

export const listActivity = (
  tx: Tx,
  filter: ActivityFilter,
  page: { limit: number; offset: number },
): Promise<Activity[]> =>
  tx.many(sql<Activity>`
    select ${activityColumns} ${fromActivity} where ${within(filter)} order by v.on_day desc, v.id desc limit ${page.limit} offset ${page.offset}`);

/** By team and kind, of what the viewer may see: the list behind each number is the same rows. */
export const countActivity = (tx: Tx, filter: ActivityFilter): Promise<ActivityCount[]> =>
  tx.many(sql<ActivityCount>`
    select v.team_id as "teamId", t.name as team, v.kind, count(*)::int as n, sum(v.minutes)::int as minutes, count(distinct v.person_id)::int as people
    ${fromActivity} where ${within(filter)} group by v.team_id, t.name, v.kind order by t.name, v.kind`);

export const insertActivity = (
  tx: Tx,
  made: {
    personId: number;
    teamId: number;
    agencyId: number;
    staffId: number;
    kind: string;
    onDay: Day;
    minutes: number;
    what: string;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into team_activity (person_id, team_id, agency_id, staff_id, kind, on_day, minutes, what)
    values (${made.personId}, ${made.teamId}, ${made.agencyId}, ${made.staffId}, ${made.kind}, ${made.onDay}, ${made.minutes}, ${made.what}) returning id`);

export const withdrawActivity = (
  tx: Tx,
  made: { id: number; personId: number; version: number; why: string },
): Promise<number> =>
  tx.run(sql`
    update team_activity set withdrawn_why = ${made.why}, version = version + 1
    where id = ${made.id} and person_id = ${made.personId} and version = ${made.version} and withdrawn_why is null`);

/** In the history of the membership, as any other change of it. */
export const insertOwnerChange = (
  tx: Tx,
  made: {
    membershipId: number;
    personId: number;
    at: Date;
    was: Owner;
    became: Owner;
    why: string;
    staffId: number;
    agencyId: number;
  },
): Promise<number> =>
  tx.run(sql`
    insert into membership_change (membership_id, person_id, at, what, was, became, why, staff_id, agency_id)
    values (${made.membershipId}, ${made.personId}, ${made.at}, 'owner', ${made.was}, ${made.became}, ${made.why}, ${made.staffId}, ${made.agencyId})`);
