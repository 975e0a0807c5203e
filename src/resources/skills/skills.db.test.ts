import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { recordTraining } from '../../casework/index.ts';
import { addDays } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { listSkills, whyUnfit } from '../../scheme/skills.ts';
import { standingOf } from './rules.ts';
import { countGaps, listStandings } from './store.ts';
import { skillsToday } from './today.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
});
after(() => house.close());

const today = '2026-11-02';
const whole = { limit: 1000, offset: 0 };

const record = async (login: string, what: string, from: number, until: number | null) => {
  const manager = await house.viewerFor('scheme-manager');
  return house.performer.perform(
    manager,
    recordTraining,
    {
      staffId: await staffId(house, login),
      what,
      fromDate: addDays(today, from),
      expiresOn: until === null ? null : addDays(today, until),
      course: null,
    },
    newKey(),
  );
};
const asking = async (login: string) => {
  const viewer = await house.viewerFor(login);
  const skills = await house.database.as(viewer, (tx) => listSkills(tx, viewer.schemeId, today));
  return { viewer, skills, asking: { schemeId: viewer.schemeId, today, skills } };
};

test('the list says of everybody what the rule says, and the counts by base are of that list', async () => {
  await record('pc-lucy-grange', 'intelligence-reports', -400, -1);
  await record('pc-omar-farouk', 'intelligence-reports', -400, 30);
  await record('pc-stephen-lusher', 'intelligence-reports', -400, -10);
  await record('pc-stephen-lusher', 'intelligence-reports', -5, null);
  await record('sgt-karen-dunnett', 'intelligence-reports', 5, 700);
  const { viewer, skills, asking: all } = await asking('scheme-manager');
  const rows = await house.database.as(viewer, (tx) => listStandings(tx, all, {}, whole));
  const stateOf = (name: string) =>
    rows.find((row) => row.name === name && row.what === 'intelligence-reports')?.state;
  assert.deepEqual(
    ['PC Lucy Grange', 'PC Omar Farouk', 'PC Stephen Lusher', 'Sgt Karen Dunnett'].map(stateOf),
    ['ran-out', 'soon', 'held', 'missing'],
  );
  const records = await house.ownerQuery<{ staff: number; what: string; from: string; until: string | null }>(
    `select staff_id::int as staff, what, from_date::text as "from", expires_on::text as until from staff_training where withdrawn_why is null`,
  );
  for (const row of rows) {
    const theirs = records
      .filter(({ staff, what }) => staff === row.staffId && what === row.what)
      .map(({ from, until }) => ({ fromDate: from, expiresOn: until }));
    assert.deepEqual(
      { state: row.state, expiresOn: row.expiresOn },
      standingOf(theirs, today, skills.warnDays),
      `${row.name}, ${row.what}`,
    );
  }
  const counts = await house.database.as(viewer, (tx) => countGaps(tx, all));
  for (const one of counts) {
    const base = one.baseId === null ? 'none' : String(one.baseId);
    const listed = await house.database.as(viewer, (tx) =>
      listStandings(tx, all, { base, what: one.what, state: 'gap' }, whole),
    );
    assert.equal(listed.length, one.gaps, `${one.base} ${one.what}`);
  }
});

test('nobody else’s training is seen without the right, so nothing of it is listed; requirements are', async () => {
  const { viewer, asking: all } = await asking('opcc-commissioner');
  const rows = await house.database.as(viewer, (tx) => listStandings(tx, all, {}, whole));
  assert.ok(
    rows.every(({ state }) => state === 'missing'),
    'nothing is told of who is trained',
  );
});

test('whether training holds is answered to whoever gives work, and refused to others', async () => {
  const about = await staffId(house, 'pc-omar-farouk');
  const ask = async (login: string) =>
    house.database.as(await house.viewerFor(login), (tx) =>
      tx.one(
        sql<{
          holds: boolean;
        }>`select staff_holds(${about}, 'intelligence-reports', ${today}::date) as holds`,
      ),
    );
  assert.deepEqual(await ask('panel-chair'), { holds: true });
  await assert.rejects(() => ask('police-offender-manager'));
  await assert.rejects(() => ask('opcc-commissioner'));
});

test('why somebody is unfit: the role, the training, the day', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const staff = await staffId(house, 'pc-omar-farouk');
  const why = (needsRole: string | null, needsSkill: string | null, on = today) =>
    house.database.as(manager, (tx) =>
      whyUnfit(tx, { needsRole, needsSkill, schemeId: house.schemeId, staffId: staff, on }),
    );
  assert.equal(await why(null, null), undefined);
  assert.equal(await why('police-offender-manager', 'intelligence-reports'), undefined);
  assert.equal(
    await why('probation-offender-manager', null),
    'PC Omar Farouk does not have the role that this asks for: Probation offender manager',
  );
  assert.match((await why(null, 'oasys')) ?? '', /no training in OASys that holds on 2 November 2026$/);
  assert.match(
    (await why(null, 'intelligence-reports', addDays(today, 31))) ?? '',
    /no training in Intelligence/,
  );
});

test('Today warns of one’s own gap, of what runs out, and tells the manager how many gaps there are', async () => {
  const linesFor = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) => skillsToday(tx, { viewer, today }));
  };
  const [late] = await linesFor('pc-lucy-grange');
  assert.deepEqual(
    [late?.group, late?.title, late?.href],
    ['overdue', 'Your training in Intelligence reports and their handling', '/training'],
  );
  assert.match(late?.detail ?? '', /^It ran out\. It is needed to: send intelligence$/);
  assert.equal((await linesFor('pc-omar-farouk'))[0]?.group, 'due');
  assert.deepEqual(await linesFor('pc-stephen-lusher'), []);
  assert.deepEqual(await linesFor('opcc-commissioner'), []);
  const team = (await linesFor('scheme-manager')).find(({ href }) => href.includes('state=gap'));
  assert.match(team?.title ?? '', /^\d+ gaps in required training$/);
});

test('nobody enters their own training', async () => {
  await assert.rejects(record('scheme-manager', 'intelligence-review', -1, null), isRefused('invalid'));
});
