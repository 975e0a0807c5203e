import { sql, type Tx } from '../../kernel/database.ts';
import type { Place, ReturnState, ReturnText, WorkRow } from './types.ts';

const columns = sql`t.id, t.return_id as "returnId", t.edition, t.narrative, t.spend_note as "spendNote", t.spend_pence::text as "spendPence", t.state, t.marks, t.version`;

type TextRow = Omit<ReturnText, 'spendPence'> & { spendPence: string | null };

const textOf = (row: TextRow): ReturnText => ({
  ...row,
  spendPence: row.spendPence === null ? null : BigInt(row.spendPence),
});

/** Newest edition first, of those that the viewer may have: the policing body has what is clear and no more. */
export const listTexts = async (tx: Tx, returnIds: readonly number[]): Promise<ReturnText[]> =>
  (
    await tx.many(sql<TextRow>`
      select ${columns} from grant_return_text t where t.return_id = any (${[...returnIds]}::bigint[]) order by t.return_id, t.edition desc`)
  ).map(textOf);

export const lockText = async (tx: Tx, id: number): Promise<ReturnText> =>
  textOf(
    await tx.one(sql<TextRow>`select ${columns} from grant_return_text t where t.id = ${id} for update of t`),
  );

export const insertText = (
  tx: Tx,
  row: Pick<ReturnText, 'returnId' | 'edition' | 'narrative' | 'spendNote' | 'marks'> & {
    staffId: number;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into grant_return_text (return_id, edition, narrative, spend_note, marks, state, written_by, written_at)
    values (${row.returnId}, ${row.edition}, ${row.narrative}, ${row.spendNote}, ${JSON.stringify(row.marks)}::jsonb, 'draft', ${row.staffId}, ${row.now})
    returning id`);

export const writeText = (
  tx: Tx,
  id: number,
  row: { narrative: string; spendNote: string; spendPence: string | null; state: 'draft' | 'sent' },
): Promise<number> =>
  tx.run(sql`
    update grant_return_text set narrative = ${row.narrative}, spend_note = ${row.spendNote}, spend_pence = ${row.spendPence}::bigint,
      state = ${row.state}, version = version + 1 where id = ${id}`);

export const decideText = (
  tx: Tx,
  id: number,
  row: { state: 'clear' | 'marked'; marks: readonly Place[] },
): Promise<number> =>
  tx.run(sql`
    update grant_return_text set state = ${row.state}, marks = ${JSON.stringify(row.marks)}::jsonb, version = version + 1 where id = ${id}`);

/** Somebody wrote: whoever has an earlier page of it is told. */
export const touchReturn = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update grant_return set version = version + 1 where id = ${id}`);

export const sendReturn = (
  tx: Tx,
  id: number,
  row: { pence: string; staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update grant_return set state = 'submitted', spend_pence = ${row.pence}::bigint, first_sent_at = coalesce(first_sent_at, ${row.now}), sent_at = ${row.now},
      sent_by = ${row.staffId}, version = version + 1 where id = ${id}`);

/** Taken back before anybody of the office acted on it: where it was the first sending, it counts as not sent. */
export const unsendReturn = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`
    update grant_return set state = 'open', first_sent_at = case when passed_at is null then null else first_sent_at end, version = version + 1
    where id = ${id}`);

export const passReturn = (
  tx: Tx,
  id: number,
  row: { state: 'with-commissioner' | 'sent-back'; staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update grant_return set state = ${row.state}, passed_by = ${row.staffId}, passed_at = ${row.now}, version = version + 1 where id = ${id}`);

export const reviewReturn = (
  tx: Tx,
  id: number,
  row: { state: ReturnState; staffId: number; now: Date; note: string | null },
): Promise<number> =>
  tx.run(sql`
    update grant_return set state = ${row.state}, decided_by = ${row.staffId}, decided_at = ${row.now}, note = ${row.note}, version = version + 1
    where id = ${id}`);

export const findPlaces = (tx: Tx, textId: number): Promise<{ places: Place[]; at: Date } | undefined> =>
  tx.maybe(
    sql<{ places: Place[]; at: Date }>`select places, at from grant_text_place where text_id = ${textId}`,
  );

/** One line of the list of returns. */
export interface ReturnLine {
  id: number;
  grantId: number;
  title: string;
  provider: string;
  example: boolean;
  returnDays: number;
  year: string;
  quarter: 1 | 2 | 3 | 4;
  state: ReturnState;
  firstSentAt: Date | null;
  flagPercent: number;
  /** Null: not counted yet. */
  activity: WorkRow[] | null;
}

/** Returns of quarters that have begun, newest quarter first; with `state`, those alone. Grants that ended are left out. */
export async function pageOfReturns(
  tx: Tx,
  filter: { state?: ReturnState | undefined; year: string; quarter: number },
  part: { limit: number; offset: number },
): Promise<{ returns: ReturnLine[]; total: number }> {
  const wanted = sql`from grant_return r join grant_quarter q on q.id = r.quarter_id join grant_award g on g.id = r.grant_id join agency p on p.id = g.provider_id
    where (${filter.state ?? null}::text is null or r.state = ${filter.state ?? null}) and (g.state = 'in-force' or r.state <> 'open')
      and (q.year < ${filter.year} or (q.year = ${filter.year} and q.quarter <= ${filter.quarter}))`;
  const [returns, count] = await Promise.all([
    tx.many(sql<ReturnLine>`
      select r.id, g.id as "grantId", g.title, p.name as provider, g.example, g.return_days as "returnDays", q.year, q.quarter, r.state, r.first_sent_at as "firstSentAt",
        g.flag_percent as "flagPercent", (select c.activity from grant_count c where c.return_id = r.id) as activity
      ${wanted} order by q.year desc, q.quarter desc, g.title, r.id limit ${part.limit} offset ${part.offset}`),
    tx.one(sql<{ total: number }>`select count(*)::int as total ${wanted}`),
  ]);
  return { returns, total: count.total };
}
