import { type Read, Reader } from './reading.ts';
import {
  type Curfew,
  type CurfewForm,
  type CurfewInput,
  handlings,
  type ZoneForm,
  type ZoneInput,
} from './types.ts';

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** `Monday to Friday, 19:00 to 07:00 the next day` */
export function curfewWords({
  days,
  fromTime,
  toTime,
}: Pick<Curfew, 'days' | 'fromTime' | 'toTime'>): string {
  const sorted = [...days].sort((left, right) => left - right);
  const [first = 1] = sorted;
  const last = sorted.at(-1) ?? first;
  const name = (day: number): string => weekdays[day - 1] ?? '';
  const run = last - first === sorted.length - 1;
  const when =
    sorted.length === 7
      ? 'Every day'
      : run && sorted.length > 2
        ? `${name(first)} to ${name(last)}`
        : sorted.map(name).join(', ');
  return `${when}, ${fromTime} to ${toTime}${toTime <= fromTime ? ' the next day' : ''}`;
}

const time = /^([01]\d|2[0-3]):[0-5]\d$/;

export function readCurfewForm(form: CurfewForm): Read<CurfewInput> {
  const read = new Reader();
  const days = read
    .several(form.days)
    .map(Number)
    .filter((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  if (days.length === 0) read.wrong('days', 'Choose the days on which it begins');
  const fromTime = form.fromTime?.trim() ?? '';
  if (!time.test(fromTime)) read.wrong('fromTime', 'Enter the time it begins, like 19:00');
  const toTime = form.toTime?.trim() ?? '';
  if (!time.test(toTime)) read.wrong('toTime', 'Enter the time it ends, like 07:00');
  else if (toTime === fromTime) read.wrong('toTime', 'It cannot end at the time it begins');
  const fromDay = read.day('fromDay', form.fromDay);
  const toDay = read.dayOrNone('toDay', form.toDay);
  if (fromDay !== null && toDay !== null && toDay < fromDay) read.wrong('toDay', 'It ends before it begins');
  const addressHandling = read.oneOf(
    'addressHandling',
    handlings,
    form.addressHandling ?? 'statutory',
    'Choose who may see the address',
  );
  const handling = read.oneOf('handling', handlings, form.handling, 'Choose who may see the hours');
  if (read.errors.length > 0 || fromDay === null || addressHandling === null || handling === null)
    return { errors: read.errors };
  return {
    input: {
      days: [...new Set(days)].sort((left, right) => left - right),
      fromTime,
      toTime,
      fromDay,
      toDay,
      address: read.text(form.address),
      addressHandling,
      handling,
    },
  };
}

const latitudes = { from: 49, to: 61 };
const longitudes = { from: -9, to: 3 };
const within = (value: number, span: { from: number; to: number }): boolean =>
  value >= span.from && value <= span.to;

/** Corners of a boundary, one `latitude, longitude` a line. */
function readBoundary(text: string | undefined, read: Reader): [number, number][] {
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '');
  const corners = lines.map(
    (line) =>
      line
        .trim()
        .split(/[\s,;]+/)
        .map(Number) as [number, number],
  );
  const bad = corners.findIndex(
    (corner) => corner.length !== 2 || !within(corner[0], latitudes) || !within(corner[1], longitudes),
  );
  if (bad >= 0)
    read.wrong(
      'boundary',
      `Line ${bad + 1} is no point in Great Britain: write latitude, longitude, like 52.6309, 1.2974`,
    );
  else if (corners.length === 1 || corners.length === 2)
    read.wrong('boundary', 'A boundary has three corners or more');
  else if (corners.length > 100) read.wrong('boundary', 'A boundary has a hundred corners at most');
  return corners;
}

function readCentre(form: ZoneForm, read: Reader): ZoneInput['centre'] {
  const typed = [form.latitude, form.longitude, form.radius].map((value) => read.text(value));
  if (typed.every((value) => value === null)) return null;
  const [latitude, longitude, radiusMetres] = typed.map((value) =>
    value === null ? Number.NaN : Number(value),
  ) as [number, number, number];
  if (!within(latitude, latitudes)) read.wrong('latitude', 'Enter a latitude in Great Britain, like 52.6309');
  if (!within(longitude, longitudes))
    read.wrong('longitude', 'Enter a longitude in Great Britain, like 1.2974');
  if (!Number.isInteger(radiusMetres) || radiusMetres < 50 || radiusMetres > 100_000)
    read.wrong('radius', 'Enter the radius in whole metres, from 50 to 100000');
  return { latitude, longitude, radiusMetres };
}

/** What a name must not hold that is read on every list: where somebody lives, or who they are to the person. */
const saysWhom =
  /\b(?:victim|survivor|home of|house of|lives?|ex|wife|husband|partner|girlfriend|boyfriend|mother|father|mum|dad|daughter|son|child|witness|complainant)\b|\b\d+[a-z]?\s+\p{Lu}|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b/iu;

/** Reads a zone. Round a centre its boundary is drawn when it is kept; the centre itself is kept apart. */
export function readZoneForm(form: ZoneForm): Read<ZoneInput> {
  const read = new Reader();
  const name = read.needed(
    'name',
    form.name,
    'Give it a name that says nothing of why, such as “City centre”',
  );
  if (form.protective === 'yes' && name !== null && saysWhom.test(name))
    read.wrong(
      'name',
      'This name reads as if it said who is protected or where they live. Others read it: use one such as “Zone A”',
    );
  const places = (form.places ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 60);
  const drawn = readBoundary(form.boundary, read);
  const centre = readCentre(form, read);
  if (centre !== null && drawn.length > 0)
    read.wrong('boundary', 'Give the corners or a centre with a radius, not both');
  if (places.length === 0 && drawn.length === 0 && centre === null)
    read.wrong('places', 'Name places, or give a boundary: by one of them an appointment can be checked');
  const fromDay = read.day('fromDay', form.fromDay);
  const toDay = read.dayOrNone('toDay', form.toDay);
  if (fromDay !== null && toDay !== null && toDay < fromDay) read.wrong('toDay', 'It ends before it begins');
  const handling = read.oneOf('handling', handlings, form.handling, 'Choose who may see it');
  if (read.errors.length > 0 || name === null || fromDay === null || handling === null)
    return { errors: read.errors };
  return {
    input: {
      name,
      places,
      boundary: drawn,
      protective: form.protective === 'yes',
      centre,
      fromDay,
      toDay,
      handling,
    },
  };
}

/** The last day of a curfew or zone, and why. */
export function readEndPlaceForm(
  form: { toDay?: string; why?: string },
  fromDay: string,
): Read<{ toDay: string; why: string }> {
  const read = new Reader();
  const toDay = read.day('toDay', form.toDay);
  if (toDay !== null && toDay < fromDay) read.wrong('toDay', 'It had not begun on that day');
  const why = read.needed('why', form.why, 'Say why it ends');
  return toDay === null || why === null || read.errors.length > 0
    ? { errors: read.errors }
    : { input: { toDay, why } };
}
