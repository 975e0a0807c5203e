import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused } from './assertions-for-tests.ts';
import {
  binomialCdf,
  detectableDifference,
  fisherExact,
  hypergeometricPmf,
  mcnemar,
  permutedBlocks,
  powerTwoProportions,
  riskDifferenceNewcombe,
  riskRatio,
  sampleSizeTwoProportions,
  seedCommitment,
} from './index.ts';

const SEED = '00112233445566778899aabbccddeeff'.repeat(2);
const AIDED = { events: 48, people: 216 };
const CONTROL = { events: 66, people: 216 };

test('an allocation list is derived again to the letter', () => {
  const { allocations, seedCommitment: commitment } = permutedBlocks({
    seed: SEED,
    stratum: 'Norwich|high',
    n: 24,
  });
  assert.equal(allocations.join(''), 'TTCCTCTCTCTTTCCCCCTTTCTC');
  assert.equal(commitment, '4773d12e2371bb935b9a0f5439b4a1c3ad3f2414b86980f8418d1cfabdfadfef');
  assert.equal(commitment, seedCommitment(Buffer.from(SEED, 'hex')));
  const low = permutedBlocks({ seed: Buffer.from(SEED, 'hex'), stratum: 'Norwich|low', n: 24 });
  assert.equal(low.allocations.join(''), 'CTTTCCCTCTTCCTCTTCTCCTTC');
});

test('a list goes on where the first places end', () => {
  const whole = permutedBlocks({ seed: SEED, stratum: 's', n: 40 });
  const part = permutedBlocks({ seed: SEED, stratum: 's', n: 15 });
  const rest = Array.from({ length: 25 }, () => part.rest.next().value);
  assert.deepEqual([...part.allocations, ...rest.map((place) => place?.arm)], whole.allocations);
  assert.equal(rest[0]?.position, 15);
});

test('every block holds its ratio, whatever the sizes and letters', () => {
  const ratios = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(ratios, fc.integer({ min: 1, max: 4 }), fc.string(), (ratio, times, stratum) => {
      const size = times * ratio.reduce((sum, share) => sum + share, 0);
      const arms = ratio.map((_, k) => `arm ${k}`);
      const options = { seed: SEED, stratum, n: 5 * size, blockSizes: [size], ratio, arms };
      const { allocations } = permutedBlocks(options);
      for (let from = 0; from < allocations.length; from += size) {
        const block = allocations.slice(from, from + size);
        for (const [k, arm] of arms.entries()) {
          assert.equal(block.filter((one) => one === arm).length, times * (ratio[k] ?? 0));
        }
      }
    }),
    { seed: 71, numRuns: 60 },
  );
});

test('all arrangements of a block of four come equally often', () => {
  const { allocations } = permutedBlocks({ seed: SEED, stratum: 'many', n: 12_000, blockSizes: [4] });
  const found = new Map<string, number>();
  for (let i = 0; i < allocations.length; i += 4) {
    const block = allocations.slice(i, i + 4).join('');
    found.set(block, (found.get(block) ?? 0) + 1);
  }
  const expected = 3000 / 6;
  const chiSquared = [...found.values()].reduce((sum, x) => sum + (x - expected) ** 2 / expected, 0);
  assert.equal(found.size, 6);
  assert.ok(chiSquared < 20.5, `χ² of 5 degrees of freedom: ${chiSquared}`);
});

