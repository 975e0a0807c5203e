import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { listDecided } from './life-store.ts';
import { linkRecords } from './link.ts';
import { bringIn } from './records-for-tests.ts';
import { separationWorld, type World } from './separation-world-for-tests.ts';
import { findReviewPair, listOwnDecisions, reviewQueue } from './store.ts';
import { listTwo } from './two-store.ts';

// What somebody proposed stays in their sight until a second person answers, and the queue goes on from where one was.

let world: World;
let server: Awaited<ReturnType<typeof serverOf>>;
before(async () => {
  world = await separationWorld();
  await bringIn(world.house.database, ['Brian', 'Colin', 'Derek'].flatMap(strangers));
  await linkRecords(world.house.database, { now: new Date() });
  server = await serverOf(world.house);
});
after(async () => {
  await server.close();
  await world.close();
});

/** Two records that are alike and not alike enough to be linked without somebody. */
function strangers(given: string, index: number) {
  const both = { given, family: `Marshwick${index}`, born: `198${index}-05-06` };
  return [
    {
      agency: 'norfolk-police',
      format: 'police-nominals',
      localId: `NX${index}`,
      ...both,
      postcode: 'NR1 1AA',
    } as const,
    { agency: 'probation', format: 'probation-caseload', localId: `X00009${index}`, ...both } as const,
  ];
}

async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(world.house.database, login, 'test')}`;
  const get = async (url: string): Promise<string> => {
    const answer = await server.inject({ url, headers: { cookie } });
    assert.equal(answer.statusCode, 200, `${login} at ${url}: ${answer.statusCode}`);
    return answer.body;
  };
  const post = async (from: string, url: string, fields: [string, string][]) => {
    const form = await get(from);
    const hidden = ['_csrf', '_version'].flatMap((name): [string, string][] => {
      const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(form)?.[1];
      return value === undefined ? [] : [[name, value]];
    });
    return server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams([...hidden, ['_key', newKey()], ...fields]).toString(),
    });
  };
  return { get, post };
}

test('whoever proposed a separation finds it on the person’s Records, on Today and in the error of a second try', async () => {
  const { personId, recordId } = world;
  const manager = await visitor('scheme-manager');
  const form = `/people/${personId}/records/${recordId}/separate`;
  const records = `/people/${personId}/records`;
  assert.match(await manager.get(records), /Nobody has decided anything/);
  const proposed = await manager.post(form, form, [['why', 'Fingerprints differ']]);
  assert.equal(proposed.statusCode, 303);
  const own = proposed.headers.location ?? '';
  assert.match(own, /^\/identity\/proposals\/\d+/);
  const path = own.replace(/[?#].*/, '');
  const page = await manager.get(records);
  assert.match(page, /Waits for a second person/);
  assert.ok(page.includes(`href="${path}"`));
  assert.doesNotMatch(page, /Nobody has decided anything/);
  const today = await manager.get('/');
  assert.match(today, /Your proposal to separate a record of Alan Quillmarsh waits for a second person/);
  assert.ok(today.includes(`href="${path}"`));
  const again = await manager.post(form, form, [['why', 'Once more']]);
  assert.match(again.body, /You proposed this on .*it waits for a second person/);
  assert.ok((await manager.get(path)).includes(`href="${records}#decisions"`), 'back to the person');
  const colleague = await visitor('police-offender-manager');
  assert.doesNotMatch(await colleague.get('/'), /Your proposal/);
  const withdrawn = await manager.post(path, `${path}/withdraw`, []);
  assert.match(withdrawn.headers.location ?? '', new RegExp(`^${records}`));
  assert.match(await manager.get(records), /Nobody has decided anything/);
});

test('after a decision comes the next pair or the same place, and what one proposed waits for others alone', async () => {
  const { house } = world;
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = (login: typeof reviewer) => house.database.as(login, (tx) => reviewQueue(tx, 20, 0));
  const [first, second, third] = await queue(reviewer);
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const visit = await visitor('identity-reviewer');
  assert.ok(
    (await visit.get('/identity/review')).includes(
      `/identity/review/${second.left}/${second.right}?place=1"`,
    ),
  );
  const at = `/identity/review/${second.left}/${second.right}`;
  const saved = await visit.post(`${at}?place=1`, at, [
    ['verdict', 'different'],
    ['why', 'Another face'],
    ['place', '1'],
    ['after', 'next'],
  ]);
  assert.equal(saved.statusCode, 303);
  assert.ok(
    (saved.headers.location ?? '').startsWith(`/identity/review/${third.left}/${third.right}?place=1`),
  );
  const colleague = await visitor('identity-reviewer-2');
  assert.ok((await visit.get('/identity/review')).includes(`href="${at}"`), 'the decided pair is linked');
  for (const one of [visit, colleague]) {
    const decided = await one.get(at);
    assert.match(decided, /A pair that was decided/);
    assert.match(decided, /Another face/);
    assert.match(decided, /Different people/);
    assert.ok(decided.includes(reviewer.name), 'who decided');
    assert.doesNotMatch(decided, /Save decision/);
  }
  const outside = await house.viewerFor('police-offender-manager');
  assert.deepEqual(await house.database.as(outside, (tx) => listDecided(tx, second.left, second.right)), []);
  await house.ownerQuery(
    `insert into link_proposal (left_record, right_record, verdict, why, risks, staff_id) values ($1, $2, 'same', 'x', '{worked}', $3)`,
    [first.left, first.right, reviewer.staffId],
  );
  const isFirst = (one: { left: number; right: number }) =>
    one.left === first.left && one.right === first.right;
  assert.ok(!(await queue(reviewer)).some(isFirst), 'it waits for somebody else');
  const other = await house.viewerFor('identity-reviewer-2');
  assert.ok((await queue(other)).some(isFirst));
  const opened = await house.database.as(reviewer, (tx) => findReviewPair(tx, first.left, first.right));
  assert.ok(opened !== undefined, 'and can be looked at');
  assert.match(await visit.get('/identity/review'), /Look or withdraw/);
});

