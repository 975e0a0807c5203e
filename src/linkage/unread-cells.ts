/**
 * The cells of a file that have no standard form, by reason, with where the first stand. Next to all cells are plainly
 * right, which their bytes show; only the others are read as text, each text once.
 */

import { cellText } from './cell-text.ts';
import type { CsvTable } from './csv.ts';
import { checkLetter } from './identifiers.ts';
import { type Job, poolOf, runOn } from './pool.ts';
import { PLACEHOLDER_NAMES } from './standardise.ts';
import type { FieldKind } from './types.ts';
import { type UnreadReason, unreadReason } from './unread.ts';

/** A column to be looked through. */
export interface UnreadTask {
  readonly column: string;
  readonly kind: FieldKind;
  readonly referenceYear: number;
}

export interface UnreadColumn {
  readonly column: string;
  readonly kind: FieldKind;
  /** Cells with anything in them. */
  readonly filled: number;
  /** By reason, the most frequent first. */
  readonly reasons: readonly UnreadCells[];
}

export interface UnreadCells {
  readonly reason: UnreadReason;
  readonly count: number;
  /** Where the first of them begin in the file. */
  readonly places: readonly number[];
}

/** So many places are kept of each reason. */
export const PLACES_KEPT = 10;

const [QUOTE, SLASH, DASH, SPACE, ZERO, NINE] = [34, 47, 45, 32, 48, 57] as const;

const digit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
const letter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

function number(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (!digit(byte)) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Years of which the first day, and in the last of them the last, stands for none (`standardise.ts`). */
const DEFAULT_YEARS: ReadonlySet<number> = new Set([1, 1753, 1900, 1970, 9999]);

/** A day that there is, and that no system puts where none is known. */
function plainDate(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 10) return false;
  const ordered = bytes[from + 4] === DASH && bytes[from + 7] === DASH;
  if (!ordered && !(bytes[from + 2] === SLASH && bytes[from + 5] === SLASH)) return false;
  const [y, m, d] = ordered ? [from, from + 5, from + 8] : [from + 6, from + 3, from];
  const year = number(bytes, y, y + 4);
  const month = number(bytes, m, m + 2);
  const day = number(bytes, d, d + 2);
  if (year < 0 || month < 1 || day < 1 || day > (DAYS[month] ?? 0)) return false;
  return !DEFAULT_YEARS.has(year);
}

function plainPostcode(bytes: Uint8Array, from: number, to: number): boolean {
  if (!letter(bytes[to - 1]!) || !letter(bytes[to - 2]!) || !digit(bytes[to - 3]!)) return false;
  const end = bytes[to - 4] === SPACE ? to - 4 : to - 3;
  const areaEnd = from + (letter(bytes[from + 1]!) ? 2 : 1);
  const district = end - areaEnd;
  if (!letter(bytes[from]!) || district < 1 || district > 2 || !digit(bytes[areaEnd]!)) return false;
  if (district === 2 && !digit(bytes[end - 1]!) && !letter(bytes[end - 1]!)) return false;
  // NF and ZZ begin the codes of no fixed abode.
  return areaEnd - from === 1 || ((bytes[from]! | 32) !== 122 && (bytes[from + 1]! | 32) !== 102);
}

const LETTER_OF = Uint8Array.from({ length: 23 }, (_, rest) => checkLetter(String(rest)).charCodeAt(0));

/** `1985/1234567X`, as most systems write a PNC number. */
function plainPnc(bytes: Uint8Array, from: number, to: number): boolean {
  const slash = from + (bytes[from + 2] === SLASH ? 2 : 4);
  const digits = to - 2 - slash;
  if (bytes[slash] !== SLASH || digits < 1 || digits > 7) return false;
  if (number(bytes, from, slash) < 0) return false;
  const serial = number(bytes, slash + 1, to - 1);
  const year = number(bytes, slash - 2, slash);
  return serial >= 0 && LETTER_OF[(year * 10_000_000 + serial) % 23] === bytes[to - 1];
}

/** `123456/85X`. */
function plainCro(bytes: Uint8Array, from: number, to: number): boolean {
  const slash = to - 4;
  const digits = slash - from;
  if (digits < 1 || digits > 6 || bytes[slash] !== SLASH) return false;
  const serial = number(bytes, from, slash);
  const year = number(bytes, slash + 1, to - 1);
  return serial > 0 && year >= 0 && LETTER_OF[(year * 1_000_000 + serial) % 23] === bytes[to - 1];
}

const startOf = (text: string): number =>
  ((text.charCodeAt(0) & 0xdf) << 16) | ((text.charCodeAt(1) & 0xdf) << 8) | (text.charCodeAt(2) & 0xdf);
/** How placeholders begin, and what some systems put before a name. */
const CAREFUL: ReadonlySet<number> = new Set([...PLACEHOLDER_NAMES, 'MIG_', 'DUPLICATE_'].map(startOf));

/** A name that begins with three letters, and as no placeholder does. */
function plainName(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 3) return false;
  const [a, b, c] = [bytes[from]!, bytes[from + 1]!, bytes[from + 2]!];
  if (!letter(a) || !letter(b) || !letter(c)) return false;
  return !CAREFUL.has(((a & 0xdf) << 16) | ((b & 0xdf) << 8) | (c & 0xdf));
}

