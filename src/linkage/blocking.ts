/**
 * Blocking: which pairs are compared at all. Every rule groups the records by key; a pair that an earlier rule has
 * already made is recognised by equal group ids, so no pair is found twice.
 */

import type { Columns } from './columns.ts';
import {
  type Entries,
  type GroupTask,
  groupTask,
  isSingle,
  manyEntries,
  type Scratch,
  scratchFor,
  singleEntries,
} from './keys.ts';
import type { Job } from './pool.ts';
import { sharedInts } from './shared.ts';
import type { BlockingRule, Model } from './types.ts';

/** One rule's groups. `rows[starts[g]…starts[g + 1])` are the rows of group g, ascending. */
export interface Block {
  readonly rule: BlockingRule;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** Group of each row, −1 for none or dropped; null where a row can stand in several groups. */
  readonly group: Int32Array | null;
  /** Else the groups of each row, ascending: `groups[offsets[row]…offsets[row + 1])`. */
  readonly offsets: Int32Array | null;
  readonly groups: Int32Array | null;
  /** The largest group that was kept. */
  readonly limit: number;
  readonly groupsDropped: number;
  readonly recordsInDroppedGroups: number;
  readonly largestGroup: number;
}

interface Numbered {
  /** Three numbers an entry, part by part: its key's number, one that is of no more use, and the entry. */
  readonly entries: Int32Array;
  readonly sizes: Int32Array;
}

/** Keys are numbered part by part of this many entries, so that the table in use stays in the nearest memory. */
const PART_ENTRIES = 1 << 14;

interface Parts {
  /** Part p stands at `starts[p]…starts[p + 1])`. */
  readonly starts: Int32Array;
  /** Three numbers an entry: both hashes and which entry it is. */
  readonly entries: Int32Array;
  readonly largest: number;
}

function partition({ count, alone, low, high }: Entries, scratch: Scratch): Parts {
  let bits = 0;
  // Who was left out counts too, so that groups come in the same order with them and without.
  while ((count + alone) >> bits > PART_ENTRIES) bits += 1;
  const starts = new Int32Array((1 << bits) + 1);
  const shift = 32 - bits;
  const partOf = (hash: number): number => (bits === 0 ? 0 : hash >>> shift);
  for (let k = 0; k < count; k += 1) starts[partOf(low[k]!) + 1]! += 1;
  let largest = 0;
  for (let p = 0; p + 1 < starts.length; p += 1) {
    largest = Math.max(largest, starts[p + 1]!);
    starts[p + 1]! += starts[p]!;
  }
  const at = starts.slice();
  if (scratch.parts.length < count * 3) scratch.parts = new Int32Array(count * 3);
  const entries = scratch.parts;
  for (let k = 0; k < count; k += 1) {
    const part = partOf(low[k]!);
    const into = at[part]! * 3;
    at[part]! += 1;
    entries[into] = low[k]!;
    entries[into + 1] = high[k]!;
    entries[into + 2] = k;
  }
  return { starts, entries, largest };
}

/** Keys are numbered in the order of the parts, so that what is looked up by number lies close together there. */
function numberKeys(all: Entries, scratch: Scratch): Numbered {
  const { starts, entries, largest } = partition(all, scratch);
  if (scratch.sizes.length < all.count) scratch.sizes = new Int32Array(all.count);
  const sizes = scratch.sizes.fill(0, 0, all.count);
  let slots = 64;
  while (slots < largest * 1.5) slots *= 2;
  const mask = slots - 1;
  /** Three numbers a slot: both hashes and the key's number plus one. */
  const table = new Int32Array(slots * 3);
  let size = 0;
  for (let p = 0; p + 1 < starts.length; p += 1) {
    table.fill(0);
    for (let at = starts[p]! * 3; at < starts[p + 1]! * 3; at += 3) {
      const a = entries[at]!;
      const b = entries[at + 1]!;
      let slot = (a & mask) * 3;
      while (table[slot + 2] !== 0 && (table[slot] !== a || table[slot + 1] !== b)) {
        slot += 3;
        if (slot === table.length) slot = 0;
      }
      if (table[slot + 2] === 0) {
        table[slot] = a;
        table[slot + 1] = b;
        size += 1;
        table[slot + 2] = size;
      }
      const key = table[slot + 2]! - 1;
      entries[at] = key;
      sizes[key]! += 1;
    }
  }
  return { entries: entries.subarray(0, all.count * 3), sizes: sizes.subarray(0, size) };
}

/** One rule may bring so many pairs for each record, and so many besides: what is beyond comes from common values. */
const PAIRS_FOR_EACH_RECORD = 12;
const PAIRS_BESIDES = 2_000_000;

/** The largest group that a rule keeps: its own limit, or less where groups of that size would be too many pairs. */
function limitOf(sizes: Int32Array, rule: BlockingRule, rows: number): number {
  const groups = new Float64Array(rule.maxGroup + 1);
  for (let key = 0; key < sizes.length; key += 1) {
    const size = sizes[key]!;
    if (size <= rule.maxGroup) groups[size]! += 1;
  }
  const budget = rows * PAIRS_FOR_EACH_RECORD + PAIRS_BESIDES;
  let pairs = 0;
  for (let size = 2; size <= rule.maxGroup; size += 1) {
    pairs += (groups[size]! * size * (size - 1)) / 2;
    if (pairs > budget) return size - 1;
  }
  return rule.maxGroup;
}

