import { sql, type Tx } from '../../kernel/database.ts';
import type { Evidence } from './evidence.ts';
import type { CanonicalPerson, IdentityRecord, Person, Verdict } from './types.ts';

export const recordColumns = sql`r.id, r.person_id as "personId", r.agency_id as "agencyId", s.format, r.capacity,
  r.given_name as "givenName", r.middle_name as "middleName", r.family_name as "familyName", r.aliases, r.born, r.sex, r.ethnicity,
  r.pnc, r.cro, r.prison_number as "prisonNumber", r.crn, r.yjs_id as "yjsId", r.postcode, r.handling,
  r.withdrawn_at is not null as withdrawn, coalesce(r.source_updated, (r.first_seen_at at time zone 'Europe/London')::date) as "asOf"`;

export const recordsOfPeople = (tx: Tx, people: readonly number[]): Promise<IdentityRecord[]> =>
  tx.many(sql<IdentityRecord>`
    select ${recordColumns} from source_record r join import_source s on s.id = r.source_id
    where r.person_id = any (${[...people]}::bigint[]) order by r.id`);

export interface StandingDecision {
  left: number;
  right: number;
  verdict: 'same' | 'different';
}

export const standingDecisions = (tx: Tx): Promise<StandingDecision[]> =>
  tx.many(sql<StandingDecision>`
    select left_record as left, right_record as right, verdict from link_decision
    where superseded_at is null and verdict in ('same', 'different') order by id`);

/** People who are on the scheme or are, or were, worked with: every such work needs one of these reasons. */
export const workedWith = async (tx: Tx): Promise<Set<number>> =>
  new Set(
    (
      await tx.many(sql<{ id: number }>`
        select distinct person_id as id from access_reason
        where kind not in ('selection', 'supplied', 'sample', 'break-glass')`)
    ).map(({ id }) => id),
  );

export interface StoredEdge {
  left: number;
  right: number;
  bits: number;
  state: 'linked' | 'review';
  personId: number | null;
  held: boolean;
}

export const pageOfEdges = (tx: Tx, after: readonly [number, number], limit: number): Promise<StoredEdge[]> =>
  tx.many(sql<StoredEdge>`
    select left_record as left, right_record as right, bits, state, person_id as "personId", held from link_edge
    where (left_record, right_record) > (${after[0]}::bigint, ${after[1]}::bigint) order by left_record, right_record limit ${limit}`);

export interface PersonRow extends CanonicalPerson {
  id: number;
  linkStatus: 'active' | 'needs-attention';
  goneTo: number | null;
  emptiedAt: Date | null;
}

const personColumns = sql`id, family_name as "familyName", given_names as "givenNames", search_names as "searchNames", born, sex, ethnicity,
  pnc, cro, prison_number as "prisonNumber", crn, alias_count as "aliasCount", link_status as "linkStatus", gone_to as "goneTo",
  emptied_at as "emptiedAt"`;

export const pageOfPeople = (tx: Tx, after: number, limit: number): Promise<PersonRow[]> =>
  tx.many(sql<PersonRow>`select ${personColumns} from person where id > ${after} order by id limit ${limit}`);

export const personRows = (tx: Tx, people: readonly number[]): Promise<PersonRow[]> =>
  tx.many(
    sql<PersonRow>`select ${personColumns} from person where id = any (${[...people]}::bigint[]) order by id`,
  );

/** One change of who somebody is at a time: linkage's transactions and people's decisions wait for each other. */
export const oneAtATime = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-identity'))`);

