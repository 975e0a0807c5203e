import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeTable } from './encoded.ts';
import { explain } from './explain.ts';
import { link, linkEncoded } from './link.ts';
import { defaultOffenderModel } from './offender-model.ts';
import {
  makePeople,
  partition,
  quality,
  recordOf,
  reordered,
  shuffled,
  tableFrom,
} from './people-for-tests.ts';
import { probabilityOf } from './scoring.ts';
import type { Model, RecordInput } from './types.ts';

const wide: Model = { ...defaultOffenderModel, thresholds: { join: 12, review: -8, fracture: 8 } };
const JO: RecordInput = { forename: 'Jordan', surname: 'Kelling', dob: '1990-05-17', sex: 'M' };

function bitsOfPair(a: RecordInput, b: RecordInput) {
  const { edges } = link(tableFrom([a, b]), {
    ...defaultOffenderModel,
    thresholds: { join: 20, review: -100, fracture: 14 },
  });
  return { bits: edges.bits[0] ?? Number.NaN, decision: edges.decision[0] };
}

test('name and date of birth alone never link; with a postcode or a PNC number they do', () => {
  const bare = bitsOfPair(JO, JO);
  assert.ok(bare.bits > 6 && bare.bits < 20, `${bare.bits}`);
  assert.equal(bare.decision, 1);
  assert.equal(
    bitsOfPair({ ...JO, postcodes: 'NR1 3QY' }, { ...JO, postcodes: ['nr13qy', 'IP1 1AA'] }).decision,
    2,
  );
  assert.equal(bitsOfPair({ ...JO, pnc: '1979/0163001B' }, { ...JO, pnc: '79/163001B' }).decision, 2);
});

test('an invalid PNC number is no evidence at all', () => {
  assert.equal(
    bitsOfPair({ ...JO, pnc: '2001/0171310S' }, { ...JO, pnc: '2001/0171310S' }).bits,
    bitsOfPair(JO, JO).bits,
  );
});

test('possible twins are forced to −5 bits and put before a person', () => {
  const home = { ...JO, postcodes: 'NR1 3QY' };
  const twin = { ...home, forename: 'Casey' };
  const { edges, clusterCount } = link(tableFrom([home, twin]), defaultOffenderModel);
  assert.equal(clusterCount, 2);
  assert.equal(edges.count, 1);
  assert.equal(edges.bits[0], -5);
  assert.ok(edges.unadjusted[0]! > 8);
  assert.equal(edges.decision[0], 1);
});

test('two different PNC numbers are reviewed, however much else agrees', () => {
  const full = { ...JO, postcodes: 'NR1 3QY', middleName: 'Zebedee', cro: '065656/91H', crn: 'X123456' };
  const { edges } = link(
    tableFrom([
      { ...full, pnc: '2002/0073319Z' },
      { ...full, pnc: '1979/0163001B' },
    ]),
    defaultOffenderModel,
  );
  assert.ok(edges.bits[0]! >= 20);
  assert.equal(edges.decision[0], 1);
});

test('a person overrules the score both ways, and contradictions are reported', () => {
  const table = tableFrom([
    { ...JO, crn: 'X123456' },
    { ...JO, crn: 'X123456' },
    { forename: 'Ola', surname: 'Berg', dob: '1961-02-03' },
  ]);
  assert.equal(link(table, defaultOffenderModel).clusterCount, 2);
  const apart = link(table, defaultOffenderModel, { overrides: [[1, 0, 'different']] });
  assert.equal(apart.clusterCount, 3);
  const together = link(table, defaultOffenderModel, { overrides: [[0, 2, 'same']] });
  assert.equal(together.clusters[0], together.clusters[2]);
  const torn = link(table, defaultOffenderModel, {
    overrides: [
      [0, 2, 'same'],
      [1, 2, 'same'],
      [0, 1, 'different'],
    ],
  });
  assert.notEqual(torn.clusters[0], torn.clusters[1]);
  assert.equal(torn.overrideConflicts.length, 1);
});

test('a link once made stands down to the fracture threshold', () => {
  const table = tableFrom([
    { ...JO, middleName: 'Zebedee' },
    { ...JO, middleName: 'Zebedee' },
  ]);
  const bits = link(table, defaultOffenderModel).edges.bits[0]!;
  assert.ok(bits >= 14 && bits < 20, `${bits}`);
  assert.equal(link(table, defaultOffenderModel).clusterCount, 2);
  assert.equal(link(table, defaultOffenderModel, { previous: [4, 4] }).clusterCount, 1);
  assert.equal(link(table, defaultOffenderModel, { previous: [-1, -1] }).clusterCount, 2);
});

test('the waterfall adds up to the edge, for every edge, trained or not', () => {
  const { table } = makePeople(120, 5);
  for (const train of [false, true]) {
    const { edges, model, frequencies } = link(table, wide, { train });
    assert.ok(edges.count > 100);
    for (let k = 0; k < edges.count; k += 1) {
      const waterfall = explain(
        recordOf(table, edges.left[k]!),
        recordOf(table, edges.right[k]!),
        model,
        frequencies,
      );
      const sum = waterfall.bars.reduce((total, bar) => total + bar.bits, 0);
      assert.equal(waterfall.unadjusted, edges.unadjusted[k]);
      assert.ok(Math.abs(sum - edges.bits[k]!) < 1e-9, `${sum} ${edges.bits[k]}`);
      assert.equal(waterfall.probability, probabilityOf(edges.bits[k]!));
    }
  }
});

