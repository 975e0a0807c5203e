import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { addDays, addMonths } from '../../kernel/clock.ts';
import { type Spell, timeOnScheme, transitionBorn, transitionDay, transitionDue } from './scheme-clock.ts';

const rule = { suspendedBy: ['prison'] } as const;
const day = (offset: number): string => addDays('2025-06-01', offset);

const spell = fc
  .record({
    kind: fc.constantFrom('police' as const, 'prison' as const),
    from: fc.integer({ min: -60, max: 500 }),
    length: fc.option(fc.integer({ min: 0, max: 200 })),
  })
  .map(
    ({ kind, from, length }): Spell => ({
      kind,
      from: day(from),
      to: length === null ? null : day(from + length),
    }),
  );
const spells = fc.array(spell, { maxLength: 8 });
const until = fc.integer({ min: 0, max: 450 }).map(day);

test('prison suspends the clock from the first day to the day before release; a police cell does not', () => {
  const held: Spell[] = [
    { kind: 'prison', from: '2026-03-20', to: '2026-04-10' },
    { kind: 'police', from: '2026-05-01', to: '2026-05-02' },
  ];
  // Both changes of the clocks lie in the year: days are days.
  assert.deepEqual(timeOnScheme('2026-01-01', '2026-11-01', held, rule), {
    days: 304,
    suspended: 21,
    atRisk: 283,
    isSuspended: false,
  });
  assert.equal(timeOnScheme('2026-01-01', '2026-04-09', held, rule).isSuspended, true);
  assert.equal(timeOnScheme('2026-01-01', '2026-04-10', held, rule).isSuspended, false);
});

test('a further spell never lengthens the time at risk, and never changes the days', () => {
  fc.assert(
    fc.property(spells, spell, until, (all, one, to) => {
      const before = timeOnScheme(day(0), to, all, rule);
      const after = timeOnScheme(day(0), to, [...all, one], rule);
      assert.equal(after.days, before.days);
      assert.ok(after.atRisk <= before.atRisk);
      assert.ok(after.atRisk >= 0);
      assert.equal(after.atRisk + after.suspended, after.days);
    }),
  );
});

test('it counts what a count of each day counts, in whatever order the spells come', () => {
  fc.assert(
    fc.property(spells, until, (all, to) => {
      const shown = timeOnScheme(day(0), to, all, rule);
      let suspended = 0;
      for (let at = day(0); at < to; at = addDays(at, 1))
        if (all.some((one) => one.kind === 'prison' && one.from <= at && (one.to === null || one.to > at)))
          suspended += 1;
      assert.equal(shown.suspended, suspended);
      assert.deepEqual(timeOnScheme(day(0), to, [...all].reverse(), rule), shown);
    }),
  );
});

test('a rule that suspends nothing leaves every day at risk', () => {
  fc.assert(
    fc.property(spells, until, (all, to) => {
      const shown = timeOnScheme(day(0), to, all, { suspendedBy: [] });
      assert.deepEqual([shown.suspended, shown.isSuspended], [0, false]);
    }),
  );
});

test('the way to adult services is due from seventeen and a half until of age, in list and flag alike', () => {
  assert.equal(transitionDay('2009-08-31'), '2027-02-28');
  assert.equal(transitionDay(null), null);
  assert.equal(transitionDue('2009-05-02', '2026-11-01'), false);
  assert.equal(transitionDue('2009-05-02', '2026-11-02'), true);
  assert.equal(transitionDue('2008-11-02', '2026-11-02'), false);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), (offset) => {
      const born = addDays('2008-01-01', offset);
      const today = '2026-11-02';
      const range = transitionBorn(today);
      const listed = born >= range.from && born <= range.to;
      // Month ends differ by days: a list may be a day or two early there, never a month.
      if (listed !== transitionDue(born, today))
        assert.ok(Math.abs(Date.parse(addMonths(born, 210)) - Date.parse(today)) <= 3 * 86_400_000);
    }),
  );
});
