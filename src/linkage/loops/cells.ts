/**
 * The inner loops of reading a list, in AssemblyScript: where the cells stand, and which value each cell of a
 * column is. Compiled to `cells.wasm` by `npm run loops`. All threads work on one memory, in which the list lies;
 * each instance takes memory of its own behind it. What is called a place is an address there.
 *
 * Most of the time of such loops goes into waiting for memory that is far away. Cells are therefore looked up in
 * blocks: what each will need is asked for in one loop and used in the next, so that the waits overlap.
 */

import { ask, beyondAscii, tornLine } from './from-outside';
import { doubled, giveBlock, take, takeBlock } from './memory';
import { ASK, NOTHING, standardInto } from './standard-bytes';
import { clearValues, settleStaged, stageValue } from './value-table';

export { take } from './memory';
export { unitsAt } from './standard-bytes';
export { valueCount, valuesHigh, valuesLow, valuesStarts, valuesUnits } from './value-table';

const NEWLINE: i32 = 10;
const RETURN: i32 = 13;
const QUOTE: i32 = 34;
const SPACE: i32 = 32;

/** Where the piece begins that is scanned, and where its cells are written. */
let piece: usize = 0;
let offsets: usize = 0;

let lines: i32 = 0;
let torn: i32 = 0;
let rows: i32 = 0;
let done: i32 = 0;

/** Lines of the piece that was scanned last. */
export function scannedLines(): i32 {
  return lines;
}

/** Lines of it that have not as many cells as the header. */
export function scannedTorn(): i32 {
  return torn;
}

/** Where the line begins that does not end in the piece. */
export function scannedBytes(): i32 {
  return done;
}

function isBlank(from: i32, to: i32): bool {
  for (let k = from; k < to; k += 1) if (load<u8>(piece + k) > <u8>SPACE) return false;
  return true;
}

/** Ends a line of so many cells: a row, a blank line, or one that is torn. */
function endLine(filled: i32, width: i32, room: i32, start: i32, end: i32, before: i32): void {
  if (filled === width && (width > 1 || !isBlank(start, end))) {
    store<i32>(offsets + ((<usize>(width * room + rows)) << 2), before + end + 1);
    rows += 1;
  } else if (filled > 1 || !isBlank(start, end)) {
    torn += 1;
    tornLine(lines, filled);
  }
  lines += 1;
  done = end + 1;
}

/** Begins cell number `filled` of the line. */
function beginCell(filled: i32, width: i32, room: i32, at: i32): void {
  if (filled < width) store<i32>(offsets + ((<usize>(filled * room + rows)) << 2), at);
}

/** Whether a byte is among so many from a place on. */
export function holds(from: usize, bytes: i32, byte: i32): bool {
  piece = from;
  const wanted = i8x16.splat(<i8>byte);
  return nextOf(0, bytes, wanted, wanted, wanted) < bytes;
}

/** Line ends among so many bytes from a place on. */
export function countLines(from: usize, bytes: i32): i32 {
  const newlines = i8x16.splat(<i8>NEWLINE);
  let count: i32 = 0;
  for (let at: i32 = 0; at < bytes; at += 16) {
    let hits = i8x16.bitmask(i8x16.eq(v128.load(from + at), newlines));
    if (bytes - at < 16) hits &= (1 << (bytes - at)) - 1;
    count += popcnt(hits);
  }
  return count;
}

/**
 * Finds the cells of the piece of so many bytes at a place, without quotation marks. Cell c of row r begins at
 * number `c × room + r` of those at `into`, counted from `before`, and ends one before what stands for cell c +
 * 1. Gives the number of rows.
 */
