import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { groupOf, groupsOf, publish, ratioTo } from './rules.ts';
import type { FairnessRule, GroupLine, Kind } from './types.ts';

const rule: FairnessRule = {
  everyDays: 90,
  ethnicity: [
    { code: 'white', name: 'White', starts: ['W'] },
    { code: 'black', name: 'Black', starts: ['B'] },
    { code: 'asian', name: 'Asian', starts: ['A'] },
  ],
  ages: [18, 25],
};

test('everybody is in one group of each dimension, those not known in their own', () => {
  const whose = (kind: Partial<Kind>) => ({ ethnicity: null, sex: null, age: null, ...kind });
  assert.equal(groupOf('ethnicity', whose({ ethnicity: 'W9' }), rule), 'white');
  assert.equal(groupOf('ethnicity', whose({ ethnicity: 'NS' }), rule), 'not-known');
  assert.equal(groupOf('sex', whose({}), rule), 'not-known');
  assert.deepEqual(
    [17, 18, 24, 25, 90].map((age) => groupOf('age', whose({ age }), rule)),
    ['0', '18', '18', '25', '25'],
  );
  assert.deepEqual(
    groupsOf('age', rule).map(({ name }) => name),
    ['Under 18', '18 to 24', '25 and over', 'Not known'],
  );
});

test('a ratio has Katz’s interval, and none is drawn on few people', () => {
  const ratio = ratioTo({ events: 48, of: 216 }, { events: 114, of: 432 });
  assert.deepEqual(
    [ratio?.estimate, ratio?.lower, ratio?.upper].map((one) => one?.toFixed(6)),
    ['0.727273', '0.527890', '1.001962'],
  );
  assert.equal(ratioTo({ events: 8, of: 29 }, { events: 100, of: 400 }), null);
  assert.equal(ratioTo({ events: 8, of: 371 }, { events: 10, of: 400 }), null);
  assert.equal(ratioTo({ events: 0, of: 100 }, { events: 10, of: 400 }), null);
});

const kinds = fc.array(
  fc.record({
    ethnicity: fc.constantFrom('W1', 'B1', 'A1', null),
    sex: fc.constantFrom('male', 'female', null),
    age: fc.constantFrom(16, 20, 40, null),
    status: fc.constantFrom('left', 'red', 'on', 'refused', 'out'),
    people: fc.integer({ min: 1, max: 14 }),
  }),
  { minLength: 4, maxLength: 40 },
);
const kindOf = ({
  status,
  ...rest
}: { status: string; people: number } & Pick<Kind, 'ethnicity' | 'sex' | 'age'>): Kind => ({
  ...rest,
  selected: ['left', 'red', 'on'].includes(status),
  left: status === 'left',
  red: status === 'red',
  refused: status === 'refused',
  days: 100 * rest.people,
});

const counts = ({ eligible, selected, refused, left, red }: GroupLine): (number | null)[] => [
  eligible,
  selected.events,
  refused.events,
  left.events,
  red.events,
  eligible === null || selected.events === null ? null : eligible - selected.events,
  // What is left of a part when the other parts are taken away.
  ...(selected.events === null || left.events === null || red.events === null
    ? []
    : [selected.events - left.events - red.events]),
];

test('no published count is 1 to 4, nor what is left when one is taken from another', () => {
  fc.assert(
    fc.property(kinds, (given) => {
      const shown = publish(given.map(kindOf), rule);
      if (!('figures' in shown)) return;
      for (const { groups } of shown.figures.dimensions)
        for (const group of groups)
          assert.deepEqual(
            counts(group).filter((count) => count !== null && count > 0 && count < 5),
            [],
          );
    }),
    { numRuns: 150 },
  );
});

test('where a total is public, never is exactly one of its parts left out', () => {
  fc.assert(
    fc.property(kinds, (given) => {
      const shown = publish(given.map(kindOf), rule);
      if (!('figures' in shown)) return;
      for (const { groups } of shown.figures.dimensions) {
        const eligible = groups.filter((group) => group.eligible === null);
        const selected = groups.filter((group) => group.selected.events === null);
        // The number of all people, and of all who were selected, can be added up from another dimension.
        assert.notEqual(eligible.length, 1);
        assert.notEqual(selected.length, 1);
        for (const part of ['left', 'red', 'refused'] as const) {
          const hidden = groups.filter((group) => group[part].events === null);
          assert.notEqual(hidden.length, 1, part);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('small groups are put together, so that the large ones keep whole numbers', () => {
  const group = (ethnicity: string, status: string, people: number): Kind =>
    kindOf({ ethnicity, sex: 'male', age: 30, status, people });
  const shown = publish(
    [
      ...[group('W1', 'left', 27), group('W1', 'red', 47), group('W1', 'on', 233), group('W1', 'out', 122)],
      ...[group('B1', 'left', 4), group('B1', 'on', 9), group('B1', 'out', 5)],
      ...[group('A1', 'left', 3), group('A1', 'red', 6), group('A1', 'on', 12), group('A1', 'out', 5)],
    ],
    rule,
  );
  assert.ok('figures' in shown);
  const [white, black] =
    shown.figures.dimensions.find(({ dimension }) => dimension === 'ethnicity')?.groups ?? [];
  assert.deepEqual([white?.left.events, white?.red.events], [27, 47]);
  assert.deepEqual([black?.left.events, black?.red.events, black?.selected.events], [null, null, 13]);
});

test('too few people, or too few selected, and nothing is published, with why', () => {
  const one = kindOf({ ethnicity: 'W1', sex: 'male', age: 30, status: 'out', people: 9 });
  assert.deepEqual(publish([one], rule), { why: 'Fewer than 10 people can be counted.' });
  const few = kindOf({ ethnicity: 'W1', sex: 'male', age: 30, status: 'on', people: 2 });
  assert.match(JSON.stringify(publish([{ ...one, people: 90 }, few], rule)), /would tell of them/);
});
