import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { listFormulas } from './formula-store.ts';
import { problemOfShares } from './money.ts';
import { formulaFor, type SharesOf } from './rules.ts';
import type { CostStage, CostYear, FormulaVersion } from './types.ts';
import { listBudgets } from './year-store.ts';

export interface Formulas {
  versions: readonly FormulaVersion[];
  sharesOf: SharesOf;
  /** The version that shares a line; undefined where none is in force in its year. */
  of(line: { year: string; formula: string | null; stage?: CostStage }): FormulaVersion | undefined;
}

/** An approved budget is split by the formulas it was approved with, whatever was put in force since. */
export function formulasOf(
  versions: readonly FormulaVersion[],
  years: readonly Pick<CostYear, 'year' | 'state' | 'rules'>[],
): Formulas {
  const approved = new Map(
    years.filter(({ state }) => state === 'approved').map(({ year, rules }) => [year, rules]),
  );
  const of: Formulas['of'] = ({ year, formula, stage }) => {
    const kind = formula ?? 'cost-share';
    const kept = stage === 'budget' ? approved.get(year) : undefined;
    return kept === undefined
      ? formulaFor(versions, kind, year)
      : versions.find((version) => version.kind === kind && kept.includes(version.id));
  };
  return { versions, of, sharesOf: (line) => of(line)?.body.shares };
}

/**
 * The scheme's formulas, and which of them shares a line.
 * @throws WaymarkError `wrong-setting` when one cannot be used: its shares do not sum to 100 %.
 */
export async function loadFormulas(tx: Tx, schemeId: number): Promise<Formulas> {
  const [versions, years] = await Promise.all([listFormulas(tx, schemeId), listBudgets(tx)]);
  for (const { body, kind, version } of versions) {
    const problem = problemOfShares(body.shares);
    if (problem !== undefined)
      throw new WaymarkError('wrong-setting', {
        text: `The rule on cost shares (${kind}, version ${version}) cannot be used. ${problem}`,
      });
  }
  return formulasOf(versions, years);
}