export function scan(
  from: usize,
  bytes: i32,
  delimiter: i32,
  width: i32,
  into: usize,
  room: i32,
  before: i32,
): i32 {
  piece = from;
  offsets = into;
  lines = torn = rows = done = 0;
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(<i8>NEWLINE);
  let filled: i32 = 0;
  let cell: i32 = 0;
  let line: i32 = 0;
  let high: i32 = 0;
  for (let at: i32 = 0; at < bytes; at += 16) {
    const read = v128.load(piece + at);
    let hits = i8x16.bitmask(v128.or(i8x16.eq(read, delimiters), i8x16.eq(read, newlines)));
    const beyond = i8x16.bitmask(read);
    high |= beyond;
    while (hits !== 0) {
      const place = at + ctz(hits);
      hits &= hits - 1;
      if (place >= bytes) break;
      beginCell(filled, width, room, before + cell);
      filled += 1;
      cell = place + 1;
      if (load<u8>(piece + place) !== <u8>NEWLINE) continue;
      endLine(filled, width, room, line, place, before);
      // The sixteen may hold bytes of the lines before and after: to look at one too many does no harm.
      if (high !== 0) beyondAscii(line, cell);
      high = beyond;
      filled = 0;
      line = cell;
    }
  }
  if (high !== 0 && line < bytes) beyondAscii(line, bytes);
  if (cell < bytes || filled > 0) {
    beginCell(filled, width, room, before + cell);
    endLine(filled + 1, width, room, line, bytes, before);
  }
  return rows;
}

/** Place of the first of three bytes from `at` on, or `end`. */
function nextOf(at: i32, end: i32, a: v128, b: v128, c: v128): i32 {
  for (let k = at; k < end; k += 16) {
    const read = v128.load(piece + k);
    const hits = i8x16.bitmask(v128.or(v128.or(i8x16.eq(read, a), i8x16.eq(read, b)), i8x16.eq(read, c)));
    if (hits !== 0) return min(end, k + ctz(hits));
  }
  return end;
}

function onlySpace(from: i32, to: i32): bool {
  for (let k = from; k < to; k += 1) if (load<u8>(piece + k) !== <u8>SPACE) return false;
  return true;
}

/** What a quotation mark begins ends beyond the piece, if anywhere. */
const BEYOND: i32 = -2;
/** It begins nothing: what follows its other half is neither delimiter nor line end. */
const NO_END: i32 = -1;

/** Where a cell that begins with a quotation mark at `start` ends, after the other mark and the space behind it. */
function endOfQuoted(start: i32, end: i32, delimiter: i32, last: bool): i32 {
  const quotes = i8x16.splat(<i8>QUOTE);
  let at = start + 1;
  while (true) {
    at = nextOf(at, end, quotes, quotes, quotes);
    if (at >= end) return last ? NO_END : BEYOND;
    if (load<u8>(piece + at + 1) !== <u8>QUOTE) break;
    at += 2;
  }
  at += 1;
  while (at < end && load<u8>(piece + at) === <u8>SPACE) at += 1;
  if (at >= end) return last ? at : BEYOND;
  const next: i32 = load<u8>(piece + at);
  return next === delimiter || next === NEWLINE || next === RETURN ? at : NO_END;
}

/**
 * The same for a piece whose cells may stand in quotation marks, with delimiters and line ends within. It ends
 * with the last line that ends in it for certain.
 * @param last whether nothing follows the piece.
 */
