import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Holder, Post, PostFilter, PostInput, PostTerms } from './types.ts';

const heldOn = (today: Day) =>
  sql`h.post_id = p.id and h.from_date <= ${today}::date and (h.to_date is null or h.to_date > ${today}::date)`;

const columns = (
  today: Day,
) => sql`p.id, p.code, p.title, p.role, p.grade, p.agency_id as "agencyId", a.name as agency, p.base_id as "baseId", b.name as base,
  p.fte_hundredths as "fteHundredths", p.funded_by as "fundedBy", p.source, p.example, p.from_date as "fromDate", p.to_date as "toDate", p.version,
  p.follows, (select n.id from post n where n.follows = p.id) as "followedBy", p.expected_on as "expectedOn",
  coalesce((select sum(h.fte_hundredths) from post_holder h where ${heldOn(today)}), 0)::int as "heldHundredths",
  (select string_agg(s.name, ', ' order by s.name) from post_holder h join staff s on s.id = h.staff_id where ${heldOn(today)}) as holders,
  coalesce((select max(h.to_date) from post q join post_holder h on h.post_id = q.id where q.scheme_id = p.scheme_id and q.code = p.code and h.to_date <= ${today}::date),
    (select min(q.from_date) from post q where q.scheme_id = p.scheme_id and q.code = p.code)) as "vacantSince",
  (select min(h.from_date) from post_holder h where h.post_id = p.id and h.from_date > ${today}::date) as "nextFrom"`;

const from = sql`from post p join agency a on a.id = p.agency_id left join base b on b.id = p.base_id`;

const orders = {
  base: sql`"baseId" nulls last, id`,
  title: sql`title, id`,
  agency: sql`agency, title, id`,
  vacant: sql`"fteHundredths" - "heldHundredths" desc, "vacantSince", id`,
};
export type PostOrder = keyof typeof orders;
export const postOrders = Object.keys(orders) as PostOrder[];

/** Posts of the establishment on a day: bases in their order, posts across the bases last. */
export const listPosts = (
  tx: Tx,
  filter: PostFilter,
  on: Day,
  { order = 'base' }: { order?: PostOrder } = {},
): Promise<Post[]> => {
  const baseId = filter.base === undefined || filter.base === 'none' ? null : Number(filter.base);
  return tx.many(sql<Post>`
    select * from (select ${columns(on)} ${from}
      where p.from_date <= ${on}::date and (p.to_date is null or p.to_date > ${on}::date)
        and (${baseId}::bigint is null or p.base_id = ${baseId})
        and (not ${filter.base === 'none'}::boolean or p.base_id is null)
        and (${filter.agencyId ?? null}::bigint is null or p.agency_id = ${filter.agencyId ?? null})
        and (${filter.role ?? null}::text is null or p.role = ${filter.role ?? null})
        and (${filter.grade ?? null}::text is null or coalesce(p.grade, '') = ${filter.grade ?? null})
        and (${filter.funder ?? null}::text is null or coalesce(p.funded_by, '') = ${filter.funder ?? null})) found
    where not ${filter.vacant === true}::boolean or found."heldHundredths" < found."fteHundredths"
    order by ${orders[order]} limit 1000`);
};

export const getPost = (tx: Tx, id: number, today: Day): Promise<Post> =>
  tx.one(sql<Post>`select ${columns(today)} ${from} where p.id = ${id}`);

/** The terms that the post has had and will have, latest first. */
export const listTerms = (tx: Tx, schemeId: number, code: string, today: Day): Promise<Post[]> =>
  tx.many(sql<Post>`select ${columns(today)} ${from} where p.scheme_id = ${schemeId} and p.code = ${code}
    order by p.from_date desc, p.id desc limit 100`);

/** Locked first, so that what is held cannot change between the look and the writing. */
export async function lockPost(tx: Tx, id: number, today: Day): Promise<Post> {
  await tx.one(sql`select id from post where id = ${id} for update`);
  return getPost(tx, id, today);
}

