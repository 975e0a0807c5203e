/** The pairs that were decided, as the caller is given them. */

import type { Pairs } from './pairs.ts';
import type { Scored } from './predict.ts';
import { sharedBytes, sharedFloats, sharedInts, sharedMasks } from './shared.ts';
import { FalseLinks } from './thresholds.ts';
import type { Edges } from './types.ts';

const FOUND_BY_OVERRIDE = 255;

function roomForEdges(count: number, width: number): Edges {
  return {
    count,
    left: sharedInts(count, false),
    right: sharedInts(count, false),
    bits: sharedFloats(count, false),
    unadjusted: sharedFloats(count, false),
    levels: sharedBytes(count * width, false),
    rules: sharedMasks(count, false),
    decision: sharedBytes(count, false),
    foundBy: sharedBytes(count, false),
  };
}

/**
 * The edges in the table's own rows, and how many of the automatic links among them are expected to be false.
 * @param width how many comparisons there are.
 * @param order row of the table at each place, where they are not the same.
 */
export function edgesOf(
  scored: Scored,
  pairs: Pairs,
  width: number,
  order: Int32Array | null,
): { edges: Edges; expectedFalse: number } {
  let count = 0;
  for (let k = 0; k < scored.count; k += 1) if (scored.decision[k] !== 0) count += 1;
  const edges = roomForEdges(count, width);
  const falseLinks = new FalseLinks();
  let into = 0;
  let k = 0;
  let start = 0;
  for (const { count: size, made: masks, pattern } of pairs.parts) {
    for (; k < scored.count && scored.at[k]! < start + size; k += 1) {
      const decision = scored.decision[k]!;
      if (decision === 0) continue;
      const at = scored.at[k]! - start;
      const made = masks[at]!;
      const a = order === null ? scored.left[k]! : order[scored.left[k]!]!;
      const b = order === null ? scored.right[k]! : order[scored.right[k]!]!;
      edges.left[into] = a < b ? a : b;
      edges.right[into] = a < b ? b : a;
      edges.bits[into] = scored.bits[k]!;
      edges.unadjusted[into] = scored.unadjusted[k]!;
      edges.rules[into] = scored.rules[k]!;
      edges.decision[into] = decision;
      edges.foundBy[into] = made === 0 ? FOUND_BY_OVERRIDE : 31 - Math.clz32(made & -made);
      const from = pattern[at]! * width;
      for (let c = 0; c < width; c += 1) edges.levels[into * width + c] = pairs.levels[from + c]!;
      into += 1;
      if (decision === 2) falseLinks.add(scored.bits[k]!);
    }
    start += size;
  }
  return { edges, expectedFalse: falseLinks.expected() };
}
