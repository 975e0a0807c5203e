import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FalseLinks } from './thresholds.ts';

test('the false links among pairs are expected as each pair by itself would have it', () => {
  const weights = fc.array(fc.double({ min: -20, max: 90, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(weights, (bits) => {
      const counted = new FalseLinks();
      for (const weight of bits) counted.add(weight);
      const exact = bits.reduce((sum, weight) => sum + 1 / (1 + 2 ** weight), 0);
      // A single pair is off by half a part of a step; beyond the last step all are taken for its own.
      assert.ok(Math.abs(counted.expected() - exact) <= exact * 0.0014 + bits.length * 1e-17);
    }),
  );
  const many = new FalseLinks();
  let exact = 0;
  for (let k = 0; k < 200_000; k += 1) {
    const weight = (k * 0.618_033_988_749) % 40;
    many.add(weight);
    exact += 1 / (1 + 2 ** weight);
  }
  assert.ok(Math.abs(many.expected() - exact) <= exact * 1e-5);
});

test('pairs are spread over quarters of a bit', () => {
  const counted = new FalseLinks();
  for (const weight of [0, 0.2, 0.25, 59.99, 1000]) counted.add(weight);
  const { pairs } = counted.spread();
  assert.deepEqual([pairs[0], pairs[1], pairs[239], pairs[240]], [2, 1, 1, 1]);
});
