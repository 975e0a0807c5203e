import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Carriers } from '../../notices/types.ts';
import { cutLine } from '../../web/today.ts';
import type { Job, TodayItem } from '../../web/wing.ts';
import { deliver, makeDueReminders, readReceipts } from './sending.ts';
import { listFailed, mostFailed } from './store.ts';
import { causeText } from './views.ts';

/** What did not arrive, until the worker says that they know. */
export async function remindersToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (!viewer.may('contact:record') || !viewer.may('see:contacts')) return [];
  const all = await listFailed(tx, viewer.staffId);
  const items = all.map(
    (failed): TodayItem => ({
      group: 'due',
      day: londonDay(failed.settledAt),
      title: failed.name,
      personId: failed.personId,
      href: `/people/${failed.personId}/reminders`,
      detail: `${failed.channel === 'text' ? 'Text' : 'E-mail'} not delivered${failed.appointmentAt === null ? '' : `, a reminder of ${showMoment(failed.appointmentAt)}`}: ${causeText(failed.cause)}`,
    }),
  );
  const cut = { group: 'due', day: today, href: '', what: 'messages that did not arrive' } as const;
  return [...items, ...cutLine(all, mostFailed, cut)];
}

/** Every five minutes reminders are made and receipts read; a message goes out as soon as it is queued. */
export const reminderJobs = (carriers: Carriers): Job[] => [
  {
    name: 'reminders-due',
    schedule: '*/5 * * * *',
    run: async ({ database, log, now }) => {
      const n = await makeDueReminders(database, now);
      if (n > 0) log.info({ event: 'reminders-made', n });
    },
  },
  {
    name: 'message',
    topic: 'message',
    run: async ({ database, now, payload }) => {
      if (typeof payload.message === 'number') await deliver(database, carriers, payload.message, () => now);
    },
  },
  {
    name: 'message-receipts',
    schedule: '*/5 * * * *',
    run: async ({ database, log, now }) => {
      const n = await readReceipts(database, carriers, now);
      if (n > 0) log.info({ event: 'receipts-read', n });
    },
  },
];
