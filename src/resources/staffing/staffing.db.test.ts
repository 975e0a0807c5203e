import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { newKey } from '../../kernel/ids.ts';
import { listSkills } from '../../scheme/skills.ts';
import { listDemand } from '../caseload/demand-store.ts';
import { loadOf, setUpResources } from '../index.ts';
import { countGaps } from '../skills/store.ts';
import { changePost, endPost, fillPost, stayInPost, vacatePost } from './acts.ts';
import { getPost, listHolders, listPosts, listTerms } from './store.ts';
import { addBaseAgency, addLine, endLine } from './structure-acts.ts';
import { listBaseAgencies, listLines, listTeamWorkers } from './structure-store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
});
after(() => house.close());

const today = '2026-11-02';
const manager = () => house.viewerFor('scheme-manager');
const perform = async <Input, Result>(act: Act<Input, Result>, input: Input, login = 'scheme-manager') =>
  house.performer.perform(await house.viewerFor(login), act, input, newKey());
const read = async <Result>(work: Parameters<typeof house.database.as<Result>>[1]): Promise<Result> =>
  house.database.as(await manager(), work);
const postOf = async (code: string, on = today) => {
  const posts = await read((tx) => listPosts(tx, {}, on));
  const found = posts.find((post) => post.code === code);
  assert.ok(found, code);
  return found;
};

test('terms change from a day: those before stay to be seen, and whoever is in post goes on', async () => {
  const before = await postOf('constable-norwich-2');
  const { id } = await perform(changePost, {
    id: before.id,
    version: before.version,
    title: before.title,
    grade: before.grade,
    baseId: null,
    fteHundredths: 100,
    fundedBy: 'Example fund',
    fromDate: '2026-12-01',
  });
  assert.equal((await postOf('constable-norwich-2')).id, before.id, 'today as before');
  const later = await postOf('constable-norwich-2', '2026-12-01');
  assert.deepEqual(
    [later.id, later.baseId, later.fundedBy, later.holders],
    [id, null, 'Example fund', 'PC Lucy Grange'],
  );
  const [viewer] = [await manager()];
  const terms = await read((tx) => listTerms(tx, viewer.schemeId, 'constable-norwich-2', today));
  assert.deepEqual(
    terms.map(({ fromDate, toDate }) => [fromDate, toDate]),
    [
      ['2026-12-01', null],
      ['2015-03-01', '2026-12-01'],
    ],
  );
  const holders = await read((tx) => listHolders(tx, id));
  assert.deepEqual(
    holders.map(({ fromDate, toDate }) => [fromDate, toDate]),
    [['2026-12-01', null]],
  );
  await assert.rejects(
    perform(changePost, {
      ...later,
      id: before.id,
      version: (await postOf('constable-norwich-2')).version,
      fromDate: '2026-11-10',
    }),
    isRefused('invalid'),
    'the earlier terms are closed',
  );
});

test('an ending on a day is undone while nobody else has the post; the second of two writers is told', async () => {
  const post = await postOf('constable-ipswich-1');
  const [holder] = await read((tx) => listHolders(tx, post.id));
  const ending = { id: post.id, holderId: holder?.id ?? 0, onDay: '2026-11-15' };
  await perform(vacatePost, { ...ending, version: post.version });
  assert.equal((await postOf('constable-ipswich-1', '2026-11-14')).heldHundredths, 100);
  const vacant = await postOf('constable-ipswich-1', '2026-11-20');
  assert.deepEqual([vacant.heldHundredths, vacant.vacantSince], [0, '2026-11-15']);
  await assert.rejects(perform(vacatePost, { ...ending, version: post.version }), isRefused('stale-version'));
  const now = await read((tx) => getPost(tx, post.id, today));
  await perform(stayInPost, { id: post.id, version: now.version, holderId: holder?.id ?? 0 });
  assert.equal((await postOf('constable-ipswich-1', '2026-11-20')).heldHundredths, 100);
});

test('somebody begins on a day ahead; nobody holds more than full time; a held post does not end', async () => {
  const post = await postOf('administrator-1');
  const full = await staffId(house, 'analyst');
  await perform(fillPost, {
    id: post.id,
    version: post.version,
    staffId: full,
    fteHundredths: 60,
    fromDate: '2026-12-01',
  });
  const filled = await postOf('administrator-1');
  assert.deepEqual([filled.heldHundredths, filled.nextFrom], [0, '2026-12-01']);
  const other = await postOf('administrator-2');
  await assert.rejects(
    perform(fillPost, {
      id: other.id,
      version: other.version,
      staffId: full,
      fteHundredths: 50,
      fromDate: '2026-12-15',
    }),
    isRefused('invalid'),
  );
  await assert.rejects(
    perform(endPost, { id: filled.id, version: filled.version, onDay: '2027-01-01' }),
    isRefused('invalid'),
  );
  await perform(endPost, { id: other.id, version: other.version, onDay: '2027-01-01' });
  assert.equal(
    (await read((tx) => listPosts(tx, {}, '2027-01-01'))).some(({ code }) => code === 'administrator-2'),
    false,
  );
});

