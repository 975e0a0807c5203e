import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cardOf, moreNeededWords } from '../claims/card.ts';
import { cannotTell, wordingFaults } from '../claims/wording.ts';
import { type Careers, makeCareers, measureInputOf, testRule } from './careers-for-tests.ts';
import { fewestForRate, publish, publishGroups, smallest } from './disclosure.ts';
import { measureBeforeAfter, moreFor, totalsOf, windowsOf } from './rules.ts';
import type { MemberHistory } from './types.ts';

const windows = windowsOf(testRule, '2026-06-30');

const member = (change: Partial<MemberHistory> = {}): MemberHistory => ({
  personId: 1,
  joinedOn: '2024-01-01',
  base: 'Norwich',
  strand: 'flex',
  offences: [],
  custody: [],
  ...change,
});

describe('windows', () => {
  it('leaves out the months whose offences have not had time to be proven', () => {
    assert.deepEqual(windows, { dataTo: '2026-06-30', followedTo: '2026-01-01', joinedBy: '2025-07-01' });
  });

  it('counts by the date of the offence, half-open: the day of joining is after', () => {
    const offences = ['2021-12-31', '2022-01-01', '2023-12-31', '2024-01-01', '2025-12-31', '2026-01-01'];
    const totals = totalsOf(member({ offences }), testRule, windows);
    assert.ok(totals.state === 'counted');
    assert.deepEqual([totals.before.offences, totals.after.offences], [2, 2]);
    assert.deepEqual([totals.before.windowDays, totals.after.windowDays], [730, 731]);
  });

  it('counts a day in two overlapping spells once, and an open spell to the end', () => {
    const custody = [
      { from: '2024-02-10', to: '2024-03-10' },
      { from: '2024-03-01', to: '2024-04-01' },
      { from: '2025-12-02', to: null },
    ];
    const totals = totalsOf(member({ custody }), testRule, windows);
    assert.ok(totals.state === 'counted');
    assert.equal(totals.after.atRiskDays, 731 - 51 - 30);
  });

  it('leaves out an offence dated inside custody and keeps that of the day of reception', () => {
    const custody = [{ from: '2024-05-01', to: '2024-08-01' }];
    const offences = ['2024-05-01', '2024-06-01', '2024-08-01'];
    const totals = totalsOf(member({ custody, offences }), testRule, windows);
    assert.ok(totals.state === 'counted');
    assert.deepEqual([totals.after.offences, totals.offencesInCustody], [2, 1]);
  });

  it('does not count as nought who has not been followed long enough, or had no day at liberty', () => {
    assert.equal(totalsOf(member({ joinedOn: '2025-07-02' }), testRule, windows).state, 'not-yet');
    assert.equal(totalsOf(member({ joinedOn: '2025-07-01' }), testRule, windows).state, 'counted');
    const custody = [{ from: '2024-01-01', to: null }];
    assert.equal(totalsOf(member({ custody }), testRule, windows).state, 'no-time');
  });
});

interface Told {
  neutral: number;
  ratio: number;
}

/** What cards say of many schemes that are alike but for chance. */
function tell(careers: Careers, seeds: number): Told {
  const told: Told = { neutral: 0, ratio: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const figures = measureBeforeAfter(measureInputOf(makeCareers(seed, careers)));
    const { headline } = cardOf(figures, {});
    assert.deepEqual(wordingFaults(figures.level, headline), []);
    assert.equal(figures.level, 2);
    if (headline.startsWith(cannotTell)) told.neutral += 1;
    told.ratio += (figures.expected?.index.ratio ?? 0) / seeds;
  }
  return told;
}

describe('a scheme without effect', () => {
  const none = { people: 3_000, mean: 0.8, threshold: 5, effect: 1 };
  const seeds = 24;
  for (const [what, careers] of [
    ['people of steady rates', { ...none, burst: 1 }],
    ['offences in bursts of three', { ...none, burst: 3 }],
    ['active and quiet years', { ...none, burst: 1, onOff: 250 }],
  ] as const) {
    it(`is not told as one with an effect: ${what}`, () => {
      const { neutral, ratio } = tell(careers, seeds);
      assert.ok(neutral >= 0.85 * seeds, `${neutral} of ${seeds} neutral`);
      assert.ok(Math.abs(ratio - 1) < 0.05, `mean ratio ${ratio}`);
    });
  }

  it('shows the fall that a before and after alone would claim', () => {
    const figures = measureBeforeAfter(measureInputOf(makeCareers(3, { ...none, burst: 3 })));
    assert.ok((figures.change?.upper ?? 1) < 0.7, 'the naive interval claims a fall of at least 30 %');
  });
});

