/** Similarity of names: Jaro–Winkler, and its cache over the values of one dictionary. */

function jaroMatches(left: string, right: string): { matches: number; swaps: number } {
  const window = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Uint8Array(right.length);
  const matched: number[] = [];
  for (let i = 0; i < left.length; i += 1) {
    const code = left.charCodeAt(i);
    const end = Math.min(right.length, i + window + 1);
    for (let j = Math.max(0, i - window); j < end; j += 1) {
      if (taken[j] === 0 && right.charCodeAt(j) === code) {
        taken[j] = 1;
        matched.push(code);
        break;
      }
    }
  }
  let swaps = 0;
  let k = 0;
  for (let j = 0; j < right.length; j += 1) {
    if (taken[j] === 0) continue;
    if (right.charCodeAt(j) !== matched[k]) swaps += 1;
    k += 1;
  }
  return { matches: matched.length, swaps };
}

function commonPrefix(left: string, right: string): number {
  const limit = Math.min(4, left.length, right.length);
  let length = 0;
  while (length < limit && left.charCodeAt(length) === right.charCodeAt(length)) length += 1;
  return length;
}

/**
 * Jaro–Winkler similarity, 0 to 1 (Winkler 1990; prefix weight 0.1 over at most four characters, always applied).
 * Symmetric: the pair is put in one order first, since greedy matching depends on it.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const swap = a.length > b.length || (a.length === b.length && a > b);
  const left = swap ? b : a;
  const right = swap ? a : b;
  if (left.length === 0) return 0;
  const { matches, swaps } = jaroMatches(left, right);
  if (matches === 0) return 0;
  const jaro = (matches / left.length + matches / right.length + (matches - swaps / 2) / matches) / 3;
  return jaro + commonPrefix(left, right) * 0.1 * (1 - jaro);
}

function letterMask(value: string): number {
  let mask = 0;
  for (let i = 0; i < value.length; i += 1) mask |= 1 << (value.charCodeAt(i) & 31);
  return mask;
}

function bits(mask: number): number {
  let v = mask - ((mask >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Beyond this the cache starts again: it holds about 48 MB, and what is looked up again soon is put back soon. */
const CACHE_SLOTS = 1 << 22;

/**
 * Similarity of two values of one dictionary by their ids. An upper bound from the letters that only one of them
 * has refuses most pairs before any comparison; the rest are computed once for each distinct pair.
 */
export class NameSimilarity {
  readonly #values: readonly string[];
  readonly #masks: Int32Array;
  #keys = new Float64Array(1 << 12).fill(-1);
  #found = new Float64Array(1 << 12);
  #used = 0;

  constructor(values: readonly string[]) {
    this.#values = values;
    this.#masks = Int32Array.from(values, letterMask);
  }

  /** Whether the similarity of values `a` and `b` (ids) is at least `threshold`. */
  atLeast(a: number, b: number, threshold: number): boolean {
    if (a === b) return true;
    if (this.#bound(a, b) < threshold) return false;
    return this.#lookUp(a < b ? a : b, a < b ? b : a) >= threshold;
  }

  #bound(a: number, b: number): number {
    const left = this.#values[a]!;
    const right = this.#values[b]!;
    const most = Math.min(
      left.length - bits(this.#masks[a]! & ~this.#masks[b]!),
      right.length - bits(this.#masks[b]! & ~this.#masks[a]!),
    );
    if (most <= 0) return 0;
    const jaro = (most / left.length + most / right.length + 1) / 3;
    return jaro + commonPrefix(left, right) * 0.1 * (1 - jaro) + 1e-12;
  }

  #lookUp(a: number, b: number): number {
    const key = a * this.#values.length + b;
    let slot = this.#slot(key);
    if (this.#keys[slot] === key) return this.#found[slot]!;
    if (this.#used * 2 > this.#keys.length) {
      this.#makeRoom();
      slot = this.#slot(key);
    }
    const value = jaroWinkler(this.#values[a]!, this.#values[b]!);
    this.#keys[slot] = key;
    this.#found[slot] = value;
    this.#used += 1;
    return value;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    const hash = Math.imul((key | 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1), 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #makeRoom(): void {
    const keys = this.#keys;
    const found = this.#found;
    if (keys.length >= CACHE_SLOTS) {
      keys.fill(-1);
      this.#used = 0;
      return;
    }
    this.#keys = new Float64Array(keys.length * 4).fill(-1);
    this.#found = new Float64Array(keys.length * 4);
    for (let i = 0; i < keys.length; i += 1) {
      if (keys[i] === -1) continue;
      const slot = this.#slot(keys[i]!);
      this.#keys[slot] = keys[i]!;
      this.#found[slot] = found[i]!;
    }
  }
}
