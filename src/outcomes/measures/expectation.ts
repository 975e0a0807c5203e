import { StatisticsError } from '../../statistics/index.ts';
import type { PopulationKind } from './types.ts';

const daysAYear = 365.25;

/**
 * How far people's own records speak of their later rate, from everybody eligible: rates per person-year.
 *
 * A negative binomial fitted on one period takes offences that come in bursts, or a bad year, for a lasting
 * difference between people: its expectation is then too high, and a scheme without effect looks like one.
 * What lasts is seen by looking at the same people in two periods; only their covariance is a lasting difference.
 */
export interface PopulationLaw {
  people: number;
  mean: number;
  /** m²/v with v the variance of lasting rates; null when no difference lasts. */
  shape: number | null;
  /** Variance of counts around lasting rates over that of single, independent offences: 1 is no bursts. */
  burst: number;
  /** Years of record at which a person's own rate and the mean weigh the same: Z = t / (t + halfWeight). */
  halfWeight: number;
  varianceOfMean: number;
  varianceOfHalfWeight: number;
  /** Periods whose covariance was used: as long as the baseline and before it, or its two halves. */
  lag: 'whole' | 'half';
}

interface Pair {
  people: number;
  one: number;
  oneYears: number;
  other: number;
  otherYears: number;
}

const sum = (kinds: readonly PopulationKind[], of: (kind: PopulationKind) => number): number =>
  kinds.reduce((total, kind) => total + kind.people * of(kind), 0);

const baselineOf = (kind: PopulationKind): { x: number; t: number } => ({
  x: kind.mid + kind.late,
  t: (kind.midDays + kind.lateDays) / daysAYear,
});

const wholePairs = (kinds: readonly PopulationKind[]): Pair[] =>
  kinds.map((kind) => ({
    people: kind.people,
    one: kind.early,
    oneYears: kind.earlyDays / daysAYear,
    other: baselineOf(kind).x,
    otherYears: baselineOf(kind).t,
  }));

const halfPairs = (kinds: readonly PopulationKind[]): Pair[] =>
  kinds.map((kind) => ({
    people: kind.people,
    one: kind.mid,
    oneYears: kind.midDays / daysAYear,
    other: kind.late,
    otherYears: kind.lateDays / daysAYear,
  }));

/**
 * Fits the law on everybody eligible, joined or not: never on the selected alone.
 * The period before the baseline is used when the records reach back over it (its rate is within half to
 * double of the baseline's); otherwise the halves of the baseline.
 *
 * @throws StatisticsError `no-people`, `no-events`
 */
export function fitPopulation(kinds: readonly PopulationKind[]): PopulationLaw {
  const people = sum(kinds, () => 1);
  if (people === 0) throw new StatisticsError('no-people', 'nobody to form an expectation from');
  const events = sum(kinds, (kind) => baselineOf(kind).x);
  if (events === 0)
    throw new StatisticsError('no-events', 'nobody has a proven offence in the baseline period');
  const years = sum(kinds, (kind) => baselineOf(kind).t);
  const mean = events / years;
  const early = sum(kinds, (kind) => kind.early) / (sum(kinds, (kind) => kind.earlyDays) / daysAYear);
  const lag = early > mean / 2 && early < mean * 2 ? 'whole' : 'half';
  const lasting = lastingVariance(lag === 'whole' ? wholePairs(kinds) : halfPairs(kinds), mean);
  const squares = sum(kinds, (kind) => (baselineOf(kind).x - mean * baselineOf(kind).t) ** 2);
  const squareYears = sum(kinds, (kind) => baselineOf(kind).t ** 2);
  const varianceOfMean = squares / years ** 2;
  const known = { people, mean, varianceOfMean, lag } as const;
  const burst = (squares - lasting.variance * squareYears) / events;
  if (!(lasting.variance > 0) || !(burst > 0)) {
    // Nothing lasts that could be seen: the mean is everybody's expectation.
    return {
      ...known,
      shape: null,
      burst: squares / events,
      halfWeight: Number.MAX_VALUE,
      varianceOfHalfWeight: 0,
    };
  }
  const v = lasting.variance;
  let varianceOfHalfWeight = 0;
  for (const [place, kind] of kinds.entries()) {
    const { x, t } = baselineOf(kind);
    const pull =
      ((x - mean * t) ** 2 - squares / people) / (v * years) -
      (squares / (v * v * years)) * (lasting.pulls[place] ?? 0);
    varianceOfHalfWeight += kind.people * pull * pull;
  }
  return {
    ...known,
    shape: (mean * mean) / v,
    burst,
    halfWeight: (burst * mean) / v,
    varianceOfHalfWeight,
  };
}

/**
 * Covariance of a person's rates in two periods, each around its own mean and in proportion to it, so that a
 * trend of all does not count. `pulls` are each person's share in its error, in the order of `pairs`.
 */
function lastingVariance(pairs: readonly Pair[], mean: number): { variance: number; pulls: number[] } {
  const total = (of: (pair: Pair) => number): number =>
    pairs.reduce((all, pair) => all + pair.people * of(pair), 0);
  const meanOne = total((pair) => pair.one) / total((pair) => pair.oneYears);
  const meanOther = total((pair) => pair.other) / total((pair) => pair.otherYears);
  const weight = total((pair) => pair.oneYears * pair.otherYears);
  if (!(meanOne > 0 && meanOther > 0 && weight > 0)) return { variance: 0, pulls: [] };
  const product = (pair: Pair): number =>
    (pair.one - meanOne * pair.oneYears) * (pair.other - meanOther * pair.otherYears);
  const covariance = total(product) / weight;
  const scale = (mean * mean) / (meanOne * meanOther);
  const pulls = pairs.map(
    (pair) => (scale * (product(pair) - covariance * pair.oneYears * pair.otherYears)) / weight,
  );
  return { variance: covariance * scale, pulls };
}

export interface Expectation {
  /** Expected later rate of each person with no scheme, per person-year. */
  rates: number[];
  /** Of the logarithm of the sum of expected offences: what is not known of the population's law. */
  varianceOfLogSum: number;
}

/**
 * What each chosen person's rate is expected to be with no scheme: E = (1 − Z) m + Z x/t, Z = t / (t + A).
 * Without bursts this is the empirical Bayes expectation of the gamma–Poisson model (Hauer 1997), A = k/m; with
 * them it is its linear form (Bühlmann's credibility), A = φ k/m.
 *
 * @param records count and years at risk of each person in the baseline, and years at risk afterwards
 */
export function expectRates(
  records: readonly { events: number; years: number; laterYears: number }[],
  law: PopulationLaw,
): Expectation {
  const { mean, halfWeight } = law;
  const rates = records.map(({ events, years }) => {
    const own = years / (years + halfWeight);
    return (1 - own) * mean + own * (events / years);
  });
  let [all, byMean, byHalfWeight] = [0, 0, 0];
  for (const [place, { events, years, laterYears }] of records.entries()) {
    all += (rates[place] ?? 0) * laterYears;
    byMean += (halfWeight / (years + halfWeight)) * laterYears;
    if (law.varianceOfHalfWeight > 0) {
      byHalfWeight += ((mean - events / years) * years * laterYears) / (years + halfWeight) ** 2;
    }
  }
  const variance = byMean ** 2 * law.varianceOfMean + byHalfWeight ** 2 * law.varianceOfHalfWeight;
  return { rates, varianceOfLogSum: all === 0 ? 0 : variance / all ** 2 };
}
