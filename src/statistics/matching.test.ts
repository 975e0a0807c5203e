import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused } from './assertions-for-tests.ts';
import {
  averageTreatmentEffect,
  type EffectInput,
  logisticRegression,
  type MatchInput,
  nearestMatches,
  standardizedMeanDifferences,
} from './index.ts';
import { type Lalonde, readLalonde } from './lalonde-for-tests.ts';

const ABSENT = 'passed over: ../shared/data/outcomes is not here';

function propensity(data: Lalonde): { score: readonly number[]; logit: readonly number[] } {
  const { fitted, linearPredictor } = logisticRegression({
    outcome: data.treated,
    covariates: data.covariates,
  });
  return { score: fitted, logit: linearPredictor };
}

test('optional: every lalonde match of the reference comes out', (t) => {
  const data = readLalonde();
  if (data === null) return t.diagnostic(ABSENT);
  const { treated, outcome, covariates } = data;
  const { score, logit } = propensity(data);
  const known = [
    { distance: score, caliper: undefined, pairs: 185, effect: 894.3675, error: null, worst: null },
    { distance: score, caliper: 0.2, pairs: 113, effect: 1571.7445, error: 997.2, worst: 0.155 },
    { distance: score, caliper: 0.1, pairs: 111, effect: 1835.4077, error: 1023.16, worst: null },
    { distance: logit, caliper: 0.2, pairs: 117, effect: 1770.6029, error: 927.22, worst: 0.283 },
  ];
  for (const { distance, caliper, ...expected } of known) {
    const found = nearestMatches({ treated, distance, ...(caliper === undefined ? {} : { caliper }) });
    assert.equal(found.pairs.length, expected.pairs);
    assert.equal(found.unmatchedTreated.length, 185 - expected.pairs);
    const effect = averageTreatmentEffect({ treated, outcome, pairs: found.pairs });
    assertPrinted(effect.estimate, expected.effect, 4);
    if (expected.error !== null) assertPrinted(effect.standardError, expected.error, 2);
    const balance = standardizedMeanDifferences({ treated, covariates, weights: found.weights });
    const byPairs = standardizedMeanDifferences({ treated, covariates, pairs: found.pairs });
    assert.deepEqual(byPairs.after, balance.after);
    if (expected.worst !== null) assertPrinted(balance.maximumAfter, expected.worst, 3);
    // Of these only the narrowest caliper passes the gate.
    assert.equal(balance.balanced, expected.pairs === 111);
  }
});

test('optional: the balance table of lalonde agrees with MatchIt', (t) => {
  const data = readLalonde();
  if (data === null) return t.diagnostic(ABSENT);
  const { score } = propensity(data);
  const { treated } = data;
  const { weights } = nearestMatches({ treated, distance: score });
  const covariates = { ...data.covariates, distance: score };
  const table = standardizedMeanDifferences({ treated, covariates, weights, binaryVariance: 'proportion' });
  const before = [-0.3094, 0.055, 1.7615, -0.3498, -0.8263, 0.245, -0.7211, -0.2903, 1.7941];
  const after = [0.0718, -0.129, 1.0259, -0.6629, -0.0552, 0.1546, -0.0505, -0.0257, 0.9739];
  const ratios = [0.4568, 0.5721, null, null, null, null, 1.3289, 1.4956, 0.7566];
  for (const [j, row] of table.rows.entries()) {
    assertPrinted(row.before.standardized, before[j] ?? 0, 4, row.name);
    assertPrinted(row.after?.standardized ?? null, after[j] ?? 0, 4, row.name);
    const ratio = ratios[j] ?? null;
    if (ratio === null) assert.equal(row.after?.varianceRatio, null);
    else assertPrinted(row.after?.varianceRatio ?? null, ratio, 4, row.name);
  }
});

test('optional: effects on lalonde agree with stacked estimating equations', (t) => {
  const data = readLalonde();
  if (data === null) return t.diagnostic(ABSENT);
  const { treated, covariates } = data;
  const employed = data.outcome.map((y) => y > 0);
  const common: EffectInput = { treated, outcome: employed, covariates, outcomeModel: 'common' };
  const known: [EffectInput, number, number][] = [
    [{ ...common, method: 'weighting' }, 0.012583039020712, 0.0517798438],
    [{ ...common, method: 'weighting', estimand: 'ATE' }, 0.0215497607907866, 0.0669678074],
    [{ ...common, method: 'g-computation' }, 0.0736572639952573, 0.049752305],
    [{ ...common, method: 'g-computation', estimand: 'ATE' }, 0.0622620025981577, 0.0402070019],
  ];
  const earnings: EffectInput = { treated, outcome: data.outcome, covariates };
  known.push([{ ...earnings, method: 'weighting' }, 1214.0712232929163, 798.1546279]);
  known.push([{ ...earnings, method: 'g-computation' }, 1647.5832524402383, 808.97952954]);
  known.push([{ ...earnings, method: 'g-computation', estimand: 'ATE' }, 1074.9085413954128, 1101.1494236]);
  known.push([{ ...earnings, estimand: 'ATE' }, 469.639973586305, 925.400574651705]);
  for (const [input, estimate, error] of known) {
    const effect = averageTreatmentEffect(input);
    assertClose(effect.estimate, estimate, 1e-8);
    assertClose(effect.standardError, error, 1e-7);
    assertClose(effect.treatedMean - effect.controlMean, effect.estimate, 1e-12);
  }
  // The eleven Hispanic people among the treated all had earnings: their arm has no finite model.
  assertRefused(
    () =>
      averageTreatmentEffect({
        ...common,
        outcomeModel: 'separate',
        method: 'g-computation',
        estimand: 'ATE',
      }),
    'separation',
  );
});

