import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalPerson } from './rules.ts';
import type { IdentityRecord, SourceFormat } from './types.ts';
import { orders, readRules, rulesFrom, sources, usualRules, valueFields } from './value-rules.ts';

const record = (id: number, format: SourceFormat, more: Partial<IdentityRecord>): IdentityRecord => ({
  id,
  personId: 1,
  agencyId: 1,
  format,
  capacity: 'convicted',
  givenName: 'Alan',
  middleName: null,
  familyName: 'Quillmarsh',
  aliases: [],
  born: '1990-05-06',
  sex: 'M',
  ethnicity: 'W1',
  pnc: null,
  cro: null,
  prisonNumber: null,
  crn: null,
  yjsId: null,
  postcode: null,
  handling: 'statutory',
  withdrawn: false,
  asOf: '2026-01-01',
  ...more,
});

const records = [
  record(1, 'police-nominals', { pnc: '2024/3547010K', born: '1990-05-06', asOf: '2026-01-01' }),
  record(2, 'prison-releases', { born: '1990-06-05', asOf: '2026-02-01' }),
  record(3, 'probation-caseload', { born: '1991-05-06', asOf: '2026-03-01' }),
  record(4, 'youth-justice', { born: '1991-05-06', asOf: '2025-03-01' }),
];
const bornBy = (rule: object): string | null =>
  canonicalPerson(records, rulesFrom({ fields: { born: rule } })).born;

test('the scheme says whose word, how many, or how lately', () => {
  assert.equal(bornBy({ by: 'trusted' }), '1990-05-06');
  assert.equal(bornBy({ by: 'trusted', first: 'prison' }), '1990-06-05');
  assert.equal(bornBy({ by: 'commonest' }), '1991-05-06');
  assert.equal(bornBy({ by: 'latest' }), '1991-05-06');
  assert.equal(bornBy({ by: 'commonest', first: 'prison' }), '1991-05-06', 'most before most trusted');
});

test('a date that systems put in gives way whatever the rule', () => {
  const unsure = [
    record(1, 'police-nominals', { born: '1990-05-06' }),
    record(2, 'prison-releases', { born: '1990-01-01', asOf: '2026-05-01' }),
  ];
  for (const by of orders)
    assert.equal(
      canonicalPerson(unsure, rulesFrom({ fields: { born: { by, first: 'prison' } } })).born,
      '1990-05-06',
      by,
    );
});

test('what a kept rule does not say is as usual', () => {
  assert.deepEqual(rulesFrom(null), usualRules);
  assert.deepEqual(rulesFrom({ fields: { name: { by: 'loudest', first: 'nobody' } } }), usualRules);
});

test('property: any rule shows a value that some record gave, and the order of the records does not matter', () => {
  const rule = fc.record({
    by: fc.constantFrom(...orders),
    first: fc.option(fc.constantFrom(...sources), { nil: undefined }),
  });
  fc.assert(
    fc.property(rule, fc.shuffledSubarray(records, { minLength: 1 }), (born, some) => {
      const rules = rulesFrom({ fields: { born, name: born } });
      const shown = canonicalPerson(some, rules);
      assert.ok(some.some((one) => one.born === shown.born));
      assert.deepEqual(
        canonicalPerson(
          [...some].sort((a, b) => a.id - b.id),
          rules,
        ),
        shown,
      );
    }),
  );
});

test('the form is read whole or refused at its fields', () => {
  const whole = Object.fromEntries(valueFields.map((field) => [field, 'latest']));
  assert.equal(readRules({ ...whole, 'born-first': 'prison' }).rules?.born.first, 'prison');
  assert.deepEqual(
    readRules({ ...whole, name: 'x', 'crn-first': 'y' }).errors.map(({ field }) => field),
    ['name', 'crn-first'],
  );
});