describe('a scheme with an effect', () => {
  it('is told as lower than expected, by about as much', () => {
    const { neutral, ratio } = tell({ people: 3_000, mean: 0.8, threshold: 5, burst: 1, effect: 0.8 }, 12);
    assert.ok(neutral <= 2, `${neutral} of 12 neutral`);
    assert.ok(Math.abs(ratio - 0.8) < 0.04, `mean ratio ${ratio}`);
  });
});

describe('too little to say', () => {
  const input = measureInputOf(
    makeCareers(1, { people: 2_000, mean: 0.8, threshold: 5, burst: 1, effect: 1 }),
  );

  it('gives no interval below thirty people, and says how many more are needed', () => {
    const few = input.members.filter((one) => one.state === 'counted').slice(0, 12);
    const figures = measureBeforeAfter({ ...input, members: few });
    assert.equal(figures.expected?.index.method, 'none');
    assert.equal(figures.moreNeeded, 18);
    assert.ok(cardOf(figures, {}).headline.startsWith(cannotTell));
  });

  it('works out the people still needed with what is not known of the expectation', () => {
    // 0.8 is 2.27 standard errors away: 2.80 are needed, so no share of both variances may be left out.
    const ofOne = 200 * 0.006;
    assert.equal(moreFor(ofOne, 0, 200), 0, 'people alone would be enough');
    const more = moreFor(ofOne, 0.0036, 200);
    assert.ok(more !== null && more > 200, `${more}`);
    assert.ok(ofOne / (200 + more) + 0.0036 <= (Math.log(0.8) / 2.8015) ** 2);
    assert.equal(moreFor(ofOne, 0.0064, 200), null, 'no number of people makes up for it');
  });

  it('says in plain words what it would take', () => {
    const figures = measureBeforeAfter(input);
    assert.match(moreNeededWords({ ...figures, moreNeeded: 110 }), /^About 110 more\. With them/);
    assert.match(moreNeededWords({ ...figures, moreNeeded: 0 }), /^None\. Were there a fifth fewer/);
    assert.match(moreNeededWords({ ...figures, moreNeeded: null }), /^No number of people alone/);
  });

  it('stands with nobody', () => {
    const figures = measureBeforeAfter({ ...input, members: [] });
    assert.deepEqual([figures.level, figures.counted, figures.rateAfter], [1, 0, null]);
  });

  it('falls back to level 1, saying why, when nobody eligible has an offence', () => {
    const kinds = input.population.kinds.map((kind) => ({ ...kind, early: 0, mid: 0, late: 0 }));
    const figures = measureBeforeAfter({ ...input, population: { ...input.population, kinds } });
    assert.equal(figures.level, 1);
    assert.match(figures.notExpectedWhy ?? '', /nobody has a proven offence/);
    assert.deepEqual(wordingFaults(1, cardOf(figures, {}).headline), []);
  });
});

describe('what is published', () => {
  const figures = measureBeforeAfter(
    measureInputOf(makeCareers(1, { people: 2_000, mean: 0.8, threshold: 5, burst: 1, effect: 1 })),
  );

  it('tells of nobody when few are counted, or few have joined since', () => {
    assert.ok('why' in publish({ ...figures, counted: fewestForRate - 1 }, undefined));
    for (let joined = 1; joined < smallest; joined++) {
      assert.ok('why' in publish(figures, figures.counted - joined));
    }
    assert.ok('figures' in publish(figures, figures.counted - smallest));
    assert.ok('figures' in publish(figures, figures.counted));
  });

  it('holds no count of one to four, nor one that the others give away', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.nat(12), (notYet, noTime, offencesInCustody) => {
        const members = figures.counted + notYet + noTime;
        const told = publish({ ...figures, notYet, noTime, members, offencesInCustody }, undefined);
        assert.ok('figures' in told);
        const shown = told.figures;
        for (const count of [shown.notYet, shown.noTime, shown.offencesInCustody]) {
          assert.ok(count === null || count === 0 || count >= smallest);
        }
        if ([notYet, noTime].some((count) => count > 0 && count < smallest))
          assert.equal(shown.members, null);
      }),
    );
  });

  it('leaves out no single group: its count would follow from the total', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), (counts) => {
        const groups = counts.map((counted, place) => ({ name: `${place}`, counted, notYet: 0, noTime: 0 }));
        const shown = publishGroups(groups);
        const hidden = shown.filter((group) => group.counted === null);
        assert.notEqual(hidden.length, 1);
        for (const { counted } of shown) assert.ok(counted === null || counted === 0 || counted >= smallest);
      }),
    );
  });
});
