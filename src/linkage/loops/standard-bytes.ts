/**
 * The standard forms of `standardise.ts` and `identifiers.ts`, straight from plain ASCII bytes for the shapes that
 * most cells have. Anything else is left to those functions, which decide what is meant; a test holds the two
 * against each other.
 */

/** No standard form: the text says nothing. */
export const NOTHING: i32 = -1;
/** Not one of the common shapes: ask the functions that read text. */
export const ASK: i32 = -2;

/** Kinds of field, by their place in `KINDS` of `cell-loops.ts`. */
const NAME: i32 = 0;
const DATE: i32 = 1;
const POSTCODE: i32 = 2;
const PNC: i32 = 3;
const CRO: i32 = 4;
const TEXT: i32 = 5;

/** The longest value, in units. */
export const LONGEST: i32 = 1 << 16;
const LONGEST_BYTES: i32 = LONGEST - 8;

/** Where the next standard form is written. */
let units: usize = 0;

export function unitsAt(): usize {
  return units;
}

export function writeUnitsAt(place: usize): void {
  units = place;
}

/** `ZABCDEFGHJKLMNPQRTUVWXY`: the check letter by the remainder. */
const CHECK = memory.data<u8>([
  90, 65, 66, 67, 68, 69, 70, 71, 72, 74, 75, 76, 77, 78, 80, 81, 82, 84, 85, 86, 87, 88, 89,
]);

function isDigit(byte: u32): bool {
  return byte - 48 < 10;
}

function upper(byte: u32): u32 {
  return byte - 97 < 26 ? byte - 32 : byte;
}

function isLetter(byte: u32): bool {
  return byte - 65 < 26;
}

function byteAt(at: usize): u32 {
  return load<u8>(at);
}

function unitAt(k: i32): u32 {
  return load<u16>(units + (k << 1));
}

function write(k: i32, unit: u32): void {
  store<u16>(units + (k << 1), <u16>unit);
}

/** First letters of placeholders, of `MC` and of the system prefixes: such names are read as text. */
function isCareful(letter: u32): bool {
  switch (letter) {
    case 66: // B
    case 73: // I
    case 77: // M
    case 78: // N
    case 84: // T
    case 85: // U
    case 88: // X
      return true;
    default:
      return false;
  }
}

function nameInto(from: usize, to: usize): i32 {
  let length: i32 = 0;
  let space = false;
  for (let k = from; k < to; k += 1) {
    const byte = upper(byteAt(k));
    if (isLetter(byte)) {
      if (space && length > 0) {
        write(length, 32);
        length += 1;
      }
      space = false;
      write(length, byte);
      length += 1;
    } else if (byte === 32 || byte === 45) space = true;
    else if (byte !== 39) return ASK;
    // A second word may be MC: its joining is left to the reader of text.
    if (space && k + 2 < to && upper(byteAt(k + 1)) === 77 && upper(byteAt(k + 2)) === 67) return ASK;
  }
  if (length === 0) return ASK;
  return length <= 12 && isCareful(unitAt(0)) ? ASK : length;
}

/** Eight digits and the marks between them, from where year, month and day begin. */
function digitsInto(year: usize, month: usize, day: usize): bool {
  for (let k: i32 = 0; k < 4; k += 1) write(k, byteAt(year + k));
  write(4, 45);
  for (let k: i32 = 0; k < 2; k += 1) write(5 + k, byteAt(month + k));
  write(7, 45);
  for (let k: i32 = 0; k < 2; k += 1) write(8 + k, byteAt(day + k));
  for (let k: i32 = 0; k < 10; k += 1) if (k !== 4 && k !== 7 && !isDigit(unitAt(k))) return false;
  return true;
}

function isMark(byte: u32): bool {
  return byte === 45 || byte === 47 || byte === 46;
}

function dateInto(from: usize, to: usize): i32 {
  const size = to - from;
  let fits = false;
  if (size === 8) fits = digitsInto(from, from + 4, from + 6);
  else if (size === 10 && isMark(byteAt(from + 4)) && isMark(byteAt(from + 7))) {
    fits = digitsInto(from, from + 5, from + 8);
  } else if (size === 10 && isMark(byteAt(from + 2)) && isMark(byteAt(from + 5))) {
    fits = digitsInto(from + 6, from + 3, from);
  }
  // The default dates of systems fall on a first day or on 31 December: those are read as text.
  if (!fits || (unitAt(8) === 48 && unitAt(9) === 49) || unitAt(3) === 57) return ASK;
  return 10;
}

