import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { proposeCandidate, restoreCandidate, setAsideCandidate } from './acts.ts';
import { runSelection } from './run.ts';

let house: TestHouse;
const on = '2026-11-02';
const run = (day = on) => runSelection(house.database, { schemeId: house.schemeId, on: day, now: testNow });
const candidateOf = async (personId: number) => {
  const [row] = await house.ownerQuery<{
    id: number;
    state: string;
    total: string;
    version: number;
    strand: string | null;
    statutory: string;
  }>('select id, state, total, version, strand, statutory from candidate where person_id = $1', [personId]);
  return row;
};
const openReasons = async (personId: number) =>
  (
    await house.ownerQuery<{ kind: string; post: string }>(
      `select kind, post from access_reason where person_id = $1 and (closes_at is null or closes_at > now()) order by kind`,
      [personId],
    )
  ).map(({ kind, post }) => `${kind} ${post}`);

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

test('victims, witnesses, the unproven, and what an agency keeps to itself never make a candidate', async () => {
  const many = provenOffences(6);
  const as = (more: object) => many.map((offence) => ({ ...offence, ...more }));
  const candidate = await makePerson(house, { offences: many, record: 'suspect', supervised: true });
  const nobody = [
    await makePerson(house, { offences: as({ capacity: 'victim' }), record: 'victim' }),
    await makePerson(house, { offences: as({ capacity: 'witness' }), record: 'witness' }),
    await makePerson(house, { offences: many, record: 'victim' }),
    await makePerson(house, { offences: as({ outcome: 'no-further-action' }), record: 'suspect' }),
    await makePerson(house, { offences: as({ handling: 'own' }), record: 'suspect' }),
    await makePerson(house, { offences: many, born: null, record: 'suspect' }),
    await makePerson(house, { offences: provenOffences(3), record: 'suspect' }),
  ];
  const result = await run();
  assert.equal(result.eligible, 1);
  assert.equal((await candidateOf(candidate))?.state, 'listed');
  assert.equal((await candidateOf(candidate))?.statutory, 'statutory');
  assert.deepEqual(await openReasons(candidate), [`selection selection:${house.schemeId}`]);
  for (const personId of nobody) {
    assert.equal(await candidateOf(personId), undefined);
    assert.deepEqual(await openReasons(personId), []);
  }
  const [{ not_eligible: left } = { not_eligible: {} }] = await house.ownerQuery<{ not_eligible: object }>(
    'select not_eligible from selection_run where id = $1',
    [result.runId],
  );
  assert.deepEqual(left, { 'age-unknown': 1, 'only-victim-or-witness': 1 });
});

test('a second run changes nothing, and leaves no new history', async () => {
  const history = () =>
    house.ownerQuery<{ n: number }>(
      `select count(*)::int as n from row_history where table_name = 'candidate'`,
    );
  const [before_] = await history();
  await run();
  const [after_] = await history();
  assert.deepEqual(after_, before_);
});

test('a child is listed for the youth strand only', async () => {
  const child = await makePerson(house, {
    born: '2010-05-05',
    offences: provenOffences(5),
    record: 'suspect',
  });
  await run();
  assert.equal((await candidateOf(child))?.strand, 'youth');
});

test('whoever no longer meets the rule is gone, and selection staff lose access; with it back, they return', async () => {
  const personId = await makePerson(house, { offences: provenOffences(4), record: 'suspect' });
  await run();
  await house.ownerQuery(
    `update offence set outcome = 'acquitted' where person_id = $1 and local_id like '%-0'`,
    [personId],
  );
  await run();
  assert.equal((await candidateOf(personId))?.state, 'gone');
  assert.deepEqual(await openReasons(personId), []);
  const analyst = await house.viewerFor('analyst');
  assert.deepEqual(
    await house.database.as(analyst, (tx) => tx.many(sql`select id from person where id = ${personId}`)),
    [],
  );
  await house.ownerQuery(
    `update offence set outcome = 'convicted' where person_id = $1 and local_id like '%-0'`,
    [personId],
  );
  await run();
  assert.equal((await candidateOf(personId))?.state, 'listed');
  assert.equal((await openReasons(personId)).length, 1);
});

test('setting aside needs a reason, is kept by the next run, and can be undone', async () => {
  const analyst = await house.viewerFor('analyst');
  const personId = await makePerson(house, { offences: provenOffences(5), record: 'suspect' });
  await run();
  const { id, version } = (await candidateOf(personId)) ?? { id: 0, version: 0 };
  const aside = (why: string, at = version) =>
    house.performer.perform(analyst, setAsideCandidate, { candidateId: id, version: at, why }, randomUUID());
  await assert.rejects(aside(' '), isRefused('invalid'));
  await aside('Already with another scheme');
  await assert.rejects(aside('Again'), isRefused('stale-version'));
  await run();
  assert.equal((await candidateOf(personId))?.state, 'set-aside');
  await house.performer.perform(
    analyst,
    restoreCandidate,
    { candidateId: id, version: version + 1 },
    randomUUID(),
  );
  assert.equal((await candidateOf(personId))?.state, 'listed');
});

test('what the scheme does with a person cannot reach selection: its role has no right to read it', async () => {
  const rows = await house.ownerQuery<{ t: string }>(
    `select t from unnest(array['contact', 'plan', 'plan_goal', 'plan_step', 'allocation', 'panel_item', 'membership_change']) t
     where has_table_privilege('waymark_selection', t, 'select')`,
  );
  assert.deepEqual(rows, []);
});

test('two runs at once: one runs, the other says that one is under way', async () => {
  await house.ownerQuery(
    `insert into selection_run (scheme_id, matrix_id, on_day, state) select $1, id, '2026-11-02', 'running' from rule_version where kind = 'matrix'`,
    [house.schemeId],
  );
  await assert.rejects(run(), isRefused('not-allowed-now'));
  await house.ownerQuery(`update selection_run set state = 'failed' where state = 'running'`);
});

test('nobody without the right proposes', async () => {
  const officer = await house.viewerFor('police-offender-manager');
  await assert.rejects(
    house.performer.perform(
      officer,
      proposeCandidate,
      { candidateId: 1, version: 1, meetingId: 1, why: null },
      randomUUID(),
    ),
    isRefused('right-missing'),
  );
});

test('the embedded database gives the same, in small transactions', async () => {
  const embedded = await testHouse({ embedded: true });
  try {
    const result = await runSelection(embedded.database, { schemeId: embedded.schemeId, on, now: testNow });
    assert.deepEqual({ ...result, runId: 0 }, { runId: 0, considered: 0, eligible: 0 });
  } finally {
    await embedded.close();
  }
});