type Person = { readonly treated: boolean; readonly distance: number; readonly stratum: number };

/** The definition, word by word: for each in turn, look at everybody. */
function slowly(people: readonly Person[], ratio: number, width: number, replace: boolean): string[] {
  const chosen = people.flatMap(({ treated }, i) => (treated ? [i] : []));
  chosen.sort((a, b) => (people[b]?.distance ?? 0) - (people[a]?.distance ?? 0) || a - b);
  const taken = new Set<number>();
  const pairs: string[] = [];
  for (let round = 0; round < ratio; round++) {
    for (const row of chosen) {
      let best: { away: number; control: number } | null = null;
      for (const [control, person] of people.entries()) {
        const used = replace ? pairs.includes(`${row} ${control}`) : taken.has(control);
        if (person.treated || used || person.stratum !== people[row]?.stratum) continue;
        const away = Math.abs(person.distance - (people[row]?.distance ?? 0));
        if (away <= width && (best === null || away < best.away)) best = { away, control };
      }
      if (best === null) continue;
      taken.add(best.control);
      pairs.push(`${row} ${best.control}`);
    }
  }
  return pairs.sort();
}

test('fast matching makes the pairs that slow matching makes, ties and all', () => {
  const person = fc.record({
    treated: fc.boolean(),
    distance: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 6, noNaN: true })),
    stratum: fc.integer({ min: 0, max: 2 }),
  });
  const setting = fc.record({
    people: fc.array(person, { minLength: 2, maxLength: 40 }),
    ratio: fc.integer({ min: 1, max: 3 }),
    width: fc.constantFrom(0.5, 2, 100),
    replace: fc.boolean(),
  });
  fc.assert(
    fc.property(setting, ({ people, ratio, width, replace }) => {
      fc.pre(people.some((one) => one.treated) && people.some((one) => !one.treated));
      const found = nearestMatches({
        treated: people.map((one) => one.treated),
        distance: people.map((one) => one.distance),
        exact: people.map((one) => one.stratum),
        ratio,
        replace,
        caliper: width,
        caliperUnit: 'none',
      });
      const pairs = found.pairs.map(({ treated, control }) => `${treated} ${control}`).sort();
      assert.deepEqual(pairs, slowly(people, ratio, width, replace));
      const total = found.weights.reduce((sum, w, i) => sum + (people[i]?.treated ? 0 : w), 0);
      assert.ok(Math.abs(total - found.matchedTreated) < 1e-9);
      assert.equal(found.matchedTreated + found.unmatchedTreated.length, found.treatedCount);
    }),
    { seed: 71, numRuns: 400 },
  );
});

test('the order of choice and the unit of the caliper are as asked', () => {
  const input: MatchInput = { treated: [1, 1, 0, 0], distance: [1, 3, 2, 9] };
  assert.deepEqual(nearestMatches(input).sets, [1, 0, 0, 1]);
  assert.deepEqual(nearestMatches({ ...input, order: 'smallest' }).sets, [0, 1, 0, 1]);
  assert.deepEqual(nearestMatches({ ...input, order: 'data' }).unmatchedTreated, []);
  const width = (unit: MatchInput['caliperUnit']) =>
    nearestMatches({ ...input, caliper: 2, ...(unit === undefined ? {} : { caliperUnit: unit }) })
      .caliperWidth;
  assertClose(width('none'), 2, 1e-14);
  assertClose(width('overall'), 2 * Math.sqrt(38.75 / 3), 1e-14);
  assertClose(width('pooled'), 2 * Math.sqrt((2 + 24.5) / 2), 1e-14);
  assert.equal(width(undefined), width('overall'));
  assert.equal(nearestMatches(input).caliperWidth, null);
});

