import type { StaffViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listProposals } from './formula-store.ts';
import { showPounds } from './money.ts';
import { virementsPath } from './show.ts';
import type { CostYear, FormulaProposal, Virement } from './types.ts';
import { mayMove } from './virement-rules.ts';
import { pageOfVirements } from './virement-store.ts';
import { financialYearOf, yearInAddress } from './year.ts';
import { listBudgets } from './year-store.ts';

const most = 20;

/** Virements, formulas and budgets that wait for somebody who neither asked for them nor wrote them. */
export async function costsToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  if (!viewer.may('cost:approve')) return [];
  const [{ virements }, proposals, budgets] = await Promise.all([
    pageOfVirements(
      tx,
      { state: 'requested' },
      { sort: 'asked', direction: 'ascending' },
      { limit: most, offset: 0 },
    ),
    listProposals(tx),
    listBudgets(tx),
  ]);
  const formulas = proposals.filter(
    ({ state, proposedBy }) => state === 'proposed' && proposedBy !== viewer.staffId,
  );
  return [
    ...virements.filter((one) => mayMove(one, 'approved', viewer)).map(virementItem),
    ...formulas.map(formulaItem),
    ...budgets.filter((one) => waitsFor(one, viewer.staffId, today)).map((one) => budgetItem(one, today)),
  ];
}

/** A draft of this year or a later one: of a year that is gone, nobody waits for approval. */
const waitsFor = ({ state, writers, year }: CostYear, staffId: number, today: Day): boolean =>
  state === 'draft' && !writers.includes(staffId) && year >= financialYearOf(today);

const virementItem = (virement: Virement): TodayItem => ({
  group: 'due',
  day: londonDay(virement.requestedAt),
  title: `Virement of ${showPounds(virement.pence)}: ${virement.fromHeading} to ${virement.toHeading}`,
  href: `${virementsPath}/${virement.id}`,
  detail: `Asked for by ${virement.requestedByName}`,
});

const formulaItem = (proposal: FormulaProposal): TodayItem => ({
  group: 'due',
  day: londonDay(proposal.proposedAt),
  title: `Formula to put in force or refuse: ${proposal.body.formula}`,
  href: '/resources/costs/formulas',
  detail: `Proposed by ${proposal.proposedByName}`,
});

const budgetItem = ({ year }: CostYear, today: Day): TodayItem => ({
  group: 'due',
  day: today,
  title: `Budget of ${year}: a draft that waits for approval`,
  href: `/resources/costs/years/${yearInAddress(year)}`,
});
