import { londonDay } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import type { FramePerson, Job, TodayItem, Wing } from '../../web/wing.ts';
import type { References } from '../ports.ts';
import { checkPages } from './check-pages.ts';
import { listChecks } from './check-store.ts';
import { eraseChecks, lookAtChecks } from './checks.ts';
import { listProposals } from './life-store.ts';
import { type Linked, linkChanges, linkNightly } from './link.ts';
import { linkCommand } from './link-file.ts';
import { officePages } from './office-pages.ts';
import { recordPages } from './pages.ts';
import { ownProposalWords, proposalHref } from './proposal-views.ts';
import { reviewPages } from './review-pages.ts';
import { nameOf } from './review-views.ts';
import { runPages } from './run-pages.ts';
import { secondPages } from './second-pages.ts';
import { separationPages } from './separation-pages.ts';
import { decideAgainToday } from './separation-today.ts';
import { reviewQueue } from './store.ts';
import { truthCommand } from './truth-command.ts';
import { valuePages } from './value-pages.ts';
import { waitingPanel, waitingToday } from './waiting-separations.ts';

export { linkRecords } from './link.ts';
export { countWaiting, waitingWords } from './store.ts';
export { bringTruth } from './truth-command.ts';

const linkJob = (
  name: string,
  when: Pick<Job, 'schedule' | 'topic'>,
  link: (database: Database, work: { now: Date }) => Promise<Linked>,
): Job => ({
  name,
  ...when,
  run: async ({ database, log, now }) => {
    const { seconds, ...done } = await link(database, { now });
    log.info({ event: 'records-linked', ...done, seconds: Math.round(seconds * 10) / 10 });
  },
});

/** The reviewer's queue on their Today. */
const reviewToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  if (!viewer.may('see:review-queue')) return [];
  const [first] = await reviewQueue(tx, 1, 0);
  const [check] = await listChecks(tx, 1, 0);
  const seconds = (await listProposals(tx)).filter(({ state, mine }) => state === 'waiting' && !mine).length;
  const items: TodayItem[] = [];
  const due = (count: number, one: string, many: string, href: string): void => {
    if (count > 0)
      items.push({ group: 'due', day: today, title: `${count} ${count === 1 ? one : many}`, href });
  };
  due(
    seconds,
    'decision waits for you as the second person',
    'decisions wait for you as the second person',
    '/identity/review#proposals',
  );
  due(
    first?.total ?? 0,
    'pair of records waits for a decision',
    'pairs of records wait for a decision',
    '/identity/review',
  );
  due(
    check?.total ?? 0,
    'person whom somebody asked about',
    'people whom somebody asked about',
    '/identity/checks',
  );
  return items;
};

/** One's own proposals that nobody has answered yet: for whoever made them, who may not see the queue. */
const ownProposalsToday: NonNullable<Wing['today']>[number] = async (tx, { viewer }) => {
  if (!viewer.may('link:decide')) return [];
  const own = (await listProposals(tx)).filter(({ state, mine }) => state === 'waiting' && mine);
  return own.map((one) => ({
    group: 'due',
    day: londonDay(one.at),
    title: ownProposalWords(one, nameOf),
    href: proposalHref(one),
  }));
};

/** What people typed is looked at when they have their answer. */
const checkJobs: Job[] = [
  {
    name: 'look-at-checks',
    topic: 'person-checked',
    run: async ({ database, log }) => {
      const waiting = await lookAtChecks(database);
      log.info({ event: 'checks-looked-at', waiting });
    },
  },
  {
    name: 'erase-checks',
    schedule: '40 2 * * *',
    run: async ({ database, log }) => {
      const erased = await eraseChecks(database);
      if (erased > 0) log.info({ event: 'checks-erased', erased });
    },
  },
];

/** What `identity` gives to the wing. */
export const identityParts = (ports: { framePerson: FramePerson; references: References }) => ({
  routes: [
    ...recordPages(ports.framePerson),
    ...separationPages(ports),
    ...officePages(ports.framePerson),
    ...reviewPages,
    ...secondPages,
    ...runPages,
    ...valuePages,
    ...checkPages,
  ],
  commands: [linkCommand, truthCommand],
  jobs: [
    linkJob('link-nightly', { schedule: '15 2 * * *' }, linkNightly),
    linkJob('link-accepted', { topic: 'import-accepted' }, linkChanges),
    linkJob('link-undone', { topic: 'import-undone' }, linkChanges),
    // By another rule all shown values are chosen again: what is kept does not fit, and everything is linked.
    linkJob('link-values', { topic: 'shown-values-set' }, linkChanges),
    ...checkJobs,
  ],
  tabs: [{ text: 'Records', path: '/people/:id/records', order: 80, right: 'see:records' as const }],
  panels: [waitingPanel],
  today: [reviewToday, ownProposalsToday, waitingToday, decideAgainToday(ports.references)],
});
