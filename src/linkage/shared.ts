/** Typed arrays in shared memory, so that threads work on them without copying. Untouched pages cost nothing. */

export function sharedInts(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

export function sharedUnits(length: number): Uint16Array<SharedArrayBuffer> {
  return new Uint16Array(new SharedArrayBuffer(length * 2));
}

/** A copy in shared memory. */
export function shareInts(from: ArrayLike<number>, length = from.length): Int32Array<SharedArrayBuffer> {
  const copy = sharedInts(length);
  if (from instanceof Int32Array) copy.set(from.subarray(0, length));
  else for (let k = 0; k < length; k += 1) copy[k] = from[k]!;
  return copy;
}
