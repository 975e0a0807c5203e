import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { linkRecords } from './link.ts';
import { bringIn, openTo, standingOf } from './records-for-tests.ts';
import { keepApart } from './review-acts.ts';
import { listOpenBetween, reviewQueue } from './store.ts';

// Two people with several records are two people once: their pairs are answered together, and taken back alone or together.

const alan = { given: 'Alan', family: 'Quillmarsh', born: '1990-05-06', postcode: 'NR1 1AA' };
const pnc = '2024/3547010K';
const police = { agency: 'norfolk-police', format: 'police-nominals' };

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let cookie = '';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  await bringIn(house.database, [
    { ...police, localId: 'N1', ...alan, pnc },
    { ...police, localId: 'N2', ...alan, pnc },
    { agency: 'suffolk-police', format: 'police-nominals', localId: 'S1', ...alan, pnc },
    { agency: 'probation', format: 'probation-caseload', localId: 'X000001', ...alan, born: '1990-05-07' },
  ]);
  // A name that nobody else has says more than one that all of four records have.
  await bringIn(
    house.database,
    ['Tolland', 'Wendover', 'Ashby', 'Corrigan', 'Dunmore', 'Eastley'].map((family, at) => ({
      ...{ ...police, localId: `Z${at}`, given: `Brian${at}`, family, born: `198${at}-02-03` },
    })),
  );
  await linkRecords(house.database, { now: testNow });
  cookie = `waymark_session=${await signInDemoPerson(house.database, 'identity-reviewer', 'test')}`;
});
after(async () => {
  await server.close();
  await house.close();
});

const get = async (url: string): Promise<string> => {
  const answer = await server.inject({ url, headers: { cookie } });
  assert.equal(answer.statusCode, 200, url);
  return answer.body;
};
async function post(from: string, url: string, fields: Record<string, string>) {
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await get(from))?.[1] ?? '';
  return server.inject({
    method: 'POST',
    url,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ _csrf: csrf, _key: newKey(), ...fields }).toString(),
  });
}
const waiting = async () =>
  house.database.as(await house.viewerFor('identity-reviewer'), (tx) => reviewQueue(tx, 20, 0));
const theirPair = async () => {
  const [pair] = await waiting();
  assert.ok(pair);
  return { ...pair, at: `/identity/review/${pair.left}/${pair.right}` };
};
const standing = (): Promise<{ id: number }[]> =>
  house.ownerQuery(
    `select id from link_decision where superseded_at is null and verdict = 'different' order by id`,
  );
const decide = async (fields: Record<string, string>) => {
  const { at } = await theirPair();
  return { at, answer: await post(at, at, { verdict: 'different', why: 'Another face', ...fields }) };
};

test('a reason that is too long is kept in the form, which says how long it may be, and so is what was ticked', async () => {
  const why = 'Face. '.repeat(400).trim();
  const { at, answer } = await decide({ why, others: 'yes' });
  assert.equal(answer.statusCode, 422);
  assert.ok(answer.body.includes(why));
  assert.match(answer.body, /Use 2,000 characters or fewer: there are 2,399/);
  assert.match(answer.body, /<input[^>]*name="others"[^>]*checked|checked[^>]*name="others"/);
  assert.match(await get(at), /data-maxlength="2000"/);
  assert.deepEqual(await standing(), []);
});

test('the page tells the records by letter and reference, and how many pairs one answer may answer', async () => {
  const { at } = await theirPair();
  const body = await get(at);
  assert.match(body, /The records of these two people make 2 more pairs that wait/);
  assert.match(body, /Say so of all 2 other pairs too/);
  const heads = [...body.matchAll(/<th scope="col"[^>]*>([A-D]: [^<]+)<\/th>/g)].map(([, text]) => text);
  assert.equal(heads.length, 2);
  assert.ok(
    heads.some((text) => /^[A-D]: .*, X000001$/.test(text ?? '')),
    heads.join(),
  );
  assert.match(body, /from “review” on, a person decides/);
});

