import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FairnessRule } from '../../cohort/index.ts';
import { addMonths } from '../../kernel/clock.ts';
import { areaUnderCurve } from '../../statistics/index.ts';
import { render } from '../../web/html.ts';
import { coinWords, driftWords, fewestOnASide, fewestPeople, indexDays, scoreFigures } from './rules.ts';
import type { InstrumentFigures, Judged, Line } from './types.ts';
import { scoresPage } from './views.ts';

const rule: FairnessRule = {
  everyDays: 90,
  ethnicity: [
    { code: 'white', name: 'White', starts: ['W'] },
    { code: 'black', name: 'Black', starts: ['B'] },
  ],
  ages: [18, 25, 35],
};

const row = fc.record<Judged>({
  instrument: fc.constantFrom('matrix', 'ogrs3', 'OASys'),
  on: fc.constantFrom('2022-01-01', '2022-07-01', '2023-01-01'),
  value: fc.integer({ min: 0, max: 100 }),
  reoffended: fc.boolean(),
  sex: fc.constantFrom('male', 'male', 'male', 'female', null),
  age: fc.integer({ min: 15, max: 60 }),
  ethnicity: fc.constantFrom('W1', 'W1', 'B1', null),
  isFirst: fc.boolean(),
});
const people = fc.array(row, { minLength: 0, maxLength: 400 });

const tables = (one: InstrumentFigures): (readonly Line[])[] => [
  ...one.groups.map(({ lines }) => lines),
  one.halfYears,
];

