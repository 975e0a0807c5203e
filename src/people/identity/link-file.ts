import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type Info, parse } from 'csv-parse';
import { WaymarkError } from '../../kernel/errors.ts';
import { inferModel, link, type RecordTable, type Role } from '../../linkage/index.ts';
import type { Command } from '../../web/wing.ts';

/** What `report.json` holds, exactly. Seconds of wall clock; bytes of resident memory at the highest. */
export interface LinkReport {
  records: number;
  people: number;
  pairsScored: number;
  seconds: { read: number; train: number; predict: number; cluster: number; total: number };
  peakMemoryBytes: number;
  threads: number;
}

const roles: Readonly<Record<Role, true>> = {
  id: true,
  forename: true,
  middleName: true,
  surname: true,
  fullName: true,
  otherName: true,
  dob: true,
  sex: true,
  postcode: true,
  street: true,
  place: true,
  email: true,
  phone: true,
  nationalId: true,
  pnc: true,
  cro: true,
  prisonNumber: true,
  crn: true,
  occupation: true,
};

interface Arguments {
  input: string;
  output: string;
  report: string | undefined;
  columns: string | undefined;
}

const usage =
  'Usage: npm run waymark -- link --input FILE.csv --output clusters.csv [--report report.json] [--columns mapping.json]';

const wrong = (text: string, cause?: unknown): WaymarkError =>
  new WaymarkError('bad-file', cause === undefined ? { text } : { text, cause });

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        input: { type: 'string' },
        output: { type: 'string' },
        report: { type: 'string' },
        columns: { type: 'string' },
      },
    });
    const { input, output, report, columns } = values;
    if (input === undefined || output === undefined) throw new Error('--input and --output are needed.');
    return { input, output, report, columns };
  } catch (cause) {
    throw new WaymarkError('wrong-setting', {
      text: `${cause instanceof Error ? cause.message : String(cause)}\n${usage}`,
    });
  }
}

/** `{ "header in the file": "role" }`, checked. */
async function readMapping(path: string | undefined): Promise<Record<string, Role>> {
  if (path === undefined) return {};
  let mapping: unknown;
  try {
    mapping = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw wrong(`The mapping ${path} could not be read as JSON.`, cause);
  }
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping))
    throw wrong(`The mapping ${path} must be an object of header: role.`);
  for (const [header, role] of Object.entries(mapping)) {
    if (typeof role !== 'string' || !Object.hasOwn(roles, role)) {
      throw wrong(
        `The mapping gives the column “${header}” the role ${JSON.stringify(role)}. Roles are: ${Object.keys(roles).join(', ')}.`,
      );
    }
  }
  return mapping as Record<string, Role>;
}

interface ReadFile {
  headers: string[];
  /** Cells by column. */
  columns: string[][];
  length: number;
  torn: { line: number; reason: string }[];
  tornCount: number;
}

/** Reads the file as a stream; rows with too few or too many cells are left out and told. */
async function readTable(path: string, quoted: boolean): Promise<ReadFile> {
  const table: ReadFile = { headers: [], columns: [], length: 0, torn: [], tornCount: 0 };
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    quote: quoted ? '"' : null,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 4_000_000,
  });
  await pipeline(
    createReadStream(path),
    parser,
    async (rows: AsyncIterable<{ record: string[]; info: Info }>) => {
      for await (const { record, info } of rows) takeRow(table, record, info.lines);
    },
  );
  return table;
}

function takeRow(table: ReadFile, record: readonly string[], line: number): void {
  if (table.headers.length === 0) {
    table.headers = [...record];
    table.columns = record.map(() => []);
    return;
  }
  if (record.length !== table.headers.length) {
    table.tornCount += 1;
    if (table.torn.length < 20) {
      const reason = `${record.length} cells where the header has ${table.headers.length}`;
      table.torn.push({ line, reason });
    }
    return;
  }
  for (const [index, cell] of record.entries()) table.columns[index]?.push(cell);
  table.length += 1;
}

/** Reads with quotes; a file whose quotation marks do not pair is one that does not quote. */
async function readInput(path: string): Promise<ReadFile> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw wrong(`There is no file ${path}.`);
  if (!found.isFile()) throw wrong(`${path} is not a file.`);
  try {
    const table = await readTable(path, true);
    if (table.tornCount === 0) return table;
    const plain = await readTable(path, false);
    return plain.tornCount < table.tornCount ? plain : table;
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? '';
    if (!code.startsWith('CSV_')) throw cause;
    return readTable(path, false).catch((again: unknown) => {
      throw wrong(`${path} could not be read as CSV: ${again instanceof Error ? again.message : ''}`, again);
    });
  }
}

