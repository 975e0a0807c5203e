import { requireFinite, requirePositive } from './checks.ts';
import { binomialCdf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { normalCdf } from './normal.ts';

export type EValue = {
  readonly estimate: number;
  /** For the limit nearer to no effect; 1 where the interval holds no effect. */
  readonly limit: number | null;
};

/**
 * How strongly somebody unmeasured would have to be tied both to the treatment and to the outcome, as risk
 * ratios, to explain a risk ratio away. Refuses ratios that are not positive, and limits that do not enclose
 * the ratio (`invalid-argument`). Source: VanderWeele & Ding 2017.
 */
export function eValue(input: {
  readonly ratio: number;
  readonly lower?: number;
  readonly upper?: number;
}): EValue {
  const { ratio, lower, upper } = input;
  requirePositive('ratio', ratio);
  if ((lower ?? ratio) > ratio || (upper ?? ratio) < ratio) {
    throw new StatisticsError('invalid-argument', 'the limits must enclose the ratio');
  }
  const nearer = ratio >= 1 ? lower : upper;
  if (nearer === undefined) return { estimate: eValueOf(ratio), limit: null };
  const crosses = ratio >= 1 ? nearer <= 1 : nearer >= 1;
  return { estimate: eValueOf(ratio), limit: crosses ? 1 : eValueOf(nearer) };
}

function eValueOf(ratio: number): number {
  const away = ratio < 1 ? 1 / ratio : ratio;
  return away + Math.sqrt(away * (away - 1));
}

export type RosenbaumBound = {
  readonly gamma: number;
  /** Largest and smallest one-sided p-value that a hidden difference of that strength could bring about. */
  readonly upper: number;
  readonly lower: number;
};

/**
 * One-sided p-values of matched pairs if, within a pair, the odds of being treated could differ by a factor
 * of up to Γ because of something unmeasured; Γ = 1 is none. For a positive effect: turn the signs round for
 * a negative one. Differences of 0 are left out. Differences of only −1, 0 and 1 (yes/no outcomes) go by
 * McNemar's exact test, all others by Wilcoxon's signed ranks (normal, midranks).
 *
 * Refuses no pair that differs (`no-events`) and a Γ below 1 (`invalid-argument`).
 * Source: Rosenbaum 2002, ch. 4.
 */
export function rosenbaumBounds(
  differences: ArrayLike<number>,
  gammas: readonly number[] = [1, 1.25, 1.5, 1.75, 2, 2.5, 3],
): RosenbaumBound[] {
  const used = Array.from(differences).filter((d, i) => {
    requireFinite(`difference ${i}`, d);
    return d !== 0;
  });
  if (used.length === 0) throw new StatisticsError('no-events', 'no pair differs');
  const binary = used.every((d) => Math.abs(d) === 1);
  const ranks = binary ? used.map(() => 1) : midranks(used.map(Math.abs));
  const [statistic, total, squares] = [
    ranks.reduce((sum, rank, i) => sum + ((used[i] ?? 0) > 0 ? rank : 0), 0),
    ranks.reduce((sum, rank) => sum + rank, 0),
    ranks.reduce((sum, rank) => sum + rank * rank, 0),
  ];
  const tail = (p: number) =>
    binary
      ? binomialCdf(statistic - 1, used.length, p, { upper: true })
      : normalCdf((statistic - p * total) / Math.sqrt(p * (1 - p) * squares), { upper: true });
  return gammas.map((gamma) => {
    if (!(Number.isFinite(gamma) && gamma >= 1)) {
      throw new StatisticsError('invalid-argument', `gamma must be 1 or more, not ${String(gamma)}`);
    }
    return { gamma, upper: tail(gamma / (1 + gamma)), lower: tail(1 / (1 + gamma)) };
  });
}

function midranks(sizes: readonly number[]): number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const ranks = sizes.map(() => 0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && sizes[order[end + 1] ?? 0] === sizes[order[start] ?? 0]) end += 1;
    for (let k = start; k <= end; k++) ranks[order[k] ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}
