import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertRefused } from './assertions-for-tests.ts';
import { timeAtRisk } from './index.ts';

const YEAR = { from: '2024-01-01', to: '2025-01-01' };

test('days in two overlapping spells are taken out once', () => {
  const custody = [
    { from: '2024-03-01', to: '2024-04-01' },
    { from: '2024-02-10', to: '2024-03-10' },
  ];
  assert.deepEqual(timeAtRisk(YEAR, custody), { windowDays: 366, custodyDays: 51, atRiskDays: 315 });
});

test('open, outside, empty and enclosing spells', () => {
  const atRisk = (from: string, to: string | null) => timeAtRisk(YEAR, [{ from, to }]).atRiskDays;
  assert.equal(atRisk('2024-12-01', null), 335);
  assert.equal(atRisk('2025-06-01', null), 366);
  assert.equal(atRisk('2023-01-01', '2024-01-01'), 366);
  assert.equal(atRisk('2024-05-05', '2024-05-05'), 366);
  assert.equal(atRisk('2020-01-01', '2030-01-01'), 0);
  assert.deepEqual(timeAtRisk(YEAR, []), { windowDays: 366, custodyDays: 0, atRiskDays: 366 });
});

const dateOf = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);

test('any spells give the count of days that a calendar gives', () => {
  const spell = fc.tuple(fc.integer({ min: -60, max: 420 }), fc.nat({ max: 90 }));
  fc.assert(
    fc.property(fc.array(spell, { maxLength: 8 }), (spells) => {
      const custody = spells.map(([start, days]) => ({ from: dateOf(start), to: dateOf(start + days) }));
      const free = (day: number) => !spells.some(([start, days]) => start <= day && day < start + days);
      const expected = Array.from({ length: 366 }, (_, day) => day).filter(free).length;
      assert.equal(timeAtRisk(YEAR, custody).atRiskDays, expected);
    }),
    { seed: 41 },
  );
});

test('what is no interval is refused', () => {
  assertRefused(() => timeAtRisk({ from: '2024-02-30', to: '2025-01-01' }, []), 'invalid-date');
  for (const from of [
    '2024-13-01',
    '2024-00-10',
    '2023-02-29',
    '2024-04-31',
    '2024-01-00',
    '0050-01-01',
    '',
  ]) {
    assertRefused(() => timeAtRisk({ from, to: '2025-01-01' }, []), 'invalid-date');
  }
  assertRefused(() => timeAtRisk({ from: '1/2/2024', to: '2025-01-01' }, []), 'invalid-date');
  assertRefused(() => timeAtRisk({ from: '2024-01-01', to: '2024-01-01' }, []), 'invalid-exposure');
  assertRefused(() => timeAtRisk({ from: '2025-01-01', to: '2024-01-01' }, []), 'reversed-interval');
  assertRefused(() => timeAtRisk(YEAR, [{ from: '2024-03-01', to: '2024-02-01' }]), 'reversed-interval');
});