export function scanQuoted(
  from: usize,
  bytes: i32,
  delimiter: i32,
  width: i32,
  into: usize,
  room: i32,
  before: i32,
  last: bool,
): i32 {
  piece = from;
  offsets = into;
  lines = torn = rows = done = 0;
  const delimiters = i8x16.splat(<i8>delimiter);
  const newlines = i8x16.splat(<i8>NEWLINE);
  const quotes = i8x16.splat(<i8>QUOTE);
  let at: i32 = 0;
  let filled: i32 = 0;
  let cell: i32 = 0;
  let line: i32 = 0;
  let within: i32 = 0;
  // Whether the cell holds more than space: then no mark in it opens anything.
  let begun = false;
  while (at <= bytes) {
    at = nextOf(at, bytes, delimiters, newlines, quotes);
    if (at >= bytes && !last) break;
    const byte: i32 = at < bytes ? load<u8>(piece + at) : NEWLINE;
    if (byte === QUOTE) {
      const close = !begun && onlySpace(cell, at) ? endOfQuoted(at, bytes, delimiter, last) : NO_END;
      if (close === BEYOND) break;
      for (let k = at; k < close; k += 1) if (load<u8>(piece + k) === <u8>NEWLINE) within += 1;
      at = max(close, at + 1);
      begun = true;
      continue;
    }
    beginCell(filled, width, room, before + cell);
    filled += 1;
    cell = at + 1;
    begun = false;
    at += 1;
    if (byte !== NEWLINE) continue;
    lines += within;
    endLine(filled, width, room, line, cell - 1, before);
    within = 0;
    filled = 0;
    line = cell;
  }
  if (last) done = bytes;
  for (let k: i32 = 0; k < done; k += 16) {
    if (i8x16.bitmask(v128.load(piece + k)) === 0) continue;
    beyondAscii(0, done);
    break;
  }
  return rows;
}

/** So many bytes of a cell stand in its entry: next to all cells are no longer. */
const INLINE: i32 = 16;
/**
 * Bytes of an entry: the first bytes, then length, id of the standard value, hash, and where the other bytes are
 * kept.
 */
const ENTRY: usize = 32;
const LENGTH: usize = 16;
const ID: usize = 20;
const HASH: usize = 24;
const REST: usize = 28;

/** In place of an id: a text without a standard form, and one that is none. */
const UNREAD: i32 = -1;
const EMPTY: i32 = -2;

/** Number of the entry, plus one; 0 for none. */
let slotCount: i32 = 1 << 12;
let slots: usize = takeBlock((<usize>slotCount) << 2);
let entryRoom: i32 = 1 << 11;
let entries: usize = takeBlock(<usize>entryRoom * ENTRY);
let used: i32 = 0;
/** What of longer cells does not stand in their entries. */
let restRoom: i32 = 1 << 12;
let rests: usize = takeBlock(restRoom);
let restUsed: i32 = 0;

/** Cells are looked up so many at a time. */
const BLOCK: i32 = 256;
const froms: usize = take(BLOCK * 4);
const lengths: usize = take(BLOCK * 4);
const hashes: usize = take(BLOCK * 4);
const found: usize = take(BLOCK * 4);
/** What was asked for ahead of its use goes here, so that it is asked for at all. */
const touched: usize = take(4);
/** By length, which of sixteen bytes are of a cell so long. */
const masks: usize = take((INLINE + 1) * 16);
for (let length = 0; length <= INLINE; length += 1)
  for (let k = 0; k < INLINE; k += 1) store<u8>(masks + length * 16 + k, k < length ? 255 : 0);

let seen: i32 = 0;
let refused: i32 = 0;
let kind: i32 = 0;
let referenceYear: i32 = 0;

/** Distinct texts of the column. */
export function textsSeen(): i32 {
  return seen;
}

/** Those of them that the kind refuses. */
export function textsRefused(): i32 {
  return refused;
}

/** Begins a column of the list that lies at a place. Memory is kept from column to column. */
export function beginColumn(list: usize, ofKind: i32, year: i32): void {
  piece = list;
  memory.fill(slots, 0, (<usize>slotCount) << 2);
  used = restUsed = seen = refused = 0;
  kind = ofKind;
  referenceYear = year;
  clearValues();
}

/** First byte from `from` on that is not space, or `to`. */
function afterSpace(from: i32, to: i32): i32 {
  let at = from;
  while (at < to && load<u8>(piece + at) <= <u8>SPACE) at += 1;
  return at;
}

/** Behind the last byte before `to` that is not space, or `from`. */
function beforeSpace(from: i32, to: i32): i32 {
  let at = to;
  while (at > from && load<u8>(piece + at - 1) <= <u8>SPACE) at -= 1;
  return at;
}

