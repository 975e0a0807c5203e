/** Average linkage within one component: a square of sums where it is small, neighbours' lists where it is not. */

/**
 * A component's rows and the pairs between them, by their place among the rows, of which the first `size` are there.
 * Weights are whole numbers.
 */
export interface Members {
  readonly size: number;
  readonly rows: Int32Array;
  /** What breaks ties, by place. */
  readonly hashes: Float64Array;
  /** By place, the source that holds a person once, as a bit; 0 for none. Two groups that share a bit are never joined. */
  readonly sources: Int32Array;
  readonly edges: MemberEdges;
}

/** The pairs, column by column; only the first `count` are there. */
export interface MemberEdges {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
  /** 1 for an automatic link. */
  readonly link: Uint8Array;
  /** 1 where a rule is against it. */
  readonly vetoed: Uint8Array;
}

/** Up to so many rows the square of sums costs less than lists. */
const SMALL = 48;

const sums = new Float64Array(SMALL * SMALL);
const counts = new Int32Array(SMALL * SMALL);
const links = new Int32Array(SMALL * SMALL);
const vetoes = new Uint8Array(SMALL * SMALL);
const held = new Int32Array(SMALL);
const sizes = new Int32Array(SMALL);
const least = new Float64Array(SMALL);
const group = new Int32Array(SMALL);

/** The group of each place, named by one of its members: good until the next are asked for. */
export function agglomerate(members: Members, missing: number, stop: number): Int32Array {
  return members.size <= SMALL ? inSquare(members, missing, stop) : inLists(members, missing, stop);
}

function fillSquare({ size: n, hashes, sources, edges }: Members): void {
  sums.fill(0, 0, n * n);
  counts.fill(0, 0, n * n);
  links.fill(0, 0, n * n);
  vetoes.fill(0, 0, n * n);
  for (let a = 0; a < n; a += 1) {
    sizes[a] = 1;
    least[a] = hashes[a]!;
    held[a] = sources[a]!;
    group[a] = a;
  }
  for (let k = 0; k < edges.count; k += 1) {
    const left = edges.left[k]!;
    const right = edges.right[k]!;
    addToSquare(left * n + right, edges, k);
    addToSquare(right * n + left, edges, k);
  }
}

function addToSquare(at: number, { weight, link, vetoed }: MemberEdges, k: number): void {
  sums[at]! += weight[k]!;
  counts[at]! += 1;
  links[at]! += link[k]!;
  if (vetoed[k] === 1) vetoes[at] = 1;
}

function meanAt(n: number, a: number, b: number, missing: number): number {
  const at = a * n + b;
  const all = sizes[a]! * sizes[b]!;
  return (sums[at]! + (all - counts[at]!) * missing) / all;
}

function inSquare(members: Members, missing: number, stop: number): Int32Array {
  const n = members.size;
  fillSquare(members);
  for (;;) {
    let bestA = -1;
    let bestB = -1;
    let best = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < n; a += 1) {
      if (sizes[a] === 0) continue;
      for (let b = a + 1; b < n; b += 1) {
        const at = a * n + b;
        if (sizes[b] === 0 || links[at] === 0 || vetoes[at] === 1) continue;
        if ((held[a]! & held[b]!) !== 0) continue;
        const mean = meanAt(n, a, b, missing);
        if (mean < stop || mean < best) continue;
        if (mean === best && !earlier(least[a]!, least[b]!, least[bestA]!, least[bestB]!)) continue;
        best = mean;
        bestA = a;
        bestB = b;
      }
    }
    if (bestA < 0) return group;
    joinSquare(n, bestA, bestB);
  }
}

/** Whether the first two contents stand before the other two. */
function earlier(a: number, b: number, c: number, d: number): boolean {
  const low = Math.min(a, b);
  const other = Math.min(c, d);
  return low !== other ? low < other : Math.max(a, b) < Math.max(c, d);
}

function joinSquare(n: number, kept: number, gone: number): void {
  for (let c = 0; c < n; c += 1) {
    if (group[c] === gone) group[c] = kept;
    if (c === kept || c === gone || sizes[c] === 0) continue;
    const into = kept * n + c;
    const from = gone * n + c;
    const back = c * n + kept;
    sums[back] = sums[into]! += sums[from]!;
    counts[back] = counts[into]! += counts[from]!;
    links[back] = links[into]! += links[from]!;
    vetoes[back] = vetoes[into] = vetoes[into]! | vetoes[from]!;
  }
  sizes[kept]! += sizes[gone]!;
  sizes[gone] = 0;
  held[kept]! |= held[gone]!;
  least[kept] = Math.min(least[kept]!, least[gone]!);
}

