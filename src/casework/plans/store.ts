import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  AgreementInput,
  Goal,
  GoalInput,
  GoalState,
  Plan,
  Step,
  StepInput,
  StepState,
} from './types.ts';

const goalColumns = sql`g.id, g.person_id as "personId", g.agency_id as "agencyId", a.name as agency, g.pathway, g.need, g.goal, g.state, g.handling,
  g.target_on as "targetOn", g.version, g.created_at as "createdAt", g.changed_at as "changedAt", c.name as "changedBy", coalesce(g.set_at, g.changed_at) as "setAt", coalesce(g.set_by, g.changed_by) as "setBy"`;

const fromGoals = sql`from plan_goal g join agency a on a.id = g.agency_id left join staff c on c.id = g.changed_by`;

const stepColumns = sql`t.id, t.goal_id as "goalId", t.person_id as "personId", t.what, t.actor, t.staff_id as "staffId", s.name as staff, t.due_on as "dueOn",
  t.state, t.why, t.handling, t.version, t.created_at as "createdAt", t.changed_at as "changedAt", c.name as "changedBy", coalesce(t.set_at, t.changed_at) as "setAt"`;

const fromSteps = sql`from plan_step t left join staff s on s.id = t.staff_id left join staff c on c.id = t.changed_by`;

const planColumns = sql`p.id, p.agreement, p.agreement_why as "agreementWhy", p.agreement_on as "agreementOn", p.changed_at as "changedAt", p.version,
  coalesce((select w.writers from plan_writer w where w.plan_id = p.id), '{}') as writers`;

/** The plan of somebody's current, else latest, time on the scheme. */
export const findPlan = (tx: Tx, personId: number): Promise<Plan | undefined> =>
  tx.maybe(sql<Plan>`
    select ${planColumns} from plan p join membership m on m.id = p.membership_id
    where p.person_id = ${personId} order by m.left_on is null desc, m.joined_on desc, m.id desc limit 1`);

export const lockPlan = (tx: Tx, id: number): Promise<Plan & { personId: number }> =>
  tx.one(
    sql<
      Plan & { personId: number }
    >`select ${planColumns}, p.person_id as "personId" from plan p where p.id = ${id} for update`,
  );

/** The plan of a membership, made when it is not there. Undefined when another agency's may not be seen. */
export async function ensurePlan(
  tx: Tx,
  row: { membershipId: number; personId: number; agencyId: number; staffId: number },
): Promise<{ id: number } | undefined> {
  await tx.run(sql`
    insert into plan (membership_id, person_id, agency_id, state, changed_by)
    values (${row.membershipId}, ${row.personId}, ${row.agencyId}, 'active', ${row.staffId}) on conflict (membership_id) do nothing`);
  return tx.maybe(sql<{ id: number }>`select id from plan where membership_id = ${row.membershipId}`);
}

export const updateAgreement = (
  tx: Tx,
  id: number,
  input: AgreementInput & { on: Day; by: number },
): Promise<number> =>
  tx.run(sql`
    update plan set agreement = ${input.agreement}, agreement_why = ${input.why}, agreement_on = ${input.on}, version = version + 1,
      changed_at = now(), changed_by = ${input.by} where id = ${id}`);

/** Goals of the plan, in the order they were set. */
export const listGoals = (tx: Tx, planId: number): Promise<Goal[]> =>
  tx.many(sql<Goal>`select ${goalColumns} ${fromGoals} where g.plan_id = ${planId} order by g.id limit 200`);

/** A goal or step under its own person's address: under anybody else's it is not found. */
export interface ItemKey {
  id: number;
  personId: number;
}

export const getGoal = (tx: Tx, { id, personId }: ItemKey): Promise<Goal> =>
  tx.one(sql<Goal>`select ${goalColumns} ${fromGoals} where g.id = ${id} and g.person_id = ${personId}`);

export const lockGoal = (tx: Tx, { id, personId }: ItemKey): Promise<Goal> =>
  tx.one(
    sql<Goal>`select ${goalColumns} ${fromGoals} where g.id = ${id} and g.person_id = ${personId} for update of g`,
  );

