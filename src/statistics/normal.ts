import { requireFinite, requireNumber, requirePositive } from './checks.ts';
import { incompleteGamma } from './incomplete-gamma.ts';
import { partTail, pickTail, type Tail, type Tails, tailsOf } from './tail.ts';

// Coefficients of Wichura's algorithm AS 241 (Applied Statistics 37, 1988), numerators and denominators,
// lowest power first.
const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
] as const;
const NEAR_TAIL = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 7.745450142783414e-4,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    5.475938084995345e-4, 1.0507500716444169e-9,
  ],
] as const;
const FAR_TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 7.868691311456133e-4,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const;

type Fraction = readonly [readonly number[], readonly number[]];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

function ratio([above, below]: Fraction, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function standardTails(z: number): Tails {
  if (z === Infinity) return { lower: 1, upper: 0 };
  if (z === -Infinity) return { lower: 0, upper: 1 };
  const small = incompleteGamma(0.5, 0.5 * z * z).upper / 2;
  return z > 0 ? { lower: 1 - small, upper: small } : { lower: small, upper: 1 - small };
}

function standardQuantile({ lower, upper }: Tails): number {
  const smaller = Math.min(lower, upper);
  if (smaller === 0) return lower === 0 ? -Infinity : Infinity;
  const q = lower <= upper ? lower - 0.5 : 0.5 - upper;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(smaller));
  const size = r <= 5 ? ratio(NEAR_TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5);
  return q < 0 ? -size : size;
}

/** The standard normal value that leaves `level` between itself and its negative, 1.96 for 0.95. */
export function normalHalfWidth(level: number): number {
  return standardQuantile(tailsOf((1 - level) / 2, { upper: true }));
}

/**
 * P(X ≤ x) of the normal distribution, R's `pnorm(q, mean = 0, sd = 1)`; `{upper: true}` last for P(X > x).
 * Source: DLMF 7.11.2 by the incomplete gamma function.
 */
export function normalCdf(x: number, mean?: number | Tail, sd?: number | Tail, tail?: Tail): number {
  const { numbers, tail: chosen } = partTail([mean, sd, tail], [0, 1]);
  const [centre = 0, spread = 1] = numbers;
  requireNumber('x of normalCdf', x);
  requireFinite('mean of normalCdf', centre);
  requirePositive('sd of normalCdf', spread);
  return pickTail(standardTails((x - centre) / spread), chosen);
}

/**
 * The normal quantile, R's `qnorm(p, mean = 0, sd = 1)`; with `{upper: true}` last, p is the upper tail. 0
 * and 1 give the infinities. Source: Wichura's AS 241.
 */
export function normalQuantile(p: number, mean?: number | Tail, sd?: number | Tail, tail?: Tail): number {
  const { numbers, tail: chosen } = partTail([mean, sd, tail], [0, 1]);
  const [centre = 0, spread = 1] = numbers;
  requireFinite('mean of normalQuantile', centre);
  requirePositive('sd of normalQuantile', spread);
  return centre + spread * standardQuantile(tailsOf(p, chosen));
}
