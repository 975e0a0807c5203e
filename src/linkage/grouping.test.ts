import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyWhole, groupEntries, type KeyCodes, Scratch } from './grouping.ts';

/** Groups by the text of the whole key, each ascending. */
function expected(parts: readonly KeyCodes[], count: number): string[] {
  const groups = new Map<string, number[]>();
  for (let k = 0; k < count; k += 1) {
    const key = parts.map(({ codes }) => codes[k]!);
    if (key.some((code) => code < 0)) continue;
    const known = groups.get(key.join()) ?? [];
    known.push(k);
    groups.set(key.join(), known);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.join())
    .sort();
}

function found(parts: readonly KeyCodes[], count: number, scratch: Scratch): string[] {
  const { starts, entries } = groupEntries(parts, count, new Int32Array(count), scratch);
  const groups = Array.from({ length: starts.length - 1 }, (_, g) =>
    entries.slice(starts[g], starts[g + 1]).join(),
  );
  assert.equal(starts[starts.length - 1], entries.length);
  return groups.sort();
}

/** Up to three parts of a few hundred entries: of few values, so that runs are long, or of many. */
const keys = fc
  .record({
    count: fc.integer({ min: 0, max: 400 }),
    sizes: fc.array(fc.constantFrom(1, 3, 40, 1500), { maxLength: 3 }),
  })
  .chain(({ count, sizes }) =>
    fc.tuple(
      fc.constant(count),
      fc.tuple(
        ...sizes.map((size) =>
          fc.record({
            codes: fc.array(fc.integer({ min: -1, max: size - 1 }), { minLength: count, maxLength: count }),
            ordered: fc.boolean(),
          }),
        ),
      ),
      fc.constant(sizes),
    ),
  );

test('entries stand in one group exactly where every part of their keys is equal', () => {
  const scratch = new Scratch();
  fc.assert(
    fc.property(keys, ([count, parts, sizes]) => {
      const coded = parts.map(({ codes, ordered }, p): KeyCodes => {
        const own = Int32Array.from(codes);
        // A part by which the entries stand in order makes the runs as they are.
        return { codes: ordered ? own.sort() : own, size: sizes[p]! };
      });
      assert.deepEqual(found(coded, count, scratch), expected(coded, count));
    }),
    { numRuns: 300 },
  );
});

test('codes that fall on one slot are told apart, also in a run of all entries', () => {
  const count = 5000;
  // Multiples of 2^20 have the same last bits.
  const codes = Int32Array.from({ length: count }, (_, k) => (k % 1900) * 2 ** 20);
  const parts = [
    { codes: new Int32Array(count), size: 1 },
    { codes, size: 0 },
  ];
  assert.deepEqual(found(parts, count, new Scratch()), expected(parts, count));
});

test('an entry has a whole key where no part is missing', () => {
  const part = (...codes: number[]): KeyCodes => ({ codes: Int32Array.from(codes), size: 2 });
  assert.equal(anyWhole([part(-1, 0), part(1, -1)], 2), false);
  assert.equal(anyWhole([part(-1, 0), part(1, 1)], 2), true);
  assert.equal(anyWhole([], 0), false);
});
