import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { absenceState, absenceTransitions, mayDeputise, readAbsenceForm } from './rules.ts';
import type { AbsenceForm, Colleague } from './types.ts';
import {
  extendedEnd,
  minutesLater,
  minutesOver,
  readMinutes,
  visitClock,
  visitTransitions,
} from './visit-rules.ts';

const officer = (id: number, more: Partial<Colleague> = {}): Colleague => ({
  id,
  name: `PC ${id}`,
  agencyId: 1,
  agency: 'Police',
  role: 'police-offender-manager',
  teamId: 1,
  ...more,
});

const away = officer(1);
const choices = {
  staff: [away],
  deputiesOf: (id: number) => (id === 1 ? [officer(2)] : []),
};
const today = '2026-11-02';
const good: AbsenceForm = { staff: '1', deputy: '2', from: '2026-11-03', to: '2026-11-05', note: ' Keys ' };

const fieldsOf = (form: AbsenceForm): string[] => {
  const read = readAbsenceForm(form, choices, today);
  return 'errors' in read ? read.errors.map(({ field }) => field) : [];
};

test('an absence is read with its days and its deputy, who may be found later', () => {
  const read = readAbsenceForm(good, choices, today);
  assert.ok('input' in read);
  assert.deepEqual(read.input, {
    staffId: 1,
    deputyId: 2,
    fromDay: '2026-11-03',
    toDay: '2026-11-05',
    note: 'Keys',
  });
  const alone = readAbsenceForm({ ...good, deputy: '' }, choices, today);
  assert.equal('input' in alone && alone.input.deputyId, null);
});

test('wrong days and a deputy who is not of the list are named', () => {
  assert.deepEqual(fieldsOf({ ...good, to: '2026-11-01' }), ['to']);
  assert.deepEqual(fieldsOf({ ...good, from: '2026-10-01', to: '2026-11-01' }), ['to']);
  assert.deepEqual(fieldsOf({ ...good, to: '2028-01-01' }), ['to']);
  assert.deepEqual(fieldsOf({ ...good, deputy: '9' }), ['deputy']);
  assert.deepEqual(fieldsOf({}), ['staff', 'from', 'to']);
  fc.assert(
    fc.property(
      fc.record({ staff: fc.string(), deputy: fc.string(), from: fc.string(), to: fc.string() }),
      (form) => {
        const read = readAbsenceForm(form, choices, today);
        assert.ok('input' in read || read.errors.length > 0);
      },
    ),
  );
});

test('an absence is ahead, now or over by its days, its last included; nothing leads out of what is over', () => {
  const at = (fromDay: string, toDay: string) => absenceState({ fromDay, toDay, endedAt: null }, today);
  assert.equal(at('2026-11-03', '2026-11-04'), 'ahead');
  assert.equal(at('2026-11-01', '2026-11-02'), 'now');
  assert.equal(at('2026-10-01', '2026-11-01'), 'over');
  assert.equal(absenceState({ fromDay: today, toDay: today, endedAt: new Date() }, today), 'over');
  assert.deepEqual(absenceTransitions.over, {});
  assert.deepEqual(visitTransitions.safe, {});
});

test('a deputy does the same work; whoever is away names one of their own team, whoever allocates anybody', () => {
  const other = officer(3, { teamId: 2 });
  const probation = officer(4, { role: 'probation-offender-manager', agencyId: 2 });
  const link = officer(5, { role: 'link-worker', teamId: null, agencyId: 3 });
  const otherLink = officer(6, { role: 'link-worker', teamId: null, agencyId: 4 });
  const by = { allocates: false };
  const manager = { allocates: true };
  assert.ok(mayDeputise(away, officer(2), by));
  assert.ok(!mayDeputise(away, other, by));
  assert.ok(mayDeputise(away, other, manager));
  assert.ok(!mayDeputise(away, probation, by));
  assert.ok(mayDeputise(away, probation, manager));
  assert.ok(!mayDeputise(away, link, manager));
  assert.ok(!mayDeputise(link, otherLink, by));
  assert.ok(mayDeputise(link, officer(7, { role: 'link-worker', teamId: null, agencyId: 3 }), by));
  assert.ok(!mayDeputise(away, away, manager));
});

const start = new Date('2026-11-02T09:00:00Z');

test('a visit is in time until its end, overdue after it, and an alarm after the grace', () => {
  const visit = { expectedAt: minutesLater(start, 60), graceMinutes: 15, helpAt: null };
  const at = (minutes: number) => visitClock(visit, minutesLater(start, minutes));
  assert.equal(at(60), 'in-time');
  assert.equal(at(61), 'overdue');
  assert.equal(at(75), 'overdue');
  assert.equal(at(76), 'alarm');
  assert.equal(minutesOver(visit, minutesLater(start, 70)), 10);
  // Who asked for help is not in time, whatever the clock says.
  assert.equal(visitClock({ ...visit, helpAt: start }, start), 'help');
});

test('more time always ends later than now, and never earlier than before', () => {
  const minutes = fc.integer({ min: 1, max: 480 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: -600, max: 600 }), (more, off) => {
      const expected = minutesLater(start, off);
      const end = extendedEnd(expected, start, more);
      assert.ok(end >= minutesLater(start, more));
      assert.ok(end >= minutesLater(expected, more));
    }),
  );
  assert.equal(readMinutes('60', { lengths: [30, 60] }), 60);
  for (const wrong of ['45', '', '6e1', undefined])
    assert.equal(readMinutes(wrong, { lengths: [30, 60] }), undefined);
  assert.equal(addDays(today, 1), '2026-11-03');
});
