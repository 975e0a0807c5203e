import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { expiryOf, expiryWords, waitingWords } from './rules.ts';
import { warningDaysOf } from './section.ts';
import { listAgreements } from './store.ts';

/** For whoever manages agreements: those not signed by all, within a warning of their last day, and reviews that are due. */
export async function agreementsToday(
  tx: Tx,
  ask: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (!ask.viewer.may('agreement:manage')) return [];
  const days = await warningDaysOf(tx, ask);
  const horizon = addDays(ask.today, days[0] ?? 0);
  const window = { limit: 20, offset: 0 };
  const found = await listAgreements(tx, { state: 'in-force', today: ask.today }, window);
  return found.flatMap((agreement): TodayItem[] => {
    const href = `/governance/agreements/${agreement.id}`;
    const expiry = expiryOf(agreement, days, ask.today);
    const items: TodayItem[] = [];
    const waiting = waitingWords('in-force', agreement);
    if (waiting !== undefined)
      items.push({
        group: 'due',
        day: ask.today,
        title: `${agreement.reference}: ${waiting.toLowerCase()}`,
        href,
      });
    if (expiry?.within !== undefined && agreement.expiresOn !== null && agreement.expiresOn <= horizon)
      items.push({
        group: 'due',
        day: agreement.expiresOn,
        title: `${agreement.reference} expires: ${expiryWords(expiry)}`,
        href,
      });
    if (agreement.reviewOn !== null && agreement.reviewOn <= ask.today)
      items.push({
        group: agreement.reviewOn < ask.today ? 'overdue' : 'due',
        day: agreement.reviewOn,
        title: `Review of ${agreement.reference}`,
        href,
      });
    return items;
  });
}
