import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { decisionForms } from './acts.ts';
import { missingCertificates } from './rules.ts';
import { listCertificates, listDecisions } from './store.ts';

/** Notices that wait for this officer's certificate, or for this decision-maker. */
export async function decisionsToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { viewer } = ask;
  const items: TodayItem[] = [];
  const window = { limit: 20, offset: 0 };
  if (viewer.may('decision:certify')) {
    const { forms } = await decisionForms(tx, viewer.schemeId, ask.today);
    for (const decision of await listDecisions(tx, { state: 'draft' }, window)) {
      const form = forms.find((candidate) => candidate.code === decision.form);
      if (form === undefined) continue;
      const missing = missingCertificates(form, await listCertificates(tx, decision.id));
      if (missing.some((certificate) => certificate.role === viewer.role))
        items.push({
          group: 'due',
          day: londonDay(decision.updatedAt),
          title: `Decision ${decision.number} waits for your certificate`,
          href: `/governance/decisions/${decision.id}`,
        });
    }
  }
  if (viewer.may('decision:approve')) {
    for (const decision of await listDecisions(tx, { state: 'certified' }, window)) {
      if (decision.draftedById === viewer.staffId) continue;
      items.push({
        group: 'due',
        day: londonDay(decision.updatedAt),
        title: `Decision ${decision.number} waits for a decision`,
        href: `/governance/decisions/${decision.id}`,
      });
    }
  }
  return items;
}
