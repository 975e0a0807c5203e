import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { recordContact } from './acts.ts';
import { decideLine, sendToDelius, takeBack, windowOf } from './delius-acts.ts';
import { readFile } from './delius-file.ts';
import { referenceOf } from './delius-rules.ts';
import { countUnsent, listLines, listSent } from './delius-store.ts';
import type { Returned } from './delius-types.ts';
import { getContact } from './store.ts';
import type { ContactInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const officer = 'probation-offender-manager';
const contact = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'text',
  at: '2026-11-01T10:00:00.000Z',
  outcome: 'attended',
  place: null,
  pathway: null,
  minutes: null,
  note: 'Asked about Monday',
  handling: 'own',
  namedAgencies: [],
  withStaff: [],
  ...more,
});
const record = async (login: string, input: ContactInput): Promise<number> =>
  (await house.performer.perform(await house.viewerFor(login), recordContact, input, newKey())).id;

const line = (crn: string, more: Partial<Returned>): Returned => ({
  line: 2,
  reference: null,
  crn,
  day: '2026-11-01',
  time: '10:00',
  code: 'CAIL',
  deliusId: 'd1',
  description: 'IOM correspondence',
  note: 'From Delius',
  ...more,
});
const days = { from: '2026-10-25', to: '2026-11-02' };

test('what the agency recorded goes once into a file; the file that comes back confirms, asks and offers', async () => {
  const crn = 'X700001';
  const person = await addMember(house, 'Norwich team', crn);
  const viewer = await house.viewerFor(officer);
  const ours = await record(officer, contact(person));
  const visit = await record(officer, contact(person, { kind: 'home', at: '2026-11-01T12:00:00.000Z' }));
  await record('police-offender-manager', contact(person, { kind: 'home' }));
  const waiting = () => house.database.as(viewer, (tx) => countUnsent(tx, windowOf(days.from, days.to)));
  assert.deepEqual(await waiting(), { all: 2, withoutCrn: 0 });
  const sent = await house.performer.perform(viewer, sendToDelius, { ...days, batchId: null }, newKey());
  assert.equal(sent.sent, 2);
  assert.deepEqual(await waiting(), { all: 0, withoutCrn: 0 });
  const rows = await house.database.as(viewer, (tx) => listSent(tx, sent.batchId, 0, 9));
  assert.deepEqual(
    rows.map(({ contactId, code, reference }) => [contactId, code, reference]),
    [
      [ours, 'CAIL', referenceOf(ours)],
      [visit, null, referenceOf(visit)],
    ],
  );
  const file = [
    line(crn, { reference: referenceOf(ours), deliusId: 'd1' }),
    line(crn, { line: 3, deliusId: 'd2', time: '12:30', code: 'HV', reference: null }),
    line(crn, { line: 4, deliusId: 'd3', day: '2026-10-30', time: '09:00' }),
    line('X999999', { line: 5, deliusId: 'd4' }),
  ];
  const read = (key = newKey()) =>
    house.performer.perform(
      viewer,
      takeBack,
      {
        fileName: 'returned.csv',
        rows: file,
        faults: [{ line: 6, text: 'The CRN is missing' }],
        batchId: null,
      },
      key,
    );
  const back = await read();
  assert.deepEqual([back.confirmed, back.open, back.known], [1, 2, 0]);
  const again = await house.performer.perform(
    viewer,
    takeBack,
    { fileName: 'returned.csv', rows: file.slice(0, 3), faults: [], batchId: null },
    newKey(),
  );
  assert.deepEqual(again, { batchId: null, confirmed: 0, open: 0, known: 3 });

  const open = await house.database.as(viewer, (tx) => listLines(tx, ['open'], { limit: 9, offset: 0 }));
  assert.deepEqual(
    open.map(({ deliusId, nearest }) => [deliusId, nearest]),
    [
      ['d2', [visit]],
      ['d3', []],
    ],
  );
  const [near, only] = open;
  assert.ok(near && only);
  const decide = (id: number, decision: Parameters<typeof decideLine.run>[1]['decision']) =>
    house.performer.perform(viewer, decideLine, { id, version: 1, decision }, newKey());
  await decide(near.id, { act: 'match', contactId: visit });
  await assert.rejects(decide(near.id, { act: 'leave' }), isRefused('stale-version'));
  const taken = await decide(only.id, {
    act: 'take-in',
    kind: 'phone',
    outcome: 'attended',
    absenceReason: null,
    handling: 'own',
    note: only.note,
  });
  const made = await house.database.as(viewer, (tx) =>
    getContact(tx, { id: taken.contactId ?? 0, personId: person }),
  );
  assert.deepEqual([made.source, made.note, made.kind], ['delius', 'From Delius', 'phone']);
  assert.deepEqual(await waiting(), { all: 0, withoutCrn: 0 }, 'what came from there does not go back');
  const kept = await house.ownerQuery<{ note: string | null }>('select note from delius_line');
  assert.ok(kept.every(({ note }) => note === null));
  const [batch] = await house.ownerQuery<{ unknown: number[] }>(
    'select unknown from delius_batch where id = $1',
    [back.batchId],
  );
  assert.deepEqual(batch?.unknown, [5], 'of a stranger the line’s number alone');
});

