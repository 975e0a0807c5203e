import { requireCount, requireExposure, requireSameLength } from './checks.ts';
import { negativeBinomialPmf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { digamma, trigamma } from './log-gamma.ts';
import {
  type NegativeBinomialInput,
  type NegativeBinomialRegression,
  negativeBinomialRegression,
} from './negative-binomial-regression.ts';

export type NegativeBinomialFit = {
  readonly people: number;
  /** Mean rate, events per unit of exposure. */
  readonly mean: number;
  /** Shape k of the gamma law of people's own rates (MASS calls it theta); smaller is more uneven. */
  readonly shape: number;
  readonly standardErrorOfShape: number;
  readonly logLikelihood: number;
};

/**
 * People who share a count and an exposure, taken together: a national population has far fewer kinds than
 * people.
 */
type Kind = { readonly x: number; readonly t: number; readonly people: number };

/**
 * The negative binomial law of a whole eligible population by maximum likelihood: Xᵢ ~ Poisson(λᵢ tᵢ), λᵢ ~
 * Gamma(shape, mean). Never fit it on the selected alone: that hides regression to the mean.
 *
 * @param counts events of each person in the baseline, whole numbers
 * @param exposures time at risk of each person in the baseline, 1 each when left out
 *
 * Refuses nobody (`no-people`), no events (`no-events`) and counts no more uneven than chance
 * (`no-overdispersion`: the shape would be infinite, and everybody's expectation is the mean).
 * Source: Lawless 1987; for equal exposures the score of MASS `theta.ml`.
 */
export function negativeBinomialFit(
  counts: ArrayLike<number>,
  exposures?: ArrayLike<number>,
): NegativeBinomialFit;
/** With what is known of each person before: see `NegativeBinomialInput`. */
export function negativeBinomialFit(input: NegativeBinomialInput): NegativeBinomialRegression;
export function negativeBinomialFit(
  counts: ArrayLike<number> | NegativeBinomialInput,
  exposures?: ArrayLike<number>,
): NegativeBinomialFit | NegativeBinomialRegression {
  return 'counts' in counts ? negativeBinomialRegression(counts) : commonLaw(counts, exposures);
}

function commonLaw(counts: ArrayLike<number>, exposures?: ArrayLike<number>): NegativeBinomialFit {
  const kinds = groupAlike(counts, exposures);
  const events = sum(kinds, ({ x }) => x);
  if (events === 0) throw new StatisticsError('no-events', 'nobody has an event: no rate can be fitted');
  const crude = events / sum(kinds, ({ t }) => t);
  const excess = sum(kinds, ({ x, t }) => (x - crude * t) ** 2 - x);
  if (!(excess > 0)) {
    throw new StatisticsError('no-overdispersion', 'people differ no more than chance: use the mean for all');
  }
  let mean = crude;
  let shape = sum(kinds, ({ t }) => (crude * t) ** 2) / excess;
  const even = new Set(kinds.map(({ t }) => t)).size === 1;
  for (let turn = 0; turn < 200; turn++) {
    const nextShape = bestShape(kinds, mean, shape);
    const nextMean = even ? mean : bestMean(kinds, nextShape, mean);
    const moved = Math.abs(Math.log(nextShape / shape)) + Math.abs(Math.log(nextMean / mean));
    [shape, mean] = [nextShape, nextMean];
    if (moved < 1e-12) return describe(kinds, counts.length, mean, shape);
  }
  throw new StatisticsError('not-converged', 'the negative binomial fit did not settle');
}

function groupAlike(counts: ArrayLike<number>, exposures: ArrayLike<number> | undefined): Kind[] {
  if (counts.length === 0) throw new StatisticsError('no-people', 'nobody to fit a rate on');
  if (exposures !== undefined) requireSameLength('exposures', counts.length, exposures.length);
  const kinds = new Map<number, Map<number, number>>();
  for (let i = 0; i < counts.length; i++) {
    const x = counts[i] ?? Number.NaN;
    const t = exposures === undefined ? 1 : (exposures[i] ?? 0);
    requireCount(`count of person ${i}`, x);
    requireExposure(`exposure of person ${i}`, t);
    const byCount = kinds.get(t) ?? new Map<number, number>();
    byCount.set(x, (byCount.get(x) ?? 0) + 1);
    kinds.set(t, byCount);
  }
  return [...kinds].flatMap(([t, byCount]) => [...byCount].map(([x, people]) => ({ x, t, people })));
}

function sum(kinds: readonly Kind[], of: (kind: Kind) => number): number {
  return kinds.reduce((total, kind) => total + kind.people * of(kind), 0);
}

/** Newton's method on log k, with steps held to a factor of e, since the score has one root there. */
function bestShape(kinds: readonly Kind[], mean: number, start: number): number {
  let k = start;
  for (let turn = 0; turn < 200; turn++) {
    const { score, information } = scoreOfShape(kinds, mean, k);
    const curvature = information * k * k - score * k;
    const wanted = curvature > 0 ? (score * k) / curvature : Math.sign(score);
    const step = Math.max(-1, Math.min(1, wanted));
    k *= Math.exp(step);
    if (Math.abs(step) < 1e-12) return k;
    if (k > 1e9) {
      throw new StatisticsError(
        'no-overdispersion',
        'people differ no more than chance: use the mean for all',
      );
    }
  }
  throw new StatisticsError('not-converged', 'the shape of the negative binomial did not settle');
}

function scoreOfShape(
  kinds: readonly Kind[],
  mean: number,
  k: number,
): { score: number; information: number } {
  const [psi, psi1] = [digamma(k), trigamma(k)];
  let score = 0;
  let information = 0;
  for (const { x, t, people } of kinds) {
    const mu = mean * t;
    const rest = (x + k) / (k + mu);
    score += people * (digamma(x + k) - psi + Math.log(k / (k + mu)) + 1 - rest);
    information += people * (psi1 - trigamma(x + k) - 1 / k + 2 / (k + mu) - rest / (k + mu));
  }
  return { score, information };
}

/** Σ (x − mt) k / (k + mt) = 0 in m, by Newton's method on log m. */
function bestMean(kinds: readonly Kind[], k: number, start: number): number {
  let mean = start;
  for (let turn = 0; turn < 200; turn++) {
    const score = sum(kinds, ({ x, t }) => ((x - mean * t) * k) / (k + mean * t));
    const slope = sum(kinds, ({ x, t }) => (k * mean * t * (k + x)) / (k + mean * t) ** 2);
    const step = Math.max(-1, Math.min(1, score / slope));
    mean *= Math.exp(step);
    if (Math.abs(step) < 1e-14) return mean;
  }
  return mean;
}

function describe(kinds: readonly Kind[], people: number, mean: number, shape: number): NegativeBinomialFit {
  const { information } = scoreOfShape(kinds, mean, shape);
  return {
    people,
    mean,
    shape,
    standardErrorOfShape: 1 / Math.sqrt(information),
    logLikelihood: sum(kinds, ({ x, t }) => Math.log(negativeBinomialPmf(x, shape, mean * t))),
  };
}
