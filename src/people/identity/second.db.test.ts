import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { listDemoPeople } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import { decidePair, separateRecord, takeBackDecision } from './acts.ts';
import { findCluster, listProposals } from './life-store.ts';
import { linkRecords } from './link.ts';
import { bringIn, openTo, type RecordRow, standingOf } from './records-for-tests.ts';
import { type Risk, risksOf } from './risk.ts';
import { answerProposal, askBack, withdrawProposal } from './second-acts.ts';
import { decidePairRow, getPerson, listOwnDecisions, reviewQueue } from './store.ts';

// Decisions that take two people: of somebody whom agencies work with.

const born = '1990-05-06';
const rows: RecordRow[] = [
  {
    agency: 'norfolk-police',
    format: 'police-nominals',
    localId: 'N1',
    given: 'Alan',
    family: 'Quillmarsh',
    born,
    pnc: '2024/3547010K',
    postcode: 'NR1 1AA',
  },
  {
    agency: 'suffolk-police',
    format: 'police-nominals',
    localId: 'S1',
    given: 'Alan',
    family: 'Quillmarsh',
    born,
    pnc: '2024/3547010K',
  },
  {
    agency: 'probation',
    format: 'probation-caseload',
    localId: 'X000001',
    given: 'Alan',
    family: 'Quillmarsh',
    born,
  },
];

let house: TestHouse;
let first: StaffViewer;
let second: StaffViewer;
let pair: { left: number; right: number };

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  first = await house.viewerFor('identity-reviewer');
  second = await house.viewerFor('identity-reviewer-2');
  await openTo(house, (await standingOf(house)).N1?.person ?? 0, 'management', 'management');
  const [waiting] = await house.database.as(first, (tx) => reviewQueue(tx, 10, 0));
  assert.ok(waiting?.worked);
  pair = waiting;
});
after(() => house.close());

const proposals = (viewer: StaffViewer) => house.database.as(viewer, (tx) => listProposals(tx));
const propose = (key: string, verdict: 'same' | 'different' = 'same') =>
  house.performer.perform(
    first,
    decidePair,
    { left: pair.left, right: pair.right, verdict, why: 'Same tattoo' },
    key,
  );
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code;

test('the group around a pair is what the reviewer may see of it, and nothing of the rest', async () => {
  const group = await house.database.as(first, (tx) => findCluster(tx, pair.left, pair.right));
  assert.equal(group?.records.length, 3);
  assert.deepEqual(new Set(group?.records.map(({ group: own }) => own)), new Set([1, 2]));
  await house.ownerQuery(`update source_record set handling = 'own' where local_id = 'S1'`);
  const less = await house.database.as(first, (tx) => findCluster(tx, pair.left, pair.right));
  const hidden = (await standingOf(house)).S1?.id ?? 0;
  assert.ok((less?.records ?? []).every(({ id }) => id !== hidden));
  assert.ok((less?.edges ?? []).every(({ left, right }) => left !== hidden && right !== hidden));
  await house.ownerQuery(`update source_record set handling = 'statutory' where local_id = 'S1'`);
  const analyst = await house.viewerFor('analyst');
  assert.equal(await house.database.as(analyst, (tx) => findCluster(tx, pair.left, pair.right)), undefined);
});

test('what is risky waits: nothing changes, the proposer cannot agree with themselves, and one proposal stands', async () => {
  const start = await standingOf(house);
  const done = await propose('key-propose-1');
  assert.deepEqual([done.outcome, done.people], ['proposed', []]);
  assert.deepEqual(await standingOf(house), start);
  const [own] = await proposals(first);
  assert.deepEqual([own?.mine, own?.state, own?.risks], [true, 'waiting', ['worked']]);
  const proposalId = own?.id ?? 0;
  await assert.rejects(
    house.performer.perform(first, answerProposal, { proposalId, agrees: true, why: 'Sure' }, 'key-own-1'),
    refusedWith('not-allowed-now'),
  );
  await assert.rejects(propose('key-propose-2'), refusedWith('not-allowed-now'), 'one at a time');
  await assert.rejects(
    house.performer.perform(second, decidePair, { ...pair, verdict: 'different', why: 'No' }, 'key-past-it'),
    refusedWith('not-allowed-now'),
    'nobody decides past a proposal',
  );
  assert.deepEqual(await standingOf(house), start);
});

test('the numbers the other way round are the same pair, and the database refuses what one person decides alone', async () => {
  const start = await standingOf(house);
  const swapped = { left: pair.right, right: pair.left, verdict: 'same' as const, why: 'Alone' };
  await assert.rejects(
    house.performer.perform(second, decidePair, swapped, 'key-swapped-1'),
    refusedWith('not-allowed-now'),
    'a proposal waits for this pair',
  );
  for (const input of [swapped, { ...pair, verdict: 'same' as const, why: 'Alone' }])
    assert.equal((await house.database.as(first, (tx) => decidePairRow(tx, input))).outcome, 'second');
  await assert.rejects(
    house.performer.perform(first, decidePair, { ...swapped, left: pair.left }, 'key-itself-1'),
    refusedWith('not-found'),
    'what is no pair of the queue is decided by nobody',
  );
  assert.deepEqual(await standingOf(house), start);
});

