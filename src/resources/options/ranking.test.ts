import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPreferred, checkSavings, checkStatement } from './checks.ts';
import { compare, decimals, fraction, percent } from './fraction.ts';
import { oneAtATime, partAhead, rank, shifts } from './ranking.ts';
import type { AppraisalOption, Criterion, OptionFigure, Score } from './types.ts';

const option = (id: number, given: Partial<AppraisalOption> = {}): AppraisalOption => ({
  id,
  appraisalId: 1,
  position: id,
  title: `Option ${id}`,
  structure: '',
  risks: null,
  fit: null,
  state: 'considered',
  reason: null,
  version: 1,
  figures: [],
  ...given,
});

const criteriaOf = (weights: readonly number[]): Criterion[] =>
  weights.map((weight, index) => ({ id: index + 1, name: `C${index + 1}`, meaning: null, weight }));

const scoresOf = (rows: readonly (readonly (number | null)[])[]): Score[] =>
  rows.flatMap((row, index) => row.map((score, at) => ({ optionId: index + 1, criterionId: at + 1, score })));

const ranking = (weights: readonly number[], rows: readonly (readonly (number | null)[])[]) =>
  rank(
    rows.map((_, index) => option(index + 1)),
    criteriaOf(weights),
    scoresOf(rows),
  );

test('the weighted mean decides; ties share a place; what is not scored stands last', () => {
  const ranked = ranking(
    [60, 40],
    [
      [5, 5],
      [null, 9],
      [10, 0],
      [3, 8],
    ],
  );
  assert.deepEqual(
    ranked.map(({ option: { id }, place, mean }) => [id, place, mean && decimals(mean, 1)]),
    [
      [3, 1, '6.0'],
      [1, 2, '5.0'],
      [4, 2, '5.0'],
      [2, undefined, undefined],
    ],
  );
});

test('which weight lets another win, one at a time', () => {
  const criteria = criteriaOf([60, 40]);
  const [winner, ...rivals] = ranking(
    [60, 40],
    [
      [8, 4],
      [5, 7],
    ],
  );
  assert.ok(winner);
  const [first, second] = oneAtATime(winner, rivals, criteria);
  // 60·3 against 40·3: they are even where both count the same.
  assert.equal(decimals(first?.below?.weight ?? fraction(0), 1), '40.0');
  assert.equal(first?.above, undefined);
  assert.equal(decimals(second?.above?.weight ?? fraction(0), 1), '60.0');
  assert.equal(second?.below, undefined);
  const [nearest] = shifts(winner, rivals, criteria);
  assert.equal(decimals(nearest?.points ?? fraction(0), 1), '10.0');
  assert.deepEqual(nearest?.ahead, fraction(1, 2));
});

test('an option that is nowhere worse is never overtaken', () => {
  const criteria = criteriaOf([50, 50]);
  const [winner, ...rivals] = ranking(
    [50, 50],
    [
      [8, 5],
      [5, 5],
    ],
  );
  assert.ok(winner);
  const [shift] = shifts(winner, rivals, criteria);
  assert.equal(shift?.points, undefined);
  assert.deepEqual(shift?.ahead, fraction(1));
  assert.ok(oneAtATime(winner, rivals, criteria).every(({ above }) => above === undefined));
});

const table = fc.integer({ min: 2, max: 5 }).chain((count) =>
  fc.record({
    weights: fc
      .array(fc.integer({ min: 0, max: 100 }), { minLength: count, maxLength: count })
      .filter((weights) => weights.some((weight) => weight > 0)),
    rows: fc.array(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: count, maxLength: count }), {
      minLength: 2,
      maxLength: 5,
    }),
  }),
);

/** The weights in hundredths of the fraction's denominator, so that they stay whole. */
const scaled = (weights: readonly number[], at: number, weight: { n: bigint; d: bigint }, nudge: bigint) =>
  weights.map((one, index) =>
    index === at ? Number(weight.n * 1000n + nudge * weight.d) : one * 1000 * Number(weight.d),
  );

test('just beyond a turn the named rival is ahead, just before it nobody is', () => {
  fc.assert(
    fc.property(table, ({ weights, rows }) => {
      const [winner, ...rivals] = ranking(weights, rows);
      if (winner === undefined) return;
      for (const [at, { above, below }] of oneAtATime(winner, rivals, criteriaOf(weights)).entries())
        for (const [turn, way] of [
          [above, 1n],
          [below, -1n],
        ] as const) {
          if (turn === undefined) continue;
          const meanOf = (nudge: bigint, id: number) =>
            ranking(scaled(weights, at, turn.weight, nudge), rows).find((one) => one.option.id === id)?.mean;
          const [mine, theirs] = [meanOf(way, winner.option.id), meanOf(way, turn.rival.id)];
          if (mine && theirs) assert.ok(compare(theirs, mine) > 0n);
          const best = ranking(scaled(weights, at, turn.weight, 0n), rows)[0]?.mean;
          const even = meanOf(0n, winner.option.id);
          if (best && even) assert.equal(compare(best, even), 0n);
        }
    }),
  );
});

