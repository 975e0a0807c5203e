/** One rule's keys, to find the rows that share one with a record that is not in the table. */

import type { Entries } from './keys.ts';

export class KeyIndex {
  readonly #shift: number;
  readonly #starts: Int32Array;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #row: Int32Array;

  constructor({ count, low, high, row }: Entries) {
    let bits = 4;
    while (1 << bits < count && bits < 24) bits += 1;
    this.#shift = 32 - bits;
    this.#starts = new Int32Array((1 << bits) + 1);
    for (let k = 0; k < count; k += 1) this.#starts[(low[k]! >>> this.#shift) + 1]! += 1;
    for (let b = 0; b < 1 << bits; b += 1) this.#starts[b + 1]! += this.#starts[b]!;
    const at = this.#starts.slice();
    this.#low = new Int32Array(count);
    this.#high = new Int32Array(count);
    this.#row = new Int32Array(count);
    for (let k = 0; k < count; k += 1) {
      const bucket = low[k]! >>> this.#shift;
      const into = at[bucket]!;
      at[bucket]! += 1;
      this.#low[into] = low[k]!;
      this.#high[into] = high[k]!;
      this.#row[into] = row[k]!;
    }
  }

  /** The rows with the key, ascending; none where there are more than `most`. */
  rows(low: number, high: number, most: number): number[] {
    const bucket = low >>> this.#shift;
    const found: number[] = [];
    for (let k = this.#starts[bucket]!; k < this.#starts[bucket + 1]!; k += 1) {
      if (this.#low[k] !== low || this.#high[k] !== high) continue;
      if (found.length === most) return [];
      found.push(this.#row[k]!);
    }
    return found;
  }
}
