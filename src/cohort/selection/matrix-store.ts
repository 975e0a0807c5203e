import { sql, type Tx } from '../../kernel/database.ts';
import type { GoingLive, MatrixRow, MatrixState } from './matrix-types.ts';
import type { Matrix } from './types.ts';

const columns = sql`m.id, m.cohort, m.state, m.body, m.author_id as "authorId", a.name as author, m.made_at as "madeAt", m.submitted_by as "submittedBy", m.writers,
  s.name as submitter, p.name as approver, m.returned_why as "returnedWhy", m.assessment, m.assessed_on as "assessedOn", m.assessed_by as "assessedBy",
  m.live_from as "liveFrom", m.version`;

const from = sql`from matrix m join staff a on a.id = m.author_id left join staff s on s.id = m.submitted_by left join staff p on p.id = m.approved_by`;

export const listMatrices = (tx: Tx, schemeId: number): Promise<MatrixRow[]> =>
  tx.many(
    sql<MatrixRow>`select ${columns} ${from} where m.scheme_id = ${schemeId} order by m.id desc limit 100`,
  );

export const getMatrix = (tx: Tx, schemeId: number, id: number): Promise<MatrixRow> =>
  tx.one(sql<MatrixRow>`select ${columns} ${from} where m.id = ${id} and m.scheme_id = ${schemeId}`);

export const lockMatrix = (tx: Tx, schemeId: number, id: number): Promise<MatrixRow> =>
  tx.one(
    sql<MatrixRow>`select ${columns} ${from} where m.id = ${id} and m.scheme_id = ${schemeId} for update of m`,
  );

/** Whether another matrix on its way (not yet in force) has this name. */
export const isNameTaken = async (
  tx: Tx,
  schemeId: number,
  name: string,
  but: number | null,
): Promise<boolean> =>
  (
    await tx.one(sql<{ taken: boolean }>`
      select exists (select from matrix where scheme_id = ${schemeId} and state in ('draft', 'submitted', 'approved')
        and lower(body ->> 'name') = lower(${name}) and id is distinct from ${but}::bigint) as taken`)
  ).taken;

export const insertMatrix = (
  tx: Tx,
  draft: { schemeId: number; cohort: string; body: Matrix; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into matrix (scheme_id, cohort, state, body, author_id, changed_by)
    values (${draft.schemeId}, ${draft.cohort}, 'draft', ${JSON.stringify(draft.body)}::jsonb, ${draft.staffId}, ${draft.staffId}) returning id`);

export const updateBody = (tx: Tx, id: number, body: Matrix, staffId: number): Promise<number> =>
  tx.run(sql`
    update matrix set body = ${JSON.stringify(body)}::jsonb, version = version + 1, changed_at = now(), changed_by = ${staffId} where id = ${id}`);

/** Moves a matrix on: who submitted, approved or sent it back goes with the state. */
export const updateState = (
  tx: Tx,
  id: number,
  to: { state: MatrixState; staffId: number; returnedWhy?: string },
): Promise<number> =>
  tx.run(sql`
    update matrix set state = ${to.state}, version = version + 1, changed_at = now(), changed_by = ${to.staffId},
      submitted_by = case when ${to.state} = 'submitted' then ${to.staffId} when ${to.state} = 'draft' then null else submitted_by end,
      submitted_at = case when ${to.state} = 'submitted' then now() when ${to.state} = 'draft' then null else submitted_at end,
      approved_by = case when ${to.state} = 'approved' then ${to.staffId} when ${to.state} = 'draft' then null else approved_by end,
      approved_at = case when ${to.state} = 'approved' then now() when ${to.state} = 'draft' then null else approved_at end,
      returned_why = ${to.returnedWhy ?? null}
    where id = ${id}`);

/** Puts an approved matrix in force from its day (matrix_enact() writes the rule and ends the one before it). */
export async function enact(tx: Tx, id: number, going: GoingLive, staffId: number): Promise<number | null> {
  await tx.run(sql`
    update matrix set state = 'live', assessment = ${going.assessment}, assessed_on = ${going.assessedOn}, assessed_by = ${going.assessedBy},
      live_from = ${going.liveFrom}, version = version + 1, changed_at = now(), changed_by = ${staffId} where id = ${id}`);
  const { rule } = await tx.one(sql<{ rule: number | null }>`select matrix_enact(${id}) as rule`);
  return rule;
}

/** What was and will be in force, for the list: rules have no author where the scheme was set up with them. */
export interface MatrixRule {
  id: number;
  version: number;
  cohort: string;
  name: string;
  validFrom: string;
  validTo: string | null;
  example: boolean;
  matrixId: number | null;
}

export const listMatrixRules = (tx: Tx, schemeId: number): Promise<MatrixRule[]> =>
  tx.many(sql<MatrixRule>`
    select r.id, r.version, case when r.kind = 'matrix' then 'main' else substr(r.kind, 8) end as cohort, r.body ->> 'name' as name,
      r.valid_from as "validFrom", r.valid_to as "validTo", r.example, m.id as "matrixId"
    from rule_version r left join matrix m on m.rule_id = r.id
    where r.scheme_id = ${schemeId} and (r.kind = 'matrix' or r.kind like 'matrix:%') order by r.kind, r.version desc`);
