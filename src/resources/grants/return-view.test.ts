import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../web/html.ts';
import { sentReturn, workTable } from './return-view.ts';
import type { Grant, GrantReturn } from './types.ts';

const grant: Grant = {
  id: 1,
  agencyId: 1,
  agency: 'Office',
  providerId: 2,
  provider: 'Provider',
  reference: 'T/1',
  title: 'Link worker',
  purpose: 'p',
  reasons: 'r',
  conditions: 'c',
  source: null,
  basis: 'grant',
  feePence: null,
  feeMeasure: null,
  claimMeasure: null,
  claimLevel: null,
  statedPence: null,
  startsOn: '2026-04-01',
  endsOn: '2027-03-31',
  returnDays: 28,
  lateConsequence: 'Nothing is paid.',
  flagPercent: 80,
  namedAs: null,
  fromPaper: false,
  state: 'in-force',
  example: false,
  publishedAt: null,
  version: 1,
};

const one: GrantReturn = {
  id: 1,
  grantId: 1,
  quarterId: 7,
  year: '2026/27',
  quarter: 2,
  state: 'open',
  spendPence: null,
  firstSentAt: null,
  sentAt: new Date('2026-11-20T10:00:00Z'),
  sentBy: 'Somebody',
  decidedBy: null,
  decidedAt: null,
  note: null,
  version: 3,
  count: null,
};

/** As it is read: without markup, with single spaces. */
const wordsOf = (markup: string): string => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

test('a return that was taken back says so, how late it is once, and what the quarter’s profile has', () => {
  const quarters = [{ id: 7, year: '2026/27', quarter: 2 as const, pence: 800_000n }];
  const model = { grant, one, outputs: [], kinds: { kinds: [] }, quarters, returns: [one], text: undefined };
  const words = wordsOf(render(sentReturn({ ...model, today: '2026-11-22' })));
  assert.equal(words.match(/25 days late/g)?.length, 1);
  assert.match(words, /Was sent, and taken back/);
  assert.match(words, /In the profile for the quarter £8,000\.00/);
  assert.match(words, /Spent to date Not known/);
});

test('attended is of those due, and where nobody was due nobody is counted as missing', () => {
  const row = { source: 'contact' as const, n: 7, minutes: 30 };
  const words = wordsOf(
    render(
      workTable(
        [
          { ...row, kind: 'visit', due: 5, attended: 4 },
          { ...row, kind: 'call', due: 0, attended: 0 },
        ],
        { kinds: [] },
      ),
    ),
  );
  assert.match(words, /visit 7 4 of 5/);
  assert.match(words, /call 7 Nobody was due/);
});
