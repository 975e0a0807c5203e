import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { drawnCard } from '../claims/card.ts';
import type { PopulationKind } from '../measures/types.ts';
import { measureChange } from './change.ts';
import { publishMatched, publishTrial } from './disclosure.ts';
import { measureMatched } from './matched.ts';
import { columnsOf, type PeopleInput } from './people-input.ts';
import type { ComparedRow } from './people-store.ts';
import { measureSeries } from './series.ts';
import { measureTrial, type TrialInput } from './trial.ts';
import type { PeoplePlan } from './types.ts';
import { changeCard, matchedCard, seriesCard, trialCard } from './words.ts';

const plan: PeoplePlan = {
  design: 'matched',
  outcome: 'offences',
  group: 'same-threshold',
  joinedFrom: '2024-01-01',
  joinedTo: '2024-06-30',
  base: null,
  threshold: 4,
  followMonths: 12,
  places: [],
  subgroups: 'none',
};

/** Repeats itself for a seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 12_345;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface World {
  joined: number;
  others: number;
  /** Multiplies later offences of who joined. */
  effect?: number;
  later?: (base: number, joined: boolean) => number;
  change?: (row: ComparedRow) => ComparedRow;
}

function rowsOf(
  seed: number,
  { joined, others, effect = 1, later, change = (row) => row }: World,
): ComparedRow[] {
  const random = randomOf(seed);
  return Array.from({ length: joined + others }, (_, place) => {
    const isJoined = place < joined;
    const lasting = 2 + Math.floor(random() * 4);
    const noise = (): number => Math.floor(random() * 3);
    const after = later?.(lasting, isJoined) ?? Math.round((lasting + noise()) * (isJoined ? effect : 1));
    return change({
      ...{
        joined: isJoined ? 1 : 0,
        early: lasting + noise(),
        earlyDays: 730,
        mid: lasting + noise(),
        midDays: 365,
      },
      ...{
        late: lasting + noise(),
        lateDays: 365,
        after,
        afterDays: 365,
        age: 20 + Math.floor(random() * 25),
      },
      ...{ male: random() < 0.8 ? 1 : 0, base: isJoined ? 'Norwich' : null, later: 0 },
    });
  });
}

const kindsOf = (rows: readonly ComparedRow[]): PopulationKind[] =>
  rows.map(({ early, earlyDays, mid, midDays, late, lateDays }) => ({
    ...{ early, earlyDays, mid, midDays, late, lateDays },
    people: 1,
  }));

const inputOf = (
  rows: readonly ComparedRow[],
  changed: Partial<PeoplePlan> = {},
  planned = true,
): PeopleInput => ({
  name: 'A comparison',
  planned,
  plan: { ...plan, ...changed },
  rule: { baselineMonths: 24, provenWithinMonths: 6, minimumFollowUpMonths: 6 },
  dataTo: '2026-10-31',
  columns: columnsOf(rows),
  kinds: kindsOf(rows),
});

