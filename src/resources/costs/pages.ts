import type { Tx } from '../../kernel/database.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Route, route } from '../../web/route.ts';
import { sumMoney } from './budget.ts';
import { costLines } from './csv.ts';
import { loadLines } from './load.ts';
import { costsPage, type Overview } from './overview-view.ts';
import { rechargeOf } from './recharge.ts';
import { checkPrinted, payOf, totalOf } from './rules.ts';
import { crumbs } from './show.ts';
import { listPrintedFigures } from './store.ts';
import type { CostLine, CostStage } from './types.ts';
import { listBudgets } from './year-store.ts';

export const costPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/costs',
    right: 'see:costs',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'Costs',
          section: 'resources',
          breadcrumbs: crumbs,
          body: costsPage(await loadOverview(tx, ask)),
        }),
      ),
  }),
  route({
    method: 'GET',
    url: '/resources/costs.csv',
    right: 'see:costs',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        markedCsv(ask, {
          name: `costs-${ask.today}`,
          lines: costLines(await loadLines(tx, { schemeId: ask.viewer.schemeId, today: ask.today })),
        }),
      ),
  }),
];

const latest = (lines: readonly CostLine[], stage: CostStage): string | undefined =>
  lines
    .filter((line) => line.stage === stage && line.kind === 'pay')
    .map(({ year }) => year)
    .sort()
    .at(-1);

async function loadOverview(tx: Tx, ask: Ask): Promise<Overview> {
  const [{ lines, money, formulas, agencies }, printed, budgets] = await Promise.all([
    loadLines(tx, { schemeId: ask.viewer.schemeId, today: ask.today }),
    listPrintedFigures(tx),
    listBudgets(tx),
  ]);
  const { sharesOf } = formulas;
  const baselineYear = latest(lines, 'baseline');
  const proposedYear = latest(lines, 'proposed');
  const proposedLines = lines.filter((line) => line.stage === 'proposed' && line.year === proposedYear);
  const spending = money.filter(({ line }) => line.stage === 'budget' && line.kind !== 'income');
  return {
    anyLine: lines.length > 0,
    baselineYear,
    proposedYear,
    baseline: totalOf(payOf(lines, 'baseline', baselineYear ?? ''), sharesOf),
    proposed: totalOf(payOf(lines, 'proposed', proposedYear ?? ''), sharesOf),
    proposedLines,
    formula: proposedYear === undefined ? undefined : formulas.of({ year: proposedYear, formula: null }),
    sharesOf,
    agencies,
    years: [...new Set(spending.map(({ line }) => line.year))]
      .sort()
      .reverse()
      .map((year) => ({
        year,
        sum: sumMoney(spending.filter(({ line }) => line.year === year)),
        budget: budgets.find((budget) => budget.year === year),
      })),
    pots: money.filter(({ line }) => line.stage === 'allocated'),
    transition: lines.filter(({ kind }) => kind === 'transition'),
    unknown: lines.filter(({ pence }) => pence === null),
    recharge: rechargeOf(
      proposedLines.map((line) => ({ line, pence: line.pence })),
      sharesOf,
    ),
    checks: printed.map((figure) => checkPrinted(figure, printed, lines, sharesOf)),
    mayEdit: ask.viewer.may('cost:edit'),
  };
}
