import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  criteriaNotMet,
  criteriaWords,
  freePlaces,
  readServiceForm,
  serviceIsOpen,
} from './service-rules.ts';
import { forSexes, forStatuses } from './service-types.ts';

const choices = { agencies: [7], categories: ['ete'], pathways: ['ete'], bases: [1, 2] };
const form = {
  agency: '7',
  name: 'Workshop',
  offers: 'Woodwork',
  categories: ['ete'],
  pathways: ['ete'],
  opensOn: '2026-01-01',
};

test('whether somebody is supervised by law never counts against them', () => {
  const age = fc.option(fc.integer({ min: 10, max: 99 }), { nil: null });
  fc.assert(
    fc.property(
      fc.constantFrom(...forSexes),
      age,
      age,
      fc.constantFrom('male', 'female', 'other', null),
      (forSex, youngest, oldest, sex) => {
        const person = { sex, born: '1990-05-01' };
        const said = forStatuses.map((forStatus) => {
          const service = { forSex, youngest, oldest, forStatus, criteria: null };
          return criteriaNotMet(service, person, '2026-11-02').join();
        });
        assert.equal(new Set(said).size, 1);
      },
    ),
  );
});

test('sex and age are said where the service names others, and nothing where they are not known', () => {
  const service = { forSex: 'women' as const, youngest: 18, oldest: 25 };
  const today = '2026-11-02';
  assert.deepEqual(criteriaNotMet(service, { sex: 'male', born: '1990-05-01' }, today), [
    'for women',
    'up to 25 years, and they are 36',
  ]);
  assert.deepEqual(criteriaNotMet(service, { sex: null, born: null }, today), []);
  assert.deepEqual(criteriaNotMet(service, { sex: 'female', born: '2008-11-02' }, today), []);
  assert.deepEqual(criteriaNotMet(service, { sex: 'female', born: '2008-11-03' }, today), [
    'from 18 years, and they are 17',
  ]);
  assert.match(
    criteriaWords({ ...service, forStatus: 'any', criteria: 'Sober' }),
    /^Women; 18 to 25 years; .*; Sober$/,
  );
});

test('a service is open from its first day until the day on which it closes', () => {
  const service = { opensOn: '2026-01-01', closesOn: '2026-12-31' };
  assert.deepEqual(
    ['2025-12-31', '2026-01-01', '2026-12-30', '2026-12-31'].map((day) => serviceIsOpen(service, day)),
    [false, true, true, false],
  );
});

test('free places are not known where places are not, and never below none', () => {
  assert.equal(freePlaces({ places: null }, { working: 3 }), undefined);
  assert.equal(freePlaces({ places: 10 }, undefined), 10);
  assert.equal(freePlaces({ places: 2 }, { working: 3 }), 0);
});

test('the form says what is wrong with numbers, ages, dates and addresses', () => {
  const wrong = (over: Record<string, string>): string[] => {
    const read = readServiceForm({ ...form, ...over }, choices);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(wrong({}), []);
  assert.deepEqual(wrong({ places: '-1' }), ['places']);
  assert.deepEqual(wrong({ places: '12 or so' }), ['places']);
  assert.deepEqual(wrong({ youngest: '30', oldest: '20' }), ['oldest']);
  assert.deepEqual(wrong({ opensOn: '2026-02-30' }), ['opensOn']);
  assert.deepEqual(wrong({ closesOn: '2025-01-01' }), ['closesOn']);
  assert.deepEqual(wrong({ contactEmail: 'nobody' }), ['contactEmail']);
  assert.deepEqual(wrong({ agency: '8' }), ['agency']);
});
