import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { type StaffViewer, serviceViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { acceptBatch, undoBatch } from '../intake/import-file.ts';
import { stageFile } from '../intake/stage.ts';
import { findByName } from '../search/store.ts';
import { linkChanges, linkRecords } from './link.ts';
import { openTo } from './records-for-tests.ts';
import { findPerson, retirePeople } from './store.ts';

// An import is taken back: whoever has no record left is nobody to be found, unless somebody works with them. And it comes
// in again.

const header = 'record_id,capacity,forename,surname,date_of_birth,pnc_id,last_updated';
const alan = 'NE-1,offender,Alan,Quillmarsh,1990-05-06,2023/8578077W,2026-10-01';
const brian = 'NE-2,offender,Brian,Tolland,1985-02-03,2022/6978820H,2026-10-01';
const somebodyElse = 'NE-1,offender,Wilhelmina,Ostrander,2001-11-20,,2026-10-02';

async function* streamOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const ways = {
  'when everything is linked': linkRecords,
  'when changes alone are': linkChanges,
} as const;

for (const [way, link] of Object.entries(ways))
  describe(`people whose import is taken back, ${way}`, () => {
    let house: TestHouse;
    let manager: StaffViewer;
    let batch = 0;
    const people: { worked: number; idle: number } = { worked: 0, idle: 0 };

    before(async () => {
      house = await testHouse();
      await house.coverEverything();
      manager = await house.viewerFor('scheme-manager');
      // Enough others, so that one import is a small change.
      const others = Array.from(
        { length: 60 },
        (_, at) =>
          `NE-9${at},offender,Given${at},Surname${at},19${60 + (at % 30)}-0${1 + (at % 9)}-11,,2026-10-01`,
      );
      await takeIn(others);
      batch = await takeIn([alan, brian]);
      people.worked = (await personOf('NE-1')) ?? 0;
      people.idle = (await personOf('NE-2')) ?? 0;
      await openTo(house, people.worked, 'management', 'management');
      for (const person of [people.worked, people.idle])
        await house.ownerQuery(
          `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'selection', $2, 'test')`,
          [person, manager.staffId],
        );
      await house.ownerQuery(
        `insert into offence (nominal_ref, source_id, agency_id, batch_id, local_id, person_id, capacity, offence_code, offence_date, outcome, handling, fingerprint)
         select 'NE-1', s.id, s.agency_id, $1, 'o-NE-1', $2, 'convicted', 'TH68010', '2026-01-01', 'convicted', 'statutory', 'x'
         from import_source s join agency a on a.id = s.agency_id where a.code = 'norfolk-police' and s.format = 'police-crimes'`,
        [await firstBatch(), people.worked],
      );
    });
    after(() => house.close());

    async function takeIn(rows: readonly string[]): Promise<number> {
      const { batchId } = await stageFile(house.database, {
        source: { agency: 'norfolk-police', format: 'police-nominals' },
        fileName: 'a.csv',
        stream: streamOf([header, ...rows].join('\n')),
        now: testNow,
      });
      await acceptBatch(house.database, batchId, testNow);
      await link(house.database, { now: testNow });
      return batchId;
    }
    async function takeBack(id: number): Promise<void> {
      await undoBatch(house.database, id, testNow);
      await link(house.database, { now: testNow });
    }
    const firstBatch = async (): Promise<number> =>
      Number((await house.ownerQuery<{ id: string }>('select min(id) as id from import_batch'))[0]?.id);
    const personOf = async (localId: string): Promise<number | null> => {
      const [row] = await house.ownerQuery<{ person_id: string | null }>(
        'select person_id from source_record where local_id = $1',
        [localId],
      );
      return row === undefined || row.person_id === null ? null : Number(row.person_id);
    };
    const found = (name: string) =>
      house.database.as(manager, async (tx) =>
        (await findByName(tx, { name, born: null, likeness: 0.6, limit: 5 })).map(({ id }) => id),
      );
    const offenceOf = async (): Promise<string | null | undefined> =>
      (
        await house.ownerQuery<{ person_id: string | null }>(
          `select person_id from offence where local_id = 'o-NE-1'`,
        )
      )[0]?.person_id;

    test('with whom nothing was done is found no more; with whom somebody works is kept, and the page says so', async () => {
      assert.deepEqual(await found('alan quillmarsh'), [people.worked]);
      assert.deepEqual(await found('brian tolland'), [people.idle]);
      await takeBack(batch);
      assert.deepEqual(await found('brian tolland'), [], 'nobody is found who is nobody');
      assert.equal(await house.database.as(manager, (tx) => findPerson(tx, people.idle)), undefined);
      assert.deepEqual(await found('alan quillmarsh'), [people.worked]);
      const kept = await house.database.as(manager, (tx) => findPerson(tx, people.worked));
      assert.ok(kept?.emptiedAt instanceof Date);
      assert.equal(await offenceOf(), null, 'what the extract said of them is nobody’s');
      const server = await serverOf(house);
      const cookie = `waymark_session=${await signInDemoPerson(house.database, 'scheme-manager', 'test')}`;
      const get = (url: string) => server.inject({ url, headers: { cookie } });
      const records = (await get(`/people/${people.worked}/records`)).body;
      assert.match(records, /All records of this person were taken back with their imports/);
      assert.match(records, /No record any more: all were taken back/, 'at the top of each of their pages');
      assert.equal((await get(`/people/${people.idle}`)).statusCode, 404);
      await server.close();
      const stands = await house.ownerQuery('select id, emptied_at, version from person order by id');
      await linkRecords(house.database, { now: testNow });
      assert.deepEqual(
        await house.ownerQuery('select id, emptied_at, version from person order by id'),
        stands,
        'nobody is emptied twice',
      );
    });

    test('the same records come in again, and are theirs again', async () => {
      batch = await takeIn([alan, brian]);
      assert.equal(await personOf('NE-1'), people.worked);
      assert.equal(await personOf('NE-2'), people.idle);
      const rows = await house.ownerQuery('select emptied_at from person where id = any ($1)', [
        [people.worked, people.idle],
      ]);
      assert.deepEqual(rows, [{ emptied_at: null }, { emptied_at: null }]);
      assert.equal(Number(await offenceOf()), people.worked);
      await takeBack(batch);
    });

    test('a reference that is somebody else’s when it comes in again is not theirs', async () => {
      batch = await takeIn([somebodyElse]);
      const now = await personOf('NE-1');
      assert.ok(now !== null && now !== people.worked && now !== people.idle);
      assert.deepEqual(await found('alan quillmarsh'), [people.worked], 'and they are kept as they were');
      await takeBack(batch);
    });

    test('a number that leads to another meanwhile leads what comes back there, too', async () => {
      const kept = (await personOf('NE-90')) ?? 0;
      const linkage = serviceViewer('linkage', 'test');
      await house.database.as(linkage, (tx) => retirePeople(tx, [{ personId: people.idle, to: kept }]));
      const [home] = await house.ownerQuery<{ person_id: string }>(
        `select person_id from record_home where local_id = 'NE-2'`,
      );
      assert.equal(Number(home?.person_id), kept);
    });
  });
