import { londonDay } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type RowChecker, rowChecker } from './check-row.ts';
import { type Column, isHidden, type MatchedColumns, matchColumns, renamedColumns } from './columns.ts';
import { CsvReader } from './csv-records.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { dropLines } from './move-store.ts';
import { loadOffenceCodes } from './offence-codes.ts';
import { type Decision, holdSomebodyElse, settleWaiting } from './same-reference.ts';
import { countStaged, leaveOutRefused, Stager } from './stager.ts';
import {
  compareItems,
  dropRawRows,
  finishStaging,
  finishUnmapped,
  insertProblems,
  listRawRows,
} from './staging-store.ts';
import { asIntake, breathe, eachRange, stepSize } from './steps.ts';
import {
  findLastHeaders,
  findSource,
  getBatch,
  getSource,
  insertBatch,
  lockBatch,
  noteComparison,
  setState,
} from './store.ts';
import {
  type Batch,
  type BatchState,
  type Encoding,
  type FormatCode,
  type Mapping,
  type Source,
  wholeFile,
} from './types.ts';

/** Files for the embedded database: its one connection is everybody's. */
export const maxEmbeddedBytes = 100 * 1024 * 1024;
export const maxBytes = 8 * 1024 ** 3;

export interface FileToStage {
  source: { id: number } | { agency: string; format: FormatCode };
  fileName: string;
  stream: AsyncIterable<Uint8Array>;
  /** UTF-8 unless given. Rows that are not are reported by line. */
  encoding?: Encoding;
  /** {field: header}; the source's remembered one if absent. */
  mapping?: Mapping;
  staffId?: number | undefined;
  now: Date;
}

export interface Staged {
  batchId: number;
  /** `unmapped`: columns are to be matched first (`mapBatch`). */
  state: Extract<BatchState, 'staged' | 'unmapped'>;
}

/**
 * Reads a file into staging in bounded memory: every row is checked and held against what the source sent before.
 * Nothing in the tables changes until `acceptBatch`.
 *
 * @throws WaymarkError `not-found` for a source that is not there; `bad-file` for what is no CSV; `too-large`. The
 *   batch is then abandoned.
 */
export async function stageFile(database: Database, file: FileToStage): Promise<Staged> {
  const { source, batchId } = await openBatch(database, file);
  const place = { id: batchId, agencyId: source.agencyId, sourceId: source.id };
  try {
    const format = formats[source.format];
    const reader = new CsvReader({
      encoding: file.encoding ?? 'utf-8',
      maxBytes: database.embedded ? maxEmbeddedBytes : maxBytes,
      tooLarge: database.embedded
        ? 'The file is larger than 100 MB. Use PostgreSQL (set DATABASE_URL) for files of this size.'
        : 'The file is larger than 8 GB.',
    });
    let header: readonly string[] | undefined;
    let matched: MatchedColumns | undefined;
    let stager: Stager | undefined;
    for await (const records of reader.read(file.stream)) {
      for (const record of records) {
        if (stager === undefined) {
          if ('fault' in record)
            throw new WaymarkError('bad-file', { text: `The header cannot be read. ${record.fault}.` });
          header = record.cells;
          const mapping = file.mapping ?? source.mapping;
          matched = columnsOf(format, header, mapping);
          const last = await asIntake(database, (tx) => findLastHeaders(tx, place));
          matched.missing.push(...renamedColumns(format, { headers: header, last, mapping }));
          const checkRow = await checkerFor(format, matched, file.now);
          stager = new Stager({ database, batch: place, format, headers: header, checkRow });
          noteEncoding(stager, file.encoding);
          noteUnused(stager, matched, checkRow);
        } else
          await stager.take(
            'cells' in record && matched?.missing.length ? withoutHidden(record, header) : record,
          );
      }
    }
    if (stager === undefined || header === undefined || matched === undefined)
      throw new WaymarkError('bad-file', { text: 'The file is empty.' });
    if (stager.read.rowsRead === 0)
      throw new WaymarkError('bad-file', {
        text: 'The file has a header and no rows, so there is nothing to take in. Send the whole extract.',
      });
    return await close(database, {
      batchId,
      format,
      stager,
      headers: header,
      isMapped: matched.missing.length === 0,
      sha256: reader.sha256,
    });
  } catch (error) {
    await refuseFile(database, place, whyRefused(error));
    await clearStaging(database, batchId);
    throw error;
  }
}

