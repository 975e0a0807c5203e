/** Settling the components of automatic links one by one: which of a component's records are one person. */

import { agglomerate, type Members } from './agglomeration.ts';
import type { Job } from './pool.ts';
import { DECIDED_BITS } from './scoring.ts';
import { breakTies } from './ties.ts';
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

/** More than any evidence or word of a person weighs, and still a whole number of 32 bits. */
const MOST_WEIGHT = 2 ** 30;

/** One pair's weight as it is summed. An override's 166 bits pass the cap: a person's word is not averaged away. */
function cappedWeight(bits: number, settings: ClusteringSettings): number {
  const capped =
    Math.abs(bits) > DECIDED_BITS ? bits : Math.max(-settings.capBits, Math.min(settings.capBits, bits));
  return Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, Math.round(capped * SCALE)));
}

/** Four numbers a pair, side by side: its rows, its weight, and what else is known of it. */
export const PACKED = 4;
const [RIGHT, WEIGHT, MARKS] = [1, 2, 3] as const;
const LINK = 1;
const VETO = 2;

/** Writes a pair as it is settled. */
export function packPair(
  { left, right, bits, seed, veto }: WeightedPairs,
  k: number,
  settings: ClusteringSettings,
  into: Int32Array,
  at: number,
): void {
  into[at] = left[k]!;
  into[at + RIGHT] = right[k]!;
  into[at + WEIGHT] = cappedWeight(bits[k]!, settings);
  into[at + MARKS] = (seed[k] === 1 ? LINK : 0) | (veto[k] === 1 ? VETO : 0);
}

/** What a component is settled by. */
interface Rules {
  readonly settings: ClusteringSettings;
  readonly sources: SourceBits | null;
}

/** Two records and the one pair between them: the commonest component by far. */
function settlePair(packed: Int32Array, at: number, parent: Int32Array, { settings, sources }: Rules): void {
  if ((packed[at + MARKS]! & VETO) !== 0 || packed[at + WEIGHT]! < settings.stopBits * SCALE) return;
  const left = packed[at]!;
  const right = packed[at + RIGHT]!;
  if (sources !== null && (sources[left]! & sources[right]!) !== 0) return;
  parent[Math.max(left, right)] = Math.min(left, right);
}

/**
 * Whether every two of a component's records have an automatic link that no rule is against: then no mean can fall
 * below the least of them, and all are one.
 */
function isOne(
  packed: Int32Array,
  from: number,
  to: number,
  size: number,
  { settings, sources }: Rules,
): boolean {
  if (to - from !== PACKED * ((size * (size - 1)) / 2)) return false;
  const stop = settings.stopBits * SCALE;
  for (let at = from; at < to; at += PACKED) {
    if (packed[at + MARKS] !== LINK || packed[at + WEIGHT]! < stop) return false;
    if (sources !== null && (sources[packed[at]!]! & sources[packed[at + RIGHT]!]!) !== 0) return false;
  }
  return true;
}

/** Room for the rows and pairs of one component after the other. */
let room = roomFor(1 << 8);

/** A component has at most one row more than it has pairs. */
function roomFor(pairs: number) {
  return {
    rows: new Int32Array(pairs + 1),
    hashes: new Float64Array(pairs + 1),
    sources: new Int32Array(pairs + 1),
    edges: {
      left: new Int32Array(pairs),
      right: new Int32Array(pairs),
      weight: new Float64Array(pairs),
      link: new Uint8Array(pairs),
      vetoed: new Uint8Array(pairs),
    },
  };
}

/** The place of a row among those of its component, of which so many have been met. */
function placeOf(row: number, met: number, places: Int32Array, rows: Int32Array): number {
  const known = places[row]!;
  if (known >= 0) return known;
  places[row] = met;
  rows[met] = row;
  return met;
}

/** The rows of one component, numbered from 0, and its pairs by those numbers: good until the next is asked for. */
function membersOf(
  { packed, hashes, by }: SettlingWork,
  from: number,
  to: number,
  places: Int32Array,
): Members {
  const count = (to - from) / PACKED;
  if (count > room.edges.left.length) room = roomFor(count * 2);
  const { rows, edges } = room;
  let size = 0;
  for (let k = 0, at = from; k < count; k += 1, at += PACKED) {
    const left = placeOf(packed[at]!, size, places, rows);
    if (left === size) size += 1;
    const right = placeOf(packed[at + RIGHT]!, size, places, rows);
    if (right === size) size += 1;
    edges.left[k] = left;
    edges.right[k] = right;
    edges.weight[k] = packed[at + WEIGHT]!;
    edges.link[k] = packed[at + MARKS]! & LINK;
    edges.vetoed[k] = packed[at + MARKS]! >> 1;
  }
  for (let at = 0; at < size; at += 1) {
    const row = rows[at]!;
    places[row] = -1;
    room.hashes[at] = hashes[row]!;
    room.sources[at] = by.sources === null ? 0 : by.sources[row]!;
  }
  const own = { count, ...edges };
  breakTies(room.hashes, size, own);
  return { size, rows, hashes: room.hashes, sources: room.sources, edges: own };
}

/** What settling reads, component by component, and where it writes. */
interface SettlingWork {
  readonly hashes: Float64Array;
  readonly by: Rules;
  /** Pairs of the component with root r: from `starts[r]` up to `starts[r + 1]`, {@link PACKED} numbers each. */
  readonly packed: Int32Array;
  readonly starts: Int32Array;
  /** By root, how many rows its component has. */
  readonly sizes: Int32Array;
  /** Of each row one that it is the same person as, or itself. */
  readonly parent: Int32Array;
}

export const PIECE_ROWS = 1 << 14;

function settle(work: SettlingWork, root: number, places: Int32Array): void {
  const { by, packed, starts, sizes, parent } = work;
  const from = starts[root]! * PACKED;
  const to = starts[root + 1]! * PACKED;
  if (to === from) return;
  if (to === from + PACKED) {
    settlePair(packed, from, parent, by);
    return;
  }
  if (isOne(packed, from, to, sizes[root]!, by)) {
    for (let at = from; at < to; at += PACKED) {
      parent[packed[at]!] = root;
      parent[packed[at + RIGHT]!] = root;
    }
    return;
  }
  const { missingBits, stopBits } = by.settings;
  const members = membersOf(work, from, to, places);
  const groups = agglomerate(members, missingBits * SCALE, stopBits * SCALE);
  for (let at = 0; at < members.size; at += 1) parent[members.rows[at]!] = members.rows[groups[at]!]!;
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
