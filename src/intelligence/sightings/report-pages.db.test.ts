import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { onShift, releasedBriefing } from '../briefings/world-for-tests.ts';

// Whoever names somebody of their briefing is asked whether it is them, whatever the form was opened for.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let briefing = 0;
let item = 0;
let person = 0;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  person = await addMember(house, 'Ipswich team');
  briefing = await releasedBriefing(house, [person]);
  const [row] = await house.ownerQuery<{ id: string }>(
    'select id from briefing_item where briefing_id = $1',
    [briefing],
  );
  item = Number(row?.id);
  server = await serverOf(house);
});
after(async () => {
  await server.close();
  await house.close();
});

async function officer() {
  const cookie = `waymark_session=${await signInDemoPerson(house.database, onShift, 'test')}`;
  const form = await server.inject({ url: '/sightings/new?else=yes', headers: { cookie } });
  const token = /name="_csrf" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  return (fields: Record<string, string>) =>
    server.inject({
      method: 'POST',
      url: '/sightings',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: token, _key: newKey(), ...fields }).toString(),
    });
}

const kept = async () =>
  (
    await house.ownerQuery<{ person_id: string | null; meant: string | null }>(
      `select s.person_id, e.detail->>'meant' as meant from sighting s
       join audit_entry e on e.act = 'sighting:report' and e.kind = 'wrote' and e.subject_id = s.id order by e.id`,
    )
  ).map(({ person_id, meant }) => [person_id === null ? null : Number(person_id), meant]);

test('a number of nobody in the briefing does not pass by “Is it one of these?”', async () => {
  const post = await officer();
  const typed = { who: 'Aaron Blythe', place: 'Bus station', time: '00:00', day: 'yesterday' };
  const dead = { ...typed, item: '999999', briefing: String(briefing) };
  const asked = await post(dead);
  assert.match(asked.body, /Is it one of these\?/);
  assert.match(asked.body, /name="item" value="999999"/, 'what was posted is carried on');
  assert.deepEqual(await kept(), []);
  // Said of somebody whom they were not asked about: they are asked.
  const forged = await post({ ...dead, asked: 'yes', notThese: `b${item}`, choice: 'none' });
  assert.match(forged.body, /Look again/);
  assert.deepEqual(await kept(), []);
  const notThese = /name="notThese" value="([^"]+)"/.exec(asked.body)?.[1] ?? '';
  const said = { ...dead, asked: 'yes', notThese };
  assert.equal((await post({ ...said, choice: `b${item}` })).statusCode, 303);
  assert.deepEqual(await kept(), [[person, 'briefed']]);
  assert.equal((await post({ ...said, choice: 'none' })).statusCode, 303);
  assert.deepEqual((await kept())[1], [null, 'none']);
});

test('one whose briefing ended while it was typed is said in words, and those are looked at', async () => {
  const post = await officer();
  const before = (await kept()).length;
  const nameless = {
    item: '999999',
    briefing: String(briefing),
    place: 'Bus station',
    time: '00:00',
    day: 'yesterday',
  };
  const again = await post(nameless);
  assert.equal(again.statusCode, 422);
  assert.match(again.body, /That briefing has ended/);
  assert.equal((await kept()).length, before);
  assert.match((await post({ ...nameless, who: 'Aaron Blythe' })).body, /Is it one of these\?/);
  assert.equal((await kept()).length, before);
});
