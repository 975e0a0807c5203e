import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listRisks } from './store.ts';
import type { RiskScales } from './types.ts';
import { riskPath } from './views.ts';

const daysAhead = 14;

/** The viewer's own risks whose review is due, and those that wait for the OPCC's answer, for whoever may give it. */
export async function risksToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  if (!viewer.may('see:governance')) return [];
  const rule = await findRule<RiskScales>(tx, viewer.schemeId, 'risk-register', today);
  if (rule === undefined) return [];
  const by = { scales: rule.body, today, sort: 'review' as const, down: false };
  const window = { limit: 20, offset: 0 };
  const [mine, asked] = await Promise.all([
    listRisks(tx, { state: 'open', ownerId: viewer.staffId }, by, window),
    viewer.may('scheme-risk:accept') ? listRisks(tx, { state: 'open', register: 'asked' }, by, window) : [],
  ]);
  return [
    ...mine
      .filter((risk) => risk.reviewOn <= addDays(today, daysAhead))
      .map(
        (risk): TodayItem => ({
          group: risk.reviewOn < today ? 'overdue' : 'due',
          day: risk.reviewOn,
          title: `Review of the risk “${risk.title}”`,
          href: `${riskPath}/${risk.id}`,
        }),
      ),
    ...asked
      .filter((risk) => risk.askedBy !== viewer.staffId)
      .map(
        (risk): TodayItem => ({
          group: 'due',
          day: today,
          title: `The scheme asks the OPCC to take the risk “${risk.title}”`,
          href: `${riskPath}/${risk.id}`,
        }),
      ),
  ];
}
