import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, londonDay, showMoment } from '../../kernel/clock.ts';
import { boundaryRound, chanceOf, conflictsOf, curfewWindow, gridPoint, isInside } from './conflicts.ts';
import type { Appointment, Curfew, Zone } from './types.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const curfew = (more: Partial<Curfew> = {}): Curfew => ({
  id: 1,
  days: everyDay,
  fromTime: '19:00',
  toTime: '07:00',
  fromDay: '2026-01-01',
  toDay: null,
  ...more,
});
const away = (at: string, minutes = 60, more: Partial<Appointment> = {}): Appointment => ({
  at: new Date(at),
  minutes,
  where: 'away',
  place: null,
  ...more,
});
const breaks = (appointment: Appointment, one = curfew()): boolean =>
  conflictsOf(appointment, [one], []).length > 0;

test('over midnight, by the day on which it begins, up to its very end', () => {
  assert.ok(breaks(away('2026-11-02T18:30:00Z')));
  assert.ok(!breaks(away('2026-11-02T18:00:00Z')));
  assert.ok(breaks(away('2026-11-03T06:59:00Z', 5)));
  assert.ok(!breaks(away('2026-11-03T07:00:00Z')));
  // It begins on Mondays alone (2 November 2026 is one) and runs into Tuesday, and not from Sunday into Monday.
  const mondays = curfew({ days: [1] });
  assert.ok(breaks(away('2026-11-03T06:00:00Z'), mondays));
  assert.ok(!breaks(away('2026-11-02T06:00:00Z'), mondays));
  assert.ok(!breaks(away('2026-11-03T20:00:00Z'), mondays));
});

test('by day, and within its dates, the last night’s morning included', () => {
  const days = curfew({ fromTime: '10:00', toTime: '12:00', fromDay: '2026-11-02', toDay: '2026-11-04' });
  assert.ok(breaks(away('2026-11-02T11:30:00Z'), days));
  assert.ok(!breaks(away('2026-11-05T11:30:00Z'), days));
  assert.ok(!breaks(away('2026-11-01T11:30:00Z'), days));
  assert.ok(breaks(away('2026-11-05T06:00:00Z'), curfew({ toDay: '2026-11-04' })));
});

test('in summer time it is London’s clock that counts', () => {
  assert.ok(breaks(away('2026-07-01T18:10:00Z')));
  assert.ok(!breaks(away('2026-07-01T06:10:00Z')));
});

test('an end in the hour that is doubled is the later, a start the earlier; in the one that is skipped the wider', () => {
  const night = curfew({ fromTime: '20:00', toTime: '01:30' });
  assert.equal(curfewWindow(night, '2026-10-24')?.end.toISOString(), '2026-10-25T01:30:00.000Z');
  const small = curfew({ fromTime: '01:30', toTime: '06:00' });
  assert.equal(curfewWindow(small, '2026-10-25')?.start.toISOString(), '2026-10-25T00:30:00.000Z');
  assert.equal(curfewWindow(small, '2026-03-29')?.start.toISOString(), '2026-03-29T00:30:00.000Z');
  assert.equal(curfewWindow(night, '2026-03-28')?.end.toISOString(), '2026-03-29T01:30:00.000Z');
});

test('at their own address, by phone and in custody nothing is broken', () => {
  for (const where of ['home', 'remote', 'custody'] as const)
    assert.ok(!breaks(away('2026-11-02T22:00:00Z', 60, { where })));
});

const zone = (more: Partial<Zone> = {}): Zone => ({
  id: 1,
  name: 'Zone',
  places: ['Anglia Square', 'St. Augustine’s Street'],
  boundary: [],
  fromDay: '2026-01-01',
  toDay: null,
  ...more,
});

test('a zone is known by its places, in whole words and whatever the signs', () => {
  const at = (place: string): boolean =>
    conflictsOf(away('2026-11-02T10:00:00Z', 60, { place }), [], [zone()]).length > 0;
  assert.ok(at('Job club, ANGLIA SQUARE, Norwich'));
  assert.ok(at('12 St Augustines Street'));
  assert.ok(!at('Angliasquare'));
  assert.ok(!at('Square'));
  assert.ok(
    !conflictsOf(away('2026-11-02T10:00:00Z', 60, { place: '...' }), [], [zone({ places: ['—'] })]).length,
  );
});

const moment = fc
  .integer({ min: Date.UTC(2026, 0, 2), max: Date.UTC(2027, 11, 20) })
  .map((at) => new Date(at));
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

