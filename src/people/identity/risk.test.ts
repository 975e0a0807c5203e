import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RiskFacts, risksOf } from './risk.ts';
import { verdicts } from './types.ts';

const thresholds = { join: 20, review: 6 };
const plain: RiskFacts = {
  bits: 12,
  worked: false,
  held: false,
  rules: 0,
  contradicted: false,
  together: false,
};

test('an ordinary pair is decided by one person, whatever they decide', () => {
  for (const verdict of verdicts) assert.deepEqual(risksOf(plain, verdict, thresholds), []);
});

test('what changes somebody being worked with, or goes against the evidence, takes two', () => {
  assert.deepEqual(risksOf({ ...plain, worked: true }, 'same', thresholds), ['worked']);
  assert.deepEqual(risksOf({ ...plain, worked: true, held: true }, 'same', thresholds), ['worked', 'held']);
  assert.deepEqual(risksOf({ ...plain, rules: 1 }, 'same', thresholds), ['rule']);
  assert.deepEqual(risksOf({ ...plain, contradicted: true }, 'same', thresholds), ['contradicted']);
  assert.deepEqual(risksOf({ ...plain, bits: 5.9 }, 'same', thresholds), ['against']);
  assert.deepEqual(risksOf({ ...plain, bits: 20 }, 'different', thresholds), ['strong']);
  assert.deepEqual(risksOf({ ...plain, worked: true, together: true }, 'different', thresholds), ['worked']);
});

test('keeping apart two who are apart changes nothing, nor does saying that one is not sure', () => {
  assert.deepEqual(risksOf({ ...plain, worked: true, held: true, rules: 1 }, 'different', thresholds), []);
  assert.deepEqual(
    risksOf(
      { bits: 90, worked: true, held: true, rules: 2, contradicted: true, together: true },
      'not-sure',
      thresholds,
    ),
    [],
  );
});

test('saying again that those who are one are one takes nobody else, unless a rule speaks against it', () => {
  assert.deepEqual(risksOf({ ...plain, worked: true, held: true, together: true }, 'same', thresholds), []);
});
