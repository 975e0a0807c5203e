/** An exact fraction; the denominator is above nothing, and both parts have no common divisor. */
export interface Fraction {
  n: bigint;
  d: bigint;
}

const gcd = (one: bigint, other: bigint): bigint => {
  let [a, b] = [one < 0n ? -one : one, other < 0n ? -other : other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
};

/** @throws RangeError for a denominator of nothing. */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  const [top, bottom] = [BigInt(n), BigInt(d)];
  if (bottom === 0n) throw new RangeError('A fraction of nothing');
  const sign = bottom < 0n ? -1n : 1n;
  const common = gcd(top, bottom) || 1n;
  return { n: (sign * top) / common, d: (sign * bottom) / common };
}

export const plus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.n * other.d + other.n * one.d, one.d * other.d);

export const times = (one: Fraction, other: Fraction): Fraction => fraction(one.n * other.n, one.d * other.d);

/** Below nothing, nothing or above nothing, as the first is less than, equal to or more than the second. */
export const compare = (one: Fraction, other: Fraction): bigint => one.n * other.d - other.n * one.d;

/** With so many decimals, halves away from zero: `35.5`. */
export function decimals({ n, d }: Fraction, places: number): string {
  const scale = 10n ** BigInt(places);
  const size = n < 0n ? -n : n;
  const rounded = (2n * size * scale + d) / (2n * d);
  const part = places === 0 ? '' : `.${String(rounded % scale).padStart(places, '0')}`;
  return `${n < 0n && rounded > 0n ? '−' : ''}${rounded / scale}${part}`;
}

/** As a percentage with one decimal; what is neither nothing nor everything is never drawn as 0.0 or 100.0. */
export function percent(value: Fraction): string {
  const shown = decimals(times(value, fraction(100)), 1);
  if (shown === '0.0' && value.n > 0n) return 'less than 0.1 %';
  if (shown === '100.0' && value.n < value.d) return 'more than 99.9 %';
  return `${shown.replace(/\.0$/, '')} %`;
}
