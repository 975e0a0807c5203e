import { hash } from 'node:crypto';
import type { Database, Tx } from '../../kernel/database.ts';
import type { RowChecker } from './check-row.ts';
import type { CsvRecord } from './csv-records.ts';
import type { Format } from './formats/format.ts';
import { holdSomebodyElse, type RecordRow, SharedReferences } from './same-reference.ts';
import {
  countItems,
  countRows,
  dropStaged,
  findStaged,
  insertItems,
  insertLatestItems,
  insertProblems,
  insertRawRows,
  refuseLostCapacity,
  type StagedCounts,
  type StagingRow,
} from './staging-store.ts';
import { asIntake, breathe, eachRange, stepSize } from './steps.ts';
import type { Batch, ItemCounts, ItemKind, Problem } from './types.ts';
import { findStagedRecords, type StagedRecord } from './who-store.ts';

/** Problems kept word for word; beyond them they are counted only. */
export const maxProblems = 20_000;

export interface StagerOptions {
  database: Database;
  batch: Pick<Batch, 'id' | 'agencyId' | 'sourceId'>;
  format: Format;
  /** The file's header, for the column of a fault that the reader found. */
  headers: readonly string[];
  /** Absent while the columns are not matched: rows are then kept as they are. */
  checkRow: RowChecker | undefined;
}

interface Pending {
  main: Map<string, StagingRow>;
  record: Map<string, StagingRow>;
  raw: { line: number; cells: readonly string[] }[];
  problems: Problem[];
}

const emptyPending = (): Pending => ({ main: new Map(), record: new Map(), raw: [], problems: [] });

/**
 * Takes the rows of a file and stages what they become, a step at a time: while one step is written, the next is
 * read. Of rows with one key the one changed last is kept, and the other is reported.
 */
export class Stager {
  readonly #options: StagerOptions;
  readonly #step: number;
  readonly #references: SharedReferences;
  #pending = emptyPending();
  #writing: Promise<void> = Promise.resolve();
  #problems = 0;
  #rowsRead = 0;
  #rowsBad = 0;
  #warnings = 0;

  constructor(options: StagerOptions) {
    this.#options = options;
    this.#step = stepSize(options.database);
    this.#references = new SharedReferences(options.format);
  }

  /** Counts brought from an earlier reading of the same file. */
  resume(counts: { rowsRead: number; rowsBad: number }): void {
    this.#rowsRead = counts.rowsRead;
    this.#rowsBad = counts.rowsBad;
  }

  async take(record: CsvRecord, isRead = false): Promise<void> {
    if (!isRead) this.#rowsRead += 1;
    if ('fault' in record) {
      const column = record.column === undefined ? null : (this.#options.headers[record.column] ?? null);
      const { line, fault: reason, excerpt } = record;
      this.#rowsBad += 1;
      this.#report({ line, column, reason, severity: 'error', excerpt: excerpt || null });
    } else if (this.#options.checkRow === undefined) this.#pending.raw.push(record);
    else this.#check(record.line, record.cells, this.#options.checkRow);
    const { main, raw } = this.#pending;
    if (main.size + raw.length >= this.#step) await this.#flush();
  }

  note(problem: Problem): void {
    this.#report(problem);
  }

  #report(problem: Problem): void {
    if (problem.severity === 'warning') this.#warnings += 1;
    this.#problems += 1;
    if (this.#problems <= maxProblems) this.#pending.problems.push(problem);
  }

  #check(line: number, cells: readonly string[], checkRow: RowChecker): void {
    const { items, problems } = checkRow(line, cells);
    for (const problem of problems) this.#report(problem);
    if (items.length === 0) this.#rowsBad += 1;
    const { mainItem } = this.#options.format;
    for (const { item, localId, sourceUpdated, body } of items) {
      const text = JSON.stringify(body);
      const row = { line, localId, sourceUpdated, body: text, fingerprint: hash('sha1', text, 'base64url') };
      if (item === mainItem) this.#keepMain(row);
      else this.#keepLatest(row);
    }
  }

  #keepMain(row: StagingRow): void {
    const { main } = this.#pending;
    const staged = main.get(row.localId);
    if (staged === undefined) {
      main.set(row.localId, row);
      return;
    }
    const isLater = changedLater(row, staged);
    if (isLater) main.set(row.localId, row);
    const why = this.#options.format.mainItem === 'record' ? this.#whyDouble(staged, row) : {};
    this.#reportDouble(isLater ? staged.line : row.line, isLater ? row.line : staged.line, why);
  }

  #keepLatest(row: StagingRow): void {
    const staged = this.#pending.record.get(row.localId);
    const isTaken = staged === undefined || !changedLater(staged, row);
    if (staged !== undefined) this.#reportDisagreement(staged, row, isTaken);
    if (isTaken) this.#pending.record.set(row.localId, row);
  }

