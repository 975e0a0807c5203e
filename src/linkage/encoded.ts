/**
 * A table made ready: encoded, grouped by the model's blocking rules, and its pairs compared. All of this depends on
 * what the levels are and not on what they weigh, so that runs with other weights share it.
 */

import { GROUP_ROWS, groupTasks } from './blocking.ts';
import { type Columns, encode } from './columns.ts';
import { type Comparing, compile } from './compile.ts';
import type { CsvTable } from './csv.ts';
import { type SpareMemory, spareMemory } from './list-memory.ts';
import { rowHashes } from './order.ts';
import {
  compareNamed,
  comparePairsAgain,
  findPairs,
  linesOf,
  type NamedPair,
  type Pairs,
  pairLinesOf,
} from './pairs.ts';
import { type Pool, poolOf, runOn } from './pool.ts';
import { orderOfRows, reorderColumns } from './reorder.ts';
import { rareShares } from './scoring.ts';
import { giveBack } from './shared.ts';
import { Stopwatch } from './stopwatch.ts';
import { blockingReports, tallyPairs } from './tally-pairs.ts';
import type { BlockingReport, Frequencies, LinkOptions, Model, RecordTable } from './types.ts';

export interface Encoded {
  readonly rows: number;
  readonly columns: Columns;
  readonly hashes: Float64Array;
  /** Row of the table at each place; null where they are the same. */
  readonly order: Int32Array | null;
  readonly pairs: Pairs;
  readonly blocking: readonly BlockingReport[];
  /** By rule, the largest group that was compared. */
  readonly limits: readonly number[];
  readonly asked: Asked;
}

/** What the pairs of an index rest on. */
export interface Asked {
  /** Fields and blocking rules, as text: another model must have the same. */
  readonly of: string;
  /** Levels and rules, as text: where another model has others, the pairs are compared again. */
  readonly levels: string;
  /** How rare values are, of the fields whose rarity levels ask for; the same goes for them. */
  readonly shares: Readonly<Record<string, Float64Array>>;
}

export interface Prepared {
  readonly encoded: Encoded;
  /** By rule, how often each pattern is met; last, among all pairs. */
  readonly counts: readonly Float64Array[];
  readonly comparing: Comparing;
  readonly seconds: { readonly encode: number; readonly compare: number };
}

/** A model's fields and blocking rules as text, but for the shares that training finds. */
function groundOf({ fields, blocking, referenceYear }: Model): string {
  const plain = Object.entries(fields).map(([name, { expectedShare: _, ...spec }]) => [name, spec]);
  return JSON.stringify([plain, blocking, referenceYear]);
}

function levelsOf({ comparisons, rules }: Model): string {
  const asked = comparisons.map(({ comparable, levels }) => [comparable, levels.map(({ when }) => when)]);
  return JSON.stringify([asked, rules.map(({ when }) => when)]);
}

function sameShares(a: Asked['shares'], b: Asked['shares']): boolean {
  return Object.entries(a).every(([field, shares]) => {
    const others = b[field];
    return others !== undefined && shares.every((share, id) => share === others[id]);
  });
}

/**
 * Encodes a table for a model and compares what the model's blocking rules bring together: an index that runs can
 * share.
 */
export function encodeTable(table: RecordTable | CsvTable, model: Model, options: LinkOptions = {}): Encoded {
  return prepare(table, model, options, poolOf(options.threads ?? 1)).encoded;
}

/** The ids as they were read, but for those that several fields may have as one: they must not be given twice. */
function giveBackRead(columns: Columns): void {
  const readers = new Map<string, number>();
  const all = Object.values(columns).map(({ spec, first, offsets, items }) => {
    const cells = spec.from.map(({ column, take = 'whole' }) => `${spec.kind} ${column} ${take}`);
    if (offsets === null) for (const cell of cells) readers.set(cell, (readers.get(cell) ?? 0) + 1);
    return { cells, first, offsets, items };
  });
  for (const { cells, first, offsets, items } of all)
    if (offsets !== null || cells.every((cell) => readers.get(cell) === 1)) giveBack(first, offsets, items);
}

