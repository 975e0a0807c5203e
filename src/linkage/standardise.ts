/**
 * Putting names, dates and postcodes into the one form in which they are compared. Each function returns `null`
 * where the text says nothing about who a person is. The rules for placeholders, default dates and no-fixed-abode
 * codes follow ministryofjustice/hmpps-person-match (`data_cleaning`, MIT).
 */

import { parsePostcode } from './identifiers.ts';

export const PLACEHOLDER_NAMES: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'NOT KNOWN',
  'NOT ENTERED',
  'NOT GIVEN',
  'NOT STATED',
  'NOT RECORDED',
  'NO NAME',
  'NONE',
  'NULL',
  'NK',
  'N/A',
  'NA',
  'TBC',
  'TEST',
  'BABY',
  'BABY BOY',
  'BABY GIRL',
  'INFANT',
  'XXX',
]);

const SYSTEM_PREFIXES = /\b(MIG_ERROR|NO_SHOW|DUPLICATE)_/g;

/**
 * A name in capitals without diacritics: apostrophes and full stops dropped, hyphens to spaces, `MC` and `MAC`
 * followed by a space joined on (`MC DONALD` → `MCDONALD`). Placeholders and names without a letter give null.
 */
export function standardiseName(text: string): string | null {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .replace(SYSTEM_PREFIXES, '')
    .replace(/Ł/g, 'L')
    .replace(/Ø/g, 'O')
    .replace(/Đ/g, 'D')
    .replace(/Æ/g, 'AE')
    .replace(/['’‘`´.]/g, '');
  const trimmed = plain.trim().replace(/\s+/g, ' ');
  if (PLACEHOLDER_NAMES.has(trimmed)) return null;
  const spaced = plain
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\bMC (?=\p{L}{2})/gu, 'MC');
  return /\p{L}/u.test(spaced) && !PLACEHOLDER_NAMES.has(spaced) ? spaced : null;
}

const DEFAULT_DATES = new Set(['1900-01-01', '1970-01-01', '0001-01-01', '9999-12-31', '1753-01-01']);

/**
 * The eight digits of a date as `YYYY-MM-DD`, from `YYYY-MM-DD`, `YYYYMMDD`, `DD/MM/YYYY` (also with dots or
 * dashes), a time part being ignored. System default dates give null. 1 January is kept: it is weighed by its
 * frequency. Impossible dates (`1859-42-19`) are kept too, because a mistyped digit is still evidence; where a real
 * date is wanted use {@link standardiseDate}.
 */
export function dateDigits(text: string): string | null {
  const value = text.trim();
  const ordered = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?$/.exec(value);
  const british = ordered ? null : /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?$/.exec(value);
  if (!ordered && !british) return null;
  const digits = ordered
    ? `${ordered[1]}-${ordered[2]}-${ordered[3]}`
    : `${british![3]}-${british![2]!.padStart(2, '0')}-${british![1]!.padStart(2, '0')}`;
  return DEFAULT_DATES.has(digits) ? null : digits;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** As {@link dateDigits}, but null unless the day exists in the (proleptic Gregorian) calendar. */
export function standardiseDate(text: string): string | null {
  const digits = dateDigits(text);
  if (digits === null) return null;
  const [year, month, day] = digits.split('-').map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return digits;
}

/** No-fixed-abode codes in national systems: not addresses, and shared by thousands of people. */
const NO_FIXED_ABODE = new Set(['NF1 1NF', 'NF1 1FA', 'NF1 1AA', 'ZZ99 3VZ', 'ZZ99 3WZ', 'ZZ99 3CZ']);

/** A UK postcode as `CF10 1AB`; null when it has no postcode's shape or stands for no fixed abode. */
export function standardisePostcode(text: string): string | null {
  const parsed = parsePostcode(text);
  return parsed.valid && !NO_FIXED_ABODE.has(parsed.canonical) ? parsed.canonical : null;
}

/** Codes and free text: capitals, runs of white space to one space; empty gives null. */
export function standardiseText(text: string): string | null {
  const value = text.trim().replace(/\s+/g, ' ').toUpperCase();
  return value === '' || value === 'NULL' || value === 'N/A' ? null : value;
}

/** Sex or gender as `M`, `F` or the code given; "unknown" and "not stated" give null. */
export function standardiseSex(text: string): string | null {
  const value = standardiseText(text);
  if (value === null || /^(U|UNKNOWN|NOT (KNOWN|STATED|SPECIFIED|RECORDED)|NK|0|9)$/.test(value)) return null;
  if (/^(M|MALE|MAN|1)$/.test(value)) return 'M';
  if (/^(F|FEMALE|WOMAN|2)$/.test(value)) return 'F';
  return value;
}
