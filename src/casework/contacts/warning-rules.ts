import { type Day, londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import { bankHolidays } from '../enforcement/bank-holidays.ts';
import type { Slot } from './appointment-types.ts';

/** Minutes that an appointment takes whose length is not known, as in the calendar. */
export const usualMinutes = 30;

export const endOf = ({ at, minutes }: Pick<Slot, 'at' | 'minutes'>): Date =>
  new Date(at.getTime() + (minutes ?? usualMinutes) * 60_000);

const isBankHoliday = (day: Day): boolean =>
  bankHolidays[Number(day.slice(0, 4))]?.includes(day.slice(5)) === true;

const timeOf = (at: Date): string => showMoment(at).split(', ')[1] ?? '';

/** What can be said of a time by itself: the hour, a bank holiday, the clocks. */
export function warningsOfTime(
  slot: Pick<Slot, 'at' | 'shifted'>,
  hours: { earliest: string; latest: string },
): string[] {
  const time = timeOf(slot.at);
  const day = londonDay(slot.at);
  return [
    ...(time < hours.earliest || time > hours.latest
      ? [`It is at ${time}: outside ${hours.earliest} to ${hours.latest}`]
      : []),
    ...(isBankHoliday(day) ? [`${showDay(day)} is a bank holiday`] : []),
    ...(slot.shifted ? [`The clocks go forward on ${showDay(day)}: it is an hour later by the clock`] : []),
  ];
}

export interface Overlap {
  /** Which of the times asked about, from 1. */
  place: number;
  ofPerson: boolean;
  at: Date;
  kind: string;
  staff: string;
  name: string;
}

/** Other appointments at the same time. What the viewer may not read is "another appointment", and no more. */
export function warningsOfOverlap(
  seen: readonly Overlap[],
  booked: { ofPerson: number; ofWorker: number } | undefined,
  kindName: (code: string) => string,
): string[] {
  const own = seen.filter(({ ofPerson }) => ofPerson);
  const workers = seen.filter(({ ofPerson }) => !ofPerson);
  const told = seen.map(({ ofPerson, at, kind, staff, name }) =>
    ofPerson
      ? `They have another appointment then: ${kindName(kind)} at ${timeOf(at)} with ${staff}`
      : `${staff} has another appointment then: ${kindName(kind)} at ${timeOf(at)} with ${name}`,
  );
  return [
    ...told,
    ...((booked?.ofPerson ?? 0) > own.length ? ['They have another appointment then'] : []),
    ...((booked?.ofWorker ?? 0) > workers.length ? ['The worker has another appointment then'] : []),
  ];
}

/** The worker is away on this day. */
export const warningsOfAbsence = (
  slot: Pick<Slot, 'at'>,
  away: readonly { fromDay: Day; toDay: Day; staff: string }[],
): string[] => {
  const day = londonDay(slot.at);
  return away
    .filter(({ fromDay, toDay }) => fromDay <= day && day <= toDay)
    .map(({ staff, toDay }) => `${staff} is away then, until ${showDay(toDay)}`);
};

/** A stay in custody, half-open; without a last day it lasts. */
export interface Stay {
  fromDay: Day;
  toDay: Day | null;
  place: string;
}

/** They are in custody on this day, as far as the records that the viewer may see tell. */
export const warningsOfCustody = (
  slot: Pick<Slot, 'at'>,
  kind: { inCommunity?: boolean } | undefined,
  stays: readonly Stay[],
): string[] => {
  if (kind?.inCommunity !== true) return [];
  const day = londonDay(slot.at);
  const stay = stays.find(({ fromDay, toDay }) => fromDay <= day && (toDay === null || day < toDay));
  if (stay === undefined) return [];
  const until = stay.toDay === null ? 'and no day of release is recorded' : `until ${showDay(stay.toDay)}`;
  return [`They are in custody then (${stay.place}), since ${showDay(stay.fromDay)}, ${until}`];
};
