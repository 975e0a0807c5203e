import { sql, type Tx } from '../../kernel/database.ts';
import type { NewTasking, Tasking, TaskingEvent, TaskingMove, TaskingState } from './types.ts';

// For a shift the name is as their briefing tells it.
const columns = sql`k.id, k.agency_id as "agencyId", k.asked_by as "askedById", s.name as "askedBy", sa.name as "askedByAgency", sa.kind as "askedByKind",
  k.to_team_id as "toTeamId", k.to_agency_id as "toAgencyId", coalesce(t.name, a.name) as to, k.person_id as "personId",
  coalesce(p.given_names || ' ' || p.family_name, (select d.body->>'text' from briefing_part d
    where d.person_id = k.person_id and d.kind = 'identity' order by d.id desc limit 1)) as name,
  k.what, k.answer_by as "answerBy", k.due_at as "dueAt", k.state, k.taken_by as "takenById", n.name as "takenBy", k.outcome,
  k.outcome_at as "outcomeAt", k.asked_at as "askedAt", k.version`;
const from = sql`from tasking k join staff s on s.id = k.asked_by join agency sa on sa.id = k.agency_id
  left join team t on t.id = k.to_team_id left join agency a on a.id = k.to_agency_id
  left join staff n on n.id = k.taken_by left join person p on p.id = k.person_id`;

export const getTasking = (tx: Tx, id: number): Promise<Tasking> =>
  tx.one(sql<Tasking>`select ${columns} ${from} where k.id = ${id}`);

export async function lockTasking(tx: Tx, id: number): Promise<Tasking> {
  await tx.one(sql`select id from tasking where id = ${id} for update`);
  return getTasking(tx, id);
}

export type Show = 'open' | 'late' | 'ended';

const shown = (show: Show, now: Date) =>
  show === 'late'
    ? sql`((k.state = 'asked' and k.answer_by < ${now}) or (k.state = 'accepted' and k.due_at < ${now}))`
    : show === 'open'
      ? sql`k.state in ('asked', 'accepted', 'returned')`
      : sql`k.state in ('done', 'withdrawn')`;

export const listTaskings = (
  tx: Tx,
  ask: { show: Show; now: Date; limit: number; offset: number },
): Promise<Tasking[]> =>
  tx.many(sql<Tasking>`
    select ${columns} ${from} where ${shown(ask.show, ask.now)}
    order by ${ask.show === 'ended' ? sql`k.outcome_at desc nulls last, k.asked_at desc` : sql`k.due_at, k.asked_at`}, k.id limit ${ask.limit} offset ${ask.offset}`);

export const countTaskings = async (tx: Tx, show: Show, now: Date): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n from tasking k where ${shown(show, now)}`)).n;

export const insertTasking = (
  tx: Tx,
  made: NewTasking & { schemeId: number; agencyId: number; staffId: number; at: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into tasking (scheme_id, agency_id, asked_by, to_team_id, to_agency_id, person_id, what, answer_by, due_at, state, asked_at)
    values (${made.schemeId}, ${made.agencyId}, ${made.staffId}, ${made.toTeamId}, ${made.toAgencyId}, ${made.personId}, ${made.what},
      ${made.answerBy}, ${made.dueAt}, 'asked', ${made.at}) returning id`);

export interface Moved {
  id: number;
  state: TaskingState;
  move: TaskingMove;
  words: string | null;
  staffId: number;
  at: Date;
  /** Asked again: the new times. */
  answerBy?: Date;
  dueAt?: Date;
}

export const setState = (tx: Tx, moved: Moved): Promise<number> =>
  tx.run(sql`
    update tasking set state = ${moved.state}, version = version + 1,
      taken_by = case when ${moved.move} = 'accept' then ${moved.staffId}::bigint when ${moved.move} = 'again' then null else taken_by end,
      outcome = case when ${moved.move} in ('return', 'finish', 'withdraw') then ${moved.words}::text end,
      outcome_at = case when ${moved.move} in ('return', 'finish', 'withdraw') then ${moved.at}::timestamptz end,
      answer_by = coalesce(${moved.answerBy ?? null}::timestamptz, answer_by), due_at = coalesce(${moved.dueAt ?? null}::timestamptz, due_at)
    where id = ${moved.id}`);

export const insertEvent = (
  tx: Tx,
  event: {
    taskingId: number;
    personId: number | null;
    staffId: number;
    at: Date;
    move: string;
    words: string | null;
    keptBecause: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    insert into tasking_event (tasking_id, person_id, staff_id, at, move, words, kept_because)
    values (${event.taskingId}, ${event.personId}, ${event.staffId}, ${event.at}, ${event.move}, ${event.words}, ${event.keptBecause})`);

export const listEvents = (tx: Tx, taskingId: number): Promise<TaskingEvent[]> =>
  tx.many(sql<TaskingEvent>`
    select e.at, e.move, e.words, e.kept_because as "keptBecause", s.name as by from tasking_event e join staff s on s.id = e.staff_id where e.tasking_id = ${taskingId} order by e.id`);

/** Whether those asked can see the person until it is due. */
export const canReach = async (
  tx: Tx,
  ask: { personId: number; toTeamId: number | null; toAgencyId: number | null; until: Date },
): Promise<boolean> =>
  (
    await tx.one(
      sql<{
        can: boolean;
      }>`select tasking_reaches(${ask.personId}, ${ask.toTeamId}::bigint, ${ask.toAgencyId}::bigint, ${ask.until}::timestamptz) as can`,
    )
  ).can;

export const findName = (tx: Tx, personId: number): Promise<{ name: string } | undefined> =>
  tx.maybe(
    sql<{
      name: string;
    }>`select given_names || ' ' || family_name as name from person where id = ${personId}`,
  );

/** What waits for whoever was asked. */
export const listForMe = (
  tx: Tx,
  ask: { teams: readonly number[]; agencyId: number; limit: number },
): Promise<Tasking[]> =>
  tx.many(sql<Tasking>`
    select ${columns} ${from} where k.state in ('asked', 'accepted')
      and (k.to_team_id = any (${[...ask.teams]}::bigint[]) or k.to_agency_id = ${ask.agencyId}) order by k.due_at, k.id limit ${ask.limit}`);

/**
 * What comes back to whoever asked, and to whoever supervises them: late, returned, or done in the last two days.
 */
export const listToAsker = (
  tx: Tx,
  ask: { staffId: number; supervises: boolean; now: Date; limit: number },
): Promise<Tasking[]> =>
  tx.many(sql<Tasking>`
    select ${columns} ${from} where (k.asked_by = ${ask.staffId}
        and (k.state = 'returned' or (k.state = 'done' and k.outcome_at > ${ask.now}::timestamptz - interval '2 days')))
      or ((k.asked_by = ${ask.staffId} or ${ask.supervises}::boolean)
        and ((k.state = 'asked' and k.answer_by < ${ask.now}) or (k.state = 'accepted' and k.due_at < ${ask.now})))
    order by k.due_at, k.id limit ${ask.limit}`);