const whyRefused = (error: unknown): string =>
  error instanceof WaymarkError && (error.code === 'bad-file' || error.code === 'too-large')
    ? error.message
    : 'The file could not be read to its end: the upload was broken off, or something went wrong here. Send it again.';

/** Nothing of the file is taken in, and the batch says why. */
export async function refuseFile(
  database: Database,
  place: Pick<Batch, 'id' | 'agencyId' | 'sourceId'>,
  reason: string,
): Promise<void> {
  await asIntake(database, async (tx) => {
    await insertProblems(tx, place, [
      { line: wholeFile, column: null, reason, severity: 'error', excerpt: null },
    ]);
    await setState(tx, place.id, 'abandoned');
  });
}

async function openBatch(
  database: Database,
  file: FileToStage,
): Promise<{ source: Source; batchId: number }> {
  return asIntake(database, async (tx) => {
    const { source: wanted } = file;
    const source =
      'id' in wanted ? await getSource(tx, wanted.id) : await findSource(tx, wanted.agency, wanted.format);
    if (source === undefined)
      throw new WaymarkError('not-found', { text: 'No agency of this code sends extracts of this format.' });
    const { id } = await insertBatch(
      tx,
      source,
      cleanFileName(file.fileName),
      file.staffId ?? null,
      file.now,
    );
    return { source, batchId: id };
  });
}

/** Without folders and control characters: browsers may send either. */
const cleanFileName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? '').replace(/[\x00-\x1f\x7f]/g, '').slice(0, 200) || 'file.csv';

function columnsOf(format: Format, header: readonly string[], mapping: Mapping | null): MatchedColumns {
  const matched = matchColumns(format, header, mapping);
  if (matched.twice.length > 0)
    throw new WaymarkError('bad-file', {
      text: `The header has “${matched.twice.join('”, “')}” more than once. Leave one of them.`,
    });
  return matched;
}

async function checkerFor(
  format: Format,
  matched: { missing: readonly string[]; columns: readonly Column[] },
  now: Date,
): Promise<RowChecker | undefined> {
  if (matched.missing.length > 0) return undefined;
  return rowChecker(format, matched.columns, { today: londonDay(now), codes: await loadOffenceCodes() });
}

function noteEncoding(stager: Stager, encoding: Encoding | undefined): void {
  if (encoding !== 'windows-1252') return;
  const reason = 'The file was read as Windows-1252; look at names with accents before accepting';
  stager.note({ line: 1, column: null, reason, severity: 'warning', excerpt: null });
}

function noteUnused(stager: Stager, matched: MatchedColumns, checkRow: RowChecker | undefined): void {
  if (checkRow === undefined) return;
  for (const column of matched.unused) {
    stager.note({
      line: 1,
      column: column.slice(0, 200),
      reason: 'Nothing is read from this column',
      severity: 'warning',
      excerpt: null,
    });
  }
}

/** Hidden columns are not kept even while the columns wait to be matched. */
const withoutHidden = (
  record: { line: number; cells: readonly string[] },
  header: readonly string[] | undefined,
) => ({
  line: record.line,
  cells: record.cells.map((cell, index) => (isHidden(header?.[index] ?? '') ? '' : cell.slice(0, 10_000))),
});

interface Closing {
  batchId: number;
  format: Format;
  stager: Stager;
  headers: readonly string[];
  isMapped: boolean;
  sha256: string;
}

async function close(database: Database, closing: Closing): Promise<Staged> {
  const { batchId, stager, headers, isMapped, sha256 } = closing;
  const counts = await stager.finish();
  const shown = headers.map((header) => (isHidden(header) ? '' : header.trim().slice(0, 200)));
  if (!isMapped) {
    await asIntake(database, (tx) =>
      finishUnmapped(tx, batchId, sha256, shown, { ...stager.read, items: counts.rowsRead - counts.rowsBad }),
    );
    return { batchId, state: 'unmapped' };
  }
  await asIntake(database, (tx) => finishStaging(tx, batchId, sha256, { ...counts, headers: shown }));
  return { batchId, state: 'staged' };
}