describe('matched people', () => {
  it('finds nothing where nothing is, and a halving where it is, at level 4 with age and sex', () => {
    const none = measureMatched(inputOf(rowsOf(1, { joined: 150, others: 1_500 })));
    assert.equal(none.cannotWhy, undefined);
    assert.ok((none.ratio?.lower ?? 2) < 1 && (none.ratio?.upper ?? 0) > 1, JSON.stringify(none.ratio));
    const half = measureMatched(inputOf(rowsOf(1, { joined: 150, others: 1_500, effect: 0.5 })));
    assert.ok((half.ratio?.upper ?? 2) < 0.65, JSON.stringify(half.ratio));
    assert.equal(half.level, 4);
    assert.match(matchedCard(half)?.headline ?? '', /Estimated effect, if no unmeasured differences: fewer/);
    assert.doesNotMatch(matchedCard(half)?.headline ?? '', /reduced/);
  });

  it('keeps the mean of those who were matched, so that the difference after can be followed', () => {
    const { balance } = measureMatched(inputOf(rowsOf(1, { joined: 150, others: 1_500 })));
    for (const { name, joinedMean, joinedAfter, othersAfter, othersBefore, before, after } of balance) {
      assert.ok(joinedAfter != null && othersAfter !== null && after !== null, name);
      const spread = (joinedMean - othersBefore) / before;
      assert.ok(Math.abs((joinedAfter - othersAfter) / spread - after) < 0.01, name);
    }
  });

  it('does not take those first who offended least: the order of rows tells nothing of what came out', () => {
    const rows = rowsOf(3, {
      joined: 100,
      others: 2_000,
      change: (row) => ({ ...row, early: 4, mid: 3, late: 3, age: 30, male: 1 }),
    });
    const spread = rows.map((row, place) => ({ ...row, after: place % 9 }));
    const figures = measureMatched(inputOf(spread));
    assert.ok(Math.abs((figures.rates?.othersAfter ?? 0) - 4) < 0.7, JSON.stringify(figures.rates));
  });

  it('gives the same digits however the rows come', () => {
    const rows = rowsOf(4, { joined: 80, others: 600 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (seed) => {
        const random = randomOf(seed);
        const shuffled = rows
          .map((row) => ({ row, key: random() }))
          .sort((one, other) => one.key - other.key)
          .map(({ row }) => row);
        assert.deepEqual(columnsOf(shuffled), columnsOf(rows));
      }),
      { numRuns: 20 },
    );
  });

  it('is level 3 where sex or age of more than one in twenty is not on record, and counts who is left out else', () => {
    const without = (share: number) => (row: ComparedRow) => ({
      ...row,
      male: row.after % share === 0 ? null : row.male,
    });
    const many = measureMatched(inputOf(rowsOf(5, { joined: 300, others: 4_200, change: without(2) })));
    assert.deepEqual([many.level, many.unknown, many.matchesPerson], [3, 0, false]);
    let place = 0;
    const few = measureMatched(
      inputOf(
        rowsOf(5, {
          joined: 300,
          others: 4_200,
          change: (row) => ({ ...row, age: place++ % 50 === 0 ? null : row.age }),
        }),
      ),
    );
    assert.deepEqual([few.level, few.unknown], [4, 90]);
  });

  const refusedBy = (world: World, changed: Partial<PeoplePlan> = {}, seed = 7) =>
    measureMatched(inputOf(rowsOf(seed, world), changed));

  it('refuses by name what would mislead, and then holds no outcome', () => {
    const cases: [string, ReturnType<typeof refusedBy>, RegExp][] = [
      ['nobody joined', refusedBy({ joined: 0, others: 100 }), /Nobody who joined/],
      ['nobody eligible', refusedBy({ joined: 100, others: 0 }), /nobody to compare with/],
      ['a group of three', refusedBy({ joined: 100, others: 3 }), /Fewer than 30/],
      [
        'nobody reoffends',
        refusedBy({ joined: 100, others: 500, later: () => 0 }),
        /Nobody has a proven offence/,
      ],
      [
        'separation',
        refusedBy({
          joined: 100,
          others: 500,
          change: (row) => ({ ...row, age: row.joined === 1 ? 40 + (row.age! % 9) : 18 + (row.age! % 9) }),
        }),
        /separation|nobody like them/,
      ],
      [
        'not alike',
        refusedBy({
          joined: 200,
          others: 260,
          change: (row) => ({ ...row, early: row.early + (row.joined === 1 ? 3 : 0) }),
        }),
        /not alike in: .*offences before the baseline|nobody like them/,
      ],
      [
        'everybody reoffends',
        refusedBy({ joined: 100, others: 500, later: () => 3 }, { outcome: 'reoffended' }),
        /everybody, or nobody, reoffended/,
      ],
    ];
    for (const [name, figures, words] of cases) {
      assert.match(figures.cannotWhy ?? 'a figure', words, name);
      assert.deepEqual(
        [figures.ratio, figures.rates, figures.reoffended, figures.counted],
        [null, null, null, 0],
        name,
      );
      assert.deepEqual([figures.level, matchedCard(figures)], [0, null], name);
      assert.ok('why' in publishMatched(figures, undefined), name);
    }
  });

  it('counts sub-groups, calls each exploratory, and publishes none', () => {
    const figures = measureMatched(inputOf(rowsOf(8, { joined: 300, others: 6_000 }), { subgroups: 'age' }));
    assert.equal(figures.looked, 2);
    for (const part of figures.subgroups) assert.equal(matchedCard(figures, part)?.exploratory ?? true, true);
    assert.equal(matchedCard(figures)?.exploratory, false);
    assert.equal(matchedCard(figures)?.comparisonsOnPage, 3);
    const shown = publishMatched(figures, undefined);
    assert.ok('figures' in shown && shown.figures.subgroups.length === 0 && shown.figures.looked === 2);
  });

  it('publishes no count of 1 to 4, whatever the world', () => {
    const world = fc.record({
      seed: fc.integer({ min: 1, max: 500 }),
      joined: fc.integer({ min: 30, max: 60 }),
      others: fc.integer({ min: 100, max: 300 }),
      barren: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(world, ({ seed, joined, others, barren }) => {
        let place = 0;
        const rows = rowsOf(seed, {
          joined,
          others,
          change: (row) => ({ ...row, afterDays: place++ < barren ? 0 : 365 }),
        });
        const shown = publishMatched(measureMatched(inputOf(rows)), undefined);
        if (!('figures' in shown)) return;
        const { flow, unknown, joinedLater } = shown.figures;
        for (const count of [...Object.values(flow ?? {}), unknown, joinedLater])
          assert.ok(count === null || count === 0 || count >= 5, JSON.stringify(flow));
      }),
      { numRuns: 40 },
    );
  });
});

describe('change against change', () => {
  it('finds none where none is and a difference where one is, and says no more than level 3 may', () => {
    const none = measureChange(inputOf(rowsOf(11, { joined: 150, others: 600 }), { design: 'change' }));
    assert.ok((none.ratio?.lower ?? 2) < 1 && (none.ratio?.upper ?? 0) > 1);
    assert.match(changeCard(none)?.headline ?? '', /^We cannot tell/);
    const half = measureChange(
      inputOf(rowsOf(11, { joined: 150, others: 600, effect: 0.5 }), { design: 'change' }),
    );
    assert.match(changeCard(half)?.headline ?? '', /^Joining was associated with fewer/);
    assert.equal(half.level, 3);
  });

  it('gives no figure where both were not changing alike before', () => {
    const rows = rowsOf(12, {
      joined: 150,
      others: 600,
      change: (row) => ({ ...row, late: row.late * (row.joined === 1 ? 2 : 1) }),
    });
    const figures = measureChange(inputOf(rows, { design: 'change' }));
    assert.match(figures.cannotWhy ?? '', /parallel trends/);
    assert.deepEqual([figures.ratio, figures.joinedRatio, figures.level], [null, null, 0]);
    assert.ok(
      (figures.trends?.joined.late ?? 0) > 0 && figures.trends?.joined.after === null,
      'of before alone',
    );
    assert.ok((figures.before?.lower ?? 0) > 1, 'how far they were from alike is told');
  });

  it('refuses a group of three', () => {
    const figures = measureChange(inputOf(rowsOf(13, { joined: 3, others: 600 }), { design: 'change' }));
    assert.match(figures.cannotWhy ?? '', /Fewer than 30/);
  });
});

describe('an area over time', () => {
  const input = (monthsBefore: number, monthsAfter: number, of: (month: number) => number) => ({
    name: 'Norwich',
    planned: true,
    plan: {
      ...{ design: 'series' as const, outcome: 'offences' as const, otherPlaces: [], changeOn: '2025-01-01' },
      ...{ places: [{ name: 'Norwich', beats: ['NW'] }], monthsBefore, monthsAfter, season: false },
    },
    rule: { baselineMonths: 24, provenWithinMonths: 6, minimumFollowUpMonths: 6 },
    dataTo: '2026-10-31',
    months: Array.from({ length: monthsBefore + monthsAfter }, () => '2024-01-01'),
    outcome: Array.from({ length: monthsBefore + monthsAfter }, (_, month) => of(month)),
    other: null,
  });

  it('sees a drop at the change and none elsewhere', () => {
    const wave = (month: number): number => 60 + ((month * 7) % 11);
    const drop = measureSeries(input(36, 18, (month) => wave(month) - (month >= 36 ? 25 : 0)));
    assert.ok((drop.levelChange?.upper ?? 2) < 0.8, JSON.stringify(drop.levelChange));
    assert.match(seriesCard(drop)?.headline ?? '', /was associated with fewer proven offences/);
    assert.match(seriesCard(measureSeries(input(36, 18, wave)))?.headline ?? '', /^We cannot tell/);
  });

  it('tells the step with its own interval and the slope, and lets neither stand alone', () => {
    const wave = (month: number): number => 60 + ((month * 7) % 11);
    const rising = measureSeries(
      input(36, 18, (month) => wave(month) + (month >= 36 ? 3 * (month - 36) : 0)),
    );
    const card = seriesCard(rising);
    assert.ok(card !== null);
    drawnCard(card, { definition: '' });
    const ratio = rising.levelChange?.ratio.toFixed(2);
    assert.ok(card.headline.includes(`the level was ${ratio} times (`), card.headline);
    assert.match(card.headline, /associated with a rise: each month 1\.\d{3} times \(1\.\d{3} to 1\.\d{3}\)/);
    assert.equal(card.alsoEstimated?.length, 1);
    assert.equal(card.interval?.estimate, rising.levelChange?.ratio);
    assert.match(card.expectedUnderNothing ?? '', /means over all months after the change/);
  });

  it('refuses too few months and a side without offences', () => {
    assert.match(measureSeries(input(36, 11, () => 5)).cannotWhy ?? '', /fewer than 12 months/);
    assert.match(measureSeries(input(12, 12, () => 0)).cannotWhy ?? '', /Nobody has a proven offence/);
  });
});

describe('a randomised trial', () => {
  const input = (one: [number, number], other: [number, number], planned = true): TrialInput => {
    const arm = (code: string, name: string, [reoffended, analysed]: [number, number]) => ({
      ...{ arm: code, name, allocated: analysed, analysed, dataStopped: 0, withdrew: 0, lost: 0 },
      ...{ reoffended, reoffences: 2 * reoffended },
    });
    return {
      ...{
        name: 'A trial',
        planned,
        dataTo: '2026-10-31',
        horizonMonths: 24,
        openedOn: '2022-01-01',
        flow: null,
      },
      plan: { design: 'trial', outcome: 'reoffended', trialId: 1, trial: 'A trial' },
      arms: [arm('T', 'Contract', one), arm('C', 'As usual', other)],
    };
  };

  it('agrees with the published table of Rossi, and says no more than its interval carries', () => {
    const figures = measureTrial(input([48, 216], [66, 216]));
    assert.ok(Math.abs((figures.difference?.value ?? 0) + 0.0833333) < 1e-6);
    assert.ok(Math.abs((figures.difference?.lower ?? 0) + 0.1650463) < 1e-6);
    assert.ok(Math.abs((figures.difference?.upper ?? 0) + 0.000151) < 1e-6);
    assert.ok(Math.abs((figures.fisherP ?? 0) - 0.0632183) < 1e-6);
    // −0.0002 is shown as 0 at a tenth of a point: rounding outwards takes it over the line.
    assert.match(trialCard(figures)?.headline ?? '', /^We cannot tell/);
  });

  it('says “reduced” only when it was planned', () => {
    const words = (planned: boolean) => trialCard(measureTrial(input([40, 216], [80, 216], planned)));
    assert.match(words(true)?.headline ?? '', /^“Contract” reduced proven reoffending/);
    const unplanned = words(false);
    assert.match(unplanned?.headline ?? '', /^Being drawn into “Contract” was associated with fewer/);
    assert.deepEqual([unplanned?.level, unplanned?.exploratory], [3, true]);
  });

  it('refuses few people, and who is left when too many are not followed', () => {
    assert.match(measureTrial(input([3, 12], [5, 14])).cannotWhy ?? '', /Fewer than 30/);
    const lost = input([20, 100], [30, 100]);
    for (const arm of lost.arms) arm.allocated = 130;
    const figures = measureTrial(lost);
    assert.match(figures.cannotWhy ?? '', /More than a fifth/);
    assert.ok(figures.arms.every(({ reoffended }) => reoffended === null));
  });

  it('has a sentence that its level can carry, whatever came out, and publishes nothing small', () => {
    const arm = fc
      .tuple(fc.nat(120), fc.integer({ min: 30, max: 120 }))
      .map(([events, people]): [number, number] => [Math.min(events, people), people]);
    fc.assert(
      fc.property(arm, arm, fc.boolean(), (one, other, planned) => {
        const figures = measureTrial(input(one, other, planned));
        const card = trialCard(figures);
        assert.ok(card !== null);
        drawnCard(card, { definition: '' });
        const shown = publishTrial(figures, undefined);
        if (!('figures' in shown)) return;
        for (const { reoffended, analysed } of shown.figures.arms)
          for (const count of [reoffended ?? 0, analysed - (reoffended ?? 0)])
            assert.ok(count === 0 || count >= 5);
      }),
    );
  });
});
