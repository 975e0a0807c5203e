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
  const falseLinks = new FalseLinks();
  for (let k = 0; k < count; k += 1) if (bits[k]! >= 0 && rules[k] === 0) falseLinks.add(bits[k]!);
  return falseLinks.spread();
}

/** Parts of a step in which pairs are counted, so that not each has its own power worked out. */
const PARTS = 64;

/** How many of some pairs are expected to be false: Σ(1 − p), to one part in 100,000. */
export class FalseLinks {
  readonly #counts = new Float64Array(BINS * PARTS);
  /** Of pairs below even odds: next to none. */
  #below = 0;

  /** @param bits the pair's weight. */
  add(bits: number): void {
    if (bits < 0) this.#below += 1 / (1 + 2 ** bits);
    else this.#counts[Math.min(BINS * PARTS - 1, Math.floor(bits * (PARTS / STEP)))]! += 1;
  }

  spread(): Spread {
    const pairs = new Float64Array(BINS);
    const wrong = new Float64Array(BINS);
    this.#counts.forEach((count, at) => {
      const bin = Math.floor(at / PARTS);
      pairs[bin]! += count;
      // As if all were in the middle.
      wrong[bin]! += count / (1 + 2 ** ((at + 0.5) * (STEP / PARTS)));
    });
    return { pairs, wrong };
  }

  expected(): number {
    return this.spread().wrong.reduce((sum, wrong) => sum + wrong, this.#below);
  }
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
