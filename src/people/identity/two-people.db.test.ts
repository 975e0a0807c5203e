import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../access/sessions.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { serverOf } from '../../app.ts';
import { newKey } from '../../kernel/ids.ts';
import { rejoinRecord, separateRecord } from './acts.ts';
import { listChecks } from './check-store.ts';
import { lookAtChecks } from './checks.ts';
import { refreshPeople } from './link.ts';
import { askOffice } from './office-pages.ts';
import { answerProposal } from './second-acts.ts';
import { separationWorld, type World } from './separation-world-for-tests.ts';
import { getPerson, listDecisions } from './store.ts';
import { listNotNeeded, listTwo, listWaitingSeparations } from './two-store.ts';

// What two people decided is told with both of them wherever it stands, and to nobody more than may know of it.

const [firstWhy, secondWhy] = ['Fingerprints differ', 'Another tattoo, I see it too'];

let world: World;
let server: Awaited<ReturnType<typeof serverOf>>;
let manager: StaffViewer;
let reviewer: StaffViewer;
let proposalId = 0;
before(async () => {
  world = await separationWorld();
  manager = await world.house.viewerFor('scheme-manager');
  reviewer = await world.house.viewerFor('identity-reviewer');
  server = await serverOf(world.house);
});
after(async () => {
  await server.close();
  await world.close();
});

async function visitor(login: string) {
  const cookie = `waymark_session=${await signInDemoPerson(world.house.database, login, 'test')}`;
  const get = async (url: string, expected = 200): Promise<string> => {
    const answer = await server.inject({ url, headers: { cookie } });
    assert.equal(answer.statusCode, expected, `${login} at ${url}: ${answer.statusCode}`);
    return answer.body;
  };
  const post = async (from: string, url: string, fields: [string, string][]) => {
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await get(from))?.[1] ?? '';
    return server.inject({
      method: 'POST',
      url,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams([['_csrf', csrf], ['_key', newKey()], ...fields]).toString(),
    });
  };
  return { get, post };
}

const records = () => `/people/${world.personId}/records`;
const onePerson = /Proposed by ([^<]+) on [^<]*: “([^”]*)”\.<br>Agreed by ([^<]+) on [^<]*: “([^”]*)”/;
const told = (page: string): string[] => onePerson.exec(page)?.slice(1) ?? [];
const separations = () =>
  world.house.ownerQuery<{ id: string; decision_id: string }>(
    'select id, decision_id from separation order by id desc',
  );

test('the form says what this record’s separation takes, and names nothing of which there is none', async () => {
  const form = await (await visitor('scheme-manager')).get(`${records()}/${world.recordId}/separate`);
  assert.match(
    form,
    /A second person must agree before anything changes: agencies are working with one of them/,
  );
  assert.match(form, /goes 1 offence\./);
  assert.doesNotMatch(form, /0 offences|0 times|0 orders|you may, from the Records page/);
});

test('a separation that waits is told to the lead, on Today and on the person’s page, and not of which record', async () => {
  const { house, personId, recordId } = world;
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const input = { personId, recordId, version, why: firstWhy };
  const done = await house.performer.perform(manager, separateRecord, input, newKey());
  proposalId = done.proposalId ?? 0;
  assert.notEqual(proposalId, 0);
  const line = /It is proposed to separate a record from Alan Quillmarsh, and waits for a second person/;
  const panel = /it is proposed that a record of this person is about somebody else/;
  for (const login of ['police-offender-manager', 'probation-offender-manager', 'link-worker']) {
    const lead = await visitor(login);
    const today = await lead.get('/');
    const page = await lead.get(`/people/${personId}`);
    assert.match(today, line, login);
    assert.match(page, panel, login);
    for (const body of [today, page]) assert.ok(!body.includes(firstWhy) && !body.includes('S1'), login);
  }
  assert.match(await (await visitor('police-offender-manager')).get(records()), panel);
  const own = await (await visitor('scheme-manager')).get('/');
  assert.doesNotMatch(own, line, 'whoever proposed it has a line of their own');
  assert.match(own, /Your proposal to separate a record/);
  const stranger = await house.viewerFor('youth-justice-officer');
  assert.deepEqual(await house.database.as(stranger, listWaitingSeparations), []);
});

