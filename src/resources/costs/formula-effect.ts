import { addDays } from '../../kernel/clock.ts';
import type { LineMoney } from './budget.ts';
import { formulasOf } from './formulas.ts';
import { formulaFor, partsOf } from './rules.ts';
import type { CostStage, CostYear, FormulaProposal, FormulaVersion } from './types.ts';
import { type FinancialYear, financialYearOf, lastDayOf } from './year.ts';

/** What one agency bears of a year's shared lines, now and with the proposal in force. */
interface EffectRow {
  year: FinancialYear;
  stage: CostStage;
  agency: string;
  before: bigint;
  after: bigint;
}

export interface FormulaEffect {
  /** First year that it splits. */
  from: FinancialYear;
  rows: readonly EffectRow[];
  /** Years that it would split, had their budget not been approved with another. */
  kept: readonly FinancialYear[];
}

type Proposed = Pick<FormulaProposal, 'kind' | 'validFrom' | 'body'>;

/** No version has it: the proposal is not in force. */
const proposedId = -1;

/** The versions as they would be with the proposal in force: as cost_formula_enact() makes them. */
export function withProposal(versions: readonly FormulaVersion[], proposal: Proposed): FormulaVersion[] {
  const { kind, validFrom, body } = proposal;
  const own = versions.filter((one) => one.kind === kind && one.validTo !== one.validFrom);
  const next = own
    .map((one) => one.validFrom)
    .filter((day) => day > validFrom)
    .sort()[0];
  const isEnded = (one: FormulaVersion): boolean =>
    own.includes(one) && one.validFrom <= validFrom && (one.validTo === null || one.validTo > validFrom);
  return [
    ...versions.map((one) => (isEnded(one) ? { ...one, validTo: validFrom } : one)),
    { id: proposedId, kind, version: 0, validFrom, validTo: next ?? null, example: false, body },
  ];
}

/** Who would bear how much more or less, in which years: what somebody has to know before it is put in force. */
export function effectOf(
  proposal: Proposed,
  there: { versions: readonly FormulaVersion[]; years: readonly CostYear[]; money: readonly LineMoney[] },
): FormulaEffect {
  const { versions, years, money } = there;
  const after = withProposal(versions, proposal);
  const splits = (year: FinancialYear) => formulaFor(after, proposal.kind, year)?.id === proposedId;
  const begun = financialYearOf(proposal.validFrom);
  const kept = years.filter(({ year, state }) => state === 'approved' && splits(year));
  return {
    from: splits(begun) ? begun : financialYearOf(addDays(lastDayOf(begun), 1)),
    rows: rowsOf(money, formulasOf(versions, years).sharesOf, formulasOf(after, years).sharesOf),
    kept: kept.map(({ year }) => year).sort(),
  };
}

function rowsOf(
  money: readonly LineMoney[],
  now: Parameters<typeof partsOf>[1],
  then: Parameters<typeof partsOf>[1],
): EffectRow[] {
  const rows = new Map<string, EffectRow>();
  for (const { line, budget } of money.filter((one) => one.line.agency === null))
    for (const side of ['before', 'after'] as const)
      for (const { agency, pence } of partsOf(line, side === 'before' ? now : then, budget) ?? []) {
        const key = [line.year, line.stage, agency].join(' ');
        const row = rows.get(key) ?? { ...line, agency, before: 0n, after: 0n };
        rows.set(key, {
          year: row.year,
          stage: row.stage,
          agency,
          before: row.before,
          after: row.after,
          [side]: row[side] + pence,
        });
      }
  return [...rows.values()].filter(({ before, after }) => before !== after);
}
