import type { StaffViewer } from '../../access/viewers.ts';
import type { SaidChange } from '../../cohort/index.ts';
import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';

export interface MemberChange extends SaidChange {
  personId: number;
  name: string;
  at: Date;
  /** Where it followed from the records: the day on which an order or licence began or had ended. */
  day: Day | null;
  by: string | null;
}

/** Of each list. Notices come again as soon as those that stand there were seen. */
export const mostOnToday = { changes: 20, notices: 30, drafts: 50 } as const;

/** RAG, tier, strand and state that others changed: of the viewer's people, or of everybody for those who manage. */
export const listMemberChanges = (tx: Tx, viewer: StaffViewer, since: Date): Promise<MemberChange[]> =>
  tx.many(sql<MemberChange>`
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, m.at, m.what, m.was, m.became, m.why, s.name as by,
      case when m.staff_id is null and m.what = 'statutory' then (
        select max(turn.day) from supervision v cross join lateral (values (v.from_day), (v.to_day + 1)) turn (day)
        where v.person_id = m.person_id and turn.day <= (m.at at time zone 'Europe/London')::date) end as day
    from membership_change m join person p on p.id = m.person_id left join staff s on s.id = m.staff_id
    where m.at > ${since} and m.staff_id is distinct from ${viewer.staffId} and m.what <> 'review'
      and (${viewer.may('case:allocate')} or exists (
        select 1 from allocation l where l.person_id = m.person_id and l.staff_id = ${viewer.staffId} and l.to_at is null))
    order by m.at desc limit ${sql.lit(mostOnToday.changes)}`);

export interface Known {
  id: number;
  name: string;
}

/** Those whom the viewer may see, for roles that reach a few people and have no list of the cohort. */
export const listKnown = (tx: Tx, limit: number): Promise<Known[]> =>
  tx.many(sql<Known>`
    select id, given_names || ' ' || family_name as name from person order by family_name, given_names, id limit ${limit}`);

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
    where n.staff_id = ${staffId} and n.opened_at is null and (n.person_id is null or p.id is not null)
      -- What was given and went on to somebody else is no news.
      and (n.kind <> 'case-allocated' or exists (
        select 1 from allocation l where l.person_id = n.person_id and l.staff_id = ${staffId} and l.to_at is null))
    order by n.at desc limit ${sql.lit(mostOnToday.notices)}`);

export const markNoticesOpened = (tx: Tx, staffId: number, ids: readonly number[]): Promise<number> =>
  tx.run(
    sql`update notice set opened_at = now() where staff_id = ${staffId} and id = any (${[...ids]}::bigint[]) and opened_at is null`,
  );

export interface DraftRow {
  form: string;
  savedAt: Date;
  /** Of whom it is, where the viewer may see them. */
  personId: number | null;
  name: string | null;
}

/** The person a form's name says it is about: `contact:new:42`, `goal:42:7`; of others the number is no person's. */
const personOf = (form: string): number | undefined => {
  const match = /^(?:[a-z]+:new|contact|goal|step):(\d{1,15})/.exec(form);
  return match === null ? undefined : Number(match[1]);
};

/** The viewer's own drafts, with the person's name where the form says whom it is about and they may see them. */
export async function listOwnDrafts(tx: Tx, staffId: number): Promise<DraftRow[]> {
  const drafts = await tx.many(
    sql<{ form: string; savedAt: Date }>`
      select form, saved_at as "savedAt" from draft where staff_id = ${staffId} order by saved_at desc limit ${sql.lit(mostOnToday.drafts)}`,
  );
  const ids = drafts.map(({ form }) => personOf(form)).filter((id) => id !== undefined);
  // Asked apart and by id: joined, the policy of person would be asked of everybody.
  const names =
    ids.length === 0
      ? []
      : await tx.many(
          sql<{
            id: number;
            name: string;
          }>`select id, given_names || ' ' || family_name as name from person where id = any (${ids}::bigint[])`,
        );
  return drafts.map((draft) => {
    const person = names.find(({ id }) => id === personOf(draft.form));
    return { ...draft, personId: person?.id ?? null, name: person?.name ?? null };
  });
}

export const countOf = async (tx: Tx, query: Sql<{ n: number }>): Promise<number> => (await tx.one(query)).n;
