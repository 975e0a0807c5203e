import { equalParts, roundTo } from './money.ts';
import type { Actual, CostLine, Virement } from './types.ts';
import { monthsOver } from './year.ts';

/** What is known of one line's money, in pence; null is not known and counts in no sum. */
export interface LineMoney {
  line: CostLine;
  /** As it was set. */
  original: bigint | null;
  /** Approved virements in, less those out. */
  moved: bigint;
  /** Virements out that wait for approval: set aside, not gone. */
  waiting: bigint;
  /** As it is now. */
  budget: bigint | null;
  /** Sum of the months entered; null where none is. */
  actual: bigint | null;
  monthsEntered: number;
  /** What was spent in each month entered, 1 is April. */
  byMonth: ReadonlyMap<number, bigint>;
  /** Months that are over and not entered, 1 is April. */
  missing: readonly number[];
  forecast: bigint | null;
  /** Forecast less budget: positive is over. */
  variance: bigint | null;
  /** Budget less what was spent and what waits to be moved; null where the budget is not known. */
  remaining: bigint | null;
}

/** Everything of one line: what moved, what was spent, what is expected by the year's end. */
export function moneyOf(
  line: CostLine,
  virements: readonly Virement[],
  actuals: readonly Actual[],
  today: string,
): LineMoney {
  const own = actuals.filter((actual) => actual.lineId === line.id);
  const moved = virements
    .filter((virement) => virement.state === 'approved')
    .reduce((sum, virement) => sum + signOf(virement, line.id) * virement.pence, 0n);
  const waiting = virements
    .filter((virement) => virement.state === 'requested' && virement.fromLineId === line.id)
    .reduce((sum, virement) => sum + virement.pence, 0n);
  const budget = line.pence === null ? null : line.pence + moved;
  const actual = own.length === 0 ? null : own.reduce((sum, { pence }) => sum + pence, 0n);
  const byMonth = new Map(own.map(({ month, pence }) => [month, pence]));
  const over = monthsOver(line.year, today);
  const forecast = forecastOf(line, budget, new Map([...byMonth].filter(([month]) => month <= over)));
  return {
    line,
    original: line.pence,
    moved,
    waiting,
    budget,
    actual,
    monthsEntered: byMonth.size,
    byMonth,
    missing: Array.from({ length: over }, (_, index) => index + 1).filter((month) => !byMonth.has(month)),
    forecast,
    variance: forecast === null || budget === null ? null : forecast - budget,
    remaining: budget === null ? null : budget - (actual ?? 0n) - waiting,
  };
}

const signOf = (virement: Virement, lineId: number): bigint =>
  virement.toLineId === lineId ? 1n : virement.fromLineId === lineId ? -1n : 0n;

/**
 * By the line's method, from months that are over; null where what it needs is not known. The year's end, whatever day
 * it is. A month that is not over is part of a month, and would spoil an average.
 */
function forecastOf(line: CostLine, budget: bigint | null, over: ReadonlyMap<number, bigint>): bigint | null {
  const actual = over.size === 0 ? null : [...over.values()].reduce((sum, pence) => sum + pence, 0n);
  switch (line.forecastMethod) {
    case 'stated':
      return line.forecastPence;
    case 'run-rate':
      return actual === null ? null : perYear(actual, BigInt(over.size));
    case 'as-budgeted':
      if (over.size === 12) return actual;
      if (budget === null) return null;
      return (actual ?? 0n) + restOf(budget, over);
  }
}

/** Twelve times the month's average, to the nearest penny: only the whole is rounded, so twelve months give themselves. */
const perYear = (actual: bigint, months: bigint): bigint => roundTo(actual * 12n, months) / months;

/** The budget of the months that are not entered: twelfths that sum to the budget exactly. */
const restOf = (budget: bigint, entered: ReadonlyMap<number, bigint>): bigint =>
  equalParts(budget, 12).reduce((sum, part, index) => (entered.has(index + 1) ? sum : sum + part), 0n);

export interface MoneySum {
  budget: bigint | null;
  actual: bigint | null;
  forecast: bigint | null;
  /** Lines that are not in the sum, because one of their amounts is not known. */
  withoutBudget: readonly CostLine[];
  withoutForecast: readonly CostLine[];
  /** Lines with a month that is over and not entered: what was spent on them is more than the sum says. */
  incomplete: readonly CostLine[];
}

const sumKnown = (amounts: readonly (bigint | null)[]): bigint | null => {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((sum, amount) => sum + amount, 0n);
};

/** Adds up lines; what is not known is listed and left out. */
export const sumMoney = (lines: readonly LineMoney[]): MoneySum => ({
  budget: sumKnown(lines.map(({ budget }) => budget)),
  actual: sumKnown(lines.map(({ actual }) => actual)),
  forecast: sumKnown(lines.map(({ forecast }) => forecast)),
  withoutBudget: lines.filter(({ budget }) => budget === null).map(({ line }) => line),
  withoutForecast: lines.filter(({ forecast }) => forecast === null).map(({ line }) => line),
  incomplete: lines.filter(({ missing }) => missing.length > 0).map(({ line }) => line),
});

/**
 * What was moved into a year's lines from pots that others put in, less what went back, by pot. A line is shared by its
 * formula whoever put in what was moved into it, so that a reader of the shares has to know of it.
 */
export function putInByOthers(
  lines: readonly LineMoney[],
  virements: readonly Virement[],
  pots: readonly CostLine[],
): { pot: CostLine; pence: bigint }[] {
  const own = new Set(lines.map(({ line }) => line.id));
  return pots
    .filter(({ id, stage }) => stage === 'allocated' && !own.has(id))
    .map((pot) => ({
      pot,
      pence: virements
        .filter(({ state }) => state === 'approved')
        .reduce((sum, { fromLineId, toLineId, pence }) => {
          if (fromLineId === pot.id && own.has(toLineId)) return sum + pence;
          return toLineId === pot.id && own.has(fromLineId) ? sum - pence : sum;
        }, 0n),
    }))
    .filter(({ pence }) => pence !== 0n);
}