test('matched people who are shared are one cluster, sets count by their mean', () => {
  const outcome = [5, 7, 4, 3, 1, 2];
  const treated = [1, 1, 1, 0, 0, 0];
  const pairs = [
    { treated: 0, control: 3 },
    { treated: 1, control: 3 },
    { treated: 2, control: 4 },
    { treated: 2, control: 5 },
  ];
  const effect = averageTreatmentEffect({ treated, outcome, pairs });
  const mean = (2 + 4 + 2.5) / 3;
  assertClose(effect.estimate, mean, 1e-14);
  const spread = (2 + 4 - 2 * mean) ** 2 + (2.5 - mean) ** 2;
  assertClose(effect.standardError, Math.sqrt(2 * spread) / 3, 1e-12);
});

test('swapping the groups turns effects and balance round', () => {
  const n = 120;
  const x = Array.from({ length: n }, (_, i) => ((i * 37) % 29) / 10);
  const treated = x.map((value, i) => ((i * 13) % 17) / 10 < value / 2 + 0.3);
  const outcome = x.map((value, i) => value + Number(treated[i]) * 2 + ((i * 11) % 7));
  const swapped = treated.map((value) => !value);
  for (const method of ['weighting', 'g-computation', 'doubly-robust', 'matching'] as const) {
    const one = averageTreatmentEffect({ treated, outcome, covariates: { x }, method });
    const other = averageTreatmentEffect({
      treated: swapped,
      outcome,
      covariates: { x },
      method,
      estimand: 'ATC',
    });
    if (method !== 'matching') assertClose(one.estimate, -other.estimate, 1e-9, method);
    assert.ok(Math.abs(one.estimate - 2) < 4 * one.standardError, method);
  }
  const balance = standardizedMeanDifferences({ treated, covariates: { x }, standardize: 'pooled' });
  const turned = standardizedMeanDifferences({ treated: swapped, covariates: { x }, standardize: 'pooled' });
  assertClose(balance.before[0] ?? 0, -(turned.before[0] ?? 0), 1e-12);
  assert.equal(balance.after, null);
});

test('what has no answer is refused by name', () => {
  assertRefused(() => nearestMatches({ treated: [1, 1], distance: [0, 1] }), 'one-class-only');
  assertRefused(() => nearestMatches({ treated: [], distance: [] }), 'one-class-only');
  assertRefused(() => nearestMatches({ treated: [1, 0], distance: [0] }), 'lengths-differ');
  assertRefused(() => nearestMatches({ treated: [1, 0], distance: [0, Number.NaN] }), 'invalid-argument');
  assertRefused(() => nearestMatches({ treated: [1, 2], distance: [0, 1] }), 'invalid-argument');
  assertRefused(
    () => nearestMatches({ treated: [1, 0], distance: [1, 1], caliper: 1 }),
    'constant-covariate',
  );
  assertRefused(() => nearestMatches({ treated: [1, 0], distance: [1, 1], ratio: 0 }), 'invalid-argument');
  const parted = { treated: [1, 1, 0, 0], covariates: { x: [1, 1, 2, 2] } };
  assertRefused(() => standardizedMeanDifferences(parted), 'constant-covariate');
  assertRefused(() => averageTreatmentEffect({ ...parted, outcome: [1, 2, 3, 4] }), 'too-few-people');
  const given: EffectInput = { treated: [1, 1, 0, 0], outcome: [1, 2, 3, 4], method: 'weighting' };
  assertRefused(() => averageTreatmentEffect(given), 'invalid-argument');
  assertRefused(
    () => averageTreatmentEffect({ ...given, propensity: [0.5, 0.5, 1, 0.5] }),
    'invalid-probability',
  );
  const one = { ...given, method: 'matching', pairs: [{ treated: 0, control: 2 }] } as const;
  assertRefused(() => averageTreatmentEffect(one), 'too-few-people');
  assertRefused(() => averageTreatmentEffect({ ...one, estimand: 'ATE' }), 'invalid-argument');
  const none = nearestMatches({ treated: [1, 0], distance: [0, 9], caliper: 0.1 });
  assert.deepEqual([none.pairs, none.unmatchedTreated, none.unmatchedControls], [[], [0], [1]]);
});

test('what is given stays as it was', () => {
  const freeze = <T>(values: T[]) => Object.freeze(values) as T[];
  const treated = freeze([1, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  const x = freeze([4, 1, 3, 2, 5, 6, 3, 0, 1, 4]);
  const outcome = freeze([9, 1, 7, 3, 5, 8, 2, 0, 6, 4]);
  const covariates = Object.freeze({ x });
  const { linearPredictor } = logisticRegression({ outcome: treated, covariates });
  const distance = freeze([...linearPredictor]);
  const { pairs } = nearestMatches({ treated, distance, ratio: 2 });
  assert.equal(standardizedMeanDifferences({ treated, covariates, pairs }).names[0], 'x');
  for (const method of ['weighting', 'g-computation', 'doubly-robust', 'matching'] as const) {
    const { estimate } = averageTreatmentEffect({ treated, outcome, covariates, method, caliper: 9 });
    assert.ok(Number.isFinite(estimate));
  }
});
