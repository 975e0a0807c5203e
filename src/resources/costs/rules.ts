import { type Part, roundTo, type Share, shareOut, showPounds, showThousands } from './money.ts';
import type { CostLine, CostStage, PrintedFigure } from './types.ts';

export interface StageTotal {
  stage: CostStage;
  /** Sum of the known pay lines by agency, shared lines split by the formula; undefined when none is known. */
  byAgency: ReadonlyMap<string, bigint>;
  total: bigint | undefined;
  fteHundredths: number | undefined;
  fteByAgency: ReadonlyMap<string, number>;
  /** Lines whose amount is not known, and so in no sum. */
  unknown: readonly CostLine[];
}

/** What each agency bears of a line: all of its own, its share of a shared one; undefined when not known. */
export function partsOf(line: CostLine, shares: readonly Share[]): Part[] | undefined {
  if (line.pence === null) return undefined;
  return line.agency === null
    ? shareOut(line.pence, shares)
    : [{ agency: line.agency, pence: line.pence, roundedOff: 0n }];
}

/** Adds up the lines of a stage. A line that is not known is listed, never counted as nothing. */
export function totalOf(
  lines: readonly CostLine[],
  stage: CostStage,
  kind: CostLine['kind'],
  shares: readonly Share[],
): StageTotal {
  const chosen = lines.filter((line) => line.stage === stage && line.kind === kind);
  const byAgency = new Map<string, bigint>();
  const fteByAgency = new Map<string, number>();
  let total: bigint | undefined;
  let fteHundredths: number | undefined;
  for (const line of chosen) {
    if (line.fteHundredths !== null) {
      fteHundredths = (fteHundredths ?? 0) + line.fteHundredths;
      if (line.agency !== null)
        fteByAgency.set(line.agency, (fteByAgency.get(line.agency) ?? 0) + line.fteHundredths);
    }
    for (const part of partsOf(line, shares) ?? []) {
      total = (total ?? 0n) + part.pence;
      byAgency.set(part.agency, (byAgency.get(part.agency) ?? 0n) + part.pence);
    }
  }
  return {
    stage,
    byAgency,
    total,
    fteHundredths,
    fteByAgency,
    unknown: chosen.filter((line) => line.pence === null),
  };
}

/** `Total` and each agency's increase from one stage to another, where both are known. */
export function increaseOf(baseline: StageTotal, proposed: StageTotal): Map<string, bigint> {
  const increase = new Map<string, bigint>();
  for (const [agency, pence] of proposed.byAgency)
    increase.set(agency, pence - (baseline.byAgency.get(agency) ?? 0n));
  if (baseline.total !== undefined && proposed.total !== undefined)
    increase.set('total', proposed.total - baseline.total);
  return increase;
}

/** The value behind a printed figure's code; undefined when the inputs do not give it. */
export function figureOf(
  code: string,
  totals: { baseline: StageTotal; proposed: StageTotal },
): bigint | undefined {
  const [what, whose = 'total'] = code.split(':');
  const of = (total: StageTotal): bigint | undefined =>
    whose === 'total' ? total.total : total.byAgency.get(whose);
  const fte = (total: StageTotal): bigint | undefined => {
    const value = whose === 'total' ? total.fteHundredths : total.fteByAgency.get(whose);
    return value === undefined ? undefined : BigInt(value);
  };
  switch (what) {
    case 'baseline':
      return of(totals.baseline);
    case 'proposed':
      return of(totals.proposed);
    case 'increase':
      return increaseOf(totals.baseline, totals.proposed).get(whose);
    case 'baseline-fte':
      return fte(totals.baseline);
    case 'proposed-fte':
      return fte(totals.proposed);
    default:
      return undefined;
  }
}

export interface Check {
  figure: PrintedFigure;
  /** In words, from the inputs; `not known` where they do not give it. */
  computed: string;
  verdict: 'agrees' | 'slip' | 'not-known';
  /** What is wrong, for a reader of the paper. */
  says: string;
}

const inUnit = (value: bigint, unit: PrintedFigure['unit'], step: bigint): string => {
  if (unit === 'pence')
    return step === 100_000n && value % step === 0n ? showThousands(value) : showPounds(value);
  if (unit === 'count') return String(value);
  return value % 100n === 0n
    ? `${value / 100n} FTE`
    : `${value / 100n}.${String(value % 100n).padStart(2, '0')} FTE`;
};

/**
 * Holds what a paper printed against what its inputs give, rounded as finely as it was printed; or one place of a
 * paper against another.
 */
export function checkPrinted(
  figure: PrintedFigure,
  totals: { baseline: StageTotal; proposed: StageTotal },
): Check {
  const { unit, step } = figure;
  if (figure.againstValue !== null) {
    const agrees = figure.againstValue === figure.value;
    return {
      figure,
      computed: `${figure.againstPlace}: ${figure.againstPrinted}`,
      verdict: agrees ? 'agrees' : 'slip',
      says: agrees
        ? ''
        : `${figure.place} has ${figure.printed}; ${figure.againstPlace} has ${figure.againstPrinted}.`,
    };
  }
  const value = figureOf(figure.figure ?? '', totals);
  if (value === undefined) return { figure, computed: 'not known', verdict: 'not-known', says: '' };
  const rounded = roundTo(value, step);
  const exact = inUnit(value, unit, step);
  const computed = rounded === value ? exact : `${exact}, so ${inUnit(rounded, unit, step)}`;
  if (rounded === figure.value) return { figure, computed, verdict: 'agrees', says: '' };
  const cutOff = (value / step) * step === figure.value;
  return {
    figure,
    computed,
    verdict: 'slip',
    says: cutOff
      ? `${exact} is printed as ${figure.printed}: cut off, not rounded.`
      : `The inputs give ${exact}; printed is ${figure.printed}.`,
  };
}
