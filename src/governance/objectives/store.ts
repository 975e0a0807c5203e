import { sql, type Tx } from '../../kernel/database.ts';
import type { LinkInput, Objective, ObjectiveInput, ObjectiveLink } from './types.ts';

const columns = sql`o.id, o.body, o.plan, o.number, o.title, o.detail, o.from_on as "fromOn", o.until_on as "untilOn",
  o.not_measured_why as "notMeasuredWhy", o.source, o.example, o.version`;

/** By body and plan, the newest plan first, in the order of their numbers. @param bare those that nothing measures */
export const listObjectives = (
  tx: Tx,
  window: { limit: number; offset: number },
  bare = false,
): Promise<Objective[]> =>
  tx.many(sql<Objective>`
    select ${columns} from plan_objective o
    where not ${bare}::boolean or not exists (select from plan_objective_link l where l.objective_id = o.id and l.kind = 'measure' and not l.removed)
    order by o.body, o.from_on desc nulls last, o.plan, nullif(regexp_replace(o.number, '\\D.*$', ''), '')::numeric nulls last, o.number, o.id
    limit ${window.limit} offset ${window.offset}`);

export const countObjectives = (tx: Tx): Promise<{ all: number; bare: number }> =>
  tx.one(sql<{ all: number; bare: number }>`
    select count(*)::int as all, (count(*) filter (where not exists (
      select from plan_objective_link l where l.objective_id = o.id and l.kind = 'measure' and not l.removed)))::int as bare from plan_objective o`);

export const getObjective = (tx: Tx, id: number): Promise<Objective> =>
  tx.one(sql<Objective>`select ${columns} from plan_objective o where o.id = ${id}`);

export const lockObjective = (tx: Tx, id: number): Promise<Objective> =>
  tx.one(sql<Objective>`select ${columns} from plan_objective o where o.id = ${id} for update of o`);

export const insertObjective = (
  tx: Tx,
  input: ObjectiveInput & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_objective (scheme_id, body, plan, number, title, detail, from_on, until_on, not_measured_why, source, example)
    values (${input.schemeId}, ${input.body}, ${input.plan}, ${input.number}, ${input.title}, ${input.detail}, ${input.fromOn}, ${input.untilOn},
      ${input.notMeasuredWhy}, ${input.source}, ${input.example}) returning id`);

export const updateObjective = (
  tx: Tx,
  id: number,
  input: Omit<ObjectiveInput, 'example'>,
): Promise<number> =>
  tx.run(sql`
    update plan_objective set body = ${input.body}, plan = ${input.plan}, number = ${input.number}, title = ${input.title}, detail = ${input.detail},
      from_on = ${input.fromOn}, until_on = ${input.untilOn}, not_measured_why = ${input.notMeasuredWhy}, source = ${input.source},
      version = version + 1 where id = ${id}`);

const linkColumns = sql`l.id, l.objective_id as "objectiveId", l.kind, l.ref_id as "refId", l.measure, l.title, l.why`;

/** Links of some objectives. */
export const listLinks = (tx: Tx, ids: readonly number[]): Promise<ObjectiveLink[]> =>
  tx.many(sql<ObjectiveLink>`
    select ${linkColumns} from plan_objective_link l where l.objective_id = any (${[...ids]}::bigint[]) and not l.removed
    order by array_position(array['measure','decision','grant'], l.kind), l.id`);

export const insertLink = (tx: Tx, input: LinkInput & { staffId: number }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into plan_objective_link (objective_id, kind, ref_id, measure, title, why, added_by)
    values (${input.objectiveId}, ${input.kind}, ${input.refId}, ${input.measure}, ${input.title}, ${input.why}, ${input.staffId}) returning id`);

export const lockLink = (tx: Tx, id: number): Promise<{ objectiveId: number }> =>
  tx.one(sql<{ objectiveId: number }>`
    select objective_id as "objectiveId" from plan_objective_link where id = ${id} and not removed for update`);

export const removeLink = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update plan_objective_link set removed = true where id = ${id}`);

/** Decisions that may be linked, the newest first. */
export const listDecisionTitles = (tx: Tx): Promise<{ id: number; title: string }[]> =>
  tx.many(sql<{ id: number; title: string }>`
    select id, left(number || ': ' || title, 200) as title from decision_notice order by decided_on desc nulls first, id desc limit 200`);
