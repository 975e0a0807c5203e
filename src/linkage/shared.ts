/**
 * Typed arrays in shared memory, so that threads work on them without copying. Untouched pages cost nothing. What a
 * run no longer needs it gives back, for what it needs next: waiting for the collector would cost as much again, since
 * every thread's has to come by, and memory that is new has to be cleared page by page.
 */

/** Arrays shorter than this are copied to another thread sooner than shared memory is had for them. */
const WORTH_SHARING = 1024;

/** What is shorter is not worth keeping. */
const WORTH_KEEPING = 1 << 18;

interface Region {
  readonly buffer: SharedArrayBuffer;
  readonly from: number;
  readonly to: number;
}

/** Memory of this thread's arrays that nobody uses any more. */
const spare: Region[] = [];

type Shared = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array;

/**
 * Gives memory back. Neither these arrays nor others on the same memory may be used afterwards, nor be given again: what
 * has been to another thread and back is not known to be the same.
 */
export function giveBack(...arrays: readonly (Shared | null | undefined)[]): void {
  for (const array of arrays) {
    if (!array || !(array.buffer instanceof SharedArrayBuffer) || array.byteLength < WORTH_KEEPING) continue;
    const { buffer } = array;
    const from = Math.ceil(array.byteOffset / 8) * 8;
    // Up to where the next array would begin, unless that is the end.
    const end = Math.ceil((array.byteOffset + array.byteLength) / 8) * 8;
    const to = Math.min(end, buffer.byteLength);
    const known = spare.some((region) => region.buffer === buffer && region.from < to && from < region.to);
    if (!known) keep({ buffer, from, to });
  }
}

/** Keeps a region, in one with those that it touches. */
function keep(region: Region): void {
  let { from, to } = region;
  for (let k = spare.length - 1; k >= 0; k -= 1) {
    const other = spare[k]!;
    if (other.buffer !== region.buffer || (other.to !== from && other.from !== to)) continue;
    from = Math.min(from, other.from);
    to = Math.max(to, other.to);
    spare.splice(k, 1);
  }
  spare.push({ buffer: region.buffer, from, to });
}

/** Leaves what was given back to the collector. */
export function forgetSpare(): void {
  spare.length = 0;
}

/**
 * Memory of so many bytes: of what was given back, the smallest that is large enough.
 * @param clear whether it must be zeroed; who writes all of it, or reads only what it has written, need not ask.
 */
function memory(bytes: number, clear: boolean): Region {
  let best = -1;
  for (let k = 0; k < spare.length && bytes >= WORTH_KEEPING; k += 1) {
    const size = spare[k]!.to - spare[k]!.from;
    if (size >= bytes && (best < 0 || size < spare[best]!.to - spare[best]!.from)) best = k;
  }
  if (best < 0) return { buffer: new SharedArrayBuffer(bytes), from: 0, to: bytes };
  const { buffer, from, to } = spare[best]!;
  const next = from + Math.ceil(bytes / 8) * 8;
  if (to - next >= WORTH_KEEPING) spare[best] = { buffer, from: next, to };
  else spare.splice(best, 1);
  if (clear) new Uint8Array(buffer, from, bytes).fill(0);
  return { buffer, from, to: from + bytes };
}

// `clear`: whether the array must begin zeroed. Short ones are made without a buffer of their own: the collector is called by buffers, however short.

export function sharedInts(length: number, clear = true): Int32Array {
  if (length < WORTH_SHARING) return new Int32Array(length);
  const { buffer, from } = memory(length * 4, clear);
  return new Int32Array(buffer, from, length);
}

export function sharedMasks(length: number, clear = true): Uint32Array {
  const ints = sharedInts(length, clear);
  return new Uint32Array(ints.buffer, ints.byteOffset, length);
}

export function sharedBytes(length: number, clear = true): Uint8Array {
  if (length < WORTH_SHARING * 4) return new Uint8Array(length);
  const { buffer, from } = memory(length, clear);
  return new Uint8Array(buffer, from, length);
}

export function sharedUnits(length: number, clear = true): Uint16Array {
  if (length < WORTH_SHARING * 2) return new Uint16Array(length);
  const { buffer, from } = memory(length * 2, clear);
  return new Uint16Array(buffer, from, length);
}

export function sharedFloats(length: number, clear = true): Float64Array {
  if (length < WORTH_SHARING / 2) return new Float64Array(length);
  const { buffer, from } = memory(length * 8, clear);
  return new Float64Array(buffer, from, length);
}

/** A copy in shared memory. */
export function shareInts(from: ArrayLike<number>, length = from.length): Int32Array {
  const copy = sharedInts(length, false);
  if (from instanceof Int32Array) copy.set(from.subarray(0, length));
  else for (let k = 0; k < length; k += 1) copy[k] = from[k]!;
  return copy;
}
