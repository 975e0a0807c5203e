import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bandOf,
  countSquares,
  isAbove,
  mayDo,
  problemsOfRisk,
  readRiskForm,
  riskChanges,
  scoreOf,
} from './rules.ts';
import type { RiskInput, RiskScales } from './types.ts';

const levels = [1, 2, 3, 4, 5].map((level) => ({ level, name: `Level ${level}` }));

const scales: RiskScales = {
  likelihood: levels,
  impact: levels,
  bands: [
    { from: 10, name: 'High', colour: 'red' },
    { from: 1, name: 'Low', colour: 'green' },
    { from: 5, name: 'Medium', colour: 'yellow' },
  ],
  categories: [{ code: 'money', name: 'Money', appetite: 8 }],
};

const risk = (more: Partial<RiskInput> = {}): RiskInput => ({
  title: 'T',
  category: 'money',
  cause: 'C',
  event: 'E',
  effect: 'F',
  controls: 'Checks',
  likelihoodBefore: 4,
  impactBefore: 4,
  likelihood: 2,
  impact: 4,
  ownerId: null,
  reviewOn: '2026-02-01',
  ...more,
});

const fieldsOf = (more: Partial<RiskInput>): string[] =>
  problemsOfRisk(risk(more), scales, '2026-01-01').map(({ field }) => field);

test('controls make a risk no worse, and what they are has to be said', () => {
  assert.deepEqual(fieldsOf({}), []);
  assert.deepEqual(fieldsOf({ likelihood: 5 }), ['likelihood']);
  assert.deepEqual(fieldsOf({ controls: null }), ['controls']);
  assert.deepEqual(fieldsOf({ controls: null, likelihood: 4 }), []);
  assert.deepEqual(fieldsOf({ reviewOn: '2025-12-31' }), ['reviewOn']);
  assert.deepEqual(fieldsOf({ category: 'none' }), ['category']);
  assert.deepEqual(fieldsOf({ impactBefore: 7 }), ['impactBefore']);
});

test('a score falls into the last band that begins at it or below, for every score', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (likelihood, impact) => {
      const score = scoreOf(likelihood, impact);
      assert.equal(bandOf(scales, score)?.name, score >= 10 ? 'High' : score >= 5 ? 'Medium' : 'Low');
      assert.equal(isAbove(scales, { category: 'money', likelihood, impact }), score > 8);
      assert.equal(isAbove(scales, { category: 'gone', likelihood, impact }), false);
    }),
  );
});

test('every open risk stands in one square', () => {
  const level = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.array(fc.record({ likelihood: level, impact: level })), (risks) => {
      const counts = countSquares(risks);
      assert.equal(
        [...counts.values()].reduce((sum, n) => sum + n, 0),
        risks.length,
      );
      for (const { likelihood, impact } of risks) assert.ok((counts.get(`${likelihood}:${impact}`) ?? 0) > 0);
    }),
  );
});

test('what may be done follows from where a risk is kept', () => {
  assert.ok(mayDo({ state: 'open', register: 'scheme' }, 'escalate'));
  assert.ok(!mayDo({ state: 'open', register: 'asked' }, 'escalate'));
  assert.ok(mayDo({ state: 'open', register: 'asked' }, 'accept'));
  assert.ok(!mayDo({ state: 'open', register: 'scheme' }, 'accept'));
  assert.ok(!mayDo({ state: 'open', register: 'opcc' }, 'close'));
  assert.ok(mayDo({ state: 'closed', register: 'scheme' }, 'reopen'));
  assert.ok(!mayDo({ state: 'closed', register: 'scheme' }, 'change'));
});

test('the form names each field at fault, and the history each change', () => {
  const read = readRiskForm({ title: ' ', likelihood: '9' }, scales, [], '2026-01-01');
  assert.ok('errors' in read);
  const fields = read.errors.map(({ field }) => field);
  for (const field of ['title', 'cause', 'event', 'effect', 'category', 'likelihood', 'reviewOn'])
    assert.ok(fields.includes(field), field);
  assert.deepEqual(
    riskChanges(risk(), risk({ likelihood: 1, ownerId: 3 }), (id) => (id === 3 ? 'Ann' : '')),
    ['After controls: 1 × 4 = 4, before: 2 × 4 = 8', 'Owner: Ann, before: nothing'],
  );
});
