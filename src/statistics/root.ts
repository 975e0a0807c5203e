import { StatisticsError } from './errors.ts';

type ValueAndSlope = { readonly value: number; readonly slope: number };

/**
 * The root of a monotone function by Newton's method, held inside a bracket that every step narrows, so that
 * a bad start costs time and never the answer. Refuses with `not-converged`.
 */
export function monotoneRoot(of: (u: number) => ValueAndSlope, rising: boolean, start: number): number {
  let low = -Infinity;
  let high = Infinity;
  let u = start;
  let reach = 1;
  let lastStep = Infinity;
  for (let turn = 0; turn < 400; turn++) {
    const { value, slope } = of(u);
    if (value === 0) return u;
    if (value > 0 === rising) high = u;
    else low = u;
    let next = u - value / slope;
    if (!(next > low && next < high) || Math.abs(next - u) > 100 * reach) {
      next = stepInside(low, high, u, reach);
      reach *= 2;
    }
    const step = Math.abs(next - u);
    const scale = Math.max(1, Math.abs(u));
    // Below 1e-11 the steps are rounding noise as soon as they stop shrinking.
    if (step <= 1e-15 * scale || (step < 1e-11 * scale && step >= lastStep)) return next;
    lastStep = step;
    u = next;
  }
  throw new StatisticsError('not-converged', 'the search for a root did not settle');
}

function stepInside(low: number, high: number, u: number, reach: number): number {
  if (low > -Infinity && high < Infinity) return (low + high) / 2;
  return high < Infinity ? u - reach : u + reach;
}
