import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import {
  type CsvTable,
  hireThreads,
  type LinkResult,
  link,
  linkEncoded,
  modelText,
  type Role,
  readCsv,
  type UnreadColumn,
} from '../../linkage/index.ts';
import type { Command } from '../../web/wing.ts';
import { readArguments } from './link-file-arguments.ts';
import { readListBytes, sizeOf, writeDraft, wrong } from './link-file-bytes.ts';
import { type Ids, idOf, idsOf, quoted, readIds } from './link-file-ids.ts';
import { type IndexAbout, openIndex, sameSource, saveIndex, sourceOf } from './link-file-index.ts';
import { withLearned } from './link-file-learned.ts';
import { modelFor, modelForIndex, readMapping, readModel } from './link-file-model.ts';
import { quoteProblems } from './link-file-quotes.ts';
import { type UnreadByLine, unreadByLine } from './link-file-unread.ts';
import { type LinkReport, reportOf } from './link-report.ts';

/** Columns without a name take no part, nor do those whose name begins with an underscore. */
const hidden = (header: string): boolean => header === '' || header.trim().startsWith('_');

/** What no text has. */
const strange = /[\x00-\x08\x0e-\x1f]/;

/** Why none of a file’s lines became a row. */
function withoutRows({ torn, tornCount }: CsvTable): string {
  const [first] = torn;
  if (first === undefined) return 'there is nothing below its column names.';
  const lines = tornCount === 1 ? 'The one line there is' : `Each of its ${tornCount} lines`;
  return `${lines} is torn: line ${first.line} has ${first.reason}. Look for a quotation mark or separator too many in the column names.`;
}

function checkHeaders(path: string, table: CsvTable): void {
  const { headers, length } = table;
  if (headers.length === 0) throw wrong(`${path} is empty: it needs a line of column names.`);
  if (headers.some((header) => strange.test(header)))
    throw wrong(`${path} is no CSV file: its first line is not text.`);
  if (length === 0) throw wrong(`${path} has no row that could be read: ${withoutRows(table)}`);
}

/** Two columns of one name do no harm while nothing is read from them. */
function refuseTwice(path: string, headers: readonly string[], isRead: (header: string) => boolean): void {
  const twice = headers.find((header, index) => isRead(header) && headers.indexOf(header) !== index);
  if (twice !== undefined)
    throw wrong(`${path} has two columns called “${twice}”. Give one of them another name.`);
}

export interface LinkedFile {
  report: LinkReport;
  /** What each used column was taken to be: header by role. */
  roles: Readonly<Partial<Record<Role, string>>>;
  unused: readonly string[];
  torn: CsvTable['torn'];
  tornCount: number;
}

/** A list shorter than this is done before another thread has started. */
const worthThreads = 20_000;

export interface LinkFilePaths {
  /** May be left out where there is an index: with one it is only compared with what the index was made of. */
  input?: string | undefined;
  output: string;
  columns?: string | undefined;
  links?: string | undefined;
  threads?: number | undefined;
  model?: string | undefined;
  saveModel?: string | undefined;
  index?: string | undefined;
  saveIndex?: string | undefined;
  /** Sources that hold a person at most once. */
  oneEach?: readonly string[] | undefined;
}

interface Linked {
  result: LinkResult;
  ids: Ids;
  about: Omit<IndexAbout, 'ids' | 'source'>;
  /** In words: columns that the model would read and the list does not have. */
  missing: readonly string[];
  readSeconds: number;
  threads: number;
}

const threadsFor = (asked: number | undefined, rows: number): number =>
  asked ?? (rows < worthThreads ? 1 : Math.min(8, availableParallelism()));

/** A file of so many bytes is read by several threads. */
const worthReading = 1 << 21;

/** Reads, trains and links. */
async function linkInput(input: string, paths: LinkFilePaths, began: number): Promise<Linked> {
  const mapping = await readMapping(paths.columns);
  const readers = threadsFor(paths.threads, (await sizeOf(input)) < worthReading ? 0 : worthThreads);
  hireThreads(readers);
  const bytes = await readListBytes(input);
  const source = paths.saveIndex === undefined ? undefined : sourceOf(bytes);
  const table = readCsv(bytes, readers);
  checkHeaders(input, table);
  const headers = table.headers.filter((header) => !hidden(header));
  const given = await readModel(paths.model);
  const { oneEach, model: brought } = paths;
  const rows = table.length;
  const fitted = modelFor({ path: input, headers, rows, mapping, brought, given, oneEach });
  const { model, roles: taken, unused, missing } = fitted;
  refuseTwice(input, headers, (header) => !unused.includes(header));
  const threads = threadsFor(paths.threads, rows);
  const ids = readIds(table, taken.id);
  const { torn, tornCount } = table;
  const quotes = quoteProblems(table);
  let unread: UnreadByLine[] = [];
  const tellUnread = (columns: readonly UnreadColumn[]): void => {
    unread = unreadByLine(table, columns);
  };
  const keepIndex = source !== undefined;
  const how = { train: given === undefined, chooseThresholds: true, threads };
  const options = { ...how, consume: true, keepIndex, tellUnread };
  const readSeconds = (performance.now() - began) / 1000;
  const linked = link(table, model, options);
  const about = { roles: taken, unused, torn, tornCount, unread, quotes };
  const result = given === undefined ? { ...linked, model: withLearned(model, linked) } : linked;
  if (paths.saveIndex !== undefined && source !== undefined)
    await saveIndex(paths.saveIndex, result, { ...about, ids, source });
  return { result, ids, about, missing, readSeconds, threads };
}

