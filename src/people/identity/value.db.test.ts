import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { linkRecords } from './link.ts';
import { bringIn } from './records-for-tests.ts';
import { setValues } from './value-acts.ts';
import { usualRules } from './value-rules.ts';
import { listValueRules } from './value-store.ts';

// The scheme says which value is shown; the records keep what their agencies said.

const alike = { given: 'Alan', family: 'Quillmarsh', pnc: '2024/3547010K', postcode: 'NR1 1AA' };
let house: TestHouse;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, [
    { agency: 'norfolk-police', format: 'police-nominals', localId: 'N1', born: '1990-05-06', ...alike },
    { agency: 'suffolk-police', format: 'police-nominals', localId: 'S1', born: '1990-05-07', ...alike },
    { agency: 'prisons', format: 'prison-releases', localId: 'P1', born: '1990-05-08', ...alike },
  ]);
  await linkRecords(house.database, { now: testNow });
});
after(() => house.close());

const shown = async (): Promise<{ born: string; records: string }> => {
  const [row] = await house.ownerQuery<{ born: string; records: string }>(
    `select p.born::text as born, (select string_agg(r.born::text, ' ' order by r.id) from source_record r) as records
     from person p where p.gone_to is null and exists (select from source_record r where r.person_id = p.id)`,
  );
  return row ?? { born: '', records: '' };
};

test('what the scheme sets is shown after the next run, the records stay, and the run is not called unexplained', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const before = await shown();
  assert.notEqual(before.born, '1990-05-08');
  const rules = {
    ...usualRules,
    born: { by: 'trusted', first: 'prison' },
    sex: { by: 'latest' },
  } as const;
  await house.performer.perform(manager, setValues, { rules, version: 0 }, 'key-values-1');
  await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await shown(), { born: '1990-05-08', records: before.records });
  await assert.rejects(
    house.performer.perform(manager, setValues, { rules: usualRules, version: 0 }, 'key-values-2'),
    (error) => error instanceof WaymarkError && error.code === 'stale-version',
  );
  await house.performer.perform(manager, setValues, { rules: usualRules, version: 1 }, 'key-values-3');
  await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await shown(), before);
  const versions = await house.database.as(manager, (tx) => listValueRules(tx, house.schemeId));
  assert.deepEqual(
    versions.map(({ version, by }) => [version, by]),
    [
      [2, manager.name],
      [1, manager.name],
    ],
  );
});

test('nobody else sets it', async () => {
  const analyst = await house.viewerFor('analyst');
  await assert.rejects(
    house.performer.perform(analyst, setValues, { rules: usualRules, version: 2 }, 'key-values-4'),
    (error) => error instanceof WaymarkError && error.code === 'right-missing',
  );
});
