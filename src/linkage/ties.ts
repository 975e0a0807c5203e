/**
 * What breaks ties between the records of one component, whatever order they came in. Records that hold the same are told
 * apart by what they are linked to: a decision about one of two copies is no decision about the other. Records that are
 * alike in that, too, can take each other's place.
 */

import type { MemberEdges } from './agglomeration.ts';
import { mix } from './values.ts';

/** A neighbour's neighbours are as far as two copies differ in practice. */
const ROUNDS = 3;

/** Up to so many are compared one with another. */
const FEW = 24;

function allDiffer(hashes: Float64Array, size: number): boolean {
  if (size > FEW) return new Set(hashes.subarray(0, size)).size === size;
  for (let a = 1; a < size; a += 1) for (let b = 0; b < a; b += 1) if (hashes[a] === hashes[b]) return false;
  return true;
}

/** Puts what breaks ties in the place of the hashes of so many records. */
export function breakTies(hashes: Float64Array, size: number, edges: MemberEdges): void {
  if (allDiffer(hashes, size)) return;
  let own = Uint32Array.from(hashes.subarray(0, size), (hash) => mix(hash ^ mix(Math.floor(hash / 2 ** 32))));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Sums, because they do not depend on the order of the pairs.
    const around = new Uint32Array(size);
    for (let k = 0; k < edges.count; k += 1) {
      const left = edges.left[k]!;
      const right = edges.right[k]!;
      const pair = mix(edges.weight[k]! * 4 + edges.link[k]! * 2 + edges.vetoed[k]!);
      around[left]! += mix(pair ^ own[right]!);
      around[right]! += mix(pair ^ own[left]!);
    }
    own = own.map((hash, at) => mix(hash ^ mix(around[at]!)));
  }
  hashes.set(own);
}
