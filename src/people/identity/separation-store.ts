import { sql, type Tx } from '../../kernel/database.ts';
import type { SaidVerdict } from './separation-rules.ts';

export interface Separation {
  id: number;
  decisionId: number;
  personId: number;
  /** Who the record became. */
  otherId: number;
  at: Date;
  since: Date;
  endedAt: Date | null;
  staff: string;
}

const columns = sql`x.id, x.decision_id as "decisionId", x.person_id as "personId", x.other_id as "otherId", x.at, x.since, x.ended_at as "endedAt", s.name as staff`;

/** Newest first. */
export const listSeparations = (tx: Tx, personId: number): Promise<Separation[]> =>
  tx.many(sql<Separation>`
    select ${columns} from separation x join staff s on s.id = x.staff_id where x.person_id = ${personId} order by x.id desc limit 50`);

/** @throws WaymarkError `not-found` for one that is not of this person, or of whom the viewer may not see the records. */
export const getSeparation = (tx: Tx, personId: number, id: number): Promise<Separation> =>
  tx.one(sql<Separation>`
    select ${columns} from separation x join staff s on s.id = x.staff_id where x.id = ${id} and x.person_id = ${personId}`);

/** Rows of the viewer's sight that would go with a record. */
export const countGoing = async (
  tx: Tx,
  recordId: number,
): Promise<{ offences: number; custody: number; orders: number }> =>
  tx.one(sql<{ offences: number; custody: number; orders: number }>`
    with r as (select agency_id, local_id, person_id from source_record where id = ${recordId})
    select
      (select count(*)::int from offence d, r where d.nominal_ref = r.local_id and d.agency_id = r.agency_id and d.person_id = r.person_id) as offences,
      (select count(*)::int from custody_spell d, r where d.nominal_ref = r.local_id and d.agency_id = r.agency_id and d.person_id = r.person_id) as custody,
      (select count(*)::int from supervision d, r where d.nominal_ref = r.local_id and d.agency_id = r.agency_id and d.person_id = r.person_id) as orders`);

/** Those of people whom the viewer sees, that are not over: for whoever must decide again. */
export const listStanding = (tx: Tx): Promise<Separation[]> =>
  tx.many(sql<Separation>`
    select ${columns} from separation x join staff s on s.id = x.staff_id where x.ended_at is null order by x.id desc limit 500`);

/** Of those whom the viewer sees. */
export const namesOf = async (tx: Tx, people: readonly number[]): Promise<Map<number, string>> =>
  new Map(
    (
      await tx.many(sql<{ id: number; name: string }>`
        select id, given_names || ' ' || family_name as name from person where id = any (${[...people]}::bigint[])`)
    ).map(({ id, name }) => [id, name]),
  );

export interface SaidItem {
  id: number;
  item: string;
  verdict: SaidVerdict;
  why: string;
  staff: string;
  at: Date;
  /** The same for all that was said at once. */
  saidWith: string | null;
}

/** What the viewer's own agency said of each; a thing that went to the other person stands here alone. */
export const listItems = (tx: Tx, separationId: number): Promise<SaidItem[]> =>
  tx.many(sql<SaidItem>`
    select i.id, i.item, i.verdict, i.why, s.name as staff, i.at, i.said_with as "saidWith" from separation_item i join staff s on s.id = i.staff_id
    where i.separation_id = ${separationId} and i.superseded_at is null order by i.id desc`);

/** What the viewer's own agency has answered, of several separations. */
export const listAnswered = (
  tx: Tx,
  separationIds: readonly number[],
): Promise<{ separationId: number; item: string; verdict: SaidVerdict }[]> =>
  tx.many(sql<{ separationId: number; item: string; verdict: SaidVerdict }>`
    select separation_id as "separationId", item, verdict from separation_item where separation_id = any (${[...separationIds]}::bigint[]) and superseded_at is null`);

export interface NewItems {
  separationId: number;
  personId: number;
  agencyId: number;
  staffId: number;
  items: readonly string[];
  verdict: SaidVerdict;
  why: string;
  /** One number for all of them. */
  saidWith: string;
}