test('what speaks against comes first, strongest first, in words', () => {
  const { frequencies } = link(tableFrom([JO]), defaultOffenderModel);
  const other = { ...JO, sex: 'F', dob: '1960-11-02', middleName: 'Ann' };
  const waterfall = explain({ ...JO, middleName: 'Lee' }, other, defaultOffenderModel, frequencies);
  assert.deepEqual(
    waterfall.against.map((bar) => bar.label),
    ['Born more than five years apart', 'Different middle name', 'Different sex'],
  );
  assert.equal(waterfall.inFavour[0]!.label, 'Same forename and surname');
  assert.ok(waterfall.notCompared.includes('Postcodes'));
  assert.equal(waterfall.decision, 'none');
});

test('the order of the rows changes nothing but the numbering', () => {
  const { table } = makePeople(90, 11);
  for (const train of [false, true]) {
    const expected = partition(link(table, wide, { train }).clusters);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const order = shuffled(table.length, seed);
        const { clusters } = link(reordered(table, order), wide, { train });
        assert.deepEqual(
          partition(clusters, (at) => order[at]!),
          expected,
        );
      }),
      { numRuns: train ? 2 : 10 },
    );
  }
});

test('a model survives being written to JSON', () => {
  const { table } = makePeople(60, 3);
  const trained = link(table, wide, { train: true });
  const again = link(table, JSON.parse(JSON.stringify(wide)) as Model, { train: true });
  assert.deepEqual([...again.edges.bits], [...trained.edges.bits]);
});

test('made-up people: almost no false link, and what is not linked is put before a person', () => {
  const { table, truth } = makePeople(400, 21);
  const result = link(table, defaultOffenderModel);
  const { precision, recall } = quality(result.clusters, truth);
  assert.ok(precision > 0.999, `precision ${precision}`);
  assert.ok(recall > 0.5, `recall ${recall}`);
  assert.ok(result.expectedFalseLinks < 1, `${result.expectedFalseLinks}`);
  const { edges } = result;
  const shown = new Set<string>();
  for (let k = 0; k < edges.count; k += 1) shown.add(`${edges.left[k]}-${edges.right[k]}`);
  let wanted = 0;
  let reached = 0;
  for (let i = 0; i < truth.length; i += 1) {
    for (let j = i + 1; j < truth.length && truth[j] === truth[i]; j += 1) {
      wanted += 1;
      if (result.clusters[i] === result.clusters[j] || shown.has(`${i}-${j}`)) reached += 1;
    }
  }
  assert.ok(reached / wanted > 0.8, `linked or for review: ${reached} of ${wanted}`);
});

test('mistakes of the caller are refused', () => {
  const table = tableFrom([JO, JO]);
  assert.throws(() => link({ length: 3, columns: table.columns }, defaultOffenderModel), /2 rows/);
  assert.throws(() => link(table, defaultOffenderModel, { overrides: [[0, 5, 'same']] }), /0 and 5/);
  assert.throws(() => link(table, defaultOffenderModel, { previous: [1] }), /1 rows of 2/);
  const broken = {
    ...defaultOffenderModel,
    blocking: [{ name: 'x', keys: [{ field: 'nope', part: 'whole' as const }], maxGroup: 9 }],
  };
  assert.throws(() => link(table, broken), /nope/);
  assert.equal(link({ length: 0, columns: {} }, defaultOffenderModel, { train: true }).clusterCount, 0);
});

test('what a trained run has left gives its links again, from an index made before training', () => {
  const { table } = makePeople(200, 13);
  const index = encodeTable(table, wide);
  const trained = link(table, wide, { train: true });
  const again = linkEncoded(index, trained.model, { frequencies: trained.frequencies });
  assert.deepEqual([...again.edges.bits], [...trained.edges.bits]);
  assert.deepEqual(again.clusters, trained.clusters);
});

test('an index is refused by a model with other blocking, and compared again by one with other levels', () => {
  const { table } = makePeople(200, 13);
  const index = encodeTable(table, wide);
  assert.throws(
    () => linkEncoded(index, { ...wide, blocking: wide.blocking.slice(1) }),
    /other blocking rules/,
  );
  const [first, ...others] = wide.comparisons;
  const coarser: Model = {
    ...wide,
    comparisons: [{ ...first!, levels: first!.levels.slice(0, -2) }, ...others],
  };
  const fresh = link(table, coarser);
  const again = linkEncoded(index, coarser);
  assert.deepEqual([...again.edges.bits], [...fresh.edges.bits]);
  assert.notDeepEqual([...again.edges.bits], [...linkEncoded(index, wide).edges.bits]);
});

test('a decision about two records that no rule brings together is kept, with the index and without', () => {
  const table = tableFrom([JO, { forename: 'Ola', surname: 'Berg', dob: '1961-02-03' }]);
  const overrides = [[1, 0, 'same']] as const;
  const first = link(table, wide, { overrides, keepIndex: true });
  assert.equal(first.clusterCount, 1);
  assert.equal(first.edges.foundBy[0], 255);
  assert.equal(linkEncoded(first.index!, wide, { overrides }).clusterCount, 1);
  const without = linkEncoded(first.index!, wide);
  assert.equal(without.clusterCount, 2);
  assert.equal(without.pairsScored, 0);
});
