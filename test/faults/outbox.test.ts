import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceViewer } from '../../src/access/viewers.ts';
import { startJobs } from '../../src/kernel/jobs.ts';
import { createLog } from '../../src/kernel/log.ts';
import { testHouse } from '../support/house.ts';

test('what an act leaves in the outbox reaches its job, and is tried again when the job fails', async () => {
  const house = await testHouse();
  const seen: unknown[] = [];
  const jobs = [
    {
      name: 'test-listener',
      topic: 'test-topic',
      run: async (payload: Record<string, unknown>) => {
        seen.push(payload.id);
        if (seen.length === 1) throw new Error('the first try fails');
      },
    },
  ];
  const running = await startJobs({
    database: house.database,
    relay: serviceViewer('relay'),
    jobs,
    log: createLog('silent'),
  });
  try {
    await house.ownerQuery(
      `insert into outbox (topic, payload) values ('test-topic', '{"id": 7}'), ('nobody-listens', '{}')`,
    );
    await running.relayNow();
    for (let waited = 0; seen.length < 2 && waited < 300; waited += 1) await pause(100);
    assert.deepEqual(seen, [7, 7]);
    const [left] = await house.ownerQuery<{ n: number }>(
      'select count(*)::int as n from outbox where sent_at is null',
    );
    assert.equal(left?.n, 0);
  } finally {
    await running.stop();
    await house.close();
  }
});
