import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  type CsvTable,
  fromSplink,
  inferModel,
  type LinkResult,
  link,
  linkEncoded,
  type Model,
  type Role,
  readCsv,
  type SplinkSettings,
} from '../../linkage/index.ts';
import type { Command } from '../../web/wing.ts';
import { readBytes, writeDraft, wrong } from './link-file-bytes.ts';
import { type Ids, idOf, readIds } from './link-file-ids.ts';
import { type IndexAbout, openIndex, sameSource, saveIndex, sourceOf } from './link-file-index.ts';
import { type LinkReport, reportOf } from './link-report.ts';

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
  input: string | undefined;
  output: string;
  report: string | undefined;
  columns: string | undefined;
  links: string | undefined;
  threads: number | undefined;
  model: string | undefined;
  saveModel: string | undefined;
  index: string | undefined;
  saveIndex: string | undefined;
}

const usage =
  'Usage: npm run waymark -- link --input FILE.csv --output clusters.csv [--report report.json] [--links links.csv] [--columns mapping.json] [--model model.json] [--save-model model.json] [--save-index FILE] [--index FILE] [--threads N]';

const options = {
  input: { type: 'string' },
  output: { type: 'string' },
  report: { type: 'string' },
  columns: { type: 'string' },
  links: { type: 'string' },
  threads: { type: 'string' },
  model: { type: 'string' },
  'save-model': { type: 'string' },
  index: { type: 'string' },
  'save-index': { type: 'string' },
} as const;

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { input, output, report, columns, links, model } = values;
    const { index } = values;
    if ((input ?? index) === undefined || output === undefined)
      throw new Error('--input (or --index) and --output are needed.');
    if (index !== undefined && columns !== undefined)
      throw new Error('--columns has no meaning with --index: the columns have been read.');
    if (index !== undefined && values['save-index'] !== undefined)
      throw new Error('--index and --save-index do not go together.');
    const threads = values.threads === undefined ? undefined : Number(values.threads);
    if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 64))
      throw new Error('--threads is a whole number from 1 to 64.');
    const saved = { saveModel: values['save-model'], saveIndex: values['save-index'] };
    return { input, output, report, columns, links, threads, model, index, ...saved };
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

const hidden = (header: string): boolean => header.trim().startsWith('_');

function checkHeaders(path: string, { headers, length }: CsvTable): void {
  if (headers.length === 0) throw wrong(`${path} is empty: it needs a line of column names.`);
  if (length === 0) throw wrong(`${path} has no row that could be read below its column names.`);
  const twice = headers.find((header, index) => headers.indexOf(header) !== index);
  if (twice !== undefined) throw wrong(`${path} has two columns called “${twice}”.`);
}

function inferFor(path: string, headers: readonly string[], mapping: Record<string, Role>, rows: number) {
  try {
    return inferModel(headers, mapping, rows);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(
      `${path}: ${reason} Its columns are: ${headers.slice(0, 40).join(', ')}. Say what they are with --columns.`,
      cause,
    );
  }
}

/** A model of ours, or Splink's settings. */
async function readModel(path: string | undefined): Promise<Model | undefined> {
  if (path === undefined) return undefined;
  try {
    const given: Model | SplinkSettings = JSON.parse(await readFile(path, 'utf8'));
    return 'link_type' in given ? fromSplink(given) : given;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(`The model ${path} could not be read: ${reason}`, cause);
  }
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
}

interface Linked {
  result: LinkResult;
  ids: Ids;
  about: Omit<IndexAbout, 'ids' | 'source'>;
  readSeconds: number;
  threads: number;
}

const threadsFor = (asked: number | undefined, rows: number): number =>
  asked ?? (rows < worthThreads ? 1 : Math.min(8, availableParallelism()));

/** Reads, trains and links. */
async function linkInput(input: string, paths: LinkFilePaths, began: number): Promise<Linked> {
  const mapping = await readMapping(paths.columns);
  const bytes = await readBytes(input);
  const source = paths.saveIndex === undefined ? undefined : sourceOf(bytes);
  const table = readCsv(bytes);
  checkHeaders(input, table);
  const headers = table.headers.filter((header) => !hidden(header));
  const { model, roles: taken, unused } = inferFor(input, headers, mapping, table.length);
  const threads = threadsFor(paths.threads, table.length);
  const ids = readIds(table, taken.id);
  const readSeconds = (performance.now() - began) / 1000;
  const given = await readModel(paths.model);
  const { torn, tornCount } = table;
  const about = { roles: taken, unused, torn, tornCount };
  const keepIndex = source !== undefined;
  const options = { train: given === undefined, chooseThresholds: true, threads, consume: true, keepIndex };
  const result = link(table, given ?? model, options);
  if (paths.saveIndex !== undefined && source !== undefined)
    await saveIndex(paths.saveIndex, result, { ...about, ids, source });
  return { result, ids, about, readSeconds, threads };
}

/** Weighs and clusters what an index has kept, by its own model or by another. */
async function linkIndex(path: string, paths: LinkFilePaths, began: number): Promise<Linked> {
  const { encoded, model, frequencies, about } = await openIndex(path);
  if (paths.input !== undefined && !sameSource(sourceOf(await readBytes(paths.input)), about.source))
    throw wrong(`The index ${path} was made of another state of ${paths.input}: make it again.`);
  const given = await readModel(paths.model);
  const threads = threadsFor(paths.threads, encoded.rows);
  const readSeconds = (performance.now() - began) / 1000;
  try {
    const result = linkEncoded(encoded, given ?? model, { chooseThresholds: true, threads, frequencies });
    return { result, ids: about.ids, about, readSeconds, threads };
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
  const { result, ids, about, readSeconds, threads } = await linked;
  if (paths.saveModel !== undefined)
    await writeFile(paths.saveModel, `${JSON.stringify(result.model, null, 2)}\n`);
  await writeDraft(paths.output, () => clusterLines(ids, result.clusters));
  if (paths.links !== undefined) await writeDraft(paths.links, () => linkLines(ids, result));
  const { roles: taken, unused, torn, tornCount } = about;
  const report = reportOf({ tornCount, result, taken, ids, readSeconds, began, threads });
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
  help: 'link the people of a CSV file (--input, --output, --report, --links, --columns, --model, --save-model, --index, --save-index)',
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
    print(
      `${records} records are ${people} people (${pairsScored} pairs compared, ${seconds.total.toFixed(1)} s; ${expectedFalsePer1000.toFixed(1)} links in 1,000 expected to be false).`,
    );
  },
};
