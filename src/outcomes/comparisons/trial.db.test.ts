import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { askComparison, registerComparison } from './acts.ts';
import { foresee } from './foresee.ts';
import { runComparison } from './run.ts';
import type { TrialFigures } from './trial.ts';
import type { Plan } from './types.ts';

const on = '2026-11-02';
const enrolled = '2023-01-15';

describe('a trial by intention to treat', () => {
  let house: TestHouse;
  let trialId = 0;
  let plan: Plan;

  before(async () => {
    house = await testHouse();
    await recordCareers(house, makeCareers(9, { people: 400, mean: 0.8, burst: 1, threshold: 4, effect: 1 }));
    const body = {
      horizonMonths: 12,
      questions: [],
      arms: [
        { code: 'T', name: 'Contract' },
        { code: 'C', name: 'As usual' },
      ],
    };
    const hash = 'a'.repeat(64);
    // As the acts and the randomiser leave a trial after two years, which no test can wait for.
    await house.ownerQuery('set session_replication_role = replica');
    const [made] = await house.ownerQuery<{ id: number }>(
      `insert into trial (scheme_id, name, state, body, protocol_ref, protocol_on, protocol_sha256, ethics_body, ethics_ref, ethics_on, ethics_sha256,
         author_id, submitted_by, approved_by, approved_at, registered_sha256, commitment, committed_at, opened_at)
       values ($1, 'Contracts', 'open', $2, 'P', '2022-01-01', $3, 'E', 'R', '2022-01-01', $3, 1, 1, 2, '2022-02-01', $3, $3, '2022-02-01', '2022-06-01') returning id`,
      [house.schemeId, JSON.stringify(body), hash],
    );
    trialId = made?.id ?? 0;
    // Every tenth asked that later data are not used; every ninth withdrew and stays where they were drawn.
    await house.ownerQuery(
      `insert into trial_participant (trial_id, person_id, state, stratum, consent, consent_on, consent_how, assessed_by, assessed_at, enrolled_by, enrolled_at, withdrew_on, data_until)
       select $1, p, 'allocated', 'all', 'given', $2::date, 'paper', 1, $2::date, 1, $2::date + interval '12 hours',
         case when p % 9 = 0 then $2::date + 30 end, case when p % 10 = 0 then $2::date + 60 end from generate_series(1, 200) p`,
      [trialId, enrolled],
    );
    await house.ownerQuery(
      `insert into trial_allocation (trial_id, participant_id, person_id, stratum, position, arm, at)
       select $1, id, person_id, 'all', person_id - 1, case when person_id % 2 = 0 then 'T' else 'C' end, enrolled_at from trial_participant where trial_id = $1`,
      [trialId],
    );
    await house.ownerQuery('set session_replication_role = origin');
    plan = { design: 'trial', outcome: 'reoffended', trialId, trial: 'Contracts' };
  });
  after(() => house.close());

  const run = async () => {
    const analyst = await house.viewerFor('analyst');
    const foresight = await foresee(house.database, { schemeId: house.schemeId, on }, plan);
    const input = { name: 'Contracts against as usual', plan, ...foresight };
    const { id } = await house.performer.perform(analyst, registerComparison, input, crypto.randomUUID());
    await house.performer.perform(analyst, askComparison, { id, version: 1 }, crypto.randomUUID());
    const claimId = await runComparison(house.database, { id, on, now: testNow });
    const [row] = await house.ownerQuery<{ state: string; why: string | null; runs: number }>(
      'select state, why, runs from comparison where id = $1',
      [id],
    );
    return { ...row, claimId, foresight };
  };

  it('counts nobody by arm while people are enrolled, a service no more than a person', async () => {
    const { state, why, runs } = await run();
    assert.equal(state, 'refused');
    assert.match(why ?? '', /has not closed/);
    assert.equal(runs, 0, 'nothing of the data was looked at');
    const seen = await house.database.as(serviceViewer('measurement'), async (tx) => [
      ...(await tx.many(sql`select id from trial_allocation`)),
      ...(await tx.many(sql`select id from trial_participant`)),
    ]);
    assert.deepEqual(seen, []);
  });

  it('counts everybody as drawn once it has closed, who withdrew included, and who stopped their data left out', async () => {
    await house.ownerQuery(`update trial set state = 'closed', closed_at = '2024-06-01' where id = $1`, [
      trialId,
    ]);
    const { state, why, claimId, foresight } = await run();
    assert.deepEqual([state, why], ['done', null]);
    assert.equal(foresight.countableOn, '2024-07-15');
    assert.deepEqual(foresight.foreseen, [{ label: 'People drawn into an arm', count: 200 }]);
    const [row] = await house.ownerQuery<{ figures: TrialFigures }>(
      'select figures from claim_exact where claim_id = $1',
      [claimId],
    );
    const expected = await house.ownerQuery<{
      arm: string;
      analysed: number;
      reoffended: number;
      withdrew: number;
    }>(
      `select a.arm, count(*) filter (where a.person_id % 10 <> 0)::int as analysed, count(*) filter (where a.person_id % 9 = 0)::int as withdrew,
         count(*) filter (where a.person_id % 10 <> 0 and exists (select from offence o where o.person_id = a.person_id and o.proven
           and o.offence_date >= $1::date and o.offence_date < '2024-01-15' and o.outcome_date < '2024-07-15'))::int as reoffended
       from trial_allocation a group by 1 order by 1 desc`,
      [enrolled],
    );
    assert.deepEqual(
      row?.figures.arms.map(({ analysed, reoffended, withdrew, allocated, dataStopped }) => ({
        ...{ analysed, reoffended, withdrew, allocated, dataStopped },
      })),
      expected.map(({ analysed, reoffended, withdrew }) => ({
        ...{ analysed, reoffended, withdrew, allocated: 100, dataStopped: 100 - analysed },
      })),
    );
    assert.equal(row?.figures.level, 3, 'the outcome was on record when the analysis was registered');
  });
});