export const insertGoal = (
  tx: Tx,
  row: GoalInput & { planId: number; personId: number; agencyId: number; state: GoalState; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_goal (plan_id, person_id, agency_id, pathway, need, goal, state, handling, target_on, changed_by, set_by)
    values (${row.planId}, ${row.personId}, ${row.agencyId}, ${row.pathway}, ${row.need}, ${row.goal}, ${row.state}, ${row.handling}, ${row.targetOn}, ${row.by}, ${row.by})
    returning id`);

export const updateGoal = (tx: Tx, id: number, row: GoalInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update plan_goal set pathway = ${row.pathway}, need = ${row.need}, goal = ${row.goal}, handling = ${row.handling}, target_on = ${row.targetOn},
      version = version + 1, changed_at = now(), changed_by = ${row.by}, set_at = now(), set_by = ${row.by} where id = ${id}`);

/** @param row.isProgress what the goal asks stays what it was. */
export const updateGoalState = (
  tx: Tx,
  id: number,
  row: { state: GoalState; isProgress: boolean; by: number },
): Promise<number> =>
  tx.run(sql`
    update plan_goal set state = ${row.state}, version = version + 1, changed_at = now(), changed_by = ${row.by},
      set_at = case when ${row.isProgress} then coalesce(set_at, changed_at) else now() end,
      set_by = case when ${row.isProgress} then coalesce(set_by, changed_by) else ${row.by} end where id = ${id}`);

export const listSteps = (tx: Tx, planId: number): Promise<Step[]> =>
  tx.many(sql<Step>`
    select ${stepColumns} ${fromSteps} join plan_goal g on g.id = t.goal_id where g.plan_id = ${planId}
    order by t.due_on nulls last, t.id limit 500`);

export const getStep = (tx: Tx, { id, personId }: ItemKey): Promise<Step> =>
  tx.one(sql<Step>`select ${stepColumns} ${fromSteps} where t.id = ${id} and t.person_id = ${personId}`);

export const lockStep = (tx: Tx, { id, personId }: ItemKey): Promise<Step> =>
  tx.one(
    sql<Step>`select ${stepColumns} ${fromSteps} where t.id = ${id} and t.person_id = ${personId} for update of t`,
  );

/** A step is handled as its goal is: who may see the one may see the other. */
export const insertStep = (
  tx: Tx,
  row: StepInput & { goalId: number; personId: number; agencyId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_step (goal_id, person_id, agency_id, what, actor, staff_id, due_on, state, handling, named_agencies, changed_by, set_by)
    select g.id, g.person_id, ${row.agencyId}, ${row.what}, ${row.actor}, ${row.staffId}, ${row.dueOn}, 'to-do', g.handling, g.named_agencies, ${row.by}, ${row.by}
    from plan_goal g where g.id = ${row.goalId} returning id`);

export const updateStep = (tx: Tx, id: number, row: StepInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update plan_step set what = ${row.what}, actor = ${row.actor}, staff_id = ${row.staffId}, due_on = ${row.dueOn}, version = version + 1,
      changed_at = now(), changed_by = ${row.by}, set_at = now(), set_by = ${row.by} where id = ${id}`);

/** @param row.isProgress what the step asks stays what it was. */
export const updateStepState = (
  tx: Tx,
  id: number,
  row: { state: StepState; why: string | null; isProgress: boolean; by: number },
): Promise<number> =>
  tx.run(sql`
    update plan_step set state = ${row.state}, why = ${row.why}, version = version + 1, changed_at = now(), changed_by = ${row.by},
      set_at = case when ${row.isProgress} then coalesce(set_at, changed_at) else now() end,
      set_by = case when ${row.isProgress} then coalesce(set_by, changed_by) else ${row.by} end where id = ${id}`);

/** Steps take a goal's new handling with it. */
export const handleStepsAs = (
  tx: Tx,
  goalId: number,
  row: { handling: string; by: number },
): Promise<number> =>
  tx.run(sql`
    update plan_step set handling = ${row.handling}, version = version + 1, changed_at = now(), changed_by = ${row.by},
      set_at = coalesce(set_at, changed_at), set_by = coalesce(set_by, changed_by)
    where goal_id = ${goalId} and handling <> ${row.handling}`);

export const findSex = async (tx: Tx, personId: number): Promise<string | null> =>
  (await tx.one(sql<{ sex: string | null }>`select sex from person where id = ${personId}`)).sex;

export interface DueStep {
  id: number;
  personId: number;
  name: string;
  what: string;
  dueOn: Day;
}

/** Whether the viewer stands beside the person as their link worker, or for one who is away. */
export const isEmbedded = async (tx: Tx, personId: number): Promise<boolean> =>
  (
    await tx.one(sql<{ yes: boolean }>`
      select exists (select 1 from access_reason r where r.person_id = ${personId} and r.kind = 'embedded' and r.holder = any (viewer_holders())
        and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())) as yes`)
  ).yes;

/** On Today. */
export const mostOnToday = { steps: 200, changes: 30 } as const;

/** Open steps due by a day that are the viewer's to see to: named to them, of a person they lead, or their own person's. */
export const listDueSteps = (tx: Tx, staffId: number, by: Day): Promise<DueStep[]> =>
  tx.many(sql<DueStep>`
    select t.id, t.person_id as "personId", p.given_names || ' ' || p.family_name as name, t.what, t.due_on as "dueOn"
    from plan_step t join person p on p.id = t.person_id join plan_goal g on g.id = t.goal_id
    where t.state in ('to-do', 'doing') and t.due_on <= ${by} and g.state = 'active'
      and (t.staff_id = ${staffId} or (t.actor <> 'worker' and exists (
        select 1 from allocation l where l.person_id = t.person_id and l.staff_id = ${staffId} and l.to_at is null
          and (l.kind = 'lead' or (l.kind = 'embedded' and t.actor = 'person')))))
    order by t.due_on, t.id limit ${sql.lit(mostOnToday.steps)}`);

export interface ChangedGoal {
  personId: number;
  name: string;
  at: Date;
  by: string;
  what: string;
}

/** Goals and steps that somebody else changed on the plans of the viewer's people. */
export const listChangedGoals = (tx: Tx, staffId: number, since: Date): Promise<ChangedGoal[]> =>
  tx.many(sql<ChangedGoal>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select x.person_id as "personId", p.given_names || ' ' || p.family_name as name, x.at, s.name as by, x.what
    from (
      select g.person_id, g.changed_at as at, g.changed_by, 'goal ' || g.state as what
      from mine join plan_goal g on g.person_id = mine.person_id where g.changed_at > ${since}
      union all
      select t.person_id, t.changed_at, t.changed_by, 'step ' || t.state
      from mine join plan_step t on t.person_id = mine.person_id where t.changed_at > ${since}
    ) x join person p on p.id = x.person_id join staff s on s.id = x.changed_by
    where x.changed_by <> ${staffId}
    order by x.at desc limit ${sql.lit(mostOnToday.changes)}`);

export interface OpenNeed {
  goalId: number;
  personId: number;
  name: string;
  pathway: string;
  need: string;
  since: Date;
  targetOn: Day | null;
}

/** Needs that are open, oldest first: the pathways manager's list. */
export const listOpenNeeds = (
  tx: Tx,
  pathway: string | undefined,
  limit: number,
  offset: number,
): Promise<OpenNeed[]> =>
  tx.many(sql<OpenNeed>`
    select g.id as "goalId", g.person_id as "personId", p.given_names || ' ' || p.family_name as name, g.pathway, g.need, g.created_at as since, g.target_on as "targetOn"
    from plan_goal g join person p on p.id = g.person_id
    where g.state in ('active', 'later') and g.handling = 'partners' and (${pathway ?? null}::text is null or g.pathway = ${pathway ?? null})
    order by g.created_at, g.id limit ${limit} offset ${offset}`);

export const countOpenNeeds = (tx: Tx): Promise<{ pathway: string; n: number }[]> =>
  tx.many(sql<{ pathway: string; n: number }>`
    select pathway, count(*)::int as n from plan_goal where state in ('active', 'later') and handling = 'partners' group by pathway order by n desc, pathway`);

/** Whom a step may name: those who work with the person now, and the one who writes. */
export const listWorkers = (
  tx: Tx,
  personId: number,
  writerId: number,
): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select s.id, s.name from staff s where s.id = ${writerId} or exists (
      select 1 from allocation l where l.staff_id = s.id and l.person_id = ${personId} and l.to_at is null) order by s.name`);

/** One person's open needs, for those who see needs and not plans. */
export const listNeedsOf = (tx: Tx, personId: number): Promise<{ need: string }[]> =>
  tx.many(sql<{ need: string }>`
    select need from plan_goal where person_id = ${personId} and state in ('active', 'later') and handling = 'partners' order by id`);
