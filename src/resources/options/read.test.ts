import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWeights } from './read.ts';
import type { WholeAppraisal } from './types.ts';

test('weights that are all 0 are refused at the form, where a criterion that is taken out does not count', () => {
  const appraisal = { criteria: [], options: [] } satisfies Pick<WholeAppraisal, 'criteria' | 'options'>;
  const read = (values: Record<string, string>) =>
    readWeights(values, {
      id: 1,
      code: 'x',
      title: 'x',
      question: 'x',
      source: null,
      exampleNote: null,
      example: false,
      version: 1,
      scores: [],
      statements: [],
      ...appraisal,
    });
  const none = read({ 'name-0': 'Cost', 'weight-0': '0', 'name-1': 'Risk', 'weight-1': '0' });
  assert.deepEqual('errors' in none && none.errors.map(({ field }) => field), ['weight-0']);
  const out = read({
    'name-0': 'Cost',
    'weight-0': '5',
    'removed-0': '1',
    'name-1': 'Risk',
    'weight-1': '0',
  });
  assert.deepEqual('errors' in out && out.errors.map(({ field }) => field), ['weight-1']);
  assert.ok(!('errors' in read({ 'name-0': 'Cost', 'weight-0': '1', 'name-1': 'Risk', 'weight-1': '0' })));
});