function postcodeInto(from: usize, to: usize): i32 {
  let length: i32 = 0;
  for (let k = from; k < to; k += 1) {
    const byte = upper(byteAt(k));
    if (byte === 32) continue;
    if (!isLetter(byte) && !isDigit(byte)) return ASK;
    if (length === 7) return NOTHING;
    write(length, byte);
    length += 1;
  }
  const first = unitAt(0);
  if (length < 5 || first === 90 || first === 71 || (first === 78 && unitAt(1) === 70)) return ASK;
  const inward = length - 3;
  if (!isDigit(unitAt(inward)) || !isLetter(unitAt(inward + 1)) || !isLetter(unitAt(inward + 2)))
    return NOTHING;
  if (!isLetter(first)) return NOTHING;
  const area = isLetter(unitAt(1)) ? 2 : 1;
  if (inward <= area || inward > area + 2 || !isDigit(unitAt(area))) return NOTHING;
  for (let k = length; k > inward; k -= 1) write(k, unitAt(k - 1));
  write(inward, 32);
  return length + 1;
}

function textInto(from: usize, to: usize): i32 {
  let length: i32 = 0;
  let space = false;
  for (let k = from; k < to; k += 1) {
    const byte = byteAt(k);
    if (byte > 126 || byte < 32) return ASK;
    if (byte === 32) space = true;
    else {
      if (space) {
        write(length, 32);
        length += 1;
      }
      space = false;
      write(length, upper(byte));
      length += 1;
    }
  }
  return length < 5 && (length === 0 || unitAt(0) === 78) ? ASK : length;
}

/** `YYYY/NNNNNNND` whole, as most systems write it, or `YY/NNNNNNND`. */
function pncInto(from: usize, to: usize, referenceYear: i32): i32 {
  const missing = 13 - <i32>(to - from);
  if ((missing !== 0 && missing !== 2) || byteAt(to - 9) !== 47) return ASK;
  let remainder: u32 = 0;
  for (let k = missing; k < 12; k += 1) {
    const byte = byteAt(from + k - missing);
    write(k, byte);
    if (k === 4) continue;
    if (!isDigit(byte)) return ASK;
    if (k >= 2) remainder = (remainder * 10 + byte - 48) % 23;
  }
  if (missing > 0) {
    const year = <i32>((unitAt(2) - 48) * 10 + unitAt(3) - 48);
    write(0, year <= referenceYear % 100 ? 50 : 49);
    write(1, year <= referenceYear % 100 ? 48 : 57);
  }
  const letter = upper(byteAt(to - 1));
  if (letter !== <u32>load<u8>(CHECK + remainder)) return isLetter(letter) ? NOTHING : ASK;
  write(12, letter);
  return 13;
}

/** `NNNNNN/YYD` whole. */
function croInto(from: usize, to: usize): i32 {
  if (to - from !== 10 || byteAt(from + 6) !== 47) return ASK;
  let serial: u32 = 0;
  for (let k: i32 = 0; k < 9; k += 1) {
    const byte = byteAt(from + k);
    write(k, byte);
    if (k === 6) continue;
    if (!isDigit(byte)) return ASK;
    if (k < 6) serial = serial * 10 + byte - 48;
  }
  const year = (unitAt(7) - 48) * 10 + unitAt(8) - 48;
  const letter = upper(byteAt(from + 9));
  if (serial === 0 || !isLetter(letter)) return ASK;
  if (letter !== <u32>load<u8>(CHECK + ((year * 1_000_000 + serial) % 23))) return NOTHING;
  write(9, letter);
  return 10;
}

/** Writes the standard form of a trimmed cell to the units and gives its length, {@link NOTHING} or {@link ASK}. */
export function standardInto(kind: i32, from: usize, bytes: i32, referenceYear: i32): i32 {
  if (bytes >= LONGEST_BYTES) return ASK;
  const to = from + bytes;
  switch (kind) {
    case NAME:
      return nameInto(from, to);
    case DATE:
      return dateInto(from, to);
    case POSTCODE:
      return postcodeInto(from, to);
    case PNC:
      return pncInto(from, to, referenceYear);
    case CRO:
      return croInto(from, to);
    case TEXT:
      return textInto(from, to);
    // Also for a kind that is not known: who reads text refuses it.
    default:
      return ASK;
  }
}
