import type { Tx } from '../../kernel/database.ts';
import type { Bearer } from './bodies.ts';
import { listBearers } from './body-store.ts';
import { type LineMoney, moneyOf } from './budget.ts';
import { type Formulas, loadFormulas } from './formulas.ts';
import { type LineFilter, listActuals, listCostLines } from './store.ts';
import type { CostLine } from './types.ts';
import { virementsOf } from './virement-store.ts';

export interface Loaded {
  lines: readonly CostLine[];
  money: readonly LineMoney[];
  formulas: Formulas;
  /** Agencies, and bodies outside the scheme. */
  agencies: readonly Bearer[];
}

/** What moved and what was spent on these lines: two statements, however many lines. */
export async function moneyOfLines(tx: Tx, lines: readonly CostLine[], today: string): Promise<LineMoney[]> {
  const ids = lines.map(({ id }) => id);
  const [virements, actuals] = await Promise.all([virementsOf(tx, ids), listActuals(tx, ids)]);
  const byLine = new Map(lines.map(({ id }) => [id, [] as typeof actuals]));
  for (const actual of actuals) byLine.get(actual.lineId)?.push(actual);
  return lines.map((line) => {
    const own = virements.filter(
      ({ fromLineId, toLineId }) => fromLineId === line.id || toLineId === line.id,
    );
    return moneyOf(line, own, byLine.get(line.id) ?? [], today);
  });
}

/** Lines with their money, the formulas that share them and the agencies that are named. */
export async function loadLines(
  tx: Tx,
  ask: { schemeId: number; today: string; filter?: LineFilter },
): Promise<Loaded> {
  const [lines, formulas, agencies] = await Promise.all([
    listCostLines(tx, ask.filter),
    loadFormulas(tx, ask.schemeId),
    listBearers(tx),
  ]);
  return { lines, formulas, agencies, money: await moneyOfLines(tx, lines, ask.today) };
}
