import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { auditListed } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { reportSighting, takeBackSighting } from '../../intelligence/sightings/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { reopenCheck, settleCheck } from '../../people/identity/check-acts.ts';
import { getCheck, listChecks } from '../../people/identity/check-store.ts';
import { lookAtChecks } from '../../people/identity/checks.ts';
import { linkRecords } from '../../people/identity/link.ts';
import { bringIn, openTo, standingOf } from '../../people/identity/records-for-tests.ts';
import { lookForTyped, readForLooking, shownOf } from '../../people/index.ts';
import { checkPerson } from '../../people/search/check-acts.ts';
import { type NominateInput, nominate } from './nomination-acts.ts';
import { placeNomination } from './place.ts';

// Whoever nominates is asked whether it is somebody they know; of those they may not see they learn nothing, and the
// office hears of each nomination once.

const rows = [
  { localId: 'N1', given: 'Alan', family: 'Quillmarsh', born: '1990-05-06', pnc: '2024/3547010K' },
  { localId: 'N2', given: 'Brian', family: 'Tolland', born: '1985-02-03' },
  { localId: 'N3', given: 'Carys', family: 'Wendover', born: '1979-11-30' },
].map((row) => ({ agency: 'norfolk-police', format: 'police-nominals', ...row }));

let house: TestHouse;
let nominator: StaffViewer;
let reviewer: StaffViewer;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  nominator = await house.viewerFor('link-worker');
  reviewer = await house.viewerFor('identity-reviewer');
});
after(() => house.close());

const input = (givenName: string, familyName: string, born: string): NominateInput => ({
  kind: 'agency',
  givenName,
  familyName,
  born,
  bornAs: 'day',
  identifier: null,
  why: 'Often seen',
  evidence: 'Our records',
  hoped: 'A plan',
  consent: null,
  consentOn: null,
});

/** As the form does it: who is like them is looked for, and what was said of those shown goes with it. */
async function shownTo(viewer: StaffViewer, { givenName, familyName, born }: NominateInput) {
  const typed = readForLooking({ given: givenName, family: familyName, born }, '2026-11-02');
  assert.ok(typed !== undefined);
  return shownOf(await house.database.as(viewer, (tx) => lookForTyped(tx, viewer, typed, auditListed)));
}
const send = (viewer: StaffViewer, wanted: NominateInput, key: string = randomUUID()) =>
  house.performer.perform(viewer, nominate, wanted, key);
const queue = () => house.database.as(reviewer, (tx) => listChecks(tx, 50, 0));
const namesInQueue = async () => (await queue()).map(({ familyName }) => familyName);
const personOf = async (localId: 'N1' | 'N2' | 'N3') => (await standingOf(house))[localId]?.person ?? 0;

