import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jaroWinkler, NameSimilarity, shapesOf } from './similarity.ts';
import { ValueBuilder } from './values.ts';

test('published examples', () => {
  const close = (a: string, b: string, expected: number): void =>
    assert.ok(Math.abs(jaroWinkler(a, b) - expected) < 5e-4, `${a} ${b} ${jaroWinkler(a, b)}`);
  close('MARTHA', 'MARHTA', 0.9611);
  close('DWAYNE', 'DUANE', 0.84);
  close('DIXON', 'DICKSONX', 0.8133);
  close('ABC', 'XYZ', 0);
});

const names = fc.string({ unit: fc.constantFrom('A', 'B', 'C', 'E', 'N', ' '), minLength: 1, maxLength: 9 });

test('symmetric, between 0 and 1, and 1 only for equal names', () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      const value = jaroWinkler(a, b);
      assert.equal(value, jaroWinkler(b, a));
      assert.ok(value >= 0 && value <= 1);
      assert.equal(value === 1, a === b);
    }),
  );
});

test('the cache with its bound decides as the plain function does', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(names, { minLength: 2, maxLength: 30 }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (values, t) => {
        const dictionary = new ValueBuilder();
        for (const value of values) dictionary.intern(value);
        const finished = dictionary.finish();
        const cache = new NameSimilarity(finished, shapesOf(finished), t);
        for (let i = 0; i < values.length; i += 1) {
          for (let j = 0; j < values.length; j += 1) {
            assert.equal(
              cache.of(i, j) >= t,
              jaroWinkler(values[i]!, values[j]!) >= t,
              `${values[i]}|${values[j]}`,
            );
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('very long texts are compared by their beginnings', () => {
  const [one, other] = ['Ann', 'Bob'].map((end) => `${'x'.repeat(2000)}${end}`) as [string, string];
  assert.equal(jaroWinkler(one, other), 1);
  assert.ok(jaroWinkler('a'.repeat(60_000), 'é'.repeat(60_000)) === 0);
});
