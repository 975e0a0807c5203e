/** Numbers to dense ids by open addressing: a Map of numbers costs several times the memory and the time. */
export class Interner {
  #keys: Float64Array;
  #ids: Int32Array;
  #size = 0;

  constructor(expected = 1024) {
    const capacity = 2 ** Math.max(4, Math.ceil(Math.log2(expected * 2)));
    this.#keys = new Float64Array(capacity);
    this.#ids = new Int32Array(capacity).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** The id of `key` (a non-negative integer below 2^53), given in order of first sight. */
  id(key: number): number {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const slot = this.#slot(key);
    const known = this.#ids[slot]!;
    if (known >= 0) return known;
    this.#keys[slot] = key;
    this.#ids[slot] = this.#size;
    this.#size += 1;
    return this.#size - 1;
  }

  /** The keys in order of their ids. */
  keys(): Float64Array {
    const keys = new Float64Array(this.#size);
    for (let slot = 0; slot < this.#ids.length; slot += 1) {
      if (this.#ids[slot]! >= 0) keys[this.#ids[slot]!] = this.#keys[slot]!;
    }
    return keys;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    const low = key | 0;
    const high = (key / 4294967296) | 0;
    let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.#ids[slot]! >= 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const ids = this.#ids;
    this.#keys = new Float64Array(keys.length * 2);
    this.#ids = new Int32Array(keys.length * 2).fill(-1);
    for (let i = 0; i < keys.length; i += 1) {
      if (ids[i]! < 0) continue;
      const slot = this.#slot(keys[i]!);
      this.#keys[slot] = keys[i]!;
      this.#ids[slot] = ids[i]!;
    }
  }
}
