import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { concentrationOf, findingsOf, impliedForOthers, leastShareOfCrime, shareAt } from './rules.ts';
import type { Standing } from './types.ts';

test('8% of people with ten or more each cannot have 4% of the crimes: at least 8.8%', () => {
  assert.equal(leastShareOfCrime(0.08, 10).toFixed(4), '0.0881');
  assert.equal(impliedForOthers(0.08, 10, 0.04).toFixed(2), '20.87');
});

const cohort = fc.array(fc.nat(40), { minLength: 1, maxLength: 200 });

test('no cohort at all has a smaller share than the least', () => {
  fc.assert(
    fc.property(cohort, fc.integer({ min: 2, max: 20 }), (crimes, threshold) => {
      const c = concentrationOf(crimes, threshold);
      if (c.crimes === 0) return;
      assert.ok(c.superCrimes / c.crimes >= leastShareOfCrime(c.superPeople / c.people, threshold) - 1e-12);
    }),
  );
});

test('the curve rises from nothing to everything, above the line of equality and ever less steeply', () => {
  fc.assert(
    fc.property(cohort, (crimes) => {
      const { curve, crimes: total } = concentrationOf(crimes, 10);
      if (total === 0) return;
      assert.deepEqual(curve[0], { people: 0, crimes: 0 });
      assert.ok(Math.abs((curve.at(-1)?.crimes ?? 0) - 1) < 1e-12);
      const steps = curve.slice(1).map((point, index) => point.crimes - (curve[index]?.crimes ?? 0));
      for (const [index, step] of steps.entries()) assert.ok(step <= (steps[index - 1] ?? 1) + 1e-12);
      for (const share of [0.1, 0.33, 0.5, 1]) assert.ok(shareAt(curve, share) >= share - 1e-9);
    }),
  );
});

test('findings say where a member and the cohort’s rule differ, and say nothing of registers to who may not see them', () => {
  const rule = { minimum: 2, registers: { mappa: 'refer', marac: 'check' } } as const;
  const one: Standing = {
    ...{ personId: 1, name: 'Example', strand: 'fixed', statutory: 'voluntary' },
    ...{ offences: 1, mappa: true, marac: true },
  };
  assert.deepEqual(
    findingsOf(rule, one, true).map(({ isDue }) => isDue),
    [true, true, false],
  );
  assert.equal(findingsOf(rule, one, false).length, 1);
  assert.deepEqual(findingsOf(rule, { ...one, offences: 2, mappa: false, marac: false }, true), []);
  const required = { minimum: 1, registers: { mappa: 'required' } } as const;
  assert.match(findingsOf(required, { ...one, mappa: false }, true)[0]?.text ?? '', /Is not on MAPPA/);
  const excluded = { minimum: 1, registers: { mappa: 'exclude' } } as const;
  assert.match(findingsOf(excluded, one, true)[0]?.text ?? '', /the rule excludes them/);
});
