import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { requestWords } from './request-rules.ts';
import { listLiftedFor, listWaiting, type WaitingRequest } from './request-store.ts';
import { expiryOf, expiryWords, stateOfAgreement, type Warning, waitingWords } from './rules.ts';
import { warningsOf } from './section.ts';
import { type AgreementRow, listAgreements } from './store.ts';

/**
 * What waits for the viewer as a second person; for whoever manages agreements, and for the owner of one, those not signed
 * by all, those within a warning of their last day, and reviews that are due. Before the last warning an agreement that
 * ends stands among what lies ahead.
 */
export async function agreementsToday(
  tx: Tx,
  ask: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  const confirming = viewer.may('agreement:confirm') ? await listWaiting(tx, today) : [];
  const toDecide = confirming.filter(({ mayDecide }) => mayDecide).map(decisionItem);
  if (!viewer.may('see:governance')) return toDecide;
  const warnings = await warningsOf(tx, ask);
  const window = { limit: 50, offset: 0 };
  const [inForce, waiting] = await Promise.all([
    listAgreements(tx, { state: 'in-force', today }, window),
    listAgreements(tx, { state: 'waiting', today }, window),
  ]);
  return [
    ...toDecide,
    ...(await suspensionsOver(tx, ask)),
    ...[...inForce, ...waiting]
      .filter(({ ownerId }) => viewer.may('agreement:manage') || ownerId === viewer.staffId)
      .flatMap((agreement) => itemsOf(agreement, warnings, today)),
  ];
}

/** For a fortnight, what became of what the viewer suspended: whoever stopped it hears that it goes on, or has ended. */
async function suspensionsOver(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (!viewer.may('agreement:manage')) return [];
  const found = await listLiftedFor(tx, viewer.staffId, addDays(today, -14));
  return found.map(({ agreementId, reference, on, lifted, by }) => ({
    group: 'changed',
    day: on,
    title: `${reference}: ${lifted ? 'your suspension was lifted' : 'it ended as you asked when you suspended it'}, by ${by}`,
    href: `/governance/agreements/${agreementId}`,
  }));
}

const decisionItem = (request: WaitingRequest): TodayItem => ({
  group: 'due',
  // The longest waiting first.
  day: request.askedOn,
  title: `${request.reference}: confirm or refuse ${requestWords(request).replace(/^./, (letter) => letter.toLowerCase())}`,
  href: `/governance/agreements/${request.agreementId}#second-person`,
});

function itemsOf(agreement: AgreementRow, warnings: readonly Warning[], today: Day): TodayItem[] {
  const href = `/governance/agreements/${agreement.id}`;
  const expiry = expiryOf(agreement, warnings, today);
  const waiting = waitingWords(stateOfAgreement(agreement, today), agreement);
  const items: TodayItem[] = [];
  if (waiting !== undefined)
    items.push({ group: 'due', day: today, title: `${agreement.reference}: ${waiting.toLowerCase()}`, href });
  if (expiry?.within !== undefined && agreement.expiresOn !== null)
    items.push({
      group: expiry.isLast ? 'due' : 'ahead',
      day: agreement.expiresOn,
      title: `${agreement.reference} expires within ${expiry.within}: ${expiryWords(expiry)}`,
      href,
    });
  if (agreement.reviewOn !== null && agreement.reviewOn <= today)
    items.push({
      group: agreement.reviewOn < today ? 'overdue' : 'due',
      day: agreement.reviewOn,
      title: `Review of ${agreement.reference}`,
      href,
    });
  return items;
}
