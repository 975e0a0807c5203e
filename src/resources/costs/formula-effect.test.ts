import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyOf } from './budget.ts';
import { effectOf } from './formula-effect.ts';
import { formulasOf } from './formulas.ts';
import { formulaForTests, lineForTests } from './lines-for-tests.ts';
import type { CostYear } from './types.ts';

const versions = [
  formulaForTests(),
  formulaForTests({
    id: 2,
    version: 2,
    validFrom: '2026-04-01',
    body: {
      ...formulaForTests().body,
      shares: [
        { agency: 'norfolk-police', percent: '60' },
        { agency: 'suffolk-police', percent: '40' },
      ],
    },
  }),
];
const ended = versions.map((one) => (one.id === 1 ? { ...one, validTo: '2026-04-01' } : one));

const yearOf = (given: Partial<CostYear>): CostYear => ({
  id: 1,
  year: '2026/27',
  state: 'approved',
  writers: [],
  rules: [1],
  decidedByName: 'x',
  decidedAt: new Date(0),
  note: null,
  version: 1,
  ...given,
});

test('an approved budget keeps the formula it was approved with, a draft and a proposal do not', () => {
  const of = (years: CostYear[], stage: 'budget' | 'proposed') =>
    formulasOf(ended, years).of({ year: '2026/27', formula: null, stage })?.id;
  assert.equal(of([yearOf({})], 'budget'), 1);
  assert.equal(of([yearOf({})], 'proposed'), 2);
  assert.equal(of([yearOf({ state: 'draft', rules: [] })], 'budget'), 2);
});

test('what a proposal changes is said by year and agency; from inside a year it splits the next', () => {
  const [now] = versions;
  assert.ok(now);
  const body = versions[1]?.body ?? now.body;
  const money = ['2026/27', '2027/28'].map((year, id) =>
    moneyOf(lineForTests({ id, year }), [], [], '2026-11-22'),
  );
  const there = { versions: [now], years: [], money };
  const inside = effectOf({ kind: 'cost-share', validFrom: '2027-03-01', body }, there);
  assert.equal(inside.from, '2027/28');
  assert.deepEqual(
    inside.rows.map(({ year, agency, before, after }) => [year, agency, before, after]),
    [
      ['2027/28', 'norfolk-police', 67_800n, 72_000n],
      ['2027/28', 'suffolk-police', 52_200n, 48_000n],
    ],
  );
  const back = effectOf(
    { kind: 'cost-share', validFrom: '2026-04-01', body },
    { ...there, years: [yearOf({})] },
  );
  assert.deepEqual([back.from, back.kept], ['2026/27', ['2026/27']]);
  assert.deepEqual([...new Set(back.rows.map(({ year }) => year))], ['2027/28']);
});
