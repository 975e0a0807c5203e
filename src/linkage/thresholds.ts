/**
 * Thresholds without truth, from what the model itself expects. A pair of p is expected to be a wrong link in 1 − p
 * cases; models are sanguine about that, since agreements are less independent than they assume, so the bounds here
 * are far stricter than what is wanted.
 */

import type { Scored } from './predict.ts';
import type { Certainty, Model, Thresholds } from './types.ts';

const STEP = 0.25;
const HIGHEST = 60;
const BINS = HIGHEST / STEP + 1;

/** Pairs that nothing is against, by whole steps of bits from 0 up. */
export interface Spread {
  readonly pairs: Float64Array;
  /** Σ(1 − p) */
  readonly wrong: Float64Array;
}

export function spreadOf({ count, bits, rules }: Scored): Spread {
  const pairs = new Float64Array(BINS);
  const wrong = new Float64Array(BINS);
  for (let k = 0; k < count; k += 1) {
    const weight = bits[k]!;
    if (weight < 0 || rules[k] !== 0) continue;
    const bin = Math.min(BINS - 1, Math.floor(weight / STEP));
    pairs[bin]! += 1;
    wrong[bin]! += 1 / (1 + Math.exp(weight * Math.LN2));
  }
  return { pairs, wrong };
}

/** Share of the expected true links that a higher threshold may cost. */
const COST = 0.002;
/** At most so many expected false links in one link. */
const MOST_FALSE = 0.02;

/**
 * From even odds up: as high as it can be while next to no true link is expected to be lost, and higher still where
 * too many links would be expected to be false.
 */
export function chooseThresholds({ pairs, wrong }: Spread): Thresholds {
  const all = pairs.reduce((sum, count, bin) => sum + count - wrong[bin]!, 0);
  let left = { pairs: pairs.reduce((a, b) => a + b, 0), wrong: wrong.reduce((a, b) => a + b, 0) };
  let join = 0;
  for (let bin = 0; bin + 1 < BINS; bin += 1) {
    const next = { pairs: left.pairs - pairs[bin]!, wrong: left.wrong - wrong[bin]! };
    const cheap = next.pairs - next.wrong >= all * (1 - COST);
    const needed = left.wrong > left.pairs * MOST_FALSE;
    if (next.pairs === 0 || (!cheap && !needed)) break;
    left = next;
    join = (bin + 1) * STEP;
  }
  join = Math.min(join, MOST_JOIN);
  return { join, review: join - 4, fracture: join - 4 };
}

/** Evidence of a thousand to one needs no more, whatever it would cost. */
const MOST_JOIN = 10;

/** A link is certain where so few of all such are expected to be false. */
const CERTAIN_FALSE = 5e-5;

/** The least weight from which on links are certain, and how many there are. */
export function certaintyOf({ pairs, wrong }: Spread, model: Model): Certainty {
  let links = 0;
  let expectedFalse = 0;
  let found: Certainty = { bits: HIGHEST, links: 0, expectedFalse: 0 };
  for (let bin = BINS - 1; bin >= 0 && bin * STEP >= model.thresholds.join; bin -= 1) {
    links += pairs[bin]!;
    expectedFalse += wrong[bin]!;
    if (expectedFalse <= links * CERTAIN_FALSE) found = { bits: bin * STEP, links, expectedFalse };
  }
  return found;
}
