import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import {
  levelOfScore,
  readAssessment,
  readFlag,
  readRestriction,
  standingOf,
  trainingHolds,
  transitions,
} from './rules.ts';
import type { AssessmentState, RiskLists } from './types.ts';

const today = '2026-11-02';
const lists: RiskLists = {
  types: [
    {
      code: 'oasys',
      name: 'OASys',
      version: '1',
      needsTraining: true,
      levels: [
        { code: 'low', name: 'Low' },
        { code: 'high', name: 'High' },
      ],
    },
    {
      code: 'ogrs3',
      name: 'OGRS3',
      version: '3',
      imported: true,
      needsTraining: false,
      bands: [
        { atLeast: 0, level: 'low' },
        { atLeast: 50, level: 'medium' },
        { atLeast: 75, level: 'high' },
        { atLeast: 90, level: 'very-high' },
      ],
      levels: [],
    },
  ],
  flags: [{ code: 'to-staff', name: 'Risk to staff', toStaff: true }],
  registers: { mappaCategories: [], mappaLevels: [], concerns: [] },
  example: true,
};
const context = { lists, today, agencies: [2, 3] };
const day = fc.integer({ min: -800, max: 800 }).map((days) => addDays(today, days));

test('a score has the level of the highest band it reaches, at every figure', () => {
  const type = { bands: [...(lists.types[1]?.bands ?? [])].reverse() };
  const expected = (score: number) =>
    score >= 90 ? 'very-high' : score >= 75 ? 'high' : score >= 50 ? 'medium' : 'low';
  for (let score = 0; score <= 100; score += 1) assert.equal(levelOfScore(type, score), expected(score));
});

test('training holds from its first day to its last, whichever of several it is, and what was taken back counts for nothing', () => {
  const record = fc.record({
    fromDate: day,
    length: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null }),
    withdrawn: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), day, (drawn, on) => {
      const records = drawn.map(({ fromDate, length, withdrawn }) => ({
        fromDate,
        expiresOn: length === null ? null : addDays(fromDate, length),
        withdrawnWhy: withdrawn ? 'A mistake' : null,
      }));
      const expected = records.some(
        ({ fromDate, expiresOn, withdrawnWhy }) =>
          withdrawnWhy === null && on >= fromDate && (expiresOn === null || on <= expiresOn),
      );
      const found = trainingHolds(records, 'OASys', on);
      assert.equal(found.ok, expected);
      if (!found.ok) assert.match(found.why, /OASys/);
    }),
  );
});

test('of each kind the latest accepted stands; one that is held, refused or withdrawn never does', () => {
  const states: AssessmentState[] = ['held', 'accepted', 'refused', 'withdrawn'];
  const one = fc.record({
    type: fc.constantFrom('oasys', 'sara'),
    state: fc.constantFrom(...states),
    assessedOn: day,
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (drawn) => {
      const all = drawn.map((each, index) => ({ ...each, id: index + 1 }));
      const standing = standingOf(all);
      for (const type of ['oasys', 'sara']) {
        const accepted = all.filter((each) => each.type === type && each.state === 'accepted');
        const of = standing.filter((each) => each.type === type);
        assert.equal(of.length, Math.min(1, accepted.length));
        for (const other of accepted)
          assert.ok((of[0]?.assessedOn ?? '') >= other.assessedOn, 'none is later than the one that stands');
      }
      assert.ok(standing.every(({ state }) => state === 'accepted'));
    }),
  );
});

const filled = {
  type: 'oasys',
  assessedOn: '2026-10-01',
  level: 'high',
  summary: 'Found so',
  handling: 'partners',
};
const fieldsOf = (read: object): string[] =>
  'errors' in read ? (read.errors as { field: string }[]).map(({ field }) => field) : [];

test('an assessment asks for what its kind needs', () => {
  assert.deepEqual(fieldsOf(readAssessment(1, filled, context)), []);
  assert.deepEqual(fieldsOf(readAssessment(1, {}, context)), ['type', 'assessedOn', 'summary', 'handling']);
  assert.deepEqual(fieldsOf(readAssessment(1, { ...filled, assessedOn: '2026-11-03' }, context)), [
    'assessedOn',
  ]);
  assert.deepEqual(fieldsOf(readAssessment(1, { ...filled, nextDue: '2026-10-01' }, context)), ['nextDue']);
  assert.deepEqual(fieldsOf(readAssessment(1, { ...filled, level: 'enormous' }, context)), ['level']);
  assert.deepEqual(fieldsOf(readAssessment(1, { ...filled, handling: 'named' }, context)), ['named']);
  assert.deepEqual(fieldsOf(readAssessment(1, { ...filled, type: 'ogrs3', score: '101' }, context)), [
    'score',
    'source',
  ]);
  const scored = readAssessment(
    1,
    { ...filled, type: 'ogrs3', score: '75', source: 'OASys', level: 'low' },
    context,
  );
  assert.ok('input' in scored);
  assert.deepEqual(
    [scored.input.score, scored.input.level],
    [75, 'high'],
    'the score decides, not what was sent',
  );
});

test('a flag is looked at again on a day that lies ahead', () => {
  const flag = { kind: 'to-staff', why: 'A dog', handling: 'partners' };
  assert.deepEqual(fieldsOf(readFlag(1, { ...flag, reviewOn: today }, context)), ['reviewOn']);
  assert.deepEqual(fieldsOf(readFlag(1, { ...flag, reviewOn: '2026-12-01' }, context)), []);
});

test('whoever makes an “only” list stays on it, and nobody keeps themselves out', () => {
  const sent = { words: 'A councillor’s son', reviewOn: '2027-01-01' };
  const around = { staff: [4, 5, 6], self: 6, today };
  const only = readRestriction(9, { ...sent, kind: 'only', staff: ['4'] }, around);
  assert.ok('input' in only);
  assert.deepEqual(only.input.staff, [4, 6]);
  assert.deepEqual(fieldsOf(readRestriction(9, { ...sent, kind: 'exclude', staff: ['6'] }, around)), [
    'staff',
  ]);
  assert.deepEqual(fieldsOf(readRestriction(9, { kind: 'only' }, around)), ['staff', 'words', 'reviewOn']);
});

test('what was refused or withdrawn stays so', () => {
  assert.deepEqual(transitions.refused, {});
  assert.deepEqual(transitions.withdrawn, {});
  assert.equal(transitions.accepted.accept, undefined);
});