test('the database and the rule agree on what takes two people', async () => {
  const { join, review } = defaultOffenderModel.thresholds;
  const [was] = await house.ownerQuery<{ bits: number; held: boolean; evidence: object }>(
    'select bits, held, evidence from link_edge where left_record = $1 and right_record = $2',
    [pair.left, pair.right],
  );
  const write = (bits: number, held: boolean, evidence: object) =>
    house.ownerQuery(
      'update link_edge set bits = $3, held = $4, evidence = $5 where left_record = $1 and right_record = $2',
      [pair.left, pair.right, bits, held, JSON.stringify(evidence)],
    );
  for (const bits of [review - 0.5, review, join - 0.5, join])
    for (const held of [false, true])
      for (const rules of [[], [{ id: 'twins', bits: 0 }]]) {
        await write(bits, held, { ...was?.evidence, rules });
        for (const verdict of ['same', 'different', 'not-sure'] as const) {
          const facts = {
            bits,
            held,
            rules: rules.length,
            worked: true,
            contradicted: false,
            together: false,
          };
          const [row] = await house.ownerQuery<{ risks: Risk[] }>(
            'select identity_dangers($1, $2, $3) as risks',
            [pair.right, pair.left, verdict],
          );
          assert.deepEqual(row?.risks, risksOf(facts, verdict, defaultOffenderModel.thresholds));
        }
      }
  await write(was?.bits ?? 0, was?.held ?? false, was?.evidence ?? {});
});

test('a no changes nothing and is told with its reason; a withdrawal too', async () => {
  const start = await standingOf(house);
  const [waiting] = await proposals(second);
  assert.equal(waiting?.mine, false);
  const proposalId = waiting?.id ?? 0;
  await house.performer.perform(
    second,
    answerProposal,
    { proposalId, agrees: false, why: 'Other scar' },
    'key-no-1',
  );
  assert.deepEqual(await standingOf(house), start);
  const [told] = await proposals(first);
  assert.deepEqual([told?.state, told?.secondWhy, told?.second], ['refused', 'Other scar', second.name]);
  await assert.rejects(
    house.performer.perform(
      second,
      answerProposal,
      { proposalId, agrees: true, why: 'Or yes' },
      'key-late-1',
    ),
    refusedWith('not-allowed-now'),
  );
  await propose('key-propose-3');
  const again = (await proposals(first)).find(({ state }) => state === 'waiting')?.id ?? 0;
  await assert.rejects(
    house.performer.perform(second, withdrawProposal, { proposalId: again }, 'key-not-mine'),
    refusedWith('not-allowed-now'),
  );
  await house.performer.perform(first, withdrawProposal, { proposalId: again }, 'key-withdraw-1');
  assert.equal((await proposals(second)).length, 0);
  assert.deepEqual(await standingOf(house), start);
});

test('a proposal outlives a run, two people’s yes makes the decision, and it can be taken back', async () => {
  await propose('key-propose-4');
  await linkRecords(house.database, { now: testNow });
  const start = await standingOf(house);
  const [waiting] = await proposals(second);
  assert.equal(waiting?.state, 'waiting');
  const input = { proposalId: waiting?.id ?? 0, agrees: true, why: 'Same scar' };
  await house.performer.perform(second, answerProposal, input, 'key-yes-1');
  const joined = await standingOf(house);
  assert.equal(joined.X000001?.person, joined.N1?.person);
  const [decision] = await house.ownerQuery<{ proposal_id: string; staff_id: string }>(
    `select proposal_id, staff_id from link_decision where superseded_at is null and proposal_id is not null`,
  );
  assert.equal(Number(decision?.staff_id), second.staffId);
  await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await standingOf(house), joined);
  const [own] = await house.database.as(second, (tx) => listOwnDecisions(tx, 5));
  await house.performer.perform(second, takeBackDecision, { decisionId: own?.id ?? 0 }, 'key-back-1');
  assert.deepEqual(await standingOf(house), start);
});

