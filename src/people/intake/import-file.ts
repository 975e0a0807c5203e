import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { moveIn, moveOut, refuseUndo, resume } from './move.ts';
import { allow } from './rules.ts';
import {
  clearStaging,
  compareAgain,
  decideWaiting,
  maxEmbeddedBytes,
  refuseFile,
  stageFile,
} from './stage.ts';
import { asIntake } from './steps.ts';
import {
  findSameAsLast,
  findSource,
  getBatch,
  isOutdated,
  listLeftovers,
  listUnfinished,
  lockBatch,
  setState,
} from './store.ts';
import { type FormatCode, formatCodes, isFormatCode, type Report } from './types.ts';

export interface FileToImport {
  /** Code of the agency: `norfolk-police`. */
  agency: string;
  format: FormatCode;
  path: string;
  fileName: string;
  staffId?: number;
}

/**
 * Stages a file and accepts it. The same file as the source's last changes nothing, and is not even read again.
 *
 * @throws WaymarkError `not-found` (agency and format), `bad-file` (also when columns are missing), `too-large`.
 */
export async function importFile(database: Database, file: FileToImport, now: Date): Promise<Report> {
  const began = performance.now();
  const { size } = await statOf(file.path);
  if (database.embedded && size > maxEmbeddedBytes)
    throw new WaymarkError('too-large', {
      text: `${file.fileName} is larger than 100 MB. Use PostgreSQL (set DATABASE_URL) for files of this size.`,
    });
  const sha256 = await hashOf(file.path);
  const before = await asIntake(database, async (tx) => {
    const source = await findSource(tx, file.agency, file.format);
    return source && (await findSameAsLast(tx, source.id, sha256));
  });
  if (before !== undefined) {
    const same = before.rowsRead - before.rowsBad - before.rowsOlder;
    return reportOf({ ...before, rowsNew: 0, rowsChanged: 0, rowsSame: same }, began);
  }
  const { batchId, state } = await stageFile(database, {
    source: file,
    fileName: file.fileName,
    stream: createReadStream(file.path, { highWaterMark: 256 * 1024 }),
    staffId: file.staffId,
    now,
  });
  if (state === 'unmapped') {
    const text =
      'Needed columns, or some that the last file had, are missing. Upload the file at /intake once and match its columns; the match is remembered.';
    await refuseFile(database, await asIntake(database, (tx) => getBatch(tx, batchId)), text);
    throw new WaymarkError('bad-file', { text: `${file.fileName}: ${text}` });
  }
  await acceptBatch(database, batchId, now, file.staffId);
  return reportOf(await asIntake(database, (tx) => getBatch(tx, batchId)), began);
}

async function statOf(path: string): Promise<{ size: number }> {
  try {
    return await stat(path);
  } catch (cause) {
    throw new WaymarkError('bad-file', { text: `There is no file “${path}” that can be read.`, cause });
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

interface Counted {
  id: number;
  rowsRead: number;
  rowsBad: number;
  rowsNew: number;
  rowsChanged: number;
  rowsSame: number;
  rowsOlder: number;
}

const reportOf = (batch: Counted, began: number): Report => ({
  batchId: batch.id,
  read: batch.rowsRead,
  bad: batch.rowsBad,
  new: batch.rowsNew,
  changed: batch.rowsChanged,
  same: batch.rowsSame,
  older: batch.rowsOlder,
  seconds: (performance.now() - began) / 1000,
});

/**
 * Accepts a staged batch without a page: start-up and the command line. In the pages a person decides first
 * (`acceptImport`), and `moveIn` follows.
 */
export async function acceptBatch(
  database: Database,
  batchId: number,
  now: Date,
  staffId?: number,
): Promise<void> {
  if (await asIntake(database, (tx) => isOutdated(tx, batchId))) await compareAgain(database, batchId);
  const { counts, state } = await asIntake(database, (tx) => getBatch(tx, batchId));
  // With nobody there to decide who they are, they stay out, each with its problem.
  if (state === 'staged' && counts?.record?.waiting)
    await decideWaiting(database, batchId, { line: 'all', decision: 'aside' });
  await asIntake(database, async (tx) => {
    allow(await lockBatch(tx, batchId), 'accept');
    await setState(tx, batchId, 'accepting', staffId);
  });
  await moveIn(database, batchId, now);
}

/**
 * Puts back what stood before an accepted batch.
 * @throws WaymarkError `not-allowed-now` when a later batch changed the same rows, or people decided about them.
 */
export async function undoBatch(database: Database, batchId: number, now: Date): Promise<void> {
  await asIntake(database, async (tx) => {
    const batch = await lockBatch(tx, batchId);
    allow(batch, 'undo');
    await refuseUndo(tx, batch);
    await setState(tx, batchId, 'undoing');
  });
  await moveOut(database, batchId, now);
}

/** Goes on with batches that a process left midway. Runs at start and every few minutes. */
export async function resumeImports(database: Database, now: Date): Promise<number> {
  const unfinished = await asIntake(database, (tx) => listUnfinished(tx, now));
  for (const { id } of unfinished) await resume(database, id, now);
  for (const { id } of await asIntake(database, (tx) => listLeftovers(tx))) await clearStaging(database, id);
  return unfinished.length;
}

/** `waymark import --agency CODE --format FORMAT FILE` */
export function readImportArguments(args: readonly string[]): {
  agency: string;
  format: FormatCode;
  path: string;
} {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const [name, inline] = arg.split('=', 2);
    if (name === '--agency' || name === '--format') {
      values.set(name, inline ?? args[at + 1] ?? '');
      if (inline === undefined) at += 1;
    } else rest.push(arg);
  }
  const [agency, format, path] = [values.get('--agency') ?? '', values.get('--format') ?? '', rest[0] ?? ''];
  if (agency === '' || path === '' || rest.length > 1)
    throw new WaymarkError('wrong-setting', {
      text: 'Usage: waymark import --agency CODE --format FORMAT FILE, for example --agency norfolk-police --format police-nominals nominals.csv',
    });
  if (!isFormatCode(format))
    throw new WaymarkError('wrong-setting', { text: `--format is one of ${formatCodes.join(', ')}.` });
  return { agency, format, path };
}