export const listHolders = (tx: Tx, postId: number): Promise<Holder[]> =>
  tx.many(sql<Holder>`
    select h.id, h.staff_id as "staffId", s.name, a.name as agency, h.fte_hundredths as "fteHundredths", h.from_date as "fromDate", h.to_date as "toDate", h.version
    from post_holder h join staff s on s.id = h.staff_id join agency a on a.id = s.agency_id
    where h.post_id = ${postId} order by h.to_date desc nulls first, h.from_date desc, h.id desc`);

/** What somebody holds of other posts. */
export const listHeldBy = (tx: Tx, staffId: number, butNot: number): Promise<Holder[]> =>
  tx.many(sql<Holder>`
    select h.id, h.staff_id as "staffId", s.name, a.name as agency, h.fte_hundredths as "fteHundredths", h.from_date as "fromDate", h.to_date as "toDate", h.version
    from post_holder h join staff s on s.id = h.staff_id join agency a on a.id = s.agency_id
    where h.staff_id = ${staffId} and h.post_id <> ${butNot}`);

export const listEmployees = (
  tx: Tx,
  agencyId: number,
  today: Day,
): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select id, name from staff where agency_id = ${agencyId} and (to_date is null or to_date > ${today}::date)
    order by name`);

export const insertPost = (
  tx: Tx,
  input: PostInput & { schemeId: number; follows?: number; toDate?: Day | null; expectedOn?: Day | null },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into post (scheme_id, code, title, role, grade, agency_id, base_id, fte_hundredths, funded_by, source, example, from_date, to_date, follows, expected_on)
    values (${input.schemeId}, ${input.code}, ${input.title}, ${input.role}, ${input.grade}, ${input.agencyId}, ${input.baseId}, ${input.fteHundredths},
      ${input.fundedBy}, ${input.source}, ${input.example}, ${input.fromDate}, ${input.toDate ?? null}, ${input.follows ?? null}, ${input.expectedOn ?? null})
    returning id`);

export const updateTerms = (tx: Tx, id: number, terms: PostTerms): Promise<number> =>
  tx.run(sql`update post set title = ${terms.title}, grade = ${terms.grade}, base_id = ${terms.baseId}, fte_hundredths = ${terms.fteHundredths},
    funded_by = ${terms.fundedBy}, version = version + 1 where id = ${id}`);

export const endPostRow = (tx: Tx, id: number, on: Day | null): Promise<number> =>
  tx.run(sql`update post set to_date = ${on}::date, version = version + 1 where id = ${id}`);

export const expectPostRow = (tx: Tx, id: number, on: Day | null): Promise<number> =>
  tx.run(sql`update post set expected_on = ${on}::date, version = version + 1 where id = ${id}`);

export const insertHolder = (
  tx: Tx,
  holder: { postId: number; staffId: number; fteHundredths: number; fromDate: Day; toDate?: Day | null },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into post_holder (post_id, staff_id, fte_hundredths, from_date, to_date)
    values (${holder.postId}, ${holder.staffId}, ${holder.fteHundredths}, ${holder.fromDate}, ${holder.toDate ?? null}) returning id`);

export const endHolder = (tx: Tx, postId: number, holderId: number, on: Day): Promise<number> =>
  tx.run(sql`update post_holder set to_date = greatest(from_date, ${on}::date), version = version + 1
    where id = ${holderId} and post_id = ${postId} and (to_date is null or to_date > ${on}::date)`);

export const stayHolder = (tx: Tx, postId: number, holderId: number): Promise<number> =>
  tx.run(sql`update post_holder set to_date = null, version = version + 1
    where id = ${holderId} and post_id = ${postId} and to_date is not null`);

/** Who comes later than the day belongs to the terms that follow. */
export const moveHolders = (tx: Tx, fromPost: number, toPost: number, day: Day): Promise<number> =>
  tx.run(
    sql`update post_holder set post_id = ${toPost}, version = version + 1 where post_id = ${fromPost} and from_date >= ${day}::date`,
  );

export const bumpPost = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update post set version = version + 1 where id = ${id}`);
