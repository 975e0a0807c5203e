/**
 * Which rows share a rule's key, part of the key by part. Rows are first put into runs by the part that has the most
 * values, which is a counting sort and no sort at all where the table already stands in that order; each further part
 * then tells apart what stands in one run. Runs are short, so that what is looked up lies close together.
 */

/** Entries that are alike, two or more of each, ascending, one group after the other. */
export interface Groups {
  /** Group g is `entries[starts[g]…starts[g + 1])`. */
  readonly starts: Int32Array;
  readonly entries: Int32Array;
}

/** Entries in runs: no two of different runs are alike. */
interface Runs {
  /** Run r is `entries[starts[r]…starts[r + 1])`. */
  readonly starts: Int32Array;
  /** Null where entry k is k. */
  readonly entries: Int32Array | null;
}

/** A part of a key: of each entry a number below `size`, equal where the part is; −1 where the entry has none. */
export interface KeyCodes {
  readonly codes: Int32Array;
  readonly size: number;
}

/** Working memory that a thread keeps from rule to rule. */
export class Scratch {
  readonly #kept: Int32Array[] = [];

  /** Room for so many numbers, another for each `use`. */
  take(use: number, length: number): Int32Array {
    const kept = this.#kept[use];
    if (kept && kept.length >= length) return kept;
    const room = new Int32Array(length);
    this.#kept[use] = room;
    return room;
  }
}

/** Uses of the scratch that grouping itself makes. */
export const OWN_USES = 3;

/** Below so many values a part that the entries are ordered by makes no runs worth having. */
const FEWEST_RUNS = 1000;

function isOrdered({ codes }: KeyCodes, count: number): boolean {
  for (let k = 1; k < count; k += 1) if (codes[k]! < codes[k - 1]!) return false;
  return true;
}

function runsOf({ codes, size }: KeyCodes, count: number, ordered: boolean, sorted: Int32Array): Runs {
  const starts = new Int32Array(size + 1);
  // Entries without a number come first.
  for (let k = 0; k < count; k += 1) starts[codes[k]! + 1]! += 1;
  for (let r = 1; r < starts.length; r += 1) starts[r]! += starts[r - 1]!;
  if (ordered) return { starts, entries: null };
  const without = starts[0]!;
  // Filling moves each start to the end of its run, which is where the next one starts.
  for (let k = 0; k < count; k += 1) {
    const code = codes[k]!;
    if (code < 0) continue;
    sorted[starts[code]!] = k;
    starts[code]! += 1;
  }
  starts.copyWithin(1, 0, size);
  starts[0] = without;
  return { starts, entries: sorted };
}

/** Up to so many entries every two of a run are compared. */
const SMALL = 16;
const FEWEST_SLOTS = 64;

/** Takes runs apart by a part of the key. */
class Parting {
  readonly #codes: Int32Array;
  readonly #entries: Int32Array | null;
  readonly #found: Int32Array;
  #filled = 0;
  #ends = new Int32Array(1 << 12);
  #groups = 0;
  #own = new Int32Array(SMALL);
  /** Two numbers a slot: a code, and which of the run's it is, plus one. */
  #slots = new Int32Array(FEWEST_SLOTS * 2);
  /** Of each entry of the run, which of its codes it has. */
  #which = new Int32Array(FEWEST_SLOTS);
  #sizes = new Int32Array(FEWEST_SLOTS);

  /** @param codes of each entry, in the order in which they stand. */
  constructor(codes: Int32Array, entries: Int32Array | null, found: Int32Array) {
    this.#codes = codes;
    this.#entries = entries;
    this.#found = found;
  }

  #end(filled: number): void {
    this.#filled = filled;
    this.#groups += 1;
    if (this.#groups === this.#ends.length) {
      const ends = new Int32Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#ends[this.#groups] = filled;
  }

  few(from: number, size: number): void {
    const own = this.#own;
    const codes = this.#codes;
    const entries = this.#entries;
    const found = this.#found;
    for (let k = 0; k < size; k += 1) own[k] = codes[from + k]!;
    let filled = this.#filled;
    for (let k = 0; k < size; k += 1) {
      const code = own[k]!;
      if (code < 0) continue;
      const before = filled;
      for (let j = k + 1; j < size; j += 1) {
        if (own[j] !== code) continue;
        if (filled === before) {
          found[filled] = entries === null ? from + k : entries[from + k]!;
          filled += 1;
        }
        found[filled] = entries === null ? from + j : entries[from + j]!;
        filled += 1;
        own[j] = -1;
      }
      if (filled > before) this.#end(filled);
    }
  }

