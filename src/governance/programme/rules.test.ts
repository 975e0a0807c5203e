import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/clock.ts';
import {
  findCircle,
  isLate,
  lateSince,
  problemsOfItem,
  ratingDoubt,
  readItemForm,
  schedule,
  slipWords,
  worstRag,
} from './rules.ts';
import type { ItemInput, ProgrammeItem } from './types.ts';

const item = (
  id: number,
  startsOn: string,
  endsOn: string,
  more: Partial<ProgrammeItem> = {},
): ProgrammeItem => ({
  id,
  programmeId: 1,
  phaseId: 1,
  stream: 'IT',
  kind: 'work',
  title: `Item ${id}`,
  ownerId: null,
  owner: null,
  baseStartsOn: startsOn,
  baseEndsOn: endsOn,
  startsOn,
  endsOn,
  doneOn: null,
  dropped: false,
  rag: 'none',
  ragWhy: null,
  needs: [],
  version: 1,
  ...more,
});

const today = '2026-01-01';

test('a slip carries on to what waits, and to what waits for that', () => {
  const items = [
    item(1, '2026-01-05', '2026-01-20', { baseEndsOn: '2026-01-10' }),
    item(2, '2026-01-11', '2026-01-20', { needs: [1] }),
    item(3, '2026-01-21', '2026-01-21', { kind: 'milestone', needs: [2] }),
    item(4, '2026-01-11', '2026-01-12'),
  ];
  const placed = schedule(items, today);
  assert.deepEqual(placed.get(1)?.slip, 10);
  assert.deepEqual(placed.get(2), {
    startsOn: '2026-01-21',
    endsOn: '2026-01-30',
    slip: 10,
    pushed: 10,
    pushedBy: 1,
  });
  assert.deepEqual(placed.get(3), {
    startsOn: '2026-01-30',
    endsOn: '2026-01-30',
    slip: 9,
    pushed: 9,
    pushedBy: 2,
  });
  assert.equal(placed.get(4)?.slip, 0);
  assert.equal(slipWords(10), 'slips 10 days');
  assert.equal(slipWords(-1), '1 day early');
  assert.equal(slipWords(0), '');
});

test('what is not done cannot have ended before today; what is done pushes nothing further', () => {
  const late = item(1, '2025-12-01', '2025-12-10');
  const next = item(2, '2025-12-11', '2025-12-20', { needs: [1] });
  assert.equal(schedule([late, next], today).get(2)?.startsOn, '2026-01-02');
  const done = { ...late, doneOn: '2025-12-08' };
  assert.equal(schedule([done, next], today).get(2)?.startsOn, '2025-12-11');
  assert.equal(schedule([{ ...late, dropped: true }, next], today).get(2)?.pushedBy, undefined);
});

/** Items whose needs lead to earlier numbers only, so that none go round in a circle. */
const plans = fc
  .array(
    fc.record({
      from: fc.integer({ min: -60, max: 60 }),
      length: fc.nat(40),
      needs: fc.array(fc.nat(11), { maxLength: 4 }),
      milestone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ from, length, needs, milestone }, index) => {
      const startsOn = addDays(today, from);
      return item(index + 1, startsOn, addDays(startsOn, milestone ? 0 : length), {
        kind: milestone ? 'milestone' : 'work',
        needs: [...new Set(needs.map((need) => need + 1))].filter((need) => need <= index),
      });
    }),
  );

test('nothing begins before what it needs has ended, nothing gets shorter, nothing ends before today or earlier than expected', () => {
  fc.assert(
    fc.property(plans, (items) => {
      const placed = schedule(items, today);
      for (const one of items) {
        const at = placed.get(one.id);
        assert.ok(
          at !== undefined && at.endsOn >= today && at.endsOn >= one.endsOn && at.startsOn >= one.startsOn,
        );
        if (one.kind === 'work')
          assert.ok(daysBetween(at.startsOn, at.endsOn) >= daysBetween(one.startsOn, one.endsOn));
        for (const need of one.needs) {
          const before = placed.get(need)?.endsOn ?? '';
          assert.ok(one.kind === 'milestone' ? at.startsOn >= before : at.startsOn > before);
        }
      }
    }),
  );
});

test('a later day of one item moves nothing forward', () => {
  fc.assert(
    fc.property(plans, fc.nat(11), fc.integer({ min: 1, max: 30 }), (items, which, more) => {
      const at = which % items.length;
      const later = items.map((one, index) =>
        index === at
          ? { ...one, startsOn: addDays(one.startsOn, more), endsOn: addDays(one.endsOn, more) }
          : one,
      );
      const [before, after] = [schedule(items, today), schedule(later, today)];
      for (const { id } of items) assert.ok((after.get(id)?.endsOn ?? '') >= (before.get(id)?.endsOn ?? ''));
    }),
  );
});

