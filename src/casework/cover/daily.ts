import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { addDays, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import type { Job, TodayItem, Wing } from '../../web/wing.ts';
import { listCovered, listUncovered } from './store.ts';
import type { VisitClock, VisitOut } from './types.ts';
import { minutesOver, visitClock } from './visit-rules.ts';
import { emitVisit, markOverdue, outForPage } from './visit-store.ts';

type TodaySource = NonNullable<Wing['today']>[number];

/** Whom one covers, whom nobody covers (for whoever allocates), one's own visit, and colleagues who have not said that they are safe: those in red and first. */
export const coverToday: TodaySource = async (tx, { viewer, today, now }) => {
  if (!viewer.may('contact:record')) return [];
  const [covered, out, uncovered] = await Promise.all([
    listCovered(tx, viewer.staffId, today),
    outForPage(tx, viewer.staffId),
    viewer.may('case:allocate') ? listUncovered(tx, viewer.schemeId, { today, by: addDays(today, 7) }) : [],
  ]);
  const gaps = uncovered.map(
    (one): TodayItem => ({
      group: 'due',
      day: one.fromDay < today ? today : one.fromDay,
      title: `Nobody covers ${one.staff}`,
      detail: `${one.fromDay <= today ? 'away' : `away from ${showShortDay(one.fromDay)}`} until ${showShortDay(one.toDay)}, with ${one.people === 1 ? 'one person' : `${one.people} people`}`,
      href: `/absences/${one.id}`,
    }),
  );
  const covers = covered.map(
    (one): TodayItem => ({
      group: 'due',
      day: today,
      title: `You cover ${one.staff}`,
      detail: `until ${showShortDay(one.toDay)}: see their day`,
      href: `/today/of/${one.staffId}`,
    }),
  );
  return [...out.flatMap((one) => visitItem(one, viewer.staffId, now)), ...gaps, ...covers];
};

function visitItem(one: VisitOut, viewerId: number, now: Date): TodayItem[] {
  const clock = visitClock(one, now);
  const own = one.staffId === viewerId;
  if (clock === 'in-time' && !own) return [];
  const words: Record<VisitClock, { title: string; detail: string }> = {
    'in-time': {
      title: 'You are on a visit',
      detail: `say that you are safe by ${clockTime(one.expectedAt)}`,
    },
    overdue: late(one, own, now),
    alarm: late(one, own, now),
    help: {
      title: own ? 'You asked for help' : `${one.staff} needs help now`,
      detail: `asked ${showMoment(one.helpAt ?? one.expectedAt)}${own || one.phone === null ? '' : `: ring ${one.phone}`}`,
    },
  };
  return [
    {
      group: clock === 'in-time' ? 'due' : 'overdue',
      day: londonDay(one.helpAt ?? one.expectedAt),
      ...words[clock],
      href: own ? `/visits/${one.id}` : '/visits',
      ...(clock === 'in-time' ? {} : { alarm: true }),
    },
  ];
}

const clockTime = (moment: Date): string => showMoment(moment).split(', ')[1] ?? '';

const late = (one: VisitOut, own: boolean, now: Date): { title: string; detail: string } => ({
  title: own ? 'You are on a visit' : `${one.staff} has not said that they are safe`,
  detail: `expected ${showMoment(one.expectedAt)}, ${minutesOver(one, now)} minutes ago`,
});

/** Each visit whose time and grace have gone by is told of once, in the transaction that marks it. */
export async function alertOverdue(database: Database, now: Date): Promise<number> {
  return database.as(serviceViewer('check-in'), async (tx) => {
    const overdue = await markOverdue(tx, now);
    for (const visit of overdue) {
      await emitVisit(tx, 'visit-overdue', visit);
      await auditRan(tx, {
        act: 'visit:overdue',
        subject: 'visit',
        subjectId: visit.id,
        detail: { staff: visit.staffId },
      });
    }
    return overdue.length;
  });
}

/** Every minute. */
export const overdueVisits: Job = {
  name: 'visits-overdue',
  schedule: '* * * * *',
  run: async ({ database, log, now }) => {
    const n = await alertOverdue(database, now);
    if (n > 0) log.info({ event: 'visits-overdue', n });
  },
};
