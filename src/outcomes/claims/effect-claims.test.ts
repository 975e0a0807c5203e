import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { effectClaims } from './effect-claims.ts';
import { asserted, harmless } from './effect-texts-for-tests.ts';

const ended = (said: string): string => (said.endsWith('.') ? said : `${said}.`);

describe('what asserts an effect on offending', () => {
  for (const text of asserted)
    it(`finds: ${text.slice(0, 70)}`, () => assert.notDeepEqual(effectClaims(text), []));
  for (const text of harmless)
    it(`leaves: ${text.slice(0, 70)}`, () => assert.deepEqual(effectClaims(text), []));

  it('takes a heading, and an item of a list, for itself', () => {
    for (const text of [
      'Reducing offending\n\nThe budget fell by 5%.',
      'Reducing offending\nThe budget fell by 5%.',
      '- Reducing offending\n- fell behind on rent',
    ])
      assert.deepEqual(effectClaims(text), [], text);
  });

  it('gives the place of the phrase in a longer paper', () => {
    const text = `1.4 The board meets monthly.\n1.5 ${asserted[0]}\n1.6 It aims to reduce crime.`;
    const [one, ...more] = effectClaims(text);
    assert.equal(more.length, 0);
    assert.match(one?.phrase ?? '', /58% reduction in reoffending/);
    assert.equal(text.slice(one?.start, one?.end), one?.phrase);
  });

  it('finds what is asserted wherever it stands, in order and without overlap', () => {
    const sentence = fc.oneof(
      fc.constantFrom(...asserted.map(ended)).map((said) => ({ said, isClaim: true })),
      fc.constantFrom(...harmless.map(ended)).map((said) => ({
        said,
        isClaim: false,
      })),
    );
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 8 }), (parts) => {
        const text = parts.map(({ said }) => said).join(' ');
        const found = effectClaims(text);
        found.forEach(({ start, end, phrase }, index) => {
          assert.equal(text.slice(start, end), phrase);
          assert.ok(start >= (found[index - 1]?.end ?? 0));
        });
        let from = 0;
        for (const { said, isClaim } of parts) {
          const to = from + said.length;
          assert.equal(
            found.some(({ start, end }) => start < to && end > from),
            isClaim,
            said,
          );
          from = to + 1;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('answers any text, and a long one without end', () => {
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => Array.isArray(effectClaims(text))));
    const long = 'the reduction of the offending in the scheme and '.repeat(4_000);
    assert.ok(Array.isArray(effectClaims(long)));
    // Rows of dashes, apostrophes, spaces and digits once took for ever.
    for (const word of ['cut ', 'offending ', 'led to ', 'fewer ', 'reoffending fell by ', 'commit ', ''])
      for (const row of ['-', '’', "'", '- ', ' ', '1', '1,', 'a-', 'cut ', 'to help ', '(', ', the '])
        assert.ok(Array.isArray(effectClaims(word + row.repeat(40_000 / row.length))), word + row);
  });
});
