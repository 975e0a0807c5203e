/**
 * Random numbers that depend on a key and a counter only, never on what was drawn elsewhere. Each person,
 * and each aspect of a person, has a stream of its own, so person 17 is the same among 200 or a million.
 */

/** Murmur3's finaliser: every input bit can change every output bit. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function hashText(text: string, start: number): number {
  let hash = start | 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

export class Random {
  readonly #low: number;
  readonly #high: number;
  #count = 0;

  constructor(low: number, high: number) {
    this.#low = low | 0;
    this.#high = high | 0;
  }

  /** An independent stream for one aspect; the same label and index always give the same stream. */
  split(label: string, index = 0): Random {
    const low = mix(hashText(label, this.#low) + Math.imul(index, 0x9e3779b1));
    return new Random(low, mix(hashText(label, this.#high ^ 0x5bd1e995) ^ mix(index + 0x27d4eb2f)));
  }

  /** Uniform in [0, 1), 32 bits. */
  next(): number {
    this.#count += 1;
    const x = mix(mix(Math.imul(this.#count, 0x9e3779b9) + this.#low) ^ this.#high);
    return (x >>> 0) / 4294967296;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** Waiting time with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Gamma with a whole-number shape (a sum of waiting times): right-skewed individual rates. */
  gamma(shape: number, mean: number): number {
    let sum = 0;
    for (let part = 0; part < shape; part += 1) sum += this.exponential(mean / shape);
    return sum;
  }
}

export function randomFromSeed(seed: number): Random {
  return new Random(mix(seed ^ 0x1b873593), mix(seed + 0x6c078965));
}

/** A list whose members are drawn with given weights, by binary search over running totals. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #totals: number[] = [];

  constructor(items: readonly T[], weightOf: (item: T, rank: number) => number) {
    this.#items = items;
    let total = 0;
    items.forEach((item, rank) => {
      total += weightOf(item, rank);
      this.#totals.push(total);
    });
  }

  pick(random: Random): T {
    const target = random.next() * (this.#totals.at(-1) as number);
    let low = 0;
    let high = this.#totals.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#totals[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return this.#items[low] as T;
  }
}

/** Zipf–Mandelbrot weights: the first names of a list are common, the tail is long. */
export function ranked(items: readonly string[], offset = 5): Weighted<string> {
  return new Weighted(items, (_item, rank) => 1 / (rank + offset));
}
