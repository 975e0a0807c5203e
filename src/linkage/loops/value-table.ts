/**
 * The distinct values of a column, as `Values` (`values.ts`) has them: UTF-16 units one after the other, and the
 * same two hashes. Values are staged first, and looked up together.
 */

import { doubled, giveBlock, take, takeBlock } from './memory';
import { LONGEST, unitsAt, writeUnitsAt } from './standard-bytes';

let count: i32 = 0;
let room: i32 = 1 << 10;
let textRoom: i32 = 1 << 13;
let text: usize = takeBlock((<usize>textRoom) << 1);
let starts: usize = takeBlock((<usize>room) << 2);
let lows: usize = takeBlock((<usize>room) << 2);
let highs: usize = takeBlock((<usize>room) << 2);
/** Id plus one; 0 for none. */
let slotCount: i32 = 1 << 11;
let slots: usize = takeBlock((<usize>slotCount) << 2);

/** So many values are staged at most, of so many units. */
const STAGED: i32 = 256;
const STAGED_UNITS: i32 = LONGEST;
const stagedUnits: usize = take((<usize>(STAGED_UNITS + LONGEST)) << 1);
/** Four numbers for each: length, where its id is to be written, and its hashes. */
const staged: usize = take(STAGED * 16);
let stagedCount: i32 = 0;
writeUnitsAt(stagedUnits);

export function valueCount(): i32 {
  return count;
}

export function valuesUnits(): usize {
  return text;
}

export function valuesStarts(): usize {
  return starts;
}

export function valuesLow(): usize {
  return lows;
}

export function valuesHigh(): usize {
  return highs;
}

export function clearValues(): void {
  count = 0;
  store<i32>(starts, 0);
  memory.fill(slots, 0, (<usize>slotCount) << 2);
}

function mix(value: u32): u32 {
  let hash = (value ^ (value >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

function rehash(): void {
  giveBlock(slots, (<usize>slotCount) << 2);
  slotCount <<= 2;
  slots = takeBlock((<usize>slotCount) << 2);
  memory.fill(slots, 0, (<usize>slotCount) << 2);
  const mask = slotCount - 1;
  for (let id: i32 = 0; id < count; id += 1) {
    let slot = load<i32>(lows + ((<usize>id) << 2)) & mask;
    while (load<i32>(slots + ((<usize>slot) << 2)) !== 0) slot = (slot + 1) & mask;
    store<i32>(slots + ((<usize>slot) << 2), id + 1);
  }
}

function append(units: usize, length: i32, low: u32, high: u32): void {
  const start = load<i32>(starts + ((<usize>count) << 2));
  const end = start + length;
  while (end > textRoom) {
    text = doubled(text, (<usize>textRoom) << 1);
    textRoom <<= 1;
  }
  memory.copy(text + ((<usize>start) << 1), units, (<usize>length) << 1);
  // There is one start more than there are values.
  if (count + 1 === room) {
    const bytes = (<usize>room) << 2;
    starts = doubled(starts, bytes);
    lows = doubled(lows, bytes);
    highs = doubled(highs, bytes);
    room <<= 1;
  }
  const at = (<usize>count) << 2;
  store<u32>(lows + at, low);
  store<u32>(highs + at, high);
  store<i32>(starts + at + 4, end);
  count += 1;
}

/** Stages the value whose so many units were written last; its id will be written to `into`. */
export function stageValue(length: i32, into: usize): void {
  const units = unitsAt();
  let low: u32 = 0x811c9dc5;
  let high: u32 = 0x2545f491;
  for (let k: i32 = 0; k < length; k += 1) {
    const unit: u32 = load<u16>(units + (k << 1));
    low = (low ^ unit) * 0x01000193;
    high = ((high + unit) * 0x85ebca6b) ^ (high >> 15);
  }
  const at = staged + ((<usize>stagedCount) << 4);
  store<i32>(at, length);
  store<u32>(at + 4, <u32>into);
  store<u32>(at + 8, mix(low ^ length));
  store<u32>(at + 12, mix(high));
  stagedCount += 1;
  const next = units + ((<usize>length) << 1);
  writeUnitsAt(next);
  if (stagedCount === STAGED || next >= stagedUnits + (STAGED_UNITS << 1)) settleStaged();
}

/** Gives the staged values their ids. */
export function settleStaged(): void {
  const mask = slotCount - 1;
  // What the lookups will need is asked for ahead of them.
  let asked: i32 = 0;
  for (let k: i32 = 0; k < stagedCount; k += 1) {
    const low = load<i32>(staged + ((<usize>k) << 4) + 8);
    asked ^= load<i32>(slots + ((<usize>(low & mask)) << 2));
  }
  let units = stagedUnits;
  for (let k: i32 = 0; k < stagedCount; k += 1) {
    const at = staged + ((<usize>k) << 4);
    const length = load<i32>(at);
    store<i32>(<usize>load<u32>(at + 4), intern(units, length, load<u32>(at + 8), load<u32>(at + 12)));
    units += (<usize>length) << 1;
  }
  // So that it is asked for at all.
  store<i32>(staged, asked);
  stagedCount = 0;
  writeUnitsAt(stagedUnits);
}

function intern(units: usize, length: i32, low: u32, high: u32): i32 {
  const mask = slotCount - 1;
  let slot = low & mask;
  while (true) {
    const id = load<i32>(slots + ((<usize>slot) << 2)) - 1;
    if (id < 0) break;
    const at = (<usize>id) << 2;
    if (load<u32>(lows + at) === low) {
      const start = load<i32>(starts + at);
      const same = load<i32>(starts + at + 4) - start === length;
      if (same && memory.compare(text + ((<usize>start) << 1), units, (<usize>length) << 1) === 0) return id;
    }
    slot = (slot + 1) & mask;
  }
  store<i32>(slots + ((<usize>slot) << 2), count + 1);
  append(units, length, low, high);
  if (count * 2 > slotCount) rehash();
  return count - 1;
}
