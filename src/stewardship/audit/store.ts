import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { reasonsAt } from './reasons.ts';
import type { AuditFilter, AuditRow } from './types.ts';

/**
 * What entries from before lists said `people` apart (migration 0067) held numbers of something else for: their `ids`
 * are of contacts, cases, warrants, items, concerns and nominations. They are sealed and stay as they were written.
 */
export const otherThings: readonly string[] = [
  'calendar-feed:read',
  'compliance:out',
  'compliance:time-entries',
  'contact:exchange-download',
  'enforcement:list',
  'enforcement:warrants',
  'nomination:list',
  'safeguarding:file',
  'safeguarding:list',
];

/** The same by what they were of: victims, the audit itself; reports had their people in `detail`. */
const earlierShowed = (personId: number): Sql<unknown> => sql`case
  when a.act = any (${[...otherThings]}::text[]) or a.subject in ('audit', 'victim', 'victim_row', 'source_record') then false
  when a.subject = 'intelligence_report' then a.detail -> 'people' @> to_jsonb(${personId}::bigint)
  else a.ids @> array[${personId}::bigint] end`;

/** Entries about a person, and lists and exports in which they stood, or a source record of theirs did. */
export const ofPerson = (personId: number | undefined): Sql<unknown> =>
  personId === undefined
    ? sql`true`
    : sql`(a.person_id = ${personId} or (a.subject = 'person' and a.subject_id = ${personId}) or a.people @> array[${personId}::bigint]
        or (a.subject = 'source_record' and a.kind in ('opened', 'listed', 'exported') and a.ids && (select audit_records(${personId})))
        or (a.people is null and a.kind in ('listed', 'exported') and ${earlierShowed(personId)}))`;

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
      a.subject_id as "subjectId", a.person_id as "personId", coalesce(cardinality(coalesce(a.ids, a.people)), 0) as shown, a.existed, a.detail,
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
