import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { saveReport } from './acts.ts';
import { exampleReport } from './example-for-tests.ts';
import { getReport } from './store.ts';

// What was typed into a report's form is not lost by using what stands beside it, and nothing marked is kept.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let person: number;
const manager = 'scheme-manager';
const author = 'police-offender-manager';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  person = await addMember(house);
});
after(async () => {
  await server.close();
  await house.close();
});

const input = {
  ...exampleReport,
  text: 'Sells bicycles by the station, cell 12, B wing',
  original: 'Heard on the wing phone',
};
const sent = async (): Promise<number> =>
  (
    await house.performer.perform(
      await house.viewerFor(author),
      saveReport,
      { ...input, id: null, version: 0, send: true, personId: null },
      newKey(),
    )
  ).id;

async function browser(login: string) {
  const token = await signInDemoPerson(house.database, login, 'test');
  const headers = { cookie: `waymark_session=${token}` };
  const get = async (url: string) => server.inject({ url, headers });
  /** Posts a form with the token and the version that the page of this address shows. */
  const post = async (from: string, to: string, fields: Record<string, string>) => {
    const shown = (await get(from)).body;
    const token = /name="_csrf" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const version = /name="_version" value="(\d+)"/.exec(shown)?.[1] ?? '0';
    return server.inject({
      method: 'POST',
      url: to,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: token, _version: version, _key: newKey(), ...fields }).toString(),
    });
  };
  return { get, post };
}

const typed = {
  text: 'SANITISED: sells bicycles by the station',
  sourceGrade: '2',
  assessment: 'C',
  provenance: 'community',
  handlingCode: 'P',
  handling: 'statutory',
  marking: 'OFFICIAL-SENSITIVE',
};
const ofIt = (body: string): string => /name="of" value="([^"]*)"/.exec(body)?.[1] ?? '';

test('a reviewer finds and links a person and adds a vehicle, and their text is still in the form', async () => {
  const id = await sent();
  const page = `/intelligence/${id}`;
  const { get, post } = await browser(manager);
  const fields = { ...typed, of: ofIt((await get(page)).body), note: 'Thank you for this' };

  const found = await post(page, `${page}/find`, { ...fields, q: 'Aaron Blythe' });
  assert.equal(found.headers.location, `${page}?q=Aaron+Blythe`);
  const shown = (await get(String(found.headers.location))).body;
  assert.match(shown, /SANITISED: sells bicycles/);
  assert.match(shown, new RegExp(`value="${person}" name="link"`));

  assert.equal((await post(page, `${page}/people`, { ...fields, link: String(person) })).statusCode, 303);
  const vehicle = { ...fields, kind: 'vehicle', reference: 'AB12 CDE' };
  assert.equal((await post(page, `${page}/things`, vehicle)).statusCode, 303);
  const after = (await get(page)).body;
  assert.match(after, /SANITISED: sells bicycles/);
  assert.match(after, /Thank you for this/);
  assert.match(after, /AB12CDE/);
  const wrong = await post(page, `${page}/things`, { ...fields, kind: 'vehicle' });
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.body, /SANITISED: sells bicycles/);

  const done = await post(page, `${page}/review`, { ...fields, verdict: 'accept' });
  assert.equal(done.statusCode, 303);
  const report = await house.database.as(await house.viewerFor(manager), (tx) => getReport(tx, id));
  assert.equal(report.text, typed.text);
  assert.deepEqual(
    report.people.map((one) => one.id),
    [person],
  );
  const kept = await house.ownerQuery('select 1 from draft where form = $1', [`intelligence:${id}`]);
  assert.deepEqual(kept, [], 'what was kept is gone with the review');
});

test('the author’s original is not shared by an Accept that did not look', async () => {
  const id = await sent();
  const page = `/intelligence/${id}`;
  const { post } = await browser(manager);
  const blind = await post(page, `${page}/review`, { ...typed, text: input.text, verdict: 'accept' });
  assert.equal(blind.statusCode, 422);
  assert.match(blind.body, /word for word what the author sent/);
  const naming = { ...typed, text: 'His girlfriend Donna Pryke says he sells', verdict: 'accept' };
  const stopped = await post(page, `${page}/review`, naming);
  assert.equal(stopped.statusCode, 422);
  assert.match(stopped.body, /girlfriend Donna Pryke says/);
  const seen = await post(page, `${page}/review`, {
    ...typed,
    text: input.text,
    asWritten: 'yes',
    verdict: 'accept',
  });
  assert.equal(seen.statusCode, 303);
});

test('what a reviewer began on an earlier sending is not shown for a later one', async () => {
  const id = await sent();
  const page = `/intelligence/${id}`;
  const { get, post } = await browser(manager);
  await post(page, `${page}/find`, { ...typed, of: '2020-01-01T00:00:00.000Z', q: 'x' });
  assert.doesNotMatch((await get(page)).body, /SANITISED/);
});

test('a returned report says at its top what the reviewer asks', async () => {
  const id = await sent();
  const page = `/intelligence/${id}`;
  const reviewer = await browser(manager);
  const back = { ...typed, verdict: 'return', note: 'Say when this was' };
  assert.equal((await reviewer.post(page, `${page}/review`, back)).statusCode, 303);
  const { body } = await (await browser(author)).get(page);
  assert.ok(body.indexOf('Say when this was') > 0);
  assert.ok(body.indexOf('Say when this was') < body.indexOf('Go on writing'));
});

test('a draft with a marking is not kept, nor what was kept of it before', async () => {
  const { post } = await browser(author);
  const stored = async () =>
    (await house.ownerQuery<{ form: string }>(`select form from draft where form like '%:new'`)).map(
      ({ form }) => form,
    );
  for (const form of ['intelligence:new', 'safeguarding:new', 'intelligence-send:7']) {
    const url = `/drafts/${form}`;
    assert.equal((await post('/intelligence/new', url, { text: 'Seen at the yard' })).statusCode, 200);
    const refused = await post('/intelligence/new', url, { text: 'TOP SECRET STRAP1 seen at the yard' });
    assert.equal(refused.statusCode, 409, form);
    assert.match(refused.body, /Nothing at SECRET or above may be kept/);
  }
  assert.deepEqual(await stored(), []);
  const other = await post('/intelligence/new', '/drafts/contact:new', {
    text: 'TOP SECRET: a game they play',
  });
  assert.equal(other.statusCode, 200, 'forms of other wings are their own');
});