/** Weighs and clusters what an index has kept, by its own model or by another. */
async function linkIndex(path: string, paths: LinkFilePaths, began: number): Promise<Linked> {
  const { encoded, model: own, frequencies, about } = await openIndex(path);
  if (paths.input !== undefined && !sameSource(sourceOf(await readListBytes(paths.input)), about.source))
    throw wrong(`The index ${path} was made of another state of ${paths.input}: make it again.`);
  const given = await readModel(paths.model);
  const model = modelForIndex(path, { model: own, about }, { given, oneEach: paths.oneEach });
  const threads = threadsFor(paths.threads, encoded.rows);
  const readSeconds = (performance.now() - began) / 1000;
  try {
    const result = linkEncoded(encoded, model, { chooseThresholds: true, threads, frequencies });
    return { result, ids: about.ids, about, missing: [], readSeconds, threads };
  } catch (cause) {
    throw wrong(`The index ${path} does not fit: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
}

/**
 * Links the people of any CSV by the names of its columns, the model being trained on the list itself, and
 * writes `unique_id,person_id` in the order of the file. A row without an id gets its number in the file; where an id
 * does not lead to one row, its line stands beside it.
 *
 * @throws WaymarkError `bad-file` when the file is missing, is no CSV, or has no column to find people by.
 */
export async function linkFile(paths: LinkFilePaths): Promise<LinkedFile> {
  const began = performance.now();
  const { input, index } = paths;
  const linked = index === undefined ? linkInput(input ?? '', paths, began) : linkIndex(index, paths, began);
  const { result, ids, about, missing, readSeconds, threads } = await linked;
  if (paths.saveModel !== undefined) await writeFile(paths.saveModel, modelText(result.model));
  await writeDraft(paths.output, () => clusterLines(ids, result.clusters));
  if (paths.links !== undefined) await writeDraft(paths.links, () => linkLines(ids, result));
  const { roles: taken, unused, torn, tornCount, unread, quotes = [] } = about;
  const read = { torn, tornCount, taken, unused, ids, unread, quotes, missing };
  const savedModel = paths.saveModel;
  const report = reportOf({ ...read, result, savedModel, readSeconds, began, threads });
  return { report, roles: taken, unused, torn, tornCount };
}

const chunkSize = 1 << 18;
const rowsOfChunk = 1 << 14;

function* clusterLines(ids: Ids, clusters: Int32Array): Generator<string> {
  const { lines } = ids;
  yield `unique_id,person_id${lines ? ',line' : ''}\r\n`;
  for (let from = 0; from < clusters.length; from += rowsOfChunk) {
    const texts = idsOf(ids, from, Math.min(clusters.length, from + rowsOfChunk));
    let chunk = '';
    for (let k = 0; k < texts.length; k += 1) {
      const line = lines ? `,${lines[from + k]}` : '';
      chunk += `${texts[k]},${(clusters[from + k] ?? 0) + 1}${line}\r\n`;
    }
    yield chunk;
  }
}

/** Every pair that was linked or is for a person to see, with what it weighs. */
function* linkLines(ids: Ids, { edges, certain }: LinkResult): Generator<string> {
  const { lines } = ids;
  let chunk = `unique_id_l,unique_id_r,bits,decision${lines ? ',line_l,line_r' : ''}\r\n`;
  for (let at = 0; at < edges.count; at += 1) {
    const bits = edges.bits[at] ?? 0;
    const linked = edges.decision[at] === 2;
    const decision = linked ? (bits >= certain.bits ? 'certain' : 'linked') : 'review';
    const [l, r] = [edges.left[at] ?? 0, edges.right[at] ?? 0];
    const line = lines ? `,${lines[l]},${lines[r]}` : '';
    chunk += `${quoted(idOf(ids, l))},${quoted(idOf(ids, r))},${bits.toFixed(2)},${decision}${line}\r\n`;
    if (chunk.length <= chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** `waymark link`: the engine on a file, with no database. */
export const linkCommand: Command = {
  name: 'link',
  help: 'link the people of a CSV file (--input, --output, --report, --links, --columns, --model, --save-model, --index, --save-index, --one-each)',
  needsDatabase: false,
  run: async ({ args, print }) => {
    const { report, ...paths } = readArguments(args);
    const linked = await linkFile(paths);
    if (report !== undefined) await writeFile(report, `${JSON.stringify(linked.report, null, 2)}\n`);
    for (const [role, header] of Object.entries(linked.roles)) print(`  ${role.padEnd(14)} ${header}`);
    if (linked.unused.length > 0) print(`  not used       ${linked.unused.join(', ')}`);
    for (const { line, reason } of linked.torn) print(`  line ${line} left out: ${reason}`);
    if (linked.tornCount > linked.torn.length)
      print(`  and ${linked.tornCount - linked.torn.length} more rows left out`);
    const { records, people, pairsScored, seconds, setAside, expectedFalsePer1000 } = linked.report;
    for (const words of setAside) print(`  set aside      ${words}`);
    for (const words of linked.report.warnings) print(`  WARNING        ${words}`);
    const { oneEach } = linked.report;
    if (oneEach)
      print(`  one each       ${oneEach.sources.join(', ')}: ${oneEach.linksLost} links lost by it`);
    print(
      `${records} ${records === 1 ? 'record is' : 'records are'} ${people} ${people === 1 ? 'person' : 'people'} (${pairsScored} pairs compared, ${seconds.total.toFixed(1)} s; ${expectedFalsePer1000.toFixed(1)} links in 1,000 expected to be false).`,
    );
  },
};
