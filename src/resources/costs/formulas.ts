import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { listFormulas } from './formula-store.ts';
import { problemOfShares } from './money.ts';
import { formulaFor, type SharesOf } from './rules.ts';
import type { FormulaVersion } from './types.ts';

export interface Formulas {
  versions: readonly FormulaVersion[];
  sharesOf: SharesOf;
  /** The version that shares a line; undefined where none is in force in its year. */
  of(line: { year: string; formula: string | null }): FormulaVersion | undefined;
}

/**
 * The scheme's formulas, and which of them shares a line.
 * @throws WaymarkError `wrong-setting` when one cannot be used: its shares do not sum to 100 %.
 */
export async function loadFormulas(tx: Tx, schemeId: number): Promise<Formulas> {
  const versions = await listFormulas(tx, schemeId);
  for (const { body, kind, version } of versions) {
    const problem = problemOfShares(body.shares);
    if (problem !== undefined)
      throw new WaymarkError('wrong-setting', {
        text: `The rule on cost shares (${kind}, version ${version}) cannot be used. ${problem}`,
      });
  }
  const of: Formulas['of'] = ({ year, formula }) => formulaFor(versions, formula ?? 'cost-share', year);
  return { versions, of, sharesOf: (line) => of(line)?.body.shares };
}
