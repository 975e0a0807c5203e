import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { timeAtRisk } from '../../statistics/index.ts';
import { drawnCard } from '../claims/card.ts';
import { emptyColumns, openEnd, tally } from './eligible-columns.ts';
import { reoffendingMeasure } from './reoffending.ts';
import {
  cohortPeriod,
  completeBefore,
  type IndexHistory,
  type IndexRow,
  indexRowOf,
  measureReoffending,
} from './reoffending-rules.ts';

const dataTo = '2026-10-31';
const on = '2026-11-02';
const period = cohortPeriod(dataTo);

const history = (change: Partial<IndexHistory> = {}): IndexHistory => ({
  personId: 1,
  base: 'Norwich',
  strand: 'flex',
  born: '1990-01-01',
  index: '2024-06-01',
  kind: 'release',
  proven: [],
  custody: [],
  ...change,
});

const reoffencesOf = (proven: IndexHistory['proven'], change: Partial<IndexHistory> = {}): number =>
  indexRowOf(history({ proven, ...change }), dataTo, on).reoffences;

describe('a proven reoffence by the Ministry’s definition', () => {
  it('is committed from the index day on, up to but without the day a year later', () => {
    for (const [day, counted] of [
      ['2024-05-31', 0],
      ['2024-06-01', 1],
      ['2025-05-31', 1],
      ['2025-06-01', 0],
    ] as const)
      assert.equal(reoffencesOf([{ day, provenOn: '2025-07-01' }]), counted, day);
  });

  it('is proven in these 12 months or the 6 after them, however late it was committed', () => {
    assert.equal(reoffencesOf([{ day: '2024-06-02', provenOn: '2025-11-30' }]), 1);
    assert.equal(reoffencesOf([{ day: '2025-05-31', provenOn: '2025-12-01' }]), 0);
    assert.equal(
      indexRowOf(history({ proven: [{ day: '2025-05-31', provenOn: '2025-12-01' }] }), dataTo, on).provenLate,
      1,
    );
  });

  it('is not what was sentenced at the index event, nor what was committed before it and proven after', () => {
    assert.equal(reoffencesOf([{ day: '2024-06-01', provenOn: '2024-06-01' }], { kind: 'caution' }), 0);
    const row = indexRowOf(history({ proven: [{ day: '2024-05-01', provenOn: '2024-08-01' }] }), dataTo, on);
    assert.deepEqual([row.reoffences, row.pseudo], [0, 1]);
  });

  it('is not yet countable until the data reach 18 months beyond the index day', () => {
    assert.equal(completeBefore(dataTo), '2025-05-01');
    assert.deepEqual(period, { from: '2024-05-01', to: '2025-05-01' });
    assert.equal(indexRowOf(history({ index: '2025-04-30' }), dataTo, on).notYet, false);
    assert.equal(indexRowOf(history({ index: '2025-05-01' }), dataTo, on).notYet, true);
  });

  it('keeps and counts apart what is dated before birth, after measuring, or inside custody', () => {
    const row = indexRowOf(
      history({
        proven: [
          { day: '1985-01-01', provenOn: '2024-07-01' },
          { day: '2027-01-01', provenOn: null },
          { day: '2024-08-01', provenOn: '2024-09-01' },
        ],
        custody: [
          { from: '2024-07-01', to: '2024-10-01' },
          { from: '2024-09-01', to: null },
        ],
      }),
      dataTo,
      on,
    );
    assert.deepEqual(row.odd, { beforeBirth: 1, afterExtract: 1, overlapping: 1, open: 1, joinedAgain: 0 });
    assert.deepEqual([row.reoffences, row.inCustody, row.atRiskDays], [1, 1, 30]);
  });
});

const row = fc.record<IndexRow>({
  base: fc.constantFrom('Norwich', 'Ipswich'),
  strand: fc.constant('flex'),
  kind: fc.constantFrom('release', 'conviction', 'caution'),
  notYet: fc.boolean(),
  reoffences: fc.nat(9),
  pseudo: fc.nat(2),
  provenLate: fc.nat(2),
  inCustody: fc.constant(0),
  windowDays: fc.constant(365),
  atRiskDays: fc.nat(365),
  odd: fc.constant({ beforeBirth: 0, afterExtract: 0, overlapping: 0, open: 0, joinedAgain: 0 }),
});

