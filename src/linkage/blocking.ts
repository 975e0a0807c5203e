/**
 * Blocking: which pairs are compared at all. Every rule groups the records by key; a pair that an earlier rule has
 * already made is recognised by equal group ids, so no pair is found twice.
 */

import type { Columns } from './columns.ts';
import { anyWhole, type Groups, groupEntries, OWN_USES, Scratch } from './grouping.ts';
import { codesOfEntries, codesOfKey } from './key-codes.ts';
import { entriesOf, type GroupTask, groupTask, isSingle } from './keys.ts';
import type { Job } from './pool.ts';
import { sharedInts, shareInts } from './shared.ts';
import type { BlockingRule, Model } from './types.ts';

/** How two rows are known to share a group of a rule. */
export type SharedBy =
  /** By their values: for each part of the rule's key its numbers by value, null where a value is its own. */
  | { readonly by: 'values'; readonly codes: readonly (Int32Array | null)[] }
  /** By the group of each row, −1 for none or dropped. */
  | { readonly by: 'group'; readonly group: Int32Array }
  /** By the groups of each row, ascending: `groups[offsets[row]…offsets[row + 1])`. */
  | { readonly by: 'groups'; readonly offsets: Int32Array; readonly groups: Int32Array };

/** One rule's groups. `rows[starts[g]…starts[g + 1])` are the rows of group g, ascending. */
export interface Block {
  readonly rule: BlockingRule;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  /** How to tell whether two rows share a group. */
  readonly shared: SharedBy;
  /** The largest group that was kept. */
  readonly limit: number;
  readonly groupsDropped: number;
  readonly recordsInDroppedGroups: number;
  readonly largestGroup: number;
}

/** One rule may bring so many pairs for each record, and so many besides: what is beyond comes from common values. */
const PAIRS_FOR_EACH_RECORD = 12;
const PAIRS_BESIDES = 2_000_000;

/** The largest group that a rule keeps: its own limit, or less where groups of that size would be too many pairs. */
function limitOf({ starts }: Groups, rule: BlockingRule, rows: number): number {
  const groups = new Float64Array(rule.maxGroup + 1);
  for (let g = 0; g + 1 < starts.length; g += 1) {
    const size = starts[g + 1]! - starts[g]!;
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

interface Kept extends Pick<Block, 'starts' | 'groupsDropped' | 'recordsInDroppedGroups' | 'largestGroup'> {
  /** Entries of the groups that are kept, in place of all. */
  readonly entries: Int32Array;
}

/** Leaves out the groups that are too large. */
function keptGroups({ starts, entries }: Groups, limit: number): Kept {
  const kept = sharedInts(starts.length);
  let count = 0;
  let groupsDropped = 0;
  let recordsInDroppedGroups = 0;
  let largestGroup = 0;
  for (let g = 0; g + 1 < starts.length; g += 1) {
    const from = starts[g]!;
    const size = starts[g + 1]! - from;
    if (size > largestGroup) largestGroup = size;
    if (size > limit) {
      groupsDropped += 1;
      recordsInDroppedGroups += size;
      continue;
    }
    const into = kept[count]!;
    if (into !== from) entries.copyWithin(into, from, from + size);
    count += 1;
    kept[count] = into + size;
  }
  return {
    starts: kept.subarray(0, count + 1),
    entries: entries.subarray(0, kept[count]!),
    groupsDropped,
    recordsInDroppedGroups,
    largestGroup,
  };
}

/** Of a rule that gives a row one key. */
function singleBlock(task: GroupTask, scratch: Scratch): Block {
  const { rule, rows, sources, memory = sharedInts(rows) } = task;
  const { parts, tests } = codesOfKey(sources, rows, scratch, OWN_USES);
  const found = groupEntries(parts, rows, memory, scratch);
  const limit = limitOf(found, rule, rows);
  const { entries, ...kept } = keptGroups(found, limit);
  const largestGroup = Math.max(kept.largestGroup, anyWhole(parts, rows) ? 1 : 0);
  const codes = tests.flatMap((test) => (test ? [test.codes && shareInts(test.codes)] : []));
  // Where a group was dropped, two rows may have one key and yet not meet.
  const byValues = kept.groupsDropped === 0 && codes.length === tests.length;
  const shared: SharedBy = byValues ? { by: 'values', codes } : groupByRow(rows, entries, kept.starts);
  return { rule, limit, ...kept, largestGroup, rows: entries, shared };
}

function groupByRow(rows: number, members: Int32Array, starts: Int32Array): SharedBy {
  const group = sharedInts(rows, false).fill(-1);
  for (let g = 0; g + 1 < starts.length; g += 1)
    for (let at = starts[g]!; at < starts[g + 1]!; at += 1) group[members[at]!] = g;
  return { by: 'group', group };
}

/** Of a rule that may give a row several. */
function manyBlock(task: GroupTask, scratch: Scratch): Block {
  const { rule, rows } = task;
  const all = entriesOf(task);
  const { count, row } = all;
  const found = groupEntries(
    codesOfEntries(all, scratch, OWN_USES),
    count,
    sharedInts(count, false),
    scratch,
  );
  const limit = limitOf(found, rule, rows);
  const { entries, ...kept } = keptGroups(found, limit);
  const largestGroup = Math.max(kept.largestGroup, Math.min(1, count));
  for (let at = 0; at < entries.length; at += 1) entries[at] = row[entries[at]!]!;
  const shared = groupsByRow(rows, entries, kept.starts);
  return { rule, limit, ...kept, largestGroup, rows: entries, shared };
}

/** The groups of each row, ascending. */
function groupsByRow(rows: number, members: Int32Array, starts: Int32Array): SharedBy {
  const offsets = sharedInts(rows + 1);
  const groups = sharedInts(members.length);
  for (const row of members) offsets[row + 1]! += 1;
  for (let row = 0; row < rows; row += 1) offsets[row + 1]! += offsets[row]!;
  const at = offsets.slice();
  for (let g = 0; g + 1 < starts.length; g += 1) {
    for (let k = starts[g]!; k < starts[g + 1]!; k += 1) {
      groups[at[members[k]!]!] = g;
      at[members[k]!]! += 1;
    }
  }
  return { by: 'groups', offsets, groups };
}

/** The tasks of all rules. More than 31 rules do not fit the mask that each pair carries. */
export function groupTasks(rows: number, model: Model, columns: Columns): GroupTask[] {
  if (model.blocking.length > 31) throw new Error('A model can hold at most 31 blocking rules.');
  return model.blocking.map((rule) => {
    const task = groupTask(rows, rule, columns);
    return isSingle(task) ? { ...task, memory: sharedInts(rows, false) } : task;
  });
}

/** Each piece is a rule. */
export const GROUP_ROWS: Job<readonly GroupTask[], Block> = {
  name: 'group rows',
  worker: (tasks) => {
    const scratch = new Scratch();
    return (piece) => {
      const task = tasks[piece]!;
      return isSingle(task) ? singleBlock(task, scratch) : manyBlock(task, scratch);
    };
  },
};
