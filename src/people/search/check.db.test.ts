import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { aboutPeople, auditListed } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import { reopenCheck, settleCheck } from '../identity/check-acts.ts';
import { getCheck, listChecks } from '../identity/check-store.ts';
import { eraseChecks, lookAtChecks } from '../identity/checks.ts';
import { linkRecords } from '../identity/link.ts';
import { bringIn, openTo, standingOf } from '../identity/records-for-tests.ts';
import { checkPerson } from './check-acts.ts';
import type { TypedPerson } from './check-rules.ts';
import { findTyped } from './find.ts';
import { lookForTyped } from './look.ts';

// Nobody can test by typing whether somebody is known to others.

const rows = [
  { localId: 'N1', given: 'Alan', family: 'Quillmarsh', born: '1990-05-06', pnc: '2024/3547010K' },
  { localId: 'N2', given: 'Brian', family: 'Tolland', born: '1985-02-03' },
  { localId: 'N3', given: 'Carys', family: 'Wendover', born: '1979-11-30' },
].map((row) => ({ agency: 'norfolk-police', format: 'police-nominals', ...row }));

let house: TestHouse;
let asker: StaffViewer;
let reviewer: StaffViewer;
let keys = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  asker = await house.viewerFor('link-worker');
  reviewer = await house.viewerFor('identity-reviewer');
});
after(() => house.close());

const typed = (givenName: string | null, familyName: string | null, born: string | null): TypedPerson => ({
  givenName,
  familyName,
  born,
  identifiers: [],
});

/** Asks as the page does; what the asker is shown, and what the audit says of it but for numbers and times. */
async function ask(viewer: StaffViewer, person: TypedPerson) {
  const [{ last }] = (await house.ownerQuery<{ last: string | null }>(
    'select max(id) as last from audit_entry',
  )) as [{ last: string | null }];
  const found = await house.database.as(viewer, async (tx) => {
    const both = await findTyped(tx, viewer, person);
    await auditListed(tx, {
      act: 'people:check',
      subject: 'person',
      people: aboutPeople(both.people.map(({ id }) => id)),
    });
    return both;
  });
  const shownPeople = found.people.map(({ id }) => id);
  const shownRecords = found.records.map(({ id }) => id);
  keys += 1;
  const answer = await house.performer.perform(
    viewer,
    checkPerson,
    { ...person, shownPeople, shownRecords },
    `key-check-${keys}`,
  );
  const audit = await house.ownerQuery(
    `select kind, act, staff_id, subject, person_id, people, ids, detail from audit_entry where id > $1 order by id`,
    [last ?? 0],
  );
  return { people: shownPeople, records: shownRecords, answer, audit };
}

const queue = () => house.database.as(reviewer, (tx) => listChecks(tx, 50, 0));

test('who is known to others and who is known to nobody get the same answer and the same audit', async () => {
  const known = await ask(asker, typed('Alan', 'Quillmarsh', '1990-05-06'));
  const unknown = await ask(asker, typed('Zebedee', 'Nobodyson', '1991-06-07'));
  assert.deepEqual(known, unknown);
  assert.deepEqual([known.people, known.records, known.answer], [[], [], { shown: 0 }]);
});

test('the office alone is told, of the known one alone; of the other nothing is kept', async () => {
  assert.deepEqual(await queue(), [], 'not before the service has looked');
  assert.equal(await lookAtChecks(house.database), 1);
  const waiting = await queue();
  assert.equal(waiting.length, 1);
  assert.deepEqual(
    [waiting[0]?.familyName, waiting[0]?.matches[0]?.side.familyName],
    ['Quillmarsh', 'Quillmarsh'],
  );
  const left = await house.ownerQuery<{ n: number }>('select count(*)::int as n from identity_check');
  assert.equal(left[0]?.n, 1);
  await assert.rejects(
    house.database.as(asker, (tx) => tx.many(sql`select state from identity_check`)),
    'the asker cannot look at what they asked',
  );
  for (const login of ['link-worker', 'scheme-manager', 'analyst', 'police-offender-manager']) {
    const viewer = await house.viewerFor(login);
    assert.deepEqual(await house.database.as(viewer, (tx) => listChecks(tx, 50, 0)), [], login);
  }
});

test('an office that may not see the record is not told either', async () => {
  await house.ownerQuery(`update source_record set handling = 'own' where local_id = 'N1'`);
  const other = await house.viewerFor('identity-reviewer-2');
  assert.deepEqual(await house.database.as(other, (tx) => listChecks(tx, 50, 0)), []);
  assert.equal((await queue()).length, 1, 'the agency’s own reviewer is');
  await house.ownerQuery(`update source_record set handling = 'statutory' where local_id = 'N1'`);
});

