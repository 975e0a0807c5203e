import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { decisionForms } from './forms.ts';
import { listForSecond } from './publish-store.ts';
import { missingCertificates } from './rules.ts';
import { listCertificates, listDecisions } from './store.ts';

const window = { limit: 20, offset: 0 };

/** Notices that wait for this officer's certificate, or for this decision-maker. */
export async function decisionsToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { viewer } = ask;
  const items: TodayItem[] = [];
  if (viewer.may('decision:certify')) {
    const { forms } = await decisionForms(tx, viewer.schemeId, ask.today);
    for (const decision of await listDecisions(tx, { state: 'draft' }, window)) {
      const form = forms.find((candidate) => candidate.code === decision.form);
      if (form === undefined || decision.agencyId !== viewer.agencyId) continue;
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
  if (viewer.may('decision:approve')) items.push(...(await waitingForDecision(tx, viewer)));
  if (viewer.may('decision:publish')) items.push(...(await waitingForSecond(tx, viewer)));
  return items;
}

const secondWords = {
  publish: 'waits to be published by a second person',
  agree: 'has a passage to leave out, which waits for a second person',
  return: 'has a passage to put back, which waits for a second person',
};

async function waitingForSecond(tx: Tx, viewer: StaffViewer): Promise<TodayItem[]> {
  const waiting = await listForSecond(tx, viewer.agencyId, viewer.staffId);
  return waiting.map(({ id, number, what, since }) => ({
    group: 'due',
    day: londonDay(since),
    title: `Decision ${number} ${secondWords[what]}`,
    href: `/governance/decisions/${id}/publish`,
  }));
}

async function waitingForDecision(tx: Tx, viewer: StaffViewer): Promise<TodayItem[]> {
  const [certified, referred] = await Promise.all([
    listDecisions(tx, { state: 'certified' }, window),
    listDecisions(tx, { state: 'referred' }, window),
  ]);
  return [...certified, ...referred]
    .filter((one) => one.draftedById !== viewer.staffId && one.agencyId === viewer.agencyId && !one.example)
    .map((decision) => ({
      group: 'due',
      day: londonDay(decision.updatedAt),
      title:
        decision.state === 'referred'
          ? `Decision ${decision.number} was passed up for the final signature`
          : `Decision ${decision.number} waits for a decision`,
      href: `/governance/decisions/${decision.id}`,
    }));
}