interface Between {
  sum: number;
  pairs: number;
  links: number;
  vetoed: boolean;
}

interface Candidate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly a: number;
  readonly b: number;
  /** Versions of the two groups when the mean was taken: an older candidate is ignored. */
  readonly versions: number;
}

/** Better first: greater mean, then by the contents of the groups. */
function before(x: Candidate, y: Candidate): boolean {
  if (x.mean !== y.mean) return x.mean > y.mean;
  if (x.low !== y.low) return x.low < y.low;
  return x.high < y.high;
}

class Heap {
  readonly #items: Candidate[] = [];

  push(item: Candidate): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(item, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child += 1;
      if (!before(items[child]!, last)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}

class Agglomeration {
  readonly #neighbours: Map<number, Between>[];
  readonly #size: Int32Array;
  readonly #version: Int32Array;
  readonly #parent: Int32Array;
  readonly #least: Float64Array;
  readonly #held: Int32Array;
  readonly #missing: number;
  readonly #stop: number;
  readonly #heap = new Heap();

  constructor({ size, hashes, sources, edges }: Members, missing: number, stop: number) {
    this.#neighbours = Array.from({ length: size }, () => new Map());
    this.#size = new Int32Array(size).fill(1);
    this.#version = new Int32Array(size);
    this.#parent = Int32Array.from({ length: size }, (_, at) => at);
    this.#least = hashes.slice(0, size);
    this.#held = sources.slice(0, size);
    this.#missing = missing;
    this.#stop = stop;
    for (let k = 0; k < edges.count; k += 1) {
      const left = edges.left[k]!;
      const right = edges.right[k]!;
      const known = this.#neighbours[left]!.get(right);
      const between = known ?? { sum: 0, pairs: 0, links: 0, vetoed: false };
      between.sum += edges.weight[k]!;
      between.pairs += 1;
      between.links += edges.link[k]!;
      between.vetoed ||= edges.vetoed[k] === 1;
      this.#neighbours[left]!.set(right, between);
      this.#neighbours[right]!.set(left, between);
    }
  }

  #offer(a: number, b: number, between: Between): void {
    if (between.vetoed || between.links === 0 || (this.#held[a]! & this.#held[b]!) !== 0) return;
    const all = this.#size[a]! * this.#size[b]!;
    const mean = (between.sum + (all - between.pairs) * this.#missing) / all;
    if (mean < this.#stop) return;
    const first = this.#least[a]!;
    const second = this.#least[b]!;
    const versions = this.#version[a]! + this.#version[b]!;
    this.#heap.push({ mean, low: Math.min(first, second), high: Math.max(first, second), a, b, versions });
  }

  run(): Int32Array {
    this.#neighbours.forEach((neighbours, a) => {
      for (const [b, between] of neighbours) if (a < b) this.#offer(a, b, between);
    });
    for (let next = this.#heap.pop(); next !== undefined; next = this.#heap.pop()) {
      const { a, b } = next;
      const live = this.#parent[a] === a && this.#parent[b] === b;
      // Versions only grow, so an equal sum means that neither group has changed since.
      if (live && next.versions === this.#version[a]! + this.#version[b]!) this.#join(a, b);
    }
    return this.#parent.map((_, at) => this.#rootOf(at));
  }

  #rootOf(at: number): number {
    let root = at;
    while (this.#parent[root] !== root) root = this.#parent[root]!;
    return root;
  }

  #join(x: number, y: number): void {
    const swap = this.#neighbours[x]!.size < this.#neighbours[y]!.size;
    const kept = swap ? y : x;
    const gone = swap ? x : y;
    const into = this.#neighbours[kept]!;
    for (const [other, between] of this.#neighbours[gone]!) {
      if (other === kept) continue;
      this.#neighbours[other]!.delete(gone);
      const known = into.get(other);
      if (known) {
        known.sum += between.sum;
        known.pairs += between.pairs;
        known.links += between.links;
        known.vetoed ||= between.vetoed;
      } else {
        into.set(other, between);
        this.#neighbours[other]!.set(kept, between);
      }
    }
    into.delete(gone);
    this.#neighbours[gone] = new Map();
    this.#parent[gone] = kept;
    this.#size[kept]! += this.#size[gone]!;
    this.#version[kept]! += 1;
    this.#least[kept] = Math.min(this.#least[kept]!, this.#least[gone]!);
    this.#held[kept]! |= this.#held[gone]!;
    for (const [other, between] of into) this.#offer(kept, other, between);
  }
}

function inLists(members: Members, missing: number, stop: number): Int32Array {
  return new Agglomeration(members, missing, stop).run();
}
