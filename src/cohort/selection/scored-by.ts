import { sql, type Tx } from '../../kernel/database.ts';

/** The version of the matrix by which a candidate's points are, with its line. The fence keeps its body from being opened for each row. */
export const scoredBy = (schemeId: number) =>
  sql`left join selection_run sr on sr.id = c.run_id
    left join (select id, version, (body ->> 'line')::float8 as line from rule_version where scheme_id = ${schemeId} and kind like 'matrix%' offset 0) mx
      on mx.id = coalesce(c.matrix_id, sr.matrix_id)`;

/** Nobody has decided about them. */
export const waits = sql`c.state in ('listed', 'proposed', 'deferred')`;

/** At or above the line, and nobody has decided about them: the list `?state=waiting&line=above`, of those the viewer may see. */
export const countWaitingAbove = async (tx: Tx, schemeId: number): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from candidate c ${scoredBy(schemeId)}
      where c.scheme_id = ${schemeId} and c.cohort = 'main' and ${waits} and c.total >= mx.line`)
  ).n;
