import { sql, type Tx } from '../../kernel/database.ts';
import type { Allocation, AllocationCount, AllocationKind, Case, Lead } from './types.ts';

const columns = sql`l.id, l.person_id as "personId", l.membership_id as "membershipId", l.staff_id as "staffId", s.name as staff, s.phone, a.name as agency,
  l.kind, l.from_at as "fromAt", l.version`;

/** Somebody's current time on the scheme; undefined for somebody who is not on it. */
export const findCase = (tx: Tx, personId: number): Promise<Case | undefined> =>
  tx.maybe(sql<Case>`
    select m.id as "membershipId", m.scheme_id as "schemeId", m.team_id as "teamId", t.name as team,
      (select coalesce(sum(l.version), 0) from allocation l where l.membership_id = m.id) as version
    from membership m join team t on t.id = m.team_id where m.person_id = ${personId} and m.left_on is null`);

/** Two people allocating one case wait for each other; released with the transaction. */
export const lockCase = (tx: Tx, personId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('allocation', ${personId}::bigint))`);

/** Who works with a person now: the lead first. */
export const listAllocations = (tx: Tx, personId: number): Promise<Allocation[]> =>
  tx.many(sql<Allocation>`
    select ${columns} from allocation l join staff s on s.id = l.staff_id join agency a on a.id = l.agency_id
    where l.person_id = ${personId} and l.to_at is null order by l.kind = 'lead' desc, l.kind desc, l.from_at, l.id`);

/** Under its own person's address: under anybody else's it is not found. */
export const lockAllocation = (
  tx: Tx,
  { id, personId }: { id: number; personId: number },
): Promise<Allocation & { toAt: Date | null }> =>
  tx.one(sql<Allocation & { toAt: Date | null }>`
    select ${columns}, l.to_at as "toAt" from allocation l join staff s on s.id = l.staff_id join agency a on a.id = l.agency_id
    where l.id = ${id} and l.person_id = ${personId} for update of l`);

export const insertAllocation = (
  tx: Tx,
  row: {
    membershipId: number;
    personId: number;
    staffId: number;
    kind: AllocationKind;
    by: number;
    why: string | null;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into allocation (membership_id, person_id, staff_id, agency_id, kind, allocated_by, why)
    values (${row.membershipId}, ${row.personId}, ${row.staffId}, (select agency_id from staff where id = ${row.staffId}), ${row.kind}, ${row.by}, ${row.why})
    returning id`);

export const endAllocationRow = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update allocation set to_at = now(), version = version + 1 where id = ${id}`);

/** Members whom somebody leads now, as the cohort's filter `lead` lists them. */
export const countLed = async (tx: Tx, staffId: number): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from allocation l join membership m on m.id = l.membership_id
      where l.staff_id = ${staffId} and l.kind = 'lead' and l.to_at is null and m.left_on is null`)
  ).n;

/** One that ended goes on; not found where it was changed since. */
export const reopenAllocationRow = (
  tx: Tx,
  row: { id: number; personId: number; version: number },
): Promise<{ staffId: number; kind: AllocationKind }> =>
  tx.one(sql<{ staffId: number; kind: AllocationKind }>`
    update allocation set to_at = null, version = version + 1
    where id = ${row.id} and person_id = ${row.personId} and version = ${row.version} and to_at is not null
    returning staff_id as "staffId", kind`);

export const listLeads = (tx: Tx, personIds: readonly number[]): Promise<(Lead & { personId: number })[]> =>
  tx.many(sql<Lead & { personId: number }>`
    select l.person_id as "personId", l.staff_id as "staffId", s.name, a.name as agency, s.phone
    from allocation l join staff s on s.id = l.staff_id join agency a on a.id = l.agency_id
    where l.person_id = any (${[...personIds]}::bigint[]) and l.kind = 'lead' and l.to_at is null`);

export const countAllocations = (
  tx: Tx,
  schemeId: number,
): Promise<(AllocationCount & { staffId: number })[]> =>
  tx.many(sql<AllocationCount & { staffId: number }>`
    select l.staff_id as "staffId", count(*) filter (where l.kind = 'lead')::int as leads,
      count(*) filter (where l.kind = 'co-worker')::int as "coWorks", count(*) filter (where l.kind = 'embedded')::int as embedded
    from allocation l join membership m on m.id = l.membership_id
    where m.scheme_id = ${schemeId} and l.to_at is null group by l.staff_id`);

/** People whom one member of staff leads or supports, by name. */
export const listPeopleOf = (
  tx: Tx,
  staffId: number,
): Promise<{ allocationId: number; personId: number; name: string; kind: AllocationKind }[]> =>
  tx.many(sql<{ allocationId: number; personId: number; name: string; kind: AllocationKind }>`
    select l.id as "allocationId", p.id as "personId", p.given_names || ' ' || p.family_name as name, l.kind
    from allocation l join person p on p.id = l.person_id
    where l.staff_id = ${staffId} and l.to_at is null order by p.family_name, p.given_names, p.id`);

/** Members nobody leads, longest on the scheme first; a case that its team owns needs no lead. */
export const listUnled = (
  tx: Tx,
  schemeId: number,
  limit: number,
): Promise<{ personId: number; name: string; team: string; joinedOn: string }[]> =>
  tx.many(sql<{ personId: number; name: string; team: string; joinedOn: string }>`
    select p.id as "personId", p.given_names || ' ' || p.family_name as name, t.name as team, m.joined_on as "joinedOn"
    from membership m join person p on p.id = m.person_id join team t on t.id = m.team_id
    where m.scheme_id = ${schemeId} and m.left_on is null and m.owned_by = 'person'
      and not exists (select 1 from allocation l where l.membership_id = m.id and l.kind = 'lead' and l.to_at is null)
    order by m.joined_on, m.id limit ${limit}`);

export const countUnled = async (tx: Tx, schemeId: number): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from membership m where m.scheme_id = ${schemeId} and m.left_on is null and m.owned_by = 'person'
        and not exists (select 1 from allocation l where l.membership_id = m.id and l.kind = 'lead' and l.to_at is null)`)
  ).n;

/** Tells a colleague, on their Today, that a person is now theirs. */
export const tellOfficer = (
  tx: Tx,
  notice: { staffId: number; personId: number; allocationId: number },
): Promise<number> =>
  tx.run(sql`insert into notice (staff_id, kind, person_id, subject, subject_id)
    values (${notice.staffId}, 'case-allocated', ${notice.personId}, 'allocation', ${notice.allocationId})`);

/** Members among these people, with who leads each now. */
export const listMembersByIds = (
  tx: Tx,
  personIds: readonly number[],
): Promise<{ personId: number; name: string; team: string; leadId: number | null; lead: string | null }[]> =>
  tx.many(sql<{ personId: number; name: string; team: string; leadId: number | null; lead: string | null }>`
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, t.name as team, l.staff_id as "leadId", s.name as lead
    from membership m join person p on p.id = m.person_id join team t on t.id = m.team_id
      left join allocation l on l.membership_id = m.id and l.kind = 'lead' and l.to_at is null left join staff s on s.id = l.staff_id
    where m.person_id = any (${[...personIds]}::bigint[]) and m.left_on is null and m.scheme_id = viewer_scheme()
    order by p.family_name, p.given_names, p.id`);
