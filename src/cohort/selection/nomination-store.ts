import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { BornAs } from '../../people/index.ts';
import type { Finding, NominationInput, NominationState } from './nomination-rules.ts';

export interface Nomination extends NominationInput {
  id: number;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  state: NominationState;
  answer: string | null;
  answeredAt: Date | null;
  madeAt: Date;
  version: number;
  /** Of those whose candidates the viewer may see; undefined for everybody else. */
  finding: Finding | null;
  personId: number | null;
  candidateId: number | null;
}

const columns = sql`n.id, n.agency_id as "agencyId", g.name as agency, n.staff_id as "staffId", s.name as staff, n.kind, n.given_name as "givenName",
  n.family_name as "familyName", n.born, n.born_as as "bornAs", n.identifier, n.why, n.evidence, n.hoped, n.consent, n.consent_on as "consentOn", n.state, n.answer,
  n.answered_at as "answeredAt", n.made_at as "madeAt", n.version, f.finding, f.person_id as "personId", c.id as "candidateId"`;

const from = sql`from nomination n join agency g on g.id = n.agency_id join staff s on s.id = n.staff_id
  left join nomination_finding f on f.nomination_id = n.id
  left join candidate c on c.person_id = f.person_id and c.scheme_id = n.scheme_id and c.cohort = 'main'`;

export const listNominations = (
  tx: Tx,
  schemeId: number,
  filter: { state: NominationState | 'all'; page: number; pageSize: number },
): Promise<(Nomination & { count: number })[]> =>
  tx.many(sql<Nomination & { count: number }>`
    select ${columns}, count(*) over () as count ${from}
    where n.scheme_id = ${schemeId} and (${filter.state} = 'all' or n.state = ${filter.state})
    order by n.id desc limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}`);

/** Whom the nominator said it is: where the viewer may see them. */
export interface SaidToBe {
  saidPersonId: number | null;
  saidRecordId: number | null;
  saidName: string | null;
}

export const getNomination = (tx: Tx, schemeId: number, id: number): Promise<Nomination & SaidToBe> =>
  tx.one(sql<Nomination & SaidToBe>`
    select ${columns}, mp.id as "saidPersonId", mr.id as "saidRecordId",
      coalesce(mp.given_names || ' ' || mp.family_name, nullif(concat_ws(' ', mr.given_name, mr.family_name), ''), 'Record ' || mr.local_id) as "saidName"
    ${from} left join person mp on mp.id = n.meant_person_id left join source_record mr on mr.id = n.meant_record_id
    where n.id = ${id} and n.scheme_id = ${schemeId}`);

/** Whoever is chosen, where they are on the scheme and the viewer sees that they are. */
export const findMemberSeen = (
  tx: Tx,
  schemeId: number,
  personId: number,
): Promise<{ personId: number; name: string } | undefined> =>
  tx.maybe(sql<{ personId: number; name: string }>`
    select p.id as "personId", p.given_names || ' ' || p.family_name as name from membership m join person p on p.id = m.person_id
    where p.id = ${personId} and m.scheme_id = ${schemeId} and m.left_on is null and m.state in ('member', 'suspended')`);

export interface LockedNomination {
  id: number;
  agencyId: number;
  state: NominationState;
  version: number;
}

export const lockNomination = (tx: Tx, schemeId: number, id: number): Promise<LockedNomination> =>
  tx.one(sql<LockedNomination>`
    select id, agency_id as "agencyId", state, version from nomination where id = ${id} and scheme_id = ${schemeId} for update`);

