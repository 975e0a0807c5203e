import { type Part, roundTo, type Share, shareOut, showPounds, showThousands } from './money.ts';
import type { Actual, CostLine, CostStage, FormulaVersion, PrintedFigure, Virement } from './types.ts';
import { type FinancialYear, firstDayOf, lastDayOf } from './year.ts';

/** The shares that a line is split by; undefined where no formula is in force for it. */
export type SharesOf = (
  line: Pick<CostLine, 'year' | 'formula'> & { stage?: CostStage },
) => readonly Share[] | undefined;

/** A version that came in force and was never taken back: one that ended on its own first day is of no day. */
const isOfSomeDay = (version: FormulaVersion): boolean => version.validTo !== version.validFrom;

/**
 * The version of a formula that shares a year's lines: the one that the year began with, so that a split never changes
 * inside a year; where it began with none, the first that came in force in it. Undefined where there is none.
 */
export const formulaFor = (
  versions: readonly FormulaVersion[],
  kind: string,
  year: FinancialYear,
): FormulaVersion | undefined => {
  const own = versions.filter((version) => version.kind === kind && isOfSomeDay(version));
  const first = firstDayOf(year);
  const began = own.find(
    ({ validFrom, validTo }) => validFrom <= first && (validTo === null || validTo > first),
  );
  return (
    began ??
    own
      .filter(({ validFrom }) => validFrom > first && validFrom <= lastDayOf(year))
      .toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1))[0]
  );
};

/** What each agency bears of a line: all of its own, its share of a shared one; undefined when not known. */
export function partsOf(line: CostLine, sharesOf: SharesOf, pence = line.pence): Part[] | undefined {
  if (pence === null) return undefined;
  if (line.agency !== null) return [{ agency: line.agency, pence, roundedOff: 0n }];
  const shares = line.stage === 'allocated' ? undefined : sharesOf(line);
  return shares && shareOut(pence, shares);
}

/** Why a line is not removed, or put back; undefined where it may be. The page and the act ask the same. */
export function whyItStays(of: {
  virements: readonly Pick<Virement, 'state'>[];
  actuals: readonly Actual[];
  isApproved: boolean;
}): string | undefined {
  if (of.isApproved)
    return 'The budget is approved, so this line stays in it: what it changes by is a virement.';
  const isMoved = of.virements.some(({ state }) => state === 'requested' || state === 'approved');
  if (isMoved || of.actuals.length > 0) return 'Money was moved or spent on this line, so it stays.';
  return undefined;
}

export interface StageTotal {
  /** Sum of the known lines by agency, shared lines split by the formula. */
  byAgency: ReadonlyMap<string, bigint>;
  /** Undefined when no line is known. */
  total: bigint | undefined;
  fteHundredths: number | undefined;
  fteByAgency: ReadonlyMap<string, number>;
  /** Lines whose amount is not known, and so in no sum. */
  unknown: readonly CostLine[];
}

/** Adds up lines. One that is not known is listed, never counted as nothing. */
export function totalOf(lines: readonly CostLine[], sharesOf: SharesOf): StageTotal {
  const byAgency = new Map<string, bigint>();
  const fteByAgency = new Map<string, number>();
  let total: bigint | undefined;
  let fteHundredths: number | undefined;
  for (const line of lines) {
    if (line.fteHundredths !== null) {
      fteHundredths = (fteHundredths ?? 0) + line.fteHundredths;
      if (line.agency !== null)
        fteByAgency.set(line.agency, (fteByAgency.get(line.agency) ?? 0) + line.fteHundredths);
    }
    if (line.pence !== null) total = (total ?? 0n) + line.pence;
    for (const part of partsOf(line, sharesOf) ?? [])
      byAgency.set(part.agency, (byAgency.get(part.agency) ?? 0n) + part.pence);
  }
  return {
    byAgency,
    total,
    fteHundredths,
    fteByAgency,
    unknown: lines.filter((line) => line.pence === null),
  };
}

/** The pay lines of a stage and year. */
export const payOf = (lines: readonly CostLine[], stage: CostStage, year: FinancialYear): CostLine[] =>
  lines.filter((line) => line.stage === stage && line.kind === 'pay' && line.year === year);

/** Each agency's increase from one total to another, and `total`, where both are known. */
export function increaseOf(baseline: StageTotal, proposed: StageTotal): Map<string, bigint> {
  const increase = new Map<string, bigint>();
  // Whoever bore nothing before bears all of it anew; whoever bears nothing now is relieved of all.
  for (const agency of new Set([...proposed.byAgency.keys(), ...baseline.byAgency.keys()]))
    increase.set(agency, (proposed.byAgency.get(agency) ?? 0n) - (baseline.byAgency.get(agency) ?? 0n));
  if (baseline.total !== undefined && proposed.total !== undefined)
    increase.set('total', proposed.total - baseline.total);
  return increase;
}

