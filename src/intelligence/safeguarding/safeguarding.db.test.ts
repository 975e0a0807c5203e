import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { answerConcern, noteAnswer, sendConcern } from './acts.ts';
import { safeguardingToday } from './daily.ts';
import { findConcernPerson, getConcern, listSteps, recordOf } from './store.ts';
import type { ConcernInput } from './types.ts';

// A concern from a link worker to the hub and back, and who sees what of it.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let person: number;
const sender = 'link-worker';
const hub = 'safeguarding-officer';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  person = await addMember(house);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'embedded', $2, 'test')`,
    [person, await staffId(house, sender)],
  );
});
after(async () => {
  await server.close();
  await house.close();
});

const input: ConcernInput & { personId: number | null } = {
  about: 'child',
  urgent: true,
  phoned: 'Duty worker, 10:05',
  fields: [{ label: 'The worry', value: 'Left alone at night' }],
  way: 'in-app',
  personId: null,
};
const as = async <Input, Result>(login: string, act: Act<Input, Result>, given: Input): Promise<Result> =>
  house.performer.perform(await house.viewerFor(login), act, given, newKey());
const concern = async (login: string, id: number) =>
  house.database.as(await house.viewerFor(login), (tx) => getConcern(tx, id));

test('the hub gets the fields and not through whom it came up; its answer comes back to the sender', async () => {
  const { id } = await as(sender, sendConcern, { ...input, personId: person });
  const seen = await concern(hub, id);
  assert.deepEqual(seen.fields, input.fields);
  const officer = await house.viewerFor(hub);
  await house.database.as(officer, async (tx) => {
    assert.equal(await findConcernPerson(tx, id), undefined);
    const [waiting] = await safeguardingToday(tx, { viewer: officer, today: '2026-11-02' });
    assert.equal(waiting?.alarm, true);
    assert.deepEqual(await tx.many(sql`select id from person`), []);
  });
  await assert.rejects(() =>
    house.database.as(officer, (tx) => tx.many(sql`select person_id from safeguarding_concern`)),
  );
  const worker = await house.viewerFor(sender);
  assert.equal(await house.database.as(worker, (tx) => findConcernPerson(tx, id)), person);

  await as(hub, answerConcern, { id, stepId: seen.stepId, state: 'more-needed', note: 'How old?' });
  const asked = await concern(sender, id);
  assert.equal(asked.state, 'more-needed');
  const [line] = await house.database.as(worker, (tx) =>
    safeguardingToday(tx, { viewer: worker, today: '2026-11-02' }),
  );
  assert.match(line?.title ?? '', /asks for more/);
  await assert.rejects(
    () => as(sender, noteAnswer, { id, stepId: seen.stepId, state: 'answered', note: 'Six' }),
    isRefused('stale-version'),
  );
  await as(sender, noteAnswer, { id, stepId: asked.stepId, state: 'answered', note: 'Six' });
  const { stepId } = await concern(hub, id);
  await assert.rejects(
    () => as(hub, answerConcern, { id, stepId, state: 'closed', note: '' }),
    isRefused('not-allowed-now'),
  );
  await as(hub, answerConcern, { id, stepId, state: 'taken-on', note: '' });
  const steps = await house.database.as(worker, (tx) => listSteps(tx, id));
  assert.deepEqual(
    steps.map(({ state, byHub }) => [state, byHub]),
    [
      ['sent', false],
      ['more-needed', true],
      ['answered', false],
      ['taken-on', true],
    ],
  );
});

test('nobody else sees it: not other agencies, not the OPCC, not the hub where it went as a file', async () => {
  const { id } = await as(sender, sendConcern, { ...input, way: 'file', personId: person });
  for (const login of [
    hub,
    'police-offender-manager',
    'scheme-manager',
    'link-worker-2',
    'opcc-commissioner',
    'panel-member',
  ])
    await assert.rejects(() => concern(login, id), isRefused('not-found'), login);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'embedded', $2, 'test')`,
    [person, await staffId(house, 'link-worker-2')],
  );
  assert.equal((await concern('link-worker-2', id)).id, id, 'a colleague who works with them sees it');
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [person, await staffId(house, sender)],
  );
  await assert.rejects(() => concern(sender, id), isRefused('not-found'));
  await house.ownerQuery('delete from access_restriction');
});

test('nobody sends through a person whom they may not see, and the record gives what the sender sees', async () => {
  const stranger = await addMember(house, 'Ipswich team');
  await assert.rejects(() => as(sender, sendConcern, { ...input, personId: stranger }));
  const worker = await house.viewerFor(sender);
  assert.equal(await house.database.as(worker, (tx) => recordOf(tx, stranger)), undefined);
  assert.equal((await house.database.as(worker, (tx) => recordOf(tx, person)))?.member, 'Aaron Blythe');
  await assert.rejects(() => as('analyst', sendConcern, input), isRefused('right-missing'));
});

