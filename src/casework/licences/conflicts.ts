import { addDays, type Day, londonDay, londonInstant } from '../../kernel/clock.ts';
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

/**
 * A boundary round a circle that does not give its middle away: every point of the circle lies within it, and its own
 * middle lies elsewhere, by a distance and in a direction that chance decides.
 * @param chance numbers from 0 up to 1.
 */
export function boundaryRound(
  centre: { latitude: number; longitude: number; radiusMetres: number },
  chance: () => number,
): [number, number][] {
  const direction = chance() * 2 * Math.PI;
  const shift = (0.35 + 0.45 * chance()) * centre.radiusMetres;
  const north = centre.latitude + (shift * Math.cos(direction)) / metres;
  const squeeze = metres * Math.cos((centre.latitude * Math.PI) / 180);
  const east = centre.longitude + (shift * Math.sin(direction)) / squeeze;
  // A polygon cuts inside its circle between the corners: by 1 / cos(π / n) it does not.
  const least = (centre.radiusMetres + shift) / Math.cos(Math.PI / corners);
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (corner / corners) * 2 * Math.PI;
    const reach = least * (1.02 + 0.2 * chance());
    return [
      round(north + (reach * Math.cos(angle)) / metres),
      round(east + (reach * Math.sin(angle)) / squeeze),
    ];
  });
}

/** Five decimals of a degree: about a metre. */
const round = (value: number): number => Math.round(value * 100_000) / 100_000;
