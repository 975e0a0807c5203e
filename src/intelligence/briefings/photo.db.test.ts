import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { findBriefedPhoto, listParts } from './store.ts';
import { inHours, maker, offShift, onShift, releasedBriefing } from './world-for-tests.ts';

// A photo in a briefing: as it was chosen at the release, for as long as it stands and the briefing is out.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const picture = '0123456789'.repeat(20);

/** A photo as an officer of the agency gave it, past the act. */
async function addPhoto(personId: number, state = 'shown'): Promise<number> {
  const [row] = await house.ownerQuery<{ id: string }>(
    `with s as (select s.id, s.agency_id from import_source s join agency a on a.id = s.agency_id where a.code = 'suffolk-police' order by s.id limit 1),
       b as (insert into import_batch (source_id, agency_id, file_name, file_sha256, state) select id, agency_id, 'x', 'x', 'accepted' from s returning id),
       r as (insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, search_names, raw, fingerprint, delete_after)
         select s.id, s.agency_id, b.id, gen_random_uuid()::text, 'convicted', $1, 'x', '{}', 'x', '2040-01-01' from s, b returning id, agency_id),
       p as (insert into person_photo (person_id, record_id, agency_id, staff_id, taken_on, why, state)
         select $1, r.id, r.agency_id, (select id from staff where login = $3), '2026-10-01', 'x', $2 from r returning id)
     insert into person_photo_image (photo_id, image) select p.id, convert_to($4, 'UTF8') from p returning photo_id as id`,
    [personId, state, maker, picture],
  );
  return Number(row?.id);
}

async function look(login: string, briefing: number, photo: number) {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, async (tx) => ({
    told: (await listParts(tx, briefing))
      .filter(({ kind }) => kind === 'photo')
      .map(({ sourceId }) => sourceId),
    image: (await findBriefedPhoto(tx, briefing, photo))?.image,
  }));
}

const encoded = Buffer.from(picture).toString('base64');

test('the shift sees the picture while the briefing is out, and nobody else does', async () => {
  const person = await addMember(house, 'Ipswich team');
  const photo = await addPhoto(person);
  const id = await releasedBriefing(house, [person]);
  const seen = await look(onShift, id, photo);
  assert.deepEqual(seen.told, [photo]);
  assert.equal(seen.image?.replaceAll('\n', ''), encoded);
  assert.deepEqual(await look(offShift, id, photo), { told: [], image: undefined });
  for (const login of ['opcc-commissioner', 'auditor', 'providers-worker'])
    assert.deepEqual(await look(login, id, photo), { told: [], image: undefined }, login);
  await house.ownerQuery(`update briefing set until_at = now() - interval '1 minute' where id = $1`, [id]);
  assert.deepEqual(await look(onShift, id, photo), { told: [], image: undefined });
});

test('a newer photo changes nothing told; one that is taken away, or whose person is in question, is gone at once', async () => {
  const person = await addMember(house, 'Ipswich team');
  const photo = await addPhoto(person);
  const id = await releasedBriefing(house, [person], { until: inHours(4) });
  const become = (state: string): Promise<unknown> =>
    house.ownerQuery(
      `update person_photo set state = $2, changed_by = (select id from staff where login = $3), changed_why = 'x' where id = $1`,
      [photo, state, maker],
    );
  await become('replaced');
  const later = await addPhoto(person);
  assert.deepEqual((await look(onShift, id, photo)).told, [photo], 'as it stood at the release');
  assert.equal((await look(onShift, id, later)).image, undefined, 'not what came later');
  for (const state of ['removed', 'to-confirm', 'erased']) {
    await become(state);
    assert.deepEqual(await look(onShift, id, photo), { told: [], image: undefined }, state);
  }
  await become('shown');
  const other = await addMember(house, 'Ipswich team');
  await house.ownerQuery('update person_photo set person_id = $2 where id = $1', [photo, other]);
  assert.deepEqual(await look(onShift, id, photo), { told: [], image: undefined }, 'it is another person’s');
});
