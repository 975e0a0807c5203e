import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { listChecks } from '../identity/check-store.ts';
import { lookAtChecks } from '../identity/checks.ts';
import { linkRecords } from '../identity/link.ts';
import { bringIn, openTo, standingOf } from '../identity/records-for-tests.ts';
import { checkPerson } from './check-acts.ts';
import type { TypedPerson } from './check-rules.ts';
import { shownOf } from './choice-rules.ts';
import { offeredOf } from './choice-views.ts';
import { findTyped } from './find.ts';

// A date that was typed wrongly hides nobody whom the typist may see, and tells them of nobody else.

const rows = [
  { localId: 'N1', given: 'Aaron', family: 'Harrisonby', born: '1997-10-18' },
  { localId: 'N2', given: 'Casimir', family: 'Quillmarsh', born: '1990-05-26' },
  { localId: 'N3', given: 'Aaron', family: 'Wendover', born: '1997-10-18' },
].map((row) => ({ agency: 'norfolk-police', format: 'police-nominals', ...row }));

let house: TestHouse;
let manager: StaffViewer;
let stranger: StaffViewer;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  await openTo(house, (await standingOf(house)).N1?.person ?? 0, 'management', 'management');
  manager = await house.viewerFor('scheme-manager');
  stranger = await house.viewerFor('link-worker');
});
after(() => house.close());

const typed = (givenName: string, familyName: string, born: string): TypedPerson => ({
  givenName,
  familyName,
  born,
  identifiers: [],
});
const find = (viewer: StaffViewer, person: TypedPerson, hasty = false) =>
  house.database.as(viewer, (tx) => findTyped(tx, viewer, person, hasty));

test('somebody of the name is found by a wrong day, year or both, and said to be born differently', async () => {
  for (const born of ['1997-10-02', '1998-10-18', '1961-03-04'])
    for (const hasty of [true, false]) {
      const found = await find(manager, typed('Aaron', 'Harrisonby', born), hasty);
      assert.deepEqual(
        found.people.map(({ familyName, bornDifferently }) => [familyName, bornDifferently]),
        [['Harrisonby', true]],
        born,
      );
      assert.match(
        offeredOf(found, '2026-11-02')[0]?.detail ?? '',
        /^Born differently from what you typed; born 18/,
      );
    }
});

test('with the right date nothing is said of another; of a like name a slip of the date alone is shown', async () => {
  const right = await find(manager, typed('Aaron', 'Harrisonby', '1997-10-18'));
  assert.deepEqual(
    right.people.map(({ bornDifferently }) => bornDifferently),
    [undefined],
  );
  assert.equal((await find(manager, typed('Aron', 'Harisonby', '1997-10-02'))).people.length, 1);
  assert.equal((await find(manager, typed('Aron', 'Harisonby', '1961-03-04'))).people.length, 0);
});

test('a year alone, or a surname with it, that slipped hides nobody of one’s own, slip in the name or not', async () => {
  const told = async (person: Omit<TypedPerson, 'born' | 'identifiers'>) => {
    const found = await find(manager, { ...person, born: null, identifiers: [] });
    return found.people.map(({ familyName, bornDifferently }) => [familyName, bornDifferently]);
  };
  const marked = [['Harrisonby', true]];
  assert.deepEqual(await told({ givenName: 'Aaron', familyName: 'Harrisonby', bornYear: 1996 }), marked);
  assert.deepEqual(await told({ givenName: 'Aaron', familyName: 'Harisonby', bornYear: 1998 }), marked);
  assert.deepEqual(await told({ givenName: null, familyName: 'Harisonby', bornYear: 1979 }), marked);
  assert.deepEqual(await told({ givenName: null, familyName: 'Harisonby', bornYear: 1961 }), []);
  assert.deepEqual(await told({ givenName: null, familyName: 'Harisonby', bornYear: 1997 }), [
    ['Harrisonby', undefined],
  ]);
});

test('an agency’s own records are found by it too, once it is sent', async () => {
  const police = await house.viewerFor('police-offender-manager');
  const wrong = typed('Casimir', 'Quillmarsh', '1990-05-06');
  assert.deepEqual((await find(police, wrong, true)).records, []);
  assert.deepEqual(
    (await find(police, wrong)).records.map(({ localId, bornDifferently }) => [localId, bornDifferently]),
    [['N2', true]],
  );
});

test('who may not see them is shown nobody, as for a stranger; a name with another birth is no match for the office', async () => {
  const ask = async (person: TypedPerson) => {
    const found = await find(stranger, person);
    await house.performer.perform(stranger, checkPerson, { ...person, ...shownOf(found) }, randomUUID());
    return found;
  };
  const wrong = await ask(typed('Casimir', 'Quillmarsh', '1990-05-06'));
  assert.deepEqual(wrong, await ask(typed('Zebedee', 'Nobodyson', '1990-05-06')));
  assert.deepEqual(wrong, { people: [], records: [] });
  const right = await ask(typed('Casimir', 'Quillmarsh', '1990-05-26'));
  assert.deepEqual(right, wrong);
  await lookAtChecks(house.database);
  const reviewer = await house.viewerFor('identity-reviewer');
  const told = await house.database.as(reviewer, (tx) => listChecks(tx, 50, 0));
  assert.deepEqual(
    told.map(({ familyName, born }) => [familyName, born]),
    [['Quillmarsh', '1990-05-26']],
  );
});