/** What is asked of the database, by its number of statements. */
function counting(tx: Tx): { tx: Tx; count: () => number } {
  let n = 0;
  const counted = new Proxy(tx, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        n += 1;
        return (value as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return { tx: counted, count: () => n };
}

/** Rolls what was tried back, so that the next trial begins as this one did. */
class Enough extends Error {}

/** How many statements the looking and the nominating take, and what is answered. Nothing of it stays. */
async function taken(viewer: StaffViewer, wanted: NominateInput) {
  const answer = { looking: 0, nominating: 0, shown: '', audit: '' };
  const typed = readForLooking(
    { given: wanted.givenName, family: wanted.familyName, born: wanted.born },
    '2026-11-02',
  );
  assert.ok(typed !== undefined);
  await assert.rejects(
    house.database.as(viewer, async (tx) => {
      const looking = counting(tx);
      const shown = shownOf(await lookForTyped(looking.tx, viewer, typed, auditListed));
      const nominating = counting(tx);
      const said: unknown[] = [];
      await nominate.run(
        nominating.tx,
        { ...wanted, ...shown },
        {
          actor: viewer,
          now: testNow,
          today: '2026-11-02',
          wrote: async ({ detail }) => void said.push(detail),
          emit: async (topic) => void said.push(topic),
        },
      );
      Object.assign(answer, {
        looking: looking.count(),
        nominating: nominating.count(),
        shown: JSON.stringify(shown),
        audit: JSON.stringify(said),
      });
      throw new Enough();
    }),
    Enough,
  );
  return answer;
}

test('property: who is known to others and who is known to nobody are answered alike, in as many statements', async () => {
  const stranger = await taken(nominator, input('Zebedee', 'Nobodyson', '1991-06-07'));
  assert.equal(stranger.shown, '{"shownPeople":[],"shownRecords":[]}');
  const given = fc.constantFrom(...rows.map((row) => row.given), 'Allan', 'Zebedee');
  const family = fc.constantFrom(...rows.map((row) => row.family), 'Quilmarsh', 'Nobodyson');
  const born = fc.constantFrom(...rows.map((row) => row.born), '1991-06-07');
  await fc.assert(
    fc.asyncProperty(given, family, born, async (one, other, day) => {
      assert.deepEqual(await taken(nominator, input(one, other, day)), stranger);
    }),
    { numRuns: 40 },
  );
});

test('the office hears of a nomination once, however often it is sent or looked at, and of a stranger never', async () => {
  const wanted = input('Alan', 'Quillmarsh', '1990-05-06');
  const typed = readForLooking({ given: 'Alan', family: 'Quillmarsh', born: '1990-05-06' }, '2026-11-02');
  assert.ok(typed !== undefined);
  // First on the page that only asks: what comes of it takes its place.
  const shown = await shownTo(nominator, wanted);
  await house.performer.perform(nominator, checkPerson, { ...typed, ...shown }, 'key-page-only');
  await lookAtChecks(house.database);
  assert.deepEqual(await namesInQueue(), ['Quillmarsh']);
  const { id } = await send(nominator, { ...wanted, ...shown }, 'key-once-1');
  assert.deepEqual(await send(nominator, { ...wanted, ...shown }, 'key-once-1'), { id });
  await send(nominator, input('Zebedee', 'Nobodyson', '1991-06-07'));
  await lookAtChecks(house.database);
  await lookAtChecks(house.database);
  const waiting = await queue();
  assert.deepEqual(
    waiting.map(({ familyName, made, matches }) => [familyName, made, matches.length]),
    [['Quillmarsh', 'nomination', 1]],
  );
  const [left] = await house.ownerQuery<{ n: number }>('select count(*)::int as n from identity_check');
  assert.equal(left?.n, 1, 'nothing is kept of the stranger');
});

test('whoever may see them chooses them, and the choice finds them whatever was typed', async () => {
  const personId = await personOf('N2');
  await openTo(house, personId, 'management', 'management');
  const manager = await house.viewerFor('scheme-manager');
  const wanted = input('Bryan', 'Tolland', '1985-02-03');
  const shown = await shownTo(manager, wanted);
  assert.deepEqual(shown.shownPeople, [personId]);
  const { id } = await send(manager, { ...wanted, ...shown, meant: { kind: 'person', id: personId } });
  assert.ok((await placeNomination(house.database, id, testNow)) !== undefined);
  const [found] = await house.ownerQuery<{ person_id: string; said: string; told: boolean }>(
    `select n.person_id, e.detail->>'meant' as said, exists (select from identity_check c where c.made_id = n.id) as told
     from nomination n join audit_entry e on e.act = 'nomination:make' and e.subject_id = n.id and e.person_id = n.person_id where n.id = $1`,
    [id],
  );
  assert.deepEqual([Number(found?.person_id), found?.said, found?.told], [personId, 'person', false]);
});

test('none of these is kept with who said it; what they were shown is no news to the office', async () => {
  const personId = await personOf('N2');
  const manager = await house.viewerFor('scheme-manager');
  const wanted = { ...input('Brian', 'Tolland', '1985-02-03'), again: true };
  const shown = await shownTo(manager, wanted);
  assert.deepEqual(shown.shownPeople, [personId]);
  const { id } = await send(manager, { ...wanted, ...shown, meant: { kind: 'none' } });
  await lookAtChecks(house.database);
  assert.deepEqual(await namesInQueue(), ['Quillmarsh']);
  const said = await house.ownerQuery<{ staff_id: string; detail: { meant: string; shown: number } }>(
    `select staff_id, detail from audit_entry where act = 'nomination:make' and subject_id = $1`,
    [id],
  );
  assert.deepEqual(
    said.map(({ staff_id, detail }) => [Number(staff_id), detail.meant, detail.shown]),
    [[manager.staffId, 'none', 1]],
  );
  assert.equal(await placeNomination(house.database, id, testNow), undefined, 'selection staff look');
  const [placed] = await house.ownerQuery<{ person_id: string | null }>(
    'select person_id from nomination where id = $1',
    [id],
  );
  assert.equal(placed?.person_id, null, 'whom they ruled out they did not nominate');
});

test('the office hears where day and month are changed about, and once of one asking', async () => {
  const asker = await house.viewerFor('providers-worker');
  await bringIn(house.database, [
    {
      agency: 'norfolk-police',
      format: 'police-nominals',
      localId: 'N9',
      given: 'Cedric',
      family: 'Fennimore',
      born: '1979-03-08',
    },
  ]);
  const ask = async () => {
    const typed = readForLooking({ given: 'Cedric', family: 'Fennimore', born: '1979-08-03' }, '2026-11-02');
    assert.ok(typed !== undefined);
    const shown = { shownPeople: [], shownRecords: [] };
    await house.performer.perform(asker, checkPerson, { ...typed, ...shown }, randomUUID());
    await lookAtChecks(house.database);
    return (await namesInQueue()).filter((name) => name === 'Fennimore').length;
  };
  assert.equal(await ask(), 1);
  assert.equal(await ask(), 1);
});

test('nobody is chosen whom the nominator may not see, by the form or past it', async () => {
  const personId = await personOf('N1');
  const wanted = input('Alan', 'Quillmarsh', '1990-05-07');
  await assert.rejects(
    send(nominator, { ...wanted, meant: { kind: 'person', id: personId } }),
    isRefused('invalid'),
  );
  await assert.rejects(
    house.database.as(nominator, (tx) =>
      tx.run(sql`
        insert into nomination (scheme_id, agency_id, staff_id, kind, given_name, family_name, born, why, evidence, hoped, state, meant_person_id)
        values (${nominator.schemeId}, ${nominator.agencyId}, ${nominator.staffId}, 'agency', 'A', 'B', '1990-05-07', 'x', 'x', 'x', 'waiting', ${personId})`),
    ),
    isRefused('right-missing'),
  );
  await assert.rejects(
    house.database.as(nominator, (tx) => tx.many(sql`select person_id from nomination`)),
    isRefused('right-missing'),
  );
});

test('two tabs at one moment make one nomination', async () => {
  const wanted = input('Dora', 'Elmstead', '1970-01-02');
  const both = await Promise.allSettled([send(nominator, wanted), send(nominator, wanted)]);
  const failed = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  assert.equal(failed.length, 1);
  assert.ok(failed[0] instanceof WaymarkError);
  assert.deepEqual(
    failed[0].fields.map(({ field }) => field),
    ['again'],
  );
  const [made] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from nomination where family_name = 'Elmstead'`,
  );
  assert.equal(made?.n, 1);
});

test('two agencies at one moment make two, neither learns of the other, and the office hears of the pair once', async () => {
  const other = await house.viewerFor('prison-offender-manager');
  const wanted = input('Egbert', 'Fallowden', '1969-03-04');
  const before = (await queue()).length;
  const alike = { ...wanted, givenName: 'Egbertt' };
  const [first, second] = await Promise.all([send(nominator, wanted), send(other, alike)]);
  await lookAtChecks(house.database);
  const told = (await queue()).slice(before);
  assert.equal(told.length, 1);
  const [beside] = told[0]?.beside ?? [];
  assert.ok([first.id, second.id].includes(beside?.nomination ?? 0));
  assert.deepEqual([beside?.familyName, told[0]?.matches], ['Fallowden', []]);
  assert.notEqual(beside?.agency, told[0]?.agency);
  const shown = await house.database.as(reviewer, (tx) => getCheck(tx, told[0]?.id ?? 0));
  assert.equal(shown.beside.length, 1);
  for (const viewer of [nominator, other])
    assert.deepEqual(await house.database.as(viewer, (tx) => listChecks(tx, 50, 0)), []);
  // Of another birth it is somebody else.
  await send(other, input('Egbert', 'Fallowden', '1969-03-05'));
  await lookAtChecks(house.database);
  assert.equal((await queue()).length, before + 1);
  // Of the year alone it may be them.
  await send(other, { ...input('Egbert', 'Fallowden', '1969-01-01'), bornAs: 'year', again: true });
  await lookAtChecks(house.database);
  const last = (await queue()).at(-1);
  assert.equal((await queue()).length, before + 2);
  assert.deepEqual(
    last?.beside.map(({ nomination }) => nomination),
    [first.id],
  );
});

/** Two agencies nominate alike: what the office is asked of it. */
async function pairOf(givenName: string, familyName: string) {
  const wanted = input(givenName, familyName, '1972-08-09');
  const first = await send(nominator, wanted);
  const second = await send(await house.viewerFor('prison-offender-manager'), wanted);
  await lookAtChecks(house.database);
  const check = (await queue()).find((one) => one.familyName === familyName);
  assert.ok(check !== undefined);
  return { check, ids: [first.id, second.id] };
}

test('an answer is taken back by who gave it and by no colleague, and the audit keeps what it was', async () => {
  const { check } = await pairOf('Greta', 'Hollesley');
  const { id, version } = check;
  const settled = { id, version, outcome: 'cannot-tell' as const, why: 'Neither agency knows' };
  await house.performer.perform(reviewer, settleCheck, settled, randomUUID());
  const rowOf = () =>
    house.ownerQuery<{ outcome: string | null; why: string | null }>(
      'select state, outcome, why, settled_by, version from identity_check where id = $1',
      [id],
    );
  const before = await rowOf();
  assert.deepEqual([before[0]?.outcome, before[0]?.why], ['cannot-tell', 'Neither agency knows']);
  const colleague = await house.viewerFor('identity-reviewer-2');
  assert.equal(
    (await house.database.as(colleague, (tx) => getCheck(tx, id))).mine,
    false,
    'they may read it',
  );
  const open = (by: StaffViewer) =>
    house.performer.perform(by, reopenCheck, { id, version: version + 1 }, randomUUID());
  await assert.rejects(open(colleague), isRefused('not-found'));
  assert.deepEqual(await rowOf(), before);
  await open(reviewer);
  assert.equal((await rowOf())[0]?.outcome, null);
  const noted = await house.ownerQuery<{ detail: unknown }>(
    `select detail from audit_entry where act = 'check:reopen' and kind = 'wrote' and subject_id = $1`,
    [id],
  );
  assert.deepEqual(
    noted.map(({ detail }) => detail),
    [{ outcome: 'reopened', was: 'cannot-tell' }],
  );
});

test('a nomination that was withdrawn leaves the queue, whichever of the two it was', async () => {
  const withdraw = (nomination: number | undefined) =>
    house.ownerQuery(`update nomination set state = 'withdrawn' where id = $1`, [nomination]);
  const one = await pairOf('Hilda', 'Icklingham');
  const beside = one.check.beside[0]?.nomination;
  assert.ok(beside !== undefined);
  await withdraw(beside);
  assert.ok(!(await namesInQueue()).includes('Icklingham'), 'it stood beside');
  await assert.rejects(
    house.database.as(reviewer, (tx) => getCheck(tx, one.check.id)),
    isRefused('not-found'),
  );
  const other = await pairOf('Ivor', 'Jermyn');
  const made = other.ids.find((id) => id !== other.check.beside[0]?.nomination);
  await withdraw(made);
  assert.ok(!(await namesInQueue()).includes('Jermyn'), 'it was made of the asking');
});

test('a sighting that was taken back leaves the queue', async () => {
  const officer = await house.viewerFor('front-line-officer');
  const seen = {
    personId: null,
    briefingId: null,
    at: testNow,
    place: 'Station',
    words: '',
    keptBecause: null,
  };
  const who = 'Carys Wendover 30/11/1979';
  const { id } = await house.performer.perform(officer, reportSighting, { ...seen, who }, randomUUID());
  await lookAtChecks(house.database);
  assert.ok((await queue()).some(({ made }) => made === 'sighting'));
  await house.performer.perform(officer, takeBackSighting, { id, version: 1 }, randomUUID());
  assert.ok(!(await queue()).some(({ made }) => made === 'sighting'));
});

test('a reviewer who is kept out of whom a nomination means is not told of it', async () => {
  const [pair, ...more] = (await queue()).filter(({ familyName }) => familyName === 'Fallowden');
  assert.ok(pair !== undefined);
  const personId = await personOf('N3');
  for (const { nomination } of [pair, ...more].flatMap(({ beside }) => beside))
    await house.ownerQuery('update nomination set person_id = $1 where id = $2', [personId, nomination]);
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [personId, reviewer.staffId],
  );
  assert.ok(!(await namesInQueue()).includes('Fallowden'));
});
