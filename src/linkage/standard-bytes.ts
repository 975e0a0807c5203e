/**
 * The standard forms of `standardise.ts` and `identifiers.ts`, straight from plain ASCII bytes for the shapes that
 * most cells have. Anything else is left to those functions, which decide what is meant; a test holds the two
 * against each other.
 */

import type { FieldKind } from './types.ts';

/** No standard form: the text says nothing. */
export const NOTHING = -1;
/** Not one of the common shapes: ask the functions that read text. */
export const ASK = -2;

const CHECK = 'ZABCDEFGHJKLMNPQRTUVWXY';
const CHECK_LETTERS = Uint8Array.from(CHECK, (letter) => letter.charCodeAt(0));

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const upper = (byte: number): number => (byte >= 97 && byte <= 122 ? byte - 32 : byte);
const isLetter = (byte: number): boolean => byte >= 65 && byte <= 90;

type Bytes = Uint8Array;

/** First letters of placeholders, of `MC` and of the system prefixes: such names are read as text. */
const CAREFUL = new Set([...'UNTBIXM'].map((letter) => letter.charCodeAt(0)));

function nameInto(bytes: Bytes, from: number, to: number, into: Uint16Array): number {
  let length = 0;
  let space = false;
  for (let k = from; k < to; k += 1) {
    const byte = upper(bytes[k]!);
    if (isLetter(byte)) {
      if (space && length > 0) {
        into[length] = 32;
        length += 1;
      }
      space = false;
      into[length] = byte;
      length += 1;
    } else if (byte === 32 || byte === 45) space = true;
    else if (byte !== 39) return ASK;
    // A second word may be MC: its joining is left to the reader of text.
    if (space && k + 2 < to && upper(bytes[k + 1]!) === 77 && upper(bytes[k + 2]!) === 67) return ASK;
  }
  if (length === 0) return ASK;
  return length <= 12 && CAREFUL.has(into[0]!) ? ASK : length;
}

function digitsInto(bytes: Bytes, from: number, into: Uint16Array, order: readonly number[]): boolean {
  for (let k = 0; k < order.length; k += 1) {
    const at = order[k]!;
    if (at < 0) {
      into[k] = 45;
      continue;
    }
    const byte = bytes[from + at]!;
    if (!isDigit(byte)) return false;
    into[k] = byte;
  }
  return true;
}

const ISO = [0, 1, 2, 3, -1, 5, 6, -1, 8, 9];
const COMPACT = [0, 1, 2, 3, -1, 4, 5, -1, 6, 7];
const BRITISH = [6, 7, 8, 9, -1, 3, 4, -1, 0, 1];

const isMark = (byte: number): boolean => byte === 45 || byte === 47 || byte === 46;

function dateInto(bytes: Bytes, from: number, to: number, into: Uint16Array): number {
  const size = to - from;
  let fits = false;
  if (size === 8) fits = digitsInto(bytes, from, into, COMPACT);
  else if (size === 10 && isMark(bytes[from + 4]!) && isMark(bytes[from + 7]!)) {
    fits = digitsInto(bytes, from, into, ISO);
  } else if (size === 10 && isMark(bytes[from + 2]!) && isMark(bytes[from + 5]!)) {
    fits = digitsInto(bytes, from, into, BRITISH);
  }
  // The default dates of systems fall on a first day or on 31 December: those are read as text.
  if (!fits || (into[8] === 48 && into[9] === 49) || into[3] === 57) return ASK;
  return 10;
}

function postcodeInto(bytes: Bytes, from: number, to: number, into: Uint16Array): number {
  let length = 0;
  for (let k = from; k < to; k += 1) {
    const byte = upper(bytes[k]!);
    if (byte === 32) continue;
    if (!isLetter(byte) && !isDigit(byte)) return ASK;
    if (length === 7) return NOTHING;
    into[length] = byte;
    length += 1;
  }
  if (length < 5 || into[0] === 90 || into[0] === 71 || (into[0] === 78 && into[1] === 70)) return ASK;
  const inward = length - 3;
  if (!isDigit(into[inward]!) || !isLetter(into[inward + 1]!) || !isLetter(into[inward + 2]!)) return NOTHING;
  if (!isLetter(into[0]!)) return NOTHING;
  const area = isLetter(into[1]!) ? 2 : 1;
  if (inward <= area || inward > area + 2 || !isDigit(into[area]!)) return NOTHING;
  for (let k = length; k > inward; k -= 1) into[k] = into[k - 1]!;
  into[inward] = 32;
  return length + 1;
}

