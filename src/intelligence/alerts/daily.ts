import { alertRights } from '../../access/rights.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import type { Carriers } from '../../notices/types.ts';
import { mayEnter } from '../../web/route.ts';
import type { Job, TodayItem, Wing } from '../../web/wing.ts';
import { eraseEvents } from './erase.ts';
import { countSetAside } from './intake-store.ts';
import { releaseMail, sendMail } from './mail.ts';
import { pumpOf } from './pump.ts';
import { listInbox, listReview } from './store.ts';
import { lastTold, listToldSince } from './tell-store.ts';
import { kindWords } from './types.ts';

type TodaySource = NonNullable<Wing['today']>[number];

/** Most alerts drawn on Today; the rest are a line that leads to the inbox. */
const mostShown = 10;

/** Alerts that the viewer has not opened, and events that wait for the reviewer. */
export const alertsToday: TodaySource = async (tx, { viewer, today }) => {
  const [alerts, review] = await Promise.all([
    mayEnter(viewer, alertRights)
      ? listInbox(tx, viewer.staffId, { show: 'open', unopened: true }, { limit: mostShown + 1, offset: 0 })
      : [],
    viewer.may('see:review-queue') ? listReview(tx, { limit: 1, offset: 0 }) : [],
  ]);
  const items = alerts.slice(0, mostShown).map(
    (alert): TodayItem => ({
      group: 'due',
      day: londonDay(alert.happenedAt),
      title: alert.person,
      detail: `Alert: ${kindWords[alert.kind].toLowerCase()}, ${showMoment(alert.happenedAt)}`,
      href: `/inbox/${alert.id}`,
      personId: alert.personId,
    }),
  );
  if (alerts.length > mostShown)
    items.push({ group: 'due', day: today, title: 'More alerts in the inbox', href: '/inbox', more: true });
  const [first] = review;
  if (first !== undefined && first.state === 'review')
    items.push({
      group: 'due',
      day: londonDay(first.receivedAt),
      title: 'Events whose person is not certain',
      detail: 'somebody has to say whom they are about',
      href: '/identity/events',
    });
  return items;
};

/** @param settings where people sign in, for the mail's text. */
export const alertJobs = (carriers: Carriers, origin: string | undefined): Job[] => [
  {
    // Others are told of what nobody opened; parked events come due; what a process that died left is picked up.
    name: 'alerts-tell',
    schedule: '* * * * *',
    run: async ({ database, now }) => {
      await pumpOf(database).nudge(now);
      await releaseMail(database, now);
    },
  },
  {
    name: 'events-erase',
    schedule: '10 3 * * *',
    run: async ({ database, log, now }) => {
      const { alerts, events } = await eraseEvents(database, now);
      if (events > 0) log.info({ event: 'events-erased', alerts, events });
    },
  },
  {
    name: 'alert-mail',
    topic: 'alert-mail',
    run: async ({ database, log, payload }) => {
      if (typeof payload.staff !== 'number') return;
      const n = await sendMail(database, carriers, payload.staff, { origin });
      if (n > 0) log.info({ event: 'alert-mail', n });
    },
  },
];

/** How many events could not be taken up: for the person on call. */
export const eventsSetAside = (database: Database): Promise<number> =>
  database.as(serviceViewer('events', 'events-aside'), countSetAside, { readOnly: true });

/** Whom another process told something new since a number; without one it says where things stand. */
export async function toldSince(
  database: Database,
  after: number | undefined,
): Promise<{ last: number; staffIds: number[] }> {
  return database.as(
    serviceViewer('events', 'alerts-tide'),
    async (tx) => {
      if (after === undefined) return { last: await lastTold(tx), staffIds: [] };
      const told = await listToldSince(tx, after);
      return {
        last: Math.max(after, ...told.map(({ id }) => id)),
        staffIds: told.map(({ staffId }) => staffId),
      };
    },
    { readOnly: true },
  );
}
