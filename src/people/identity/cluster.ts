/** A group of records and what holds it together, for the picture and for the words beside it. */

export interface ClusterEdge {
  left: number;
  right: number;
  bits: number;
  state: 'linked' | 'review';
}

export interface Held<Edge extends ClusterEdge> {
  /** The strongest links that hold the group together: one fewer than there are records in each part. */
  tree: Edge[];
  /** The weakest link without which the group falls apart; undefined where no single link holds it. */
  weakest: Edge | undefined;
  /** The two sides into which the group falls without it, by record. */
  sides: [number[], number[]];
}

/**
 * The strongest tree through the links (Kruskal), and the weakest of those without which something falls apart: a link with
 * a way round it, however weak, holds nothing by itself. Ties go to the lower record numbers, so that the same group is
 * always drawn in the same way.
 */
export function holdOf<Edge extends ClusterEdge>(
  records: readonly number[],
  edges: readonly Edge[],
): Held<Edge> {
  const known = new Set(records);
  const strongest = edges
    .filter(({ left, right }) => known.has(left) && known.has(right))
    .sort((a, b) => b.bits - a.bits || a.left - b.left || a.right - b.right);
  const tree: Edge[] = [];
  const joined = new Parts(records);
  for (const edge of strongest) if (joined.join(edge.left, edge.right)) tree.push(edge);
  const without = (gone: Edge): Parts => {
    const parts = new Parts(records);
    for (const edge of strongest) if (edge !== gone) parts.join(edge.left, edge.right);
    return parts;
  };
  const weakest = tree.findLast((edge) => {
    const parts = without(edge);
    return parts.root(edge.left) !== parts.root(edge.right);
  });
  if (weakest === undefined) return { tree, weakest, sides: [[], []] };
  const apart = without(weakest);
  const sideOf = (record: number): number[] =>
    records.filter((one) => apart.root(one) === apart.root(record));
  return { tree, weakest, sides: [sideOf(weakest.left), sideOf(weakest.right)] };
}

/** Which records hang together so far. */
class Parts {
  readonly #above = new Map<number, number>();

  constructor(records: readonly number[]) {
    for (const record of records) this.#above.set(record, record);
  }

  root(record: number): number {
    let at = record;
    for (let above = this.#above.get(at) ?? at; above !== at; above = this.#above.get(at) ?? at) at = above;
    return at;
  }

  /** False where the two hang together already. */
  join(one: number, other: number): boolean {
    const [a, b] = [this.root(one), this.root(other)];
    if (a === b) return false;
    this.#above.set(Math.max(a, b), Math.min(a, b));
    return true;
  }
}

/** A, B, … Z, AA, AB …: what a record is called in the picture and in the table beside it. */
export function letterOf(place: number): string {
  const rest = Math.floor(place / 26);
  return `${rest === 0 ? '' : letterOf(rest - 1)}${String.fromCharCode(65 + (place % 26))}`;
}
