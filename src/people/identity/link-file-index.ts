import { crc32 } from 'node:zlib';
import { indexBytes, indexFrom, type KeptIndex, type LinkedTable, type Role } from '../../linkage/index.ts';
import { readBytes, writeDraft, wrong } from './link-file-bytes.ts';
import type { Ids } from './link-file-ids.ts';
import type { UnreadByLine } from './link-file-unread.ts';

/** What tells one state of a file from another. */
export interface Source {
  size: number;
  checksum: number;
}

/** What the command needs of the file besides what the engine keeps of it. */
export interface IndexAbout {
  ids: Ids;
  source: Source;
  roles: Readonly<Partial<Record<Role, string>>>;
  unused: readonly string[];
  torn: readonly { readonly line: number; readonly reason: string }[];
  tornCount: number;
  unread?: readonly UnreadByLine[];
  /** In words: quotation marks that do not pair. */
  quotes?: readonly string[];
}

const pieceBytes = 1 << 22;

export function sourceOf(bytes: Uint8Array): Source {
  let checksum = 0;
  // The checksum takes no shared memory, so it is given copies.
  for (let at = 0; at < bytes.length; at += pieceBytes)
    checksum = crc32(bytes.slice(at, at + pieceBytes), checksum);
  return { size: bytes.length, checksum };
}

export const sameSource = (a: Source, b: Source): boolean => a.size === b.size && a.checksum === b.checksum;

export async function saveIndex(path: string, result: LinkedTable, about: IndexAbout): Promise<void> {
  const { index: encoded, model, frequencies } = result;
  if (encoded === null) throw wrong(`There is no index to be saved as ${path}.`);
  await writeDraft(path, () => indexBytes({ encoded, model, frequencies, about }));
}

export async function openIndex(path: string): Promise<KeptIndex & { about: IndexAbout }> {
  const bytes = await readBytes(path);
  try {
    const { about, ...kept } = indexFrom(bytes);
    return { ...kept, about: about as IndexAbout };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(`The index ${path} cannot be used. ${reason}`, cause);
  }
}
