import type { FramePerson, Job, TodayItem, Wing } from '../../web/wing.ts';
import { linkRecords } from './link.ts';
import { linkCommand } from './link-file.ts';
import { recordPages } from './pages.ts';
import { reviewPages } from './review-pages.ts';
import { runPages } from './run-pages.ts';
import { secondPages } from './second-pages.ts';
import { reviewQueue } from './store.ts';
import { truthCommand } from './truth-command.ts';

export { linkRecords } from './link.ts';
export { countWaiting, waitingWords } from './store.ts';
export { bringTruth } from './truth-command.ts';

const linkJob = (name: string, when: Pick<Job, 'schedule' | 'topic'>): Job => ({
  name,
  ...when,
  run: async ({ database, log, now }) => {
    const { records, people, held, seconds } = await linkRecords(database, { now });
    log.info({ event: 'records-linked', records, people, held, seconds: Math.round(seconds * 10) / 10 });
  },
});

/** The reviewer's queue on their Today. */
const reviewToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  if (!viewer.may('see:review-queue')) return [];
  const [first] = await reviewQueue(tx, 1, 0);
  if (first === undefined) return [];
  const title = `${first.total} ${first.total === 1 ? 'pair of records waits' : 'pairs of records wait'} for a decision`;
  const item: TodayItem = { group: 'due', day: today, title, href: '/identity/review' };
  return [item];
};

/** What `identity` gives to the wing. */
export const identityParts = (framePerson: FramePerson) => ({
  routes: [...recordPages(framePerson), ...reviewPages, ...secondPages, ...runPages],
  commands: [linkCommand, truthCommand],
  jobs: [
    linkJob('link-nightly', { schedule: '15 2 * * *' }),
    linkJob('link-accepted', { topic: 'records-accepted' }),
  ],
  tabs: [{ text: 'Records', path: '/people/:id/records', order: 80, right: 'see:records' as const }],
  today: [reviewToday],
});