/** How many were said; fewer than were asked where a colleague has said whose one is. */
export const insertItems = (tx: Tx, said: NewItems): Promise<number> =>
  tx.run(sql`
    insert into separation_item (separation_id, person_id, agency_id, staff_id, item, verdict, why, said_with)
    select ${said.separationId}, ${said.personId}, ${said.agencyId}, ${said.staffId}, i.item, ${said.verdict}, ${said.why}, ${said.saidWith}::uuid
    from unnest(${[...said.items]}::text[]) i (item)
    on conflict (separation_id, item, agency_id) where superseded_at is null do nothing`);

export interface SaidRow {
  separationId: number;
  personId: number;
  item: string;
  verdict: SaidVerdict;
  why: string;
  saidWith: string | null;
}

const saidColumns = sql`separation_id as "separationId", person_id as "personId", item, verdict, why, said_with as "saidWith"`;

/** What was said, taken back; undefined where it is not there (any more). */
export const supersedeItem = (tx: Tx, id: number): Promise<SaidRow | undefined> =>
  tx.maybe(sql<SaidRow>`
    update separation_item set superseded_at = now() where id = ${id} and superseded_at is null returning ${saidColumns}`);

/** The rest of what was said with it and still stands. */
export const supersedeTogether = (tx: Tx, first: SaidRow): Promise<SaidRow[]> =>
  tx.many(sql<SaidRow>`
    update separation_item set superseded_at = now()
    where said_with = ${first.saidWith}::uuid and separation_id = ${first.separationId} and superseded_at is null returning ${saidColumns}`);

/** A thing of the viewer's own agency goes to the other person, or comes back; its own room moves the row. */
export const moveRow = async (
  tx: Tx,
  input: { separationId: number; kind: string; id: number; back: boolean },
): Promise<'absent' | 'ended' | 'hangs' | 'moved' | 'as-draft'> =>
  (
    await tx.one(sql<{ did: 'absent' | 'ended' | 'hangs' | 'moved' | 'as-draft' }>`
      select separation_move(${input.separationId}, ${input.kind}, ${input.id}, ${input.back}) as did`)
  ).did;

/** What somebody asks the scheme's office about whom a record became. The same words, not answered yet, stay one asking. */
export const insertOfficeAsk = (
  tx: Tx,
  ask: { separationId: number; words: string; schemeId: number; agencyId: number; staffId: number },
): Promise<number> =>
  tx.run(sql`
    insert into identity_check (scheme_id, agency_id, staff_id, made, made_id, words)
    values (${ask.schemeId}, ${ask.agencyId}, ${ask.staffId}, 'separation', ${ask.separationId}, ${ask.words}) on conflict do nothing`);

export interface Told {
  staff: string;
  agency: string;
  how: string[];
  toldAt: Date;
  seenAt: Date | null;
}

/** Nobody for a viewer who does not decide links. */
export const listTold = (tx: Tx, separationId: number): Promise<Told[]> =>
  tx.many(sql<Told>`
    select staff, agency, how, told_at as "toldAt", seen_at as "seenAt" from identity_told(${separationId})`);

export interface OwnTold {
  id: number;
  at: Date;
  since: Date;
  endedAt: Date | null;
  how: string[];
  seenAt: Date | null;
  /** The person, where the viewer may still see them. */
  personId: number | null;
  name: string | null;
}

/** Separations of which the viewer is told, newest first. */
export const listOwnTold = (tx: Tx, staffId: number): Promise<OwnTold[]> =>
  tx.many(sql<OwnTold>`
    select x.id, x.at, x.since, x.ended_at as "endedAt", t.how, t.seen_at as "seenAt", p.id as "personId", p.given_names || ' ' || p.family_name as name
    from separation_told t join separation x on x.id = t.separation_id left join person p on p.id = x.person_id
    where t.staff_id = ${staffId} order by x.id desc limit 50`);

export const markSeen = (tx: Tx, staffId: number, separationId: number): Promise<number> =>
  tx.run(sql`
    update separation_told set seen_at = now() where staff_id = ${staffId} and separation_id = ${separationId} and seen_at is null`);
