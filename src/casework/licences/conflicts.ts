import { addDays, type Day, londonDay, londonInstant } from '../../kernel/clock.ts';
import { sha256 } from '../../kernel/ids.ts';
import type { Appointment, Conflict, Curfew, Zone } from './types.ts';

const hour = 3_600_000;

/**
 * The instants that a time on London's clocks may mean: two in the hour that is doubled; in the hour that is skipped
 * the moments an hour either side of where it would be. An end and a start of a curfew take the wider.
 */
function instantsOf(day: Day, time: string): [Date, Date] {
  const exact = londonInstant(day, time);
  if (exact !== undefined) return [exact, exact];
  const [hours = 0, minutes = '00'] = time
    .split(':')
    .map((part, index) => (index === 0 ? Number(part) : part)) as [number, string];
  const beside = (by: number): number => {
    const near = londonInstant(day, `${String(hours + by).padStart(2, '0')}:${minutes}`);
    return (near?.getTime() ?? Number.NaN) - by * hour;
  };
  const both = [beside(-1), beside(1)]
    .filter((one) => !Number.isNaN(one))
    .sort((left, right) => left - right);
  const [first = 0] = both;
  return [new Date(first), new Date(both.at(-1) ?? first)];
}

/** Monday is 1. */
const weekdayOf = (day: Day): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** When a curfew that begins on a day runs, or undefined where none begins on it. */
export function curfewWindow(curfew: Curfew, day: Day): { start: Date; end: Date } | undefined {
  if (!curfew.days.includes(weekdayOf(day)) || day < curfew.fromDay) return undefined;
  if (curfew.toDay !== null && day > curfew.toDay) return undefined;
  const overMidnight = curfew.toTime <= curfew.fromTime;
  const [start] = instantsOf(day, curfew.fromTime);
  const [, end] = instantsOf(overMidnight ? addDays(day, 1) : day, curfew.toTime);
  return { start, end };
}

/**
 * What an appointment would break: a curfew that runs at any moment of it, a zone that it lies in. At their own
 * address, by phone or in custody it takes them nowhere and breaks nothing. A zone is known by its places (the words
 * of one stand in the appointment's place) or by its boundary, where the appointment has a point.
 */
export function conflictsOf(
  appointment: Appointment,
  curfews: readonly Curfew[],
  zones: readonly Zone[],
): Conflict[] {
  if (appointment.where !== 'away') return [];
  const end = new Date(appointment.at.getTime() + Math.max(1, appointment.minutes) * 60_000);
  // One that began the evening before may run still, and a long appointment may reach the next evening.
  const days = [-1, 0, 1, 2].map((by) => addDays(londonDay(appointment.at), by));
  const broken = curfews.filter((curfew) =>
    days.some((day) => {
      const window = curfewWindow(curfew, day);
      return window !== undefined && window.start < end && appointment.at < window.end;
    }),
  );
  const day = londonDay(appointment.at);
  const entered = zones.filter(
    (zone) => zone.fromDay <= day && (zone.toDay === null || day <= zone.toDay) && liesIn(appointment, zone),
  );
  return [
    ...broken.map((curfew) => ({ kind: 'curfew' as const, curfew })),
    ...entered.map((zone) => ({ kind: 'zone' as const, zone })),
  ];
}

const wordsOf = (text: string): string =>
  ` ${text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[’']/g, '')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()} `;

function liesIn({ place, point }: Appointment, zone: Zone): boolean {
  const said = wordsOf(place ?? '');
  if (zone.places.some((one) => wordsOf(one).trim() !== '' && said.includes(wordsOf(one)))) return true;
  return point !== undefined && isInside([point.latitude, point.longitude], zone.boundary);
}

/** Whether a point lies within a boundary; by the even-odd rule, so the order of its corners may run either way. */
export function isInside(
  [latitude, longitude]: readonly [number, number],
  boundary: readonly (readonly [number, number])[],
): boolean {
  let inside = false;
  for (let index = 0, before = boundary.length - 1; index < boundary.length; before = index++) {
    const [lat, lon] = boundary[index] ?? [0, 0];
    const [beforeLat, beforeLon] = boundary[before] ?? [0, 0];
    if (
      lat > latitude !== beforeLat > latitude &&
      longitude < ((beforeLon - lon) * (latitude - lat)) / (beforeLat - lat) + lon
    )
      inside = !inside;
  }
  return inside;
}