/** @throws WaymarkError `invalid` while needed columns are missing, by field. */
export function matchWhole(
  batch: Pick<Batch, 'format' | 'headers'>,
  mapping: Mapping,
): { format: Format; matched: MatchedColumns } {
  const format = formats[batch.format];
  const matched = columnsOf(format, batch.headers ?? [], mapping);
  if (matched.missing.length > 0)
    throw invalid(
      matched.missing.map((name) => ({
        field: name,
        text: `Choose the column for “${format.fields[name]?.label ?? name}”`,
      })),
    );
  return { format, matched };
}

/**
 * Reads the rows of an unmapped batch once its columns are matched (`matchImportColumns`).
 *
 * @throws WaymarkError `not-allowed-now` unless it is unmapped; `invalid` while needed columns are missing.
 */
export async function mapBatch(
  database: Database,
  batchId: number,
  mapping: Mapping,
  now: Date,
): Promise<Staged> {
  const { batch, format, matched } = await asIntake(database, async (tx) => {
    const found = await lockBatch(tx, batchId);
    if (found.state !== 'unmapped')
      throw new WaymarkError('not-allowed-now', { text: 'The columns of this file are matched already.' });
    const whole = matchWhole(found, mapping);
    await setState(tx, batchId, 'staging');
    return { batch: found, ...whole };
  });
  const place = { id: batchId, agencyId: batch.agencyId, sourceId: batch.sourceId };
  const checkRow = await checkerFor(format, matched, now);
  const headers = batch.headers ?? [];
  const stager = new Stager({ database, batch: place, format, headers, checkRow });
  stager.resume(batch);
  noteUnused(stager, matched, checkRow);
  const limit = stepSize(database);
  for (let after = 0; ; ) {
    const rows = await asIntake(database, (tx) => listRawRows(tx, batchId, after, limit));
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) await stager.take(row, true);
    after = last.line;
    await breathe();
  }
  await dropRaw(database, batchId);
  return close(database, { batchId, format, stager, headers, isMapped: true, sha256: batch.fileSha256 });
}

async function dropRaw(database: Database, batchId: number): Promise<void> {
  await eachRange(database, batchId, async ({ to }) => {
    await asIntake(database, (tx) => dropRawRows(tx, batchId, to));
  });
}

/** Holds a staged batch against the tables again, after another batch of its source went in or out. */
export async function compareAgain(database: Database, batchId: number): Promise<void> {
  const batch = await asIntake(database, (tx) => getBatch(tx, batchId));
  if (batch.state !== 'staged') throw new WaymarkError('not-allowed-now');
  const format = formats[batch.format];
  const place = { id: batchId, agencyId: batch.agencyId, sourceId: batch.sourceId };
  await asIntake(database, (tx) => noteComparison(tx, batchId));
  await eachRange(database, batchId, async (lines) => {
    await asIntake(database, async (tx) => {
      await compareItems(tx, place, format.mainItem, lines);
      if (format.mainItem !== 'record') await compareItems(tx, place, 'record', lines);
    });
  });
  const rowsBad = batch.rowsBad + (await leaveOutRefused(database, place));
  await holdSomebodyElse(database, place);
  await countAgain(database, { ...batch, rowsBad });
}

/** After rows of a staged batch were left out, or decided to go in. */
async function countAgain(database: Database, batch: Batch): Promise<void> {
  const counted = await countStaged(database, batch.id, formats[batch.format].mainItem);
  await asIntake(database, (tx) =>
    finishStaging(tx, batch.id, batch.fileSha256, { ...batch, ...counted, headers: batch.headers ?? [] }),
  );
}

/** Carries out what was decided about references that wait; with nobody to decide, all are set aside. */
export async function decideWaiting(
  database: Database,
  batchId: number,
  decided: { line: number | 'all'; decision: Decision },
): Promise<void> {
  const { batch, left } = await asIntake(database, async (tx) => {
    const found = await lockBatch(tx, batchId);
    if (found.state !== 'staged') throw new WaymarkError('not-allowed-now');
    return { batch: found, left: await settleWaiting(tx, found, formats[found.format], decided) };
  });
  await countAgain(database, { ...batch, rowsBad: batch.rowsBad + left });
}

/** Removes what is left of a batch in staging, a step at a time. */
export async function clearStaging(database: Database, batchId: number): Promise<void> {
  await eachRange(database, batchId, async ({ to }) => {
    await asIntake(database, (tx) => dropLines(tx, batchId, to));
  });
}
