import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atomOf } from './feed.ts';
import {
  fileOf,
  isDue,
  monthInWords,
  orderOf2011,
  penceOf,
  poundsInWords,
  poundsOf,
  readEntry,
} from './rules.ts';
import type { EntryInput } from './types.ts';

const entry = (more: Partial<EntryInput> = {}): EntryInput => ({
  kind: 'spend',
  reference: 'L-1',
  on: '2026-10-05',
  endsOn: null,
  recipient: 'A supplier',
  purpose: 'Rent',
  reasons: 'Three quotes',
  conditions: '',
  copyAt: null,
  amountPence: 50_001,
  source: 'Ledger',
  ...more,
});

test('SI 2011/3050: above £500 and above £10,000, not at them; every grant', () => {
  assert.equal(isDue(entry({ amountPence: 50_000 }), orderOf2011), false);
  assert.equal(isDue(entry({ amountPence: 50_001 }), orderOf2011), true);
  assert.equal(isDue(entry({ kind: 'contract', amountPence: 1_000_000 }), orderOf2011), false);
  assert.equal(isDue(entry({ kind: 'contract', amountPence: 1_000_001 }), orderOf2011), true);
  assert.equal(isDue(entry({ kind: 'grant', amountPence: 1 }), orderOf2011), true);
});

test('pounds and pence go there and back for any amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (pence) => {
      assert.equal(penceOf(poundsOf(pence)), pence);
    }),
  );
  assert.equal(penceOf('£1,234.5'), 123_450);
  for (const wrong of ['', '1.234', '12,34', 'ten', '1e3', '£', '--1'])
    assert.equal(penceOf(wrong), undefined, wrong);
});

test('a file’s lines sum to its total, whatever the order of its entries', () => {
  const amounts = fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(amounts, (pence) => {
      const entries = pence.map((amountPence, at) => entry({ amountPence, reference: `L-${at}` }));
      const file = fileOf('Office', 'spend', entries, orderOf2011);
      const due = pence.filter((one) => one > 50_000);
      assert.equal(file.lines, due.length);
      assert.equal(
        file.totalPence,
        due.reduce((sum, one) => sum + one, 0),
      );
      assert.equal(file.content.split('\r\n').length, due.length + 2);
      assert.equal(fileOf('Office', 'spend', entries.toReversed(), orderOf2011).content, file.content);
    }),
  );
});

test('a spreadsheet runs nothing of a file', () => {
  const { content } = fileOf(
    'Office',
    'spend',
    [entry({ recipient: '=cmd|x', purpose: 'a,"b"' })],
    orderOf2011,
  );
  assert.match(content, /'=cmd\|x,"a,""b""",500\.01/);
});

test('an entry says what is missing, by its kind', () => {
  const fields = (values: Parameters<typeof readEntry>[0]) => {
    const read = readEntry(values);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  const full = { reference: 'r', on: '2026-02-01', recipient: 'r', purpose: 'p', amount: '600', source: 's' };
  assert.deepEqual(fields({ ...full, kind: 'spend', reasons: 'cheap' }), []);
  assert.deepEqual(fields({ ...full, kind: 'grant' }), ['reasons', 'conditions']);
  assert.deepEqual(fields({ ...full, kind: 'contract' }), ['copyAt']);
  assert.deepEqual(fields({ ...full, kind: 'spend', reasons: 'x', on: '2026-02-30' }), ['on']);
  assert.deepEqual(fields({ ...full, kind: 'contract', copyAt: 'x', endsOn: '2026-01-01' }), ['endsOn']);
});

test('a feed is well-formed whatever a notice says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      const line = {
        ...{ slug: 'a', office: title, number: '1/1', title, outcome: 'approved', decidedOn: null },
        ...{ state: 'published' as const, reason: null, supersededBy: null, edition: 1, example: false },
        publishedAt: new Date(0),
      };
      const inside = /<entry><title>([^<]*)<\/title>/.exec(atomOf([line], ''));
      assert.ok(inside !== null, 'nothing of it closes an element');
      assert.doesNotMatch(inside[1] ?? '', /&(?!(?:amp|lt|gt|quot);)/);
    }),
  );
});

test('people read amounts with commas and months by their names, where the file stays plain', () => {
  assert.equal(poundsInWords(9_868_400), '£98,684.00');
  assert.equal(poundsOf(9_868_400), '98684.00');
  assert.equal(monthInWords('2016-08'), 'August 2016');
});

test('an entry that asserts an effect is refused at its field; an aim is none', () => {
  const typed = {
    ...{
      kind: 'grant',
      reference: 'G-1',
      on: '2026-10-05',
      recipient: 'A charity',
      amount: '100',
      source: 'Ledger',
    },
    ...{ purpose: 'Link workers', reasons: 'To prevent re-offending', conditions: 'Standard' },
  };
  assert.ok('entry' in readEntry(typed), 'an aim');
  for (const field of ['purpose', 'reasons', 'conditions'] as const) {
    const read = readEntry({ ...typed, [field]: 'The scheme cut reoffending by 58%' });
    assert.ok('errors' in read);
    assert.deepEqual(
      read.errors.map((error) => error.field),
      [field],
    );
    assert.match(read.errors[0]?.text ?? '', /No claim card can be linked here/);
  }
});
