import { closeSync, createWriteStream, fstatSync, openSync, readSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { WaymarkError } from '../../kernel/errors.ts';

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

/** The file's bytes in memory that threads share; what is written in UTF-16 becomes UTF-8. */
export async function readBytes(path: string): Promise<Uint8Array> {
  await sizeOf(path);
  const file = openSync(path, 'r');
  try {
    const bytes = shared(fstatSync(file).size);
    let at = 0;
    for (let read = -1; read !== 0 && at < bytes.length; at += read)
      read = readSync(file, bytes, at, bytes.length - at, at);
    const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
    if (utf16 === undefined) return bytes;
    const text = Buffer.from(new TextDecoder(utf16).decode(bytes.slice()));
    const again = shared(text.length);
    again.set(text);
    return again;
  } finally {
    closeSync(file);
  }
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