const isStage = (text: string): text is 'baseline' | 'proposed' | 'budget' =>
  ['baseline', 'proposed', 'budget'].includes(text);

/** The value behind a printed figure's code; undefined when the inputs do not give it. */
export function figureOf(code: string, lines: readonly CostLine[], sharesOf: SharesOf): bigint | undefined {
  const [what = '', whose = 'total', year = '', laterYear = ''] = code.split(':');
  const total = (stage: CostStage, of: string) => totalOf(payOf(lines, stage, of), sharesOf);
  if (what === 'increase')
    return increaseOf(total('baseline', year), total('proposed', laterYear)).get(whose);
  const stage = what.replace(/-fte$/, '');
  if (!isStage(stage)) return undefined;
  const sum = total(stage, year);
  if (what === stage) return whose === 'total' ? sum.total : sum.byAgency.get(whose);
  const fte = whose === 'total' ? sum.fteHundredths : sum.fteByAgency.get(whose);
  return fte === undefined ? undefined : BigInt(fte);
}

export interface Check {
  figure: PrintedFigure;
  /** In words, from the inputs; `not known` where they do not give it. */
  computed: string;
  /** `given`: one of the inputs, with nothing to hold it against. */
  verdict: 'agrees' | 'slip' | 'not-known' | 'given';
  /** What is wrong, for a reader of the paper. */
  says: string;
}

const inUnit = (value: bigint, unit: PrintedFigure['unit'], step: bigint): string => {
  if (unit === 'pence')
    return step === 100_000n && value % step === 0n
      ? showThousands(value)
      : showPounds(value).replace(/\.00$/, step >= 100n ? '' : '.00');
  if (unit === 'count') return String(value);
  return value % 100n === 0n
    ? `${value / 100n} FTE`
    : `${value / 100n}.${String(value % 100n).padStart(2, '0')} FTE`;
};

/**
 * Holds what a paper printed against what its inputs give, rounded as finely as it was printed; against the sum of
 * what it printed elsewhere; or one place of a paper against another.
 */
export function checkPrinted(
  figure: PrintedFigure,
  all: readonly PrintedFigure[],
  lines: readonly CostLine[],
  sharesOf: SharesOf,
): Check {
  if (figure.againstValue !== null) return checkAgainst(figure, figure.againstValue);
  const code = figure.figure ?? '';
  if (code === 'given') return { figure, computed: '', verdict: 'given', says: '' };
  if (code.startsWith('sum:')) return checkSum(figure, code.slice(4).split('|'), all);
  const { unit, step } = figure;
  const value = figureOf(code, lines, sharesOf);
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

function checkAgainst(figure: PrintedFigure, against: bigint): Check {
  const agrees = against === figure.value;
  return {
    figure,
    computed: `${figure.againstPlace}: ${figure.againstPrinted}`,
    verdict: agrees ? 'agrees' : 'slip',
    says: agrees
      ? ''
      : `${figure.place} has ${figure.printed}; ${figure.againstPlace} has ${figure.againstPrinted}.`,
  };
}

function checkSum(figure: PrintedFigure, names: readonly string[], all: readonly PrintedFigure[]): Check {
  const parts = names.map((name) => all.find((one) => one.source === figure.source && one.what === name));
  if (parts.some((part) => part === undefined))
    return { figure, computed: 'not known', verdict: 'not-known', says: '' };
  const known = parts.filter((part) => part !== undefined);
  const sum = known.reduce((total, part) => total + part.value, 0n);
  const shown = inUnit(sum, figure.unit, figure.step);
  const computed = `${known.map((part) => part.printed).join(' + ')} = ${shown}`;
  if (roundTo(sum, figure.step) === figure.value) return { figure, computed, verdict: 'agrees', says: '' };
  const off = sum > figure.value ? sum - figure.value : figure.value - sum;
  // Each printed part may be off by half its step, and so may the sum.
  const play = known.reduce((total, part) => total + part.step, figure.step) / 2n;
  return {
    figure,
    computed,
    verdict: 'slip',
    says: `The parts sum to ${shown}; printed is ${figure.printed}, ${inUnit(off, figure.unit, 1n).replace(/\.00$/, '')} ${sum > figure.value ? 'less' : 'more'}.${off <= play ? ' Rounding of the parts could explain it; the paper does not say so.' : ''}`,
  };
}