test('whoever agreed reads what they decided, by kind and number, and nothing of the person', async () => {
  const second = await visitor('identity-reviewer');
  const path = `/identity/proposals/${proposalId}`;
  const agreed = await second.post(path, `${path}/answer`, [
    ['answer', 'agree'],
    ['why', secondWhy],
  ]);
  assert.equal(agreed.statusCode, 303);
  assert.equal((agreed.headers.location ?? '').replace(/[?#].*/, ''), path);
  await refreshPeople(world.house.database, [world.personId]);
  const page = await second.get(path);
  assert.ok(page.includes(firstWhy) && page.includes(secondWhy) && page.includes(manager.name));
  assert.match(page, /What went with the record:<\/p><ul[^>]*><li>Offences: 1<\/li><\/ul>/);
  assert.doesNotMatch(page, /TH68010|href="\/people\//);
  await world.house.ownerQuery(
    `update link_proposal set settled_at = settled_at - interval '40 days' where id = $1`,
    [proposalId],
  );
  await second.get(path);
  await (await visitor('scheme-manager')).get(path);
  await (await visitor('identity-reviewer-2')).get(path, 404);
  await second.get(records(), 403);
});

test('both are named with their own reasons on Records, on the way back and on the separation’s page', async () => {
  const { house, personId } = world;
  const both = [manager.name, firstWhy, reviewer.name, secondWhy];
  const [separation] = await separations();
  const path = `/people/${personId}/separations/${separation?.id}`;
  const first = await visitor('scheme-manager');
  assert.deepEqual(told(await first.get(records())), both);
  assert.deepEqual(told(await first.get(path)), both);
  assert.match(
    await first.get(records()),
    new RegExp(`proposed by ${manager.name}, agreed by ${reviewer.name}`),
  );
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const undo = await first.get(`${records()}/decisions/${decisions[0]?.id}/undo`);
  assert.deepEqual(told(undo), both);
  assert.match(undo, /a second person must agree before it comes back/);
  assert.doesNotMatch(await first.get(records()), /record \d+/, 'no number of ours');
  assert.match(await first.get(records()), /Suffolk[^<]* S1 separated from 1 record/);
});

test('whoever sees no records reads who decided and no reason, and a stranger neither', async () => {
  const { house, personId } = world;
  const [separation] = await separations();
  const page = await (await visitor('link-worker')).get(`/people/${personId}/separations/${separation?.id}`);
  assert.match(
    page,
    new RegExp(`Proposed by ${manager.name} on [^:<]*\\d\\d:\\d\\d\\.<br>Agreed by ${reviewer.name}`),
  );
  assert.ok(!page.includes(firstWhy) && !page.includes(secondWhy));
  const stranger = await house.viewerFor('youth-justice-officer');
  const of = (by: StaffViewer) =>
    house.database.as(by, (tx) => listTwo(tx, [Number(separation?.decision_id)]));
  assert.equal((await of(stranger)).made.size, 0);
  await house.ownerQuery(`update source_record set handling = 'own' where local_id = 'S1'`);
  const officer = world.workers['probation-offender-manager'];
  assert.ok(officer !== undefined);
  const [less] = (await of(officer)).made.values();
  assert.deepEqual([less?.why, less?.secondWhy, less?.withheld], [firstWhy, null, true]);
  const list = await (await visitor('probation-offender-manager')).get(records());
  assert.match(list, /a record that you may not see separated from 1 record/);
  assert.ok(!list.includes(secondWhy));
  await house.ownerQuery(`update source_record set handling = 'statutory' where local_id = 'S1'`);
});

test('an asking of the office stays as no longer needed when the record comes back, and whoever asked is told', async () => {
  const { house, personId } = world;
  const [separation] = await separations();
  const asker = await house.viewerFor('link-worker');
  const input = { personId, separationId: Number(separation?.id), words: 'I visit somebody at the hostel' };
  await house.performer.perform(asker, askOffice, input, newKey());
  await lookAtChecks(house.database);
  const [check] = await house.database.as(reviewer, (tx) => listChecks(tx, 5, 0));
  assert.equal(check?.words, input.words);
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const decisionId = decisions.find(({ separated }) => separated !== null)?.id ?? 0;
  const back = { personId, decisionId, why: 'It was a mistake' };
  const asked = await house.performer.perform(manager, rejoinRecord, back, newKey());
  const answer = { proposalId: asked.proposalId ?? 0, agrees: true, why: 'Theirs after all' };
  const done = await house.performer.perform(reviewer, answerProposal, answer, newKey());
  await refreshPeople(house.database, done.people);
  const office = await visitor('identity-reviewer');
  const list = await office.get('/identity/checks');
  assert.match(list, /No longer needed/);
  assert.match(list, /I visit somebody at the hostel/);
  assert.match(list, /The record came back to the person whom they work with, \d/);
  assert.match(await office.get(`/identity/checks/${check?.id}`), /No longer needed: The record came back/);
  assert.deepEqual(await house.database.as(await house.viewerFor('analyst'), listNotNeeded), []);
  assert.match(
    await (await visitor('link-worker')).get('/'),
    /What you asked the scheme’s office about a separated record is no longer needed/,
  );
  const mended = await (await visitor('scheme-manager')).get(records());
  assert.ok(
    mended.includes('It was a mistake') && mended.includes('Theirs after all'),
    'bringing back is by two as well',
  );
  assert.match(await office.get(`/identity/proposals/${asked.proposalId}`), /What came back with the record/);
});

test('a victim’s record that left reaches the office as an asking, with whom to ask and nothing of the record', async () => {
  const { house, personId } = world;
  const separationId = await world.separate();
  await house.ownerQuery(
    `update source_record set capacity = 'victim', given_name = 'Zebulon' where local_id = 'S1'`,
  );
  const asker = await house.viewerFor('link-worker');
  const input = { personId, separationId, words: 'Somebody at the library' };
  await house.performer.perform(asker, askOffice, input, newKey());
  await lookAtChecks(house.database);
  const [check] = await house.database.as(reviewer, (tx) => listChecks(tx, 5, 0));
  assert.deepEqual([check?.words, check?.matches], [input.words, []]);
  const page = await (await visitor('identity-reviewer')).get(`/identity/checks/${check?.id}`);
  assert.match(page, /You may not see it\. [^<]*holds it: ask them/);
  assert.doesNotMatch(page, /Zebulon|victim/i);
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [personId, reviewer.staffId],
  );
  assert.deepEqual(
    await house.database.as(reviewer, (tx) => listChecks(tx, 5, 0)),
    [],
    'nothing of whom they are kept out of',
  );
});