const takeIn = async (rows: readonly Returned[]) =>
  house.performer.perform(
    await house.viewerFor(officer),
    takeBack,
    { fileName: 'returned.csv', rows, faults: [], batchId: null },
    newKey(),
  );
const openLine = async (deliusId: string) => {
  const lines = await house.database.as(await house.viewerFor(officer), (tx) =>
    listLines(tx, ['open'], { limit: 50, offset: 0 }),
  );
  return lines.find((one) => one.deliusId === deliusId);
};

test('a line is matched to a recorded contact that it was shown beside, and to no other', async () => {
  const crn = 'X700002';
  const person = await addMember(house, 'Norwich team', crn);
  const near = await record(officer, contact(person, { kind: 'home', at: '2026-11-01T12:00:00.000Z' }));
  const far = await record(officer, contact(person, { at: '2026-10-20T12:00:00.000Z' }));
  await takeIn([line(crn, { deliusId: 'm1', time: '12:30', code: 'HV' })]);
  const open = await openLine('m1');
  assert.deepEqual(open?.nearest, [near]);
  const viewer = await house.viewerFor(officer);
  const match = (contactId: number) => () =>
    house.performer.perform(
      viewer,
      decideLine,
      { id: open?.id ?? 0, version: 1, decision: { act: 'match', contactId } },
      newKey(),
    );
  await assert.rejects(match(far), isRefused('invalid'));
  for (const state of ['withdrawn', 'planned']) {
    await house.ownerQuery('update contact set state = $2 where id = $1', [near, state]);
    await assert.rejects(match(near), isRefused('invalid'), state);
  }
  await house.ownerQuery(`update contact set state = 'recorded' where id = $1`, [near]);
  assert.equal((await match(near)()).contactId, near);
});

test('a number of somebody whom the reader does not see spoils its own line, and no other', async () => {
  const [hidden, seen] = [
    await addMember(house, 'Norwich team', 'X700003'),
    await addMember(house, 'Norwich team', 'X700004'),
  ];
  await record(officer, contact(hidden));
  await takeIn([
    line('X700003', { deliusId: 'h1' }),
    line('X700003', { line: 3, deliusId: 'h2', time: '17:00' }),
  ]);
  await house.ownerQuery('update access_reason set closes_at = now() where person_id = $1', [hidden]);
  await record(officer, contact(seen));
  const back = await takeIn([
    line('X700004', { line: 2, deliusId: 'h1' }),
    line('X700004', { line: 3, deliusId: 'h2', time: '16:00' }),
    line('X700003', { line: 4, deliusId: 'h1' }),
    line('X700004', { line: 5, deliusId: 's1' }),
  ]);
  assert.deepEqual([back.confirmed, back.open, back.known], [0, 1, 1]);
  const [batch] = await house.ownerQuery<{ faults: unknown; unknown: number[] }>(
    'select faults, unknown from delius_batch where id = $1',
    [back.batchId],
  );
  const text = 'The contact ID is that of another contact';
  assert.deepEqual(batch?.faults, [
    { line: 2, text },
    { line: 3, text },
  ]);
});

test('somebody whom the reader only looks at for a while is to the file as somebody they do not see', async () => {
  const [looked, own] = [
    await addMember(house, 'Norwich team', 'X700005'),
    await addMember(house, 'Norwich team', 'X700006'),
  ];
  await house.ownerQuery(
    `update access_reason set kind = 'break-glass', closes_at = now() + interval '1 hour' where person_id = $1`,
    [looked],
  );
  const back = await takeIn([
    line('X700005', { line: 2, deliusId: 'b1' }),
    line('X700006', { line: 3, deliusId: 'b2' }),
  ]);
  assert.deepEqual([back.open, own > 0], [1, true]);
  const [batch] = await house.ownerQuery<{ unknown: number[] }>(
    'select unknown from delius_batch where id = $1',
    [back.batchId],
  );
  assert.deepEqual(batch?.unknown, [2]);
});

test('another agency, and whoever has no right to it, sees nothing of the exchange', async () => {
  for (const login of ['police-offender-manager', 'scheme-manager', 'youth-justice-officer']) {
    const viewer = await house.viewerFor(login);
    const seen = await house.database.as(viewer, async (tx) => [
      ...(await listLines(tx, ['open', 'matched', 'taken-in', 'left'], { limit: 9, offset: 0 })),
      ...(await listSent(tx, 1, 0, 9)),
    ]);
    assert.deepEqual(seen, [], login);
  }
});

test('a file is read line by line, and one of the wrong kind is refused with what to do', async () => {
  const of = async function* (text: string) {
    yield Buffer.from(text);
  };
  const head = 'CRN,Contact date,Contact time,Contact type,Contact ID\n';
  const { rows, faults } = await readFile(
    of(
      `${head}X100001,2026-11-01,10:00,CAIL,1\nnobody,2026-11-01,10:00,CAIL,2\nX100001,"torn\nX100002,01/11/2026,10:00,CAIL,3\n`,
    ),
  );
  assert.deepEqual(
    rows.map(({ deliusId }) => deliusId),
    ['1', '3'],
  );
  assert.deepEqual(
    faults.map(({ line: at }) => at),
    [3, 4],
  );
  const refused = (text: string) => assert.rejects(readFile(of(text)), isRefused('bad-file'));
  await refused('PK\u0003\u0004 a workbook');
  await refused('Name,Date\nA,B\n');
  await refused('');
});
