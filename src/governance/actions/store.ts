import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  ActionFilter,
  ActionInput,
  ActionState,
  ActionVersion,
  GovernanceAction,
  Kept,
} from './types.ts';

const columns = sql`g.id, g.meeting_id as "meetingId", g.source, g.title, g.owner_id as "ownerId", s.name as owner, a.name as "ownerAgency", g.due_on as "dueOn", g.state, g.evidence,
  g.example, g.version, g.needs_role as "needsRole", g.needs_skill as "needsSkill", g.override_by as "overrideId", g.override_why as "overrideWhy",
  (select o.name from staff o where o.id = g.override_by) as "overrideBy"`;

const from = sql`from governance_action g left join staff s on s.id = g.owner_id left join agency a on a.id = s.agency_id`;

export const getAction = (tx: Tx, id: number): Promise<GovernanceAction> =>
  tx.one(sql<GovernanceAction>`select ${columns} ${from} where g.id = ${id}`);

export const lockAction = (tx: Tx, id: number): Promise<GovernanceAction> =>
  tx.one(sql<GovernanceAction>`select ${columns} ${from} where g.id = ${id} for update of g`);

/** Overdue and soonest due first, closed ones last. */
export const listActions = (
  tx: Tx,
  filter: ActionFilter,
  today: Day,
  window: { limit: number; offset: number },
): Promise<GovernanceAction[]> => {
  const state = filter.state === 'overdue' ? null : (filter.state ?? null);
  return tx.many(sql<GovernanceAction>`
    select ${columns} ${from}
    where (${state}::text is null or g.state = ${state})
      and (not ${filter.state === 'overdue'}::boolean or (g.state <> 'closed' and g.due_on < ${today}::date))
      and (${filter.ownerId ?? null}::bigint is null or g.owner_id = ${filter.ownerId ?? null})
      and (${filter.source ?? null}::text is null or g.source = ${filter.source ?? null})
      and (${filter.meetingId ?? null}::bigint is null or g.meeting_id = ${filter.meetingId ?? null})
    order by (g.state = 'closed'), g.due_on nulls last, g.id
    limit ${window.limit} offset ${window.offset}`);
};

export const countActions = (
  tx: Tx,
  today: Day,
): Promise<{ open: number; inProgress: number; closed: number; overdue: number }> =>
  tx.one(sql<{ open: number; inProgress: number; closed: number; overdue: number }>`
    select (count(*) filter (where state = 'open'))::int as open, (count(*) filter (where state = 'in-progress'))::int as "inProgress",
      (count(*) filter (where state = 'closed'))::int as closed,
      (count(*) filter (where state <> 'closed' and due_on < ${today}::date))::int as overdue
    from governance_action`);

export const listSources = async (tx: Tx): Promise<string[]> =>
  (await tx.many(sql<{ source: string }>`select distinct source from governance_action order by source`)).map(
    (row) => row.source,
  );

export const listVersions = (tx: Tx, actionId: number): Promise<ActionVersion[]> =>
  tx.many(sql<ActionVersion>`
    select v.version, v.at, s.name as by, v.title, o.name as owner, v.due_on as "dueOn", v.state, v.evidence
    from governance_action_version v join staff s on s.id = v.staff_id left join staff o on o.id = v.owner_id
    where v.action_id = ${actionId} order by v.version desc`);

/** Open actions that somebody owns. */
export const listOpenOf = (
  tx: Tx,
  staffId: number,
): Promise<{ id: number; title: string; version: number }[]> =>
  tx.many(sql<{ id: number; title: string; version: number }>`
    select id, title, version from governance_action where owner_id = ${staffId} and state <> 'closed' order by due_on nulls last, id`);

export const insertAction = (
  tx: Tx,
  input: Omit<ActionInput, 'needs' | 'override'> & Kept & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into governance_action (scheme_id, meeting_id, source, title, owner_id, due_on, state, evidence, example, needs_role, needs_skill, override_by, override_why)
    values (${input.schemeId}, ${input.meetingId ?? null}, ${input.source}, ${input.title}, ${input.ownerId}, ${input.dueOn}, 'open', ${input.evidence}, ${input.example},
      ${input.needsRole}, ${input.needsSkill}, ${input.override?.by ?? null}, ${input.override?.why ?? null})
    returning id`);

export const updateAction = (
  tx: Tx,
  id: number,
  change: {
    title: string;
    ownerId: number | null;
    dueOn: Day | null;
    state: ActionState;
    evidence: string | null;
  } & Kept,
): Promise<number> =>
  tx.run(sql`
    update governance_action set title = ${change.title}, owner_id = ${change.ownerId}, due_on = ${change.dueOn}, state = ${change.state},
      evidence = ${change.evidence}, needs_role = ${change.needsRole}, needs_skill = ${change.needsSkill}, override_by = ${change.override?.by ?? null},
      override_why = ${change.override?.why ?? null}, version = version + 1 where id = ${id}`);

/** The scheme of an action, and the day it is. */
export const todayOf = (tx: Tx, id: number): Promise<{ schemeId: number; today: Day }> =>
  tx.one(
    sql<{
      schemeId: number;
      today: Day;
    }>`select scheme_id as "schemeId", current_date as today from governance_action where id = ${id}`,
  );

/** Keeps the action as it now stands, with who made it so. */
export const keepVersion = (tx: Tx, id: number, staffId: number): Promise<number> =>
  tx.run(sql`
    insert into governance_action_version (action_id, version, staff_id, title, owner_id, due_on, state, evidence)
    select id, version, ${staffId}::bigint, title, owner_id, due_on, state, evidence from governance_action where id = ${id}`);
