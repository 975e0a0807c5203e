/**
 * The lower factor L of a symmetric positive matrix (row by row, p × p), or the first column that the ones
 * before it already explain. A pivot counts as nothing once it is below `tolerance` of its own diagonal.
 */
export function choleskyFactor(
  matrix: ArrayLike<number>,
  p: number,
  tolerance: number,
): { readonly factor: Float64Array } | { readonly dependent: number } {
  const factor = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    let pivot = matrix[j * p + j] ?? 0;
    const diagonal = pivot;
    for (let k = 0; k < j; k++) pivot -= (factor[j * p + k] ?? 0) ** 2;
    if (!(pivot > tolerance * diagonal && pivot > 0)) return { dependent: j };
    const root = Math.sqrt(pivot);
    factor[j * p + j] = root;
    for (let i = j + 1; i < p; i++) {
      let sum = matrix[i * p + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (factor[i * p + k] ?? 0) * (factor[j * p + k] ?? 0);
      factor[i * p + j] = sum / root;
    }
  }
  return { factor };
}

/** x with L Lᵀ x = b. */
export function choleskySolve(factor: Float64Array, p: number, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < p; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * p + k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (factor[i * p + i] ?? 1);
  }
  for (let i = p - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < p; k++) sum -= (factor[k * p + i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (factor[i * p + i] ?? 1);
  }
  return x;
}

/** (L Lᵀ)⁻¹, row by row. */
export function choleskyInverse(factor: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const unit = new Float64Array(p);
    unit[j] = 1;
    inverse.set(choleskySolve(factor, p, unit), j * p);
  }
  return inverse;
}

/** A B C for p × p matrices kept row by row, as a sandwich estimator wants it. */
export function sandwich(a: Float64Array, b: Float64Array, p: number): Float64Array {
  return multiply(multiply(a, b, p), a, p);
}

export function multiply(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < p; k++) {
      const left = a[i * p + k] ?? 0;
      for (let j = 0; j < p; j++) out[i * p + j] = (out[i * p + j] ?? 0) + left * (b[k * p + j] ?? 0);
    }
  }
  return out;
}