test('lines are dated, typed, and never lead round; only whoever keeps posts writes them', async () => {
  const viewer = await manager();
  const lines = () => read((tx) => listLines(tx, viewer.schemeId, today));
  const lead = (await lines()).filter(({ postCode }) => postCode === 'inspector');
  assert.deepEqual(lead.map(({ kind }) => kind).sort(), [
    'line-management',
    'operational',
    'performance',
    'performance',
  ]);
  const back = {
    postCode: 'inspector',
    kind: 'operational' as const,
    toCode: 'sergeant-norwich',
    toTitle: null,
    toAgencyId: null,
    about: null,
    fromDate: today,
    source: null,
    example: false,
  };
  await assert.rejects(perform(addLine, back), isRefused('invalid'));
  const { id } = await perform(addLine, { ...back, kind: 'line-management' });
  await assert.rejects(
    perform(endLine, { id, version: 1, onDay: today }, 'senior-probation-officer'),
    isRefused('right-missing'),
  );
  await perform(endLine, { id, version: 1, onDay: today });
  assert.equal(
    (await lines()).some((line) => line.id === id),
    false,
    'ended as it began: never made',
  );
});

test('an agency is at a base once at a time', async () => {
  const viewer = await manager();
  const [one] = await read((tx) => listBaseAgencies(tx, viewer.schemeId, today));
  assert.ok(one);
  await assert.rejects(
    perform(addBaseAgency, { ...one, fromDate: today, source: null }),
    isRefused('invalid'),
  );
});

test('whom somebody may see follows their team, not their force', async () => {
  await house.coverEverything();
  const member = await addMember(house, 'Lowestoft and Great Yarmouth team');
  const workers = await read((tx) => listTeamWorkers(tx, house.schemeId, today));
  const agencyOf = (name: string) => workers.find((worker) => worker.name === name)?.agency;
  assert.equal(agencyOf('PC Hannah Utting'), 'Norfolk Constabulary');
  assert.equal(agencyOf('PC Callum Tripp'), 'Suffolk Constabulary');
  assert.equal(await sees(house, 'pc-hannah-utting', member), true);
  assert.equal(await sees(house, 'pc-callum-tripp', member), true);
  assert.equal(await sees(house, 'pc-lucy-grange', member), false, 'Norfolk, of another team');
  assert.equal(await sees(house, 'pc-liam-fenn', member), false, 'Suffolk, of another team');
});

test('all of it on the embedded database', async () => {
  const embedded = await testHouse({ embedded: true });
  try {
    await setUpResources(embedded.database, embedded.performer, embedded.viewerFor, embedded.clock());
    const viewer = await embedded.viewerFor('scheme-manager');
    const span = { today, since: '2025-11-02', until: '2027-02-02' };
    const found = await embedded.database.as(viewer, async (tx) => {
      const skills = await listSkills(tx, viewer.schemeId, today);
      return {
        vacant: await listPosts(tx, { vacant: true }, today, { order: 'vacant' }),
        lines: await listLines(tx, viewer.schemeId, today),
        bases: await listBaseAgencies(tx, viewer.schemeId, today),
        loads: await loadOf(tx, viewer.schemeId, [viewer.staffId], [1]),
        demand: await listDemand(tx, viewer.schemeId, span),
        gaps: await countGaps(tx, { schemeId: viewer.schemeId, today, skills }),
      };
    });
    assert.equal(found.vacant.length, 2);
    assert.equal(found.lines.length, 24);
    assert.equal(found.bases.length, 10);
    assert.equal(found.loads.get(viewer.staffId)?.limit, null);
    assert.equal(found.demand.length, 5);
    assert.ok(found.gaps.length > 4);
  } finally {
    await embedded.close();
  }
});

test('a commissioner sees posts and lines, and nobody’s hours', async () => {
  const commissioner = await house.viewerFor('opcc-commissioner');
  const seen = await house.database.as(commissioner, (tx) => listLines(tx, commissioner.schemeId, today));
  assert.ok(seen.length > 20);
  const officer = await house.viewerFor('front-line-officer');
  assert.deepEqual(await house.database.as(officer, (tx) => listLines(tx, officer.schemeId, today)), []);
});
