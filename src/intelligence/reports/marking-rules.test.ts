import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMarkedSecret, standingOf } from './marking-rules.ts';

const cases: readonly [ReturnType<typeof standingOf>, readonly string[]][] = [
  [
    'marking',
    [
      'SECRET',
      'secret',
      'Secret:',
      'Secret: STRAP',
      'TOP SECRET: something',
      'Top Secret: surveillance of the yard',
      'top secret - the yard',
      'Seen at the yard.\nSecret\nMore follows',
      'SECRET surveillance of the yard',
      'It is from a TOP SECRET paper',
      'UK-SECRET material',
      'uk secret material',
      'NATO-SECRET: the yard',
      'The paper says NATO SECRET',
      'SECRET_UK only',
      'It says SECRET//NOFORN at its head',
      'S E C R E T',
      'It says s.e.c.r.e.t at its head',
      'TOP\u00a0SECRET',
      'ＳＥＣＲＥＴ',
      'ＴＯＰ ＳＥＣＲＥＴ: the yard',
      'SE\u200bCRET: the yard',
      'A paper marked secret says so',
      'It was classified as Top Secret',
      'Classification: Secret. He is watched',
      'TOP SECRET STRAP1',
    ],
  ],
  ['ask', ['keep it SECRET from her mum', 'from a SECRET paper', 'was SECRET', 'He said it was Top Secret']],
  [
    undefined,
    [
      'He keeps it secret from her mum',
      'They kept it secret; a SECRETARY told them',
      'Secret meetings are held at the yard',
      'secretly recorded',
      'He said it was top secret and laughed',
      'A secret compartment in the van',
      'OFFICIAL-SENSITIVE',
      '',
    ],
  ],
];

test('a marking is found where it stands as one, a word is left, and what may be either is asked', () => {
  for (const [expected, texts] of cases)
    for (const text of texts) assert.equal(standingOf(text), expected, JSON.stringify(text));
});

test('only what can be nothing else is refused unseen', () => {
  assert.equal(isMarkedSecret('keep it SECRET from her mum'), false);
  assert.equal(isMarkedSecret('Top Secret: surveillance'), true);
});
