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
} from '../../linkage/index.ts';
import type { Command } from '../../web/wing.ts';
import { readArguments } from './link-file-arguments.ts';
import { readBytes, sizeOf, writeDraft, wrong } from './link-file-bytes.ts';
import { type Ids, idOf, readIds } from './link-file-ids.ts';
import { type IndexAbout, openIndex, sameSource, saveIndex, sourceOf } from './link-file-index.ts';
import { modelFor, modelForIndex, readMapping, readModel } from './link-file-model.ts';
import { type LinkReport, reportOf } from './link-report.ts';

const hidden = (header: string): boolean => header.trim().startsWith('_');

function checkHeaders(path: string, { headers, length }: CsvTable): void {
  if (headers.length === 0) throw wrong(`${path} is empty: it needs a line of column names.`);
  if (length === 0) throw wrong(`${path} has no row that could be read below its column names.`);
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined) throw wrong(`${path} has two columns called “${twice}”.`);
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
  const bytes = await readBytes(input);
  const source = paths.saveIndex === undefined ? undefined : sourceOf(bytes);
  const table = readCsv(bytes, readers);
  checkHeaders(input, table);
  const headers = table.headers.filter((header) => !hidden(header));
  const given = await readModel(paths.model);
  const { oneEach, model: brought } = paths;
  const rows = table.length;
  const fitted = modelFor({ path: input, headers, rows, mapping, brought, given, oneEach });
  const { model, roles: taken, unused, missing } = fitted;
  const threads = threadsFor(paths.threads, rows);
  const ids = readIds(table, taken.id);
  const readSeconds = (performance.now() - began) / 1000;
  const { torn, tornCount } = table;
  const about = { roles: taken, unused, torn, tornCount };
  const keepIndex = source !== undefined;
  const options = { train: given === undefined, chooseThresholds: true, threads, consume: true, keepIndex };
  const result = link(table, model, options);
  if (paths.saveIndex !== undefined && source !== undefined)
    await saveIndex(paths.saveIndex, result, { ...about, ids, source });
  return { result, ids, about, missing, readSeconds, threads };
}

/** Weighs and clusters what an index has kept, by its own model or by another. */
async function linkIndex(path: string, paths: LinkFilePaths, began: number): Promise<Linked> {
  const { encoded, model: own, frequencies, about } = await openIndex(path);
  if (paths.input !== undefined && !sameSource(sourceOf(await readBytes(paths.input)), about.source))
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
 * writes `unique_id,person_id` in the order of the file. A row without an id gets its number in the file.
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
  const { roles: taken, unused, torn, tornCount } = about;
  const report = reportOf({ tornCount, result, taken, ids, missing, readSeconds, began, threads });
  return { report, roles: taken, unused, torn, tornCount };
}

/** Ids are written as they came, also one like `-5`: the file is joined to another by them. */
const quoted = (id: string): string => (/[",\n\r]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);

const chunkSize = 1 << 18;

function* clusterLines(ids: Ids, clusters: Int32Array): Generator<string> {
  let chunk = 'unique_id,person_id\r\n';
  for (let row = 0; row < clusters.length; row += 1) {
    chunk += `${quoted(idOf(ids, row))},${(clusters[row] ?? 0) + 1}\r\n`;
    if (chunk.length <= chunkSize) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** Every pair that was linked or is for a person to see, with what it weighs. */
function* linkLines(ids: Ids, { edges, certain }: LinkResult): Generator<string> {
  let chunk = 'unique_id_l,unique_id_r,bits,decision\r\n';
  for (let at = 0; at < edges.count; at += 1) {
    const bits = edges.bits[at] ?? 0;
    const linked = edges.decision[at] === 2;
    const decision = linked ? (bits >= certain.bits ? 'certain' : 'linked') : 'review';
    const [left, right] = [idOf(ids, edges.left[at] ?? 0), idOf(ids, edges.right[at] ?? 0)];
    chunk += `${quoted(left)},${quoted(right)},${bits.toFixed(2)},${decision}\r\n`;
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
    const { oneEach } = linked.report;
    if (oneEach)
      print(`  one each       ${oneEach.sources.join(', ')}: ${oneEach.linksLost} links lost by it`);
    print(
      `${records} ${records === 1 ? 'record is' : 'records are'} ${people} ${people === 1 ? 'person' : 'people'} (${pairsScored} pairs compared, ${seconds.total.toFixed(1)} s; ${expectedFalsePer1000.toFixed(1)} links in 1,000 expected to be false).`,
    );
  },
};
