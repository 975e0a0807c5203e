import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ClusterEdge, holdOf, letterOf } from './cluster.ts';

const edge = (left: number, right: number, bits: number): ClusterEdge => ({
  left,
  right,
  bits,
  state: 'linked',
});

test('a chain breaks at its weakest link', () => {
  const edges = [edge(1, 2, 30), edge(2, 3, 8), edge(3, 4, 25)];
  const { weakest, sides, tree } = holdOf([1, 2, 3, 4], edges);
  assert.deepEqual([weakest?.left, weakest?.right], [2, 3]);
  assert.deepEqual(sides, [
    [1, 2],
    [3, 4],
  ]);
  assert.equal(tree.length, 3);
});

test('a link with a way round it holds nothing by itself', () => {
  const ring = [edge(1, 2, 30), edge(2, 3, 8), edge(1, 3, 7)];
  assert.equal(holdOf([1, 2, 3], ring).weakest, undefined);
  const { weakest, sides } = holdOf([1, 2, 3, 4], [...ring, edge(3, 4, 25)]);
  assert.deepEqual([weakest?.left, weakest?.right], [3, 4]);
  assert.deepEqual(sides, [[1, 2, 3], [4]]);
});

test('a link to a record that is not shown counts for nothing; nothing linked has no weakest', () => {
  assert.equal(holdOf([1, 2], [edge(1, 9, 40)]).weakest, undefined);
  assert.deepEqual(holdOf([], []).sides, [[], []]);
});

test('property: the tree joins what the links join, has no ring, and does not hang on their order', () => {
  const links = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: -20, max: 60 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(links, fc.integer(), (drawn, turn) => {
      const records = Array.from({ length: 10 }, (_, index) => index);
      const edges = drawn.filter(([a, b]) => a < b).map(([a, b, bits]) => edge(a, b, bits));
      const { tree, weakest } = holdOf(records, edges);
      const bridges = edges.filter(
        (gone) =>
          partsOf(
            records,
            edges.filter((one) => one !== gone),
          ) > partsOf(records, edges),
      );
      assert.equal(
        weakest?.bits,
        bridges.length === 0 ? undefined : Math.min(...bridges.map(({ bits }) => bits)),
      );
      assert.equal(partsOf(records, tree), partsOf(records, edges));
      assert.equal(tree.length, records.length - partsOf(records, tree));
      const at = edges.length === 0 ? 0 : Math.abs(turn) % edges.length;
      const turned = holdOf(records, [...edges.slice(at), ...edges.slice(0, at)]).tree;
      assert.deepEqual(
        turned.map(({ left, right, bits }) => [left, right, bits]),
        tree.map(({ left, right, bits }) => [left, right, bits]),
      );
    }),
  );
});

/** How many parts the links leave, counted in another way than the code under test does. */
function partsOf(records: readonly number[], edges: readonly ClusterEdge[]): number {
  const seen = new Set<number>();
  let parts = 0;
  for (const start of records) {
    if (seen.has(start)) continue;
    parts += 1;
    const open = [start];
    while (open.length > 0) {
      const at = open.pop() as number;
      if (seen.has(at)) continue;
      seen.add(at);
      for (const { left, right } of edges) {
        if (left === at) open.push(right);
        if (right === at) open.push(left);
      }
    }
  }
  return parts;
}

test('letters run on after Z', () => {
  assert.deepEqual([0, 25, 26, 27, 52].map(letterOf), ['A', 'Z', 'AA', 'AB', 'BA']);
});