describe('rate, frequency and number per reoffender', () => {
  it('have frequency as the product of the other two, and limits around the rate', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const figures = measureReoffending({ period, dataTo, rows });
        assert.equal(figures.counted + (figures.notYet ?? 0), rows.length);
        if (figures.rate === null) return assert.equal(figures.counted, 0);
        const { value, lower, upper } = figures.rate;
        assert.ok(lower <= value + 1e-12 && value <= upper + 1e-12 && lower >= 0 && upper <= 1 + 1e-12);
        assert.ok(Math.abs((figures.frequency ?? 0) - value * (figures.perReoffender ?? 0)) < 1e-12);
      }),
    );
  });

  it('stand when everybody reoffends, and say nothing of nobody', () => {
    const all = Array.from(
      { length: 40 },
      () => ({ ...fc.sample(row, { numRuns: 1, seed: 1 })[0], notYet: false, reoffences: 2 }) as IndexRow,
    );
    const everybody = measureReoffending({ period, dataTo, rows: all });
    assert.deepEqual([everybody.rate?.value, everybody.perReoffender], [1, 2]);
    const card = reoffendingMeasure.card(everybody);
    assert.ok(card !== null);
    assert.match(drawnCard(card, { definition: '#' }).headline, /^40 of 40 people/);
    const nobody = measureReoffending({ period, dataTo, rows: [] });
    assert.deepEqual(
      [nobody.counted, nobody.rate, nobody.frequency, nobody.perYearAtLiberty],
      [0, null, null, null],
    );
    assert.equal(reoffendingMeasure.card(nobody), null);
    assert.ok('why' in reoffendingMeasure.publish(nobody, undefined));
  });

  it('are published without a count of 1 to 4, nor two that differ by one', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 20, maxLength: 60 }), (rows) => {
        const told = reoffendingMeasure.publish(measureReoffending({ period, dataTo, rows }), undefined);
        if ('why' in told) return;
        const { counted, reoffenders, notYet, noTime, byKind, byBase } = told.figures;
        for (const count of [
          reoffenders,
          counted - reoffenders,
          notYet,
          noTime,
          ...[...byKind, ...byBase].map((group) => group.counted),
        ])
          assert.ok(count === null || count === 0 || count >= 5, `${count}`);
      }),
    );
  });
});

describe('time at risk', () => {
  const spell = fc.tuple(fc.integer({ min: -200, max: 900 }), fc.option(fc.nat(300), { nil: null }));
  const start = '2023-01-01';
  const day = (number: number): string => addDays(start, number);
  const spellsOf = (drawn: readonly (readonly [number, number | null])[]) =>
    drawn.map(([from, days]) => ({ from: day(from), to: days === null ? null : day(from + days) }));

  it('is the days of the window that no spell covers, whatever overlaps, is open, empty or outside', () => {
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 7 }), fc.integer({ min: 1, max: 700 }), (drawn, days) => {
        let free = 0;
        for (let at = 0; at < days; at++)
          if (!drawn.some(([from, length]) => from <= at && (length === null || at < from + length)))
            free += 1;
        const window = { from: day(0), to: day(days) };
        const found = timeAtRisk(window, spellsOf(drawn));
        assert.deepEqual(found, { windowDays: days, custodyDays: days - free, atRiskDays: free });
        const twice = timeAtRisk(window, spellsOf([...drawn, ...drawn].reverse()));
        assert.deepEqual(twice, found, 'a spell sent twice, in another order, takes nothing more');
      }),
    );
  });

  it('is the same by numbered days, where a country is counted', () => {
    fc.assert(
      fc.property(
        fc.array(spell, { maxLength: 7 }),
        fc.array(fc.integer({ min: -50, max: 750 }), { maxLength: 20 }),
        (drawn, offences) => {
          const columns = emptyColumns(1);
          const windows = { earlyFrom: 0, from: 100, middle: 250, at: 400, to: 700 };
          tally(
            columns,
            0,
            {
              offences: offences.length,
              offenceDays: Int32Array.from(offences),
              spells: drawn.length,
              spellFrom: Int32Array.from(drawn, ([from]) => from),
              spellTo: Int32Array.from(drawn, ([from, days]) => (days === null ? openEnd : from + days)),
            },
            windows,
          );
          const free = (from: number, to: number) =>
            timeAtRisk({ from: day(from), to: day(to) }, spellsOf(drawn)).atRiskDays;
          assert.deepEqual(
            [columns.earlyDays[0], columns.midDays[0], columns.lateDays[0], columns.afterDays[0]],
            [free(0, 100), free(100, 250), free(250, 400), free(400, 700)],
          );
          const inside = offences.filter((at) => at >= 0 && at < 700);
          const counted = [columns.early, columns.mid, columns.late, columns.after, columns.inCustody];
          assert.equal(
            counted.reduce((sum, column) => sum + (column[0] ?? 0), 0),
            inside.length,
          );
        },
      ),
    );
  });
});
