import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { markings } from '../decisions/types.ts';
import { highest, namesToLookAt, packTransitions, readPackForm } from './rules.ts';
import { type PackValues, packParts } from './types.ts';

const given = {
  boards: [{ id: 1 }, { id: 2 }],
  meetings: [
    { id: 5, boardId: 1 },
    { id: 6, boardId: 2 },
  ],
  issued: [{ id: 9, boardId: 2 }],
};
const values: PackValues = { board: '1', title: 'Pack', marking: 'official', parts: ['risks'], said: {} };
const wrong = (more: Partial<PackValues>): string[] => {
  const read = readPackForm({ ...values, ...more }, given);
  return 'errors' in read ? read.errors.map(({ field }) => field) : [];
};

describe('a pack', () => {
  test('an issued pack is copied, and nothing else', () => {
    assert.deepEqual(packTransitions.issued, { copy: 'issued' });
    assert.equal(packTransitions.dropped.issue, undefined);
  });

  test('its meeting, and the pack that it takes the place of, are of its board', () => {
    assert.deepEqual(wrong({}), []);
    assert.deepEqual(wrong({ meeting: '5' }), []);
    assert.deepEqual(wrong({ meeting: '6' }), ['meeting']);
    assert.deepEqual(wrong({ replaces: '9' }), ['replaces']);
    assert.deepEqual(wrong({ parts: [] }), ['parts']);
    assert.deepEqual(wrong({ parts: ['agenda'] }), ['meeting'], 'an agenda is of a meeting');
    assert.deepEqual(wrong({ said: { risks: 'See A1234BC.' } }), ['said-risks']);
  });

  test('parts are printed in their order, whatever the order in which they were chosen', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...packParts], { minLength: 1 }), (parts) => {
        const read = readPackForm({ ...values, meeting: '5', parts }, given);
        assert.ok('input' in read);
        assert.deepEqual(
          read.input.parts,
          packParts.filter((part) => parts.includes(part)),
        );
      }),
    );
  });

  test('the marking is never lower than that of any paper in it', () => {
    const one = fc.constantFrom(...markings);
    fc.assert(
      fc.property(one, fc.array(one), (chosen, papers) => {
        const got = markings.indexOf(highest(chosen, papers));
        assert.equal(got, Math.max(...[chosen, ...papers].map((marking) => markings.indexOf(marking))));
      }),
    );
  });

  test('words that look like a name are shown, and ordinary text is not', () => {
    assert.deepEqual(namesToLookAt({ risks: 'The risk grew after Jordan Whitlock was recalled.' }), [
      'Jordan Whitlock',
    ]);
    assert.deepEqual(namesToLookAt({ risks: 'Four risks are above what the scheme accepts.' }), []);
  });
});
