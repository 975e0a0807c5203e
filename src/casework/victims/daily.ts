import { auditListed } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { cutLine } from '../../web/today.ts';
import type { TodayItem } from '../../web/wing.ts';
import { updateRuleOf } from './acts.ts';
import { kindName } from './list-views.ts';
import { listDueUpdates } from './part-store.ts';

const mostOnToday = 60;

/** Updates that are due to those whose contact the viewer is. They carry no person: a victim is nobody's of the scheme. */
export async function victimsToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day; now: Date },
): Promise<TodayItem[]> {
  if (!viewer.may('victim:work')) return [];
  const [due, rule] = await Promise.all([
    listDueUpdates(tx, addDays(today, 14), { limit: mostOnToday, offset: 0 }),
    updateRuleOf(tx, viewer.schemeId, today),
  ]);
  if (due.length > 0)
    await auditListed(tx, {
      act: 'victim:today',
      subject: 'victim',
      people: [],
      ids: [...new Set(due.map(({ victimId }) => victimId))],
    });
  const items = due.map(
    (one): TodayItem => ({
      group: one.dueOn < today ? 'overdue' : 'due',
      day: one.dueOn,
      title: one.name,
      href: `/victims/${one.victimId}/updates/${one.id}`,
      detail: `Update: ${kindName(rule, one.kind).toLowerCase()}${one.crime === null ? '' : `, ${one.crime}`}`,
    }),
  );
  const cut = { group: 'due', day: today, href: '/victims', what: 'updates for victims' } as const;
  return [...items, ...cutLine(due, mostOnToday, cut)];
}
