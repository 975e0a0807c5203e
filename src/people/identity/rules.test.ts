import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalPerson, sexOf } from './rules.ts';
import type { IdentityRecord } from './types.ts';

let nextId = 1;
const record = (values: Partial<IdentityRecord> = {}): IdentityRecord => ({
  id: nextId++,
  personId: null,
  agencyId: 1,
  format: 'police-nominals',
  capacity: 'convicted',
  givenName: 'Alan',
  middleName: null,
  familyName: 'Marsh',
  aliases: [],
  born: '1990-05-06',
  sex: 'male',
  ethnicity: null,
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  yjsId: null,
  postcode: null,
  handling: 'statutory',
  withdrawn: false,
  asOf: '2026-01-01',
  ...values,
});

test('the source whose word goes furthest is shown, however old', () => {
  const shown = canonicalPerson([
    record({ givenName: 'Al', format: 'probation-caseload', asOf: '2026-10-01' }),
    record({ givenName: 'Alan', pnc: '2020/0000001A', asOf: '2020-01-01' }),
    record({ givenName: 'Allan', format: 'prison-releases', asOf: '2026-09-01' }),
  ]);
  assert.equal(shown.givenNames, 'Alan');
});

test('among equals the most recent is shown, then what most records say', () => {
  const crn = (asOf: string, familyName: string) =>
    record({ format: 'probation-caseload', asOf, familyName });
  assert.equal(canonicalPerson([crn('2024-01-01', 'Old'), crn('2025-01-01', 'New')]).familyName, 'New');
  const sameDay = ['Once', 'Twice', 'Twice'].map((name) => crn('2025-01-01', name));
  assert.equal(canonicalPerson(sameDay).familyName, 'Twice');
});

test('an identifier is best said by the agency that issues it', () => {
  const shown = canonicalPerson([
    record({ format: 'probation-caseload', pnc: '2020/0000009Z', crn: 'X000001', asOf: '2026-10-01' }),
    record({ pnc: '2020/0000001A', asOf: '2019-01-01' }),
  ]);
  assert.equal(shown.pnc, '2020/0000001A');
  assert.equal(shown.crn, 'X000001');
});

test('1 January gives way to any other day, and is shown where there is none', () => {
  const first = record({ born: '1990-01-01', pnc: '2020/0000001A' });
  assert.equal(canonicalPerson([first, record({ born: '1990-05-06' })]).born, '1990-05-06');
  assert.equal(canonicalPerson([first]).born, '1990-01-01');
});

test('victims, witnesses, withdrawn records and those for one agency give a person nothing', () => {
  const silent = [
    record({ givenName: 'Vic', capacity: 'victim', crn: 'X000009' }),
    record({ givenName: 'Wit', capacity: 'witness' }),
    record({ givenName: 'Gone', withdrawn: true }),
    record({ givenName: 'Own', handling: 'own', aliases: ['Secret Name'] }),
    record({ givenName: 'Named', handling: 'named' }),
  ];
  const shown = canonicalPerson([...silent, record({ givenName: 'Alan' })]);
  assert.equal(shown.givenNames, 'Alan');
  assert.equal(shown.searchNames, 'alan marsh');
  assert.equal(shown.crn, null);
  const nothing = canonicalPerson(silent);
  assert.deepEqual(
    [nothing.givenNames, nothing.familyName, nothing.searchNames, nothing.born],
    ['Name', 'withheld', '', null],
  );
});

test('every other name is counted once, however it is written', () => {
  const shown = canonicalPerson([
    record({
      givenName: 'Seán',
      familyName: 'O’Brien',
      middleName: 'Paul',
      aliases: ['sean obrien', 'Jim Fox'],
    }),
    record({ givenName: 'JIM', familyName: 'FOX', format: 'probation-caseload' }),
  ]);
  assert.equal(shown.searchNames.split(' | ').length, shown.aliasCount + 1);
  assert.equal(shown.aliasCount, 1);
});

test('half a name is shown only where nobody gives a whole one', () => {
  const half = record({ givenName: 'Unknown', pnc: '2020/0000001A' });
  assert.equal(canonicalPerson([half, record({ format: 'youth-justice' })]).givenNames, 'Alan');
  assert.equal(canonicalPerson([half]).givenNames, '(forename not known)');
});

test('sex is read from letters and words, and unknown is not shown', () => {
  assert.deepEqual(['M', 'female', 'X', 'U', null].map(sexOf), ['male', 'female', 'other', null, null]);
});

test('the order of the records decides nothing', () => {
  const arbitrary = fc.array(
    fc.record({
      givenName: fc.constantFrom('Al', 'Alan', 'Unknown', null),
      familyName: fc.constantFrom('Marsh', 'Marsch', null),
      born: fc.constantFrom('1990-01-01', '1990-05-06', '1991-05-06', null),
      format: fc.constantFrom('police-nominals', 'probation-caseload', 'prison-releases'),
      capacity: fc.constantFrom('convicted', 'suspect', 'victim', 'other'),
      pnc: fc.constantFrom('2020/0000001A', '2021/0000002B', null),
      asOf: fc.constantFrom('2025-01-01', '2026-01-01'),
      handling: fc.constantFrom('partners', 'statutory', 'own'),
    }),
    { maxLength: 7 },
  );
  fc.assert(
    fc.property(arbitrary, fc.integer(), (values, seed) => {
      const records = values.map((value, index) =>
        record({ ...(value as Partial<IdentityRecord>), id: index + 1 }),
      );
      const shuffled = [...records].sort((a, b) => ((a.id * 7919 + seed) % 97) - ((b.id * 7919 + seed) % 97));
      assert.deepEqual(canonicalPerson(shuffled), canonicalPerson(records));
    }),
  );
});
