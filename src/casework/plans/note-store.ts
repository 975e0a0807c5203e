import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { Rag } from '../../scheme/ratings.ts';
import type { EarlierNote, NoteInput, NoteKind, PlanNote, Signature } from './note-types.ts';

const columns = sql`n.id, n.plan_id as "planId", n.person_id as "personId", n.kind, n.goal_id as "goalId", n.step_id as "stepId", n.reason, n.on_day as "on", n.note, n.person_present as present, n.person_said as said, n.handling,
  n.state, n.why, n.agency_id as "agencyId", a.name as agency, n.staff_id as "staffId", s.name as staff, n.version, n.recorded_at as "recordedAt", n.changed_at as "changedAt", c.name as "changedBy"`;

const from = sql`from plan_note n join agency a on a.id = n.agency_id join staff s on s.id = n.staff_id left join staff c on c.id = n.changed_by`;

/** A note of a goal is met with the goal alone: whoever may not see the one sees no note of it. */
const withGoal = sql`(n.goal_id is null or exists (select 1 from plan_goal g where g.id = n.goal_id))`;

/** Notes and reviews that stand, newest first. */
export const listNotes = (tx: Tx, planId: number): Promise<PlanNote[]> =>
  tx.many(sql<PlanNote>`
    select ${columns} ${from} where n.plan_id = ${planId} and n.state = 'recorded' and ${withGoal} order by n.on_day desc, n.id desc limit 300`);

/** A note of progress, a review or a counter-signature of a person's plans, for the timeline. */
export interface PlanHappening {
  what: NoteKind | 'signed';
  id: number;
  on: Day;
  at: Date;
  note: string | null;
  staff: string;
  agency: string;
  changedAt: Date;
}

/** Newest first: one statement over notes and counter-signatures. */
export const listPlanHappenings = (tx: Tx, personId: number): Promise<PlanHappening[]> =>
  tx.many(sql<PlanHappening>`
    select n.kind as what, n.id, n.on_day as "on", n.recorded_at as at, n.note, s.name as staff, a.name as agency, n.changed_at as "changedAt"
    from plan_note n join agency a on a.id = n.agency_id join staff s on s.id = n.staff_id
    where n.person_id = ${personId} and n.state = 'recorded' and ${withGoal}
    union all
    select 'signed', g.id, (g.signed_at at time zone 'Europe/London')::date, g.signed_at, null, s.name, a.name, g.signed_at
    from plan_signature g join agency a on a.id = g.agency_id join staff s on s.id = g.staff_id where g.person_id = ${personId}
    order by 3 desc, 2 desc limit 300`);

/** A note under its own person's address. */
export interface NoteKey {
  id: number;
  personId: number;
}

export const getNote = (tx: Tx, { id, personId }: NoteKey): Promise<PlanNote> =>
  tx.one(
    sql<PlanNote>`select ${columns} ${from} where n.id = ${id} and n.person_id = ${personId} and ${withGoal}`,
  );

export const lockNote = (tx: Tx, { id, personId }: NoteKey): Promise<PlanNote> =>
  tx.one(
    sql<PlanNote>`select ${columns} ${from} where n.id = ${id} and n.person_id = ${personId} and ${withGoal} for update of n`,
  );

