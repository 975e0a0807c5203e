import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { makeCareers } from '../measures/careers-for-tests.ts';
import { recordCareers } from '../measures/recorded-for-tests.ts';
import { recompute } from '../snapshots/recompute.ts';
import { askComparison, registerComparison, withdrawComparison } from './acts.ts';
import { foresee } from './foresee.ts';
import type { MatchedFigures } from './matched.ts';
import { runComparison } from './run.ts';
import type { PeoplePlan, Plan } from './types.ts';

const on = '2026-11-02';

const plan: PeoplePlan = {
  design: 'matched',
  outcome: 'offences',
  group: 'same-threshold',
  joinedFrom: '2023-06-01',
  joinedTo: '2024-06-30',
  base: null,
  threshold: 4,
  followMonths: 12,
  places: [],
  subgroups: 'none',
};

describe('a comparison on PostgreSQL', () => {
  let house: TestHouse;

  before(async () => {
    house = await testHouse();
    const lives = makeCareers(5, { people: 4_000, mean: 0.8, burst: 1, threshold: 4, effect: 1 });
    // Two of three whom the rule finds are not adopted.
    for (const [place, life] of lives.entries()) if (place % 3 !== 0) life.joinedOn = undefined;
    await recordCareers(house, lives);
  });
  after(() => house.close());

  const register = async (body: Plan, name = 'Joined against not adopted'): Promise<number> => {
    const analyst = await house.viewerFor('analyst');
    const foresight = await foresee(house.database, { schemeId: house.schemeId, on }, body);
    const { id } = await house.performer.perform(
      analyst,
      registerComparison,
      { name, plan: body, ...foresight },
      crypto.randomUUID(),
    );
    return id;
  };
  const versionOf = async (id: number): Promise<number> =>
    (await house.ownerQuery<{ version: number }>('select version from comparison where id = $1', [id]))[0]
      ?.version ?? 0;
  const run = async (id: number): Promise<number | undefined> => {
    const analyst = await house.viewerFor('analyst');
    await house.performer.perform(
      analyst,
      askComparison,
      { id, version: await versionOf(id) },
      crypto.randomUUID(),
    );
    return runComparison(house.database, { id, on, now: testNow });
  };
  const stateOf = async (id: number) =>
    (
      await house.ownerQuery<{ state: string; why: string | null; runs: number }>(
        'select state, why, runs from comparison where id = $1',
        [id],
      )
    )[0];

  it('says before it is run what it would count, and whether it was planned', async () => {
    const foresight = await foresee(house.database, { schemeId: house.schemeId, on }, plan);
    const [joined, met, others] = foresight.foreseen.map(({ count }) => count ?? 0);
    const [known] = await house.ownerQuery<{ n: number }>('select count(*)::int as n from membership');
    assert.equal(joined, known?.n);
    assert.ok((met ?? 0) > 100 && (met ?? 0) <= (joined ?? 0), `${met}`);
    assert.ok((others ?? 0) > (met ?? 0), 'two of three who were found did not join');
    assert.equal(foresight.outcomeFrom, '2023-06-01');
    assert.equal(foresight.countableOn, '2025-12-31');
    const ahead = { ...plan, joinedFrom: '2027-01-01', joinedTo: '2027-06-30' };
    const later = await foresee(house.database, { schemeId: house.schemeId, on }, ahead);
    assert.ok((later.dataTo ?? '') < (later.outcomeFrom ?? ''), 'none of it is on record');
  });

  it('finds no difference where there is none, frozen and worked out again to the digit', async () => {
    const id = await register(plan);
    const claimId = await run(id);
    assert.deepEqual(await stateOf(id), { state: 'done', why: null, runs: 1 });
    const [row] = await house.ownerQuery<{ figures: MatchedFigures; published: MatchedFigures | null }>(
      'select e.figures, c.published from claim_exact e join claim c on c.id = e.claim_id where c.id = $1',
      [claimId],
    );
    assert.ok(row !== undefined && row.figures.ratio !== null);
    const { ratio, planned, level, flow, balance } = row.figures;
    assert.ok((ratio.lower ?? 9) < 1 && (ratio.upper ?? 0) > 1, JSON.stringify(ratio));
    assert.equal(planned, false, 'all of it was on record when it was registered');
    assert.equal(level, 3, 'nobody’s sex is on record, so they are matched on records alone');
    assert.ok(balance.every(({ after }) => Math.abs(after ?? 9) < 0.1));
    assert.ok((flow?.matched ?? 0) > 100);
    assert.notEqual(row.published, null);
    assert.equal((await recompute(house.database, claimId ?? 0, testNow)).check.result, 'equal');
  });

  it('counts each run as a look, and the same data leave one claim', async () => {
    const id = await register(plan, 'Looked at twice');
    assert.equal(await run(id), await run(id));
    assert.equal((await stateOf(id))?.runs, 2);
    assert.equal(await runComparison(house.database, { id, on, now: testNow }), undefined, 'nobody asked');
  });

  it('refuses what cannot be counted yet, what has no like and what nobody is in, in words', async () => {
    const cases: [Partial<PeoplePlan>, RegExp][] = [
      [{ joinedFrom: '2026-06-01', joinedTo: '2026-07-31' }, /Not yet countable: the data reach to/],
      [{ joinedFrom: '2023-01-01', joinedTo: '2023-02-28' }, /Nobody who joined from/],
      [{ group: 'waiting-list' }, /nobody to compare with/],
      [{ threshold: 60 }, /nobody to compare with/],
      [{ joinedTo: '2023-06-14' }, /Fewer than 30 people/],
    ];
    for (const [change, words] of cases) {
      const id = await register({ ...plan, ...change });
      await run(id);
      const ended = await stateOf(id);
      assert.equal(ended?.state, 'refused');
      assert.match(ended?.why ?? '', words);
    }
  });

  it('holds change against change, and a month’s count against the time before', async () => {
    const change = await register({ ...plan, design: 'change' });
    await run(change);
    assert.equal((await stateOf(change))?.state, 'done');
    await house.ownerQuery(`update offence set area = 'NW1' where id % 2 = 0`);
    await house.ownerQuery(`update offence set area = 'IP3' where id % 2 = 1`);
    const series = await register({
      design: 'series',
      outcome: 'offences',
      places: [{ name: 'Norwich', beats: ['NW'] }],
      otherPlaces: [{ name: 'Ipswich', beats: ['IP'] }],
      changeOn: '2023-06-01',
      monthsBefore: 36,
      monthsAfter: 24,
      season: true,
    });
    const claimId = await run(series);
    assert.deepEqual(await stateOf(series), { state: 'done', why: null, runs: 1 });
    const [row] = await house.ownerQuery<{
      figures: { months: unknown[]; levelChange: { lower: number; upper: number } };
    }>('select figures from claim_exact where claim_id = $1', [claimId]);
    assert.equal(row?.figures.months.length, 60);
    assert.ok((row?.figures.levelChange.lower ?? 9) < (row?.figures.levelChange.upper ?? 0));
  });

  it('takes the others from another area by where most of their offences lie, and from panels by whom they deferred', async () => {
    const count = async (change: Partial<PeoplePlan>): Promise<number> => {
      const { foreseen } = await foresee(
        house.database,
        { schemeId: house.schemeId, on },
        { ...plan, ...change },
      );
      return foreseen.at(-1)?.count ?? -1;
    };
    const everywhere = await count({});
    await house.ownerQuery(`update offence set area = case when person_id % 3 = 0 then 'NW1' else 'IP3' end`);
    const places = [{ name: 'Ipswich', beats: ['IP'] }];
    const there = await count({ group: 'other-area', places });
    assert.ok(there > everywhere / 2 && there < everywhere, `${there} of ${everywhere}`);
    await house.ownerQuery('set session_replication_role = replica');
    await house.ownerQuery(
      `insert into panel_item (meeting_id, person_id, question, decision, decided_at)
       select 1, p, 'adopt', 'defer', case when p <= 1000 then timestamptz '2023-09-01 10:00Z' else timestamptz '2021-01-01 10:00Z' end from generate_series(1, 2000) p`,
    );
    await house.ownerQuery('set session_replication_role = origin');
    const [expected] = await house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from generate_series(1, 1000) p where (select count(*) from offence o where o.person_id = p and o.proven
         and o.offence_date >= '2021-09-01' and o.offence_date < '2023-09-01' and o.outcome_date < o.offence_date + interval '6 months'
         and not exists (select from custody_spell c where c.person_id = p and c.from_day < o.offence_date and o.offence_date < c.to_day)) >= 4
         and not exists (select from membership m where m.person_id = p and m.joined_on <= '2023-09-01')`,
    );
    assert.equal(await count({ group: 'waiting-list' }), expected?.n);
  });

  it('stands as it was registered, whoever it is, and only analysts register', async () => {
    const id = await register(plan, 'Stands');
    await assert.rejects(
      house.ownerQuery(`update comparison set body = body || '{"threshold": 5}' where id = $1`, [id]),
      /what was registered stands/,
    );
    for (const login of ['scheme-manager', 'opcc-commissioner', 'police-offender-manager', 'board-member']) {
      const viewer = await house.viewerFor(login);
      await assert.rejects(
        house.performer.perform(viewer, askComparison, { id, version: 1 }, crypto.randomUUID()),
        (error) => error instanceof WaymarkError && error.code === 'right-missing',
      );
      const changed = house.database.as(viewer, (tx) =>
        tx.run(sql`update comparison set state = 'withdrawn', why = 'x' where id = ${id}`),
      );
      assert.equal(await changed.catch(() => 0), 0, login);
    }
    const analyst = await house.viewerFor('analyst');
    await assert.rejects(
      house.database.as(analyst, (tx) => tx.run(sql`update comparison set state = 'done' where id = ${id}`)),
    );
    await assert.rejects(
      house.performer.perform(analyst, withdrawComparison, { id, version: 9, why: 'x' }, crypto.randomUUID()),
      (error) => error instanceof WaymarkError && error.code === 'stale-version',
    );
    await house.performer.perform(
      analyst,
      withdrawComparison,
      { id, version: 1, why: 'Another window is meant' },
      crypto.randomUUID(),
    );
    await assert.rejects(
      house.performer.perform(analyst, askComparison, { id, version: 2 }, crypto.randomUUID()),
      (error) => error instanceof WaymarkError && error.code === 'not-allowed-now',
    );
  });

  it('gives the commissioner what is published and no sub-group, and the link worker nothing', async () => {
    const id = await register({ ...plan, subgroups: 'age' }, 'By age');
    const claimId = await run(id);
    const look = async (login: string) => {
      const viewer = await house.viewerFor(login);
      return house.database.as(viewer, async (tx) => ({
        plans: (await tx.many(sql`select id from comparison where id = ${id}`)).length,
        exact: (await tx.many(sql`select claim_id from claim_exact where claim_id = ${claimId}`)).length,
        groups: (
          await tx.many(
            sql<{
              n: number;
            }>`select jsonb_array_length(published->'subgroups')::int as n from claim where id = ${claimId} and published is not null`,
          )
        ).map(({ n }) => n),
      }));
    };
    assert.deepEqual(await look('opcc-commissioner'), { plans: 1, exact: 0, groups: [0] });
    assert.deepEqual(await look('link-worker'), { plans: 0, exact: 0, groups: [] });
    assert.deepEqual(await look('section-151-officer'), { plans: 1, exact: 0, groups: [0] });
    assert.equal((await look('analyst')).exact, 1);
  });
});

describe('a comparison on the embedded database', () => {
  it('is planned before anything is on record, and refused in words when it is run', async () => {
    const house = await testHouse({ embedded: true });
    try {
      const analyst = await house.viewerFor('analyst');
      const foresight = await foresee(house.database, { schemeId: house.schemeId, on }, plan);
      assert.deepEqual([foresight.dataTo, foresight.foreseen], [null, []]);
      const input = { name: 'Early', plan, ...foresight };
      const { id } = await house.performer.perform(analyst, registerComparison, input, crypto.randomUUID());
      await house.performer.perform(analyst, askComparison, { id, version: 1 }, crypto.randomUUID());
      assert.equal(await runComparison(house.database, { id, on, now: testNow }), undefined);
      const [row] = await house.database.as(analyst, (tx) =>
        tx.many(sql<{ state: string; why: string }>`select state, why from comparison where id = ${id}`),
      );
      assert.equal(row?.state, 'refused');
      assert.match(row?.why ?? '', /no offences to count/);
    } finally {
      await house.close();
    }
  });
});