/** Most models' lines are no longer. */
const LINE_BYTES = 64;

export function prepare(
  table: RecordTable | CsvTable,
  model: Model,
  options: LinkOptions,
  pool?: Pool,
): Prepared {
  const clock = new Stopwatch();
  const rows = table.length;
  const read = encode(table, model, { pool, tellUnread: options.tellUnread });
  const order = orderOfRows(rows, read);
  const columns = order ? reorderColumns(read, order, pool) : read;
  if (order) giveBackRead(read);
  let spare: SpareMemory | undefined;
  if (options.consume && 'bytes' in table) {
    spare = spareMemory(table.memory, rows * LINE_BYTES);
    giveBack(spare.rest);
  }
  const tasks = groupTasks(rows, model, columns);
  const blocks = runOn(pool, GROUP_ROWS, tasks, tasks.length);
  const hashes = rowHashes(rows, columns, options.seed ?? 1, pool);
  const encodeSeconds = clock.lap();
  const shares = rareShares(model, columns, options.frequencies);
  const program = compile(model, columns, shares);
  const lines = pairLinesOf(rows, program, columns, { blocks, pool, spare });
  const pairs = findPairs({ model, program, lines, blocks, pool });
  const tally = tallyPairs(pairs, blocks.length, pool);
  const blocking = blockingReports(blocks, tally);
  const limits = blocks.map(({ limit }) => limit);
  blocks.forEach(({ starts, rows: own, shared }, r) => {
    giveBack(starts, tasks[r]!.memory ?? own);
    if (shared.by === 'group') giveBack(shared.group);
    if (shared.by === 'groups') giveBack(shared.offsets, shared.groups);
  });
  const asked = { of: groundOf(model), levels: levelsOf(model), shares };
  return {
    encoded: { rows, columns, hashes, order, pairs, blocking, limits, asked },
    counts: tally.patterns,
    comparing: { program, lines },
    seconds: { encode: encodeSeconds, compare: clock.lap() },
  };
}

/** The pairs of an index as a model's levels have them. */
export interface Agreement {
  readonly pairs: Pairs;
  /** How often each pattern is met, where it has been counted. */
  readonly counts: readonly Float64Array[] | undefined;
  /** What compares two rows; made when it is first asked for. */
  readonly comparing: () => Comparing;
  /** What that reads, if it has been made. */
  readonly lines: () => Int32Array | undefined;
}

export interface AgreementInput {
  readonly model: Model;
  readonly columns: Columns;
  readonly frequencies?: Frequencies | undefined;
  readonly named: readonly NamedPair[];
  readonly pool: Pool | undefined;
  /** What has just compared the pairs, where it has, and how often it met each pattern. */
  readonly prepared?: Pick<Prepared, 'comparing' | 'counts'> | undefined;
}

/** @throws Error when the index was made for other fields or other blocking rules than the model has. */
export function agreementOf(encoded: Encoded, input: AgreementInput): Agreement {
  const { model, columns, frequencies, named, pool } = input;
  const { rows, asked } = encoded;
  if (asked.of !== groundOf(model))
    throw new Error('The index was made for a model with other fields or other blocking rules.');
  const shares = rareShares(model, columns, frequencies);
  const known = asked.levels === levelsOf(model) && sameShares(shares, asked.shares);
  let comparing = known ? input.prepared?.comparing : undefined;
  const compared = (): Comparing => {
    if (!comparing) {
      const program = compile(model, columns, shares);
      comparing = { program, lines: linesOf(rows, program, columns, pool) };
    }
    return comparing;
  };
  const found = known ? encoded.pairs : comparePairsAgain(encoded.pairs, { model, pool, ...compared() });
  const pairs = named.length === 0 ? found : compareNamed(found, named, { model, rows, ...compared() });
  return {
    pairs,
    counts: pairs === encoded.pairs ? input.prepared?.counts : undefined,
    comparing: compared,
    lines: () => comparing?.lines.lines,
  };
}