export const insertNomination = (
  tx: Tx,
  input: NominationInput & {
    schemeId: number;
    agencyId: number;
    staffId: number;
    meantPersonId: number | null;
    meantRecordId: number | null;
    /** Whom they were shown and did not mean. */
    notPeople: readonly number[];
    notRecords: readonly number[];
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into nomination (scheme_id, agency_id, staff_id, kind, given_name, family_name, born, born_as, identifier, why, evidence, hoped, consent, consent_on, meant_person_id, meant_record_id, not_people, not_records, state)
    values (${input.schemeId}, ${input.agencyId}, ${input.staffId}, ${input.kind}, ${input.givenName}, ${input.familyName}, ${input.born}, ${input.bornAs}, ${input.identifier},
      ${input.why}, ${input.evidence}, ${input.hoped}, ${input.consent}, ${input.consentOn}, ${input.meantPersonId}, ${input.meantRecordId},
      ${[...input.notPeople]}::bigint[], ${[...input.notRecords]}::bigint[], 'waiting') returning id`);

/** Of one agency's nominations of one name and birth one is written at a time. */
export const lockTyped = (
  tx: Tx,
  input: Pick<NominationInput, 'givenName' | 'familyName' | 'born'> & { agencyId: number },
): Promise<number> =>
  tx.run(sql`
    select pg_advisory_xact_lock(hashtextextended('waymark-nomination ' || ${input.agencyId}::text || ' ' || ${input.born}::text || ' '
      || lower(${input.givenName}) || ' ' || lower(${input.familyName}), 0))`);

/** Whether the viewer may see whom they chose. */
export const isSeen = async (tx: Tx, meant: { kind: 'person' | 'record'; id: number }): Promise<boolean> =>
  (await tx.maybe(
    meant.kind === 'person'
      ? sql`select from person where id = ${meant.id} and gone_to is null`
      : sql`select from source_record where id = ${meant.id} and withdrawn_at is null`,
  )) !== undefined;

/** The same person nominated by the viewer's own agency and not answered yet: what they may know. */
export const findOwnOpen = (
  tx: Tx,
  input: Pick<NominationInput, 'givenName' | 'familyName' | 'born' | 'bornAs'> & { agencyId: number },
): Promise<{ id: number; madeAt: Date } | undefined> =>
  tx.maybe(sql<{ id: number; madeAt: Date }>`
    select id, made_at as "madeAt" from nomination
    where agency_id = ${input.agencyId} and state = 'waiting' and born = ${input.born}
      and (born_as is null or ${input.bornAs}::text is null or born_as = ${input.bornAs})
      and lower(given_name) = lower(${input.givenName}) and lower(family_name) = lower(${input.familyName}) order by id desc limit 1`);

/** Members and candidates of this name and birth whom the viewer may see anyhow: their page says more. */
export const findVisibleStanding = (
  tx: Tx,
  schemeId: number,
  input: Pick<NominationInput, 'givenName' | 'familyName' | 'born'>,
): Promise<{ personId: number; isMember: boolean } | undefined> =>
  tx.maybe(sql<{ personId: number; isMember: boolean }>`
    select p.id as "personId", m.id is not null as "isMember" from person p
    left join membership m on m.person_id = p.id and m.scheme_id = ${schemeId} and m.left_on is null
    left join candidate c on c.person_id = p.id and c.scheme_id = ${schemeId} and c.cohort = 'main' and c.state in ('listed', 'proposed', 'deferred')
    where p.born = ${input.born} and lower(p.given_names) = lower(${input.givenName}) and lower(p.family_name) = lower(${input.familyName})
      and (m.id is not null or c.id is not null) limit 1`);

export const updateNomination = (
  tx: Tx,
  id: number,
  to: { state: NominationState; staffId: number; answer: string | null },
): Promise<number> =>
  tx.run(sql`
    update nomination set state = ${to.state}, answer = ${to.answer}, answered_by = ${to.staffId}, answered_at = now(), version = version + 1
    where id = ${id}`);

// What follows is the selection service's.

export interface WaitingNomination {
  id: number;
  schemeId: number;
  givenName: string;
  familyName: string;
  born: Day;
  bornAs: BornAs;
  identifier: string | null;
  meantPersonId: number | null;
  meantRecordId: number | null;
  notPeople: number[];
  notRecords: number[];
}

export const findWaiting = (tx: Tx, id: number): Promise<WaitingNomination | undefined> =>
  tx.maybe(sql<WaitingNomination>`
    select id, scheme_id as "schemeId", given_name as "givenName", family_name as "familyName", born, born_as as "bornAs", identifier,
      meant_person_id as "meantPersonId", meant_record_id as "meantRecordId",
      not_people as "notPeople", not_records as "notRecords"
    from nomination where id = ${id} and state = 'waiting' and person_id is null for update`);

/** Whom the nominator chose, by the number that is theirs now; nobody where they chose nobody. */
export const findChosen = (tx: Tx, meant: WaitingNomination): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select coalesce(p.gone_to, p.id) as id from person p
    where p.id = coalesce(${meant.meantPersonId}::bigint, (select r.person_id from source_record r where r.id = ${meant.meantRecordId}))`);

/**
 * Who has the number and the birth, or the name and the birth: only one person answers who is meant. Where no more than the
 * year is known of the birth, nobody is found by name, and by the number whoever was born in that year. A youth justice
 * reference is no person's number, but a record's: they are found by name. Whoever the nominator said that it is not is
 * not found for them: then selection staff look.
 */
export function findMeant(tx: Tx, meant: WaitingNomination): Promise<{ id: number }[]> {
  const yearAlone = meant.bornAs === 'year';
  return tx.many(sql<{ id: number }>`
    select id from person where gone_to is null
      and born between ${meant.born}::date and (case when ${yearAlone} then ${meant.born}::date + interval '1 year - 1 day' else ${meant.born}::date end)::date and (
      (${meant.identifier}::text is not null and ${meant.identifier} in (pnc, cro, crn, prison_number))
      or (not ${yearAlone} and (${meant.identifier}::text is null or ${meant.identifier} like 'YJ%') and lower(family_name) = lower(${meant.familyName}) and lower(given_names) = lower(${meant.givenName})))
      and id <> all (${meant.notPeople}::bigint[])
      and not exists (select from source_record r where r.person_id = person.id and r.id = any (${meant.notRecords}::bigint[]))
    limit 2`);
}

export interface StandsAs {
  state: string | null;
  via: string | null;
  isMember: boolean;
  isNominated: boolean;
  declinedLately: boolean;
  onlyVictim: boolean;
}

export const standsAs = (
  tx: Tx,
  schemeId: number,
  personId: number,
  nominationId: number,
): Promise<StandsAs> =>
  tx.one(sql<StandsAs>`
    select c.state, c.via,
      exists (select from membership m where m.person_id = p.id and m.scheme_id = ${schemeId} and m.left_on is null) as "isMember",
      exists (select from nomination n where n.person_id = p.id and n.scheme_id = ${schemeId} and n.state = 'waiting' and n.id <> ${nominationId}) as "isNominated",
      c.state = 'declined' as "declinedLately",
      exists (select from source_record s where s.person_id = p.id)
        and not exists (select from source_record s where s.person_id = p.id and s.capacity not in ('victim', 'witness')) as "onlyVictim"
    from person p left join candidate c on c.person_id = p.id and c.scheme_id = ${schemeId} and c.cohort = 'main' where p.id = ${personId}`);

export async function noteFinding(
  tx: Tx,
  nominationId: number,
  personId: number,
  finding: Finding,
): Promise<void> {
  await tx.run(sql`update nomination set person_id = ${personId} where id = ${nominationId}`);
  await tx.run(sql`
    insert into nomination_finding (nomination_id, person_id, finding) values (${nominationId}, ${personId}, ${finding})
    on conflict (nomination_id) do update set finding = excluded.finding`);
}
