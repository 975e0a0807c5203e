/**
 * Money is whole pence in a bigint. Nothing here rounds but what says so; nothing here knows a clock or a database.
 */

/** A share as the rule has it: a percentage in decimal digits, such as `56.5`. */
export interface Share {
  agency: string;
  percent: string;
}

const percentShape = /^\d{1,3}(\.\d{1,6})?$/;
const million = 1_000_000n;

/** A percentage in millionths of a per cent: `56.5` → 56500000. @throws RangeError for anything else. */
export function percentUnits(percent: string): bigint {
  if (!percentShape.test(percent)) throw new RangeError(`“${percent}” is not a percentage`);
  const [whole = '0', part = ''] = percent.split('.');
  return BigInt(whole) * million + BigInt(part.padEnd(6, '0'));
}

/** Why shares cannot be used: they do not sum to 100 %, or an agency has two; undefined when they can. */
export function problemOfShares(shares: readonly Share[]): string | undefined {
  if (shares.some((share) => !percentShape.test(share.percent)))
    return 'A share is not a percentage in digits.';
  if (new Set(shares.map((share) => share.agency)).size < shares.length) return 'An agency has two shares.';
  const sum = shares.reduce((total, share) => total + percentUnits(share.percent), 0n);
  if (sum === 100n * million) return undefined;
  return `The shares sum to ${showUnits(sum)} %, not to 100 %.`;
}

function showUnits(units: bigint): string {
  const part = String(units % million)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return part === '' ? String(units / million) : `${units / million}.${part}`;
}

export interface Part {
  agency: string;
  pence: bigint;
  /** Exact share less what was given, in millionths of a penny: what rounding took (positive) or added. */
  roundedOff: bigint;
}

/**
 * Splits an amount by shares so that the parts sum to it exactly, by the largest remainder: each part is rounded
 * down, and the pence left over go one each to the parts that lost most. Equal remainders are settled by the
 * agency's code, so the order of the shares makes no difference. No part is off by as much as a penny. A negative
 * amount (a saving) is split as its opposite is.
 *
 * @throws RangeError when the shares do not sum to 100 %.
 */
export function shareOut(pence: bigint, shares: readonly Share[]): Part[] {
  const problem = problemOfShares(shares);
  if (problem !== undefined) throw new RangeError(problem);
  if (pence < 0n)
    return shareOut(-pence, shares).map((part) => ({
      ...part,
      pence: -part.pence,
      roundedOff: -part.roundedOff,
    }));
  const hundred = 100n * million;
  const exact = shares.map((share) => {
    const times = pence * percentUnits(share.percent);
    return { agency: share.agency, floor: times / hundred, remainder: times % hundred };
  });
  let left = pence - exact.reduce((sum, part) => sum + part.floor, 0n);
  const gets = new Set<string>();
  const byRemainder = exact.toSorted((one, other) =>
    one.remainder === other.remainder
      ? one.agency < other.agency
        ? -1
        : 1
      : one.remainder > other.remainder
        ? -1
        : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    gets.add(part.agency);
    left -= 1n;
  }
  return exact.map(({ agency, floor, remainder }) => {
    const extra = gets.has(agency) ? 1n : 0n;
    return { agency, pence: floor + extra, roundedOff: remainder / 100n - extra * million };
  });
}

/** An amount in so many equal parts that sum to it exactly; the first parts take the pence left over. */
export function equalParts(pence: bigint, count: number): bigint[] {
  if (pence < 0n) return equalParts(-pence, count).map((part) => -part);
  const parts = BigInt(count);
  return Array.from(
    { length: count },
    (_, index) => pence / parts + (BigInt(index) < pence % parts ? 1n : 0n),
  );
}

/** To the nearest `step` pence, halves away from zero: how a paper prints `£665k` (step 100000). */
export function roundTo(pence: bigint, step: bigint): bigint {
  if (pence < 0n) return -roundTo(-pence, step);
  return ((pence + step / 2n) / step) * step;
}

const groups = new Intl.NumberFormat('en-GB');

/** `£1,177,000.00`, `−£12.50`. */
export function showPounds(pence: bigint): string {
  const size = pence < 0n ? -pence : pence;
  return `${pence < 0n ? '−' : ''}£${groups.format(size / 100n)}.${String(size % 100n).padStart(2, '0')}`;
}

/** `1177000.00`, `-12.50`: as a spreadsheet and a form take it. */
export function plainPounds(pence: bigint): string {
  const size = pence < 0n ? -pence : pence;
  return `${pence < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/** `£665k`, rounded to the nearest thousand pounds. */
export function showThousands(pence: bigint): string {
  const thousands = roundTo(pence, 100_000n) / 100_000n;
  return `${thousands < 0n ? '−' : ''}£${groups.format(thousands < 0n ? -thousands : thousands)}k`;
}

/** `0.25p` of rounding, from millionths of a penny; `nothing` where none was lost. */
export function showRounding(units: bigint): string {
  if (units === 0n) return 'nothing';
  const size = units < 0n ? -units : units;
  const pence = showUnits(size);
  return units > 0n ? `${pence}p rounded off` : `${pence}p added`;
}

/** What somebody types: `1,177,000`, `£12.50`. Undefined when it is no amount. */
export function readPounds(text: string): bigint | undefined {
  const match = /^(-|−)?£?(\d{1,12}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const pence = BigInt((match[2] ?? '').replaceAll(',', '')) * 100n + BigInt(match[3] ?? '0');
  return match[1] === undefined ? pence : -pence;
}
