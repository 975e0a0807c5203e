import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { acknowledgeConditions, reopenReport, reviewReport } from '../reports/acts.ts';
import { exampleReport } from '../reports/example-for-tests.ts';
import { makeCopy, recallSending, sendReport } from './acts.ts';
import { author, manager, officer, sendingOf } from './sending-for-tests.ts';
import { countCopies, findOwnCopy, listSendings, listToDo } from './store.ts';
import type { SendInput } from './types.ts';

// Whom a recall reaches, and what an acknowledgement covers.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let person: number;
const analyst = 'analyst';

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  person = await addMember(house);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select $1, 'management', id, 'test' from staff where login = $2`,
    [person, analyst],
  );
});
after(async () => {
  await server.close();
  await house.close();
});

const { as, read, submitted, text, own, accepted, sending } = sendingOf(
  () => house,
  () => person,
);
const told = async (login: string, id: number): Promise<string[]> => {
  const viewer = await house.viewerFor(login);
  const todo = await house.database.as(viewer, (tx) => listToDo(tx, viewer.staffId, 50));
  return todo.filter(({ reportId }) => reportId === id).map(({ what }) => what);
};
const get = async (login: string, url: string) => {
  const token = await signInDemoPerson(house.database, login, 'test');
  return server.inject({ url, headers: { cookie: `waymark_session=${token}` } });
};

async function reopen(id: number, note = 'The address was another'): Promise<void> {
  const { version } = await read(manager, id);
  await as(manager, reopenReport, { id, version, note });
}
const send = async (reportId: number, more: Partial<SendInput> = {}): Promise<number> =>
  (await as(manager, sendReport, await sending(reportId, more))).id;

test('taken back into review it is closed to the author’s own agency, until it is accepted again', async () => {
  const id = await submitted();
  assert.equal(await text(analyst, id), exampleReport.text, 'before it is reviewed their agency reads it');
  const waiting = await read(manager, id);
  await as(manager, reviewReport, {
    ...exampleReport,
    id,
    version: waiting.version,
    verdict: 'accept',
    note: '',
  });
  await reopen(id);
  assert.equal(await text(analyst, id), 'none');
  assert.doesNotMatch((await get(analyst, '/intelligence')).body, new RegExp(`/intelligence/${id}"`));
  assert.equal(await text(author, id), exampleReport.text, 'its author wrote it');
  const { version } = await read(manager, id);
  await as(manager, reviewReport, { ...exampleReport, id, version, verdict: 'accept', note: '' });
  assert.equal(await text(analyst, id), exampleReport.text);
});

test('whoever was shown it in a list, on a person’s page or before it was accepted is told of its recall', async () => {
  for (const url of ['/intelligence?show=read&text=bicycles', `/people/${person}/intelligence`]) {
    const id = await accepted();
    assert.match((await get(analyst, url)).body, /selling bicycles/, url);
    await reopen(id);
    assert.deepEqual(await told(analyst, id), ['destroy'], url);
    assert.deepEqual(
      (await own(analyst, id)).map(({ kind }) => kind),
      ['read'],
      url,
    );
    const counts = await house.database.as(await house.viewerFor(manager), (tx) => countCopies(tx, id));
    assert.equal(counts.open, 1, 'and the manager sees that they have it');
  }
  const early = await submitted();
  await get(analyst, `/intelligence/${early}`);
  const { version } = await read(manager, early);
  await as(manager, reviewReport, { ...exampleReport, id: early, version, verdict: 'accept', note: '' });
  await reopen(early);
  assert.deepEqual(await told(analyst, early), ['destroy']);
});

test('a list that did not show the text tells nobody of a recall', async () => {
  const id = await accepted({ handlingCode: 'C', conditions: 'Speak to me first' });
  const list = await get(analyst, `/people/${person}/intelligence`);
  assert.match(list.body, new RegExp(`/intelligence/${id}"`));
  await reopen(id);
  assert.deepEqual(await told(analyst, id), []);
});

test('whoever read a briefing with it, or took its sheet, is told; an agency that its handling keeps out is not', async () => {
  const id = await accepted();
  const [made] = await house.ownerQuery<{ id: number }>(
    `insert into briefing (scheme_id, agency_id, area, area_name, area_kind, team_id, from_at, until_at, state, made_by, released_by, released_at)
     select $1, s.agency_id, 'x', 'X', 'shift', (select id from team limit 1), now(), now() + interval '8 hours', 'released', s.id, s.id, now()
     from staff s where s.login = $2 returning id`,
    [house.schemeId, manager],
  );
  await house.ownerQuery(
    `insert into briefing_item (briefing_id, person_id, report_ids) values ($1, $2, array[$3::bigint])`,
    [made?.id, person, id],
  );
  await house.ownerQuery(
    `insert into briefing_reader (briefing_id, staff_id, first_at, last_at) select $1, id, now(), now() from staff where login = any ($2)`,
    [made?.id, [officer, 'link-worker']],
  );
  await house.ownerQuery(
    `insert into briefing_copy (briefing_id, number, staff_id, at, people) select $1, 1, id, now(), 1 from staff where login = 'probation-offender-manager'`,
    [made?.id],
  );
  await reopen(id);
  assert.deepEqual(await told(officer, id), ['destroy']);
  assert.deepEqual(await told('probation-offender-manager', id), ['destroy']);
  assert.deepEqual(await own('link-worker', id), []);
});