test('what the asker was shown is no secret: nothing of it comes to the office', async () => {
  await openTo(house, (await standingOf(house)).N2?.person ?? 0, 'management', 'management');
  const manager = await house.viewerFor('scheme-manager');
  const found = await ask(manager, typed('Brian', 'Tolland', '1985-02-03'));
  assert.equal(found.people.length, 1);
  const born = (bornYear: number) =>
    house.database.as(manager, (tx) =>
      findTyped(tx, manager, { ...typed('Brian', 'Tolland', null), bornYear }),
    );
  assert.deepEqual(
    [...(await born(1985)).people, ...(await born(1986)).people].map((one) => one.bornDifferently),
    [undefined, true],
    'another year is told, and hides nobody of one’s own',
  );
  assert.equal(await lookAtChecks(house.database), 0);
  assert.equal((await queue()).length, 1);
});

test('of a year alone the office hears of whoever has the name and was born in it, and of nobody of another year', async () => {
  const before = (await queue()).length;
  const asked = async (bornYear: number, family = 'Wendover') => {
    await ask(asker, { ...typed('Carys', family, null), bornYear });
    return lookAtChecks(house.database);
  };
  assert.equal(await asked(1978), 0);
  assert.equal(await asked(1979, 'Wendham'), 0, 'a name that is only like it is too little beside a year');
  assert.equal(await asked(1979), 1);
  const check = (await queue())[before];
  assert.deepEqual(
    [check?.born, check?.bornAs, check?.matches[0]?.side.born],
    ['1979-01-01', 'year', '1979-11-30'],
  );
  const dates = defaultOffenderModel.comparisons.findIndex(({ label }) => label === 'Date of birth');
  const counted = check?.matches[0]?.evidence.steps.filter(([one, , bits]) => one === dates && bits !== 0);
  assert.deepEqual(counted, [], 'no day was typed that could agree or not');
  await house.ownerQuery('delete from identity_check_match where check_id = $1', [check?.id]);
  await house.ownerQuery('delete from identity_check where id = $1', [check?.id]);
});

test('while a form is typed an agency’s own records wait for a date of birth or for the sending', async () => {
  const officer = await house.viewerFor('police-offender-manager');
  const [own] = await house.ownerQuery<{ code: string }>('select code from agency where id = $1', [
    officer.agencyId,
  ]);
  await bringIn(house.database, [
    {
      agency: own?.code ?? '',
      format: 'police-nominals',
      localId: 'S1',
      given: 'Delia',
      family: 'Ostrander',
      born: '1988-07-09',
    },
  ]);
  const records = async (born: string | null, hasty: boolean) =>
    (
      await house.database.as(officer, (tx) =>
        lookForTyped(tx, officer, typed('Delia', 'Ostrander', born), auditListed, hasty),
      )
    ).records.length;
  assert.deepEqual([await records(null, true), await records('1988-07-09', true)], [0, 1]);
  assert.deepEqual([await records(null, false), await records('1988-07-09', false)], [1, 1]);
  // The year alone is no day by which a million records can be looked through while somebody types.
  assert.deepEqual([await records('1988-01-01', true), await records('1988-01-01', false)], [0, 1]);
});

test('an answer of the office is one at a time, can be taken back, and what was typed goes a week later', async () => {
  const [check] = await queue();
  const { id = 0, version = 0 } = check ?? {};
  const settle = { id, version, outcome: 'is-them' as const, why: 'Spoke with the desk' };
  await house.performer.perform(reviewer, settleCheck, settle, 'key-settle-1');
  assert.deepEqual(await queue(), []);
  await assert.rejects(house.performer.perform(reviewer, settleCheck, settle, 'key-settle-2'), /changed/i);
  const now = await house.database.as(reviewer, (tx) => getCheck(tx, id));
  await house.performer.perform(reviewer, reopenCheck, { id, version: now.version }, 'key-reopen-1');
  assert.equal((await queue()).length, 1);
  const again = { ...settle, version: now.version + 1 };
  await house.performer.perform(reviewer, settleCheck, again, 'key-settle-3');
  assert.equal(await eraseChecks(house.database), 0);
  await house.ownerQuery(`update identity_check set settled_at = now() - interval '8 days'`);
  assert.equal(await eraseChecks(house.database), 1);
  const [row] = await house.ownerQuery<{ family_name: string | null; outcome: string }>(
    'select family_name, outcome from identity_check',
  );
  assert.deepEqual(row, { family_name: null, outcome: 'is-them' });
});

test('property: whatever is typed, a stranger’s answer is the same as that of somebody known to others', async () => {
  const names = rows.flatMap(({ given, family }) => [given, family]);
  const name = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom('Quilmarsh', 'Tollond', 'Zebedee', 'Nobodyson'),
  );
  const birth = fc.option(fc.constantFrom(...rows.map(({ born }) => born), '1991-06-07'), { nil: null });
  await fc.assert(
    fc.asyncProperty(name, name, birth, async (given, family, born) => {
      const { people, records, answer } = await ask(asker, typed(given, family, born));
      assert.deepEqual({ people, records, answer }, { people: [], records: [], answer: { shown: 0 } });
    }),
    { numRuns: 25 },
  );
});
