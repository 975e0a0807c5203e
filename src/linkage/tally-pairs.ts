/** Counting the candidate pairs: by the rules that make them, and by how they agree. */

import type { Block } from './blocking.ts';
import type { Pairs, PairsPart } from './pairs.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import type { BlockingReport } from './types.ts';

/** Pairs that only a person's word named are not among them. */
interface Tally {
  /** By rule, how often each pattern is met among the pairs that the rule makes; last, among all pairs. */
  readonly patterns: Float64Array[];
  /** By rule, the pairs that it is the first to make, and those that it alone makes. */
  readonly first: Float64Array;
  readonly alone: Float64Array;
}

interface TallyWork {
  readonly parts: readonly PairsPart[];
  /** Piece p is the parts from `starts[p]` up to `starts[p + 1]`. */
  readonly starts: readonly number[];
  readonly patterns: number;
  readonly rules: number;
}

function tallyPart({ count, made: masks, pattern: patterns }: PairsPart, into: Tally): void {
  const all = into.patterns.at(-1)!;
  for (let k = 0; k < count; k += 1) {
    let made = masks[k]!;
    if (made === 0) continue;
    const pattern = patterns[k]!;
    const rule = 31 - Math.clz32(made & -made);
    into.first[rule]! += 1;
    if ((made & (made - 1)) === 0) into.alone[rule]! += 1;
    all[pattern]! += 1;
    while (made !== 0) {
      const lowest = made & -made;
      into.patterns[31 - Math.clz32(lowest)]![pattern]! += 1;
      made ^= lowest;
    }
  }
}

const emptyTally = (rules: number, patterns: number): Tally => ({
  patterns: Array.from({ length: rules + 1 }, () => new Float64Array(patterns)),
  first: new Float64Array(rules),
  alone: new Float64Array(rules),
});

/** Each piece is a run of parts. */
export const TALLY_PAIRS: Job<TallyWork, Tally> = {
  name: 'tally pairs',
  worker:
    ({ parts, starts, patterns, rules }) =>
    (piece) => {
      const tally = emptyTally(rules, patterns);
      for (let p = starts[piece]!; p < starts[piece + 1]!; p += 1) tallyPart(parts[p]!, tally);
      return tally;
    },
};

/** A tally has as many numbers as there are patterns, times the rules: it is not worth one for every part. */
const PIECES = 8;

/** Counts the pairs of so many rules. */
export function tallyPairs({ parts, patterns }: Pairs, rules: number, pool?: Pool): Tally {
  const pieces = Math.min(PIECES, parts.length);
  const starts = Array.from({ length: pieces + 1 }, (_, p) => Math.round((parts.length * p) / pieces));
  const sum = emptyTally(rules, patterns);
  const add = (into: Float64Array, from: Float64Array): void => {
    for (let k = 0; k < into.length; k += 1) into[k]! += from[k]!;
  };
  for (const found of runOn(pool, TALLY_PAIRS, { parts, starts, patterns, rules }, pieces)) {
    sum.patterns.forEach((counts, rule) => {
      add(counts, found.patterns[rule]!);
    });
    add(sum.first, found.first);
    add(sum.alone, found.alone);
  }
  return sum;
}

/** What each rule brought. */
export function blockingReports(blocks: readonly Block[], { first, alone }: Tally): BlockingReport[] {
  return blocks.map((block, rule) => ({
    rule: block.rule.name,
    pairs: first[rule]!,
    alone: alone[rule]!,
    groupsDropped: block.groupsDropped,
    recordsInDroppedGroups: block.recordsInDroppedGroups,
    largestGroup: block.largestGroup,
  }));
}
