import { closeSync, createWriteStream, fstatSync, openSync, readSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { WaymarkError } from '../../kernel/errors.ts';
import { roomForList } from '../../linkage/index.ts';

export const wrong = (text: string, cause?: unknown): WaymarkError =>
  new WaymarkError('bad-file', cause === undefined ? { text } : { text, cause });

/** Cells are found by 32-bit places. */
const largestFile = 2 ** 31 - 1;

/** A file's bytes, counted. @throws WaymarkError `bad-file` when there is none, or it is too large. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw wrong(`There is no file ${path}.`);
  if (!found.isFile()) throw wrong(`${path} is not a file.`);
  if (found.size > largestFile) throw wrong(`${path} is larger than 2 GiB: divide it by year of birth.`);
  return found.size;
}

/** What a file is that is no list, by how it begins. */
const OTHER_FILES: readonly (readonly [begins: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a workbook or an archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'a workbook or a document'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x1f, 0x8b], 'packed'],
];

function refuseOtherFiles(path: string, bytes: Uint8Array): void {
  const found = OTHER_FILES.find(([begins]) => begins.every((byte, at) => bytes[at] === byte));
  if (found !== undefined)
    throw wrong(`${path} is no CSV file but ${found[1]}. Save the sheet as CSV (UTF-8) and link that.`);
}

/** UTF-16 says so itself, or has a zero beside each letter of its first words. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && c !== 0 && d === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0 && d !== 0)) return 'utf-16be';
  return undefined;
}

const [NEWLINE, RETURN] = [10, 13] as const;

/** Lines that end as on old Macintoshes get the end that others have, and “sep=;” before the header is passed over. */
function tidy(bytes: Uint8Array): void {
  if (bytes.indexOf(NEWLINE) < 0)
    for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1)) bytes[at] = NEWLINE;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = new TextDecoder('latin1').decode(bytes.slice(start, start + 8));
  const length = /^sep=.(?=\r?\n)/i.exec(first)?.[0].length ?? 0;
  // Line ends before the header count as nothing, and lines keep their numbers.
  bytes.fill(RETURN, start, start + length);
}

/** The file's bytes in memory that threads share. */
export async function readBytes(path: string, roomFor = shared): Promise<Uint8Array> {
  await sizeOf(path);
  const file = openSync(path, 'r');
  try {
    const bytes = roomFor(fstatSync(file).size);
    let at = 0;
    for (let read = -1; read !== 0 && at < bytes.length; at += read)
      read = readSync(file, bytes, at, bytes.length - at, at);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** A list's bytes in UTF-8 or Windows-1252, with lines that end in one way. */
export async function readListBytes(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path, roomForList);
  refuseOtherFiles(path, bytes);
  const utf16 = utf16Of(bytes);
  if (utf16 === undefined) {
    tidy(bytes);
    return bytes;
  }
  const text = Buffer.from(new TextDecoder(utf16).decode(bytes.slice()));
  const again = roomForList(text.length);
  again.set(text);
  tidy(again);
  return again;
}

const shared = (size: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(size));

/** Written beside and moved into place, so that a broken run leaves no half file. */
export async function writeDraft(path: string, pieces: () => Iterable<string | Uint8Array>): Promise<void> {
  const draft = `${path}.part`;
  try {
    await pipeline(pieces, createWriteStream(draft));
    await rename(draft, path);
  } catch (cause) {
    throw wrong(`${path} could not be written: ${whyNot(cause)}.`, cause);
  }
}

/** Why a file cannot be written, in words. */
function whyNot(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such folder';
  if (code === 'EACCES' || code === 'EROFS') return 'you may not write there';
  if (code === 'ENOSPC') return 'there is no room left';
  return cause instanceof Error ? cause.message : String(cause);
}