test('the aid trial has its known difference, ratio and exact test', () => {
  const difference = riskDifferenceNewcombe(AIDED, CONTROL);
  assertPrinted(difference.estimate, -0.0833333, 7);
  assertPrinted(difference.lower, -0.1650463, 7);
  assertPrinted(difference.upper, -0.000151, 7);
  assertPrinted(difference.wald.lower, -0.1660835, 7);
  assertPrinted(difference.wald.upper, -0.0005831, 7);
  const ratio = riskRatio(AIDED, CONTROL);
  assertPrinted(ratio.estimate, 0.7272727, 7);
  assertPrinted(ratio.lower, 0.5278897, 7);
  assertPrinted(ratio.upper, 1.0019624, 7);
  const { pValue, oddsRatio } = fisherExact([
    [48, 168],
    [66, 150],
  ]);
  assertPrinted(pValue, 0.0632183, 7);
  assertPrinted(oddsRatio?.estimate ?? null, 0.6500016113, 10);
  assertPrinted(oddsRatio?.lower ?? null, 0.4110786941, 10);
  assertPrinted(oddsRatio?.upper ?? null, 1.022538226, 10);
});

test("Fisher's tea is R's, one-sided and two-sided", () => {
  const tea = [
    [3, 1],
    [1, 3],
  ];
  const greater = fisherExact(tea, { alternative: 'greater' });
  assertPrinted(greater.pValue, 0.2428571, 7);
  assertPrinted(greater.oddsRatio?.estimate ?? null, 6.408319659, 8);
  assertPrinted(greater.oddsRatio?.lower ?? null, 0.3135737675, 9);
  assert.equal(greater.oddsRatio?.upper, Infinity);
  const both = fisherExact(tea);
  assertPrinted(both.pValue, 0.4857142857, 10);
  assertPrinted(both.oddsRatio?.lower ?? null, 0.2117355954, 9);
  assertPrinted(both.oddsRatio?.upper ?? null, 626.2435306, 6);
  assert.equal(both.pGreater, greater.pValue);
  const none = fisherExact([
    [0, 5],
    [6, 2],
  ]);
  assertPrinted(none.pValue, 0.02097902098, 10);
  assert.deepEqual([none.oddsRatio?.estimate, none.oddsRatio?.lower], [0, 0]);
  assertPrinted(none.oddsRatio?.upper ?? null, 0.8257555395, 9);
  const empty = fisherExact([
    [0, 0],
    [6, 2],
  ]);
  assert.deepEqual([empty.pValue, empty.oddsRatio], [1, null]);
});

test('a large table keeps its digits', () => {
  const found = fisherExact([
    [12_000, 11_000],
    [11_900, 11_300],
  ]);
  assertClose(found.pValue, 0.05875533503484614, 1e-11);
  assertClose(found.pGreater, 0.02971178145103819, 1e-11);
  assertClose(found.oddsRatio?.estimate ?? null, 1.0359044802, 1e-10);
  assertClose(found.oddsRatio?.lower ?? null, 0.9986059595, 1e-10);
  const far = fisherExact([
    [900, 100],
    [100, 900],
  ]);
  assertClose(far.pGreater, hypergeometricTail(900, 1000, 1000, 1000), 1e-10);
});

function hypergeometricTail(x: number, m: number, n: number, k: number): number {
  return Array.from({ length: m - x + 1 }, (_, i) => hypergeometricPmf(m - i, m, n, k)).reduce(
    (sum, p) => sum + p,
    0,
  );
}

const cellCount = fc.nat({ max: 9 });

test('a larger table sums what a plain count of tables sums', () => {
  // Agresti's job satisfaction table, R's own example: 0.7827.
  const jobs = [
    [1, 2, 1, 0],
    [3, 3, 6, 1],
    [10, 10, 14, 9],
    [6, 7, 12, 11],
  ];
  assertPrinted(fisherExact(jobs).pValue, 0.7827, 4);
  fc.assert(
    fc.property(fc.array(cellCount, { minLength: 6, maxLength: 6 }), (cells) => {
      fc.pre(cells.some((x) => x > 0));
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = cells;
      const [rows, turned] = [
        [
          [a, b, c],
          [d, e, f],
        ],
        [
          [d, a],
          [e, b],
          [f, c],
        ],
      ];
      const expected = twoByThree(a, b, c, d, e, f);
      assertClose(fisherExact(rows).pValue, expected, 1e-9);
      assertClose(fisherExact(turned).pValue, expected, 1e-9);
    }),
    { seed: 72, numRuns: 60 },
  );
});

