/** Settling the components of automatic links one by one: which of a component's records are one person. */

import { agglomerate, type Members } from './agglomeration.ts';
import type { Job } from './pool.ts';
import { DECIDED_BITS } from './scoring.ts';
import { tieBreakers } from './ties.ts';
import type { ClusteringSettings } from './types.ts';

/** Pairs to cluster. `seed[k]` = 1: an automatic link; only groups with one between them may be joined. */
export interface WeightedPairs {
  readonly count: number;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly bits: ArrayLike<number>;
  readonly seed: ArrayLike<number>;
  readonly veto: ArrayLike<number>;
}

/** By row, the source that holds a person once, as a bit; 0 for none (`one-each.ts`). */
export type SourceBits = ArrayLike<number>;

const SCALE = 1024;

/** One pair's weight as it is summed. An override's 166 bits pass the cap: a person's word is not averaged away. */
export function cappedWeight(bits: number, settings: ClusteringSettings): number {
  const capped =
    Math.abs(bits) > DECIDED_BITS ? bits : Math.max(-settings.capBits, Math.min(settings.capBits, bits));
  return Math.round(capped * SCALE);
}

/** What a component is settled by. */
interface Rules {
  readonly settings: ClusteringSettings;
  readonly sources: SourceBits | null;
}

/** Two records and the one pair between them: the commonest component by far. */
function settlePair(pairs: WeightedPairs, k: number, parent: Int32Array, by: Rules): void {
  const { settings, sources } = by;
  if (pairs.veto[k] === 1 || cappedWeight(pairs.bits[k]!, settings) < settings.stopBits * SCALE) return;
  const left = pairs.left[k]!;
  const right = pairs.right[k]!;
  if (sources !== null && (sources[left]! & sources[right]!) !== 0) return;
  parent[Math.max(left, right)] = Math.min(left, right);
}

/**
 * Whether every two of a component's records have an automatic link that no rule is against: then no mean can fall
 * below the least of them, and all are one.
 */
function isOne(pairs: WeightedPairs, order: Int32Array, size: number, { settings, sources }: Rules): boolean {
  if (order.length !== (size * (size - 1)) / 2) return false;
  const stop = settings.stopBits * SCALE;
  for (let at = 0; at < order.length; at += 1) {
    const k = order[at]!;
    if (pairs.seed[k] !== 1 || pairs.veto[k] === 1 || cappedWeight(pairs.bits[k]!, settings) < stop)
      return false;
    if (sources !== null && (sources[pairs.left[k]!]! & sources[pairs.right[k]!]!) !== 0) return false;
  }
  return true;
}

/** Room for the pairs of one component after the other. */
let room = roomFor(1 << 8);

function roomFor(pairs: number) {
  return {
    left: new Int32Array(pairs),
    right: new Int32Array(pairs),
    weight: new Float64Array(pairs),
    link: new Uint8Array(pairs),
    vetoed: new Uint8Array(pairs),
  };
}

/** The rows of one component, numbered from 0, and its pairs by those numbers: good until the next is asked for. */
function membersOf(
  pairs: WeightedPairs,
  order: Int32Array,
  hashes: Float64Array,
  places: Int32Array,
  { settings, sources }: Rules,
): Members {
  const rows: number[] = [];
  const place = (row: number): number => {
    if (places[row]! < 0) {
      places[row] = rows.length;
      rows.push(row);
    }
    return places[row]!;
  };
  const count = order.length;
  if (count > room.left.length) room = roomFor(count * 2);
  for (let at = 0; at < count; at += 1) {
    const k = order[at]!;
    room.left[at] = place(pairs.left[k]!);
    room.right[at] = place(pairs.right[k]!);
    room.weight[at] = cappedWeight(pairs.bits[k]!, settings);
    room.link[at] = pairs.seed[k] === 1 ? 1 : 0;
    room.vetoed[at] = pairs.veto[k] === 1 ? 1 : 0;
  }
  for (const row of rows) places[row] = -1;
  const edges = { count, ...room };
  const breakers = tieBreakers(
    rows.map((row) => hashes[row]!),
    edges,
  );
  return { rows, hashes: breakers, sources: rows.map((row) => sources?.[row] ?? 0), edges };
}

/** What settling reads, component by component, and where it writes. */
interface SettlingWork {
  readonly pairs: WeightedPairs;
  readonly hashes: Float64Array;
  readonly by: Rules;
  /** Pairs of the component with root r: `order[starts[r]…starts[r + 1])`. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** By root, how many rows its component has. */
  readonly sizes: Int32Array;
  /** Of each row one that it is the same person as, or itself. */
  readonly parent: Int32Array;
}

export const PIECE_ROWS = 1 << 14;

function settle(work: SettlingWork, root: number, places: Int32Array): void {
  const { pairs, hashes, by, order, starts, sizes, parent } = work;
  const from = starts[root]!;
  const to = starts[root + 1]!;
  if (to === from) return;
  if (to === from + 1) {
    settlePair(pairs, order[from]!, parent, by);
    return;
  }
  const own = order.subarray(from, to);
  if (isOne(pairs, own, sizes[root]!, by)) {
    for (const k of own) {
      parent[pairs.left[k]!] = root;
      parent[pairs.right[k]!] = root;
    }
    return;
  }
  const { missingBits, stopBits } = by.settings;
  const members = membersOf(pairs, own, hashes, places, by);
  const groups = agglomerate(members, missingBits * SCALE, stopBits * SCALE);
  groups.forEach((group, at) => {
    parent[members.rows[at]!] = members.rows[group]!;
  });
}

/** Each piece is a run of roots. */
export const SETTLE: Job<SettlingWork, null> = {
  name: 'settle',
  worker: (work) => {
    const { parent } = work;
    const rows = parent.length;
    const places = new Int32Array(rows).fill(-1);
    return (piece) => {
      const from = piece * PIECE_ROWS;
      const to = Math.min(rows, from + PIECE_ROWS);
      // A row whose component has another root is settled with that.
      for (let root = from; root < to; root += 1) settle(work, root, places);
      return null;
    };
  },
};
