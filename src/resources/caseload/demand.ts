import { logGamma, negativeBinomialPmf } from '../../statistics/index.ts';

/** Probabilities of 0, 1, 2, … people. */
type Distribution = readonly number[];

/** A number of people with the limits between which it falls with the stated probability. */
export interface Expected {
  middle: number;
  lower: number;
  upper: number;
}

const level = 0.95;
/** What lies beyond is less likely than this, and left out. */
const tail = 1e-9;

/**
 * How many events to expect in the months ahead when so many fell in the months behind, if they come independently at
 * one rate: the negative binomial that a Poisson count and Jeffreys' prior for its rate give. It has the uncertainty of
 * the rate in it as well as chance, so it is wider than a Poisson interval.
 */
export function countAhead(behind: number, monthsBehind: number, monthsAhead: number): Distribution {
  const size = behind + 0.5;
  const prob = monthsBehind / (monthsBehind + monthsAhead);
  return untilTail((count) => negativeBinomialPmf(count, size, { prob }));
}

/**
 * How many of n to expect when x of y were so before: the beta-binomial that Jeffreys' prior for the share gives.
 */
export function shareAhead(n: number, x: number, y: number): Distribution {
  const [a, b] = [x + 0.5, y - x + 0.5];
  const logBeta = (left: number, right: number): number =>
    logGamma(left) + logGamma(right) - logGamma(left + right);
  return Array.from({ length: n + 1 }, (_, k) =>
    Math.exp(
      logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + logBeta(k + a, n - k + b) - logBeta(a, b),
    ),
  );
}

function untilTail(pmf: (count: number) => number): Distribution {
  const list: number[] = [];
  for (let sum = 0; sum < 1 - tail && list.length < 5000; sum += list.at(-1) ?? 0)
    list.push(pmf(list.length));
  return list;
}

/** Now, with those who come and without those who leave, each independent of the other; never fewer than nobody. */
export function peopleAhead(now: number, coming: Distribution, leaving: Distribution): Expected {
  const least = -leaving.length + 1;
  const sums = new Float64Array(coming.length + leaving.length - 1);
  for (const [come, p] of coming.entries())
    for (const [leave, q] of leaving.entries()) {
      const at = come - leave - least;
      sums[at] = (sums[at] ?? 0) + p * q;
    }
  const whole = sums.reduce((sum, p) => sum + p, 0);
  const quantile = (share: number): number => {
    let sum = 0;
    for (const [at, p] of sums.entries()) {
      sum += p / whole;
      if (sum >= share) return Math.max(0, now + at + least);
    }
    return Math.max(0, now + sums.length - 1 + least);
  };
  return {
    middle: quantile(0.5),
    lower: quantile((1 - level) / 2),
    upper: quantile((1 + level) / 2),
  };
}

export interface DemandInput {
  people: number;
  joined: number;
  left: number;
  /** On agendas, and candidates who leave prison in the time. */
  listed: number;
}

export interface Demand {
  /** Those who come are the listed, as far as a panel adopts them. */
  byLists: Expected;
  /** Those who come are as many as in the twelve months before. */
  byHistory: Expected;
}

/**
 * How many people a base will have in some months, with 95 % prediction limits.
 * @param decided how many of the questions of adoption decided in twelve months were answered yes.
 */
export function forecast(
  input: DemandInput,
  decided: { adopted: number; of: number },
  months: number,
): Demand {
  const leaving = countAhead(input.left, 12, months);
  return {
    byLists: peopleAhead(input.people, shareAhead(input.listed, decided.adopted, decided.of), leaving),
    byHistory: peopleAhead(input.people, countAhead(input.joined, 12, months), leaving),
  };
}
