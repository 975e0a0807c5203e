import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Counted, consortOf, published } from './consort.ts';
import type { PublishedTrial } from './randomiser.ts';
import {
  armsOf,
  canShow,
  contractEnd,
  excludedBy,
  excludedOnRecord,
  participantTransitions,
  strataOf,
  stratumOf,
  usableUntil,
} from './rules.ts';
import { type Protocol, participantStates } from './types.ts';
import { listFaults, readPublished } from './verify.ts';

const seed = '00112233445566778899aabbccddeeff'.repeat(2);
const design = {
  arms: [
    { code: 'T', name: 'Treated' },
    { code: 'C', name: 'As ever' },
  ],
  ratio: [1, 1],
  blockSizes: [4, 6],
};
const strata = [
  { code: 'area', label: 'Area', levels: ['Norwich', 'Ipswich'] },
  { code: 'risk', label: 'Risk', levels: ['high', 'low'] },
];
const list = (): PublishedTrial => ({
  trial: 'Example',
  commitment: '4773d12e2371bb935b9a0f5439b4a1c3ad3f2414b86980f8418d1cfabdfadfef',
  seed,
  arms: ['T', 'C'],
  ratio: [1, 1],
  blockSizes: [4, 6],
  strata: [
    { stratum: 'Norwich|high', allocations: [...'TTCCTCTCTCTTTCCCCCTTTCTC'] },
    { stratum: 'Norwich|low', allocations: [...'CTTTCCCTCTTCCTCTTCTCCTTC'] },
  ],
});

test('the worked example of the method is a published list without a fault', () => {
  assert.deepEqual(listFaults(readPublished(JSON.stringify(list()))), []);
});

test('one changed place, or another seed, is found and named', () => {
  const changed = list();
  changed.strata[0]?.allocations.splice(3, 1, 'T');
  assert.deepEqual(listFaults(changed), ['Norwich|high, place 4: published as T, but the seed gives C.']);
  assert.match(listFaults({ ...list(), seed: 'f'.repeat(64) })[0] ?? '', /not the one that was committed to/);
});

test('a file that is no list is refused, saying what is wrong', () => {
  for (const text of ['', '[]', 'null', '{"seed":"12"}', JSON.stringify({ ...list(), strata: [{}] })])
    assert.throws(() => readPublished(text), /This is no published list/);
});

test('a stratum names its list, and every one that can be chosen is of the protocol', () => {
  assert.equal(stratumOf(strata, { area: 'Norwich', risk: 'high' }), 'Norwich|high');
  assert.equal(stratumOf(strata, { area: 'Norwich' }), undefined);
  assert.equal(stratumOf(strata, { area: 'Norwich', risk: 'else' }), undefined);
  assert.equal(stratumOf([], {}), 'all');
  assert.deepEqual(strataOf(strata), ['Norwich|high', 'Norwich|low', 'Ipswich|high', 'Ipswich|low']);
});

test('whoever did not answer yes is excluded, and the records exclude without asking', () => {
  assert.deepEqual(excludedBy([{ code: 'a' }, { code: 'b' }], { a: 'yes' }), ['b']);
  const rule = { youngest: 18, notSupervised: true };
  const on = '2026-11-02';
  assert.equal(excludedOnRecord(rule, { born: '2008-11-02', supervised: false }, on), false);
  assert.equal(excludedOnRecord(rule, { born: '2008-11-03', supervised: false }, on), true);
  assert.equal(excludedOnRecord(rule, { born: null, supervised: false }, on), true);
  assert.equal(excludedOnRecord(rule, { born: '1990-01-01', supervised: true }, on), true);
  assert.equal(
    excludedOnRecord({ ...rule, notSupervised: false }, { born: '1990-01-01', supervised: true }, on),
    false,
  );
});

test('nobody who is enrolled can be looked at again or enrolled again', () => {
  for (const state of participantStates) {
    const can = Object.keys(participantTransitions[state]);
    assert.equal(can.includes('assess'), ['excluded', 'refused', 'eligible'].includes(state));
    assert.equal(can.includes('enrol'), state === 'eligible');
  }
});

