import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { UnmetFilter, UnmetInput, UnmetNeed } from './need-types.ts';

const columns = sql`n.id, n.person_id as "personId", p.given_names || ' ' || p.family_name as name, n.agency_id as "agencyId", a.name as agency, s.name as staff,
  n.pathway, n.base_id as "baseId", b.name as base, n.need, n.why, n.why_words as "whyWords", n.handling, n.state, n.referral_id as "referralId",
  n.closed_why as "closedWhy", n.recorded_at as "recordedAt", n.closed_at as "closedAt", n.version`;

const from = sql`from unmet_need n join person p on p.id = n.person_id join agency a on a.id = n.agency_id join staff s on s.id = n.staff_id left join base b on b.id = n.base_id`;

export const listUnmetOf = (tx: Tx, personId: number): Promise<UnmetNeed[]> =>
  tx.many(sql<UnmetNeed>`
    select ${columns} ${from} where n.person_id = ${personId} order by n.state = 'open' desc, n.recorded_at desc, n.id desc limit 500`);

/** A need under its own person's address: under anybody else's it is not found. */
export interface UnmetKey {
  id: number;
  personId: number;
}

export const findUnmet = (tx: Tx, { id, personId }: UnmetKey): Promise<UnmetNeed | undefined> =>
  tx.maybe(sql<UnmetNeed>`select ${columns} ${from} where n.id = ${id} and n.person_id = ${personId}`);

export const lockUnmet = (
  tx: Tx,
  { id, personId }: UnmetKey,
): Promise<Pick<UnmetNeed, 'id' | 'state' | 'need' | 'version' | 'handling'>> =>
  tx.one(sql<Pick<UnmetNeed, 'id' | 'state' | 'need' | 'version' | 'handling'>>`
    select id, state, need, version, handling from unmet_need where id = ${id} and person_id = ${personId} for update`);

export const insertUnmet = (
  tx: Tx,
  row: UnmetInput & { schemeId: number; personId: number; agencyId: number; staffId: number; at: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into unmet_need (scheme_id, person_id, agency_id, staff_id, pathway, base_id, need, why, why_words, handling, state, recorded_at, changed_by)
    values (${row.schemeId}, ${row.personId}, ${row.agencyId}, ${row.staffId}, ${row.pathway}, ${row.baseId}, ${row.need}, ${row.why}, ${row.whyWords}, ${row.handling}, 'open',
      ${row.at}, ${row.staffId})
    returning id`);

export const closeUnmetRow = (
  tx: Tx,
  id: number,
  row: { referralId: number | null; why: string | null; by: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update unmet_need set state = ${row.referralId === null ? 'closed' : 'referred'}, referral_id = ${row.referralId}, closed_why = ${row.why}, closed_at = ${row.at},
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

/** A referral that was just sent meets it, if it is still open. */
export const meetUnmet = (
  tx: Tx,
  row: UnmetKey & { referralId: number; by: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update unmet_need set state = 'referred', referral_id = ${row.referralId}, closed_at = ${row.at}, version = version + 1, changed_at = now(), changed_by = ${row.by}
    where id = ${row.id} and person_id = ${row.personId} and state = 'open'`);

function matching(filter: UnmetFilter): Sql<unknown> {
  const parts = [sql`n.state = ${filter.state ?? 'open'}`];
  if (filter.pathway !== undefined) parts.push(sql`n.pathway = ${filter.pathway}`);
  if (filter.baseId !== undefined)
    parts.push(filter.baseId === null ? sql`n.base_id is null` : sql`n.base_id = ${filter.baseId}`);
  if (filter.why !== undefined) parts.push(sql`n.why = ${filter.why}`);
  return sql.join(parts, sql` and `);
}

/** Those that the viewer may see, oldest first. */
export const listUnmet = (tx: Tx, filter: UnmetFilter, limit: number, offset: number): Promise<UnmetNeed[]> =>
  tx.many(sql<UnmetNeed>`
    select ${columns} ${from} where ${matching(filter)} order by n.recorded_at, n.id limit ${limit} offset ${offset}`);

/** How many by pathway and area. */
export const countUnmet = (
  tx: Tx,
  filter: UnmetFilter,
): Promise<{ pathway: string; baseId: number | null; n: number }[]> =>
  tx.many(sql<{ pathway: string; baseId: number | null; n: number }>`
    select n.pathway, n.base_id as "baseId", count(*)::int as n from unmet_need n where ${matching(filter)} group by 1, 2 order by 3 desc, 1, 2`);
