/**
 * The visit of candidate pairs, in AssemblyScript: each pair of a rule's groups is left to the first of the rules
 * that make it. Compiled to `pairs.wasm` by `npm run loops`. All threads work on one memory, in which the rows'
 * lines lie.
 *
 * Two lines are compared whole, sixteen bytes at a time, into a number with a bit for each place where they
 * agree. A rule makes the pair where all bits of its mask are among them.
 */

import { take } from './memory';

export { take } from './memory';

let lines: usize = 0;
/** Bytes of a line: a whole number of sixteens. */
let stride: usize = 0;
/**
 * First bit that stands for two places which agree crosswise, how many such bits there are, and the places, two
 * and two.
 */
let firstCrossing: i32 = 0;
let crossings: i32 = 0;
let crossed: usize = 0;
/** Masks, of which the first are the rules'; the others are further ways in which a rule makes a pair. */
let masks: usize = 0;
let maskCount: i32 = 0;
let rules: i32 = 0;
/** By further mask, its rule. */
let ruleOf: usize = 0;

/**
 * So many bytes of row numbers have their lines asked for together, in a loop that does nothing else: lines lie
 * far apart, and so the waits for them overlap.
 */
const TOGETHER: usize = 64 << 2;
/** What was asked for ahead of its use goes here, so that it is asked for at all. */
const touched: usize = take(4);

function askFor(rows: usize, end: usize): void {
  let asked: i32 = 0;
  for (let at = rows; at < end; at += 4) asked ^= load<i32>(lines + <usize>load<u32>(at) * stride);
  store<i32>(touched, asked);
}

/** Says how lines lie and what the rules ask; places and masks are at the addresses given. */
export function testBy(
  at: usize,
  bytes: usize,
  crossingPlaces: usize,
  crossingCount: i32,
  crossingBit: i32,
  maskPlace: usize,
  count: i32,
  ruleCount: i32,
  furtherRules: usize,
): void {
  lines = at;
  stride = bytes;
  crossed = crossingPlaces;
  crossings = crossingCount;
  firstCrossing = crossingBit;
  masks = maskPlace;
  maskCount = count;
  rules = ruleCount;
  ruleOf = furtherRules;
}

/** Which of two lines' places agree from byte `at` on. */
function sameAt(x: usize, y: usize, at: usize): u64 {
  return (<u64>i32x4.bitmask(i32x4.eq(v128.load(x + at), v128.load(y + at)))) << (at >> 2);
}

/** Which places of two lines agree. */
function sameOf(x: usize, y: usize): u64 {
  let same: u64 = 0;
  for (let at: usize = 0; at < stride; at += 16) same |= sameAt(x, y, at);
  return same;
}

function crosswise(x: usize, y: usize): u64 {
  let bits: u64 = 0;
  for (let c: i32 = 0; c < crossings; c += 1) {
    const p = (<usize>load<u32>(crossed + (c << 3))) << 2;
    const q = (<usize>load<u32>(crossed + (c << 3) + 4)) << 2;
    const straight = load<i32>(x + p) ^ load<i32>(y + q);
    const back = load<i32>(x + q) ^ load<i32>(y + p);
    bits |= (<u64>((straight | back) === 0)) << (firstCrossing + c);
  }
  return bits;
}

/** The rules that make a pair whose places agree so, as bits. */
function madeBy(same: u64): u32 {
  const all = i64x2.splat(<i64>same);
  let held: u64 = 0;
  for (let m: i32 = 0; m < maskCount; m += 2) {
    const wanted = v128.load(masks + (m << 3));
    held |= (<u64>i64x2.bitmask(i64x2.eq(v128.and(all, wanted), wanted))) << m;
  }
  let made = <u32>held & <u32>(((<u64>1) << rules) - 1);
  for (let m = rules; m < maskCount; m += 1)
    made |= (<u32>((held >> m) & 1)) << load<u32>(ruleOf + ((m - rules) << 2));
  return made;
}

/**
 * Writes the pairs of so many groups of a rule that no earlier rule makes: their rows, which rules make them, and
 * their group. Group g is numbers `starts[g]` to `starts[g + 1]`, less `starts[0]`, of the rows. There is room
 * for all pairs. Gives how many there are.
 */
export function visit(
  rule: i32,
  groups: i32,
  starts: usize,
  rows: usize,
  lefts: usize,
  rights: usize,
  made: usize,
  group: usize,
): i32 {
  const first = load<i32>(starts);
  const earlier: u32 = (1 << rule) - 1;
  const last = rows + ((<usize>(load<i32>(starts + ((<usize>groups) << 2)) - first)) << 2);
  let known = rows;
  let count: usize = 0;
  for (let g: i32 = 0; g < groups; g += 1) {
    const end = rows + ((<usize>(load<i32>(starts + ((<usize>g) << 2) + 4) - first)) << 2);
    let a = rows + ((<usize>(load<i32>(starts + ((<usize>g) << 2)) - first)) << 2);
    while (known < end) {
      const next = min(known + TOGETHER, last);
      askFor(known, next);
      known = next;
    }
    for (; a < end; a += 4) {
      const left = load<u32>(a);
      const x = lines + <usize>left * stride;
      for (let b = a + 4; b < end; b += 4) {
        const right = load<u32>(b);
        const y = lines + <usize>right * stride;
        let same = sameOf(x, y);
        if (crossings > 0) same |= crosswise(x, y);
        const by = madeBy(same);
        if ((by & earlier) !== 0) continue;
        store<u32>(lefts + count, left);
        store<u32>(rights + count, right);
        store<u32>(made + count, by);
        store<i32>(group + count, g);
        count += 4;
      }
    }
  }
  return <i32>(count >> 2);
}
