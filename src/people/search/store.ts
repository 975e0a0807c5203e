import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { FoundPerson, FoundRecord, IdentifierKind } from './types.ts';

/** Whoever has them by a referral alone is told no number of theirs and no other name. */
const referredOnly = sql`h.reasons = '{referral}'`;

const searchedNames = sql`case when ${referredOnly} then split_part(p.search_names, ' | ', 1) else p.search_names end`;

const personColumns = sql`p.id, p.family_name as "familyName", p.given_names as "givenNames", p.born, h.reasons, m.state, m.rag, m.id is not null or is_on_scheme(p.id) as "onScheme",
  ${searchedNames} as "searchNames", case when not ${referredOnly} then p.pnc end as pnc,
  case when not ${referredOnly} then p.cro end as cro, case when not ${referredOnly} then p.prison_number end as "prisonNumber", case when not ${referredOnly} then p.crn end as crn`;

/**
 * The people whom the viewer has an open reason for. Searching starts from these, not from everybody: neither
 * how many others there are nor what they are called can be told from the answer or the time it takes, and
 * nobody the viewer may see is crowded out by a million others. The policy of `person` decides all the same.
 */
const held = sql`(select a.person_id, array_agg(distinct a.kind order by a.kind) as reasons from access_reason a
  where a.holder = any ((select viewer_holders())::text[]) and a.opens_at <= now() and (a.closes_at is null or a.closes_at > now())
    and a.kind not in ('supplied', 'briefing', 'dissemination', 'victim')
  group by a.person_id) h`;

const fromHeld = sql`from ${held} join person p on p.id = h.person_id and p.gone_to is null
  left join membership m on m.person_id = p.id and m.left_on is null`;

/** By name, date of birth, or both: people whose name is like the one typed, the likest first. */
export const findByName = (
  tx: Tx,
  wanted: { name: string | null; born: Day | null; likeness: number; limit: number },
): Promise<FoundPerson[]> =>
  tx.many(sql<FoundPerson>`
    select * from (
      select ${personColumns}, case when ${wanted.name}::text is null then 1 else greatest(word_similarity(${wanted.name}, ${searchedNames}), 0) end as score
      ${fromHeld}
      where (${wanted.born}::date is null or p.born = ${wanted.born}::date)) found
    where found.score >= ${wanted.likeness}
    order by found.score desc, found."familyName", found."givenNames", found.id limit ${wanted.limit}`);

const personIdentifiers: Partial<Record<IdentifierKind, Sql<unknown>>> = {
  pnc: sql`p.pnc`,
  cro: sql`p.cro`,
  prisonNumber: sql`p.prison_number`,
  crn: sql`p.crn`,
};

const recordIdentifiers: Record<IdentifierKind, Sql<unknown>> = {
  pnc: sql`r.pnc`,
  cro: sql`r.cro`,
  prisonNumber: sql`r.prison_number`,
  crn: sql`r.crn`,
  yjsId: sql`r.yjs_id`,
};

/** By an identifier: the one shown of a person, or one in a record of theirs that the viewer may see. */
export const findByIdentifier = (
  tx: Tx,
  kind: IdentifierKind,
  value: string,
  limit: number,
): Promise<FoundPerson[]> => {
  const own = personIdentifiers[kind];
  const inRecord = sql`exists (select 1 from source_record r where r.person_id = p.id and ${recordIdentifiers[kind]} = ${value})`;
  return tx.many(sql<FoundPerson>`
    select ${personColumns}, 1 as score ${fromHeld}
    where ${own === undefined ? inRecord : sql`((${own} = ${value} and not ${referredOnly}) or ${inRecord})`}
    order by p.family_name, p.given_names, p.id limit ${limit}`);
};

const recordColumns = sql`r.id, r.local_id as "localId", r.capacity, r.given_name as "givenName", r.middle_name as "middleName", r.family_name as "familyName", r.aliases, r.born,
  r.pnc, r.cro, r.prison_number as "prisonNumber", r.crn, r.yjs_id as "yjsId", r.delete_after as "deleteAfter"`;

/** Records of somebody whom the viewer can open are found there, not here. */
const notSeenAsPerson = sql`r.withdrawn_at is null and not exists (select 1 from person p where p.id = r.person_id)`;

export const findOwnRecordsByName = (
  tx: Tx,
  wanted: { name: string; born: Day | null; agencyId: number; likeness: number; limit: number },
): Promise<FoundRecord[]> =>
  tx.many(sql<FoundRecord>`
    select ${recordColumns}, s.score from identity_search_records(${wanted.name}, ${wanted.likeness}::real, ${wanted.limit}) s join source_record r on r.id = s.record_id
    where r.agency_id = ${wanted.agencyId} and ${notSeenAsPerson}
      and (${wanted.born}::date is null or r.born = ${wanted.born}::date)
    order by s.score desc, r.family_name, r.given_name, r.id limit ${wanted.limit}`);

export const findOwnRecordsByBirth = (
  tx: Tx,
  wanted: { name: string | null; born: Day; agencyId: number; likeness: number; limit: number },
): Promise<FoundRecord[]> =>
  tx.many(sql<FoundRecord>`
    select * from (
      select ${recordColumns}, case when ${wanted.name}::text is null then 1 else word_similarity(${wanted.name}, r.search_names) end as score
      from source_record r where r.agency_id = ${wanted.agencyId} and r.born = ${wanted.born}::date and ${notSeenAsPerson}) found
    where found.score >= ${wanted.likeness}
    order by found.score desc, found."familyName", found."givenName", found.id limit ${wanted.limit}`);

export const findOwnRecordsByIdentifier = (
  tx: Tx,
  kind: IdentifierKind,
  value: string,
  agencyId: number,
  limit: number,
): Promise<FoundRecord[]> =>
  tx.many(sql<FoundRecord>`
    select ${recordColumns}, 1 as score from source_record r
    where r.agency_id = ${agencyId} and ${recordIdentifiers[kind]} = ${value} and ${notSeenAsPerson}
    order by r.family_name, r.given_name, r.id limit ${limit}`);

/** The people this viewer opened last, those they may still see. */
export const recentlyOpened = (
  tx: Tx,
  limit: number,
): Promise<{ id: number; name: string; born: Day | null; at: Date }[]> =>
  tx.many(sql<{ id: number; name: string; born: Day | null; at: Date }>`
    select p.id, p.given_names || ' ' || p.family_name as name, p.born, o.at
    from identity_opened(${limit * 3}) o join person p on p.id = o.person_id and p.gone_to is null
    order by o.at desc limit ${limit}`);