const plainSex = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from === 1 && [70, 77, 102, 109].includes(bytes[from]!);

/** Nothing but “NULL” and “N/A” says nothing. */
const plainText = (bytes: Uint8Array, from: number): boolean =>
  bytes[from]! > SPACE && (bytes[from]! | 32) !== 110 && bytes[from]! < 128;

type Plain = (bytes: Uint8Array, from: number, to: number) => boolean;

const PLAIN: Readonly<Record<FieldKind, Plain>> = {
  name: plainName,
  date: plainDate,
  postcode: plainPostcode,
  pnc: plainPnc,
  cro: plainCro,
  'prison-number': () => false,
  crn: () => false,
  sex: plainSex,
  text: plainText,
  other: plainText,
  'as-is': () => true,
};

/** Texts that were asked for; a column of other texts in every row forgets them now and then. */
class Asked {
  readonly #known = new Map<string, UnreadReason | null>();
  readonly #raw: Buffer;
  readonly #table: CsvTable;
  readonly #task: UnreadTask;

  constructor(table: CsvTable, task: UnreadTask) {
    const { buffer, byteOffset, byteLength } = table.bytes;
    this.#raw = Buffer.from(buffer, byteOffset, byteLength);
    this.#table = table;
    this.#task = task;
  }

  reason(from: number, to: number): UnreadReason | null {
    const key = this.#raw.toString('latin1', from, to);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { kind, referenceYear } = this.#task;
    const reason = unreadReason(kind, cellText(this.#table, from, to), referenceYear);
    if (this.#known.size >= 100_000) this.#known.clear();
    this.#known.set(key, reason);
    return reason;
  }
}

/** What is found of a column. */
interface Found {
  filled: number;
  readonly reasons: Map<UnreadReason, { count: number; places: number[] }>;
}

interface Looking {
  readonly table: CsvTable;
  readonly column: number;
  readonly plain: Plain;
  readonly asked: Asked;
}

/** Looks at the cells of a column in one part of the rows. */
function look(
  { table, column, plain, asked }: Looking,
  { rows, stride, cells }: CsvTable['parts'][number],
): Found {
  const { bytes, quoted } = table;
  const found: Found = { filled: 0, reasons: new Map() };
  const at = column * stride;
  for (let r = at; r < at + rows; r += 1) {
    let from = cells[r]!;
    let to = cells[r + stride]! - 1;
    while (from < to && bytes[from]! <= SPACE) from += 1;
    while (to > from && bytes[to - 1]! <= SPACE) to -= 1;
    if (to === from) continue;
    const within = quoted && to - from >= 2 && bytes[from] === QUOTE && bytes[to - 1] === QUOTE ? 1 : 0;
    if (to - from === within * 2) continue;
    found.filled += 1;
    if (plain(bytes, from + within, to - within)) continue;
    const reason = asked.reason(from, to);
    if (reason === null) continue;
    const unread = found.reasons.get(reason) ?? { count: 0, places: [] };
    unread.count += 1;
    if (unread.places.length < PLACES_KEPT) unread.places.push(from);
    found.reasons.set(reason, unread);
  }
  return found;
}

/** Each piece is a part of the rows, all columns of which lie near one another. */
export const LOOK_THROUGH: Job<{ table: CsvTable; tasks: readonly UnreadTask[] }, Found[]> = {
  name: 'look through',
  worker: ({ table, tasks }) => {
    const columns = tasks.map((task): Looking => {
      const column = table.headers.indexOf(task.column);
      return { table, column, plain: PLAIN[task.kind], asked: new Asked(table, task) };
    });
    return (piece) => columns.map((looking) => look(looking, table.parts[piece]!));
  },
};

function together(task: UnreadTask, parts: readonly Found[]): UnreadColumn {
  const reasons = new Map<UnreadReason, { count: number; places: number[] }>();
  for (const part of parts) {
    for (const [reason, { count, places }] of part.reasons) {
      const known = reasons.get(reason) ?? { count: 0, places: [] };
      known.count += count;
      known.places.push(...places.slice(0, PLACES_KEPT - known.places.length));
      reasons.set(reason, known);
    }
  }
  const { column, kind } = task;
  return {
    column,
    kind,
    filled: parts.reduce((sum, { filled }) => sum + filled, 0),
    reasons: [...reasons]
      .map(([reason, unread]) => ({ reason, ...unread }))
      .sort((one, other) => other.count - one.count),
  };
}

/** What could not be read of some columns of a file, and why. To be asked before the file is given to `link`. */
export function unreadCells(table: CsvTable, tasks: readonly UnreadTask[], threads = 1): UnreadColumn[] {
  const there = tasks.filter(({ column }) => table.headers.includes(column));
  const { parts } = table;
  const found = runOn(poolOf(threads), LOOK_THROUGH, { table, tasks: there }, parts.length);
  return there.map((task, c) =>
    together(
      task,
      found.flatMap((part) => part[c] ?? []),
    ),
  );
}
