import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { addWhatIsKnown, maker, onShift, releasedBriefing } from './world-for-tests.ts';

// The pages as they answer: what a form sends arrives, what is wrong opens where it is, what is gone says so.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
});
after(async () => {
  await server.close();
  await house.close();
});

async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(house.database, login, 'test')}`;
  const get = (url: string) => server.inject({ url, headers: { cookie } });
  const { body } = await get('/briefings');
  const token = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const post = (url: string, fields: Record<string, string>) =>
    server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: token, _key: newKey(), ...fields }).toString(),
    });
  return { get, post };
}

test('every field of the form of a sighting arrives in the sighting', async () => {
  const officer = await visitor(onShift);
  const { body } = await officer.get('/sightings/new?else=yes');
  const form = /<form[^>]*action="\/sightings"[\s\S]*?<\/form>/.exec(body)?.[0] ?? '';
  const names = new Set(
    [...form.matchAll(/<(?:input|textarea)[^>]*\bname="([a-z]\w*)"/gi)].map(([, name]) => name),
  );
  assert.deepEqual([...names].sort(), ['day', 'place', 'time', 'who', 'words']);
  const typed = {
    who: 'typed in who',
    place: 'typed in place',
    words: 'typed in words',
    time: '08:41',
    day: 'yesterday',
  };
  const answer = await officer.post('/sightings', typed);
  assert.equal(answer.statusCode, 303, answer.body.slice(0, 300));
  const [row] = await house.ownerQuery<Record<string, string>>(
    `select who, place, words, to_char(at at time zone 'Europe/London', 'HH24:MI') as time,
       case (reported_at at time zone 'Europe/London')::date - (at at time zone 'Europe/London')::date when 1 then 'yesterday' end as day
     from sighting order by id desc limit 1`,
  );
  assert.deepEqual(row, typed);
});

test('taking somebody out without a reason opens their form again with what is wrong', async () => {
  const person = await addMember(house, 'Ipswich team');
  const id = await releasedBriefing(house, [person]);
  const [item] = await house.ownerQuery<{ id: string }>(
    'select id from briefing_item where briefing_id = $1',
    [id],
  );
  const boss = await visitor(maker);
  const wrong = await boss.post(`/briefings/${id}/people/${item?.id}/out`, { why: ' ' });
  assert.equal(wrong.statusCode, 422);
  const details = wrong.body.split('<details').find((part) => part.includes('Take out Aaron Blythe')) ?? '';
  assert.match(details, /^[^>]*\bopen\b/);
  const secret = await boss.post(`/briefings/${id}/end`, { why: 'TOP SECRET: STRAP', _version: '1' });
  assert.equal(secret.statusCode, 422);
  assert.doesNotMatch(secret.body, /STRAP/);
});

test('the copy has a zone’s number and map and no name or corners; withdrawn, its address says why', async () => {
  const person = await addMember(house, 'Ipswich team');
  await addWhatIsKnown(house, person);
  const id = await releasedBriefing(house, [person]);
  const officer = await visitor(onShift);
  const boss = await visitor(maker);
  const made = await boss.get(`/briefings/${id}`);
  const read = await officer.get(`/briefings/${id}`);
  const taken = await officer.post(`/briefings/${id}/copies`, {});
  const paper = await officer.get(taken.headers.location ?? '');
  for (const page of [made, read, paper]) {
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /Zone 1/);
    assert.match(page.body, /<svg class="wm-zone"/);
    assert.doesNotMatch(page.body, /ANNS HOUSE|CARRIES A BLADE|ELM ROAD/);
  }
  assert.match(read.body, /52\.10000/);
  assert.doesNotMatch(paper.body, /52\.10000/);
  const version = /name="_version" value="(\d+)"/.exec(made.body)?.[1] ?? '';
  assert.equal(
    (await boss.post(`/briefings/${id}/end`, { why: 'Wrong shift', _version: version })).statusCode,
    303,
  );
  const gone = await officer.get(`/briefings/${id}`);
  assert.equal(gone.statusCode, 200);
  assert.match(gone.body, /: Wrong shift\. Destroy copy 1\./);
  assert.equal((await officer.post(`/briefings/${id}/destroyed`, {})).statusCode, 303);
});