/** Metres in a degree of latitude. */
const metres = 111_320;
const corners = 16;
/** The step of the grid on which middles are rounded: about a hundred metres either way. */
const step = { latitude: 0.001, longitude: 0.0015 };
/** How far a middle may lie from the point of the grid that stands for it. */
const slack = 80;
/** How far a boundary's middle lies from that point, in metres. */
const leastShift = 220;
const mostShift = 420;

export interface Point {
  latitude: number;
  longitude: number;
}

/**
 * The point of a grid that stands for a place. Boundaries are drawn round it and by chance that is keyed by it, so that
 * all that are drawn round one place, whoever draws them and how large, lie about one and the same other point.
 */
export const gridPoint = ({ latitude, longitude }: Point): Point => ({
  latitude: round(Math.round(latitude / step.latitude) * step.latitude),
  longitude: round(Math.round(longitude / step.longitude) * step.longitude),
});

/**
 * A boundary round a circle that does not give its middle away: every point of the circle lies within it, and its own
 * middle lies elsewhere, by a distance and in a direction that chance decides. The shift is the same for a small circle
 * and a large one: one that grew with the radius would let two sizes be drawn back to where they meet. The corners are
 * irregular, and their middle is the point that was shifted to: neither more corners nor more boundaries tell more.
 * @param chance numbers from 0 up to 1, the same for the same `gridPoint`.
 */
export function boundaryRound(
  centre: Point & { radiusMetres: number },
  chance: () => number,
): [number, number][] {
  const { latitude, longitude } = gridPoint(centre);
  const direction = chance() * 2 * Math.PI;
  const shift = leastShift + (mostShift - leastShift) * chance();
  const squeeze = metres * Math.cos((latitude * Math.PI) / 180);
  const north = latitude + (shift * Math.cos(direction)) / metres;
  const east = longitude + (shift * Math.sin(direction)) / squeeze;
  const shape = aboutItsMiddle(irregular(chance));
  const scale = (1.02 * (centre.radiusMetres + shift + slack)) / innerReach(shape);
  return shape.map(([up, right]) => [
    round(north + (scale * up) / metres),
    round(east + (scale * right) / squeeze),
  ]);
}

/** Numbers from 0 up to 1, always the same ones for the same seed. */
export function chanceOf(seed: string): () => number {
  let block = 0;
  let left: number[] = [];
  return () => {
    if (left.length === 0)
      left = (sha256(`${seed} ${block++}`).match(/.{8}/g) ?? []).map(
        (hex) => Number.parseInt(hex, 16) / 2 ** 32,
      );
    return left.shift() ?? 0;
  };
}

type Flat = [number, number];

const irregular = (chance: () => number): Flat[] => {
  const gaps = Array.from({ length: corners }, () => 0.7 + 0.6 * chance());
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  let angle = chance() * 2 * Math.PI;
  return gaps.map((gap) => {
    angle += (gap / whole) * 2 * Math.PI;
    const reach = 1 + 0.2 * chance();
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
};

/** The shape moved so that its centre of area is the origin. */
function aboutItsMiddle(shape: readonly Flat[]): Flat[] {
  let area = 0;
  let [up, right] = [0, 0];
  sides(shape, ([a, b], [c, d]) => {
    const cross = a * d - c * b;
    area += cross;
    up += (a + c) * cross;
    right += (b + d) * cross;
  });
  return shape.map(([a, b]) => [a - up / (3 * area), b - right / (3 * area)]);
}

/** How far from the origin the nearest side runs. */
function innerReach(shape: readonly Flat[]): number {
  let least = Number.POSITIVE_INFINITY;
  sides(shape, ([a, b], [c, d]) => {
    least = Math.min(least, Math.abs(a * d - c * b) / Math.hypot(c - a, d - b));
  });
  return least;
}

function sides(shape: readonly Flat[], each: (from: Flat, to: Flat) => void): void {
  let before = shape.at(-1) ?? [0, 0];
  for (const corner of shape) {
    each(before, corner);
    before = corner;
  }
}

/** Five decimals of a degree: about a metre. */
function round(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}
