import assert from 'node:assert/strict';
import { test } from 'node:test';
import { birthWords } from '../../people/index.ts';
import { formOf, type NominationForm, readNomination } from './nomination-rules.ts';

const today = '2026-11-02';
const good: NominationForm = {
  kind: 'agency',
  given: 'Ann',
  family: 'Quill',
  born: '1990-05-06',
  why: 'Often seen',
  evidence: 'Our notes',
  hoped: 'A plan',
};
const read = (more: NominationForm) => readNomination({ ...good, ...more }, today);
const faultOf = (more: NominationForm) => read(more).errors.map(({ field, text }) => `${field}: ${text}`);

test('a year alone is taken, kept as a day that is not known, shown so, and typed so again', () => {
  const { input } = read({ born: '1978' });
  assert.deepEqual([input?.born, input?.bornAs], ['1978-01-01', 'year']);
  assert.equal(birthWords('1978-01-01', 'year'), '1978, the year alone');
  assert.equal(birthWords('1978-01-01', 'day'), '1 January 1978');
  assert.equal(birthWords('1978-01-01', null), '1978, on a day that is not known (or on 1 January)');
  assert.equal(birthWords('1978-01-02', null), '2 January 1978');
  assert.equal(input && formOf(input).born, '1978');
  assert.equal(input && formOf({ ...input, bornAs: null }).born, '1978');
  const first = read({ born: '1 1 1978' }).input;
  assert.deepEqual([first?.born, first?.bornAs], ['1978-01-01', 'day']);
  assert.equal(first && formOf(first).born, '1978-01-01');
  assert.equal(read({ born: '6 5 1990' }).input?.born, '1990-05-06');
  for (const born of ['2027', '1899', '2026-11-03', 'soon'])
    assert.match(faultOf({ born })[0] ?? '', /^born: /);
  assert.deepEqual(faultOf({ born: '' }), ['born: Enter the date of birth, or the year alone']);
});

test('a number is one that we know the form of, kept as it is written in full; of any other it is told', () => {
  assert.equal(read({ identifier: ' x000001 ' }).input?.identifier, 'X000001');
  assert.equal(read({ identifier: '24/3547010K' }).input?.identifier, '2024/3547010K');
  assert.equal(read({ identifier: '' }).input?.identifier, null);
  for (const identifier of ['rubbish###', 'x', '2024/3547010X', '9'.repeat(60)]) {
    const [fault, ...more] = faultOf({ identifier });
    assert.match(fault ?? '', /^identifier: .+\. A number of another kind belongs under “What shows it”$/);
    assert.deepEqual(more, []);
  }
});

test('what is too long is told at its field with the limit', () => {
  assert.deepEqual(faultOf({ given: 'a'.repeat(101) }), [
    'given: Use 100 characters or fewer: there are 101',
  ]);
  assert.deepEqual(faultOf({ why: 'a'.repeat(6300) }), [
    'why: Use 4,000 characters or fewer: there are 6,300',
  ]);
});

test('what a nomination says opens the form that says it', () => {
  const { input } = read({ kind: 'self', consent: 'paper', consentOn: '2026-10-01', identifier: 'X000001' });
  assert.ok(input !== undefined);
  assert.deepEqual(readNomination(formOf(input), today).input, input);
});
