/** What the compiled comparisons call for rows with several values. */

import type { NameSimilarity } from './similarity.ts';

type Ints = Int32Array;

/** Whether the rows share an item; lists are ascending. */
export function share(offsets: Ints, items: Ints, left: number, right: number): boolean {
  let i = offsets[left]!;
  let j = offsets[right]!;
  const iEnd = offsets[left + 1]!;
  const jEnd = offsets[right + 1]!;
  while (i < iEnd && j < jEnd) {
    const difference = items[i]! - items[j]!;
    if (difference === 0) return true;
    if (difference < 0) i += 1;
    else j += 1;
  }
  return false;
}

/** The first item that both rows hold, or −1. */
export function firstShared(offsets: Ints, items: Ints, left: number, right: number): number {
  let i = offsets[left]!;
  let j = offsets[right]!;
  const iEnd = offsets[left + 1]!;
  const jEnd = offsets[right + 1]!;
  while (i < iEnd && j < jEnd) {
    const difference = items[i]! - items[j]!;
    if (difference === 0) return items[i]!;
    if (difference < 0) i += 1;
    else j += 1;
  }
  return -1;
}

/** Product of the shares of the items that both rows hold: the smaller, the less likely by chance. 1 for none. */
export function sharedShare(
  offsets: Ints,
  items: Ints,
  shares: Float64Array,
  left: number,
  right: number,
): number {
  let product = 1;
  let i = offsets[left]!;
  let j = offsets[right]!;
  const iEnd = offsets[left + 1]!;
  const jEnd = offsets[right + 1]!;
  while (i < iEnd && j < jEnd) {
    const difference = items[i]! - items[j]!;
    if (difference === 0) product *= shares[items[i]!]!;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return product;
}

/** Greatest similarity between an item of one row and one of the other. */
export function mostSimilar(
  names: NameSimilarity,
  offsets: Ints,
  items: Ints,
  left: number,
  right: number,
): number {
  let most = 0;
  for (let i = offsets[left]!; i < offsets[left + 1]!; i += 1) {
    for (let j = offsets[right]!; j < offsets[right + 1]!; j += 1) {
      const found = names.of(items[i]!, items[j]!);
      if (found > most) most = found;
    }
  }
  return most;
}

/** Whether an item of `left` in one field is, by `map`, an item of `right` in another. */
export function across(a: Ints[], b: Ints[], map: Ints, left: number, right: number): boolean {
  const [aOffsets, aItems] = a as [Ints, Ints];
  const [bOffsets, bItems] = b as [Ints, Ints];
  for (let i = aOffsets[left]!; i < aOffsets[left + 1]!; i += 1) {
    const wanted = map[aItems[i]!]!;
    for (let j = bOffsets[right]!; j < bOffsets[right + 1]!; j += 1) if (bItems[j] === wanted) return true;
  }
  return false;
}

/** How many of eight decimal digits, four bits each, differ. */
export function differingDigits(a: number, b: number): number {
  let folded = a ^ b;
  folded |= folded >>> 1;
  folded |= folded >>> 2;
  folded &= 0x11111111;
  return Math.imul(folded, 0x11111111) >>> 28;
}
