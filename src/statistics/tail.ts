import { StatisticsError } from './errors.ts';

/**
 * Which tail a probability is counted from. `{upper: true}` is computed as such and not as 1 − lower, so that
 * 1e-30 stays 1e-30.
 */
export type Tail = { readonly upper?: boolean };

export type Tails = { readonly lower: number; readonly upper: number };

/** Below this a double no longer holds its digits, and a number with wrong digits is worse than 0. */
const SMALLEST_WHOLE = 2.2250738585072014e-308;

export function pickTail(tails: Tails, tail: Tail | undefined): number {
  const p = tail?.upper === true ? tails.upper : tails.lower;
  return p < SMALLEST_WHOLE ? 0 : p;
}

/** Both tails of a probability that was given from one side. */
export function tailsOf(p: number, tail: Tail | undefined): Tails {
  if (!(p >= 0 && p <= 1)) {
    throw new StatisticsError('invalid-probability', `a probability must lie in [0, 1], not ${String(p)}`);
  }
  return tail?.upper === true ? { lower: 1 - p, upper: p } : { lower: p, upper: 1 - p };
}

/** Parts a list of optional numbers that may end with a tail, as in `normalCdf(1.96, {upper: true})`. */
export function partTail(
  given: readonly (number | Tail | undefined)[],
  defaults: readonly number[],
): { numbers: number[]; tail: Tail | undefined } {
  const tail = given.find((entry): entry is Tail => typeof entry === 'object' && entry !== null);
  const numbers = defaults.map((fallback, place) => {
    const entry = given[place];
    return typeof entry === 'number' ? entry : fallback;
  });
  return { numbers, tail };
}
