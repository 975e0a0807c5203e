import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import {
  acknowledgeConditions,
  giveFeedback,
  linkThing,
  reopenReport,
  reviewReport,
  saveReport,
} from '../reports/acts.ts';
import { exampleReport } from '../reports/example-for-tests.ts';
import { confirmDestroyed, makeCopy, recallSending, sendReport } from './acts.ts';
import { toldWords } from './rules.ts';
import { author, manager, officer, sendingOf } from './sending-for-tests.ts';
import { listCopies, listToDo, listTold } from './store.ts';

// One report from its author to those it is sent to, and back: what each of them sees in the database at each step.

let house: TestHouse;
let person: number;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  person = await addMember(house);
});
after(() => house.close());

const { as, read, text, own, accepted, sending } = sendingOf(
  () => house,
  () => person,
);

test('a report goes to a named officer, opens when they acknowledge it, and leaves nothing of the person', async () => {
  const id = await accepted();
  assert.equal(await text(officer, id), 'none');
  const sent = await as(manager, sendReport, await sending(id));
  assert.equal(sent.copies, 1);
  const before = await read(officer, id);
  assert.equal(before.text, null, 'conditions and acknowledgement come first');
  assert.deepEqual(before.people, [], 'whom it is about is not told by sending it');
  await as(officer, acknowledgeConditions, { id, conditionsNo: before.conditionsNo, copies: [1] });
  assert.equal(await text(officer, id), exampleReport.text);
  const viewer = await house.viewerFor(officer);
  const seen = await house.database.as(viewer, (tx) =>
    tx.many(sql`select id from person where id = ${person}`),
  );
  assert.deepEqual(seen, []);
  const all = await house.database.as(await house.viewerFor(manager), (tx) =>
    listCopies(tx, id, { limit: 9, offset: 0 }),
  );
  assert.deepEqual(
    all.map(({ no, staff, acknowledgedAt }) => [no, staff, acknowledgedAt !== null]),
    [[1, 'PC Rhys Tudor', true]],
  );
  for (const other of ['link-worker', 'opcc-commissioner', 'providers-manager', 'panel-member']) {
    assert.equal(await text(other, id), 'none', other);
    assert.deepEqual(await own(other, id), [], other);
  }
});

const told = async (login: string, id: number) =>
  house.database.as(await house.viewerFor(login), (tx) => listTold(tx, id));

test('nobody is sent a report without a word of whom it is about: the name goes with it, or is said to be withheld', async () => {
  const silent = await accepted();
  await assert.rejects(
    async () => as(manager, sendReport, await sending(silent, { tell: null })),
    (error: WaymarkError) => error.fields.some(({ field }) => field === 'tell'),
  );
  const [row] = await house.ownerQuery<{ name: string }>(
    `select given_names || ' ' || family_name as name from person where id = ${person}`,
  );
  const name = row?.name ?? '';
  for (const tell of ['withhold', 'name'] as const) {
    const id = await accepted();
    const sent = await as(manager, sendReport, await sending(id, { tell }));
    assert.deepEqual(await told(officer, id), [], 'not before it is acknowledged');
    await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
    const list = await told(officer, id);
    assert.deepEqual(list, [
      { personId: person, name: tell === 'name' ? name : null },
      { personId: null, name: tell === 'name' ? exampleReport.naming : null },
    ]);
    const [line, ...more] = toldWords(list, [], 'Dee Marsh');
    assert.deepEqual(more, []);
    assert.match(
      line ?? '',
      tell === 'name'
        ? new RegExp(`${name}, “${exampleReport.naming}”: named`)
        : /withheld from this copy: ask Dee Marsh/,
    );
    assert.deepEqual((await read(officer, id)).people, [], 'their record stays closed');
    assert.deepEqual(await told('link-worker', id), []);
    await as(manager, recallSending, { reportId: id, sendingId: sent.id, why: 'It was wrong' });
    assert.deepEqual(await told(officer, id), [], 'the name goes back with the copy');
  }
});

