import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { runScoreCheck } from './run.ts';
import { findCheck } from './store.ts';

const later = (days: number): Date => new Date(testNow.getTime() + days * 86_400_000);

describe('scores checked on PostgreSQL', () => {
  let house: TestHouse;

  before(async () => {
    house = await testHouse();
    await recordCareers(
      house,
      makeCareers(9, { people: 1_500, mean: 1.6, burst: 2, threshold: 4, effect: 1 }),
    );
  });
  after(() => house.close());

  const checkAs = async (login: string) =>
    house.database.as(await house.viewerFor(login), (tx) => findCheck(tx, house.schemeId));

  it('scores by what was known on the day, and counts what was proven afterwards', async () => {
    assert.ok(
      (await runScoreCheck(house.database, { schemeId: house.schemeId, now: testNow })) !== undefined,
    );
    const found = await checkAs('analyst');
    const matrix = found?.figures?.instruments.find(({ instrument }) => instrument === 'matrix');
    assert.ok(matrix?.whole.people != null && matrix.whole.reoffended != null);
    const [first] = matrix.halfYears;
    assert.ok(first !== undefined);
    // Counted another way: everybody with enough proven by the day, and an offence of the year after it.
    const [plain] = await house.ownerQuery<{ people: number; reoffended: number }>(
      `with rule as (select (body->>'minimumProvenOffences')::int as least, (body->>'withinMonths')::int as months from rule_version where kind = 'eligibility'),
       known as (select person_id from offence, rule where proven and person_id is not null and capacity <> 'victim' and offence_date <= $1::date and outcome_date <= $1::date
         and offence_date > $1::date - make_interval(months => months) group by person_id, least having count(*) >= least)
       select count(*)::int as people, count(*) filter (where exists (select from offence o where o.person_id = k.person_id and o.proven and o.offence_date > $1::date
         and o.offence_date < $1::date + interval '12 months' and o.outcome_date < $1::date + interval '18 months'))::int as reoffended from known k`,
      [first.code],
    );
    assert.deepEqual({ people: first.people, reoffended: first.reoffended }, plain);
  });

  it('is for whoever writes or approves matrices, and nobody else', async () => {
    for (const login of ['analyst', 'scheme-manager', 'senior-probation-officer'])
      assert.ok((await checkAs(login)) !== undefined, login);
    for (const login of ['opcc-commissioner', 'board-member', 'police-offender-manager', 'panel-member'])
      assert.equal(await checkAs(login), undefined, login);
  });

  it('stands for as long as the rule says, so that two cannot be taken from one another', async () => {
    const ask = { schemeId: house.schemeId };
    assert.equal(await runScoreCheck(house.database, { ...ask, now: testNow }), undefined);
    assert.equal(await runScoreCheck(house.database, { ...ask, now: later(30) }), undefined);
    assert.ok((await runScoreCheck(house.database, { ...ask, now: later(91) })) !== undefined);
  });

  it('says why, and shows nothing, where there are too few', async () => {
    await house.ownerQuery('delete from offence where person_id > 20');
    await runScoreCheck(house.database, { schemeId: house.schemeId, now: later(300) });
    const found = await checkAs('analyst');
    assert.equal(found?.figures, null);
    assert.match(found?.notPublishedWhy ?? '', /At least 30 people/);
  });
});
