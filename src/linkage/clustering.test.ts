import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluster } from './clustering.ts';
import type { ClusteringSettings } from './types.ts';

const settings: ClusteringSettings = { missingBits: -2, stopBits: 0, keepBits: -10, capBits: 20 };

type Pair = readonly [left: number, right: number, bits: number, veto?: boolean];

function run(rows: number, pairs: readonly Pair[], given: Partial<ClusteringSettings> = {}): number[] {
  const { clusters } = cluster(
    rows,
    {
      count: pairs.length,
      left: pairs.map(([left]) => left),
      right: pairs.map(([, right]) => right),
      bits: pairs.map(([, , bits]) => bits),
      seed: pairs.map(([, , bits, veto]) => (bits >= 4 && !veto ? 1 : 0)),
      veto: pairs.map(([, , , veto]) => (veto ? 1 : 0)),
    },
    Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 1009),
    { ...settings, ...given },
  );
  return [...clusters];
}

test('a triangle is one cluster and a stranger is none of it', () => {
  assert.deepEqual(
    run(4, [
      [0, 1, 10],
      [1, 2, 10],
      [0, 2, 10],
    ]),
    [0, 0, 0, 1],
  );
});

test('one link between two well-knit groups does not join them, as connected components would', () => {
  const knit: Pair[] = [
    [0, 1, 15],
    [0, 2, 15],
    [1, 2, 15],
    [3, 4, 15],
    [3, 5, 15],
    [4, 5, 15],
  ];
  assert.deepEqual(run(6, [...knit, [2, 3, 6]]), [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(run(6, [...knit, [2, 3, 18]]), [0, 0, 0, 0, 0, 0], 'mean (18 − 8 × 2) / 9 is above 0');
});

test('evidence against counts more than the absence of evidence', () => {
  assert.deepEqual(
    run(3, [
      [0, 1, 8],
      [1, 2, 6],
    ]),
    [0, 0, 0],
  );
  assert.deepEqual(
    run(3, [
      [0, 1, 8],
      [1, 2, 6],
      [0, 2, -9],
    ]),
    [0, 0, 1],
  );
});

test('a vetoed pair is never in one cluster, directly or by way of others', () => {
  const clusters = run(4, [
    [0, 1, 20],
    [1, 2, 20],
    [2, 3, 20],
    [0, 3, 20, true],
    [0, 2, 20],
    [1, 3, 20],
  ]);
  assert.notEqual(clusters[0], clusters[3]);
});

test('groups without an automatic link between them stay apart, however good the mean', () => {
  assert.deepEqual(run(2, [[0, 1, 3.9]], { stopBits: -5 }), [0, 1]);
});
