import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeTable } from './encoded.ts';
import { IncrementalLinker } from './incremental.ts';
import { inferModel } from './infer-model.ts';
import { link, linkEncoded } from './link.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { makePeople, partition, recordOf, tableFrom } from './people-for-tests.ts';
import type { Frequencies, Model, Override, RecordInput } from './types.ts';

/** Puts records one by one, changes some of them, and holds the people against a whole run. */
function agrees(
  model: Model,
  frequencies: Frequencies,
  records: readonly RecordInput[],
  changes: readonly [number, number][],
) {
  const linker = new IncrementalLinker(model, frequencies);
  const now = records.slice();
  for (const record of records) linker.put(record);
  const whole = () => partition(link(tableFrom(now), model, { frequencies }).clusters);
  assert.deepEqual(partition(linker.clusters()), whole());
  for (const [from, to] of changes) {
    const row = to % now.length;
    // The row becomes a mixture of itself and another: it may leave its people and join others.
    const record = { ...now[row]!, ...(from % 2 === 0 ? now[from % now.length] : { surname: 'CHANGED' }) };
    now[row] = record;
    linker.put(record, row);
  }
  assert.deepEqual(partition(linker.clusters()), whole());
}

const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 });

test('records put one by one, and changed, give the people that a whole run gives', () => {
  const wide: Model = { ...defaultOffenderModel, thresholds: { join: 12, review: -8, fracture: 8 } };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), changes, (seed, made) => {
      const { table } = makePeople(25, seed);
      const records = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
      agrees(wide, link(table, wide).frequencies, records, made);
    }),
    { numRuns: 8 },
  );
});

test('so they do by a trained model, and where groups pass their limit', () => {
  const { table } = makePeople(60, 5);
  const { model } = inferModel(Object.keys(table.columns), { postcodes: 'postcode' }, table.length);
  const run = link(table, model, { train: true });
  const records = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
  agrees(run.model, run.frequencies, records, [
    [2, 9],
    [4, 30],
    [1, 9],
  ]);
  const tight: Model = {
    ...run.model,
    blocking: run.model.blocking.map((rule) => ({ ...rule, maxGroup: 2 })),
  };
  agrees(tight, run.frequencies, records, [
    [6, 12],
    [8, 40],
    [3, 12],
    [5, 41],
  ]);
});

test('a record far from all others touches nobody', () => {
  const { table } = makePeople(10, 2);
  const { frequencies } = link(table, defaultOffenderModel);
  const linker = new IncrementalLinker(defaultOffenderModel, frequencies);
  for (let row = 0; row < table.length; row += 1) linker.put(recordOf(table, row));
  assert.deepEqual(linker.put({ forename: 'Xerxes', surname: 'Quux' }).touched, [table.length]);
  assert.throws(() => linker.put({}, 500), /no row 500/);
});

/** What stands: rows that are removed are undefined. */
interface World {
  records: (RecordInput | undefined)[];
  overrides: Override[];
  previous: number[];
}

/** A whole run over what stands, in the linker's own rows. */
function wholeRun(world: World, frequencies: Frequencies) {
  const rows = world.records.flatMap((record, row) => (record === undefined ? [] : [row]));
  const at = new Map(rows.map((row, place) => [row, place]));
  const result = link(tableFrom(rows.map((row) => world.records[row]!)), wide, {
    frequencies,
    overrides: world.overrides.flatMap(([one, other, word]): Override[] =>
      at.has(one) && at.has(other) ? [[at.get(one)!, at.get(other)!, word]] : [],
    ),
    previous: rows.map((row) => world.previous[row] ?? -1),
  });
  const { edges } = result;
  const linked = Array.from({ length: edges.count }, (_, k) =>
    edgeText(rows[edges.left[k]!]!, rows[edges.right[k]!]!, edges.bits[k]!, edges.decision[k] === 2),
  );
  return { people: partition(result.clusters, (place) => rows[place]!), linked: linked.sort() };
}