  /** Rows of one reference that are not two people and do not say the same: the later one counts, and it is told. */
  #reportDisagreement(staged: RecordRow, row: RecordRow, isTaken: boolean): void {
    if (this.#references.compare(staged, row) !== undefined) return;
    const taken = isTaken ? row.line : staged.line;
    const reason = this.#references.disagreement(staged, row, taken);
    if (reason !== undefined)
      this.#report({ line: row.line, column: null, reason, severity: 'warning', excerpt: null });
  }

  #whyDouble(staged: RecordRow, row: RecordRow): Double {
    return {
      twoPeople: this.#references.compare(staged, row),
      differing: this.#references.differences(staged, row),
    };
  }

  #reportDouble(lost: number, kept: number, { twoPeople, differing }: Double): void {
    const { format } = this.#options;
    const key = format.key.map((name) => format.fields[name]?.label ?? name).join(', ');
    this.#rowsBad += 1;
    const differs = differing === undefined ? '' : ` and differs in ${differing}`;
    const reason = twoPeople ?? `Line ${kept} has the same ${key}${differs}; this line is left out`;
    this.#report({ line: lost, column: null, reason, severity: 'error', excerpt: null });
  }

  async #flush(): Promise<void> {
    const pending = this.#pending;
    this.#pending = emptyPending();
    await this.#writing;
    const { database } = this.#options;
    this.#writing = asIntake(database, (tx) => this.#write(tx, pending));
    // It is awaited by the next step; until then its failure must not count as unhandled.
    this.#writing.catch(() => undefined);
    if (database.embedded) {
      await this.#writing;
      await breathe();
    }
  }

  async #write(tx: Tx, pending: Pending): Promise<void> {
    const { batch, format } = this.#options;
    if (pending.raw.length > 0) await insertRawRows(tx, batch, pending.raw);
    if (pending.record.size > 0) await this.#writeRecords(tx, [...pending.record.values()]);
    if (pending.main.size > 0) {
      const rows = [...pending.main.values()];
      const written = await insertItems(tx, batch, format.mainItem, rows);
      if (written.length < rows.length) await this.#settleDoubles(tx, rows, written);
    }
    if (pending.problems.length > 0) await insertProblems(tx, batch, pending.problems);
  }

  /** Records that an earlier step staged are held against it before the later one stays. */
  async #writeRecords(tx: Tx, rows: readonly StagingRow[]): Promise<void> {
    const { batch } = this.#options;
    const written = new Set((await insertItems(tx, batch, 'record', rows)).map(({ line }) => line));
    const again = rows.filter(({ line }) => !written.has(line));
    if (again.length === 0) return;
    const staged = await this.#staged(tx, again);
    for (const row of again) {
      const before = staged.get(row.localId);
      if (before !== undefined) this.#reportDisagreement(before, row, !changedLater(before, row));
    }
    await insertLatestItems(tx, batch, 'record', again);
  }

  /** The staged records of these rows' references, by reference. */
  async #staged(tx: Tx, rows: readonly StagingRow[]): Promise<Map<string, StagedRecord>> {
    const ids = rows.map(({ localId }) => localId);
    return new Map(
      (await findStagedRecords(tx, this.#options.batch.id, ids)).map((row) => [row.localId, row]),
    );
  }

  /** Rows whose key an earlier step staged. */
  async #settleDoubles(
    tx: Tx,
    rows: readonly StagingRow[],
    written: readonly { line: number }[],
  ): Promise<void> {
    const { batch, format } = this.#options;
    const lines = new Set(written.map((row) => row.line));
    const doubles = rows.filter((row) => !lines.has(row.line));
    const keys = doubles.map((row) => row.localId);
    const records =
      format.mainItem === 'record' ? await this.#staged(tx, doubles) : new Map<string, StagedRecord>();
    const staged = new Map(
      (await findStaged(tx, batch.id, format.mainItem, keys)).map((row) => [row.localId, row]),
    );
    const later = doubles.filter((row) => {
      const before = staged.get(row.localId);
      return before !== undefined && changedLater(row, before);
    });
    if (later.length > 0) {
      await dropStaged(
        tx,
        batch.id,
        format.mainItem,
        later.map((row) => row.localId),
      );
      await insertItems(tx, batch, format.mainItem, later);
    }
    for (const row of doubles) {
      const before = staged.get(row.localId)?.line ?? row.line;
      const isLater = later.includes(row);
      const record = records.get(row.localId);
      const why = record === undefined ? {} : this.#whyDouble(record, row);
      this.#reportDouble(isLater ? before : row.line, isLater ? row.line : before, why);
    }
  }

  /** Writes what is left and counts. */
  async finish(): Promise<StagedCounts> {
    await this.#flush();
    await this.#writing;
    const { database, batch, format } = this.#options;
    const problems = this.#pending.problems;
    if (problems.length > 0) await asIntake(database, (tx) => insertProblems(tx, batch, problems));
    this.#rowsBad += await this.#references.leaveOut(database, batch);
    this.#rowsBad += await leaveOutRefused(database, batch);
    await holdSomebodyElse(database, batch);
    const counted = await countStaged(database, batch.id, format.mainItem);
    const { rowsRead, rowsBad, warnings } = {
      rowsRead: this.#rowsRead,
      rowsBad: this.#rowsBad,
      warnings: this.#warnings,
    };
    return { ...counted, rowsRead, rowsBad, warnings };
  }

  get read(): { rowsRead: number; rowsBad: number } {
    return { rowsRead: this.#rowsRead, rowsBad: this.#rowsBad };
  }
}