test('a copy that nobody read closes by itself and is not counted as a risk', async () => {
  const id = await accepted();
  await send(id);
  await get(officer, `/intelligence/${id}`);
  await reopen(id);
  assert.deepEqual(await told(officer, id), []);
  const counts = await house.database.as(await house.viewerFor(manager), (tx) => countCopies(tx, id));
  assert.deepEqual([counts.copies, counts.open], [1, 0]);
  const page = (await get(officer, `/intelligence/${id}`)).body;
  assert.match(page, /Recalled before it was read/);
  assert.match(page, /There is nothing for you to destroy/);
});

test('what was sent since the form was shown is not acknowledged by it', async () => {
  const id = await accepted();
  await send(id, { conditions: 'COND-A' });
  const shown = (await get(officer, `/intelligence/${id}`)).body;
  assert.match(shown, /COND-A/);
  assert.match(shown, /name="copies" value="1"/);
  await send(id, { conditions: 'COND-B' });
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
  assert.equal(await text(officer, id), null, 'the second sending’s conditions come first');
  assert.deepEqual(
    (await own(officer, id)).map(({ no, acknowledgedAt, openedAt }) => [
      no,
      acknowledgedAt !== null,
      openedAt !== null,
    ]),
    [
      [2, false, false],
      [1, true, true],
    ],
  );
  const second = (await get(officer, `/intelligence/${id}`)).body;
  assert.match(second, /COND-B/);
  assert.match(second, /name="copies" value="2"/);
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [2] });
  assert.equal(await text(officer, id), exampleReport.text);
  await as(officer, makeCopy, { reportId: id, kind: 'printed' });
  const printed = (await own(officer, id)).find(({ kind }) => kind === 'printed');
  assert.equal(printed?.conditions, 'COND-A; COND-B', 'conditions of both go with a print');
});

test('a later sending does not keep a print from the recall of the one by which it was made', async () => {
  const id = await accepted();
  const first = await send(id);
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
  await send(id);
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [2] });
  const { no } = await as(officer, makeCopy, { reportId: id, kind: 'printed' });
  await as(manager, recallSending, { reportId: id, sendingId: first, why: 'It was wrong' });
  const viewer = await house.viewerFor(officer);
  const copy = async (number: number) =>
    house.database.as(viewer, (tx) => findOwnCopy(tx, viewer.staffId, id, number));
  assert.equal((await copy(no))?.recallWhy, 'It was wrong');
  assert.equal((await copy(2))?.recalledAt, null, 'the later sending itself stays');
  assert.deepEqual(await told(officer, id), ['destroy']);
  assert.equal(await text(officer, id), exampleReport.text);
});

test('the first of very many sendings is still found and recalled', async () => {
  const id = await accepted();
  const first = await send(id);
  await house.ownerQuery(
    `insert into dissemination (scheme_id, report_id, sent_by, purpose, expires_at)
     select scheme_id, report_id, sent_by, 'bulk', expires_at from dissemination, generate_series(1, 60) where id = $1`,
    [first],
  );
  const page = (await get(manager, `/intelligence/${id}/copies?sendings=4`)).body;
  assert.match(page, new RegExp(`name="sending" value="${first}"`));
  await as(manager, recallSending, { reportId: id, sendingId: first, why: 'It must come back' });
  const last = await house.database.as(await house.viewerFor(manager), (tx) =>
    listSendings(tx, id, { limit: 1, offset: 60 }),
  );
  assert.deepEqual(
    last.map(({ id: sending, recalled }) => [sending, recalled]),
    [[first, true]],
  );
});

test('a recall of everything closes the reasons of every sending, however many there are', async () => {
  const id = await accepted();
  const first = await send(id);
  await house.ownerQuery(
    `insert into dissemination (scheme_id, report_id, sent_by, purpose, expires_at)
     select scheme_id, report_id, sent_by, 'bulk', expires_at from dissemination, generate_series(1, 60) where id = $1`,
    [first],
  );
  await reopen(id);
  const [open] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from access_reason where source = $1 and (closes_at is null or closes_at > now())`,
    [`dissemination:${first}`],
  );
  assert.equal(open?.n, 0);
});

test('what a program is given carries the sending’s conditions and its end', async () => {
  const id = await accepted();
  await send(id, { conditions: 'COND-API: ring first' });
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
  const answer = JSON.parse((await get(officer, `/api/intelligence/${id}`)).body);
  assert.equal(answer.sendingConditions, 'COND-API: ring first');
  assert.equal(answer.destroyAfter, '2099-01-01T12:00:00.000Z');
  assert.match(answer.keep, /Not to be passed on/);
});

test('the reason of a recall tells nothing else that is known', async () => {
  const id = await accepted();
  const sending = await send(id);
  await assert.rejects(
    () =>
      as(manager, recallSending, { reportId: id, sendingId: sending, why: 'See report 2: it was Dean Hunt' }),
    isRefused('invalid'),
  );
  await assert.rejects(() => reopen(id, 'Callum Wood is the one, see no. 2'), isRefused('invalid'));
  assert.equal((await read(manager, id)).state, 'accepted');
});

test('numbers of one’s own reports tell nothing of others', async () => {
  const ids: number[] = [];
  for (let made = 0; made < 6; made++) ids.push(await submitted());
  assert.ok(ids.every((id) => id >= 100_000_000));
  assert.equal(new Set(ids).size, ids.length);
  const steps = ids.slice(1).map((id, place) => id - (ids[place] ?? 0));
  assert.ok(steps.some((step) => step < 0) || Math.max(...steps) > 1000, 'they do not count');
  const viewer = await house.viewerFor(author);
  const mine = await house.database.as(viewer, async (tx) =>
    (await import('../reports/store.ts')).listMine(tx, viewer.staffId, 6),
  );
  assert.deepEqual(
    mine.map(({ id }) => id),
    ids.toReversed(),
    'the newest first all the same',
  );
});
