import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** One appointment as a calendar program may know it: no name, no number of a person. */
export interface FeedEvent {
  id: number;
  at: Date;
  minutes: number | null;
  cancelled: boolean;
  /** Rises with each change: a later one replaces an earlier. */
  version: number;
  /** In words; null unless the worker chose to show it. */
  kind: string | null;
  place: string | null;
}

/** Without a length an appointment takes this many minutes of a calendar. */
export const usualMinutes = 30;

/** The same for one appointment as long as there are feeds of one worker; says nothing of either. */
export const eventUid = (salt: string, id: number): string =>
  `${createHash('sha256').update(`${salt}:${id}`).digest('hex').slice(0, 32)}@waymark`;

/** Times in UTC, which are right through every change of the clocks. */
export function writeFeed(events: readonly FeedEvent[], salt: string, now: Date): string {
  const calendar = ical({
    name: 'Waymark',
    prodId: { company: 'Waymark', product: 'Waymark', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 15 * 60,
  });
  for (const event of events)
    calendar.createEvent({
      id: eventUid(salt, event.id),
      start: event.at,
      end: new Date(event.at.getTime() + Math.max(1, event.minutes ?? usualMinutes) * 60_000),
      stamp: now,
      sequence: event.version,
      summary: event.kind === null ? 'Waymark appointment' : `Waymark appointment: ${event.kind}`,
      ...(event.place === null ? {} : { location: event.place }),
      status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  return calendar.toString();
}
