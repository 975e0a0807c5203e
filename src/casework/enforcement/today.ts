import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listOwnWarrants, listWaiting } from './report-store.ts';
import { type CaseState, caseStateWords, warrantKindWords } from './types.ts';

const waitsFor: Partial<Record<CaseState, string>> = {
  'to-decide': 'Decide whether the failure is acceptable',
  'warning-due': 'Warning due',
  'breach-due': 'Breach proceedings due',
  'recall-considered': 'Recall considered: ask the manager or warn',
  'recall-asked': 'Recall asked for: decide',
};

/** Failures that wait for the viewer, and open warrants of their people. */
export async function enforcementToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day; now: Date },
): Promise<TodayItem[]> {
  if (!viewer.may('compliance:register')) return [];
  const decides = viewer.may('enforcement:decide');
  const [cases, warrants] = await Promise.all([
    viewer.may('enforcement:record') || decides ? listWaiting(tx, viewer.staffId, decides) : [],
    listOwnWarrants(tx, viewer.staffId),
  ]);
  return [
    ...cases.map((one) => ({
      group: one.dueOn !== null && one.dueOn < today ? ('overdue' as const) : ('due' as const),
      day: one.dueOn ?? one.failedOn,
      title: one.name,
      personId: one.personId,
      href: `/people/${one.personId}/enforcement/${one.id}`,
      detail: `${waitsFor[one.state] ?? caseStateWords[one.state]}: failure of ${showDay(one.failedOn)}`,
    })),
    ...warrants.map((one) => ({
      group: 'due' as const,
      day: today,
      title: one.name,
      personId: one.personId,
      href: `/people/${one.personId}/warrants/${one.id}`,
      detail: `${warrantKindWords[one.kind]} of ${showDay(one.issuedOn)}: not yet executed`,
    })),
  ];
}
