/**
 * Canonical forms and check letters of the national identifiers.
 *
 * An identifier that fails its check has no canonical form: the raw text is kept by the caller and nothing is
 * guessed, because a repaired identifier can put somebody else's offences on a person.
 *
 * Check letter: `ZABCDEFGHJKLMNPQRTUVWXY`[number mod 23] (I, O and S are never used). The number differs by
 * identifier; each parser says which. After ministryofjustice/hmpps-person-record (`model/identifiers`) and
 * ministryofjustice/bichard7-next-core (`lib/Asn.ts`, `isAsnValid.ts`), both MIT.
 */

const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

/** Why an identifier has no canonical form. */
export type IdentifierProblem = 'empty' | 'format' | 'check-letter';

/** A parsed identifier: its canonical form, or the reason there is none. `expected` is the letter that would fit. */
export type ParsedIdentifier =
  | { readonly valid: true; readonly canonical: string }
  | {
      readonly valid: false;
      readonly canonical: undefined;
      readonly problem: IdentifierProblem;
      readonly expected?: string;
    };

function refuse(problem: IdentifierProblem, expected?: string): ParsedIdentifier {
  return expected === undefined
    ? { valid: false, canonical: undefined, problem }
    : { valid: false, canonical: undefined, problem, expected };
}

/** The check letter of a string of digits (any length): alphabet[number mod 23]. */
export function checkLetter(digits: string): string {
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 23;
  return CHECK_LETTERS[remainder]!;
}

function checked(canonical: string, digits: string, letter: string): ParsedIdentifier {
  const expected = checkLetter(digits);
  return expected === letter ? { valid: true, canonical } : refuse('check-letter', expected);
}

function tidy(text: string): string {
  return text.toUpperCase().replace(/\s+/g, '');
}

/**
 * Police National Computer id → `YYYY/NNNNNNND`. Accepts long and short forms, with or without the slash.
 * Number checked: the year's last two digits followed by the serial padded to 7.
 * @param referenceYear decides the century of a two-digit year: later than its last two digits means 19xx.
 */
export function parsePnc(text: string, referenceYear: number): ParsedIdentifier {
  const value = tidy(text);
  if (value === '') return refuse('empty');
  const slashed = /^(\d{2}|\d{4})\/(\d{1,7})([A-Z])$/.exec(value);
  // Without a slash only the full 12 characters hold a four-digit year; anything shorter is the short form.
  const plain =
    value.length === 12 ? /^(\d{4})(\d{7})([A-Z])$/.exec(value) : /^(\d{2})(\d{1,7})([A-Z])$/.exec(value);
  const parts = slashed ?? plain;
  if (!parts) return refuse('format');
  const [, year = '', serial = '', letter = ''] = parts;
  const short = year.slice(-2);
  const full = year.length === 4 ? year : `${Number(short) <= referenceYear % 100 ? '20' : '19'}${short}`;
  const padded = serial.padStart(7, '0');
  return checked(`${full}/${padded}${letter}`, short + padded, letter);
}

/**
 * Criminal Records Office number → `NNNNNN/YYD` (standard) or `SFYY/N…D` (single file, not padded).
 * Number checked: YY then the serial, padded to 6 for the standard form and as written for the single file.
 * The placeholder 000000/00Z is refused as a format.
 */
export function parseCro(text: string): ParsedIdentifier {
  const value = tidy(text);
  if (value === '') return refuse('empty');
  const file = /^SF(\d{2})\/?(\d{1,6})([A-Z])$/.exec(value);
  if (file) {
    const [, year = '', serial = '', letter = ''] = file;
    return checked(`SF${year}/${serial}${letter}`, year + serial, letter);
  }
  const standard = /^(\d{1,6})\/(\d{2})([A-Z])$/.exec(value);
  if (!standard) return refuse('format');
  const [, serial = '', year = '', letter = ''] = standard;
  const padded = serial.padStart(6, '0');
  if (Number(padded) === 0) return refuse('format');
  return checked(`${padded}/${year}${letter}`, year + padded, letter);
}

/**
 * Arrest/summons number → 20 characters `YYFFUUSSNNNNNNNNNNND` (21 where an organisation-type letter follows the
 * year). Accepts the displayed form `YY/FFUU/SS/n D` with an unpadded serial. Number checked: the force and system
 * codes where they are digits, then the year and the 11-digit serial; the unit code takes no part.
 */
export function parseAsn(text: string): ParsedIdentifier {
  const value = tidy(text);
  if (value === '') return refuse('empty');
  const shown = /^(\d{2})\/([A-Z0-9]{4,5})\/([A-Z0-9]{2})\/(\d{1,11})([A-Z])$/.exec(value);
  const compact = shown
    ? `${shown[1]}${shown[2]}${shown[3]}${shown[4]!.padStart(11, '0')}${shown[5]}`
    : value;
  const parts = /^(\d{2})([A-Z]?)([A-Z0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})(\d{11})([A-HJ-NP-RT-Z])$/.exec(
    compact,
  );
  if (!parts || (compact.length === 20) !== (parts[2] === '')) return refuse('format');
  const [, year = '', , force = '', , system = '', serial = '', letter = ''] = parts;
  const digits = [force, system].filter((code) => /^\d+$/.test(code)).join('') + year + serial;
  return checked(compact, digits, letter);
}

function matching(text: string, pattern: RegExp): ParsedIdentifier {
  const value = tidy(text);
  if (value === '') return refuse('empty');
  return pattern.test(value) ? { valid: true, canonical: value } : refuse('format');
}

/** Prison (NOMS) number: `A1234BC`. It has no check letter, so only the shape is verified. */
export function parsePrisonNumber(text: string): ParsedIdentifier {
  return matching(text, /^[A-Z]\d{4}[A-Z]{2}$/);
}

/** Probation case reference number: `X123456`. It has no check letter, so only the shape is verified. */
export function parseCrn(text: string): ParsedIdentifier {
  return matching(text, /^[A-Z]\d{6}$/);
}

/** UK postcode → outward and inward parts with one space (`CF10 1AB`). Shape only; existence is not verified. */
export function parsePostcode(text: string): ParsedIdentifier {
  const value = tidy(text).replace(/[^A-Z0-9]/g, '');
  if (value === '') return refuse('empty');
  if (!/^(GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2})$/.test(value)) return refuse('format');
  return { valid: true, canonical: `${value.slice(0, -3)} ${value.slice(-3)}` };
}
