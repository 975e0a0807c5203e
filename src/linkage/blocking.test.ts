import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeTable } from './encoded.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { tableFrom } from './people-for-tests.ts';
import type { Model, RecordTable } from './types.ts';

const model: Model = {
  ...defaultOffenderModel,
  comparisons: [],
  rules: [],
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

/** The pairs that a model's rules make, in the order in which they are found, and what each rule brought. */
function pairsOf(table: RecordTable, by: Model) {
  const { pairs, blocking } = encodeTable(table, by);
  const found = pairs.parts.flatMap((part) =>
    Array.from({ length: part.count }, (_, k) => {
      const made = part.made[k]!;
      return { left: part.left[k]!, right: part.right[k]!, rule: 31 - Math.clz32(made & -made), made };
    }),
  );
  return { found, reports: blocking };
}

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
      const makers = new Map<string, number>();
      for (const { left, right, rule, made } of pairsOf(table, model).found) {
        assert.ok(left < right);
        assert.ok(!seen.has(`${left}-${right}`), 'visited twice');
        seen.set(`${left}-${right}`, rule);
        makers.set(`${left}-${right}`, made);
      }
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
          const all = made.reduce((bits, one, rule) => (one ? bits | (1 << rule) : bits), 0);
          assert.equal(makers.get(`${left}-${right}`) ?? 0, all);
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
  const { found, reports } = pairsOf(table, small);
  assert.deepEqual(reports[0], {
    rule: 'a',
    pairs: 0,
    alone: 0,
    groupsDropped: 1,
    recordsInDroppedGroups: 12,
    largestGroup: 12,
  });
  assert.equal(reports[1]!.pairs, 6);
  assert.equal(reports[1]!.alone, 6);
  assert.equal(found.length, 6);
});

test('who stands alone is counted as a group of one, and in the same groups beside others', () => {
  const alone = tableFrom(Array.from({ length: 5 }, (_, k) => ({ a: `V${k}`, b: [], c: [] })));
  assert.equal(pairsOf(alone, model).reports[0]!.largestGroup, 1);
  assert.equal(pairsOf(tableFrom([{ b: [], c: [] }]), model).reports[0]!.largestGroup, 0);
  const two = tableFrom(['X', 'Y', 'X'].map((a) => ({ a, b: [], c: [] })));
  assert.deepEqual(
    pairsOf(two, model).found.map(({ left, right }) => [left, right]),
    [[0, 2]],
  );
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
  const pairs = pairsOf(table, folded).found.map(({ left, right }) => `${left}${right}`);
  assert.deepEqual(pairs.sort(), ['01', '02', '12']);
});

test('a long beginning of a joined value is all of it that counts', () => {
  const long: Model = {
    ...model,
    fields: { n: { kind: 'name', from: [{ column: 'a' }, { column: 'z' }], shape: 'joined' } },
    blocking: [{ name: 'n', keys: [{ field: 'n', part: 'prefix', length: 90 }], maxGroup: 10 }],
  };
  const word = 'X'.repeat(80);
  const table = tableFrom([
    { a: word, z: 'SMITHSONIAN' },
    { a: word, z: 'SMITHSONIAS' },
    { a: word, z: 'SMITHSONIAM' },
    { a: word, z: 'JONESBOROUGH' },
  ]);
  const pairs = pairsOf(table, long).found.map(({ left, right }) => `${left}${right}`);
  assert.deepEqual(pairs.sort(), ['01', '02', '12']);
});