/** Whether a cell stands in quotation marks and holds none. */
function isWithin(start: i32, end: i32): bool {
  if (end - start < 2 || load<u8>(piece + start) !== <u8>QUOTE || load<u8>(piece + end - 1) !== <u8>QUOTE)
    return false;
  let at = start + 1;
  while (load<u8>(piece + at) !== <u8>QUOTE) at += 1;
  return at === end - 1;
}

/** The cell at `from` without what is around it, into place k of the block. */
function trim(k: i32, from: i32, to: i32, quoted: bool): void {
  let start = afterSpace(from, to);
  let end = beforeSpace(start, to);
  if (quoted && isWithin(start, end)) {
    start = afterSpace(start + 1, end - 1);
    end = beforeSpace(start, end - 1);
  }
  store<i32>(froms + (k << 2), start);
  store<i32>(lengths + (k << 2), end - start);
}

function hashOf(from: i32, length: i32): i32 {
  const inline = length < INLINE ? length : INLINE;
  const key = v128.and(v128.load(piece + from), v128.load(masks + (inline << 4)));
  let hash = (<u64>i64x2.extract_lane(key, 0) ^ <u64>length) * <u64>0x9e3779b97f4a5;
  hash = (hash ^ (hash >> 29) ^ <u64>i64x2.extract_lane(key, 1)) * <u64>0xbf58476d1ce4f;
  for (let at = INLINE; at < length; at += 1)
    hash = (hash ^ <u64>load<u8>(piece + from + at)) * <u64>0x100000001b3;
  hash ^= hash >> 32;
  return <i32>hash;
}

function growSlots(): void {
  giveBlock(slots, (<usize>slotCount) << 2);
  slotCount <<= 2;
  slots = takeBlock((<usize>slotCount) << 2);
  memory.fill(slots, 0, (<usize>slotCount) << 2);
  const mask = slotCount - 1;
  for (let entry: i32 = 0; entry < used; entry += 1) {
    let slot = load<i32>(entries + <usize>entry * ENTRY + HASH) & mask;
    while (load<i32>(slots + ((<usize>slot) << 2)) !== 0) slot = (slot + 1) & mask;
    store<i32>(slots + ((<usize>slot) << 2), entry + 1);
  }
}

/** Enters a text that was not there yet; its id is found later. Gives the entry's number. */
function enter(slot: i32, k: i32): i32 {
  if (used === entryRoom) {
    entries = doubled(entries, <usize>entryRoom * ENTRY);
    entryRoom <<= 1;
  }
  const entry = used;
  const at = entries + <usize>entry * ENTRY;
  const from = load<i32>(froms + (k << 2));
  const length = load<i32>(lengths + (k << 2));
  const inline = length < INLINE ? length : INLINE;
  v128.store(at, v128.and(v128.load(piece + from), v128.load(masks + (inline << 4))));
  store<i32>(at + LENGTH, length);
  // Where it stands, until its standard value is asked for.
  store<i32>(at + ID, from);
  store<i32>(at + HASH, load<i32>(hashes + (k << 2)));
  if (length > INLINE) {
    const rest = length - INLINE;
    while (restUsed + rest > restRoom) {
      rests = doubled(rests, restRoom);
      restRoom <<= 1;
    }
    memory.copy(rests + restUsed, piece + from + INLINE, rest);
    store<i32>(at + REST, restUsed);
    restUsed += rest;
  }
  used += 1;
  store<i32>(slots + ((<usize>slot) << 2), used);
  if (used * 2 > slotCount) growSlots();
  return entry;
}

