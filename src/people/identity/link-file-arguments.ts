import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WaymarkError } from '../../kernel/errors.ts';

export interface Arguments {
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
  /** Sources that hold a person at most once. */
  oneEach: readonly string[] | undefined;
}

const usage =
  'Usage: npm run waymark -- link --input FILE.csv --output clusters.csv [--report report.json] [--links links.csv] [--columns mapping.json] [--model model.json] [--save-model model.json] [--save-index FILE] [--index FILE] [--one-each SOURCE,…] [--threads N]';

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
  'one-each': { type: 'string' },
} as const;

function sourcesOf(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const sources = list
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
  if (sources.length === 0) throw new Error('--one-each names sources, with commas between them.');
  return sources;
}

/** What is read by these is never written over, and no two results go to one file. */
const writes = ['output', 'report', 'links', 'saveModel', 'saveIndex'];
const words: Readonly<Record<string, string>> = { saveModel: 'save-model', saveIndex: 'save-index' };

function refuseSamePath(paths: Readonly<Record<string, string | undefined>>): void {
  const named = Object.entries(paths).flatMap(([name, path]) =>
    path === undefined ? [] : [{ name, path: realPath(path), said: path }],
  );
  for (const [index, one] of named.entries()) {
    const other = named.slice(index + 1).find(({ path }) => path === one.path);
    if (other === undefined || ![one, other].some(({ name }) => writes.includes(name))) continue;
    throw new Error(
      `--${words[one.name] ?? one.name} and --${words[other.name] ?? other.name} both name ${one.said}: what is written would replace it.`,
    );
  }
}

/** Where a path leads, also by another way of writing it or by a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

export function readArguments(args: readonly string[]): Arguments {
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
    const oneEach = sourcesOf(values['one-each']);
    refuseSamePath({ input, output, report, columns, links, model, index, ...saved });
    return { input, output, report, columns, links, threads, model, index, oneEach, ...saved };
  } catch (cause) {
    throw new WaymarkError('wrong-setting', {
      text: `${cause instanceof Error ? cause.message : String(cause)}\n${usage}`,
    });
  }
}
