import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { sql } from '../../kernel/database.ts';
import { makeCareers, measureInputOf } from './careers-for-tests.ts';
import { recordCareers } from './recorded-for-tests.ts';
import { measureBeforeAfter } from './rules.ts';
import { runMeasure } from './run.ts';
import type { Figures } from './types.ts';

const on = '2026-11-02';

describe('a measurement on PostgreSQL', () => {
  let house: TestHouse;
  let id: number;
  const lives = makeCareers(5, { people: 1_200, mean: 0.8, burst: 2, threshold: 4, effect: 1 });

  before(async () => {
    house = await testHouse();
    await recordCareers(house, lives);
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
          claims: (await tx.many(sql`select id from claim where measure = 'proven-offences-before-after'`))
            .length,
          exact: (
            await tx.many(
              sql`select claim_id from claim_exact e join claim c on c.id = e.claim_id where c.measure = 'proven-offences-before-after'`,
            )
          ).length,
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