interface Kept {
  /** New number of each kept key, −1 for keys of one row and for dropped ones. */
  readonly numbers: Int32Array;
  readonly starts: Int32Array;
  readonly dropped: number;
  readonly inDropped: number;
  readonly largest: number;
}

function keptGroups(sizes: Int32Array, limit: number): Kept {
  const numbers = new Int32Array(sizes.length);
  let kept = 0;
  for (let key = 0; key < sizes.length; key += 1) if (sizes[key]! > 1 && sizes[key]! <= limit) kept += 1;
  const starts = sharedInts(kept + 1);
  kept = 0;
  let dropped = 0;
  let inDropped = 0;
  let largest = 0;
  for (let key = 0; key < sizes.length; key += 1) {
    const size = sizes[key]!;
    if (size > largest) largest = size;
    numbers[key] = -1;
    if (size > limit) {
      dropped += 1;
      inDropped += size;
    } else if (size > 1) {
      numbers[key] = kept;
      starts[kept + 1] = starts[kept]! + size;
      kept += 1;
    }
  }
  return { numbers, starts, dropped, inDropped, largest };
}

/** The groups' rows, and where the rows stand. */
type Filled = Pick<Block, 'rows' | 'group' | 'offsets' | 'groups'>;

/** Of a rule that gives a row one key. */
function fillGroups(
  { entries }: Numbered,
  row: Int32Array,
  { numbers, starts }: Kept,
  { rows, memory = sharedInts(rows * 2) }: GroupTask,
): Filled {
  const group = memory.subarray(0, rows).fill(-1);
  const ordered = memory.subarray(rows, rows + starts[starts.length - 1]!);
  const at = starts.slice();
  for (let e = 0; e < entries.length; e += 3) {
    const number = numbers[entries[e]!]!;
    if (number < 0) continue;
    const own = row[entries[e + 2]!]!;
    ordered[at[number]!] = own;
    at[number]! += 1;
    group[own] = number;
  }
  return { rows: ordered, group, offsets: null, groups: null };
}

/** Of a rule that may give a row several. */
function fillLists(
  { entries }: Numbered,
  row: Int32Array,
  { numbers, starts }: Kept,
  { rows }: GroupTask,
): Filled {
  const keys = new Int32Array(entries.length / 3);
  for (let e = 0; e < entries.length; e += 3) keys[entries[e + 2]!] = entries[e]!;
  const ordered = sharedInts(starts[starts.length - 1]!);
  const offsets = sharedInts(rows + 1);
  const groups = sharedInts(ordered.length);
  const at = starts.slice();
  let filled = 0;
  for (let k = 0; k < keys.length; k += 1) {
    const number = numbers[keys[k]!]!;
    if (number < 0) continue;
    ordered[at[number]!] = row[k]!;
    at[number]! += 1;
    groups[filled] = number;
    filled += 1;
    offsets[row[k]! + 1] = filled;
  }
  finishLists(offsets, groups);
  return { rows: ordered, group: null, offsets, groups };
}

/** Groups the rows by one rule. */
function buildBlock(task: GroupTask, scratch: Scratch): Block {
  const { rule, rows } = task;
  const single = task.parts.every(isSingle);
  const entries = single ? singleEntries(task, scratch.entries, true) : manyEntries(task, scratch.entries);
  const numbered = numberKeys(entries, scratch);
  const limit = limitOf(numbered.sizes, rule, rows);
  const kept = keptGroups(numbered.sizes, limit);
  return {
    rule,
    starts: kept.starts,
    ...(single ? fillGroups : fillLists)(numbered, entries.row, kept, task),
    limit,
    groupsDropped: kept.dropped,
    recordsInDroppedGroups: kept.inDropped,
    largestGroup: Math.max(kept.largest, Math.min(1, entries.alone)),
  };
}

/** Rows without a group get the end of the row before; each row's groups are put in ascending order. */
function finishLists(offsets: Int32Array, groups: Int32Array): void {
  for (let row = 1; row < offsets.length; row += 1) {
    const from = offsets[row - 1]!;
    if (offsets[row] === 0) offsets[row] = from;
    for (let k = from + 1; k < offsets[row]!; k += 1) {
      const value = groups[k]!;
      let j = k - 1;
      while (j >= from && groups[j]! > value) {
        groups[j + 1] = groups[j]!;
        j -= 1;
      }
      groups[j + 1] = value;
    }
  }
}

/** The tasks of all rules. More than 31 rules do not fit the mask that each pair carries. */
export function groupTasks(rows: number, model: Model, columns: Columns): GroupTask[] {
  if (model.blocking.length > 31) throw new Error('A model can hold at most 31 blocking rules.');
  return model.blocking.map((rule) => {
    const task = groupTask(rows, rule, columns);
    return task.parts.every(isSingle) ? { ...task, memory: sharedInts(rows * 2, false) } : task;
  });
}

/** Each piece is a rule. */
export const GROUP_ROWS: Job<readonly GroupTask[], Block> = {
  name: 'group rows',
  worker: (tasks) => {
    const scratch = scratchFor(tasks[0]?.rows ?? 0);
    return (piece) => buildBlock(tasks[piece]!, scratch);
  },
};