test('no move from one criterion to one other is smaller than the least shift', () => {
  fc.assert(
    fc.property(table, ({ weights, rows }) => {
      const criteria = criteriaOf(weights);
      const [winner, ...rivals] = ranking(weights, rows);
      if (winner === undefined) return;
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const { rival, points, ahead } of shifts(winner, rivals, criteria)) {
        const theirs = rivals.find((one) => one.option.id === rival.id)?.scores ?? [];
        const leads = winner.scores.map((score, at) => (score ?? 0) - (theirs[at] ?? 0));
        const lead = leads.reduce((sum, one, at) => sum + one * (weights[at] ?? 0), 0);
        for (const [a, most] of leads.entries())
          for (const least of leads) {
            if (most <= least || lead > (most - least) * (weights[a] ?? 0) || least >= 0) continue;
            assert.ok(points !== undefined && compare(points, fraction(lead, most - least)) <= 0n);
          }
        assert.ok(ahead.n >= 0n && ahead.n <= ahead.d);
        if (points === undefined) continue;
        assert.ok(points.n >= 0n && compare(points, fraction(total)) <= 0n);
        if (ahead.n === ahead.d) assert.fail('a rival that some weights put ahead is not always behind');
      }
    }),
  );
});

test('the part of all weightings agrees with a grid of them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2, maxLength: 3 }), (leads) => {
      const steps = 200;
      let ahead = 0;
      let all = 0;
      for (let i = 0; i < steps; i += 1)
        for (let j = 0; j < (leads.length === 3 ? steps - i : 1); j += 1) {
          const [x, y] = [(i + 1 / 3) / steps, (j + 1 / 3) / steps];
          const sum =
            leads.length === 3
              ? (leads[0] ?? 0) * x + (leads[1] ?? 0) * y + (leads[2] ?? 0) * (1 - x - y)
              : (leads[0] ?? 0) * x + (leads[1] ?? 0) * (1 - x);
          all += 1;
          if (sum > 0) ahead += 1;
        }
      const exact = partAhead(leads);
      assert.ok(Math.abs(Number(exact.n) / Number(exact.d) - ahead / all) < 0.02);
    }),
    { numRuns: 60 },
  );
});

test('the part ahead of one and behind it make a whole', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: -10, max: 10 }).filter((lead) => lead !== 0),
        { minLength: 1, maxLength: 8 },
      ),
      (leads) => {
        const [one, other] = [partAhead(leads), partAhead(leads.map((lead) => -lead))];
        assert.deepEqual(fraction(one.n * other.d + other.n * one.d, one.d * other.d), fraction(1));
      },
    ),
  );
});

const statement = {
  id: 1,
  place: 'Option 3',
  text: '',
  peopleShare: 800,
  crimesShare: 400,
  shareStep: 100,
  leastEach: 10,
  everybody: true,
};

test('seed 002, option 3: 8 % with ten or more crimes each cannot have committed 4 % of the crimes', () => {
  const check = checkStatement(statement);
  assert.equal(check.verdict, 'slip');
  assert.match(check.says, /at least 8\.8 % of the crimes; 4 % is printed/);
  assert.equal(checkStatement({ ...statement, crimesShare: 4000 }).verdict, 'agrees');
  // 8.81 % is the least there can be, so 9 % may stand, and so may 8 % once both are rounded.
  assert.equal(checkStatement({ ...statement, crimesShare: 900 }).verdict, 'agrees');
  assert.equal(checkStatement({ ...statement, crimesShare: 700 }).verdict, 'slip');
  const some = checkStatement({ ...statement, everybody: false });
  assert.equal(some.verdict, 'note');
  assert.match(some.says, /20\.9 each on average/);
});

test('no statement that is true of some cohort is called impossible', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(1, 10, 100),
      (crimes, leastEach, shareStep) => {
        const all = crimes.reduce((sum, count) => sum + count, 0);
        if (all === 0) return;
        const theirs = crimes.filter((count) => count >= leastEach);
        const rounded = (part: number, whole: number) =>
          Math.round((part / whole) * (10_000 / shareStep)) * shareStep;
        const check = checkStatement({
          ...statement,
          leastEach,
          shareStep,
          peopleShare: rounded(theirs.length, crimes.length),
          crimesShare: rounded(
            theirs.reduce((sum, count) => sum + count, 0),
            all,
          ),
        });
        assert.notEqual(check.verdict, 'slip');
      },
    ),
  );
});

const figure = (what: OptionFigure['what'], value: bigint): OptionFigure => ({
  what,
  about: '',
  value,
  printed: null,
  legible: true,
});

test('seed 002: the savings as they are printed are not of one whole, so they cannot be read so', () => {
  const saves = (id: number, pence: bigint, hundredths: bigint) =>
    option(id, { figures: [figure('saving', pence), figure('saving-percent', hundredths)] });
  const [check] = checkSavings([
    saves(2, 167_400n, 530n),
    saves(3, 7_280_400n, 1280n),
    saves(4, 103_201_400n, 6100n),
  ]);
  assert.equal(check?.verdict, 'slip');
  assert.match(check?.says ?? '', /£1,674\.00 is 5\.3 % of about £31,584\.90/);
  const [fine] = checkSavings([saves(2, 5_300n, 530n), saves(3, 12_800n, 1280n)]);
  assert.equal(fine?.verdict, 'agrees');
});

test('a preferred option that does not score most is named', () => {
  const ranked = rank(
    [option(1, { state: 'preferred', reason: 'x' }), option(2)],
    criteriaOf([1]),
    scoresOf([[3], [4]]),
  );
  assert.match(checkPreferred(ranked)[0]?.says ?? '', /Option 1 is preferred; .* Option 2 scores most/);
});

test('a share that is nearly nothing or everything is not drawn as such', () => {
  assert.equal(percent(fraction(1, 100_000)), 'less than 0.1 %');
  assert.equal(percent(fraction(99_999, 100_000)), 'more than 99.9 %');
  assert.equal(percent(fraction(0)), '0 %');
  assert.equal(percent(fraction(1, 3)), '33.3 %');
});
