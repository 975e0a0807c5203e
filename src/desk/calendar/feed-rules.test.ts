import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { londonInstant, showMoment } from '../../kernel/clock.ts';
import { eventUid, type FeedEvent, writeFeed } from './feed-rules.ts';

const now = new Date('2026-11-02T09:00:00Z');

interface ReadEvent {
  uid: string;
  summary: string;
  location: string;
  start: Date;
  end: Date;
  status: string;
  sequence: number;
}

/** Read back by a reader that is not the writer. */
function readFeed(text: string): ReadEvent[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      location: event.location,
      start: event.startDate.toJSDate(),
      end: event.endDate.toJSDate(),
      status: String(component.getFirstPropertyValue('status')),
      sequence: event.sequence,
    };
  });
}

const event = (more: Partial<FeedEvent> = {}): FeedEvent => ({
  id: 7,
  at: new Date('2026-11-03T10:00:00Z'),
  minutes: null,
  cancelled: false,
  version: 1,
  kind: null,
  place: null,
  ...more,
});

test('an appointment has its time and nothing of whom it is with', () => {
  const [read] = readFeed(writeFeed([event()], 'salt', now));
  assert.equal(read?.summary, 'Waymark appointment');
  assert.equal(read?.location ?? '', '');
  assert.equal(read?.start.toISOString(), '2026-11-03T10:00:00.000Z');
  assert.equal(read?.end.toISOString(), '2026-11-03T10:30:00.000Z');
  assert.equal(read?.status, 'CONFIRMED');
});

test('kind and place stand there where they were chosen, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120, unit: 'grapheme' }), (place) => {
      const clean = place.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
      const [read] = readFeed(writeFeed([event({ kind: 'Home visit', place: clean })], 'salt', now));
      assert.equal(read?.summary, 'Waymark appointment: Home visit');
      assert.equal(read?.location ?? '', clean);
    }),
  );
});

test('the id of an appointment stays through changes, and differs from any other', () => {
  const [first] = readFeed(writeFeed([event()], 'salt', now));
  const [later] = readFeed(
    writeFeed([event({ at: new Date('2026-11-04T09:00:00Z'), version: 4, cancelled: true })], 'salt', now),
  );
  assert.equal(later?.uid, first?.uid);
  assert.equal(later?.status, 'CANCELLED');
  assert.ok((later?.sequence ?? 0) > (first?.sequence ?? 0));
  assert.notEqual(eventUid('salt', 8), eventUid('salt', 7));
  assert.notEqual(eventUid('another', 7), eventUid('salt', 7));
  assert.doesNotMatch(first?.uid ?? '', /\b7\b/);
});

test('what a worker planned for ten o’clock in London is at ten o’clock in London, on either side of the change', () => {
  for (const [day, utc] of [
    ['2026-10-24', '09:00'],
    ['2026-10-25', '10:00'],
    ['2027-03-27', '10:00'],
    ['2027-03-28', '09:00'],
  ] as const) {
    const at = londonInstant(day, '10:00');
    assert.ok(at);
    const text = writeFeed([event({ at, minutes: 45 })], 'salt', now);
    const [read] = readFeed(text);
    assert.equal(read?.start.toISOString(), `${day}T${utc}:00.000Z`);
    assert.match(showMoment(read?.start ?? now), /10:00$/);
    assert.equal((read?.end.getTime() ?? 0) - (read?.start.getTime() ?? 0), 45 * 60_000);
    assert.match(text, /DTSTART:\d{8}T\d{6}Z\r\n/);
  }
});

test('any list of appointments is read back as it was', () => {
  const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
  const events = fc.array(
    fc.record({
      id: fc.nat(),
      at: times,
      minutes: fc.integer({ min: 1, max: 600 }),
      cancelled: fc.boolean(),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(events, (drawn) => {
      const whole = drawn.map((one) =>
        event({ ...one, at: new Date(Math.floor(one.at.getTime() / 1_000) * 1_000) }),
      );
      const read = readFeed(writeFeed(whole, 'salt', now));
      assert.deepEqual(
        read.map(({ start, end, status }) => [start.getTime(), end.getTime(), status]),
        whole.map(({ at, minutes, cancelled }) => [
          at.getTime(),
          at.getTime() + (minutes ?? 0) * 60_000,
          cancelled ? 'CANCELLED' : 'CONFIRMED',
        ]),
      );
    }),
  );
});