export const insertNote = (
  tx: Tx,
  row: NoteInput & {
    kind: NoteKind;
    planId: number;
    personId: number;
    goalId: number | null;
    agencyId: number;
    by: number;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_note (plan_id, person_id, agency_id, staff_id, kind, goal_id, step_id, reason, on_day, note, person_present, person_said, handling, changed_by)
    values (${row.planId}, ${row.personId}, ${row.agencyId}, ${row.by}, ${row.kind}, ${row.goalId}, ${row.stepId}, ${row.reason}, ${row.on}, ${row.note}, ${row.person?.present ?? null}, ${row.person?.said ?? null}, ${row.handling}, ${row.by})
    returning id`);

export const updateNote = (
  tx: Tx,
  id: number,
  row: NoteInput & { why: string; by: number },
): Promise<number> =>
  tx.run(sql`
    update plan_note set on_day = ${row.on}, note = ${row.note}, person_present = ${row.person?.present ?? null}, person_said = ${row.person?.said ?? null}, handling = ${row.handling}, step_id = ${row.stepId}, reason = ${row.reason}, why = ${row.why},
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

export const withdrawNoteRow = (tx: Tx, id: number, row: { why: string; by: number }): Promise<number> =>
  tx.run(
    sql`update plan_note set state = 'withdrawn', why = ${row.why}, version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`,
  );

/** What a note said before, newest first: for its author's agency. */
export const listEarlier = (tx: Tx, { id, personId }: NoteKey): Promise<EarlierNote[]> =>
  tx.many(sql<EarlierNote>`
    select h.at, h.was->>'note' as note, s.name as by from row_history h left join staff s on s.id = h.staff_id
    where h.table_name = 'plan_note' and h.row_id = ${id} and h.person_id = ${personId} and h.op = 'update' order by h.id desc limit 20`);

/** Whose name stands to the goals, the newest first. */
export const listSignatures = (tx: Tx, planId: number): Promise<Signature[]> =>
  tx.many(sql<Signature>`
    select n.id, n.staff_id as "staffId", s.name as staff, a.name as agency, n.mark, n.signed_at as at
    from plan_signature n join staff s on s.id = n.staff_id join agency a on a.id = n.agency_id
    where n.plan_id = ${planId} order by n.signed_at desc, n.id desc limit 50`);

export const insertSignature = (
  tx: Tx,
  row: { planId: number; personId: number; agencyId: number; staffId: number; mark: string },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_signature (plan_id, person_id, agency_id, staff_id, mark)
    values (${row.planId}, ${row.personId}, ${row.agencyId}, ${row.staffId}, ${row.mark}) returning id`);

export interface ReviewRow {
  planId: number;
  personId: number;
  name: string;
  rag: Rag;
  tier: string | null;
  /** When the plan's first goal was set. */
  begunAt: Date;
  reviewedOn: Day | null;
  custodyOn: Day | null;
  offenceOn: Day | null;
  ragOn: Day | null;
  tierOn: Day | null;
}

/** The first rating or tier is no change of it. */
const changedOn = (what: 'rag' | 'tier'): Sql<unknown> =>
  sql`(select max((x.at at time zone 'Europe/London')::date) from membership_change x where x.membership_id = m.id and x.what = ${what} and x.was is not null and x.was <> 'none')`;

const reviewColumns = sql`p.id as "planId", p.person_id as "personId", e.given_names || ' ' || e.family_name as name, m.rag, m.tier,
  coalesce((select min(g.created_at) from plan_goal g where g.plan_id = p.id), p.changed_at) as "begunAt",
  (select max(n.on_day) from plan_note n where n.plan_id = p.id and n.kind = 'review' and n.state = 'recorded') as "reviewedOn",
  (select max(c.from_day) from custody_spell c where c.person_id = p.person_id) as "custodyOn",
  (select max(o.offence_date) from offence o where o.person_id = p.person_id) as "offenceOn",
  ${changedOn('rag')} as "ragOn", ${changedOn('tier')} as "tierOn"`;

const fromReviews = sql`from plan p join membership m on m.id = p.membership_id and m.left_on is null join person e on e.id = p.person_id`;

/** What sets the review of one plan, as far as the viewer may see it. */
export const findReviewFacts = (tx: Tx, planId: number): Promise<ReviewRow | undefined> =>
  tx.maybe(sql<ReviewRow>`select ${reviewColumns} ${fromReviews} where p.id = ${planId}`);

/** The same of the plans of the members whom somebody leads. */
export const listReviewFacts = (tx: Tx, staffId: number): Promise<ReviewRow[]> =>
  tx.many(sql<ReviewRow>`
    select ${reviewColumns} ${fromReviews}
    where exists (select 1 from allocation l where l.person_id = p.person_id and l.staff_id = ${staffId} and l.kind = 'lead' and l.to_at is null)
    order by p.id limit 500`);
