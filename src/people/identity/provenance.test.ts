import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ValuedRecord, valuesByField } from './provenance.ts';
import type { Person } from './types.ts';

const nobody = {
  born: null,
  sex: null,
  ethnicity: null,
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
};
const person: Person = {
  ...nobody,
  id: 1,
  familyName: 'O’Quill',
  givenNames: 'Zoë',
  searchNames: 'zoe oquill',
  aliasCount: 0,
  linkStatus: 'active',
  emptiedAt: null,
  version: 1,
  updatedAt: new Date('2026-01-01'),
};
const record = (id: number, agency: string, givenName: string, familyName: string): ValuedRecord => ({
  ...nobody,
  id,
  agency,
  asOf: '2026-01-01',
  givenName,
  middleName: null,
  familyName,
  aliases: [],
  yjsId: null,
  address: null,
  postcode: null,
  area: null,
});

test('each spelling stands with who wrote it so; spellings of one name do not disagree', () => {
  const records = [
    record(1, 'Police', 'Zoë', 'O’Quill'),
    record(2, 'Prison', 'ZOE', 'OQUILL'),
    record(3, 'Probation', 'Zoë', 'O’Quill'),
  ];
  const [name] = valuesByField(person, records).filter(({ field }) => field === 'name');
  assert.deepEqual(
    name?.values.map(({ value, shown, saidBy }) => [value, shown, saidBy.map(({ agency }) => agency)]),
    [
      ['Zoë O’Quill', true, ['Police', 'Probation']],
      ['ZOE OQUILL', false, ['Prison']],
    ],
  );
  assert.equal(name?.disagree, false);
  const [other] = valuesByField(person, [...records, record(4, 'Council', 'Zara', 'Quill')]);
  assert.equal(other?.disagree, true);
});
