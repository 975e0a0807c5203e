import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  percentUnits,
  readPounds,
  roundTo,
  type Share,
  shareOut,
  showPounds,
  showThousands,
} from './money.ts';

const norfolkSuffolk: Share[] = [
  { agency: 'norfolk', percent: '56.5' },
  { agency: 'suffolk', percent: '43.5' },
];

/** Shares of two to six agencies that sum to 100 %, in hundredths of a per cent. */
const anyShares: fc.Arbitrary<Share[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 5 })
  .map((cuts) => {
    const edges = [0, ...cuts.sort((one, other) => one - other), 10_000];
    return edges.slice(1).map((edge, index) => {
      const units = edge - (edges[index] ?? 0);
      return {
        agency: `agency-${index}`,
        percent: `${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`,
      };
    });
  });

const anyPence = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

test('parts sum to the whole exactly', () => {
  fc.assert(
    fc.property(anyPence, anyShares, (pence, shares) => {
      const sum = shareOut(pence, shares).reduce((total, part) => total + part.pence, 0n);
      assert.equal(sum, pence);
    }),
  );
});

test('no part is off by a penny', () => {
  fc.assert(
    fc.property(anyPence, anyShares, (pence, shares) => {
      for (const [index, part] of shareOut(pence, shares).entries()) {
        // part × 100 % against pence × share, both in millionths of a per cent: exact integers.
        const exact = pence * percentUnits(shares[index]?.percent ?? '0');
        const off = part.pence * 100_000_000n - exact;
        assert.ok(off < 100_000_000n && off > -100_000_000n, `${part.agency} is off by ${off}`);
      }
    }),
  );
});

test('the order of the shares makes no difference', () => {
  fc.assert(
    fc.property(anyPence, anyShares, fc.infiniteStream(fc.nat()), (pence, shares, keys) => {
      const order = shares.map((share) => ({ share, key: keys.next().value ?? 0 }));
      const shuffled = order.sort((one, other) => one.key - other.key).map(({ share }) => share);
      const byAgency = (parts: ReturnType<typeof shareOut>) =>
        parts.toSorted((one, other) => (one.agency < other.agency ? -1 : 1));
      assert.deepEqual(byAgency(shareOut(pence, shuffled)), byAgency(shareOut(pence, shares)));
    }),
  );
});

test('shares that do not sum to 100 % are refused', () => {
  assert.throws(
    () => shareOut(100n, [norfolkSuffolk[0] as Share, { agency: 'suffolk', percent: '43.4' }]),
    /sum to 99\.9 %/,
  );
  assert.throws(() => shareOut(100n, [{ agency: 'norfolk', percent: '100,0' }]), RangeError);
});

test('decision 2015/11, 5.3 and Table 1: £1.177m at 56.5 / 43.5 is £665k / £512k', () => {
  const parts = shareOut(117_700_000n, norfolkSuffolk);
  assert.deepEqual(
    parts.map((part) => showPounds(part.pence)),
    ['£665,005.00', '£511,995.00'],
  );
  assert.deepEqual(
    parts.map((part) => showThousands(part.pence)),
    ['£665k', '£512k'],
  );
});

test('an odd penny goes to the part that lost most', () => {
  assert.deepEqual(
    shareOut(1n, norfolkSuffolk).map((part) => part.pence),
    [1n, 0n],
  );
  const halves = [
    { agency: 'b', percent: '50' },
    { agency: 'a', percent: '50' },
  ];
  assert.deepEqual(
    shareOut(3n, halves).map((part) => [part.agency, part.pence]),
    [
      ['b', 1n],
      ['a', 2n],
    ],
  );
});

test('what is typed and what is shown', () => {
  assert.equal(readPounds('£1,177,000'), 117_700_000n);
  assert.equal(readPounds('98684.50'), 9_868_450n);
  assert.equal(readPounds('-12.5'), undefined);
  assert.equal(readPounds('1,17'), undefined);
  assert.equal(showPounds(-1250n), '−£12.50');
  assert.equal(roundTo(117_700_000n, 1_000_000n), 118_000_000n);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (pence) => {
      assert.equal(readPounds(showPounds(pence)), pence);
    }),
  );
});
