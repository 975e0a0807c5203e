import { createReadStream } from 'node:fs';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Command } from '../../web/wing.ts';
import { CsvReader } from '../intake/csv-records.ts';
import { linkRecords } from './link.ts';
import { enterTruth } from './run-store.ts';

export interface TrueRow {
  /** The agency's code. */
  agency: string;
  localId: string;
  /** Any text that is the same for the records of one person. */
  truth: string;
}

/** Rows a transaction may write, so that the embedded database's one connection is never held for long. */
const batchSize = 400;

/** Enters whose some records truly are; every run from then on is held against it. The number of records entered. */
export async function bringTruth(database: Database, rows: readonly TrueRow[]): Promise<number> {
  let entered = 0;
  for (let at = 0; at < rows.length; at += batchSize)
    entered += await database.as(serviceViewer('linkage', 'truth'), (tx) =>
      enterTruth(tx, rows.slice(at, at + batchSize)),
    );
  await database.as(serviceViewer('linkage', 'truth'), (tx) =>
    auditRan(tx, { act: 'identity:truth', subject: 'link_run', detail: { records: entered } }),
  );
  return entered;
}

const columns = ['agency', 'local_id', 'person'] as const;

export const truthCommand: Command = {
  name: 'link-truth',
  help: 'link-truth FILE: a CSV of agency, local_id, person: whose some records truly are; links them anew and tells the rates by group',
  needsDatabase: true,
  run: async ({ args, database, now, print }) => {
    const [file] = args;
    if (file === undefined || database === undefined)
      throw new WaymarkError('wrong-setting', { text: 'Name the file: waymark link-truth FILE' });
    const entered = await bringTruth(database, await readTruth(file));
    const { people } = await linkRecords(database, { now });
    print(
      `${entered} records have a truth; ${people} people. The rates by group are on the page “What the last linking found”.`,
    );
  },
};

/** @throws WaymarkError `bad-file` where a column is missing. */
export async function readTruth(path: string): Promise<TrueRow[]> {
  const reader = new CsvReader({ encoding: 'utf-8', maxBytes: 50_000_000, tooLarge: 'Bring it in parts.' });
  let header: string[] | undefined;
  const rows: TrueRow[] = [];
  for await (const records of reader.read(createReadStream(path)))
    for (const record of records) {
      if (!('cells' in record)) continue;
      if (header === undefined) {
        header = record.cells.map((cell) => cell.trim().toLowerCase());
        const missing = columns.filter((column) => header?.includes(column) !== true);
        if (missing.length > 0)
          throw new WaymarkError('bad-file', { text: `The file has no column ${missing.join(', ')}.` });
        continue;
      }
      const [agency, localId, truth] = columns.map(
        (column) => record.cells[header?.indexOf(column) ?? -1] ?? '',
      );
      if (agency && localId && truth) rows.push({ agency, localId, truth: truth.slice(0, 100) });
    }
  return rows;
}
