import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultOffenderModel } from '../../linkage/index.ts';
import type { Evidence } from './evidence.ts';
import { strengthOf, strengths, weightWords } from './strength.ts';
import { evidenceLists } from './views.ts';

const { thresholds } = defaultOffenderModel;
const order = ['against', 'little', 'weak', 'moderate', 'strong', 'very-strong'] as const;

test('more evidence is never called weaker', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      const place = (total: number): number => order.indexOf(strengthOf(total, thresholds));
      assert.ok(place(less) <= place(more));
    }),
  );
  assert.equal(strengthOf(thresholds.join, thresholds), 'very-strong');
  assert.equal(strengthOf(thresholds.review, thresholds), 'moderate');
  assert.equal(strengthOf(-0.1, thresholds), 'against');
});

test('a finding weighs the same for and against', () => {
  assert.deepEqual([12, -12, 5, -2.5, 0.3].map(weightWords), [
    ...['very strong', 'very strong', 'strong', 'moderate', 'weak'],
  ]);
});

test('the page says evidence in words, and the numbers stand in a detail', () => {
  const evidence: Evidence = {
    model: `${defaultOffenderModel.id} ${defaultOffenderModel.version}`,
    prior: -21.8,
    steps: [
      [0, 0, 14.2, 0],
      [1, 0, -6.1, 0],
    ],
    rules: [],
    total: 24.5,
  };
  const shown = evidenceLists(evidence, 'Evidence').toString();
  const [main = '', detail = ''] = shown.split('<details');
  assert.ok(main.includes(strengths['very-strong']));
  assert.ok(main.indexOf('Against') < main.indexOf('For'));
  assert.match(main, /\(strong\)/);
  assert.doesNotMatch(main, /\d\.\d|bits/i);
  assert.match(detail, /\+24\.5/);
  assert.doesNotMatch(shown, /\bbits?\b/i);
});

test('an exact number with nothing else typed is not called different people', () => {
  const prior = -21.8;
  assert.equal(strengthOf(prior + 14, thresholds, prior), 'little');
  assert.equal(strengthOf(prior - 3, thresholds, prior), 'against');
  const evidence = { model: 'x', prior, steps: [], rules: [], total: prior + 14 } satisfies Evidence;
  const shown = evidenceLists(evidence, 'Is it this record?').toString();
  assert.ok(shown.includes(strengths.little) && !shown.includes(strengths.against));
});