const edgeText = (left: number, right: number, bits: number, auto: boolean): string =>
  `${Math.min(left, right)}-${Math.max(left, right)} ${bits.toFixed(6)} ${auto ? 'linked' : 'waits'}`;

function standingOf(linker: IncrementalLinker) {
  const clusters = linker.clusters();
  const rows = Array.from(clusters.keys()).filter((row) => clusters[row]! >= 0);
  const linked = [...linker.linked()].map(({ left, right, bits, decision }) =>
    edgeText(left, right, bits, decision === 'auto'),
  );
  return {
    people: partition(
      rows.map((row) => clusters[row]!),
      (place) => rows[place]!,
    ),
    linked: linked.sort(),
  };
}

const wide: Model = { ...defaultOffenderModel, thresholds: { join: 12, review: -8, fracture: 4 } };

type Steps = typeof steps extends fc.Arbitrary<infer Drawn> ? Drawn : never;
const steps = fc.array(
  fc.record({
    fresh: fc.nat(12),
    changed: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
    removed: fc.array(fc.nat(), { maxLength: 5 }),
    decided: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('same' as const, 'different' as const)), {
      maxLength: 4,
    }),
    undecided: fc.nat(3),
    moved: fc.array(fc.tuple(fc.nat(), fc.nat(30)), { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const nothing = { fresh: 0, changed: [], removed: [], decided: [], undecided: 0, moved: [] };
/** Two copies of one record, each decided to be somebody else: what breaks the tie must not be their order. */
const copiesDecided: Steps = [
  { ...nothing, fresh: 10 },
  { ...nothing, fresh: 1 },
  {
    ...nothing,
    decided: [
      [2145386481, 173977693, 'same'],
      [1333640017, 446467482, 'same'],
    ],
  },
];

test('property: batches, removals, decisions and people before, on from a whole run, give what a whole run gives', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), steps, (seed, drawn) => {
      const { table } = makePeople(30, seed);
      const all = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
      const begun = Math.floor(all.length / 2);
      const world: World = { records: all.slice(0, begun), overrides: [], previous: [] };
      const first = tableFrom(all.slice(0, begun));
      const encoded = encodeTable(first, wide);
      const result = linkEncoded(encoded, wide);
      const linker = IncrementalLinker.after({
        ...{ encoded, result, records: all.slice(0, begun), overrides: [] },
        previous: new Int32Array(begun).fill(-1),
      });
      assert.deepEqual(standingOf(linker), wholeRun(world, result.frequencies));
      for (const step of drawn) {
        const pick = (draw: number): number => draw % world.records.length;
        const put = new Map<number, RecordInput>();
        for (const record of all.slice(world.records.length, world.records.length + step.fresh))
          put.set(world.records.length + put.size, record);
        for (const [row, other] of step.changed) {
          const [own, from] = [world.records[pick(row)], world.records[pick(other)]];
          if (own !== undefined && from !== undefined) put.set(pick(row), { ...own, surname: from.surname });
        }
        const removed = step.removed.map(pick).filter((row) => world.records[row] !== undefined);
        for (const row of removed) put.delete(row);
        const previous = new Map(step.moved.map(([row, of]) => [pick(row), of - 1]));
        for (const row of [...removed, ...previous.keys()])
          if (removed.includes(row) || world.records[row] === undefined) previous.delete(row);
        world.overrides.splice(0, step.undecided);
        for (const [one, other, word] of step.decided)
          if (pick(one) !== pick(other)) world.overrides.push([pick(one), pick(other), word]);
        for (const [row, record] of put) world.records[row] = record;
        for (const row of removed) world.records[row] = undefined;
        for (const row of removed) world.previous[row] = -1;
        for (const [row, of] of previous) world.previous[row] = of;
        linker.change({ put, removed: [...new Set(removed)], overrides: world.overrides, previous });
        assert.deepEqual(standingOf(linker), wholeRun(world, result.frequencies));
      }
    }),
    { numRuns: 40, examples: [[9997, copiesDecided]] },
  );
});
