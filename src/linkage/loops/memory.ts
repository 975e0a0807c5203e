/** Memory behind the list or the lines. An instance takes what it needs and keeps it; it ends with all of it. */

import { noMemory } from './from-outside';

/** Where the place stands from which on memory is free, for all threads. */
const FREE: usize = 0;

const PAGE: u32 = 65_536;

/** So many bytes of their own, at a place that divides by 16. */
export function take(bytes: usize): usize {
  const size = (bytes + 15) & ~15;
  const at = <usize>atomic.add<u32>(FREE, <u32>size);
  const end = <u64>at + <u64>size;
  // Another thread may make room at the same time: then there is more than is needed.
  while (end > <u64>memory.size() * PAGE) {
    const missing = <i32>((end - <u64>memory.size() * PAGE + PAGE - 1) / PAGE);
    if (memory.grow(max(missing, 64)) < 0 && memory.grow(missing) < 0) noMemory();
  }
  return at;
}

/** By the binary logarithm of its size, the first block that nobody uses; each holds the place of the next. */
const spare: usize = take(32 * 4);
memory.fill(spare, 0, 32 * 4);

/** A block of so many bytes, a power of two: one that was given back, if there is one. */
export function takeBlock(bytes: usize): usize {
  const list = spare + (ctz(bytes) << 2);
  const at = <usize>load<u32>(list);
  if (at === 0) return take(bytes);
  store<u32>(list, load<u32>(at));
  return at;
}

export function giveBlock(at: usize, bytes: usize): void {
  const list = spare + (ctz(bytes) << 2);
  store<u32>(at, load<u32>(list));
  store<u32>(list, <u32>at);
}

/** A block of twice as many bytes that begins as one that is full, which is given back. */
export function doubled(from: usize, bytes: usize): usize {
  const into = takeBlock(bytes << 1);
  memory.copy(into, from, bytes);
  giveBlock(from, bytes);
  return into;
}
