import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { BornAs } from '../search/check-rules.ts';
import type { IdentifierKind } from '../search/types.ts';
import { birthsLike } from './births-like.ts';
import type { Evidence } from './evidence.ts';
import { type ReviewSide, recordColumns } from './store.ts';
import type { IdentityRecord } from './types.ts';

// What follows is the linkage service's.

export interface AskedCheck {
  id: number;
  agencyId: number;
  givenName: string | null;
  familyName: string | null;
  born: Day | null;
  bornAs: BornAs;
  identifierKind: IdentifierKind | null;
  identifier: string | null;
  shownPeople: number[];
  shownRecords: number[];
  /** The nomination that was made of it. */
  nominationId: number | null;
  /** The separation whose other person they ask about: then nothing was typed. */
  separationId: number | null;
}

/** The oldest that nobody is looking at. */
export const findAsked = (tx: Tx): Promise<AskedCheck | undefined> =>
  tx.maybe(sql<AskedCheck>`
    select id, agency_id as "agencyId", given_name as "givenName", family_name as "familyName", born, born_as as "bornAs", identifier_kind as "identifierKind",
      identifier, shown_people as "shownPeople", shown_records as "shownRecords", case made when 'nomination' then made_id end as "nominationId",
      case made when 'separation' then made_id end as "separationId"
    from identity_check where state = 'asked' order by id limit 1 for update skip locked`);

/** The days of the year where it was typed alone, or 1 January, which is what is typed where the day is not known; else no day. */
const yearOf = (born: Day | null): { from: Day | null; to: Day | null } =>
  born?.endsWith('-01-01') === true
    ? { from: born, to: `${born.slice(0, 4)}-12-31` }
    : { from: null, to: null };

/** Records with the number, or with the birth and a like name, or with nearly the name: the model weighs them afterwards. */
export const recordsLike = (tx: Tx, wanted: AskedCheck & { name: string }): Promise<IdentityRecord[]> =>
  tx.many(sql<IdentityRecord>`
    select ${recordColumns} from (
      select n.id from source_record n where ${wanted.identifier}::text is not null and n.withdrawn_at is null
        and case ${wanted.identifierKind}::text when 'pnc' then n.pnc when 'cro' then n.cro when 'prisonNumber' then n.prison_number when 'crn' then n.crn
          else n.yjs_id end = ${wanted.identifier}
      union
      select n.id from source_record n where ${wanted.name}::text <> '' and n.withdrawn_at is null
        and (${wanted.born}::date is null or n.born = any (${birthsLike(wanted.born)}::date[]) or n.born is null
          or n.born between ${yearOf(wanted.born).from}::date and ${yearOf(wanted.born).to}::date)
        and word_similarity(${wanted.name}, n.search_names) >= 0.5
    ) like_it join source_record r on r.id = like_it.id join import_source s on s.id = r.source_id
    where r.capacity not in ('victim', 'witness')
    order by word_similarity(${wanted.name}, r.search_names) desc, r.id limit 200`);

/** The record that left somebody; undefined where it has come back. */
export const findSeparatedRecord = async (tx: Tx, separationId: number): Promise<number | undefined> =>
  (
    await tx.maybe(sql<{ record: number }>`
      select record_id as record from separation where id = ${separationId} and ended_at is null`)
  )?.record;

export interface Beside {
  id: number;
  name: string;
  born: Day;
  sameNumber: boolean;
}

/**
 * Nominations of other agencies that wait, with the year of birth or the number of the one that was made; none whose own
 * asking has this one beside it, so that the office hears of a pair once.
 */
export const nominationsBeside = (tx: Tx, nominationId: number): Promise<Beside[]> =>
  tx.many(sql<Beside>`
    select o.id, o.given_name || ' ' || o.family_name as name, o.born, coalesce(o.identifier = n.identifier, false) as "sameNumber" from nomination n join nomination o on o.scheme_id = n.scheme_id
      and o.agency_id <> n.agency_id and o.id <> n.id and o.state = 'waiting' and (o.identifier = n.identifier
        or o.born between date_trunc('year', n.born)::date and (date_trunc('year', n.born) + interval '1 year - 1 day')::date)
    where n.id = ${nominationId} and n.state = 'waiting' and not exists (
      select from identity_check_beside b join identity_check c on c.id = b.check_id
      where b.nomination_id = n.id and c.made = 'nomination' and c.made_id = o.id)
    order by o.born = n.born desc, o.id limit 500`);

/** One asking is looked at after the other, so that of two made at one moment the second finds the first. */
export const oneAtATime = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-identity-checks'))`);

const sameAsking = sql`e.staff_id = c.staff_id and e.given_name is not distinct from c.given_name and e.family_name is not distinct from c.family_name
      and e.born is not distinct from c.born and e.born_as is not distinct from c.born_as and e.identifier is not distinct from c.identifier`;

/** Whether the office has heard the same of the same person already, and nothing was made of it now. */
export const isAskedAlready = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.maybe(sql`
    select from identity_check c join identity_check e on e.id < c.id and e.state = 'waiting' and ${sameAsking}
    where c.id = ${id} and c.made is null limit 1`)) !== undefined;

/** What the same person asked of the same, on the page that only asks, before they made something of it. */
export const dropAskedBefore = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`
    delete from identity_check e using identity_check c where c.id = ${id} and c.made is not null and e.made is null and e.id < c.id and e.state = 'waiting'
      and ${sameAsking}`);