test('whoever proposed what a second person decided asks for it back on the pair’s page, with the words of it', async () => {
  const { house } = world;
  const visit = await visitor('identity-reviewer');
  const colleague = await visitor('identity-reviewer-2');
  const [proposal] = await house.ownerQuery<{ id: string; left_record: string; right_record: string }>(
    `select id, left_record, right_record from link_proposal where why = 'x' and state = 'waiting'`,
  );
  const at = `/identity/review/${proposal?.left_record}/${proposal?.right_record}`;
  const agreed = await colleague.post(at, `/identity/proposals/${proposal?.id}/answer`, [
    ['left', proposal?.left_record ?? ''],
    ['right', proposal?.right_record ?? ''],
    ['answer', 'agree'],
    ['why', 'I see it too'],
  ]);
  assert.match(decodeURIComponent(agreed.headers.location ?? ''), /^\/identity\/review/);
  assert.match(await visit.get('/identity/review'), /You proposed it, [^<]+ agreed/);
  const both = /Proposed by ([^<]+) on [^<]*: “x”\.<br>Agreed by ([^<]+) on [^<]*: “I see it too”/;
  const names = [
    (await house.viewerFor('identity-reviewer')).name,
    (await house.viewerFor('identity-reviewer-2')).name,
  ];
  for (const one of [visit, colleague])
    for (const url of ['/identity/review', at])
      assert.deepEqual(both.exec(await one.get(url))?.slice(1), names, url);
  assert.doesNotMatch(await colleague.get(at), /Ask for it back/, 'theirs to take back, not to ask for');
  const page = await visit.get(at);
  assert.match(page, /Propose to take it back/);
  const ask = /action="(\/identity\/decisions\/\d+\/ask-back)"/.exec(page)?.[1] ?? '';
  const pair: [string, string][] = [
    ['left', proposal?.left_record ?? ''],
    ['right', proposal?.right_record ?? ''],
  ];
  const empty = await visit.post(at, ask, pair);
  assert.equal(empty.statusCode, 422);
  assert.match(empty.body, /Say why it should be taken back/);
  const asked = await visit.post(at, ask, [...pair, ['why', 'Another tattoo']]);
  const own = (asked.headers.location ?? '').replace(/[?#].*/, '');
  assert.match(own, /^\/identity\/proposals\/\d+$/);
  assert.match(await visit.get(own), /Is this decision taken back\?/);
  assert.match(await visit.get('/identity/review'), /Asked back: waits for a second person/);
  assert.match(await visit.get('/'), /Your proposal to take back what was decided about/);
  assert.match(await visit.get(at), /Somebody has asked for this decision back/);
  assert.match(await colleague.get(own), /Take back “One person”/);
  const yes = await colleague.post(own, `${own}/answer`, [
    ['answer', 'agree'],
    ['why', 'Yes'],
  ]);
  assert.equal(yes.statusCode, 303);
  assert.match(await visit.get(own), /agreed/);
  const reviewer = await house.viewerFor('identity-reviewer');
  const [decided] = await house.database.as(reviewer, (tx) => listOwnDecisions(tx, 1));
  const ended = await house.database.as(reviewer, (tx) => listTwo(tx, [decided?.id ?? 0]));
  const [by] = ended.ended.values();
  assert.deepEqual([by?.why, by?.secondWhy], ['Another tattoo', 'Yes'], 'who put it back is told as well');
  assert.doesNotMatch(await visit.get('/identity/review'), /Asked back/);
});
