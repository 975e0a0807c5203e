import { sql, type Tx } from '../../kernel/database.ts';
import type { Answer, AnswerInput } from './types.ts';

const columns = sql`q.id, q.person_id as "personId", q.agency_id as "agencyId", a.name as agency, q.staff_id as "staffId", s.name as staff, q.asked_on as "askedOn", q.stage,
  q.rule_id as "ruleId", q.answers, q.refused, q.said, q.version`;

/** In the order in which they were asked; the newest hundred. */
export const listAnswers = (tx: Tx, personId: number): Promise<Answer[]> =>
  tx.many(sql<Answer>`
    select * from (
      select ${columns} from questionnaire_answer q join agency a on a.id = q.agency_id join staff s on s.id = q.staff_id
      where q.person_id = ${personId} and q.withdrawn_why is null order by q.asked_on desc, q.id desc limit 100) newest
    order by "askedOn", id`);

export const insertAnswer = (
  tx: Tx,
  row: AnswerInput & {
    schemeId: number;
    personId: number;
    agencyId: number;
    staffId: number;
    ruleId: number;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into questionnaire_answer (scheme_id, person_id, agency_id, staff_id, asked_on, stage, rule_id, answers, refused, said, handling, changed_by)
    values (${row.schemeId}, ${row.personId}, ${row.agencyId}, ${row.staffId}, ${row.askedOn}, ${row.stage}, ${row.ruleId}, ${JSON.stringify(row.answers)}::jsonb,
      ${row.refused}, ${row.said}, ${row.handling}, ${row.staffId})
    returning id`);

/** An answer under its own person's address: under anybody else's it is not found. */
export const lockAnswer = (
  tx: Tx,
  { id, personId }: { id: number; personId: number },
): Promise<{ id: number; version: number; withdrawn: boolean }> =>
  tx.one(sql<{ id: number; version: number; withdrawn: boolean }>`
    select id, version, withdrawn_why is not null as withdrawn from questionnaire_answer where id = ${id} and person_id = ${personId} for update`);

export const withdrawAnswerRow = (tx: Tx, id: number, why: string, by: number): Promise<number> =>
  tx.run(sql`
    update questionnaire_answer set withdrawn_why = ${why}, version = version + 1, changed_at = now(), changed_by = ${by} where id = ${id}`);