test('whoever proposed a join asks it back, and somebody else makes it so: alone neither the asker nor another', async () => {
  const start = await standingOf(house);
  const joinByTwo = async (): Promise<number> => {
    const proposed = await propose(`key-${Math.random()}`);
    const proposalId = proposed.proposalId ?? 0;
    const input = { proposalId, agrees: true, why: 'Same scar' };
    await house.performer.perform(second, answerProposal, input, `key-${Math.random()}`);
    const [own] = await house.database.as(first, (tx) => listOwnDecisions(tx, 1));
    assert.deepEqual([own?.second, own?.open, own?.asked], [second.name, true, false]);
    return own?.id ?? 0;
  };
  const ask = (viewer: StaffViewer, decisionId: number) =>
    house.performer.perform(viewer, askBack, { decisionId, why: 'Another tattoo' }, `key-${Math.random()}`);
  const decisionId = await joinByTwo();
  const joined = await standingOf(house);
  assert.equal(joined.X000001?.person, joined.N1?.person);
  await assert.rejects(
    house.performer.perform(first, takeBackDecision, { decisionId }, 'key-not-theirs-alone'),
    refusedWith('not-found'),
  );
  await assert.rejects(ask(second, decisionId), refusedWith('not-allowed-now'), 'it is not their proposal');
  const { proposalId } = await ask(first, decisionId);
  assert.deepEqual(await standingOf(house), joined, 'nothing changes before the second');
  await assert.rejects(ask(first, decisionId), refusedWith('not-allowed-now'), 'once');
  const yes = { proposalId, agrees: true, why: 'I see it now' };
  await assert.rejects(
    house.performer.perform(first, answerProposal, yes, 'key-own-back'),
    refusedWith('not-allowed-now'),
    'not with themselves',
  );
  const [waiting] = await proposals(second);
  assert.deepEqual([waiting?.id, waiting?.takesBack], [proposalId, decisionId]);
  const done = await house.performer.perform(second, answerProposal, yes, 'key-second-back');
  assert.equal(done.outcome, 'taken-back');
  assert.deepEqual(await standingOf(house), start);

  // Whoever decided takes it back alone meanwhile: nothing is left to answer, and the pair is decided by two as before.
  const again = await joinByTwo();
  const asked = await ask(first, again);
  await house.performer.perform(second, takeBackDecision, { decisionId: again }, 'key-back-alone');
  assert.deepEqual(await standingOf(house), start);
  assert.deepEqual((await proposals(first)).find(({ id }) => id === asked.proposalId)?.state, 'withdrawn');
});

test('a pair of which one side may not be seen is no proposal for anybody else to look at', async () => {
  await propose('key-propose-5');
  assert.equal((await proposals(second)).filter(({ state }) => state === 'waiting').length, 1);
  await house.ownerQuery(`update source_record set handling = 'own' where local_id = 'X000001'`);
  assert.deepEqual(await proposals(second), []);
  assert.deepEqual(await house.database.as(second, (tx) => reviewQueue(tx, 10, 0)), []);
});

test('a separation of somebody being worked with is proposed too, and a second person makes it so', async () => {
  await house.ownerQuery(`update source_record set handling = 'statutory' where local_id = 'X000001'`);
  const start = await standingOf(house);
  const personId = start.N1?.person ?? 0;
  const recordId = start.S1?.id ?? 0;
  const manager = await house.viewerFor('scheme-manager');
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const input = { personId, recordId, version, why: 'Fingerprints differ' };
  const done = await house.performer.perform(manager, separateRecord, input, 'key-separate-1');
  assert.equal(done.outcome, 'proposed');
  assert.deepEqual(await standingOf(house), start, 'nothing moves before the second');
  const alone = await house.database.as(manager, (tx) =>
    tx.one(
      sql<{
        outcome: string;
      }>`select outcome from identity_separate(${recordId}, ${personId}, ${version}, 'Alone')`,
    ),
  );
  assert.equal(alone.outcome, 'second', 'the database refuses it alone');
  await assert.rejects(
    house.performer.perform(manager, separateRecord, input, 'key-separate-2'),
    refusedWith('not-allowed-now'),
    'one proposal at a time',
  );
  const [own] = (await proposals(manager)).filter(({ separates }) => separates === recordId);
  assert.deepEqual([own?.mine, own?.risks], [true, ['worked', 'strong']], 'the proposer sees what waits');
  assert.ok(own?.seconds.some((name) => name.startsWith(second.name)));
  assert.ok(!own?.seconds.some((name) => name.startsWith(manager.name)));
  const proposalId = done.proposalId ?? 0;
  const answer = { proposalId, agrees: true, why: 'I see it too' };
  await assert.rejects(
    house.performer.perform(manager, answerProposal, answer, 'key-separate-own'),
    (error) => error instanceof WaymarkError,
  );
  await house.performer.perform(second, answerProposal, answer, 'key-separate-yes');
  assert.notEqual((await standingOf(house)).S1?.person, personId);
});

test('the demonstration lets the second person in', async () => {
  const logins = (await listDemoPeople(house.database)).map(({ login }) => login);
  assert.ok(logins.includes('identity-reviewer') && logins.includes('identity-reviewer-2'));
  assert.ok(!logins.includes('link-worker-2'), 'of other roles there is one');
});
