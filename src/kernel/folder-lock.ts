import { mkdir, open, readFile, rm } from 'node:fs/promises';
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
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const holder = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
      if (isAlive(holder)) {
        const text = `The data folder is in use by process ${holder}. Stop it, or set WAYMARK_DATA to another folder.`;
        throw new WaymarkError('folder-in-use', { text, data: { holder } });
      }
      await rm(path, { force: true });
    }
  }
  throw new WaymarkError('folder-in-use');
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
