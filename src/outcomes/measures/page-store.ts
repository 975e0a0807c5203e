import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { CommonFigures, Feed } from './types.ts';

/** A claim of any measure, as far as this viewer may see its figures. */
export interface AnyClaim {
  id: number;
  measure: string;
  at: Date;
  dataTo: Day;
  definition: string | null;
  notPublishedWhy: string | null;
  figures: CommonFigures | null;
  feeds: Feed[];
  isSuppressed: boolean;
}

const columns = sql`c.id, c.measure, c.at, c.data_to as "dataTo", c.definition, c.not_published_why as "notPublishedWhy", c.feeds,
  coalesce(e.figures, c.published) as figures, e.claim_id is null as "isSuppressed"`;
const from = sql`from claim c left join claim_exact e on e.claim_id = c.id`;

/** The newest of each measure. */
export const listLatest = (tx: Tx, schemeId: number): Promise<AnyClaim[]> =>
  tx.many(sql<AnyClaim>`
    select * from (select distinct on (c.measure) ${columns} ${from} where c.scheme_id = ${schemeId}
      order by c.measure, c.id desc) latest order by id desc`);

/** The newest of a measure that has figures for this viewer. */
export const findLatestOf = (
  tx: Tx,
  schemeId: number,
  measure: string,
): Promise<(AnyClaim & { figures: CommonFigures }) | undefined> =>
  tx.maybe(sql<AnyClaim & { figures: CommonFigures }>`
    select ${columns} ${from} where c.scheme_id = ${schemeId} and c.measure = ${measure}
      and coalesce(e.figures, c.published) is not null order by c.id desc limit 1`);

export const findClaimOf = (tx: Tx, id: number): Promise<AnyClaim | undefined> =>
  tx.maybe(sql<AnyClaim>`select ${columns} ${from} where c.id = ${id}`);

export interface HistoryLine {
  id: number;
  at: Date;
  dataTo: Day;
  level: number;
  counted: number | null;
  notPublishedWhy: string | null;
}

export const listHistory = (
  tx: Tx,
  schemeId: number,
  measure: string,
  limit: number,
): Promise<HistoryLine[]> =>
  tx.many(sql<HistoryLine>`
    select c.id, c.at, c.data_to as "dataTo", c.design_level as level, (coalesce(e.figures, c.published)->>'counted')::int as counted,
      c.not_published_why as "notPublishedWhy"
    ${from} where c.scheme_id = ${schemeId} and c.measure = ${measure} order by c.id desc limit ${limit}`);
