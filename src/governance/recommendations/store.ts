import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { StatusChange } from './rules.ts';
import type {
  Progress,
  Recommendation,
  RecommendationFilter,
  RecommendationRow,
  RecommendationSort,
  RecommendationStatus,
  Source,
  SourceInput,
} from './types.ts';

const sourceColumns = sql`id, title, made_by as "madeBy", published_on as "publishedOn", stated, note, example`;

export const listSources = (tx: Tx): Promise<Source[]> =>
  tx.many(
    sql<Source>`select ${sourceColumns} from recommendation_source order by published_on desc nulls last, id`,
  );

export const getSource = (tx: Tx, id: number): Promise<Source> =>
  tx.one(sql<Source>`select ${sourceColumns} from recommendation_source where id = ${id}`);

export const insertSource = (
  tx: Tx,
  input: SourceInput & { schemeId: number; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into recommendation_source (scheme_id, title, made_by, published_on, stated, note, example, entered_by)
    values (${input.schemeId}, ${input.title}, ${input.madeBy}, ${input.publishedOn}, ${input.stated}, ${input.note}, ${input.example}, ${input.staffId})
    returning id`);

const columns = sql`r.id, r.source_id as "sourceId", s.title as source, r.number, r.text, r.body, r.owner_id as "ownerId", o.name as owner, r.due_on as "dueOn",
  r.status, r.evidence, r.done_by as "doneBy", d.name as "doneByName", r.done_on as "doneOn", a.name as "assuredByName", r.assured_on as "assuredOn",
  r.assurance, s.example, r.version`;

const from = sql`from recommendation r join recommendation_source s on s.id = r.source_id left join staff o on o.id = r.owner_id
  left join staff d on d.id = r.done_by left join staff a on a.id = r.assured_by`;

export const getRecommendation = (tx: Tx, id: number): Promise<Recommendation> =>
  tx.one(sql<Recommendation>`select ${columns} ${from} where r.id = ${id}`);

export const lockRecommendation = (tx: Tx, id: number): Promise<Recommendation> =>
  tx.one(sql<Recommendation>`select ${columns} ${from} where r.id = ${id} for update of r`);

/** Numbers as people count: 2 before 10. */
const byNumber = sql`nullif(regexp_replace(r.number, '\\D.*$', ''), '')::numeric`;

const order = (sort: RecommendationSort, down: boolean) => {
  const way = down ? sql`desc` : sql`asc`;
  if (sort === 'number') return sql`s.title ${way}, ${byNumber} ${way} nulls last, r.number ${way}`;
  if (sort === 'body') return sql`lower(r.body) ${way}, ${byNumber} nulls last, r.id`;
  if (sort === 'owner') return sql`o.name ${way} nulls last, r.id`;
  if (sort === 'status')
    return sql`array_position(array['open','in-progress','done','assured','declined'], r.status) ${way}, r.id`;
  return sql`(r.status in ('assured', 'declined')), r.due_on ${way} nulls last, s.title, ${byNumber} nulls last, r.id`;
};

const overdueOn = (today: Day) => sql`(r.status in ('open', 'in-progress') and r.due_on < ${today}::date)`;

export const listRecommendations = (
  tx: Tx,
  filter: RecommendationFilter,
  by: { today: Day; sort: RecommendationSort; down: boolean },
  window: { limit: number; offset: number },
): Promise<Recommendation[]> => {
  const status = filter.status === 'overdue' ? null : (filter.status ?? null);
  return tx.many(sql<Recommendation>`select ${columns} ${from}
    where (${filter.sourceId ?? null}::bigint is null or r.source_id = ${filter.sourceId ?? null})
      and (${filter.body ?? null}::text is null or r.body = ${filter.body ?? null})
      and (${filter.ownerId ?? null}::bigint is null or r.owner_id = ${filter.ownerId ?? null})
      and (${status}::text is null or r.status = ${status})
      and (not ${filter.status === 'overdue'}::boolean or ${overdueOn(by.today)})
    order by ${order(by.sort, by.down)} limit ${window.limit} offset ${window.offset}`);
};

/** Counts by source and status. */
export const listProgress = (tx: Tx, today: Day): Promise<Progress[]> =>
  tx.many(sql<Progress>`
    select r.source_id as "sourceId", r.status, count(*)::int as n, (count(*) filter (where ${overdueOn(today)}))::int as overdue
    from recommendation r group by 1, 2`);

/** The same by the body that they are made to, of one source. */
export const listByBody = (
  tx: Tx,
  sourceId: number,
): Promise<{ body: string; status: RecommendationStatus; n: number }[]> =>
  tx.many(sql<{ body: string; status: RecommendationStatus; n: number }>`
    select body, status, count(*)::int as n from recommendation where source_id = ${sourceId} group by 1, 2 order by min(id)`);

export const listBodies = async (tx: Tx): Promise<string[]> =>
  (await tx.many(sql<{ body: string }>`select distinct body from recommendation order by body`)).map(
    ({ body }) => body,
  );

/** How each recommendation of a source came to its status. */
export const listStatusChanges = (tx: Tx, sourceId: number): Promise<StatusChange[]> =>
  tx.many(sql<StatusChange>`
    select e.item_id as "itemId", (e.at at time zone 'Europe/London')::date as day, e.status
    from register_event e join recommendation r on r.id = e.item_id
    where e.register = 'recommendation' and r.source_id = ${sourceId} and e.status is not null order by e.id`);

export const listNumbers = async (tx: Tx, sourceId: number): Promise<Set<string>> =>
  new Set(
    (
      await tx.many(sql<{ number: string }>`select number from recommendation where source_id = ${sourceId}`)
    ).map(({ number }) => number),
  );

/** Enters rows at once, in their order. @throws WaymarkError `conflict` for a number that the source has. */
export const insertRecommendations = (
  tx: Tx,
  schemeId: number,
  sourceId: number,
  rows: readonly RecommendationRow[],
): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    insert into recommendation (scheme_id, source_id, number, text, body, owner_id, due_on, status)
    select ${schemeId}::bigint, ${sourceId}::bigint, t.number, t.text, t.body, t.owner, t.due, 'open'
    from unnest(${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.text)}::text[], ${rows.map((row) => row.body)}::text[],
      ${rows.map((row) => row.ownerId)}::bigint[], ${rows.map((row) => row.dueOn)}::date[]) with ordinality as t (number, text, body, owner, due, line)
    order by t.line returning id`);

export const updateRecommendation = (
  tx: Tx,
  id: number,
  change: {
    text: string;
    body: string;
    ownerId: number | null;
    dueOn: Day | null;
    status: RecommendationStatus;
    evidence: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    update recommendation set text = ${change.text}, body = ${change.body}, owner_id = ${change.ownerId}, due_on = ${change.dueOn},
      status = ${change.status}, evidence = ${change.evidence}, version = version + 1 where id = ${id}`);

export const setStatus = (
  tx: Tx,
  id: number,
  to: {
    status: RecommendationStatus;
    evidence: string | null;
    done: { by: number; on: Day } | null;
    assured: { by: number; on: Day; words: string } | null;
  },
): Promise<number> =>
  tx.run(sql`
    update recommendation set status = ${to.status}, evidence = ${to.evidence}, done_by = ${to.done?.by ?? null}, done_on = ${to.done?.on ?? null},
      assured_by = ${to.assured?.by ?? null}, assured_on = ${to.assured?.on ?? null}, assurance = ${to.assured?.words ?? null}, version = version + 1
    where id = ${id}`);
