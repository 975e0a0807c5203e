/**
 * Blocking: which pairs are compared at all. Every rule groups the records by key; a pair that an earlier rule has
 * already made is recognised by equal group ids, so no pair is stored before it is scored.
 */

import type { Column, Columns } from './columns.ts';
import { columnOf } from './conditions.ts';
import { Interner } from './interner.ts';
import type { BlockingReport, BlockingRule, KeyPart, Model } from './types.ts';

/** One rule's groups. `rows[starts[g]…starts[g + 1])` are the rows of group g. */
export interface Block {
  readonly rule: BlockingRule;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** Group of each row, −1 for none or dropped; null where a row can stand in several groups. */
  readonly group: Int32Array | null;
  /** Else the groups of each row, ascending: `groups[offsets[row]…offsets[row + 1])`. */
  readonly offsets: Int32Array | null;
  readonly groups: Int32Array | null;
  readonly groupsDropped: number;
  readonly recordsInDroppedGroups: number;
  readonly largestGroup: number;
}

/** A key part ready to read: the key numbers of a row. */
interface PartReader {
  readonly single: boolean;
  readonly size: number;
  read(row: number, into: number[]): void;
}

function keyOfDate(value: string, part: string): string | null {
  const [year, month, day] = value.split('-');
  if (year === undefined || month === undefined || day === undefined) return null;
  if (part === 'year') return year;
  if (part === 'month-day') return `${month}-${day}`;
  return month <= day ? value : `${year}-${day}-${month}`;
}

function keyText(value: string, key: Exclude<KeyPart, { part: 'either-order' }>): string | null {
  if (key.part === 'whole') return value;
  if (key.part === 'prefix') return value.length >= key.length ? value.slice(0, key.length) : null;
  return keyOfDate(value, key.part);
}

function columnReader(column: Column, key: Exclude<KeyPart, { part: 'either-order' }>): PartReader {
  const ids = new Map<string, number>();
  const of = Int32Array.from(column.dictionary, (value) => {
    const text = keyText(value, key);
    if (text === null) return -1;
    if (!ids.has(text)) ids.set(text, ids.size);
    return ids.get(text)!;
  });
  const { first, offsets, items } = column;
  const read = (row: number, into: number[]): void => {
    if (!offsets || !items) {
      const id = first[row]!;
      if (id >= 0 && of[id]! >= 0) into.push(of[id]!);
      return;
    }
    for (let k = offsets[row]!; k < offsets[row + 1]!; k += 1) {
      const id = of[items[k]!]!;
      if (id >= 0 && !into.includes(id)) into.push(id);
    }
  };
  return { single: offsets === null, size: ids.size + 1, read };
}

function eitherOrderReader(a: Column, b: Column): PartReader {
  const ids = new Map<string, number>();
  const number = (value: string): number => {
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value)!;
  };
  const ofA = Int32Array.from(a.dictionary, number);
  const ofB = Int32Array.from(b.dictionary, number);
  const size = ids.size + 1;
  const pairs = new Interner(1024);
  const read = (row: number, into: number[]): void => {
    if (a.first[row]! < 0 || b.first[row]! < 0) return;
    const x = ofA[a.first[row]!]!;
    const y = ofB[b.first[row]!]!;
    into.push(pairs.id(Math.min(x, y) * size + Math.max(x, y)));
  };
  return { single: true, size: a.first.length + 1, read };
}

function readerOf(key: KeyPart, columns: Columns): PartReader {
  return key.part === 'either-order'
    ? eitherOrderReader(columnOf(columns, key.fields[0]), columnOf(columns, key.fields[1]))
    : columnReader(columnOf(columns, key.field), key);
}

/** A row with many values on several parts would stand in very many groups; beyond this it is left to other rules. */
const MOST_KEYS = 256;

/** Pairs (row, key number) of one rule, rows ascending. */
function memberships(
  length: number,
  rule: BlockingRule,
  columns: Columns,
): { rows: Int32Array; keys: Int32Array; size: number } {
  const readers = rule.keys.map((key) => readerOf(key, columns));
  const steps = readers.map(() => new Interner(1024));
  const rows: number[] = [];
  const keys: number[] = [];
  let held: number[] = [];
  let next: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < length; row += 1) {
    held.length = 0;
    held.push(0);
    for (let p = 0; p < readers.length && held.length > 0; p += 1) {
      values.length = 0;
      readers[p]!.read(row, values);
      next.length = 0;
      for (const before of held) {
        for (const value of values) next.push(steps[p]!.id(before * readers[p]!.size + value));
      }
      [held, next] = [next, held];
    }
    if (held.length > MOST_KEYS) continue;
    for (const key of held) {
      rows.push(row);
      keys.push(key);
    }
  }
  return { rows: Int32Array.from(rows), keys: Int32Array.from(keys), size: steps.at(-1)?.size ?? 0 };
}

interface Sizes {
  /** New number of each kept group, −1 for groups of one and for dropped ones. */
  readonly renumbered: Int32Array;
  readonly kept: number;
  readonly dropped: number;
  readonly inDropped: number;
  readonly largest: number;
}

