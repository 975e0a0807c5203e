import { type Day, daysBetween } from '../../kernel/clock.ts';
import { firstDay, lastDay, monthsOf } from './months.ts';
import type { Period } from './types.ts';

/** The scheme's rule `value-for-money`: what one offence prevented is taken to be worth. Its own choice, no national value. */
export interface ValueRule {
  offencePence: number;
  source: string;
}

export interface Assumptions {
  /** What the scheme costs in a year. */
  costPence: bigint;
  /** What one proven offence that did not happen would have cost. Above nought. */
  offencePence: bigint;
  /** Added to the cost, because costs are mostly set too low: 0 to 200 per cent. */
  uplift: number;
}

export interface BreakEven {
  /** With what was added. */
  costPence: bigint;
  /** The fewest offences prevented in a year that are worth no less than the cost. */
  offences: bigint;
}

/**
 * How many offences would have to be prevented in a year for the scheme to be worth what it costs. It says nothing of how
 * many are: that is for a claim card. Exact, in whole pence; the uplift's part of a penny is rounded up.
 *
 * @throws RangeError for a value of nought or less, a cost below nought, or an uplift outside 0 to 200
 */
export function breakEven({ costPence, offencePence, uplift }: Assumptions): BreakEven {
  if (offencePence <= 0n) throw new RangeError('An offence prevented must be worth something');
  if (costPence < 0n) throw new RangeError('A cost below nought');
  if (!Number.isInteger(uplift) || uplift < 0 || uplift > 200)
    throw new RangeError('An uplift outside 0 to 200');
  const raised = upwards(costPence * BigInt(100 + uplift), 100n);
  return { costPence: raised, offences: upwards(raised, offencePence) };
}

const upwards = (amount: bigint, by: bigint): bigint => (amount + by - 1n) / by;

/** Pence for each of a number of people that need not be whole, to the nearest penny; null of nobody. */
export const penceEach = (pence: bigint, people: number): bigint | null =>
  people <= 0 ? null : (pence * 1_000_000n + million(people) / 2n) / million(people);

const million = (people: number): bigint => BigInt(Math.max(1, Math.round(people * 1_000_000)));

export interface AveragePeople {
  /** Periods that it is an average of. */
  periods: Period[];
  onScheme: number;
  atLiberty: number;
}

/**
 * People on the scheme, and at liberty, on an average day of the complete periods, of those within the days where these are
 * given; undefined where none tells.
 */
export function averagePeople(
  periods: readonly Period[],
  within?: { from: Day; to: Day },
): AveragePeople | undefined {
  const isWithin = (code: string): boolean => {
    const { from, to } = daysOf(code);
    return within === undefined || (from >= within.from && to <= within.to);
  };
  const told = periods.filter(
    ({ code, isOpen, tables }) =>
      !isOpen && tables.days !== null && tables.liberty !== null && tables.days > 0 && isWithin(code),
  );
  if (told.length === 0) return undefined;
  const calendar = told.reduce((so, { code }) => so + calendarDays(code), 0);
  return {
    periods: told,
    onScheme: told.reduce((so, { tables }) => so + (tables.days ?? 0), 0) / calendar,
    atLiberty: told.reduce((so, { tables }) => so + (tables.liberty ?? 0), 0) / calendar,
  };
}

/** Days of a month or a quarter. */
export function calendarDays(code: string): number {
  const { from, to } = daysOf(code);
  return daysBetween(from, to) + 1;
}

function daysOf(code: string): { from: Day; to: Day } {
  const [first, last] = code.includes('Q') ? [monthsOf(code)[0], monthsOf(code)[2]] : [code, code];
  return { from: firstDay(first), to: lastDay(last) };
}