export const dropCheck = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`delete from identity_check where id = ${id}`);

export interface NewMatch {
  record: number;
  bits: number;
  evidence: Evidence;
}

export async function insertMatches(
  tx: Tx,
  id: number,
  matches: readonly NewMatch[],
  beside: readonly number[],
): Promise<void> {
  await tx.run(sql`
    insert into identity_check_match (check_id, record_id, bits, evidence)
    select ${id}, m.record, m.bits, m.evidence from jsonb_to_recordset(${JSON.stringify(matches)}::jsonb) as m (record bigint, bits real, evidence jsonb)`);
  await tx.run(sql`
    insert into identity_check_beside (check_id, nomination_id) select ${id}, unnest(${[...beside]}::bigint[])`);
  await tx.run(sql`update identity_check set state = 'waiting' where id = ${id}`);
}

export async function eraseSettled(tx: Tx): Promise<number> {
  const old = sql`state = 'settled' and settled_at < now() - interval '7 days'`;
  await tx.run(
    sql`delete from identity_check_match where check_id in (select id from identity_check where ${old})`,
  );
  await tx.run(
    sql`delete from identity_check_beside where check_id in (select id from identity_check where ${old})`,
  );
  return tx.run(sql`
    update identity_check set given_name = null, family_name = null, born = null, born_as = null, identifier_kind = null, identifier = null,
      shown_people = '{}', shown_records = '{}', words = null where ${old} and num_nonnulls(family_name, identifier, words) > 0`);
}

// What follows is the scheme's office's.

export const checkOutcomes = ['is-them', 'is-not', 'cannot-tell'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

export const checkOutcomeWords: Record<CheckOutcome, string> = {
  'is-them': 'It is one of these',
  'is-not': 'It is somebody else',
  'cannot-tell': 'It cannot be told',
};

/** Of somebody from whom a record left: whether whoever asked is to work with the person it became. */
export const separationOutcomeWords: Record<CheckOutcome, string> = {
  'is-them': 'They work with them: it was arranged',
  'is-not': 'They need not see them',
  'cannot-tell': 'It cannot be told',
};

/** What nobody answered, because the record that it was about came back. */
const notNeeded = 'not-needed';

export const outcomeWordsOf = (made: Check['made'], outcome: NonNullable<Check['outcome']>): string =>
  outcome === notNeeded
    ? 'No longer needed'
    : (made === 'separation' ? separationOutcomeWords : checkOutcomeWords)[outcome];

export interface BesideShown {
  nomination: number;
  agency: string;
  staff: string;
  givenName: string;
  familyName: string;
  born: Day;
  bornAs: BornAs;
  identifier: string | null;
  at: string;
}

export interface Check {
  id: number;
  at: Date;
  staff: string;
  agency: string;
  givenName: string | null;
  familyName: string | null;
  born: Day | null;
  bornAs: BornAs;
  identifierKind: IdentifierKind | null;
  identifier: string | null;
  /** What was made of it; null where they only asked. */
  made: 'nomination' | 'sighting' | 'separation' | null;
  /** Why they ask, of a separation. */
  words: string | null;
  state: 'waiting' | 'settled';
  outcome: CheckOutcome | typeof notNeeded | null;
  why: string | null;
  settledBy: string | null;
  settledAt: Date | null;
  mine: boolean;
  version: number;
  matches: { record: number; bits: number; evidence: Evidence; side: ReviewSide }[];
  /** Nominations of other agencies that wait for the same person, as they typed them. */
  beside: BesideShown[];
  total: number;
}

const checkColumns = sql`id, at, staff, agency, given_name as "givenName", family_name as "familyName", born, born_as as "bornAs", identifier_kind as "identifierKind", identifier,
  made, words, state, outcome, why, settled_by as "settledBy", settled_at as "settledAt", mine, version, matches, beside, total`;

export const listChecks = (tx: Tx, limit: number, skip: number): Promise<Check[]> =>
  tx.many(sql<Check>`select ${checkColumns} from identity_checks(null, ${limit}, ${skip})`);

/** @throws WaymarkError `not-found` for one that does not wait for this office, or of which it may see no record. */
export const getCheck = (tx: Tx, id: number): Promise<Check> =>
  tx.one(sql<Check>`select ${checkColumns} from identity_checks(${id}, 1, 0)`);

export const settleRow = async (
  tx: Tx,
  input: { id: number; version: number; outcome: CheckOutcome | null; why: string | null },
): Promise<'absent' | 'stale' | 'settled' | 'reopened'> =>
  (
    await tx.one(sql<{ did: 'absent' | 'stale' | 'settled' | 'reopened' }>`
      select identity_check_settle(${input.id}, ${input.version}, ${input.outcome}::text, ${input.why}::text) as did`)
  ).did;

export type SettledCheck = Pick<Check, 'id' | 'at' | 'made' | 'version'> & {
  outcome: CheckOutcome;
  why: string;
  settledAt: Date;
};

export const listOwnSettled = (tx: Tx): Promise<SettledCheck[]> =>
  tx.many(sql<SettledCheck>`
    select id, at, made, outcome, why, settled_at as "settledAt", version from identity_checks_settled()`);