test('without a tick one pair is answered and the next is asked; its page has the evidence and the way back', async () => {
  const { at, answer } = await decide({});
  assert.equal(answer.statusCode, 303);
  assert.equal((await standing()).length, 1);
  assert.equal((await waiting()).length, 1, 'the next of the same two');
  const page = await get(at);
  assert.match(page, /id="sum-title"/);
  assert.match(page, /Take it back/);
  assert.doesNotMatch(page, /With it you said the same/);
  const [one] = await standing();
  const back = await post(at, `/identity/decisions/${one?.id}/take-back`, {});
  assert.equal(back.statusCode, 303);
  assert.deepEqual(await standing(), []);
});

test('with it all pairs are answered, each with a row of its own; one is taken back alone, the rest together', async () => {
  const { at, answer } = await decide({ others: 'yes' });
  assert.equal(answer.statusCode, 303);
  const rows = await standing();
  assert.equal(rows.length, 3);
  assert.deepEqual(await waiting(), []);
  await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await waiting(), [], 'a run asks none of them again');
  assert.match(await get('/identity/review'), /With 2 more of the same two/);
  assert.match(await get(at), /Take all 3 back/);
  const [first, , last] = rows;
  await post(at, `/identity/decisions/${last?.id}/take-back`, {});
  assert.equal((await standing()).length, 2, 'the others stand');
  assert.equal((await waiting()).length, 1);
  const together = await post(at, `/identity/decisions/${first?.id}/take-back-together`, {});
  assert.equal(together.statusCode, 303);
  assert.deepEqual(await standing(), []);
  const { left, right } = await theirPair();
  const reviewer = await house.viewerFor('identity-reviewer');
  assert.equal(
    (await house.database.as(reviewer, (tx) => listOpenBetween(tx, { left, right }))).length,
    2,
    'all three wait',
  );
});

test('nobody else takes them back together, nor sees how many there are', async () => {
  await decide({ others: 'yes' });
  const [row] = await standing();
  const other = await signInDemoPerson(house.database, 'identity-reviewer-2', 'test');
  const mine = cookie;
  cookie = `waymark_session=${other}`;
  const answer = await post('/identity/review', `/identity/decisions/${row?.id}/take-back-together`, {});
  assert.equal(answer.statusCode, 404);
  cookie = mine;
  assert.equal((await standing()).length, 3);
  await post('/identity/review', `/identity/decisions/${row?.id}/take-back-together`, {});
});

test('what takes a second person stays in the queue and is told', async () => {
  await openTo(house, (await standingOf(house)).N1?.person ?? 0, 'management', 'management');
  const { left, right, at } = await theirPair();
  await house.ownerQuery('update link_edge set bits = 21 where left_record <> $1 or right_record <> $2', [
    left,
    right,
  ]);
  assert.match(await get(at), /2 of them take a second person/);
  const reviewer = await house.viewerFor('identity-reviewer');
  const done = await house.performer.perform(
    reviewer,
    keepApart,
    { left, right, why: 'Another face' },
    newKey(),
  );
  assert.equal(done.others, 0);
  assert.equal((await standing()).length, 1);
  assert.equal((await waiting()).length, 1);
});

test('where the pair itself takes a second person nothing is offered, and it is proposed alone whatever the form says', async () => {
  const { at } = await theirPair();
  const body = await get(at);
  assert.match(body, /takes a second person, so the other is not answered with it/);
  assert.doesNotMatch(body, /name="others"/);
  const before = (await standing()).length;
  const { answer } = await decide({ others: 'yes' });
  assert.equal(answer.statusCode, 303);
  assert.equal((await standing()).length, before);
  const proposals = await house.ownerQuery(`select id from link_proposal where state = 'waiting'`);
  assert.equal(proposals.length, 1);
});