  /** Makes room for a run, and gives how far a hash is to be shifted for the slots in use. */
  #room(size: number): number {
    let bits = 6;
    while (1 << bits < size * 2) bits += 1;
    if (2 << bits > this.#slots.length) {
      this.#slots = new Int32Array(2 << bits);
      this.#which = new Int32Array(1 << bits);
      this.#sizes = new Int32Array(1 << bits);
    } else this.#slots.fill(0, 0, 2 << bits);
    return 32 - bits;
  }

  many(from: number, size: number): void {
    const shift = this.#room(size);
    const mask = (1 << (32 - shift)) - 1;
    const codes = this.#codes;
    const slots = this.#slots;
    const which = this.#which;
    const sizes = this.#sizes;
    let distinct = 0;
    for (let k = 0; k < size; k += 1) {
      const code = codes[from + k]!;
      if (code < 0) {
        which[k] = -1;
        continue;
      }
      let slot = Math.imul(code, 0x9e3779b1) >>> shift;
      while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== code) slot = (slot + 1) & mask;
      let id = slots[slot * 2 + 1]! - 1;
      if (id < 0) {
        id = distinct;
        distinct += 1;
        slots[slot * 2] = code;
        slots[slot * 2 + 1] = distinct;
        sizes[id] = 0;
      }
      which[k] = id;
      sizes[id]! += 1;
    }
    this.#place(from, size, distinct);
  }

  /** Puts the entries of those codes that several have one after the other. */
  #place(from: number, size: number, distinct: number): void {
    const at = this.#sizes;
    const found = this.#found;
    for (let id = 0; id < distinct; id += 1) {
      const filled = this.#filled;
      if (at[id]! > 1) this.#end(filled + at[id]!);
      at[id] = at[id]! > 1 ? filled : -1;
    }
    for (let k = 0; k < size; k += 1) {
      const id = this.#which[k]!;
      if (id < 0 || at[id]! < 0) continue;
      found[at[id]!] = this.#entries === null ? from + k : this.#entries[from + k]!;
      at[id]! += 1;
    }
  }

  groups(): Groups {
    const starts = this.#ends.subarray(0, this.#groups + 1);
    return { starts, entries: this.#found.subarray(0, this.#filled) };
  }
}

/**
 * The codes of entries as they stand: looked up in a loop that does nothing else, so that the waits for them
 * overlap.
 */
function inOrder(codes: Int32Array, { starts, entries }: Runs, room: Int32Array): Int32Array {
  if (entries === null) return codes;
  const end = starts.at(-1)!;
  for (let k = starts[0]!; k < end; k += 1) room[k] = codes[entries[k]!]!;
  return room;
}

function part(runs: Runs, { codes }: KeyCodes, found: Int32Array, room: Int32Array): Groups {
  const { starts, entries } = runs;
  const parting = new Parting(inOrder(codes, runs, room), entries, found);
  for (let r = 0; r + 1 < starts.length; r += 1) {
    const from = starts[r]!;
    const size = starts[r + 1]! - from;
    if (size > SMALL) parting.many(from, size);
    else if (size > 1) parting.few(from, size);
  }
  return parting.groups();
}

/** The runs of two entries or more. */
function several({ starts, entries }: Runs, found: Int32Array): Groups {
  const ends = new Int32Array(starts.length);
  let groups = 0;
  let filled = 0;
  for (let r = 0; r + 1 < starts.length; r += 1) {
    const from = starts[r]!;
    const to = starts[r + 1]!;
    if (to - from < 2) continue;
    for (let k = from; k < to; k += 1) found[filled + k - from] = entries === null ? k : entries[k]!;
    filled += to - from;
    groups += 1;
    ends[groups] = filled;
  }
  return { starts: ends.subarray(0, groups + 1), entries: found.subarray(0, filled) };
}

/**
 * Groups entries 0…count − 1 by all parts of a key together.
 * @param found room for all entries: what is grouped stands there.
 */
export function groupEntries(
  parts: readonly KeyCodes[],
  count: number,
  found: Int32Array,
  scratch: Scratch,
): Groups {
  const ordered = parts.find((one) => one.size >= FEWEST_RUNS && isOrdered(one, count));
  const [most] = [...parts].sort((a, b) => b.size - a.size);
  const by = ordered ?? most;
  if (!by) return several({ starts: Int32Array.of(0, count), entries: null }, found);
  const rest = parts.filter((one) => one !== by);
  const runs = runsOf(by, count, by === ordered, scratch.take(0, count));
  let groups: Groups | null = null;
  // From one room into another, so that the last part is found where it was asked for.
  rest.forEach((one, k) => {
    const room = (rest.length - k) % 2 === 1 ? found : scratch.take(1, count);
    groups = part(groups ?? runs, one, room, scratch.take(OWN_USES - 1, count));
  });
  return groups ?? several(runs, found);
}

/** Whether any entry has a whole key, though nobody else may have it. */
export function anyWhole(parts: readonly KeyCodes[], count: number): boolean {
  for (let k = 0; k < count; k += 1) if (parts.every(({ codes }) => codes[k]! >= 0)) return true;
  return false;
}
