import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reportedOf } from './reported.ts';

const questionnaire = {
  name: 'How things are for me',
  items: [
    { code: 'a', name: 'Arguments' },
    { code: 'b', name: 'Family' },
  ],
};
const pair = (change: number) => ({ first: { a: 3, b: 3 }, last: { a: 3 + change, b: 3 } });

test('of fewer than ten people nothing is told', () => {
  assert.equal(reportedOf(questionnaire, Array(9).fill(pair(1))).shown, false);
  assert.equal(reportedOf(undefined, Array(20).fill(pair(1))).shown, false);
});

test('more, the same, less: as counted where none of them is few', () => {
  const told = reportedOf(questionnaire, [...Array(12).fill(pair(1)), ...Array(6).fill(pair(-1))]);
  assert.deepEqual(told.shown && told.items[0], { name: 'Arguments', better: 12, same: 0, worse: 6 });
});

test('no count of 1 to 4 is told, nor can be worked out, whatever people answered or passed over', () => {
  const change = fc.constantFrom(-1, 0, 1, undefined);
  const answers = fc.record({ a: change, b: change });
  fc.assert(
    fc.property(fc.array(answers, { minLength: 10, maxLength: 60 }), (people) => {
      const told = reportedOf(
        questionnaire,
        people.map(({ a, b }) => ({
          first: { a: 3, b: 3 },
          last: { ...(a === undefined ? {} : { a: 3 + a }), ...(b === undefined ? {} : { b: 3 + b }) },
        })),
      );
      assert.ok(told.shown);
      for (const item of told.items) {
        const cells = [item.better, item.same, item.worse];
        const shown = cells.filter((count) => count !== null);
        assert.ok(shown.length === 0 || shown.length === 3, 'whole or not at all');
        for (const count of shown) assert.ok(count === 0 || count >= 5);
        // Whoever knows how many were asked again knows how many passed it over.
        const passed = people.length - shown.reduce((sum, count) => sum + count, 0);
        assert.ok(shown.length === 0 || passed === 0 || passed >= 5);
      }
    }),
  );
});
