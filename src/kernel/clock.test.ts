import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { londonDay, showDay, showMoment, showShortDay } from './clock.ts';

const instants = fc.date({
  min: new Date('1900-01-01T00:00:00Z'),
  max: new Date('2100-01-01T00:00:00Z'),
  noInvalidDate: true,
});

const there = (instant: Date) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO('Europe/London');

test("the day in London is the calendar library's, for any instant", () => {
  fc.assert(
    fc.property(instants, (instant) => {
      assert.equal(londonDay(instant), there(instant).toPlainDate().toString());
    }),
    { numRuns: 2_000 },
  );
});

test('around every change of the clocks the day and the time are right to the second', () => {
  for (const change of ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '1971-10-31T02:00:00Z']) {
    for (const seconds of [-3_601, -1, 0, 1, 3_599, 3_600]) {
      const instant = new Date(Date.parse(change) + seconds * 1_000);
      assert.equal(showMoment(instant).slice(-5), there(instant).toPlainTime().toString().slice(0, 5));
      assert.equal(londonDay(instant), there(instant).toPlainDate().toString());
    }
  }
});

test('days and moments are written as the field writes them', () => {
  assert.equal(showDay('2026-11-02'), '2 November 2026');
  assert.equal(showShortDay('2026-11-12'), '12 Nov 2026');
  assert.equal(showMoment(new Date('2026-07-01T23:30:00Z')), '2 Jul 2026, 00:30');
});
