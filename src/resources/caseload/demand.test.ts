import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countAhead, forecast, peopleAhead, shareAhead } from './demand.ts';

const sum = (list: readonly number[]): number => list.reduce((total, p) => total + p, 0);
const mean = (list: readonly number[]): number => list.reduce((total, p, k) => total + p * k, 0);
const near = (left: number, right: number, within = 1e-6): boolean => Math.abs(left - right) < within;

test('distributions are whole, and their means are those of their formulas', () => {
  fc.assert(
    fc.property(fc.nat(80), fc.integer({ min: 1, max: 12 }), (behind, months) => {
      const list = countAhead(behind, 12, months);
      assert.ok(near(sum(list), 1));
      // Gamma(x + ½, 12) for the rate: so many a month, for so many months.
      assert.ok(near(mean(list), ((behind + 0.5) / 12) * months, 1e-4));
    }),
    { numRuns: 50 },
  );
  fc.assert(
    fc.property(fc.nat(40), fc.nat(60), fc.nat(60), (n, yes, no) => {
      const list = shareAhead(n, yes, yes + no);
      assert.equal(list.length, n + 1);
      assert.ok(near(sum(list), 1));
      assert.ok(near(mean(list), (n * (yes + 0.5)) / (yes + no + 1), 1e-5));
    }),
    { numRuns: 50 },
  );
});

test('one of two, without anything known, is anybody’s guess: by hand 3/8, 1/4, 3/8', () => {
  const [none = 0, one = 0, both = 0] = shareAhead(2, 0, 0);
  assert.ok(near(none, 3 / 8) && near(one, 1 / 4) && near(both, 3 / 8));
});

test('what comes and goes is added up exactly, and nobody is fewer than nobody', () => {
  const coin = [0.5, 0.5];
  assert.deepEqual(peopleAhead(10, coin, coin), { middle: 10, lower: 9, upper: 11 });
  assert.deepEqual(peopleAhead(0, [1], [0.01, 0.99]), { middle: 0, lower: 0, upper: 0 });
});

test('limits hold the middle, and widen with the months', () => {
  const input = fc.record({ people: fc.nat(300), joined: fc.nat(60), left: fc.nat(60), listed: fc.nat(30) });
  fc.assert(
    fc.property(input, fc.nat(30), fc.nat(30), (facts, yes, no) => {
      const decided = { adopted: yes, of: yes + no };
      const [short, long] = [forecast(facts, decided, 1), forecast(facts, decided, 12)];
      for (const { byLists, byHistory } of [short, long])
        for (const { lower, middle, upper } of [byLists, byHistory])
          assert.ok(lower >= 0 && lower <= middle && middle <= upper);
      const width = ({ lower, upper }: { lower: number; upper: number }): number => upper - lower;
      assert.ok(facts.people < 60 || width(long.byHistory) >= width(short.byHistory));
      assert.ok(short.byLists.upper <= facts.people + facts.listed, 'nobody comes who is on no list');
    }),
    { numRuns: 60 },
  );
});
