/**
 * Binomial and Poisson terms by the saddle-point form, which stays exact where factorials would overflow or
 * cancel. Source: C. Loader, "Fast and accurate computation of binomial probabilities", 2000. Arguments may
 * be fractions, because the incomplete gamma and beta functions take their leading factors from here.
 */
import { stirlingError } from './log-gamma.ts';

const TWO_PI = 2 * Math.PI;

/**
 * x log(x / m) + m − x, without loss where x is beside m; `gap` is x − m, which the caller may know better.
 */
function deviance(x: number, m: number, gap: number): number {
  if (Math.abs(gap) >= 0.1 * (x + m)) return x * Math.log(x / m) - gap;
  const v = gap / (x + m);
  let sum = gap * v;
  let power = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    power *= v * v;
    const next = sum + power / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** log of mˣ e⁻ᵐ / Γ(x + 1). */
export function logPoissonTerm(x: number, m: number): number {
  if (m === 0) return x === 0 ? 0 : -Infinity;
  if (x === 0) return -m;
  return -stirlingError(x) - deviance(x, m, x - m) - 0.5 * Math.log(TWO_PI * x);
}

/**
 * log of Γ(n + 1) / (Γ(x + 1) Γ(n − x + 1)) · pˣ qⁿ⁻ˣ with q = 1 − p given apart, so that neither is rounded
 * off.
 */
export function logBinomialTerm(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 0 : -Infinity;
  if (q === 0) return x === n ? 0 : -Infinity;
  if (x === 0) return n === 0 ? 0 : n * (p < q ? Math.log1p(-p) : Math.log(q));
  if (x === n) return n * (q < p ? Math.log1p(-q) : Math.log(p));
  const rest = n - x;
  const bulk = stirlingError(n) - stirlingError(x) - stirlingError(rest);
  // Of p and q the smaller holds the digits, and the two gaps differ only in sign.
  const gap = p < q ? x - n * p : n * q - rest;
  return (
    bulk - deviance(x, n * p, gap) - deviance(rest, n * q, -gap) - 0.5 * Math.log((TWO_PI * x * rest) / n)
  );
}
