import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  isFuture,
  isLate,
  isOld,
  isQuiet,
  isSame,
  kindRule,
  mailFor,
  mailText,
  outOfQuiet,
  stepDue,
  toldBy,
} from './rules.ts';
import { type AlertRule, eventKinds, groups } from './types.ts';

const kind = { sameWithinMinutes: 60, overridesQuiet: false };

const rule: AlertRule = {
  kinds: {
    custody: { sameWithinMinutes: 240, overridesQuiet: true },
    crime: kind,
    'missed-tag': { ...kind, overridesQuiet: true },
    release: kind,
    address: kind,
  },
  steps: [
    { to: 'lead', afterMinutes: 0 },
    { to: 'co-worker', afterMinutes: 30 },
    { to: 'team', afterMinutes: 60 },
    { to: 'supervisor', afterMinutes: 120 },
  ],
  supervisors: ['scheme-manager'],
  quiet: { from: '20:00', to: '07:00' },
  digestAt: '08:00',
  future: { toleranceMinutes: 10, does: 'park' },
  tellWithinHours: 168,
  lateAfterMinutes: 60,
  perMinute: 100,
};

const moment = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);

test('night ends by day, never in the past, and within a day, whatever the clocks do', () => {
  fc.assert(
    fc.property(moment, clock, clock, (at, from, to) => {
      fc.pre(from !== to);
      const end = outOfQuiet(at, { from, to });
      assert.ok(end >= at);
      assert.ok(end.getTime() - at.getTime() <= 25 * 3_600_000);
      if (!isQuiet(at, { from, to })) assert.equal(end.getTime(), at.getTime());
    }),
  );
  // The clocks go forward at one, and back at two: a night of eleven hours by the clock all the same.
  assert.equal(
    outOfQuiet(new Date('2026-03-28T23:00:00Z'), rule.quiet).toISOString(),
    '2026-03-29T06:00:00.000Z',
  );
  assert.equal(
    outOfQuiet(new Date('2026-10-24T22:00:00Z'), rule.quiet).toISOString(),
    '2026-10-25T07:00:00.000Z',
  );
});

test('nobody is told at night of what can wait, and the first step waits for nobody', () => {
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom(...eventKinds),
      fc.integer({ min: 0, max: 5 }),
      (madeAt, one, step) => {
        const due = stepDue({ kind: one, madeAt, step }, rule);
        if (step >= rule.steps.length) assert.equal(due, undefined);
        else if (step === 0) assert.equal(due?.getTime(), madeAt.getTime());
        else {
          assert.ok(due !== undefined && due > madeAt);
          if (!kindRule(rule, one).overridesQuiet) assert.equal(isQuiet(due, rule.quiet), false);
          else assert.equal(due.getTime(), madeAt.getTime() + (rule.steps[step]?.afterMinutes ?? 0) * 60_000);
        }
      },
    ),
  );
});

test('no mail goes out at night unless its kind overrides that, and none where none is wanted', () => {
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom(...eventKinds),
      fc.constantFrom('each' as const, 'digest' as const, 'none' as const),
      (now, one, choice) => {
        const mail = mailFor(choice, one, rule, now);
        if (choice === 'none') assert.equal(mail, 'none');
        if (mail === 'wanted')
          assert.ok(choice === 'each' && (kindRule(rule, one).overridesQuiet || !isQuiet(now, rule.quiet)));
      },
    ),
  );
  assert.doesNotMatch(
    JSON.stringify([mailText(1, undefined), mailText(7, 'https://a.example')]),
    /custody|crime|tag/i,
  );
});

test('each is told once, and the deputy of somebody away besides', () => {
  const staff = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(
      fc.constantFrom(...groups),
      fc.array(fc.record({ staffId: staff, kind: fc.constantFrom('lead', 'co-worker', 'embedded') }), {
        maxLength: 5,
      }),
      fc.array(fc.record({ staffId: staff, deputyId: fc.option(staff) }), { maxLength: 3 }),
      fc.array(staff, { maxLength: 4 }),
      (group, allocations, away, some) => {
        const told = toldBy(group, { allocations, away, team: some, supervisors: some });
        const ids = told.map(({ staffId }) => staffId);
        assert.equal(new Set(ids).size, ids.length);
        for (const { staffId, deputyId } of away)
          if (deputyId !== null && told.some((one) => one.staffId === staffId && one.because !== 'deputy'))
            assert.ok(ids.includes(deputyId));
        if (group === 'lead')
          for (const one of told.filter(({ because }) => because === 'lead'))
            assert.ok(allocations.some((each) => each.staffId === one.staffId && each.kind === 'lead'));
      },
    ),
  );
});

test('the window of one thing, of old, late and future has its edges inside', () => {
  const at = new Date('2026-11-02T12:00:00Z');
  const after = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
  assert.equal(isSame(at, after(60), 'crime', rule), true);
  assert.equal(isSame(at, after(-61), 'crime', rule), false);
  assert.equal(isSame(at, after(-240), 'custody', rule), true);
  assert.equal(isFuture(after(10), at, rule), false);
  assert.equal(isFuture(after(11), at, rule), true);
  assert.equal(isOld(after(-168 * 60), at, rule), false);
  assert.equal(isOld(after(-168 * 60 - 1), at, rule), true);
  assert.equal(isLate({ happenedAt: at, receivedAt: after(61) }, rule), true);
  assert.equal(isLate({ happenedAt: at, receivedAt: after(60) }, rule), false);
});
