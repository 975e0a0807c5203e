import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { createLog } from '../../kernel/log.ts';
import { undoBatch } from '../intake/import-file.ts';
import { importFile } from '../intake/index.ts';
import { linkChanges } from './link.ts';
import { bringIn } from './records-for-tests.ts';

const header =
  'record_id,capacity,forename,middle_name,surname,aliases,date_of_birth,sex,ethnicity,pnc_id,cro,address,postcode,beat,last_updated';
const line = (id: string, forename: string): string =>
  `${id},offender,${forename},,Example,,1990-02-03,F,W1,,,1 Test Street,NR1 1AA,N1,2026-10-01`;

async function send(house: TestHouse, lines: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-jobs-'));
  try {
    const path = join(folder, 'extract.csv');
    await writeFile(path, [header, ...lines].join('\n'));
    const source = { agency: 'norfolk-police', format: 'police-nominals' } as const;
    await importFile(house.database, { ...source, path, fileName: 'extract.csv' }, testNow);
  } finally {
    await rm(folder, { recursive: true });
  }
  const [batch] = await house.ownerQuery<{ id: string }>('select max(id) as id from import_batch');
  return Number(batch?.id);
}

/** Runs the jobs that what waits in the outbox would start; their names. */
async function runWhatWaits(house: TestHouse): Promise<string[]> {
  const topics = await house.ownerQuery<{ topic: string }>(
    'update outbox set sent_at = now() where sent_at is null returning topic',
  );
  const jobs = house.wings
    .flatMap((wing) => wing.jobs ?? [])
    .filter((job) => job.name.startsWith('link-') && topics.some(({ topic }) => topic === job.topic));
  for (const job of jobs)
    await job.run({ database: house.database, log: createLog('silent'), now: testNow, payload: {} });
  return jobs.map(({ name }) => name);
}

test('an extract that is accepted is linked, and so is what stands when one is taken back', async () => {
  const house = await testHouse();
  try {
    const people = async (): Promise<(string | null)[]> =>
      (
        await house.ownerQuery<{ person_id: string | null }>(
          'select person_id from source_record order by local_id',
        )
      ).map(({ person_id }) => person_id);
    await send(house, [line('A1', 'Ann'), line('A2', 'Bea')]);
    assert.deepEqual(await runWhatWaits(house), ['link-accepted']);
    assert.ok((await people()).every((person) => person !== null));
    const second = await send(house, [line('A1', 'Ann'), line('A2', 'Bea'), line('A3', 'Cleo')]);
    assert.deepEqual(await runWhatWaits(house), ['link-accepted']);
    assert.equal((await people()).filter((person) => person !== null).length, 3);
    await undoBatch(house.database, second, testNow);
    assert.deepEqual(await runWhatWaits(house), ['link-undone']);
    const runs = await house.ownerQuery<{ kind: string; records: number; gone: string | null }>(
      `select kind, records, report #>> '{changes,gone}' as gone from link_run order by id`,
    );
    assert.deepEqual(
      runs.map(({ kind, records, gone }) => [kind, records, gone]),
      [
        ['whole', 2, null],
        ['changes', 3, '0'],
        ['changes', 2, '1'],
      ],
    );
  } finally {
    await house.close();
  }
});

test('the embedded database links changes in the same way', async () => {
  const house = await testHouse({ embedded: true });
  const row = {
    agency: 'norfolk-police',
    format: 'police-nominals',
    pnc: '2024/3547010K',
    born: '1990-05-06',
  };
  const name = { given: 'Alan', family: 'Quillmarsh' };
  try {
    await bringIn(house.database, [{ ...row, ...name, localId: 'E1' }]);
    assert.equal((await linkChanges(house.database, { now: testNow })).kind, 'whole');
    await bringIn(house.database, [{ ...row, ...name, localId: 'E2' }]);
    const done = await linkChanges(house.database, { now: testNow });
    assert.ok(done.kind === 'changes');
    assert.deepEqual([done.looked, done.changed], [2, 1]);
    const [people] = await house.database.as(serviceViewer('linkage', 'test'), (tx) =>
      tx.many(sql<{ n: number }>`select count(distinct person_id)::integer as n from source_record`),
    );
    assert.equal(people?.n, 1);
  } finally {
    await house.close();
  }
});
