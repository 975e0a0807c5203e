import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wordingFaults } from '../claims/wording.ts';
import { makeCareers, measureInputOf, testRule } from './careers-for-tests.ts';
import { harmMeasure } from './harm.ts';
import { type HarmRow, harmRowOf, measureHarm, topShare, type WeightSet } from './harm-rules.ts';
import { windowsOf } from './rules.ts';

const dataTo = '2026-06-30';
const set: WeightSet = {
  layout: 'cambridge',
  name: 'Example weights',
  source: 'made up for this test',
  validFrom: '2020-01-01',
  sha256: 'x',
  example: true,
  withoutClasses: ['1'],
};
const weigher = {
  weightOf: (code: string | null) => (code === null ? undefined : { '1': 5_000, '49': 2 }[code]),
  isGrave: (code: string | null) => code === '1',
};
const input = measureInputOf(makeCareers(1, { people: 2_000, mean: 0.8, threshold: 5, burst: 1, effect: 1 }));

const rows = (change: (place: number) => Partial<HarmRow['after']>, count = 60): HarmRow[] =>
  Array.from({ length: count }, (_, place) => {
    const period = { weights: [2, 2, 4 + (place % 7)], grave: [], unknown: 0, atRiskDays: 700 };
    return { before: period, after: { ...period, ...change(place) } };
  });

describe('harm', () => {
  it('weighs the offences of the windows at liberty, and counts those whose code is not known', () => {
    const windows = windowsOf(testRule, dataTo);
    const row = harmRowOf(
      {
        personId: 1,
        joinedOn: '2024-01-01',
        base: 'Norwich',
        strand: 'flex',
        born: '1990-01-01',
        offences: ['1980-01-01', '2023-02-01', '2023-03-01', '2024-03-01', '2024-06-01'],
        classes: ['49', '49', null, '1', '49'],
        custody: [{ from: '2024-05-01', to: '2024-08-01' }],
      },
      testRule,
      windows,
      weigher,
    );
    assert.deepEqual([row?.before.weights, row?.before.unknown], [[2], 1]);
    assert.deepEqual([row?.after.weights, row?.after.grave], [[], [5_000]]);
  });

  it('says that there are no weights rather than weighing anything', () => {
    const figures = measureHarm({ dataTo, set: null, rows: [], count: null });
    assert.match(figures.cannotWhy ?? '', /No table of weights is on file/);
    assert.equal(harmMeasure.card(figures), null);
    assert.deepEqual(harmMeasure.publish(figures, undefined), { why: figures.cannotWhy });
  });

  it('shows by how much one grave offence decides it, with the count beside it', () => {
    const figures = measureHarm({
      dataTo,
      set,
      rows: rows((place) => (place === 0 ? { grave: [5_000] } : {})),
      count: input,
    });
    assert.ok((figures.change?.ratio ?? 0) > 5, 'one offence makes harm many times as great');
    assert.ok(Math.abs((figures.withoutGravest?.ratio ?? 0) - 1) < 1e-12, 'without it nothing has changed');
    assert.ok((figures.shareOfTopOffences ?? 0) > 0.7);
    assert.equal(figures.count?.counted, input.members.filter((one) => one.state === 'counted').length);
    const card = harmMeasure.card(figures);
    assert.ok(card !== null);
    assert.deepEqual(wordingFaults(card.level, card.headline), []);
    assert.match(card.expectedUnderNothing ?? '', /with no scheme at all/);
  });

  it('is at level 1 and never says that anything was reduced', () => {
    const fewer = measureHarm({ dataTo, set, rows: rows(() => ({ weights: [1] })), count: input });
    const card = harmMeasure.card(fewer);
    assert.equal(card?.level, 1);
    assert.match(
      card?.headline ?? '',
      /^The weighed harm of proven offences was lower after joining than before/,
    );
    assert.deepEqual(wordingFaults(1, card?.headline ?? ''), []);
  });

  it('has a share of the gravest between their part of the number and all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 300 }), (values) => {
        const share = topShare(values);
        if (share === null) return assert.ok(values.every((value) => value === 0));
        const top = Math.max(1, Math.ceil(values.length / 100));
        assert.ok(share <= 1 + 1e-9 && share >= top / values.length - 1e-9);
      }),
    );
  });
});
