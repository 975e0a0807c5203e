import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { reasonsAt } from './reasons.ts';
import type { AuditFilter, AuditRow } from './types.ts';

/**
 * Entries about a person, and lists and exports in which they stood. Lists hold people's numbers, but for those of
 * the audit itself, of victims, of reports (whose entry says whom they are about) and of source records.
 */
export const ofPerson = (personId: number | undefined): Sql<unknown> =>
  personId === undefined
    ? sql`true`
    : sql`(a.person_id = ${personId} or (a.subject = 'person' and a.subject_id = ${personId})
        or (a.kind in ('listed', 'exported') and case coalesce(a.subject, '')
          when 'audit' then false
          when 'victim' then false
          when 'victim_row' then false
          when 'intelligence_report' then a.detail -> 'people' @> to_jsonb(${personId}::bigint)
          when 'source_record' then a.ids && (select audit_records(${personId}))
          else a.ids @> array[${personId}::bigint] end))`;

/** Whose reasons an entry is held against: the person searched for, else the one it is about. */
const personOf = (personId: number | undefined): Sql<unknown> =>
  personId === undefined
    ? sql`coalesce(a.person_id, case when a.subject = 'person' then a.subject_id end)`
    : sql`${personId}::bigint`;

/** Entries, newest first. A person is found as the subject and as one of those a list or export showed. */
export const listEntries = (
  tx: Tx,
  filter: AuditFilter & { schemeId: number },
  limit: number,
): Promise<AuditRow[]> =>
  tx.many(sql<AuditRow>`
    select a.id, a.at, a.kind, a.act, a.staff_id as "staffId", s.name as staff, g.name as agency, a.role, a.service, a.subject,
      a.subject_id as "subjectId", a.person_id as "personId", coalesce(cardinality(a.ids), 0) as shown, a.existed, a.detail,
      case when a.staff_id is not null and a.kind in ('opened', 'listed', 'exported', 'wrote') and ${personOf(filter.personId)} is not null
        then ${reasonsAt(personOf(filter.personId), filter.schemeId)} end as reasons
    from audit_entry a left join staff s on s.id = coalesce(a.staff_id, case when a.subject = 'staff' then a.subject_id end) left join agency g on g.id = coalesce(a.agency_id, s.agency_id)
    where ${ofPerson(filter.personId)}
      and (${filter.staffId ?? null}::bigint is null or a.staff_id = ${filter.staffId ?? null} or (a.subject = 'staff' and a.subject_id = ${filter.staffId ?? null}))
      and (${filter.kind ?? null}::text is null or a.kind = ${filter.kind ?? null})
      and (${filter.act ?? null}::text is null or a.act = ${filter.act ?? null} or starts_with(a.act, ${filter.act ?? null}::text || ':'))
      and (${filter.from ?? null}::date is null or a.at >= (${filter.from ?? null}::date)::timestamp at time zone 'Europe/London')
      and (${filter.to ?? null}::date is null or a.at < (${filter.to ?? null}::date + 1)::timestamp at time zone 'Europe/London')
      and (${filter.before ?? null}::bigint is null or a.id < ${filter.before ?? null})
    order by a.id desc limit ${limit}`);

export const listStaffNames = (tx: Tx): Promise<{ id: number; name: string; agency: string }[]> =>
  tx.many(
    sql<{
      id: number;
      name: string;
      agency: string;
    }>`select s.id, s.name, a.name as agency from staff s join agency a on a.id = s.agency_id order by s.name`,
  );

/**
 * The number of the person who has an identifier, in its canonical form: the auditor sees no names, and looks people
 * up by what a complaint or a subject access request brings.
 */
export const findPersonNumber = async (tx: Tx, identifier: string): Promise<number | undefined> =>
  (await tx.one(sql<{ id: number | null }>`select audit_person(${identifier}) as id`)).id ?? undefined;

/** Access taken in an emergency: each is reviewed afterwards. */
export const listBreakGlass = (
  tx: Tx,
): Promise<
  {
    id: number;
    personId: number;
    staff: string | null;
    opensAt: Date;
    closesAt: Date | null;
    why: string | null;
  }[]
> =>
  tx.many(sql<{
    id: number;
    personId: number;
    staff: string | null;
    opensAt: Date;
    closesAt: Date | null;
    why: string | null;
  }>`
    select r.id, r.person_id as "personId", s.name as staff, r.opens_at as "opensAt", r.closes_at as "closesAt", r.why
    from access_reason r left join staff s on s.id = r.staff_id where r.kind = 'break-glass' order by r.opens_at desc limit 50`);

export const sealState = (
  tx: Tx,
): Promise<{ seals: number; sealed: number; entries: number; lastAt: Date | null }> =>
  tx.one(sql<{ seals: number; sealed: number; entries: number; lastAt: Date | null }>`
    select (select count(*)::int from audit_seal) as seals, (select coalesce(sum(n), 0)::int from audit_seal) as sealed,
      (select count(*)::int from audit_entry) as entries, (select max(at) from audit_seal) as "lastAt"`);