/** New people, in the order given. */
export async function insertPeople(tx: Tx, people: readonly CanonicalPerson[]): Promise<number[]> {
  if (people.length === 0) return [];
  const rows = await tx.many(sql<{ id: number }>`
    insert into person (family_name, given_names, search_names, born, sex, ethnicity, pnc, cro, prison_number, crn, alias_count)
    select n."familyName", n."givenNames", n."searchNames", n.born, n.sex, n.ethnicity, n.pnc, n.cro, n."prisonNumber", n.crn, n."aliasCount"
    from rows from (jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as ("familyName" text, "givenNames" text, "searchNames" text, born date,
      sex text, ethnicity text, pnc text, cro text, "prisonNumber" text, crn text, "aliasCount" integer)) with ordinality
      as n ("familyName", "givenNames", "searchNames", born, sex, ethnicity, pnc, cro, "prisonNumber", crn, "aliasCount", place)
    order by n.place returning id`);
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

export type PersonChange = CanonicalPerson & { id: number; linkStatus: 'active' | 'needs-attention' };

export const updatePeople = async (tx: Tx, people: readonly PersonChange[]): Promise<number> =>
  people.length === 0
    ? 0
    : tx.run(sql`
    update person p set family_name = n."familyName", given_names = n."givenNames", search_names = n."searchNames", born = n.born, sex = n.sex,
      ethnicity = n.ethnicity, pnc = n.pnc, cro = n.cro, prison_number = n."prisonNumber", crn = n.crn, alias_count = n."aliasCount",
      link_status = n."linkStatus", gone_to = null, emptied_at = null, version = p.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as n (id bigint, "familyName" text, "givenNames" text, "searchNames" text, born date,
      sex text, ethnicity text, pnc text, cro text, "prisonNumber" text, crn text, "aliasCount" integer, "linkStatus" text)
    where p.id = n.id`);

export interface RecordMove {
  id: number;
  from: number | null;
  to: number | null;
}

/** Moves records whose person is still the one that was read; the number moved. */
export const moveRecords = async (tx: Tx, moves: readonly RecordMove[]): Promise<number> =>
  moves.length === 0
    ? 0
    : tx.run(sql`
    update source_record r set person_id = m."to"
    from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m (id bigint, "from" bigint, "to" bigint)
    where r.id = m.id and r.person_id is not distinct from m."from"`);

const dependents = ['offence', 'custody_spell', 'supervision'] as const;
export type Dependent = (typeof dependents)[number];
export const dependentTables: readonly Dependent[] = dependents;

/**
 * Rows of offences, custody or supervision follow the record that they name: the nominal of the same agency
 * with that number.
 */
export const moveDependents = (tx: Tx, table: Dependent, records: readonly number[]): Promise<number> =>
  tx.run(sql`
    update ${sql.table(table)} d set person_id = r.person_id
    from source_record r
    where r.id = any (${[...records]}::bigint[]) and d.nominal_ref = r.local_id
      and d.source_id in (select s.id from import_source s where s.agency_id = r.agency_id)
      and d.person_id is distinct from r.person_id`);

/** Rows that do not stand with their record's person yet: new rows, mostly. */
export const strayDependents = (
  tx: Tx,
  table: Dependent,
  after: number,
  limit: number,
): Promise<{ id: number; personId: number | null }[]> =>
  tx.many(sql<{ id: number; personId: number | null }>`
    select d.id, r.person_id as "personId" from ${sql.table(table)} d
    join source_record r on r.agency_id = d.agency_id and r.local_id = d.nominal_ref
    where d.id > ${after} and d.person_id is distinct from r.person_id order by d.id limit ${limit}`);

export const setDependents = (
  tx: Tx,
  table: Dependent,
  rows: readonly { id: number; personId: number | null }[],
): Promise<number> =>
  tx.run(sql`
    update ${sql.table(table)} d set person_id = n."personId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id bigint, "personId" bigint) where d.id = n.id`);

/** A person without records leads to the one they became; what was open for them closes. */
export async function retirePeople(tx: Tx, gone: readonly { personId: number; to: number }[]): Promise<void> {
  if (gone.length === 0) return;
  const rows = sql`jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as g ("personId" bigint, "to" bigint)`;
  await tx.run(
    sql`update person p set gone_to = g."to", version = p.version + 1, updated_at = now() from ${rows} where p.id = g."personId"`,
  );
  await tx.run(sql`update person p set gone_to = g."to" from ${rows} where p.gone_to = g."personId"`);
  await tx.run(sql`
    update access_reason a set closes_at = greatest(now(), a.opens_at) from ${rows}
    where a.person_id = g."personId" and (a.closes_at is null or a.closes_at > now())`);
}

/**
 * People of whom every record was taken back: from now on they have none. What an extract said of them is nobody's, and
 * whoever saw them as one who may be chosen sees them no longer. Those with whom somebody works stay, with all that was
 * done. While an import moves, its rows are not to be seen, and nobody is emptied. @returns who.
 */
export async function emptyPeople(tx: Tx, people: readonly number[]): Promise<number[]> {
  if (people.length === 0) return [];
  const rows = await tx.many(sql<{ id: number }>`
    update person p set emptied_at = now(), version = p.version + 1, updated_at = now()
    where p.id = any (${[...people]}::bigint[]) and p.gone_to is null and p.emptied_at is null and cardinality(import_pending()) = 0
      and not exists (select from source_record r where r.person_id = p.id) returning p.id`);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  for (const table of dependentTables)
    await tx.run(
      sql`update ${sql.table(table)} d set person_id = null where d.person_id = any (${ids}::bigint[])`,
    );
  await tx.run(sql`
    update access_reason a set closes_at = greatest(now(), a.opens_at)
    where a.person_id = any (${ids}::bigint[]) and a.kind = 'selection' and (a.closes_at is null or a.closes_at > now())`);
  return ids;
}

export interface EdgeRow extends StoredEdge {
  evidence: Evidence;
}

export const saveEdges = (tx: Tx, runId: number, edges: readonly EdgeRow[]): Promise<number> =>
  tx.run(sql`
    insert into link_edge (left_record, right_record, run_id, bits, state, person_id, held, evidence)
    select e."left", e."right", ${runId}, e.bits, e.state, e."personId", e.held, e.evidence
    from jsonb_to_recordset(${JSON.stringify(edges)}::jsonb) as e ("left" bigint, "right" bigint, bits real, state text, "personId" bigint, held boolean, evidence jsonb)
    on conflict (left_record, right_record) do update set run_id = excluded.run_id, bits = excluded.bits, state = excluded.state,
      person_id = excluded.person_id, held = excluded.held, evidence = excluded.evidence`);

export const dropEdges = (tx: Tx, edges: readonly { left: number; right: number }[]): Promise<number> =>
  tx.run(sql`
    delete from link_edge e using jsonb_to_recordset(${JSON.stringify(edges)}::jsonb) as g ("left" bigint, "right" bigint)
    where e.left_record = g."left" and e.right_record = g."right"`);

const shownPerson = sql`${personColumns}, version, updated_at as "updatedAt"`;

/** The person, if the viewer may see them. */
export const findPerson = (tx: Tx, id: number): Promise<Person | undefined> =>
  tx.maybe(sql<Person>`select ${shownPerson} from person where id = ${id}`);

/** @throws WaymarkError `not-found` for a person who is not there or whom the viewer may not see. */
export const getPerson = (tx: Tx, id: number): Promise<Person> =>
  tx.one(sql<Person>`select ${shownPerson} from person where id = ${id}`);

/** The number that a retired number leads to; the same number for everybody else, seen or not. */
export const currentPersonId = async (tx: Tx, id: number): Promise<number> =>
  (await tx.one(sql<{ id: number }>`select identity_current(${id}) as id`)).id;

/** A source record as its page shows it. `raw` only where it is the viewer's own agency's. */
export interface SourceRecord extends IdentityRecord {
  agency: string;
  localId: string;
  address: string | null;
  area: string | null;
  raw: Record<string, unknown> | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  deleteAfter: string;
}

const shownRecord = sql`${recordColumns}, a.name as agency, r.local_id as "localId", r.address, r.area,
  case when r.agency_id = (select viewer_agency()) then r.raw end as raw, r.first_seen_at as "firstSeenAt", r.last_seen_at as "lastSeenAt",
  r.delete_after as "deleteAfter"`;

const recordTables = sql`source_record r join import_source s on s.id = r.source_id join agency a on a.id = r.agency_id`;

/** A person's records, those that the viewer may see, newest first. */
export const listSourceRecords = (tx: Tx, personId: number): Promise<SourceRecord[]> =>
  tx.many(sql<SourceRecord>`
    select ${shownRecord} from ${recordTables} where r.person_id = ${personId} order by "asOf" desc, r.id limit 40`);

/** One's own agency's record. */
export const getOwnRecord = (tx: Tx, id: number, agencyId: number): Promise<SourceRecord> =>
  tx.one(
    sql<SourceRecord>`select ${shownRecord} from ${recordTables} where r.id = ${id} and r.agency_id = ${agencyId}`,
  );

export interface ShownEdge {
  left: number;
  right: number;
  bits: number;
  evidence: Evidence;
  state: 'linked' | 'review';
}

export const listEdges = (tx: Tx, personId: number): Promise<ShownEdge[]> =>
  tx.many(sql<ShownEdge>`
    select e.left_record as left, e.right_record as right, e.bits, e.evidence, e.state from link_edge e
    join source_record l on l.id = e.left_record and l.person_id = ${personId}
    join source_record r on r.id = e.right_record and r.person_id = ${personId}
    where e.person_id = ${personId} order by e.bits, e.left_record, e.right_record limit 60`);

export interface Decision {
  id: number;
  left: number;
  right: number;
  verdict: Verdict;
  why: string;
  staff: string;
  at: Date;
  supersededAt: Date | null;
  separated: number | null;
}

export const listDecisions = (tx: Tx, personId: number): Promise<Decision[]> =>
  tx.many(sql<Decision>`
    select d.id, d.left_record as left, d.right_record as right, d.verdict, d.why, s.name as staff, d.at,
      d.superseded_at as "supersededAt", d.separated
    from link_decision d join staff s on s.id = d.staff_id
    where d.person_id = ${personId} order by d.id desc limit 100`);

/** A record's fields as the reviewer sees them: those that decide who somebody is, and no more. */
export interface ReviewSide {
  agency: string;
  /** The agency's own reference of its record. */
  localId: string;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  aliases: string[];
  born: string | null;
  sex: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  yjsId: string | null;
  postcode: string | null;
  asOf: string;
}

export interface ReviewPair {
  left: number;
  right: number;
  bits: number;
  held: boolean;
  worked: boolean;
  unsure: boolean;
  evidence: Evidence;
  leftSide: ReviewSide;
  rightSide: ReviewSide;
  total: number;
}

export const reviewQueue = (tx: Tx, limit: number, skip: number): Promise<ReviewPair[]> =>
  tx.many(sql<ReviewPair>`
    select left_record as left, right_record as right, bits, held, worked, unsure, evidence, left_side as "leftSide", right_side as "rightSide", total
    from identity_queue(${limit}, ${skip}, null, null)`);

/** The pair in whichever order its numbers come; undefined when it is not in the queue (any more). */
export const findReviewPair = (tx: Tx, left: number, right: number): Promise<ReviewPair | undefined> =>
  tx.maybe(sql<ReviewPair>`
    select left_record as left, right_record as right, bits, held, worked, unsure, evidence, left_side as "leftSide", right_side as "rightSide", total
    from identity_queue(1, 0, ${Math.min(left, right)}, ${Math.max(left, right)})`);

/** What came of a decision: the people whose shown values must be chosen again. */
export interface Outcome {
  outcome:
    | 'absent'
    | 'stale'
    | 'decided'
    /** It takes two people, and nobody else has proposed it. */
    | 'second'
    | 'both-worked'
    /** It was decided about again since: by whom, the viewer may not know. */
    | 'since'
    | 'only-record'
    | 'noted'
    | 'apart'
    | 'joined'
    | 'kept'
    | 'separated'
    | 'taken-back';
  kept: number | null;
  other: number | null;
}

export const decidePairRow = (
  tx: Tx,
  input: { left: number; right: number; verdict: Verdict; why: string },
): Promise<Outcome> =>
  tx.one(
    sql<Outcome>`select outcome, kept, other from identity_decide(${input.left}, ${input.right}, ${input.verdict}, ${input.why})`,
  );

export const separateRow = (
  tx: Tx,
  input: { personId: number; recordId: number; version: number; why: string },
): Promise<Outcome> =>
  tx.one(
    sql<Outcome>`select outcome, kept, other from identity_separate(${input.recordId}, ${input.personId}, ${input.version}, ${input.why})`,
  );

export const rejoinRow = (
  tx: Tx,
  input: { personId: number; decisionId: number; why: string },
): Promise<Outcome> =>
  tx.one(
    sql<Outcome>`select outcome, kept, other from identity_rejoin(${input.decisionId}, ${input.personId}, ${input.why})`,
  );

/** A reviewer's own decision, or a second person's of what they had proposed. `open`: it may still be taken back, or asked back. */
export interface OwnDecision {
  id: number;
  left: number;
  right: number;
  verdict: Verdict;
  why: string;
  at: Date;
  supersededAt: Date | null;
  open: boolean;
  /** Who made it, where it was the viewer's proposal. */
  second: string | null;
  /** Somebody has asked for it back, and nobody has answered. */
  asked: boolean;
  /** Of how many pairs of the same two people it was said at once and stands; 0 of any that keeps nobody apart. */
  together: number;
  leftSide: ReviewSide;
  rightSide: ReviewSide;
}

export const listOwnDecisions = (tx: Tx, limit: number): Promise<OwnDecision[]> =>
  tx.many(sql<OwnDecision>`
    select id, left_record as left, right_record as right, verdict, why, at, superseded_at as "supersededAt", open, second, asked, together,
      left_side as "leftSide", right_side as "rightSide" from identity_decisions(${limit})`);

/** Another pair of the same two people that waits. */
export interface OpenBetween {
  left: number;
  right: number;
  /** Why "different people" takes a second person; none where one is enough. */
  dangers: string[];
  /** Somebody has proposed a decision about it. */
  proposed: boolean;
}

export const listOpenBetween = (tx: Tx, { left, right }: { left: number; right: number }) =>
  tx.many(
    sql<OpenBetween>`select left_record as left, right_record as right, dangers, proposed from identity_open_between(${left}, ${right})`,
  );

/** A decision of one's own that two are different people, and those that were said with it and stand. */
export const listSaidAtOnce = async (tx: Tx, decisionId: number): Promise<number[]> =>
  (await tx.many(sql<{ id: number }>`select id from identity_own_at_once(${decisionId})`)).map(
    ({ id }) => id,
  );

export const takeBackRow = (tx: Tx, decisionId: number): Promise<Outcome> =>
  tx.one(sql<Outcome>`select outcome, kept, other from identity_take_back(${decisionId})`);

/** How many records of others wait for a reviewer, by person; a person without any is left out. */
export const countWaiting = async (tx: Tx, people: readonly number[]): Promise<Map<number, number>> =>
  new Map(
    (
      await tx.many(sql<{ personId: number; waiting: number }>`
        select person_id as "personId", waiting from identity_waiting(${[...people]}::bigint[])`)
    ).map(({ personId, waiting }) => [personId, waiting]),
  );

/** For a person's panel and case: nothing where none waits. */
export const waitingWords = (waiting: number): string =>
  `${waiting} ${waiting === 1 ? 'record that may be theirs waits' : 'records that may be theirs wait'} for identity review`;
