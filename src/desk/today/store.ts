import type { StaffViewer } from '../../access/viewers.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';

export interface MemberChange {
  personId: number;
  name: string;
  at: Date;
  what: string;
  was: string | null;
  became: string;
  why: string;
  by: string | null;
}

/** RAG, tier, strand and state that others changed: of the viewer's people, or of everybody for those who manage. */
export const listMemberChanges = (tx: Tx, viewer: StaffViewer, since: Date): Promise<MemberChange[]> =>
  tx.many(sql<MemberChange>`
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, m.at, m.what, m.was, m.became, m.why, s.name as by
    from membership_change m join person p on p.id = m.person_id left join staff s on s.id = m.staff_id
    where m.at > ${since} and m.staff_id is distinct from ${viewer.staffId} and m.what <> 'review'
      and (${viewer.may('case:allocate')} or exists (
        select 1 from allocation l where l.person_id = m.person_id and l.staff_id = ${viewer.staffId} and l.to_at is null))
    order by m.at desc limit 20`);

export interface Notice {
  id: number;
  at: Date;
  kind: string;
  personId: number | null;
  name: string | null;
}

/** What others told the viewer and was not opened yet. A name is there only while they may see the person. */
export const listNotices = (tx: Tx, staffId: number): Promise<Notice[]> =>
  tx.many(sql<Notice>`
    select n.id, n.at, n.kind, n.person_id as "personId", p.given_names || ' ' || p.family_name as name
    from notice n left join person p on p.id = n.person_id
    where n.staff_id = ${staffId} and n.opened_at is null and (n.person_id is null or p.id is not null) order by n.at desc limit 30`);

export const markNoticesOpened = (tx: Tx, staffId: number, ids: readonly number[]): Promise<number> =>
  tx.run(
    sql`update notice set opened_at = now() where staff_id = ${staffId} and id = any (${[...ids]}::bigint[]) and opened_at is null`,
  );

export interface DraftRow {
  form: string;
  savedAt: Date;
  name: string | null;
}

/** The viewer's own drafts, with the person's name where the form says whom it is about and they may see them. */
export const listOwnDrafts = (tx: Tx, staffId: number): Promise<DraftRow[]> =>
  tx.many(sql<DraftRow>`
    select d.form, d.saved_at as "savedAt", (
      select p.given_names || ' ' || p.family_name from person p
      where p.id = coalesce(d.person_id, substring(d.form from '^[a-z]+:([0-9]{1,15}):')::bigint)) as name
    from draft d where d.staff_id = ${staffId} order by d.saved_at desc limit 50`);

export const countOf = async (tx: Tx, query: Sql<{ n: number }>): Promise<number> => (await tx.one(query)).n;
