import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { AgreementThen, GoalThen, StepThen } from './version-types.ts';

/** The row as it was after the last change up to an instant; undefined where it has not changed since. */
interface Kept<Row> {
  was: Row | null;
  now: Row;
  /** It was changed after the instant: without `was`, how it stood is not the viewer's to know. */
  changed: boolean;
  agency: string;
}

interface GoalRow {
  id: number;
  pathway: string;
  need: string;
  goal: string;
  state: GoalStateOf;
  target_on: Day | null;
}
type GoalStateOf = Exclude<GoalThen['stood'], 'withheld'>['state'];

interface StepRow {
  id: number;
  goal_id: number;
  what: string;
  state: Exclude<StepThen['stood'], 'withheld'>['state'];
  actor: 'person' | 'worker' | 'provider';
  staff_id: number | null;
  due_on: Day | null;
}

/** What stood: the state kept before the first later change, the present one where there was none, else withheld. */
const asItStood = <Row>(kept: Kept<Row>): Row | 'withheld' =>
  kept.was ?? (kept.changed ? 'withheld' : kept.now);

export async function listGoalsThen(tx: Tx, planId: number, until: Date): Promise<GoalThen[]> {
  const rows = await tx.many(sql<Kept<GoalRow>>`
    select h.was, to_jsonb(g) as now, g.changed_at > ${until} as changed, a.name as agency
    from plan_goal g join agency a on a.id = g.agency_id
    left join lateral (select was from row_history h where h.table_name = 'plan_goal' and h.row_id = g.id and h.op = 'update' and h.at > ${until}
      order by h.id limit 1) h on true
    where g.plan_id = ${planId} and g.created_at <= ${until} order by g.id limit 200`);
  return rows.map((row) => {
    const then = asItStood(row);
    return {
      id: row.now.id,
      agency: row.agency,
      stood:
        then === 'withheld'
          ? then
          : {
              pathway: then.pathway,
              need: then.need,
              goal: then.goal,
              state: then.state,
              targetOn: then.target_on,
            },
    };
  });
}

/** @param who says in words who does a step. */
export async function listStepsThen(
  tx: Tx,
  planId: number,
  until: Date,
  who: (actor: StepRow['actor'], staff: string | null) => string,
): Promise<StepThen[]> {
  const rows = await tx.many(sql<Kept<StepRow> & { staff: string | null }>`
    select h.was, to_jsonb(t) as now, t.changed_at > ${until} as changed, a.name as agency, s.name as staff
    from plan_step t join agency a on a.id = t.agency_id join plan_goal g on g.id = t.goal_id
    left join lateral (select was from row_history h where h.table_name = 'plan_step' and h.row_id = t.id and h.op = 'update' and h.at > ${until}
      order by h.id limit 1) h on true
    left join staff s on s.id = coalesce((h.was->>'staff_id')::bigint, t.staff_id)
    where g.plan_id = ${planId} and t.created_at <= ${until} order by t.id limit 500`);
  return rows.map((row) => {
    const then = asItStood(row);
    return {
      id: row.now.id,
      goalId: row.now.goal_id,
      agency: row.agency,
      stood:
        then === 'withheld'
          ? then
          : {
              what: then.what,
              state: then.state,
              who: who(then.actor, then.staff_id === null ? null : row.staff),
              dueOn: then.due_on,
            },
    };
  });
}

interface PlanRow {
  agreement: Exclude<AgreementThen['stood'], 'withheld'>['agreement'];
  agreement_why: string | null;
  agreement_on: Day | null;
}

export async function findAgreementThen(
  tx: Tx,
  planId: number,
  until: Date,
): Promise<AgreementThen | undefined> {
  const row = await tx.maybe(sql<Kept<PlanRow>>`
    select h.was, to_jsonb(p) as now, p.changed_at > ${until} as changed, a.name as agency
    from plan p join agency a on a.id = p.agency_id
    left join lateral (select was from row_history h where h.table_name = 'plan' and h.row_id = p.id and h.op = 'update' and h.at > ${until}
      order by h.id limit 1) h on true
    where p.id = ${planId}`);
  if (row === undefined) return undefined;
  const then = asItStood(row);
  return {
    agency: row.agency,
    stood:
      then === 'withheld'
        ? then
        : { agreement: then.agreement, why: then.agreement_why, on: then.agreement_on },
  };
}