function twoByThree(a: number, b: number, c: number, d: number, e: number, f: number): number {
  const row = a + b + c;
  const weight = (x: number, y: number) =>
    x + y > row
      ? 0
      : hypergeometricPmf(x, a + d, b + e + c + f, row) * hypergeometricPmf(y, b + e, c + f, row - x);
  let total = 0;
  for (let x = 0; x <= Math.min(row, a + d); x++) {
    for (let y = 0; y <= b + e; y++) {
      if (row - x < 0 || row - x > b + e + c + f) continue;
      if (weight(x, y) <= weight(a, b) * (1 + 1e-7)) total += weight(x, y);
    }
  }
  return total;
}

test('Fisher and the risks do not care which side is called which', () => {
  const cell = fc.nat({ max: 60 });
  fc.assert(
    fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      fc.pre(a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0);
      const [there, back] = [
        fisherExact([
          [a, b],
          [c, d],
        ]),
        fisherExact([
          [c, d],
          [a, b],
        ]),
      ];
      assertClose(there.pValue, back.pValue, 1e-9);
      assertClose(there.oddsRatio?.lower ?? null, 1 / (back.oddsRatio?.upper ?? 0), 1e-9);
      assertClose(there.oddsRatio?.estimate ?? null, 1 / (back.oddsRatio?.estimate ?? 0), 1e-9);
      const [one, other] = [
        { events: a, people: a + b },
        { events: c, people: c + d },
      ];
      const [less, more] = [riskDifferenceNewcombe(one, other), riskDifferenceNewcombe(other, one)];
      assert.ok(Math.abs(less.lower + more.upper) < 1e-12);
      assert.ok(less.lower <= less.estimate && less.estimate <= less.upper);
      if (a > 0 && c > 0) assertClose(riskRatio(one, other).lower, 1 / riskRatio(other, one).upper, 1e-12);
    }),
    { seed: 73, numRuns: 100 },
  );
});

test("McNemar's test agrees with R and with the binomial", () => {
  // Agresti's approval ratings, the example of R's mcnemar.test.
  const found = mcnemar([
    [794, 86],
    [150, 570],
  ]);
  assertPrinted(found.corrected.statistic, 16.8178, 4);
  assertClose(found.corrected.pValue, 4.115e-5, 1e-3);
  assertPrinted(found.uncorrected.statistic, 17.3559, 4);
  assertClose(found.exactPValue, 2 * binomialCdf(86, 236, 0.5), 1e-12);
  assert.deepEqual([found.pairs, found.discordant], [1600, [86, 150]]);
  assertClose(found.difference.estimate, -0.04, 1e-12);
  const newcombe = mcnemar([
    [36, 12],
    [2, 0],
  ]).difference;
  assertPrinted(newcombe.lower, 0.0569, 4);
  assertPrinted(newcombe.upper, 0.3404, 4);
  const even = mcnemar([
    [0, 5],
    [5, 0],
  ]);
  assert.deepEqual([even.corrected.pValue, even.exactPValue, even.difference.estimate], [1, 1, 0]);
});

test('sizes of trials are those of the reference, and R gives the pooled ones', () => {
  const size = (p1: number, p2: number) => sampleSizeTwoProportions({ p1, p2 }).n1;
  assert.deepEqual([size(0.56, 0.46), size(0.56, 0.51), size(0.45, 0.35)], [389, 1559, 373]);
  const pooled = { p1: 0.5, p2: 0.75, variance: 'pooled' } as const;
  assertPrinted(sampleSizeTwoProportions({ ...pooled, power: 0.9 }).exact, 76.7, 1);
  assertPrinted(powerTwoProportions({ ...pooled, n1: 50 }), 0.7401659, 6);
  const uneven = sampleSizeTwoProportions({ p1: 0.56, p2: 0.46, ratio: 2 });
  assert.ok(uneven.n1 < 389 && uneven.n2 > 389 && Math.abs(uneven.n2 - 2 * uneven.n1) <= 1);
});