describe('scores checked', () => {
  it('shows no count of 1 to 4, on either side, and no figure of fewer than it says', () => {
    fc.assert(
      fc.property(people, (judged) => {
        for (const one of scoreFigures(judged, rule).instruments) {
          const lines = [one.whole, ...tables(one).flat()];
          for (const { people: all, reoffended, auc, ratio } of lines) {
            assert.equal(all === null, reoffended === null);
            if (all === null || reoffended === null) {
              continue;
            }
            for (const side of [reoffended, all - reoffended])
              assert.ok(side === 0 || side >= 5, `${side} of ${all}`);
            if (auc !== null || ratio !== null) {
              assert.ok(all >= fewestPeople);
              assert.ok(Math.min(reoffended, all - reoffended) >= fewestOnASide);
            }
          }
          for (const band of one.bands) assert.ok(band.reoffended >= 5 && band.people - band.reoffended >= 5);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('lets no small count be worked out: a table that leaves one out leaves out another', () => {
    fc.assert(
      fc.property(people, (judged) => {
        for (const one of scoreFigures(judged, rule).instruments)
          for (const lines of tables(one)) {
            const hidden = lines.filter((line) => line.people === null).length;
            if (one.whole.people !== null) assert.notEqual(hidden, 1);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('counts everybody once in the whole and the groups', () => {
    fc.assert(
      fc.property(people, (judged) => {
        for (const { instrument, whole } of scoreFigures(judged, rule).instruments)
          if (whole.people !== null)
            assert.equal(
              whole.people,
              judged.filter((one) => one.instrument === instrument && one.isFirst).length,
            );
      }),
      { numRuns: 60 },
    );
  });

  const made = (count: number, value: (place: number) => number, instrument = 'ogrs3'): Judged[] =>
    Array.from({ length: count }, (_, place) => ({
      instrument,
      on: '2022-01-01',
      value: value(place),
      // Fixed shares of every ten: as many as the chance says.
      reoffended: place % 10 < value(place) / 10,
      sex: 'male',
      age: 30,
      ethnicity: 'W1',
      isFirst: true,
    }));

  it('finds chances that come true right, and ones that promise twice as much wrong', () => {
    const right = made(400, (place) => (Math.floor(place / 10) % 2 === 0 ? 30 : 70));
    const [, found] = scoreFigures(right, rule).instruments;
    assert.ok(found?.whole.ratio != null && Math.abs(found.whole.ratio.estimate - 1) < 0.001);
    assert.ok(found.slope !== null && Math.abs(found.slope.estimate - 1) < 0.01);
    const twice = right.map((one) => ({ ...one, value: one.value === 30 ? 60 : 99 }));
    const [, wrong] = scoreFigures(twice, rule).instruments;
    assert.ok((wrong?.whole.ratio?.lower ?? 0) > 1.2);
  });

  it('gives the area of the engine, and no chance for points', () => {
    const points = made(300, (place) => (Math.floor(place / 10) * 7) % 100, 'matrix');
    const [matrix] = scoreFigures(points, rule).instruments;
    const expected = areaUnderCurve(
      points.map(({ value }) => value),
      points.map(({ reoffended }) => (reoffended ? 1 : 0)),
    );
    assert.ok(Math.abs((matrix?.whole.auc?.estimate ?? 0) - expected.estimate) < 0.0006);
    assert.equal(matrix?.whole.ratio, null);
    assert.equal(matrix?.slope, null);
    assert.ok(matrix.bands.every((band) => band.expected === null));
  });

  it('says why where there are too few', () => {
    const [matrix, ogrs3] = scoreFigures([], rule).instruments;
    assert.match(matrix?.why ?? '', /At least 30 people/);
    assert.match(ogrs3?.why ?? '', /24 months/);
  });

  it('leaves out the counts of a score that differs from another by a few people', () => {
    const one = made(200, (place) => (Math.floor(place / 10) % 2 === 0 ? 30 : 70), 'matrix');
    const other = made(197, (place) => (Math.floor(place / 10) % 2 === 0 ? 30 : 70), 'ogrs3');
    const [matrix, ogrs3] = scoreFigures([...one, ...other], rule).instruments;
    assert.equal(matrix?.whole.people, 200);
    assert.equal(ogrs3?.whole.people, null);
    assert.deepEqual(ogrs3?.groups, []);
  });

  it('scores only days with two years of records before and the time to be proven after', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom(12, 24),
        (start, length, horizon) => {
          const from = addMonths('2010-03-15', start);
          const to = addMonths(from, length);
          const days = indexDays(from, to, horizon);
          assert.ok(days.length <= 8);
          for (const day of days) {
            assert.ok(day >= addMonths(from, 24));
            assert.ok(addMonths(day, horizon + 6) <= to);
          }
          assert.deepEqual(days, days.toSorted());
        },
      ),
    );
  });

  it('tests a drift by the interval of the difference, and never says that there is none', () => {
    const line = (name: string, lower: number, upper: number): Line => ({
      code: name,
      name,
      people: 100,
      reoffended: 50,
      auc: { estimate: (lower + upper) / 2, lower, upper },
      ratio: null,
    });
    assert.match(driftWords([line('A', 0.7, 0.8), line('B', 0.5, 0.6)]) ?? '', /less well/);
    assert.match(driftWords([line('A', 0.5, 0.6), line('B', 0.7, 0.8)]) ?? '', /better/);
    assert.match(
      driftWords([line('A', 0.5, 0.7), line('B', 0.6, 0.8)]) ?? '',
      /^We cannot tell .*0\.10 \(−0\.04 to 0\.24\)/,
    );
    // Intervals that overlap a little can still be of a difference.
    assert.match(driftWords([line('A', 0.5, 0.6), line('B', 0.59, 0.69)]) ?? '', /better/);
    assert.equal(driftWords([line('A', 0.5, 0.7)]), null);
  });

  it('says what is near to a coin', () => {
    const near = (estimate: number, lower: number, upper: number) => coinWords({ estimate, lower, upper });
    assert.match(near(0.55, 0.51, 0.6) ?? '', /little better than a coin/);
    assert.match(near(0.55, 0.48, 0.62) ?? '', /may tell nobody apart/);
    assert.match(near(0.4, 0.35, 0.45) ?? '', /worse than a coin/);
    assert.equal(near(0.7, 0.65, 0.75), null);
  });

  it('heads a table of points without promising what was expected, and says why half-years add up to more', () => {
    const auc = { estimate: 0.55, lower: 0.51, upper: 0.6 };
    const lines: Line[] = ['A', 'B'].map((name) => ({
      ...{ code: name, name, people: 400, reoffended: 200, auc, ratio: null },
    }));
    const band = {
      from: 0,
      to: 4,
      people: 400,
      reoffended: 200,
      expected: null,
      observed: { ...auc, estimate: 50 },
    };
    const page = render(
      scoresPage({
        ...{ id: 1, dataTo: '2026-05-01', at: new Date('2026-05-02T09:00:00Z'), notPublishedWhy: null },
        ...{ matrixVersion: 1, ruleExample: false },
        figures: {
          instruments: [
            {
              ...{
                instrument: 'matrix',
                horizonMonths: 12,
                why: null,
                slope: null,
                groups: [],
                bands: [band],
              },
              ...{
                whole: { code: 'all', name: 'Everybody', people: 588, reoffended: 300, auc, ratio: null },
                halfYears: lines,
              },
            },
          ],
        },
      }),
    );
    assert.match(page, /what happened, by points/);
    assert.ok(!page.includes('what was expected and what happened'));
    assert.match(page, /add up to more people than are counted above/);
    assert.match(page, /little better than a coin/);
  });
});