const today = async (login: string): Promise<string[]> => {
  const viewer = await house.viewerFor(login);
  const items = await house.database.as(viewer, (tx) =>
    safeguardingToday(tx, { viewer, today: '2026-11-02' }),
  );
  return items.map(({ title }) => title);
};

test('a file is not sent before its sender says so: it stays on Today until then', async () => {
  const { id } = await as(sender, sendConcern, { ...input, way: 'file' });
  const made = await concern(sender, id);
  assert.equal(made.state, 'to-send');
  assert.ok((await today(sender)).includes(`Safeguarding concern ${id} was not sent yet: get the file`));
  await assert.rejects(
    () => as(sender, noteAnswer, { id, stepId: made.stepId, state: 'received', note: '' }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    () => as(sender, noteAnswer, { id, stepId: made.stepId, state: 'added', note: 'More' }),
    isRefused('not-allowed-now'),
  );
  await as(sender, noteAnswer, { id, stepId: made.stepId, state: 'sent', note: 'To the hub, 10:05' });
  assert.equal((await concern(sender, id)).state, 'sent');
  assert.ok(!(await today(sender)).some((title) => title.includes(String(id))));
});

test('to a finished concern is added what was learned since, and either side opens it again with the reason', async () => {
  const { id } = await as(sender, sendConcern, { ...input, urgent: false, phoned: null });
  const step = async () => (await concern(hub, id)).stepId;
  await as(hub, answerConcern, { id, stepId: await step(), state: 'no-action', note: 'Known to us' });
  assert.ok(!(await today(hub)).some((title) => title.includes(String(id))));
  await as(sender, noteAnswer, { id, stepId: await step(), state: 'added', note: 'He is back in the house' });
  assert.equal((await concern(hub, id)).state, 'no-action', 'an addition leaves it where it stood');
  assert.ok(
    (await today(hub)).some((title) => title.includes(String(id))),
    'and the hub is told',
  );
  await as(hub, answerConcern, { id, stepId: await step(), state: 'reopened', note: 'Closed by mistake' });
  assert.equal((await concern(sender, id)).state, 'reopened');
  assert.ok((await today(sender)).includes(`Safeguarding concern ${id}: opened again`));
  await as(hub, answerConcern, { id, stepId: await step(), state: 'taken-on', note: '' });
  await as(hub, answerConcern, { id, stepId: await step(), state: 'added', note: 'A visit was made' });
  assert.ok((await today(sender)).includes(`Safeguarding concern ${id}: more was added`));
  await as(hub, answerConcern, { id, stepId: await step(), state: 'closed', note: '' });
  await as(sender, noteAnswer, { id, stepId: await step(), state: 'reopened', note: 'It goes on' });
  assert.ok((await today(hub)).some((title) => title.includes(String(id))));
  await assert.rejects(
    () => as('police-offender-manager', noteAnswer, { id, stepId: 1, state: 'added', note: 'x' }),
    isRefused('not-found'),
  );
  assert.ok(id >= 100_000_000, 'its number does not count the others');
});

test('one thing to say is said in words, without a lone choice', async () => {
  const { id } = await as(sender, sendConcern, input);
  const { stepId } = await concern(hub, id);
  await as(hub, answerConcern, { id, stepId, state: 'more-needed', note: 'How old?' });
  const token = await signInDemoPerson(house.database, sender, 'test');
  const { body } = await server.inject({
    url: `/safeguarding/${id}`,
    headers: { cookie: `waymark_session=${token}` },
  });
  assert.match(body, /The hub asks for more\. What you write goes to it at once\./);
  assert.doesNotMatch(body, /type="radio"/);
  assert.match(body, /Add what you have learned since/);
});

test('a concern with a word that may be a marking comes back with every word of it', async () => {
  const token = await signInDemoPerson(house.database, sender, 'test');
  const headers = { cookie: `waymark_session=${token}` };
  const form = (await server.inject({ url: '/safeguarding/new', headers })).body;
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
  for (const worry of ['Told to keep it SECRET from her mum', 'Top Secret: see the paper. Alone at night']) {
    const answer = await server.inject({
      method: 'POST',
      url: '/safeguarding',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        ...{ _csrf: csrf, _key: newKey(), about: 'child', urgent: 'no', worry },
        ...{ name: 'Example Child', school: 'Example School', send: 'name', do: 'preview' },
      }).toString(),
    });
    assert.equal(answer.statusCode, 422);
    for (const kept of [worry, 'Example Child', 'Example School'])
      assert.ok(answer.body.includes(kept), kept);
  }
});