test('a circle is found wherever one is, and nowhere else', () => {
  fc.assert(
    fc.property(plans, (items) => {
      assert.equal(findCircle(items), undefined);
      const [first, last] = [items[0], items.at(-1)];
      if (first === undefined || last === undefined || items.length < 2) return;
      const chained = items.map((one, index) => ({ id: one.id, needs: index === 0 ? [last.id] : [index] }));
      const circle = findCircle(chained);
      assert.equal(new Set(circle).size, items.length);
    }),
  );
  assert.deepEqual(findCircle([{ id: 1, needs: [1] }]), [1]);
  assert.throws(
    () => schedule([item(1, today, today, { needs: [2] }), item(2, today, today, { needs: [1] })], today),
    RangeError,
  );
});

test('a new day of the owner does not make up for the agreed one, and needs a reason', () => {
  const slipping = item(1, '2025-12-01', '2026-01-31', { baseEndsOn: '2025-12-16', rag: 'amber' });
  assert.equal(isLate(slipping, today), true);
  assert.equal(lateSince(slipping), '2025-12-16');
  assert.equal(isLate({ ...slipping, baseEndsOn: '2026-01-31' }, today), false, 'agreed anew');
  assert.match(ratingDoubt(slipping, 46) ?? '', /still amber/);
  assert.equal(ratingDoubt({ ...slipping, rag: 'none' }, 46), 'It slips and is not rated');
  assert.equal(ratingDoubt({ ...slipping, rag: 'red' }, 46), undefined);
  const moved = (dayWhy: string | null) =>
    problemsOfItem(input({ startsOn: slipping.startsOn, endsOn: '2026-02-28', dayWhy }), {
      id: 1,
      items: [slipping],
      today,
    }).map(({ field }) => field);
  assert.deepEqual(moved(null), ['dayWhy']);
  assert.deepEqual(moved('The supplier is late'), []);
});

const input = (more: Partial<ItemInput> = {}): ItemInput => ({
  ...item(0, '2026-02-01', '2026-02-05'),
  title: 'New',
  rebase: false,
  ...more,
});

test('a circle is refused with the names in it; so is what ends before it begins', () => {
  const items = [item(1, today, today, { needs: [2] }), item(2, today, today)];
  const problems = problemsOfItem(input({ title: 'Item 2', needs: [1], dayWhy: 'Later' }), {
    id: 2,
    items,
    today,
  });
  assert.deepEqual(problems, [
    {
      field: 'needs',
      text: 'The items would wait for one another in a circle: Item 2 needs Item 1 needs Item 2',
    },
  ]);
  const fieldsOf = (more: Partial<ItemInput>) =>
    problemsOfItem(input(more), { id: undefined, items, today }).map(({ field }) => field);
  assert.deepEqual(fieldsOf({ needs: [1, 2] }), []);
  assert.deepEqual(fieldsOf({ endsOn: '2026-01-31' }), ['endsOn']);
  assert.deepEqual(fieldsOf({ kind: 'milestone' }), ['endsOn']);
  assert.deepEqual(fieldsOf({ rag: 'red' }), ['ragWhy']);
  assert.deepEqual(fieldsOf({ doneOn: '2026-01-02' }), ['doneOn']);
  assert.deepEqual(fieldsOf({ needs: [9] }), ['needs']);
});

test('a milestone may leave its end empty', () => {
  const at = {
    id: undefined,
    programme: { streams: ['IT'] },
    phases: [{ id: 3, number: 1, title: 'P' }],
    items: [],
    owners: [],
    today,
  };
  const form = {
    phase: '3',
    stream: 'IT',
    title: 'Go',
    startsOn: '2026-02-01',
    state: 'planned',
    rag: 'none',
  };
  const read = readItemForm({ ...form, kind: 'milestone' }, at);
  assert.ok('input' in read && read.input.endsOn === '2026-02-01');
  const work = readItemForm({ ...form, kind: 'work' }, at);
  assert.ok('errors' in work && work.errors[0]?.field === 'endsOn');
});

test('the worst rating is that of what is left to do', () => {
  const one = (rag: ProgrammeItem['rag'], doneOn: string | null = null) => ({ rag, doneOn, dropped: false });
  assert.equal(worstRag([one('green'), one('amber'), one('red', today)]), 'amber');
  assert.equal(worstRag([]), 'none');
});