test('size, power and detectable difference answer one another', () => {
  const risk = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  const variance = fc.constantFrom('pooled' as const, 'unpooled' as const);
  fc.assert(
    fc.property(risk, risk, fc.double({ min: 0.3, max: 3, noNaN: true }), variance, (p1, p2, ratio, kind) => {
      fc.pre(Math.abs(p1 - p2) > 0.02);
      const { n1, n2 } = sampleSizeTwoProportions({ p1, p2, ratio, variance: kind });
      assert.ok(powerTwoProportions({ p1, p2, n1, n2, variance: kind }) >= 0.8 - 1e-9);
      const { below, above } = detectableDifference({ p1, n1, n2, variance: kind });
      const nearest = p2 < p1 ? below : above;
      assert.ok(nearest !== null && Math.abs(nearest - p1) <= Math.abs(p2 - p1) + 1e-9);
      assertClose(powerTwoProportions({ p1, p2: nearest, n1, n2, variance: kind }), 0.8, 1e-8);
    }),
    { seed: 74, numRuns: 60 },
  );
  assert.equal(detectableDifference({ p1: 0.5, n1: 3 }).below, null);
});

test('what has no answer is refused by name', () => {
  const list = { seed: SEED, stratum: 's', n: 4 };
  assertRefused(() => permutedBlocks({ ...list, seed: 'not hexadecimal' }), 'invalid-argument');
  assertRefused(() => permutedBlocks({ ...list, seed: 'abcd' }), 'invalid-argument');
  assertRefused(() => permutedBlocks({ ...list, blockSizes: [5] }), 'invalid-argument');
  assertRefused(() => permutedBlocks({ ...list, ratio: [1] }), 'lengths-differ');
  assertRefused(() => permutedBlocks({ ...list, arms: ['T', 'T'] }), 'invalid-argument');
  assertRefused(() => permutedBlocks({ ...list, n: -1 }), 'invalid-count');
  assertRefused(() => riskDifferenceNewcombe({ events: 0, people: 0 }, CONTROL), 'no-people');
  assertRefused(() => riskRatio({ events: 5, people: 4 }, CONTROL), 'invalid-count');
  assertRefused(() => riskRatio({ events: 0, people: 4 }, { events: 0, people: 4 }), 'no-events');
  assert.deepEqual(riskRatio(CONTROL, { events: 0, people: 9 }).estimate, Infinity);
  assertRefused(() => fisherExact([]), 'no-people');
  assertRefused(() => fisherExact([[1, 2], [3]]), 'lengths-differ');
  assertRefused(
    () =>
      fisherExact(
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
        { alternative: 'less' },
      ),
    'invalid-argument',
  );
  assertRefused(
    () =>
      mcnemar([
        [4, 0],
        [0, 3],
      ]),
    'no-events',
  );
  const vast = 1_000_000_000;
  assertRefused(
    () =>
      fisherExact([
        [vast, vast],
        [vast, vast],
      ]),
    'not-converged',
  );
  assertRefused(
    () =>
      fisherExact([
        [vast, 9, 9],
        [9, vast, 9],
      ]),
    'not-converged',
  );
  assertRefused(() => mcnemar([[4, 0, 1]]), 'lengths-differ');
  assertRefused(() => sampleSizeTwoProportions({ p1: 0.3, p2: 0.3 }), 'invalid-argument');
  assertRefused(() => sampleSizeTwoProportions({ p1: 0, p2: 0.3 }), 'invalid-probability');
  assertRefused(() => powerTwoProportions({ p1: 0.1, p2: 0.3, n1: 0 }), 'no-people');
});
