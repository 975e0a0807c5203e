import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fieldWords, type Refused, refusedField } from './schema-words.ts';

const told = (refused: Partial<Refused>, body: unknown = {}): string =>
  refusedField({ instancePath: '', keyword: '', params: {}, ...refused }, body).text;

test('a field is named in words', () => {
  assert.equal(fieldWords('given'), 'Given name');
  assert.equal(fieldWords('heardFrom'), 'Heard from');
  assert.equal(fieldWords('step-on'), 'Step on');
  assert.equal(fieldWords('items/3/why'), 'Why');
  assert.equal(fieldWords('constructor'), 'Constructor');
});

test('a text that is too long says its limit and how long it is', () => {
  assert.equal(
    told({ instancePath: '/why', keyword: 'maxLength', params: { limit: 4000 } }, { why: 'é'.repeat(6300) }),
    '“Why” may have no more than 4,000 characters: it has 6,300. Shorten it.',
  );
});

test('what is missing, no number, or no answer of the list is said plainly', () => {
  assert.equal(
    told({ keyword: 'required', params: { missingProperty: 'born' } }),
    '“Date of birth” is missing.',
  );
  assert.equal(
    told({ instancePath: '/hours', keyword: 'type', params: { type: 'integer' } }),
    '“Hours” is not a whole number.',
  );
  assert.equal(
    told({ instancePath: '/kind', keyword: 'enum', params: { allowedValues: ['a'] } }),
    '“Kind” is not one of the answers that there are. Choose again.',
  );
  assert.equal(
    told({ instancePath: '/rows', keyword: 'maxItems', params: { limit: 2 } }, { rows: [1, 2, 3] }),
    '“Rows” may have no more than 2 answers: 3 were given.',
  );
});

test('property: whatever is refused, nothing of what was sent and no word of the validator is in the message', () => {
  const keyword = fc.constantFrom('maxLength', 'pattern', 'anyOf', 'format', 'type', 'enum', 'minimum');
  fc.assert(
    fc.property(keyword, fc.stringMatching(/^[a-z]{9,40}$/), (one, value) => {
      const text = told({ instancePath: '/q', keyword: one, params: { limit: 3 } }, { q: value });
      assert.ok(!text.includes(value));
      assert.doesNotMatch(text, /must|NOT|undefined|NaN/);
    }),
  );
});
