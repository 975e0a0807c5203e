import { requireCount, requireExposure, requireLevel, requirePositive, requireSameLength } from './checks.ts';
import { binomialCdf, binomialPmf, poissonCdf, poissonPmf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { normalQuantile } from './normal.ts';

export type FunnelOptions = {
  /**
   * What each area's number is out of: people (`proportion`) or time at risk or any expected number (`rate`).
   */
  readonly denominators: ArrayLike<number>;
  /** Events of each area; needed for `overdispersion`, and for a target that is not given. */
  readonly events?: ArrayLike<number>;
  /** The share or rate that all are held against; that of all areas together when left out. */
  readonly target?: number;
  readonly kind?: 'proportion' | 'rate';
  /** Limits to draw; 0.95 and 0.998 when left out. */
  readonly levels?: readonly number[];
  /** Areas differ by more than chance: widen all by a factor, or by a variance between areas. */
  readonly overdispersion?: 'none' | 'multiplicative' | 'additive';
  /** Share of z-scores drawn in at each end before overdispersion is measured: 0.1. */
  readonly winsorise?: number;
};

export type FunnelLimit = { readonly level: number; readonly lower: number; readonly upper: number };

export type FunnelPoint = {
  readonly denominator: number;
  /** Null where no events were given. */
  readonly value: number | null;
  /** Standard deviations from the target, before any overdispersion. */
  readonly z: number | null;
  /** In the order of `levels`. */
  readonly limits: readonly FunnelLimit[];
};

export type Funnel = {
  readonly target: number;
  /** Places as in `denominators`: no order of merit. */
  readonly points: readonly FunnelPoint[];
  /** φ: mean winsorised z², 1 where areas differ as chance alone makes them; null without events. */
  readonly phi: number | null;
  /** Variance between areas, 0 unless `additive`. */
  readonly tauSquared: number;
};

type Law = {
  readonly start: (n: number) => number;
  readonly cdf: (x: number, n: number) => number;
  readonly pmf: (x: number, n: number) => number;
  /** Variance of one area's value. */
  readonly variance: (n: number) => number;
  readonly most: number;
};

/**
 * Limits of a funnel plot of areas: between which values an area's share or rate lies if it differs from the
 * target by chance only. Exact, interpolated between whole numbers of events so that they do not jump. A
 * funnel is for areas; do not draw one of officers, and leave out areas with fewer than 10 people.
 *
 * Refuses no areas (`no-people`), a target that is neither given nor in the events, and a target of 0 or (of
 * a share) 1. Overdispersion stretches both distances from the target by √φ where φ > 1, or by √(1 + τ²/s²)
 * with each area's own s. Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185, A.1.1 and A.3.
 */
export function funnelLimits(options: FunnelOptions): Funnel {
  const { kind = 'proportion', levels = [0.95, 0.998], overdispersion = 'none', winsorise = 0.1 } = options;
  for (const level of levels) requireLevel(level);
  const { denominators, events } = areasOf(options, kind);
  const target = options.target ?? pooled(denominators, events);
  requirePositive('target', target);
  if (kind === 'proportion' && target >= 1) {
    throw new StatisticsError('invalid-probability', `a target share of ${target} has no limits`);
  }
  const law = lawOf(kind, target);
  const z = events?.map((x, i) => {
    const n = denominators[i] ?? 0;
    return (x / n - target) / Math.sqrt(law.variance(n));
  });
  if (z === undefined && overdispersion !== 'none') {
    throw new StatisticsError('invalid-argument', 'overdispersion is measured on events: give them');
  }
  const phi = z === undefined ? null : meanSquare(winsorised(z, winsorise));
  const spread = { overdispersion, phi: phi ?? 1, tauSquared: 0 };
  if (overdispersion === 'additive') spread.tauSquared = betweenAreas(denominators, law, spread.phi);
  const points = denominators.map((denominator, i): FunnelPoint => {
    const stretch = stretchOf(law.variance(denominator), spread);
    const limits = levels.map((level) => limitsAt(denominator, target, level, law, stretch));
    const x = events?.[i];
    return { denominator, value: x === undefined ? null : x / denominator, z: z?.[i] ?? null, limits };
  });
  return { target, points, phi, tauSquared: spread.tauSquared };
}

function areasOf(options: FunnelOptions, kind: 'proportion' | 'rate') {
  const denominators = Array.from(options.denominators);
  const events = options.events === undefined ? undefined : Array.from(options.events);
  if (denominators.length === 0) throw new StatisticsError('no-people', 'a funnel of no areas');
  if (events !== undefined) requireSameLength('events', denominators.length, events.length);
  for (const [i, n] of denominators.entries()) {
    if (kind === 'proportion') requireCount(`people of area ${i}`, n);
    requireExposure(`denominator of area ${i}`, n);
    const x = events?.[i];
    if (x === undefined) continue;
    requireCount(`events of area ${i}`, x);
    if (kind === 'proportion' && x > n) {
      throw new StatisticsError('invalid-count', `${x} with the event among ${n} in area ${i}`);
    }
  }
  return { denominators, events };
}

function pooled(denominators: readonly number[], events: readonly number[] | undefined): number {
  if (events === undefined) throw new StatisticsError('invalid-argument', 'give a target, or events');
  const total = events.reduce((sum, x) => sum + x, 0);
  if (total === 0) throw new StatisticsError('no-events', 'no area has an event: there is no target');
  return total / denominators.reduce((sum, n) => sum + n, 0);
}

function lawOf(kind: 'proportion' | 'rate', target: number): Law {
  if (kind === 'rate') {
    return {
      start: (n) => target * n,
      cdf: (x, n) => poissonCdf(x, target * n),
      pmf: (x, n) => poissonPmf(x, target * n),
      variance: (n) => target / n,
      most: Infinity,
    };
  }
  return {
    start: (n) => target * n,
    cdf: (x, n) => binomialCdf(x, n, target),
    pmf: (x, n) => binomialPmf(x, n, target),
    variance: (n) => (target * (1 - target)) / n,
    most: 1,
  };
}

function limitsAt(n: number, target: number, level: number, law: Law, stretch: number): FunnelLimit {
  const outside = (1 - level) / 2;
  const [low, high] = [outside, 1 - outside].map((p) => exactLimit(p, n, law));
  return {
    level,
    lower: Math.max(0, target + stretch * ((low ?? 0) - target)),
    upper: Math.min(law.most, target + stretch * ((high ?? 0) - target)),
  };
}

/** (r − (F(r) − p) / (F(r) − F(r − 1))) / n with r the least that has F(r) ≥ p. */
function exactLimit(p: number, n: number, law: Law): number {
  const spread = n * Math.sqrt(law.variance(n));
  const guess = Math.floor(law.start(n) + normalQuantile(p) * spread);
  let [below, reach] = [Math.max(-1, guess - 1), 1];
  while (below >= 0 && law.cdf(below, n) >= p) {
    below = Math.max(-1, below - reach);
    reach *= 2;
  }
  let [r, forward] = [below + 1, 1];
  while (law.cdf(r, n) < p) {
    below = r;
    r += forward;
    forward *= 2;
  }
  while (r - below > 1) {
    const middle = Math.floor((below + r) / 2);
    if (law.cdf(middle, n) >= p) r = middle;
    else below = middle;
  }
  return Math.max(0, (r - (law.cdf(r, n) - p) / law.pmf(r, n)) / n);
}

/** The share at each end drawn in to the quantile there (between values as R's `quantile` does). */
function winsorised(z: readonly number[], share: number): number[] {
  if (!(share >= 0 && share < 0.5)) {
    throw new StatisticsError('invalid-probability', `winsorise must lie in [0, 0.5), not ${share}`);
  }
  const order = [...z].sort((one, other) => one - other);
  const at = (p: number) => {
    const place = p * (order.length - 1);
    const [one, other] = [order[Math.floor(place)] ?? 0, order[Math.ceil(place)] ?? 0];
    return one + (place % 1) * (other - one);
  };
  const [low, high] = [at(share), at(1 - share)];
  return z.map((value) => Math.min(high, Math.max(low, value)));
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** τ² by the method of moments: (I φ − (I − 1)) / (Σw − Σw²/Σw) with w = 1/s², never below 0. */
function betweenAreas(denominators: readonly number[], law: Law, phi: number): number {
  const weights = denominators.map((n) => 1 / law.variance(n));
  const sum = weights.reduce((so, w) => so + w, 0);
  const squares = weights.reduce((so, w) => so + w * w, 0);
  const count = weights.length;
  if (count < 2) return 0;
  return Math.max(0, (count * phi - (count - 1)) / (sum - squares / sum));
}

function stretchOf(
  variance: number,
  { overdispersion, phi, tauSquared }: { overdispersion: string; phi: number; tauSquared: number },
): number {
  if (overdispersion === 'multiplicative') return Math.sqrt(Math.max(1, phi));
  return overdispersion === 'additive' ? Math.sqrt(1 + tauSquared / variance) : 1;
}