test('a recalled sending is closed at once, told, and confirmed by its holder; it can be sent again', async () => {
  const id = await accepted();
  const sent = await as(manager, sendReport, await sending(id));
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
  const { no } = await as(officer, makeCopy, { reportId: id, kind: 'printed' });
  assert.equal(no, 2);
  await as(manager, recallSending, { reportId: id, sendingId: sent.id, why: 'It was wrong' });
  assert.equal(await text(officer, id), 'none');
  const [printed, first] = await own(officer, id);
  assert.equal(printed?.recallWhy, 'It was wrong');
  assert.equal(first?.recallWhy, 'It was wrong');
  const viewer = await house.viewerFor(officer);
  const todo = async () =>
    (await house.database.as(viewer, (tx) => listToDo(tx, viewer.staffId, 9))).filter(
      (one) => one.reportId === id,
    );
  assert.deepEqual(
    (await todo()).map(({ what }) => what),
    ['destroy'],
  );
  assert.deepEqual(await as(officer, confirmDestroyed, { reportId: id }), { copies: 2 });
  assert.deepEqual(await todo(), []);
  await assert.rejects(() => as(officer, confirmDestroyed, { reportId: id }), isRefused('not-allowed-now'));
  const reasons = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from access_reason where source = $1 and (closes_at is null or closes_at > now())`,
    [`dissemination:${sent.id}`],
  );
  assert.equal(reasons[0]?.n, 0);
  await as(manager, sendReport, await sending(id));
  assert.equal(await text(officer, id), null, 'sent again, it is acknowledged again');
});

test('what is taken back into review is recalled from all who had it, those who read it on the screen included', async () => {
  const id = await accepted();
  const reader = await house.viewerFor('senior-probation-officer');
  await house.ownerQuery(
    `insert into audit_entry (kind, act, staff_id, agency_id, subject, subject_id) values ('opened', 'intelligence:open', $1, $2, 'intelligence_report', $3)`,
    [reader.staffId, reader.agencyId, id],
  );
  await house.ownerQuery(
    `update intelligence_report set reviewed_at = now() - interval '1 day' where id = $1`,
    [id],
  );
  await as(manager, sendReport, await sending(id));
  const { version } = await read(manager, id);
  await as(manager, reopenReport, { id, version, note: 'The address was another' });
  for (const login of [officer, 'senior-probation-officer']) {
    assert.equal(await text(login, id), 'none', login);
    assert.deepEqual(
      (await own(login, id)).map(({ recallWhy }) => recallWhy),
      ['The address was another'],
      login,
    );
  }
  assert.deepEqual(await own('probation-offender-manager', id), []);
});

test('no agreement in force: refused with words, and what was sent before closes with the agreement', async () => {
  const id = await accepted();
  await as(manager, sendReport, await sending(id));
  await as(officer, acknowledgeConditions, { id, conditionsNo: 0, copies: [1] });
  await house.ownerQuery(
    `update sharing_cover set to_date = current_date where category = 'intelligence' and agency_id = (select id from agency where code = 'suffolk-police')`,
  );
  assert.equal(await text(officer, id), 'none');
  const words = async (): Promise<string> => {
    try {
      await as(manager, sendReport, await sending(id));
    } catch (error) {
      return (error as WaymarkError).fields.map((field) => field.text).join();
    }
    return '';
  };
  assert.match(
    await words(),
    /Suffolk Constabulary has no sharing agreement in force that covers intelligence/,
  );
  await house.ownerQuery(
    `update sharing_cover set to_date = null where category = 'intelligence' and agency_id = (select id from agency where code = 'suffolk-police')`,
  );
  assert.equal(await text(officer, id), exampleReport.text);
});

test('an expired or a later sending is not open, and nobody kept from the person is sent anything', async () => {
  const id = await accepted();
  const ahead = await as(manager, sendReport, await sending(id, { opensAt: '2098-01-01T00:00:00Z' }));
  assert.equal(await text(officer, id), 'none');
  await house.ownerQuery(
    `update dissemination set opens_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1`,
    [ahead.id],
  );
  assert.equal(await text(officer, id), 'none');
  const barred = await accepted();
  const staff = await house.viewerFor(officer);
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [person, staff.staffId],
  );
  await assert.rejects(async () => as(manager, sendReport, await sending(barred)), isRefused('invalid'));
  assert.deepEqual(await own(officer, id), [], 'not even an earlier copy is left to see');
  await house.ownerQuery('delete from access_restriction');
});

test('a holder can make nothing up: no copy, no recall and no sending of their own', async () => {
  const id = await accepted();
  const sent = await as(manager, sendReport, await sending(id));
  await assert.rejects(
    () => as(officer, makeCopy, { reportId: id, kind: 'file' }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(async () => as(officer, sendReport, await sending(id)), isRefused('right-missing'));
  const viewer = await house.viewerFor(officer);
  for (const statement of [
    sql`insert into dissemination_recall (report_id, why, recalled_by) values (${id}, 'x', ${viewer.staffId})`,
    sql`insert into dissemination_copy (report_id, no, kind, staff_id, agency_id, dissemination_id) values (${id}, 0, 'sent', ${viewer.staffId}, ${viewer.agencyId}, ${sent.id})`,
    sql`insert into dissemination_copy (report_id, no, kind, staff_id, agency_id) values (${id}, 0, 'printed', ${viewer.staffId}, ${viewer.agencyId})`,
    sql`update dissemination set expires_at = '2100-01-01' where id = ${sent.id}`,
  ])
    await assert.rejects(() => house.database.as(viewer, (tx) => tx.run(statement)));
});

test('two things of one registration find each other; feedback names nothing that the author did not', async () => {
  const ids: number[] = [];
  for (const reference of ['AB12 CDE', 'ab12cde']) {
    const { id } = await as(author, saveReport, {
      ...exampleReport,
      id: null,
      version: 0,
      send: false,
      personId: person,
    });
    const draft = await read(author, id);
    const plain = reference.replaceAll(' ', '').toUpperCase();
    await as(author, linkThing, {
      id,
      version: draft.version,
      thing: { kind: 'vehicle', reference: plain, detail: 'Blue van', offenceId: null },
    });
    const { version } = await read(author, id);
    await as(author, saveReport, { ...exampleReport, id, version, send: true, personId: null });
    const sent = await read(manager, id);
    await as(manager, reviewReport, {
      ...exampleReport,
      id,
      version: sent.version,
      verdict: 'accept',
      note: '',
    });
    ids.push(id);
  }
  const [first = 0, second = 0] = ids;
  assert.deepEqual(
    (await read(manager, first)).things.map(({ reference, others }) => [reference, others]),
    [['AB12CDE', [second]]],
  );
  const { version } = await read(manager, first);
  await assert.rejects(
    () =>
      as(manager, giveFeedback, {
        id: first,
        version,
        outcome: 'used',
        note: `As report ${second} says too`,
      }),
    isRefused('invalid'),
  );
  await as(manager, giveFeedback, {
    id: first,
    version,
    outcome: 'used',
    note: 'Thank you: it led to a search',
  });
  assert.deepEqual(
    (await read(author, first)).reviews.map(({ verdict }) => verdict),
    ['used', 'accept'],
  );
});