const hidden = (header: string): boolean => header.trim().startsWith('_');

function checkHeaders(path: string, { headers, length }: ReadFile): void {
  if (headers.length === 0) throw wrong(`${path} is empty: it needs a line of column names.`);
  if (length === 0) throw wrong(`${path} has no row that could be read below its column names.`);
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined) throw wrong(`${path} has two columns called “${twice}”.`);
}

function inferFor(path: string, headers: readonly string[], mapping: Record<string, Role>) {
  try {
    return inferModel(headers, mapping);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(
      `${path}: ${reason} Its columns are: ${headers.slice(0, 40).join(', ')}. Say what they are with --columns.`,
      cause,
    );
  }
}

export interface LinkedFile {
  report: LinkReport;
  /** What each used column was taken to be: header by role. */
  roles: Readonly<Partial<Record<Role, string>>>;
  unused: readonly string[];
  torn: ReadFile['torn'];
  tornCount: number;
}

/**
 * Links the people of any CSV by the names of its columns, the model being trained on the list itself, and
 * writes `unique_id,person_id` in the order of the file. A row without an id gets its number in the file.
 *
 * @throws WaymarkError `bad-file` when the file is missing, is no CSV, or has no column to find people by.
 */
export async function linkFile(paths: {
  input: string;
  output: string;
  columns?: string | undefined;
}): Promise<LinkedFile> {
  const began = performance.now();
  const mapping = await readMapping(paths.columns);
  const read = await readInput(paths.input);
  checkHeaders(paths.input, read);
  const headers = read.headers.filter((header) => !hidden(header));
  const { model, roles: taken, unused } = inferFor(paths.input, headers, mapping);
  const readSeconds = (performance.now() - began) / 1000;
  const columns = Object.fromEntries(
    read.headers.map((header, index) => [header, read.columns[index] ?? []]),
  );
  const table: RecordTable = { length: read.length, columns };
  const result = link(table, model, { train: true });
  await writeClusters(paths.output, taken.id === undefined ? undefined : columns[taken.id], result.clusters);
  const { encode, train, predict, cluster } = result.seconds;
  return {
    report: {
      records: read.length,
      people: result.clusterCount,
      pairsScored: result.pairsScored,
      seconds: {
        read: round(readSeconds + encode),
        train: round(train),
        predict: round(predict),
        cluster: round(cluster),
        total: round((performance.now() - began) / 1000),
      },
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      threads: 1,
    },
    roles: taken,
    unused,
    torn: read.torn,
    tornCount: read.tornCount,
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Ids are written as they came, also one like `-5`: the file is joined to another by them. */
const quoted = (id: string): string => (/[",\n\r]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);

/** Written beside and moved into place, so that a broken run leaves no half file. */
async function writeClusters(
  path: string,
  ids: readonly string[] | undefined,
  clusters: Int32Array,
): Promise<void> {
  const draft = `${path}.part`;
  function* lines(): Generator<string> {
    let chunk = 'unique_id,person_id\r\n';
    for (let row = 0; row < clusters.length; row += 1) {
      const id = ids?.[row];
      chunk += `${quoted(id === undefined || id === '' ? String(row + 1) : id)},${(clusters[row] ?? 0) + 1}\r\n`;
      if (chunk.length > 1 << 16) {
        yield chunk;
        chunk = '';
      }
    }
    yield chunk;
  }
  try {
    await pipeline(lines, createWriteStream(draft));
    await rename(draft, path);
  } catch (cause) {
    throw wrong(`${path} could not be written: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
}

/** `waymark link`: the engine on a file, with no database. */
export const linkCommand: Command = {
  name: 'link',
  help: 'link the people of a CSV file (--input, --output, --report, --columns)',
  needsDatabase: false,
  run: async ({ args, print }) => {
    const { input, output, report, columns } = readArguments(args);
    const linked = await linkFile({ input, output, columns });
    if (report !== undefined) await writeFile(report, `${JSON.stringify(linked.report, null, 2)}\n`);
    for (const [role, header] of Object.entries(linked.roles)) print(`  ${role.padEnd(14)} ${header}`);
    if (linked.unused.length > 0) print(`  not used       ${linked.unused.join(', ')}`);
    for (const { line, reason } of linked.torn) print(`  line ${line} left out: ${reason}`);
    if (linked.tornCount > linked.torn.length)
      print(`  and ${linked.tornCount - linked.torn.length} more rows left out`);
    const { records, people, pairsScored, seconds } = linked.report;
    print(
      `${records} records are ${people} people (${pairsScored} pairs compared, ${seconds.total.toFixed(1)} s).`,
    );
  },
};
