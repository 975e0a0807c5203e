import { sql, type Tx } from '../../kernel/database.ts';
import type { Briefed, Sighting, SightingInput, SightingState } from './types.ts';

// The name as the record has it for those who see the person; for the reporter as their briefing told it.
const columns = sql`s.id, s.person_id as "personId", s.who, coalesce(p.given_names || ' ' || p.family_name,
    (select d.body->>'text' from briefing_part d join briefing_item i on i.id = d.item_id
      where i.briefing_id = s.briefing_id and d.person_id = s.person_id and d.kind = 'identity' limit 1)) as name,
  s.staff_id as "staffId", f.name as reporter, a.name as agency, s.at, s.place, s.words, s.kept_because as "keptBecause", s.state, s.answer, g.name as "answeredBy",
  s.answered_at as "answeredAt", s.answer_read_at as "answerReadAt", s.report_id as "reportId", s.reported_at as "reportedAt", s.version`;
const from = sql`from sighting s join staff f on f.id = s.staff_id join agency a on a.id = s.agency_id
  left join staff g on g.id = s.answered_by left join person p on p.id = s.person_id`;

export const getSighting = (tx: Tx, id: number): Promise<Sighting> =>
  tx.one(sql<Sighting>`select ${columns} ${from} where s.id = ${id}`);

export async function lockSighting(tx: Tx, id: number): Promise<Sighting> {
  await tx.one(sql`select id from sighting where id = ${id} for update`);
  return getSighting(tx, id);
}

export const listSightings = (
  tx: Tx,
  filter: { state: SightingState | null; personId: number | null },
  page: { limit: number; offset: number },
): Promise<Sighting[]> =>
  tx.many(sql<Sighting>`
    select ${columns} ${from} where (${filter.state}::text is null or s.state = ${filter.state})
      and (${filter.personId}::bigint is null or s.person_id = ${filter.personId})
    order by s.at desc, s.id desc limit ${page.limit} offset ${page.offset}`);

/** Where and when the front line saw somebody whose page it is, newest first: nobody's name and no words are asked for. */
export const listSeenWhere = (
  tx: Tx,
  personId: number,
  limit: number,
): Promise<Pick<Sighting, 'id' | 'at' | 'place'>[]> =>
  tx.many(sql<Pick<Sighting, 'id' | 'at' | 'place'>>`
    select id, at, place from sighting where person_id = ${personId} order by at desc, id desc limit ${limit}`);

export const countSightings = async (
  tx: Tx,
  filter: { state: SightingState | null; personId: number | null },
): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*)::int as n from sighting s where (${filter.state}::text is null or s.state = ${filter.state})
        and (${filter.personId}::bigint is null or s.person_id = ${filter.personId})`)
  ).n;

/** Those whom the viewer may name, each once. */
export const listBriefed = (tx: Tx): Promise<Briefed[]> =>
  tx.many(sql<Briefed>`
    select distinct on (d.person_id) i.briefing_id as "briefingId", i.id as "itemId", d.person_id as "personId", d.body->>'text' as name
    from briefing_part d join briefing_item i on i.id = d.item_id where d.kind = 'identity' order by d.person_id, i.briefing_id desc`);

export const insertSighting = (
  tx: Tx,
  made: SightingInput & { schemeId: number; agencyId: number; reporterId: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into sighting (scheme_id, person_id, who, briefing_id, agency_id, staff_id, at, place, words, kept_because, reported_at)
    values (${made.schemeId}, ${made.personId}, ${made.who}, ${made.briefingId}, ${made.agencyId}, ${made.reporterId}, ${made.at}, ${made.place}, ${made.words}, ${made.keptBecause}, ${made.now})
    returning id`);

/** Tells the lead, co-workers and deputies by number. */
export const tellThem = (tx: Tx, id: number): Promise<number> => tx.run(sql`select sighting_tell(${id})`);

export const takeBack = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update sighting set state = 'withdrawn', version = version + 1 where id = ${id}`);

export const setAnswer = (
  tx: Tx,
  made: { id: number; answer: string; staffId: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update sighting set state = 'answered', answer = ${made.answer}, answered_by = ${made.staffId}, answered_at = ${made.at}, answer_read_at = null,
      version = version + 1 where id = ${made.id}`);

export const setReport = (tx: Tx, id: number, reportId: number): Promise<number> =>
  tx.run(sql`update sighting set report_id = ${reportId}, version = version + 1 where id = ${id}`);

export const noteAnswerRead = (tx: Tx, id: number, staffId: number, at: Date): Promise<number> =>
  tx.run(sql`
    update sighting set answer_read_at = ${at} where id = ${id} and staff_id = ${staffId} and answered_at is not null and answer_read_at is null`);

/** Answers that the reporter has not opened yet. */
export const listUnreadAnswers = (tx: Tx, staffId: number, limit: number): Promise<Sighting[]> =>
  tx.many(sql<Sighting>`
    select ${columns} ${from} where s.staff_id = ${staffId} and s.answered_at is not null and s.answer_read_at is null order by s.answered_at limit ${limit}`);

/** Sightings that wait for the viewer: of people given to them, also as a deputy, and of nobody on the record. */
export const listWaiting = (
  tx: Tx,
  ask: { staffId: number; unnamed: boolean; limit: number },
): Promise<Sighting[]> =>
  tx.many(sql<Sighting>`
    select ${columns} ${from} where s.state = 'new' and s.staff_id <> ${ask.staffId}
      and ((s.person_id is null and ${ask.unnamed}::boolean) or exists (select from access_reason r where r.person_id = s.person_id
        and r.staff_id = ${ask.staffId} and r.kind in ('lead', 'co-worker') and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())))
    order by s.at desc limit ${ask.limit}`);
