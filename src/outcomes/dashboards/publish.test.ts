import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { publish, smallest } from './publish.ts';
import { gridOf, tablesOf } from './tables.ts';
import { type Count, type Fact, outcomes, type Tables, type Topic } from './types.ts';

const fact = (topic: Topic, more: Partial<Fact>): Fact => ({
  ...{ topic, month: '2026-09', baseId: 1, strand: 'fixed', one: '', two: '', value: 0, n: 1, total: 0 },
  ...more,
});

const quarterOf = (facts: readonly Fact[]): Tables => tablesOf(facts, '2026-09');

const counts = (topic: Topic, one: fc.Arbitrary<string>, two: fc.Arbitrary<string>): fc.Arbitrary<Fact[]> =>
  fc.array(
    fc
      .record({
        one,
        two,
        baseId: fc.integer({ min: 1, max: 4 }),
        n: fc.integer({ min: 1, max: 30 }),
        value: fc.integer({ min: 0, max: 60 }),
      })
      .map((made) => fact(topic, made)),
    { maxLength: 12 },
  );

const pathway = fc.constantFrom('health', 'finance', 'families');
const anything = fc
  .tuple(
    counts('answered', pathway, fc.constantFrom('accepted', 'declined')),
    counts('started', pathway, fc.constantFrom('7', '8')),
    counts('contact', fc.constantFrom(...outcomes), fc.constantFrom('timed', 'untimed')),
    counts('rag', fc.constantFrom('red', 'amber'), fc.constantFrom('green', 'blue')),
    counts('decided', fc.constantFrom('adopt', 'decline', 'defer'), fc.constant('')),
    counts('declined', fc.constantFrom('no-places', 'area', 'risk'), fc.constant('')),
    counts('members', fc.constant(''), fc.constant('')),
    counts('listed', fc.constant(''), fc.constant('')),
    counts('sent', pathway, fc.constant('7')),
  )
  .map((lists) => lists.flat());

/** Every count of people or events that somebody could read in what is published. */
function readable(value: unknown, name = ''): number[] {
  if (typeof value === 'number')
    return ['days', 'liberty', 'minutes', 'medianDays'].includes(name) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((one) => readable(one, name));
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, one]) => readable(one, key));
  return [];
}

describe('what is published of a quarter', () => {
  it('has no count of 1 to 4 anywhere', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 400 }), (facts, before) => {
        const small = readable(publish(quarterOf(facts), before)).filter(
          (count) => count > 0 && count < smallest,
        );
        assert.deepEqual(small, []);
      }),
      { numRuns: 150 },
    );
  });

  it('lets nobody work out who joined or left from the members of two quarters', () => {
    const size = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(size, size, size, (before, joined, leaving) => {
        const left = Math.min(leaving, before + joined);
        const made = (topic: Topic, n: number): Fact[] => (n === 0 ? [] : [fact(topic, { n })]);
        const members = before + joined - left;
        const shown = publish(
          quarterOf([...made('members', members), ...made('joined', joined), ...made('left', left)]),
          before,
        );
        const earlier: Count = before > 0 && before < smallest ? null : before;
        const possible = solutions({
          before: earlier,
          joined: shown.joined,
          left: shown.left,
          members: shown.members,
        });
        for (const [name, truth] of Object.entries({ before, joined, left, members })) {
          if (truth === 0 || truth >= smallest) continue;
          const values = new Set(possible.map((one) => one[name as keyof Movement]));
          assert.ok(values.size >= smallest - 1, `${name} ${truth} is one of ${[...values].join(', ')}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not tell by the reasons how many were declined where the answers leave it out, nor the other way round', () => {
    fc.assert(
      fc.property(anything, (facts) => {
        const { answered, declined } = publish(quarterOf(facts), 100);
        const inAnswers = answered.columnTotals[answered.columns.indexOf('declined')] ?? null;
        if (inAnswers === null || declined.total === null)
          assert.ok(declined.cells.flat().every((count) => count === null));
      }),
      { numRuns: 150 },
    );
  });

  it('has no middle number of days of fewer than ten, and no days of fewer than ten members', () => {
    const few = publish(
      quarterOf([
        fact('started', { one: 'health', two: '7', n: 9, value: 12 }),
        fact('started', { one: 'finance', two: '7', n: 10, value: 30 }),
        fact('members', { n: 9 }),
        fact('days', { n: 9, total: 810 }),
        fact('liberty', { n: 9, total: 700 }),
      ]),
      9,
    );
    assert.deepEqual(
      few.services.map(({ pathway: of, started, medianDays }) => [of, started, medianDays]),
      [
        ['finance', 10, 30],
        ['health', 9, null],
      ],
    );
    assert.deepEqual([few.days, few.liberty], [null, null]);
  });

  it('rounds days, so that one person’s time in prison is not their difference', () => {
    const shown = publish(
      quarterOf([
        fact('members', { n: 50 }),
        fact('days', { n: 50, total: 4_600 }),
        fact('liberty', { n: 50, total: 4_592 }),
      ]),
      50,
    );
    assert.equal(shown.days, shown.liberty);
  });

  it('leaves an empty quarter empty', () => {
    const shown = publish(quarterOf([]), 0);
    assert.deepEqual([shown.joined, shown.members, shown.services], [0, 0, []]);
    assert.deepEqual(gridOf([]).total, 0);
  });
});

interface Movement {
  before: number;
  joined: number;
  left: number;
  members: number;
}

/** Everything that is still possible, to somebody who knows the rules by which figures are left out. */
function solutions(shown: Readonly<Record<keyof Movement, Count>>): Movement[] {
  const values = (count: Count): number[] =>
    count === null ? Array.from({ length: 61 }, (_, value) => value) : [count];
  return values(shown.before).flatMap((before) =>
    values(shown.joined).flatMap((joined) =>
      values(shown.members).flatMap((members) => {
        const left = before + joined - members;
        return left >= 0 && (shown.left === null || shown.left === left)
          ? [{ before, joined, left, members }]
          : [];
      }),
    ),
  );
}
