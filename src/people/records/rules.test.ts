import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/clock.ts';
import { certaintyOf, custodyStateOn, findConflicts, offendingYears, statutoryStatusOn } from './rules.ts';
import type { CustodySpell, Offence, Supervision } from './types.ts';

const today = '2026-11-02';

const spell = (
  fromDay: string,
  toDay: string | null,
  kind: CustodySpell['kind'] = 'prison',
): CustodySpell => ({
  id: 1,
  agency: 'Prison Service',
  kind,
  place: 'HMP Norwich',
  fromDay,
  toDay,
  releaseType: null,
  licenceEnd: null,
  reason: null,
});

const order = (
  fromDay: string,
  toDay: string | null,
  orderType: Supervision['orderType'] = 'community-order',
): Supervision => ({
  id: 1,
  agency: 'Probation Service',
  orderType,
  title: null,
  sentenceDate: null,
  fromDay,
  toDay,
  mainOffenceCode: null,
  rosh: null,
  mappaLevel: null,
  conditions: [],
});

const offence = (offenceDate: string, more: Partial<Offence> = {}): Offence => ({
  id: 1,
  agencyId: 1,
  agency: 'Norfolk Constabulary',
  capacity: 'suspect',
  offenceCode: 'TH68010',
  homeOfficeClass: null,
  title: null,
  offenceDate,
  arrestDate: null,
  asn: null,
  chargeDate: null,
  outcome: 'convicted',
  outcomeDate: null,
  court: null,
  sentence: null,
  area: null,
  proven: true,
  ...more,
});

const day = fc.integer({ min: -2_000, max: 800 }).map((days) => addDays(today, days));
const interval = fc
  .tuple(day, fc.option(fc.integer({ min: 0, max: 500 })))
  .map(([from, length]) => [from, length === null ? null : addDays(from, length)] as const);

test('supervised exactly while an order runs, its last day included', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), (intervals) => {
      const running = intervals.filter(([from, to]) => from <= today && (to === null || today <= to));
      const { status, endsOn } = statutoryStatusOn(
        intervals.map(([from, to]) => order(from, to)),
        today,
      );
      assert.equal(status === 'statutory', running.length > 0);
      if (running.length === 0) assert.equal(endsOn, null);
      else if (running.some(([, to]) => to === null)) assert.equal(endsOn, null);
      else assert.ok(running.every(([, to]) => endsOn !== null && to !== null && to <= endsOn));
    }),
  );
});

test('a youth order beside an adult one is dual', () => {
  const both = [order('2026-01-01', '2027-01-01', 'youth-order'), order('2026-06-01', '2026-12-01')];
  assert.deepEqual(
    [statutoryStatusOn(both, today).status, statutoryStatusOn(both, today).endsOn],
    ['dual', '2027-01-01'],
  );
  assert.equal(statutoryStatusOn(both.slice(0, 1), today).status, 'statutory');
});

test('in prison exactly while a spell lasts, which ends on the day of release', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), (intervals) => {
      const inside = intervals.some(([from, to]) => from <= today && (to === null || today < to));
      const { state } = custodyStateOn(
        intervals.map(([from, to]) => spell(from, to)),
        today,
      );
      assert.equal(state, inside ? 'prison' : 'community');
    }),
  );
});

test('a police stay without an end counts for four days; prison goes before it', () => {
  const cell = (days: number) => spell(addDays(today, -days), null, 'police');
  assert.equal(custodyStateOn([cell(4)], today).state, 'police');
  assert.equal(custodyStateOn([cell(5)], today).state, 'community');
  assert.equal(custodyStateOn([cell(0), spell('2026-01-01', null)], today).state, 'prison');
});

test('years: every offence is counted once, and no year has more days at liberty than days', () => {
  const dates = fc.array(
    fc.integer({ min: -5_000, max: 0 }).map((days) => addDays(today, days)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(dates, fc.array(interval, { maxLength: 5 }), (days, intervals) => {
      const offences = days.map((date, index) => offence(date, { proven: index % 2 === 0 }));
      const years = offendingYears(
        offences,
        intervals.map(([from, to]) => spell(from, to)),
        today,
      );
      assert.equal(
        years.reduce((sum, year) => sum + year.proven + year.other, 0),
        offences.length,
      );
      for (const year of years) assert.ok(year.daysAtLiberty >= 0 && year.daysAtLiberty <= year.days);
      const first = days.toSorted()[0];
      const span = first === undefined ? 0 : daysBetween(`${first.slice(0, 4)}-01-01`, today) + 1;
      assert.equal(
        years.reduce((sum, year) => sum + year.days, 0),
        span,
      );
    }),
  );
});

test('certainty in words: nothing unproven is ever called proven', () => {
  assert.equal(certaintyOf({ proven: true, outcome: 'cautioned' }), 'proven');
  assert.equal(certaintyOf({ proven: false, outcome: 'charged' }), 'charged');
  assert.equal(certaintyOf({ proven: false, outcome: 'acquitted' }), 'not-proven');
  assert.equal(certaintyOf({ proven: false, outcome: 'no-further-action' }), 'suspected');
  // A victim's row carries the crime's outcome.
  assert.equal(certaintyOf({ proven: false, outcome: 'convicted' }), 'suspected');
});

test('sources that differ stand side by side', () => {
  const two = [
    offence('2026-05-05'),
    offence('2026-05-05', {
      agencyId: 2,
      agency: 'Suffolk Constabulary',
      outcome: 'acquitted',
      proven: false,
    }),
  ];
  assert.deepEqual(
    findConflicts(two, [], [])[0]?.says.map((said) => said.text),
    ['Convicted', 'Acquitted'],
  );
  assert.equal(findConflicts([offence('2026-05-05')], [spell('2026-05-01', '2026-06-01')], []).length, 1);
  assert.equal(findConflicts([offence('2026-05-01')], [spell('2026-05-01', '2026-06-01')], []).length, 0);
  const late = [order('2026-06-09', null, 'licence')];
  assert.equal(findConflicts([], [spell('2026-05-01', '2026-06-01')], late).length, 1);
  assert.equal(findConflicts([], [spell('2026-05-01', '2026-06-08')], late).length, 0);
});
