import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { issueAgenda } from '../panels/acts.ts';
import {
  at,
  candidate,
  house,
  manager,
  meetingVersion,
  meetingWith,
  openPanelHouse,
  row,
} from '../panels/panel-for-tests.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { approveMatrix, draftMatrix, goLive, submitMatrix, withdrawMatrix } from './matrix-acts.ts';
import { runSelection } from './run.ts';
import { countWaitingAbove } from './scored-by.ts';
import { getCandidate, listCandidates, listMoves } from './store.ts';
import type { Matrix } from './types.ts';

before(openPanelHouse);
after(() => house.close());

const today = '2026-11-02';
const as = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input): Promise<Result> =>
  house.performer.perform(await house.viewerFor(login), act, input, randomUUID());
const run = () => runSelection(house.database, { schemeId: house.schemeId, on: today, now: testNow });
const scoredBy = async (personId: number) => {
  const { id } = await candidate(personId);
  const found = await house.database.as(await house.viewerFor('analyst'), (tx) =>
    getCandidate(tx, house.schemeId, id),
  );
  return { version: found.matrixVersion, line: found.line, total: found.total };
};

test('points are read by the matrix that gave them, a pack waits for a run with the new one, and the log says that the line moved', async () => {
  const meetingId = await meetingWith([at(0)], 'planned');
  const { total, line, version } = await scoredBy(at(0));
  assert.deepEqual([version, line], [1, 45]);
  const { body } = await row<{ body: Matrix }>(`select body from rule_version where kind = 'matrix'`);

  // What is typed is submitted with it.
  const { id } = await as('analyst', draftMatrix, { cohort: 'main', name: 'Next' });
  const moved = total >= line ? total + 1 : Math.max(1, total);
  await as('analyst', submitMatrix, { id, version: 1, body: { ...body, name: 'Next', line: moved } });
  await as('scheme-manager', approveMatrix, { id, version: 3 });
  await as('scheme-manager', goLive, {
    id,
    version: 4,
    assessment: 'EIA 1',
    assessedOn: '2026-10-01',
    assessedBy: 'A. Example',
    liveFrom: today,
  });
  house.database.shared.clear();
  assert.equal((await house.ownerQuery(`select from outbox where topic = 'matrix-in-force'`)).length, 1);
  assert.deepEqual(await scoredBy(at(0)), { version: 1, line: 45, total });
  const issuing = await meetingVersion(meetingId);
  await assert.rejects(
    () => as('scheme-manager', issueAgenda, { meetingId, version: issuing }),
    isRefused('not-allowed-now'),
  );

  // No longer scored by the next run: the last points stay, by the version that gave them.
  await house.ownerQuery(
    `update offence set outcome = 'no-further-action', capacity = 'suspect' where person_id = $1`,
    [at(1)],
  );
  const { runId } = await run();
  assert.deepEqual(await scoredBy(at(0)), { version: 2, line: moved, total });
  const lost = await row<{ state: string; version: number }>(
    'select c.state, r.version from candidate c join rule_version r on r.id = c.matrix_id where c.person_id = $1',
    [at(1)],
  );
  assert.deepEqual(lost, { state: 'gone', version: 1 });
  const moves = await house.database.as(manager, (tx) => listMoves(tx, runId));
  const mine = moves.find(({ personId }) => personId === at(0));
  assert.deepEqual([mine?.what, mine?.reason], [total >= line ? 'fell-below' : 'reached', 'line']);

  await as('scheme-manager', issueAgenda, { meetingId, version: issuing });
  const pack = await row<{ line: number; matrix: string }>(
    `select (body ->> 'line')::int as line, body ->> 'matrix' as matrix from panel_pack where person_id = $1 and category = 'score'`,
    [at(0)],
  );
  assert.deepEqual(pack, { line: moved, matrix: 'Next, version 2' });

  // A newcomer with more points shifts everybody's rank, and rewrites nobody.
  const rankOf = async (personId: number) => {
    const { id: candidateId } = await candidate(personId);
    return (await house.database.as(manager, (tx) => getCandidate(tx, house.schemeId, candidateId))).rank;
  };
  const written = await row<{ run_id: number }>('select run_id from candidate where person_id = $1', [at(0)]);
  const rank = await rankOf(at(0));
  await makePerson(house, { born: '2004-01-01', offences: provenOffences(30), record: 'suspect' });
  await run();
  assert.equal(await rankOf(at(0)), rank + 1);
  assert.deepEqual(await row('select run_id from candidate where person_id = $1', [at(0)]), written);

  // The same matrix again: nothing of the row is written.
  const kept = 'select run_id, version from candidate where person_id = $1';
  const earlier = await row(kept, [at(0)]);
  await run();
  assert.deepEqual(await row(kept, [at(0)]), earlier);
});

test('who waits above the line is as many as the list of them has', async () => {
  const analyst = await house.viewerFor('analyst');
  const [waiting, list] = await house.database.as(analyst, (tx) =>
    Promise.all([
      countWaitingAbove(tx, house.schemeId),
      listCandidates(
        tx,
        house.schemeId,
        { state: 'waiting', line: 'above', sort: 'rank', descending: false, page: 1 },
        50,
      ),
    ]),
  );
  assert.equal(waiting, list.count);
  assert.ok(list.rows.every(({ total, line }) => total >= line));
  const held = await row<{ n: number }>(
    `select count(*)::int as n from candidate where state in ('listed', 'proposed', 'deferred')
       and total >= (select (body ->> 'line')::numeric from rule_version where kind = 'matrix' and version = 2)`,
  );
  assert.equal(waiting, held.n);
});

test('a draft that is withdrawn keeps what was typed last; its name is free again', async () => {
  const { id } = await as('analyst', draftMatrix, { cohort: 'main', name: 'Thought' });
  const { body } = await row<{ body: Matrix }>('select body from matrix where id = $1', [id]);
  await as('analyst', withdrawMatrix, { id, version: 1, body: { ...body, note: 'Typed last' } });
  const left = await row<{ state: string; note: string }>(
    `select state, body ->> 'note' as note from matrix where id = $1`,
    [id],
  );
  assert.deepEqual(left, { state: 'withdrawn', note: 'Typed last' });
  await as('analyst', draftMatrix, { cohort: 'main', name: 'Thought' });
});
