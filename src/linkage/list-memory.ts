/**
 * The memory in which a list lies while it is read: that of the compiled loops (`loops/`), so that nothing has to
 * be copied for them. The list comes first; behind it is what the threads take as they read.
 */

import { PAGE_BYTES, type SharedMemory, sharedMemory } from './web-assembly.ts';

/** Where the list begins: the loops' constants stand before it. */
const LIST = PAGE_BYTES;
/** Bytes behind the list that may be read with it. */
const BEHIND = 64;

/** Places in a list are whole numbers of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;

const memories = new WeakMap<ArrayBufferLike, SharedMemory>();

/**
 * Room for a list of so many bytes, to be filled by whoever reads it with `readCsv`, which copies a list that
 * lies elsewhere.
 * @throws RangeError where there is not so much memory, or for more than 2 GiB.
 */
export function roomForList(bytes: number): Uint8Array {
  if (bytes > MOST_BYTES) throw new RangeError('A list may have 2 GiB at most.');
  const memory = sharedMemory(LIST + bytes + BEHIND);
  memories.set(memory.buffer, memory);
  const list = new Uint8Array(memory.buffer, LIST, bytes);
  forgetBehind(memory, list);
  return list;
}

/** The memory of a list that has room there. */
export function memoryOf(list: Uint8Array): SharedMemory | undefined {
  return memories.get(list.buffer);
}

const freeOf = ({ buffer }: SharedMemory): Uint32Array => new Uint32Array(buffer, 0, 1);

/** From where on memory is free. */
export function freeFrom(memory: SharedMemory): number {
  return freeOf(memory)[0]!;
}

/** Leaves what was taken from a place on to be taken again. */
export function freeAgain(memory: SharedMemory, from: number): void {
  freeOf(memory)[0] = from;
}

/** Leaves all that was taken behind a list. */
export function forgetBehind(memory: SharedMemory, list: Uint8Array): void {
  freeAgain(memory, Math.ceil((list.byteOffset + list.length + BEHIND) / 16) * 16);
}

/** Memory that a list no longer needs, for what is made of it. */
export interface SpareMemory {
  readonly memory: SharedMemory;
  /** The beginning, which is kept for lines; and the rest, as far as it was taken. */
  readonly lines: Uint8Array;
  readonly rest: Uint8Array;
}

/** The memory of a list that nobody reads any more; so many bytes of it, if there are so many, are kept for lines. */
export function spareMemory(memory: SharedMemory, bytes: number): SpareMemory {
  const taken = freeFrom(memory) - LIST;
  const kept = Math.min(bytes, taken);
  const lines = new Uint8Array(memory.buffer, LIST, kept);
  return { memory, lines, rest: new Uint8Array(memory.buffer, LIST + kept, taken - kept) };
}