function textInto(bytes: Bytes, from: number, to: number, into: Uint16Array): number {
  let length = 0;
  let space = false;
  for (let k = from; k < to; k += 1) {
    const byte = bytes[k]!;
    if (byte > 126 || byte < 32) return ASK;
    if (byte === 32) space = true;
    else {
      if (space) {
        into[length] = 32;
        length += 1;
      }
      space = false;
      into[length] = upper(byte);
      length += 1;
    }
  }
  return length < 5 && (into[0] === 78 || length === 0) ? ASK : length;
}

/** `YYYY/NNNNNNND` whole, as most systems write it, or `YY/NNNNNNND`. */
function pncInto(bytes: Bytes, from: number, to: number, into: Uint16Array, referenceYear: number): number {
  const missing = 13 - (to - from);
  if ((missing !== 0 && missing !== 2) || bytes[to - 9] !== 47) return ASK;
  let remainder = 0;
  for (let k = missing; k < 12; k += 1) {
    const byte = bytes[from + k - missing]!;
    into[k] = byte;
    if (k === 4) continue;
    if (!isDigit(byte)) return ASK;
    if (k >= 2) remainder = (remainder * 10 + byte - 48) % 23;
  }
  if (missing > 0) {
    const year = (into[2]! - 48) * 10 + into[3]! - 48;
    into[0] = year <= referenceYear % 100 ? 50 : 49;
    into[1] = year <= referenceYear % 100 ? 48 : 57;
  }
  const letter = upper(bytes[to - 1]!);
  if (letter !== CHECK_LETTERS[remainder]) return isLetter(letter) ? NOTHING : ASK;
  into[12] = letter;
  return 13;
}

/** `NNNNNN/YYD` whole. */
function croInto(bytes: Bytes, from: number, to: number, into: Uint16Array): number {
  if (to - from !== 10 || bytes[from + 6] !== 47) return ASK;
  let serial = 0;
  for (let k = 0; k < 9; k += 1) {
    const byte = bytes[from + k]!;
    into[k] = byte;
    if (k === 6) continue;
    if (!isDigit(byte)) return ASK;
    if (k < 6) serial = serial * 10 + byte - 48;
  }
  const year = (bytes[from + 7]! - 48) * 10 + bytes[from + 8]! - 48;
  const letter = upper(bytes[from + 9]!);
  if (serial === 0 || !isLetter(letter)) return ASK;
  if (letter !== CHECK_LETTERS[(year * 1_000_000 + serial) % 23]) return NOTHING;
  into[9] = letter;
  return 10;
}

/**
 * Writes the standard form of the bytes and gives its length, {@link NOTHING} or {@link ASK}. The bytes are trimmed
 * and unquoted.
 */
export function standardInto(
  kind: FieldKind,
  bytes: Uint8Array,
  from: number,
  to: number,
  into: Uint16Array,
  referenceYear: number,
): number {
  if (to - from >= into.length - 8) return ASK;
  switch (kind) {
    case 'name':
      return nameInto(bytes, from, to, into);
    case 'date':
      return dateInto(bytes, from, to, into);
    case 'postcode':
      return postcodeInto(bytes, from, to, into);
    case 'pnc':
      return pncInto(bytes, from, to, into, referenceYear);
    case 'cro':
      return croInto(bytes, from, to, into);
    case 'text':
    case 'other':
      return textInto(bytes, from, to, into);
    // Also for a kind that is not known: who reads text refuses it.
    default:
      return ASK;
  }
}
