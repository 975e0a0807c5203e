/** Typed arrays in shared memory, so that threads work on them without copying. Untouched pages cost nothing. */

/** Arrays shorter than this are copied to another thread sooner than shared memory is had for them. */
const WORTH_SHARING = 1024;

// Short ones are made without a buffer of their own: the collector is called by buffers, however short.

export function sharedInts(length: number): Int32Array {
  return length < WORTH_SHARING ? new Int32Array(length) : new Int32Array(new SharedArrayBuffer(length * 4));
}

export function sharedBytes(length: number): Uint8Array {
  return length < WORTH_SHARING * 4 ? new Uint8Array(length) : new Uint8Array(new SharedArrayBuffer(length));
}

export function sharedUnits(length: number): Uint16Array {
  return length < WORTH_SHARING * 2
    ? new Uint16Array(length)
    : new Uint16Array(new SharedArrayBuffer(length * 2));
}

export function sharedFloats(length: number): Float64Array {
  return length < WORTH_SHARING / 2
    ? new Float64Array(length)
    : new Float64Array(new SharedArrayBuffer(length * 8));
}

/** A copy in shared memory. */
export function shareInts(from: ArrayLike<number>, length = from.length): Int32Array {
  const copy = sharedInts(length);
  if (from instanceof Int32Array) copy.set(from.subarray(0, length));
  else for (let k = 0; k < length; k += 1) copy[k] = from[k]!;
  return copy;
}