function sizesOf(keys: Int32Array, size: number, maxGroup: number): Sizes {
  const of = new Int32Array(size);
  for (const key of keys) of[key]! += 1;
  const renumbered = new Int32Array(size).fill(-1);
  let kept = 0;
  let dropped = 0;
  let inDropped = 0;
  let largest = 0;
  for (let key = 0; key < size; key += 1) {
    const count = of[key]!;
    if (count > largest) largest = count;
    if (count > maxGroup) {
      dropped += 1;
      inDropped += count;
    } else if (count > 1) {
      renumbered[key] = kept;
      kept += 1;
    }
  }
  return { renumbered, kept, dropped, inDropped, largest };
}

/** Start of each kept group among the ordered rows, and whether no row stands in two groups. */
function startsOf(rows: Int32Array, keys: Int32Array, sizes: Sizes): { starts: Int32Array; single: boolean } {
  const starts = new Int32Array(sizes.kept + 1);
  let single = true;
  for (let k = 0; k < keys.length; k += 1) {
    const group = sizes.renumbered[keys[k]!]!;
    if (group >= 0) starts[group + 1]! += 1;
    if (k > 0 && rows[k] === rows[k - 1]) single = false;
  }
  for (let g = 0; g < sizes.kept; g += 1) starts[g + 1]! += starts[g]!;
  return { starts, single };
}

/** Groups the rows by one rule. */
export function buildBlock(length: number, rule: BlockingRule, columns: Columns): Block {
  const { rows, keys, size } = memberships(length, rule, columns);
  const sizes = sizesOf(keys, size, rule.maxGroup);
  const { starts, single } = startsOf(rows, keys, sizes);
  const at = starts.slice();
  const ordered = new Int32Array(starts[sizes.kept]!);
  const group = single ? new Int32Array(length).fill(-1) : null;
  const offsets = single ? null : new Int32Array(length + 1);
  const groups = single ? null : new Int32Array(ordered.length);
  let filled = 0;
  for (let k = 0; k < keys.length; k += 1) {
    const g = sizes.renumbered[keys[k]!]!;
    if (g < 0) continue;
    ordered[at[g]!] = rows[k]!;
    at[g]! += 1;
    if (group) group[rows[k]!] = g;
    if (!offsets || !groups) continue;
    groups[filled] = g;
    filled += 1;
    offsets[rows[k]! + 1] = filled;
  }
  if (offsets && groups) finishLists(offsets, groups);
  const { dropped: groupsDropped, inDropped: recordsInDroppedGroups, largest: largestGroup } = sizes;
  return {
    rule,
    starts,
    rows: ordered,
    group,
    offsets,
    groups,
    groupsDropped,
    recordsInDroppedGroups,
    largestGroup,
  };
}

/** Rows without a group get the end of the row before; each row's groups are put in ascending order. */
function finishLists(offsets: Int32Array, groups: Int32Array): void {
  for (let row = 1; row < offsets.length; row += 1) {
    if (offsets[row] === 0) offsets[row] = offsets[row - 1]!;
    if (offsets[row]! - offsets[row - 1]! > 1) groups.subarray(offsets[row - 1], offsets[row]).sort();
  }
}

/** The first group that both rows stand in under a block, or −1. */
export function sharedGroup(block: Block, left: number, right: number): number {
  if (block.group) {
    const group = block.group[left]!;
    return group === block.group[right] ? group : -1;
  }
  const offsets = block.offsets!;
  const groups = block.groups!;
  let i = offsets[left]!;
  let j = offsets[right]!;
  const iEnd = offsets[left + 1]!;
  const jEnd = offsets[right + 1]!;
  while (i < iEnd && j < jEnd) {
    const difference = groups[i]! - groups[j]!;
    if (difference === 0) return groups[i]!;
    if (difference < 0) i += 1;
    else j += 1;
  }
  return -1;
}

/** Groups the rows by every rule of the model. */
export function buildBlocks(length: number, model: Model, columns: Columns): Block[] {
  return model.blocking.map((rule) => buildBlock(length, rule, columns));
}

/** Calls `visit` once for every pair (left < right) of one rule's groups, whatever other rules found. */
export function pairsOfBlock(block: Block, visit: (left: number, right: number) => void): void {
  const { starts, rows } = block;
  for (let g = 0; g + 1 < starts.length; g += 1) {
    for (let a = starts[g]!; a < starts[g + 1]!; a += 1) {
      for (let b = a + 1; b < starts[g + 1]!; b += 1) {
        if (block.group === null && sharedGroup(block, rows[a]!, rows[b]!) !== g) continue;
        visit(rows[a]!, rows[b]!);
      }
    }
  }
}

/** Calls `visit` once for every pair that any rule makes, with the index of the first rule that does. */
export function forEachPair(
  blocks: readonly Block[],
  visit: (left: number, right: number, rule: number) => void,
): BlockingReport[] {
  return blocks.map((block, index) => {
    let pairs = 0;
    pairsOfBlock(block, (left, right) => {
      for (let earlier = 0; earlier < index; earlier += 1) {
        if (sharedGroup(blocks[earlier]!, left, right) >= 0) return;
      }
      pairs += 1;
      visit(left, right, index);
    });
    return {
      rule: block.rule.name,
      pairs,
      groupsDropped: block.groupsDropped,
      recordsInDroppedGroups: block.recordsInDroppedGroups,
      largestGroup: block.largestGroup,
    };
  });
}
