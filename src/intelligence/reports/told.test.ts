import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readFeedbackForm, tellsMore } from './feedback-rules.ts';
import { plainReference, readThing } from './thing-rules.ts';

const known = { id: 12, words: 'Dan with the red cap sells bicycles, van AB12 CDE', names: ['Aaron Blythe'] };

test('words for an author tell nothing but what they reported', () => {
  for (const words of [
    'As report 13 says too',
    'See reports no. 7',
    'It was Blythe all along',
    'We know of aaron blythe',
    'PNC 2002/0073319Z is wanted',
    'Also in XY99 ZZZ',
    'The source is well placed',
    'Fits what we know, no. 2',
    'Fits R1',
    'see report 2',
    'Look at #14',
    'Number 412334567 says so too',
    'As Callum W told the panel',
    'Surveillance on Dean Hunts brother',
    'We have asked Hunt about it',
  ])
    assert.notEqual(tellsMore(words, known), undefined, words);
  for (const words of [
    'Thank you: your report 12 led to a search',
    'Dan with the red cap was spoken to',
    'The van AB12 CDE was stopped',
    'Not used: nothing was found',
    'Thank you. Officers on the beat look out for the van.',
    'Nothing was found on Tuesday by Norfolk Police; CCTV was asked for',
    'It was your report no. 12 that helped',
  ])
    assert.equal(tellsMore(words, known), undefined, words);
});

test('a name that was linked since is found wherever it stands in the words, unless the author wrote it', () => {
  const around = fc.stringMatching(/^[a-z ,.]{0,20}$/);
  fc.assert(
    fc.property(
      around,
      around,
      fc.constantFrom('Blythe', 'BLYTHE', 'Aaron  Blythe'),
      (before, after, name) => {
        const words = `${before} ${name} ${after}`;
        assert.notEqual(tellsMore(words, known), undefined);
        assert.equal(
          tellsMore(words, { ...known, words: 'I saw Aaron Blythe' })?.startsWith('It names') ?? false,
          false,
        );
      },
    ),
  );
});

test('feedback needs an outcome and words', () => {
  const fields = (form: object): string[] => {
    const read = readFeedbackForm(form, known);
    return read.kind === 'errors' ? read.errors.map(({ field }) => field) : [read.kind];
  };
  assert.deepEqual(fields({}), ['verdict', 'note']);
  assert.deepEqual(fields({ verdict: 'used', note: 'Thank you' }), ['input']);
  assert.deepEqual(fields({ verdict: 'accept', note: 'Thank you' }), ['verdict']);
  assert.deepEqual(fields({ verdict: 'used', note: 'TOP SECRET' }), ['secret']);
});

test('one thing is written one way, and what cannot be it says what is wanted', () => {
  assert.equal(plainReference('vehicle', ' ab12 cde'), 'AB12CDE');
  assert.equal(plainReference('address', 'nr13ju'), 'NR1 3JU');
  assert.equal(plainReference('address', 'Norwich'), undefined);
  assert.equal(plainReference('offence', '36/12345/26'), '36/12345/26');
  assert.deepEqual(readThing({ kind: 'vehicle', detail: 'Blue van' }), {
    input: { kind: 'vehicle', reference: null, detail: 'Blue van', offenceId: null },
  });
  for (const [form, field] of [
    [{}, 'kind'],
    [{ kind: 'address', reference: 'Norwich' }, 'reference'],
    [{ kind: 'vehicle' }, 'detail'],
    [{ kind: 'vehicle', offence: '4' }, 'detail'],
  ] as const) {
    const read = readThing(form);
    assert.deepEqual('errors' in read ? read.errors.map((error) => error.field) : [], [field]);
  }
});
