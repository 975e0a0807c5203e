/** Typed arrays in shared memory, so that threads work on them without copying. Untouched pages cost nothing. */

/** Arrays shorter than this are copied to another thread sooner than shared memory is had for them. */
const WORTH_SHARING = 1024;

const memoryFor = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
  bytes < WORTH_SHARING * 4 ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);

export function sharedInts(length: number): Int32Array {
  return new Int32Array(memoryFor(length * 4));
}

export function sharedUnits(length: number): Uint16Array {
  return new Uint16Array(memoryFor(length * 2));
}

export function sharedFloats(length: number): Float64Array {
  return new Float64Array(memoryFor(length * 8));
}

/** A copy in shared memory. */
export function shareInts(from: ArrayLike<number>, length = from.length): Int32Array {
  const copy = sharedInts(length);
  if (from instanceof Int32Array) copy.set(from.subarray(0, length));
  else for (let k = 0; k < length; k += 1) copy[k] = from[k]!;
  return copy;
}
