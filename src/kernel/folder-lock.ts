import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WaymarkError } from './errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a data folder for this process alone. Two processes on one embedded database both get in and silently
 * lose each other's rows, so the second is refused. A lock whose process has ended is taken over.
 *
 * @throws WaymarkError `folder-in-use` with the other process's number.
 */
export async function holdFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const path = join(await realpath(folder), 'lock');
  if (held.has(path)) throw inUse(process.pid);
  held.add(path);
  // The number is written first and the file then linked to its place, so that nobody reads an empty lock.
  const draft = `${path}-${process.pid}-${randomUUID()}`;
  try {
    await writeFile(draft, `${process.pid}\n`);
    await takePlace(draft, path);
  } catch (error) {
    held.delete(path);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      await rm(path, { force: true });
      held.delete(path);
    },
  };
}

/** What this process holds. In a container every start has the same number: an old lock with ours is nobody's. */
const held = new Set<string>();

async function takePlace(draft: string, path: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      return await link(draft, path);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const holder = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
      if (holder !== process.pid && isAlive(holder)) throw inUse(holder);
      await rm(path, { force: true });
    }
  }
  throw new WaymarkError('folder-in-use');
}

const inUse = (holder: number): WaymarkError =>
  new WaymarkError('folder-in-use', {
    text: `The data folder is in use by process ${holder}. Stop it, or set WAYMARK_DATA to another folder.`,
    data: { holder },
  });

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