test('a contract of four months ends on the day before', () => {
  assert.equal(contractEnd('2026-11-02', 4), '2027-03-01');
  assert.equal(contractEnd('2026-10-31', 4), '2027-02-27');
});

test('whoever stops the use of their data is followed until that day', () => {
  assert.deepEqual(usableUntil('2026-01-15', 24, null), { until: '2028-01-15', isWhole: true });
  assert.deepEqual(usableUntil('2026-01-15', 24, '2026-06-01'), { until: '2026-06-01', isWhole: false });
});

const protocol = {
  ...design,
  strata,
  questions: [{ code: 'lives', text: 'Lives here' }],
  horizonMonths: 12,
} as Protocol;
const allocated = (stratum: string, n: number): Counted[] =>
  armsOf(design, { seed, stratum, n }).map((arm, position) => ({
    state: 'allocated',
    reasons: [],
    stratum,
    enrolledAt: new Date('2025-01-01'),
    withdrewOn: null,
    dataUntil: null,
    lostOn: null,
    arm,
    position,
    received: true,
  }));

test('counts by arm while people are enrolled are of complete blocks: they are the same whichever arm is next', () => {
  fc.assert(
    fc.property(fc.nat(40), (n) => {
      const people = allocated('Norwich|high', n);
      const { arms, heldBack } = consortOf(protocol, people, { isEnrolling: true, today: '2026-11-02' });
      const shown = arms.reduce((sum, one) => sum + (one.allocated ?? 0), 0);
      assert.equal(shown, Math.max(0, n - 12));
      assert.equal(heldBack, Math.min(n, 12));
      // The block that is being filled began within the last five places: none of it is counted.
      const swapped = people.map((one, place) =>
        place >= n - 5 ? { ...one, arm: one.arm === 'T' ? 'C' : 'T' } : one,
      );
      assert.deepEqual(consortOf(protocol, swapped, { isEnrolling: true, today: '2026-11-02' }).arms, arms);
    }),
  );
});

test('what everybody sees has no count of 1 to 4, in the flow, by arm or by stratum', () => {
  const person = (state: Counted['state']): Counted => ({
    ...(allocated('Norwich|low', 1)[0] as Counted),
    state,
    reasons: state === 'excluded' ? ['lives'] : [],
  });
  const many = (state: Counted['state'], n: number): Counted[] =>
    Array.from({ length: n }, () => person(state));
  fc.assert(
    fc.property(fc.array(fc.nat(12), { minLength: 7, maxLength: 7 }), (n) => {
      const people = [
        ...many('excluded', n[0] ?? 0),
        ...many('refused', n[1] ?? 0),
        ...many('eligible', n[2] ?? 0),
        ...strataOf(strata).flatMap((stratum, index) => allocated(stratum, n[3 + index] ?? 0)),
      ];
      const out = published(consortOf(protocol, people, { isEnrolling: false, today: '2026-11-02' }));
      const { excluded, arms, strata: rows, ...flow } = out;
      const all = [
        ...Object.values(flow),
        ...excluded.map((one) => one.people),
        ...rows.flatMap((row) => [row.enrolled, ...row.arms]),
        ...arms.flatMap(({ arm: _a, name: _n, ...counts }) => Object.values(counts)),
      ];
      assert.deepEqual(
        all.filter((count) => count !== null && count > 0 && count < 5),
        [],
      );
    }),
    { numRuns: 60 },
  );
});

test('what a size can show is said before: 389 an arm tell 56 from 46, 60 in all tell next to nothing', () => {
  assert.ok(Math.abs((canShow({ target: 778, ratio: [1, 1] }) ?? 0) - 10) < 0.3);
  assert.ok((canShow({ target: 60, ratio: [1, 1] }) ?? 0) > 30);
  assert.equal(canShow({ target: 2, ratio: [1, 1] }), null);
});
