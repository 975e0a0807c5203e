import type { TestHouse } from '../../../test/support/house.ts';
import { type Career, dayOf } from './careers-for-tests.ts';

/** The careers as an import, a linkage and panels would have left them; the first person is a decoy without record. */
export async function recordCareers(house: TestHouse, lives: readonly Career[]): Promise<void> {
  const [source] = await house.ownerQuery<{ id: number; agency_id: number }>(
    `select s.id, s.agency_id from import_source s join agency a on a.id = s.agency_id where a.code = 'norfolk-police' and s.format = 'police-crimes'`,
  );
  const [batch] = await house.ownerQuery<{ id: number }>(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state) values ($1, $2, 'x', 'x', 'accepted') returning id`,
    [source?.id, source?.agency_id],
  );
  const from = [source?.id, source?.agency_id, batch?.id];
  await house.ownerQuery(
    `insert into person (family_name, given_names, search_names, born) select 'Example', 'Person', 'x', date '1985-01-01' from generate_series(1, $1::int)`,
    [lives.length + 1],
  );
  await house.ownerQuery(
    `insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, search_names, raw, fingerprint, delete_after)
     select $1, $2, $3, id::text, case when id = $4::int then 'victim' else 'suspect' end, id, 'x', '{}', 'f', '2040-01-01' from person`,
    [...from, lives.length + 1],
  );
  const offences = lives.flatMap((life, place) =>
    life.offences.map((day) => [place + 1, dayOf(day)] as const),
  );
  await house.ownerQuery(
    `insert into offence (source_id, agency_id, batch_id, person_id, nominal_ref, local_id, capacity, offence_code, offence_date, outcome, outcome_date, handling, fingerprint)
     select $1, $2, $3, p, 'n', row_number() over (), 'convicted', 'TH68010', d::date, 'convicted', d::date + 60, 'partners', 'f' from unnest($4::bigint[], $5::text[]) t (p, d)`,
    [...from, offences.map(([person]) => person), offences.map(([, day]) => day)],
  );
  // Proven a year later, or somebody else's crime: neither counts. The last offence says how far the data reach.
  await house.ownerQuery(
    `insert into offence (source_id, agency_id, batch_id, person_id, nominal_ref, local_id, capacity, offence_code, offence_date, outcome, outcome_date, handling, fingerprint)
     select $1, $2, $3, 1, 'n', 'late' || k, case when k = 3 then 'victim' else 'convicted' end, 'TH68010',
       case when k = 1 then date '2026-06-30' else date '2024-03-01' end, 'convicted', date '2026-01-01' + 365 * k, 'partners', 'f' from generate_series(1, 3) k`,
    from,
  );
  const spells = lives.flatMap((life, place) =>
    life.custody.map((spell) => [place + 1, dayOf(spell.from), dayOf(spell.to)] as const),
  );
  await house.ownerQuery(
    `insert into custody_spell (source_id, agency_id, batch_id, person_id, nominal_ref, local_id, kind, place, from_day, to_day, handling, fingerprint)
     select $1, $2, $3, p, 'n', row_number() over (), 'prison', 'Example', a::date, b::date, 'partners', 'f' from unnest($4::bigint[], $5::text[], $6::text[]) t (p, a, b)`,
    [...from, ...[0, 1, 2].map((column) => spells.map((spell) => spell[column as 0]))],
  );
  const joined = lives.flatMap((life, place) =>
    life.joinedOn === undefined ? [] : [[place + 1, dayOf(life.joinedOn)] as const],
  );
  await house.ownerQuery(
    `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, left_on, review_retention_on)
     select $1, p, case when p % 3 = 0 then 'de-selected' else 'member' end, 'flex', t.id, t.id, 'statutory', d::date,
       case when p % 3 = 0 then d::date + 90 end, date '2040-01-01'
     from unnest($2::bigint[], $3::text[]) m (p, d), (select min(id) as id from team) t`,
    [house.schemeId, joined.map(([person]) => person), joined.map(([, day]) => day)],
  );
}
