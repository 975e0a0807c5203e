/**
 * The arithmetic of an additive table as a network: every cell and total is an arc, every row, column or sum
 * is a node where what goes in must come out. Whatever a reader could work out from a published table is then
 * a question of how much can flow round a circle. Source: Cox, "Network models for complementary cell
 * suppression", JASA 90, 1995.
 */
export type Arc = {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** What the reader loses when this one is left out. */
  readonly cost: number;
  hidden: boolean;
};

export type Range = { readonly min: number; readonly max: number };

/** The least that a reader may take a hidden value to be. */
type Floor = (arc: Arc) => number;

type Link = { readonly arc: number; readonly next: number; readonly rising: boolean };

export class SuppressionNetwork {
  readonly arcs: readonly Arc[];
  readonly #links: Link[][];

  constructor(arcs: readonly Arc[]) {
    this.arcs = arcs;
    const nodes = 1 + Math.max(...arcs.map(({ from, to }) => Math.max(from, to)));
    this.#links = Array.from({ length: nodes }, () => []);
    for (const [arc, { from, to }] of arcs.entries()) {
      this.#links[from]?.push({ arc, next: to, rising: true });
      this.#links[to]?.push({ arc, next: from, rising: false });
    }
  }

  /**
   * Between which values a hidden arc lies, as far as the published ones and the floors tell. The true values
   * are one solution; every other differs from it by flows round circles of hidden arcs. `enough` ends the
   * search early.
   */
  range(arc: number, floor: Floor, enough: number = Infinity): Range {
    const { from, to, value } = this.#arc(arc);
    const lowest = floor(this.#arc(arc));
    const fall = this.#mostFlow(from, to, arc, floor, Math.min(enough, value - lowest));
    const rise = this.#mostFlow(to, from, arc, floor, enough);
    return { min: value - fall, max: value + rise };
  }

  /**
   * The cheapest arcs to hide so that the hidden arc could be at least `amount` greater. There always are
   * some: its totals can grow with it.
   */
  cheapestCover(arc: number, amount: number): number[] {
    const { from, to } = this.#arc(arc);
    const cost = this.#links.map(() => Infinity);
    const reachedBy: (Link & { readonly at: number })[] = [];
    const settled = new Set<number>();
    cost[to] = 0;
    for (;;) {
      const node = cheapestOpen(cost, settled);
      if (node === null || node === from) break;
      settled.add(node);
      for (const link of this.#links[node] ?? []) {
        const { hidden, value, cost: price } = this.#arc(link.arc);
        if (link.arc === arc || (!link.rising && value < amount)) continue;
        // A hidden arc is not quite free, so that of two covers the shorter is taken.
        const total = (cost[node] ?? 0) + (hidden ? 1e-6 : price);
        if (total >= (cost[link.next] ?? 0)) continue;
        cost[link.next] = total;
        reachedBy[link.next] = { ...link, at: node };
      }
    }
    const cover: number[] = [];
    for (let node = from; node !== to; ) {
      const step = reachedBy[node];
      if (step === undefined) return this.arcs.map((_, place) => place);
      cover.push(step.arc);
      node = step.at;
    }
    return cover;
  }

  #arc(place: number): Arc {
    const arc = this.arcs[place];
    if (arc === undefined) throw new RangeError(`no arc ${place}`);
    return arc;
  }

  /** The most that can flow through hidden arcs other than one: repeated shortest paths (Edmonds & Karp). */
  #mostFlow(from: number, to: number, without: number, floor: Floor, enough: number): number {
    const change = this.arcs.map(() => 0);
    const room = ({ arc, rising }: Link) => {
      const { hidden, value } = this.#arc(arc);
      if (!hidden || arc === without) return 0;
      return rising ? Infinity : value + (change[arc] ?? 0) - floor(this.#arc(arc));
    };
    let flow = 0;
    while (flow < enough) {
      const path = this.#path(from, to, room);
      if (path === null) return flow;
      const amount = Math.min(enough - flow, ...path.map(room));
      if (amount === Infinity) return Infinity;
      for (const { arc, rising } of path) change[arc] = (change[arc] ?? 0) + (rising ? amount : -amount);
      flow += amount;
    }
    return flow;
  }

  #path(from: number, to: number, room: (link: Link) => number): Link[] | null {
    const reachedBy = new Map<number, { link: Link; at: number }>();
    const queue = [from];
    for (const node of queue) {
      if (node === to) break;
      for (const link of this.#links[node] ?? []) {
        if (link.next === from || reachedBy.has(link.next) || room(link) <= 0) continue;
        reachedBy.set(link.next, { link, at: node });
        queue.push(link.next);
      }
    }
    const path: Link[] = [];
    for (let node = to; node !== from; ) {
      const step = reachedBy.get(node);
      if (step === undefined) return null;
      path.push(step.link);
      node = step.at;
    }
    return path;
  }
}

function cheapestOpen(cost: readonly number[], settled: ReadonlySet<number>): number | null {
  let best: number | null = null;
  for (const [node, price] of cost.entries()) {
    if (price < Infinity && !settled.has(node) && (best === null || price < (cost[best] ?? 0))) best = node;
  }
  return best;
}