/** Number of the entry of the block's cell k. */
function entryOf(k: i32): i32 {
  const from = load<i32>(froms + (k << 2));
  const length = load<i32>(lengths + (k << 2));
  const inline = length < INLINE ? length : INLINE;
  const key = v128.and(v128.load(piece + from), v128.load(masks + (inline << 4)));
  const mask = slotCount - 1;
  let slot = load<i32>(hashes + (k << 2)) & mask;
  while (true) {
    const entry = load<i32>(slots + ((<usize>slot) << 2)) - 1;
    if (entry < 0) return enter(slot, k);
    const at = entries + <usize>entry * ENTRY;
    if (!v128.any_true(v128.xor(v128.load(at), key)) && load<i32>(at + LENGTH) === length) {
      if (length <= INLINE) return entry;
      const rest = rests + load<i32>(at + REST);
      if (memory.compare(rest, piece + from + INLINE, length - INLINE) === 0) return entry;
    }
    slot = (slot + 1) & mask;
  }
}

/**
 * Finds the standard values of the texts entered from number `first` on, in the order in which they were first
 * seen.
 */
function standardise(first: i32): void {
  for (let entry = first; entry < used; entry += 1) {
    const at = entries + <usize>entry * ENTRY;
    const from = load<i32>(at + ID);
    const size = load<i32>(at + LENGTH);
    store<i32>(at + ID, UNREAD);
    // What still stands in quotation marks holds some.
    const marked = load<u8>(piece + from) === <u8>QUOTE;
    let length = marked ? ASK : standardInto(kind, piece + from, size, referenceYear);
    if (length === ASK) {
      length = ask(from, from + size);
      // A text of nothing but space, as it turned out.
      if (length === ASK) {
        store<i32>(at + ID, EMPTY);
        continue;
      }
    }
    seen += 1;
    if (length === NOTHING) refused += 1;
    else stageValue(length, at + ID);
  }
  settleStaged();
}

/**
 * The values of so many cells of a column: cell r is between number r of those at `starts` and number r of those
 * at `ends`, less one. Its value's id, or −1, becomes number r of those at `into`. Gives how many hold a text
 * without a standard form.
 */
export function readCells(count: i32, starts: usize, ends: usize, into: usize, quoted: bool): i32 {
  let unread: i32 = 0;
  for (let block: i32 = 0; block < count; block += BLOCK) {
    const here = min(BLOCK, count - block);
    const at = (<usize>block) << 2;
    askAhead(here, starts + at, ends + at, quoted);
    const first = used;
    for (let k: i32 = 0; k < here; k += 1)
      if (load<i32>(lengths + (k << 2)) > 0) store<i32>(found + (k << 2), entryOf(k));
    if (used > first) standardise(first);
    for (let k: i32 = 0; k < here; k += 1) {
      let id: i32 = -1;
      if (load<i32>(lengths + (k << 2)) > 0) {
        id = load<i32>(entries + <usize>load<i32>(found + (k << 2)) * ENTRY + ID);
        if (id === UNREAD) unread += 1;
      }
      store<i32>(into + at + (k << 2), max(id, -1));
    }
  }
  return unread;
}

/** Finds the cells of a block and their hashes, and asks for what will be compared with them. */
function askAhead(here: i32, starts: usize, ends: usize, quoted: bool): void {
  const mask = slotCount - 1;
  for (let k: i32 = 0; k < here; k += 1) {
    trim(k, load<i32>(starts + (k << 2)), load<i32>(ends + (k << 2)) - 1, quoted);
    const length = load<i32>(lengths + (k << 2));
    if (length <= 0) continue;
    const hash = hashOf(load<i32>(froms + (k << 2)), length);
    store<i32>(hashes + (k << 2), hash);
    store<i32>(found + (k << 2), load<i32>(slots + ((<usize>(hash & mask)) << 2)));
  }
  let asked: i32 = 0;
  for (let k: i32 = 0; k < here; k += 1) {
    if (load<i32>(lengths + (k << 2)) <= 0) continue;
    const entry = max(0, load<i32>(found + (k << 2)) - 1);
    asked ^= load<i32>(entries + <usize>entry * ENTRY);
  }
  store<i32>(touched, asked);
}
