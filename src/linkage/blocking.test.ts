import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildBlocks, forEachPair } from './blocking.ts';
import { encode } from './columns.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { tableFrom } from './people-for-tests.ts';
import type { Model } from './types.ts';

const model: Model = {
  ...defaultOffenderModel,
  fields: {
    a: { kind: 'text', from: [{ column: 'a' }], shape: 'one' },
    b: { kind: 'text', from: [{ column: 'b' }], shape: 'set' },
    c: { kind: 'text', from: [{ column: 'c' }], shape: 'set' },
  },
  blocking: [
    { name: 'a', keys: [{ field: 'a', part: 'whole' }], maxGroup: 100 },
    { name: 'b', keys: [{ field: 'b', part: 'whole' }], maxGroup: 100 },
    {
      name: 'b and c',
      keys: [
        { field: 'b', part: 'whole' },
        { field: 'c', part: 'whole' },
      ],
      maxGroup: 100,
    },
    { name: 'c', keys: [{ field: 'c', part: 'whole' }], maxGroup: 100 },
  ],
};

const letters = fc.array(fc.constantFrom('P', 'Q', 'R', 'S', 'T', 'U'), { maxLength: 3 });
const rows = fc.array(fc.record({ a: fc.option(fc.constantFrom('X', 'Y', 'Z')), b: letters, c: letters }), {
  minLength: 2,
  maxLength: 25,
});

function meet(x: readonly string[], y: readonly string[]): boolean {
  return x.some((value) => y.includes(value));
}

test('every pair that some rule makes is visited exactly once, by the first rule that makes it', () => {
  fc.assert(
    fc.property(rows, (records) => {
      const table = tableFrom(records);
      const seen = new Map<string, number>();
      forEachPair(buildBlocks(table.length, model, encode(table, model)), (left, right, rule) => {
        assert.ok(left < right);
        assert.ok(!seen.has(`${left}-${right}`), 'visited twice');
        seen.set(`${left}-${right}`, rule);
      });
      records.forEach((x, left) => {
        records.forEach((y, right) => {
          if (left >= right) return;
          const made = [
            x.a !== null && x.a === y.a,
            meet(x.b, y.b),
            meet(x.b, y.b) && meet(x.c, y.c),
            meet(x.c, y.c),
          ];
          const first = made.indexOf(true);
          assert.equal(seen.get(`${left}-${right}`) ?? -1, first);
        });
      });
    }),
    { numRuns: 150 },
  );
});

test('a group above the limit is dropped and reported, and its pairs are left to later rules', () => {
  const table = tableFrom(
    Array.from({ length: 12 }, (_, k) => ({ a: 'SAME', b: [`${Math.floor(k / 2)}`], c: [] })),
  );
  const small = { ...model, blocking: [{ ...model.blocking[0]!, maxGroup: 10 }, model.blocking[1]!] };
  let pairs = 0;
  const reports = forEachPair(buildBlocks(table.length, small, encode(table, small)), () => {
    pairs += 1;
  });
  assert.deepEqual(reports[0], {
    rule: 'a',
    pairs: 0,
    groupsDropped: 1,
    recordsInDroppedGroups: 12,
    largestGroup: 12,
  });
  assert.equal(reports[1]!.pairs, 6);
  assert.equal(pairs, 6);
});

test('dates with day and month swapped meet in one group', () => {
  const folded: Model = {
    ...model,
    fields: { d: { kind: 'date', from: [{ column: 'd' }], shape: 'one' } },
    blocking: [{ name: 'd', keys: [{ field: 'd', part: 'day-month-folded' }], maxGroup: 10 }],
  };
  const table = tableFrom([
    { d: '1980-03-05' },
    { d: '05/03/1980' },
    { d: '1980-05-03' },
    { d: '1980-05-04' },
  ]);
  const pairs: string[] = [];
  forEachPair(buildBlocks(4, folded, encode(table, folded)), (l, r) => pairs.push(`${l}${r}`));
  assert.deepEqual(pairs.sort(), ['01', '02', '12']);
});
