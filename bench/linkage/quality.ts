/** Clusters held against the truth, pair by pair. */

function pairsWithin(labels: Iterable<string | number>): number {
  const sizes = new Map<string | number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}

export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Pairwise precision, recall and F1 of clusters against the truth. */
export function pairwise(clusters: ArrayLike<number>, truth: ArrayLike<string | number>): Quality {
  const found = Array.from(clusters);
  const wanted = Array.from(truth);
  const right = pairsWithin(found.map((cluster, row) => `${cluster}|${wanted[row]}`));
  const precision = right / Math.max(1, pairsWithin(found));
  const recall = right / Math.max(1, pairsWithin(wanted));
  return { precision, recall, f1: (2 * precision * recall) / Math.max(1e-12, precision + recall) };
}

interface Links {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bits: Float64Array;
  readonly decision: Uint8Array;
}

/** Precision and recall of the links of at least so many bits by themselves. */
export function ofLinks(edges: Links, truth: ArrayLike<number>, least: number) {
  let links = 0;
  let right = 0;
  for (let k = 0; k < edges.count; k += 1) {
    if (edges.decision[k] !== 2 || edges.bits[k]! < least) continue;
    links += 1;
    if (truth[edges.left[k]!] === truth[edges.right[k]!]) right += 1;
  }
  const recall = right / Math.max(1, pairsWithin(Array.from(truth)));
  return { links, precision: right / Math.max(1, links), recall };
}
