import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { sql } from '../../kernel/database.ts';
import { type Career, dayOf, makeCareers, measureInputOf } from './careers-for-tests.ts';
import { measureBeforeAfter } from './rules.ts';
import { runMeasure } from './run.ts';
import type { Figures } from './types.ts';

const on = '2026-11-02';

/** The careers as an import, a linkage and panels would have left them; the first person is a decoy without record. */
async function record(house: TestHouse, lives: readonly Career[]): Promise<void> {
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

describe('a measurement on PostgreSQL', () => {
  let house: TestHouse;
  let id: number;
  const lives = makeCareers(5, { people: 1_200, mean: 0.8, burst: 2, threshold: 4, effect: 1 });

  before(async () => {
    house = await testHouse();
    await record(house, lives);
    id = await runMeasure(house.database, { schemeId: house.schemeId, on, now: testNow });
  });
  after(() => house.close());

  it('counts from the tables what the pure measure counts from the careers, those who left included', async () => {
    const [claim] = await house.ownerQuery<{ figures: Figures }>(
      'select figures from claim_exact where claim_id = $1',
      [id],
    );
    const expected = measureBeforeAfter(measureInputOf(lives));
    assert.ok(claim !== undefined);
    const { counted, before: earlier, after: later, notYet, noTime } = claim.figures;
    assert.deepEqual(
      { counted, earlier, later, notYet, noTime },
      {
        counted: expected.counted,
        earlier: expected.before,
        later: expected.after,
        notYet: expected.notYet,
        noTime: expected.noTime,
      },
    );
    assert.equal(
      claim.figures.population?.people,
      lives.length,
      'a victim is not in the eligible population',
    );
    assert.ok(Math.abs((claim.figures.population?.mean ?? 0) / (expected.population?.mean ?? 1) - 1) < 0.15);
  });

  it('leaves one claim however often it runs, and another when the data change', async () => {
    const ask = { schemeId: house.schemeId, on, now: testNow };
    assert.equal(await runMeasure(house.database, ask), id);
    await house.ownerQuery(`update offence set outcome = 'acquitted' where local_id = '1'`);
    const next = await runMeasure(house.database, ask);
    assert.notEqual(next, id);
    const [frozen] = await house.ownerQuery<{ n: number }>(
      'select count(*)::int as n from claim where id = $1',
      [id],
    );
    assert.equal(frozen?.n, 1);
  });

  it('gives the commissioner published figures and nothing else, and the link worker nothing', async () => {
    const look = (login: string) =>
      house.viewerFor(login).then((viewer) =>
        house.database.as(viewer, async (tx) => ({
          claims: (await tx.many(sql`select id from claim where measure = 'proven-offences-before-after'`)).length,
          exact: (await tx.many(sql`select claim_id from claim_exact e join claim c on c.id = e.claim_id where c.measure = 'proven-offences-before-after'`)).length,
          people: (await tx.many(sql`select id from person`)).length,
        })),
      );
    assert.deepEqual(await look('opcc-commissioner'), { claims: 2, exact: 0, people: 0 });
    assert.deepEqual(await look('link-worker'), { claims: 0, exact: 0, people: 0 });
    assert.equal((await look('scheme-manager')).exact, 2);
  });

  it('is changed by nobody', async () => {
    for (const login of ['scheme-manager', 'analyst', 'administrator', 'opcc-commissioner']) {
      const viewer = await house.viewerFor(login);
      await assert.rejects(house.database.as(viewer, (tx) => tx.run(sql`update claim set design_level = 5`)));
      await assert.rejects(house.database.as(viewer, (tx) => tx.run(sql`delete from claim_exact`)));
    }
  });
});

describe('a measurement on the embedded database', () => {
  it('says what is missing when there is nothing to count', async () => {
    const house = await testHouse({ embedded: true });
    try {
      await assert.rejects(
        runMeasure(house.database, { schemeId: house.schemeId, on, now: testNow }),
        /Import an extract of crimes first/,
      );
    } finally {
      await house.close();
    }
  });
});
