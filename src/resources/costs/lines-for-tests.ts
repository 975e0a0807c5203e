import { readFile } from 'node:fs/promises';
import { formulaFor, type SharesOf } from './rules.ts';
import type { CostLine, FormulaVersion, PrintedFigure } from './types.ts';

/** A budget line of £1,200 for 2026/27, shared, with what is given in place. */
export const lineForTests = (given: Partial<CostLine> = {}): CostLine => ({
  id: 1,
  code: 'line',
  year: '2026/27',
  stage: 'budget',
  kind: 'pay',
  heading: 'Line',
  agency: null,
  agencyName: null,
  pence: 120_000n,
  step: 1n,
  fteHundredths: null,
  source: 'test',
  note: null,
  example: false,
  employer: null,
  employerName: null,
  formula: null,
  forecastMethod: 'as-budgeted',
  forecastPence: null,
  forecastWhy: null,
  removed: false,
  version: 1,
  ...given,
});

export const formulaForTests = (given: Partial<FormulaVersion> = {}): FormulaVersion => ({
  id: 1,
  kind: 'cost-share',
  version: 1,
  validFrom: '2015-03-01',
  validTo: null,
  example: true,
  body: {
    shares: [
      { agency: 'norfolk-police', percent: '56.5' },
      { agency: 'suffolk-police', percent: '43.5' },
    ],
    formula: 'Net revenue expenditure',
    source: 'Decision 2015/11, 5.3',
  },
  ...given,
});

export const sharesForTests: SharesOf = ({ year, formula }) =>
  formulaFor([formulaForTests()], formula ?? 'cost-share', year)?.body.shares;

/** The shipped example's lines and printed figures, as the rules take them. */
export async function exampleForTests(): Promise<{ lines: CostLine[]; printed: PrintedFigure[] }> {
  const file = JSON.parse(
    await readFile(new URL('../../../examples/resources.json', import.meta.url), 'utf8'),
  ) as {
    costs: (Partial<Omit<CostLine, 'pence'>> & { pence: number | null })[];
    printed: (Omit<PrintedFigure, 'value' | 'step' | 'againstValue'> & {
      value: number;
      step: number;
      againstValue: number | null;
    })[];
  };
  return {
    lines: file.costs.map(({ pence, ...line }, index) =>
      lineForTests({ ...line, id: index + 1, pence: pence === null ? null : BigInt(pence) }),
    ),
    printed: file.printed.map((figure) => ({
      ...figure,
      value: BigInt(figure.value),
      step: BigInt(figure.step),
      againstValue: figure.againstValue === null ? null : BigInt(figure.againstValue),
    })),
  };
}
