/** Weighed pairs by row, while rows are weighed again: a base that stands, and what has been weighed since. */

/** Pairs that have a say in clustering, those too that nobody would look at by themselves. */
export interface WeighedPairs {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bits: Float64Array;
  readonly unadjusted: Float64Array;
  readonly rules: Uint32Array;
}

export interface Weight {
  readonly bits: number;
  readonly unadjusted: number;
  readonly rules: number;
}

const none: WeighedPairs = {
  count: 0,
  left: new Int32Array(0),
  right: new Int32Array(0),
  bits: new Float64Array(0),
  unadjusted: new Float64Array(0),
  rules: new Uint32Array(0),
};

export class HeldPairs {
  readonly #base: WeighedPairs;
  /** Pairs of row r in the base: `#pairs[#starts[r]…#starts[r + 1])`. */
  readonly #starts: Int32Array;
  readonly #pairs: Int32Array;
  readonly #rowAt: (place: number) => number;
  /** Rows weighed again: their pairs in the base are void. */
  readonly #again = new Set<number>();
  readonly #since = new Map<number, Map<number, Weight>>();

  constructor(rows = 0, base: WeighedPairs = none, order: Int32Array | null = null) {
    this.#base = base;
    this.#rowAt = (place) => (order === null ? place : order[place]!);
    const starts = new Int32Array(rows + 1);
    const ends = [base.left, base.right];
    for (const end of ends) for (let k = 0; k < base.count; k += 1) starts[this.#rowAt(end[k]!) + 1]! += 1;
    for (let row = 0; row < rows; row += 1) starts[row + 1]! += starts[row]!;
    const at = starts.slice();
    this.#pairs = new Int32Array(base.count * 2);
    for (const end of ends)
      for (let k = 0; k < base.count; k += 1) {
        const row = this.#rowAt(end[k]!);
        this.#pairs[at[row]!] = k;
        at[row]! += 1;
      }
    this.#starts = starts;
  }

  #weight(k: number): Weight {
    const { bits, unadjusted, rules } = this.#base;
    return { bits: bits[k]!, unadjusted: unadjusted[k]!, rules: rules[k]! };
  }

  /** The other row of each pair of a row, and what the pair weighs. */
  *of(row: number): Generator<[other: number, weight: Weight]> {
    yield* this.#since.get(row) ?? [];
    if (this.#again.has(row) || row + 1 >= this.#starts.length) return;
    for (let at = this.#starts[row]!; at < this.#starts[row + 1]!; at += 1) {
      const k = this.#pairs[at]!;
      const left = this.#rowAt(this.#base.left[k]!);
      const other = left === row ? this.#rowAt(this.#base.right[k]!) : left;
      if (!this.#again.has(other)) yield [other, this.#weight(k)];
    }
  }

  /** Every pair once. */
  *all(): Generator<[left: number, right: number, weight: Weight]> {
    for (const [row, others] of this.#since)
      for (const [other, weight] of others) if (row < other) yield [row, other, weight];
    for (let k = 0; k < this.#base.count; k += 1) {
      const left = this.#rowAt(this.#base.left[k]!);
      const right = this.#rowAt(this.#base.right[k]!);
      if (!this.#again.has(left) && !this.#again.has(right)) yield [left, right, this.#weight(k)];
    }
  }

  /** Forgets what was weighed of a row. */
  clear(row: number): void {
    for (const other of this.#since.get(row)?.keys() ?? []) this.#since.get(other)?.delete(row);
    this.#since.delete(row);
    this.#again.add(row);
  }

  set(one: number, other: number, weight: Weight): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const others = this.#since.get(from);
      if (others === undefined) this.#since.set(from, new Map([[to, weight]]));
      else others.set(to, weight);
    }
  }
}
