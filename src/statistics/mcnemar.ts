import { requireCount, requireLevel } from './checks.ts';
import { binomialCdf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { chiSquaredCdf } from './gamma.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { clopperPearsonInterval, wilsonInterval } from './single-intervals.ts';

export type McNemarTest = { readonly statistic: number; readonly pValue: number };

export type McNemar = {
  readonly pairs: number;
  /** Pairs that differ, one way and the other: b and c. */
  readonly discordant: readonly [number, number];
  /** χ² on 1 degree of freedom with the continuity correction, which is what R prints. */
  readonly corrected: McNemarTest;
  readonly uncorrected: McNemarTest;
  /** Two-sided exact binomial test of b against b + c; the one to show where b + c is small. */
  readonly exactPValue: number;
  /** First share less second, (b − c) / n, with Newcombe's interval for pairs. */
  readonly difference: Interval & { readonly wald: { readonly lower: number; readonly upper: number } };
  /** b / c with its exact limits. */
  readonly oddsRatio: Interval;
};

/**
 * McNemar's test of paired yes and no, as before and after of the same people or the two of a matched pair.
 *
 * @param table `[[a, b], [c, d]]` in pairs: rows are the first answer yes and no, columns the second
 *
 * Refuses a table without any pair that differs (`no-events`): nothing speaks for or against a change.
 * Source: McNemar 1947 and R's `mcnemar.test`; Newcombe, Statistics in Medicine 17 (1998) 2635, method 10.
 */
export function mcnemar(table: readonly ArrayLike<number>[], level: number = USUAL_LEVEL): McNemar {
  requireLevel(level);
  if (table.length !== 2 || table.some((row) => row.length !== 2)) {
    throw new StatisticsError('lengths-differ', 'the table must have two rows of two counts');
  }
  const [a = 0, b = 0, c = 0, d = 0] = table.flatMap((row) => Array.from(row));
  for (const count of [a, b, c, d]) requireCount('a count of pairs', count);
  const differing = b + c;
  if (differing === 0) throw new StatisticsError('no-events', 'no pair differs: there is nothing to test');
  const gap = Math.abs(b - c);
  const share = clopperPearsonInterval(b, differing, level);
  const smaller = binomialCdf(Math.min(b, c), differing, 0.5);
  return {
    pairs: a + b + c + d,
    discordant: [b, c],
    corrected: test(Math.max(0, gap - 1) ** 2 / differing),
    uncorrected: test(gap ** 2 / differing),
    exactPValue: b === c ? 1 : Math.min(1, 2 * smaller),
    difference: pairedDifference(a, b, c, d, level),
    oddsRatio: {
      estimate: b / c,
      lower: share.lower / (1 - share.lower),
      upper: share.upper / (1 - share.upper),
      level,
    },
  };
}

function test(statistic: number): McNemarTest {
  return { statistic, pValue: chiSquaredCdf(statistic, 1, { upper: true }) };
}

function pairedDifference(a: number, b: number, c: number, d: number, level: number): McNemar['difference'] {
  const n = a + b + c + d;
  const estimate = (b - c) / n;
  const [one, other] = [wilsonInterval(a + b, n, level), wilsonInterval(a + c, n, level)];
  const phi = pairCorrelation(a, b, c, d);
  const away = (u: number, v: number) => Math.sqrt(Math.max(0, u * u - 2 * phi * u * v + v * v));
  const below = away(one.estimate - one.lower, other.upper - other.estimate);
  const above = away(one.upper - one.estimate, other.estimate - other.lower);
  const half = (normalHalfWidth(level) * Math.sqrt(b + c - (b - c) ** 2 / n)) / n;
  return {
    estimate,
    lower: Math.max(-1, estimate - below),
    upper: Math.min(1, estimate + above),
    level,
    wald: { lower: estimate - half, upper: estimate + half },
  };
}

/** How alike the two answers of a pair are, with Newcombe's correction towards 0 where they agree. */
function pairCorrelation(a: number, b: number, c: number, d: number): number {
  const n = a + b + c + d;
  const margins = Math.sqrt(a + b) * Math.sqrt(c + d) * Math.sqrt(a + c) * Math.sqrt(b + d);
  if (margins === 0) return 0;
  const product = a * d - b * c;
  return (product > 0 ? Math.max(0, product - n / 2) : product) / margins;
}