/** Why a row that has the key of another is left out, besides that. */
interface Double {
  twoPeople?: string | undefined;
  differing?: string | undefined;
}

interface Dated {
  sourceUpdated: string | null;
}

const changedLater = (row: Dated, other: Dated): boolean =>
  (row.sourceUpdated ?? '') > (other.sourceUpdated ?? '');

/** Rows that no batch may bring, known once they stand beside what we hold. @returns how many were left out. */
export async function leaveOutRefused(
  database: Database,
  batch: Pick<Batch, 'id' | 'agencyId' | 'sourceId'>,
): Promise<number> {
  let refused = 0;
  await eachRange(database, batch.id, async (lines) => {
    refused += await asIntake(database, (tx) => refuseLostCapacity(tx, batch, lines));
  });
  return refused;
}

type Counted = Omit<StagedCounts, 'rowsRead' | 'rowsBad' | 'warnings'>;

/** What a staged batch would do, counted in ranges of lines. */
export async function countStaged(database: Database, batchId: number, mainItem: ItemKind): Promise<Counted> {
  const rows = { new: 0, changed: 0, same: 0, older: 0, waiting: 0 };
  const counts: ItemCounts = {};
  let items = 0;
  await eachRange(database, batchId, async (lines) => {
    await asIntake(database, async (tx) => {
      for (const { change, n } of await countRows(tx, batchId, mainItem, lines)) rows[change] += n;
      for (const { item, change, n } of await countItems(tx, batchId, lines)) {
        counts[item] = { ...counts[item], [change]: (counts[item]?.[change] ?? 0) + n };
        items += n;
      }
    });
  });
  return {
    rowsNew: rows.new,
    rowsChanged: rows.changed,
    rowsSame: rows.same,
    rowsOlder: rows.older,
    items,
    counts,
  };
}