test('outside the hours that clocks change, a minute conflicts exactly when London’s clock says so', () => {
  fc.assert(
    fc.property(
      moment,
      clock,
      clock,
      fc.subarray(everyDay, { minLength: 1 }),
      (at, fromTime, toTime, days) => {
        fc.pre(fromTime !== toTime);
        const now = showMoment(at).split(', ')[1] ?? '';
        const changing = ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31'];
        fc.pre(!changing.some((day) => [day, addDays(day, -1), addDays(day, 1)].includes(londonDay(at))));
        const weekday = ((new Date(`${londonDay(at)}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
        const yesterday = ((weekday + 5) % 7) + 1;
        const expected =
          toTime > fromTime
            ? days.includes(weekday) && now >= fromTime && now < toTime
            : (days.includes(weekday) && now >= fromTime) || (days.includes(yesterday) && now < toTime);
        const whole = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
        assert.equal(
          breaks(
            { at: whole, minutes: 1, where: 'away', place: null },
            curfew({ days, fromTime, toTime, fromDay: '2025-01-01' }),
          ),
          expected,
        );
      },
    ),
  );
});

test('a longer appointment breaks what a shorter one does, at any hour of the year', () => {
  fc.assert(
    fc.property(moment, clock, clock, fc.integer({ min: 1, max: 300 }), (at, fromTime, toTime, minutes) => {
      fc.pre(fromTime !== toTime);
      const one = curfew({ fromTime, toTime, fromDay: '2025-01-01' });
      const short = breaks({ at, minutes, where: 'away', place: null }, one);
      assert.ok(!short || breaks({ at, minutes: minutes + 60, where: 'away', place: null }, one));
      // Every day has a curfew: its window begins before it ends, whatever the clocks do.
      const window = curfewWindow(one, londonDay(at));
      assert.ok(window !== undefined && window.start <= window.end);
    }),
  );
});

const centre = fc.record({
  latitude: fc.double({ min: 50, max: 58, noNaN: true }),
  longitude: fc.double({ min: -6, max: 2, noNaN: true }),
  radiusMetres: fc.integer({ min: 50, max: 20_000 }),
});

test('a boundary holds the whole circle, and not much beyond it', () => {
  fc.assert(
    fc.property(
      centre,
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (round, numbers) => {
        const boundary = boundaryRound(round, () => Number(numbers.next().value));
        const east = 111_320 * Math.cos((round.latitude * Math.PI) / 180);
        for (let angle = 0; angle < 6.28; angle += 0.3) {
          const point = [
            round.latitude + (0.99 * round.radiusMetres * Math.cos(angle)) / 111_320,
            round.longitude + (0.99 * round.radiusMetres * Math.sin(angle)) / east,
          ] as const;
          assert.ok(isInside(point, boundary), JSON.stringify(point));
        }
        assert.ok(
          !isInside([round.latitude + (2 * round.radiusMetres + 1500) / 111_320, round.longitude], boundary),
        );
      },
    ),
  );
});

type Flat = readonly [number, number];
const mean = (points: readonly Flat[]): Flat => [
  points.reduce((sum, [up]) => sum + up, 0) / points.length,
  points.reduce((sum, [, right]) => sum + right, 0) / points.length,
];
const boxMiddle = (points: readonly Flat[]): Flat => {
  const half = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return [half(points.map(([up]) => up)), half(points.map(([, right]) => right))];
};

/** The middle of the circle that fits these points best, by least squares. */
function fitted(points: readonly Flat[]): Flat {
  const [up, right] = mean(points);
  let [uu, vv, uv, uw, vw] = [0, 0, 0, 0, 0];
  for (const [a, b] of points) {
    const [u, v] = [a - up, b - right];
    const w = u * u + v * v;
    uu += u * u;
    vv += v * v;
    uv += u * v;
    uw += u * w;
    vw += v * w;
  }
  const whole = 2 * (uu * vv - uv * uv);
  return [up + (uw * vv - vw * uv) / whole, right + (vw * uu - uw * uv) / whole];
}

/** The metres within which nobody comes who computes the middle from boundaries, as docs/how-to/enforce-an-order.md says. */
const kept = 100;

test('no middle computed from boundaries, one or many, comes within a hundred metres of the true one', () => {
  const place = fc.record({
    latitude: fc.double({ min: 50, max: 58, noNaN: true }),
    longitude: fc.double({ min: -6, max: 2, noNaN: true }),
  });
  const nearby = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }));
  const radii = fc.array(fc.tuple(fc.integer({ min: 50, max: 500 }), nearby), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(place, fc.string({ minLength: 1 }), radii, (at, secret, redraws) => {
      const squeeze = 111_320 * Math.cos((at.latitude * Math.PI) / 180);
      const flat = redraws.flatMap(([radiusMetres, [up, right]]) => {
        // The same place, typed a few metres off: where that falls to another point of the grid, it is another drawing.
        const centre = {
          latitude: at.latitude + up / 111_320,
          longitude: at.longitude + right / squeeze,
          radiusMetres,
        };
        if (JSON.stringify(gridPoint(centre)) !== JSON.stringify(gridPoint(at))) return [];
        const chance = chanceOf(`${secret} ${JSON.stringify(gridPoint(centre))}`);
        return [
          boundaryRound(centre, chance).map(
            ([lat, lon]): Flat => [(lat - at.latitude) * 111_320, (lon - at.longitude) * squeeze],
          ),
        ];
      });
      fc.pre(flat.length > 0);
      for (const guess of [mean, boxMiddle, fitted]) {
        for (const one of flat) assert.ok(Math.hypot(...guess(one)) > kept, `${guess.name} of one`);
        assert.ok(Math.hypot(...mean(flat.map(guess))) > kept, `${guess.name} of all`);
      }
      // From several sizes back to no size at all: the line through their middles.
      assert.ok(Math.hypot(...fitted(flat.flat())) > kept, 'all corners at once');
    }),
  );
});
