import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { changesOf, changeWords, nextStage, readAnswerForm } from './rules.ts';

const questionnaire = {
  items: [
    { code: 'a', name: 'A', text: 'I can' },
    { code: 'b', name: 'B', text: 'I do' },
  ],
  scale: [1, 2, 3, 4, 5].map((value) => ({ value, name: String(value) })),
};
const form = { askedOn: '2026-11-01', stage: 'start', handling: 'partners' };
const today = '2026-11-02';

test('a question may be passed over, and the whole refused; nothing at all is a slip', () => {
  const read = readAnswerForm({ ...form, 'answer-1': '4' }, questionnaire, today);
  assert.ok('input' in read);
  assert.deepEqual(read.input.answers, { b: 4 });
  const refused = readAnswerForm({ ...form, refused: 'yes', 'answer-1': '4' }, questionnaire, today);
  assert.ok('input' in refused);
  assert.deepEqual([refused.input.refused, refused.input.answers], [true, {}]);
  assert.ok('errors' in readAnswerForm(form, questionnaire, today));
  assert.ok('errors' in readAnswerForm({ ...form, 'answer-0': '6' }, questionnaire, today));
});

test('nobody was asked tomorrow', () => {
  assert.ok(
    'errors' in readAnswerForm({ ...form, askedOn: '2026-11-03', 'answer-0': '1' }, questionnaire, today),
  );
});

test('the change is the last answer less the first, whatever was passed over between', () => {
  const score = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(score, { maxLength: 8 }), (scores) => {
      const answers = scores.map((one) => ({ answers: one === undefined ? {} : { a: one } }));
      const [change] = changesOf(questionnaire.items, answers as { answers: Record<string, number> }[]);
      const given = scores.filter((one) => one !== undefined);
      assert.deepEqual(change?.scores, scores);
      assert.equal(change?.change, given.length < 2 ? undefined : (given.at(-1) ?? 0) - (given[0] ?? 0));
    }),
  );
});

test('changes are said in words, and a review follows the start', () => {
  assert.deepEqual([2, -1, 0, undefined].map(changeWords), [
    'Up by 2',
    'Down by 1',
    'The same',
    'Asked once',
  ]);
  assert.equal(nextStage([]), 'start');
  assert.equal(nextStage([{ stage: 'start' }]), 'review');
});
