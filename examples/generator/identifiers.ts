/** Identifiers of the criminal justice agencies, with the check letters their systems compute. */

/** The 23 letters that a remainder selects: I, O and S are never used. */
const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

/** Remainder of a decimal string by 23, digit by digit, because an ASN's number exceeds 2^53. */
function checkLetter(digits: string): string {
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 23;
  return CHECK_LETTERS[remainder] as string;
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** YYYY/NNNNNNND. The letter comes from the two-digit year and the padded serial. */
export function pncId(year: number, serial: number): string {
  const digits = padded(serial, 7);
  return `${year}/${digits}${checkLetter(`${padded(year % 100, 2)}${digits}`)}`;
}

/** NNNNNN/YYD, the standard file. */
export function croNumber(year: number, serial: number): string {
  const [digits, short] = [padded(serial, 6), padded(year % 100, 2)];
  return `${digits}/${short}${checkLetter(`${short}${digits}`)}`;
}

/** SFYY/ND, the single file: here the serial is not padded. */
export function singleFileCro(year: number, serial: number): string {
  const short = padded(year % 100, 2);
  return `SF${short}/${serial}${checkLetter(`${short}${serial}`)}`;
}

/** YY FF UU SS NNNNNNNNNNN D: year, force, unit, system, sequence. The unit is not in the sum. */
export function arrestSummonsNumber(year: number, force: string, unit: string, sequence: number): string {
  const [short, digits] = [padded(year % 100, 2), padded(sequence, 11)];
  return `${short}${force}${unit}01${digits}${checkLetter(`${force}01${short}${digits}`)}`;
}

/**
 * Scattering: a number is multiplied by a constant modulo a prime, so that different numbers stay
 * different (below the prime) and neighbours do not look alike. Nothing has to be remembered.
 */
function scatter(value: number, factor: number, prime: number): number {
  return (value * factor + 4_271_963) % prime;
}

/** Seven digits, unique for up to five million people with two numbers each. */
export function pncSerial(key: number): number {
  return scatter(key, 4_637_519, 9_999_991);
}

/** Six digits; with the year it tells people apart. */
export function croSerial(key: number): number {
  return scatter(key % 999_983, 618_049, 999_983);
}

/** Eight digits, for records. */
export function recordSerial(key: number): string {
  return padded(scatter(key, 31_415_927, 99_999_989), 8);
}

/** Up to nine digits, for crimes, arrests and custody. */
export function eventSerial(key: number): number {
  return scatter(key, 7_368_787, 999_999_937);
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Prison number, A1234BC. */
export function prisonNumber(key: number): string {
  const value = scatter(key, 27_182_819, 138_239_989);
  const [first, rest] = [value % 24, Math.floor(value / 24)];
  const [digits, pair] = [rest % 10_000, Math.floor(rest / 10_000)];
  return `${LETTERS[first]}${padded(digits, 4)}${LETTERS[pair % 24]}${LETTERS[Math.floor(pair / 24) % 24]}`;
}

/** Probation case reference number, X123456. */
export function caseReference(key: number): string {
  const value = scatter(key, 7_654_321, 23_999_993);
  return `${LETTERS[Math.floor(value / 1_000_000) % 24]}${padded(value % 1_000_000, 6)}`;
}
