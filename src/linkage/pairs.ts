/**
 * The candidate pairs and how each agrees. Every pair that a rule makes is visited once, compared once, and kept as
 * four numbers; what its agreement weighs is looked up afterwards, so that a model can be trained and weighed again
 * without comparing anything twice.
 */

import type { Block } from './blocking.ts';
import type { Columns } from './columns.ts';
import { basesOf, type Lines, machineOf, type PairMachine, type Program } from './compile.ts';
import { Interner } from './interner.ts';
import type { SpareMemory } from './list-memory.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { sharedInts, shareInts } from './shared.ts';
import { type Model, NOT_COMPARED } from './types.ts';
import {
  type LinePlace,
  type PairLines,
  PairVisitor,
  placesOf,
  roomForLines,
  testsOf,
} from './visit-pairs.ts';

/** The pairs that one piece of work found, column by column. */
export interface PairsPart {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Row of `levels` that says how the pair agrees. */
  readonly pattern: Int32Array;
  /** Bit r set: blocking rule r makes the pair. 0 where only an override named it. */
  readonly made: Int32Array;
}

/** All pairs, in parts as they were found: to put them together would only cost. */
export interface Pairs {
  readonly count: number;
  readonly parts: readonly PairsPart[];
  /** `patterns × comparisons`: index of the level, or {@link NOT_COMPARED}. Patterns ascend by their number. */
  readonly levels: Uint8Array;
  /** By pattern, bit r set: the condition of the model's rule r holds. */
  readonly holding: Uint32Array;
  readonly patterns: number;
  /** The number of each pattern, ascending. */
  readonly codes: Float64Array;
}

/** A run of one rule's groups. */
interface Chunk {
  readonly rule: number;
  readonly from: number;
  readonly to: number;
  /** How many pairs stand in its groups. */
  readonly pairs: number;
}

export interface PairsWork {
  readonly program: Program;
  readonly lines: PairLines;
  readonly blocks: readonly Block[];
  readonly chunks: readonly Chunk[];
  readonly holdings: number;
}

/** A part whose patterns are numbered in order of first sight. */
export interface FoundPairs extends PairsPart {
  /** The code of each of its patterns. */
  readonly codes: Float64Array;
}

const CHUNK_PAIRS = 60_000;

function chunksOf(blocks: readonly Block[]): Chunk[] {
  const chunks: Chunk[] = [];
  blocks.forEach(({ starts }, rule) => {
    let from = 0;
    let pairs = 0;
    for (let g = 0; g + 1 < starts.length; g += 1) {
      const size = starts[g + 1]! - starts[g]!;
      pairs += (size * (size - 1)) / 2;
      if (pairs < CHUNK_PAIRS && g + 2 < starts.length) continue;
      chunks.push({ rule, from, to: g + 1, pairs });
      from = g + 1;
      pairs = 0;
    }
  });
  return chunks;
}

/**
 * The rows' lines: the ids of the fields that the program reads, side by side. A row without an id has one of its
 * own, so that equal numbers are equal values.
 */
export function linesOf(rows: number, program: Program, columns: Columns, pool?: Pool): Lines {
  const sources = program.fields.map((field): LineSource => ({ ids: columns[field]!.first, codes: null }));
  const width = Math.max(1, sources.length);
  const lines = sharedInts(rows * width, false);
  fillLines({ sources, rows, lines, width }, pool);
  return { lines, width };
}

/** What else lines for pairs are made of. */
export interface LinesInput {
  readonly blocks: readonly Block[];
  readonly pool: Pool | undefined;
  /** Where they may lie. */
  readonly spare: SpareMemory | undefined;
}

/** The same with what blocking rules ask behind: parts of values, and the groups of rules that go by them. */
export function pairLinesOf(rows: number, program: Program, columns: Columns, input: LinesInput): PairLines {
  const { blocks, pool, spare } = input;
  const places = placesOf(program.fields, blocks);
  const tests = testsOf(places, blocks);
  const sources = places.map((place) => sourceOf(place, columns));
  const width = Math.max(4, Math.ceil(places.length / 4) * 4);
  // What fills a line up is of no two rows.
  while (sources.length < width) sources.push({ ids: null, codes: null });
  const { memory, lines } = roomForLines(rows, width, spare);
  fillLines({ sources, rows, lines, width }, pool);
  return { lines, width, memory, tests };
}

const LINES_PIECE = 4096;

/** Of each row an id, or the code of one. */
interface LineSource {
  readonly ids: Int32Array | null;
  readonly codes: Int32Array | null;
}

function sourceOf(place: LinePlace, columns: Columns): LineSource {
  if (place.is === 'group') return { ids: place.group, codes: null };
  return { ids: columns[place.field]!.first, codes: place.is === 'part' ? place.codes : null };
}

interface LinesWork extends Lines {
  readonly sources: readonly LineSource[];
  readonly rows: number;
}

function fillLines(work: LinesWork, pool: Pool | undefined): void {
  const { rows } = work;
  runOn(rows > LINES_PIECE ? pool : undefined, FILL_LINES, work, Math.ceil(rows / LINES_PIECE));
}

/** Writes place s of the lines of rows `start` to `end`. */
function fillPlace({ sources, lines, width }: LinesWork, s: number, start: number, end: number): void {
  const { ids, codes } = sources[s]!;
  for (let row = start, at = start * width + s; row < end; row += 1, at += width) {
    let id = ids === null ? -1 : ids[row]!;
    if (codes !== null && id >= 0) id = codes[id]!;
    lines[at] = id < 0 ? ~row : id;
  }
}

/** Each piece is a run of rows. */
export const FILL_LINES: Job<LinesWork, null> = {
  name: 'fill lines',
  worker: (work) => (piece) => {
    const start = piece * LINES_PIECE;
    const end = Math.min(work.rows, start + LINES_PIECE);
    for (let s = 0; s < work.sources.length; s += 1) fillPlace(work, s, start, end);
    return null;
  },
};

/** How a pair agrees and which of the model's rules hold for it, as one number. */
const codeOf = (machine: PairMachine, left: number, right: number, holdings: number): number =>
  machine.pattern(left, right) * holdings + (holdings > 1 ? machine.rules(left, right) >>> 0 : 0);

type Two = Pick<PairsPart, 'count' | 'left' | 'right'>;
type Patterns = Pick<FoundPairs, 'pattern' | 'codes'>;

/** How the pairs of a part agree, patterns being numbered in order of first sight. */
function patternsOf(machine: PairMachine, { count, left, right }: Two, holdings: number): Patterns {
  const pattern = sharedInts(count, false);
  const ids = new Interner(1 << 8);
  let last = -1;
  let id = -1;
  for (let k = 0; k < count; k += 1) {
    const code = codeOf(machine, left[k]!, right[k]!, holdings);
    if (code !== last) {
      last = code;
      id = ids.id(code);
    }
    pattern[k] = id;
  }
  return { pattern, codes: ids.keys() };
}

/** Finds and compares the pairs of chunks on this thread. */
function pairFinder(work: PairsWork): (piece: number) => FoundPairs {
  const { program, lines, blocks, chunks, holdings } = work;
  const machine = machineOf(program, lines);
  const visitor = new PairVisitor(lines, blocks);
  return (piece) => {
    const { rule, from, to, pairs } = chunks[piece]!;
    const found = visitor.visit(rule, from, to, pairs);
    const { count } = found;
    const left = shareInts(found.left, count);
    const right = shareInts(found.right, count);
    const made = shareInts(found.made, count);
    return { count, left, right, made, ...patternsOf(machine, { count, left, right }, holdings) };
  };
}

/** The levels of each code, codes ascending; `digit 0` is "not compared". */
export function levelsOfCodes(codes: Float64Array, bases: readonly number[]): Uint8Array {
  const width = bases.length;
  const levels = new Uint8Array(codes.length * width);
  codes.forEach((code, p) => {
    let rest = code;
    for (let c = width - 1; c >= 0; c -= 1) {
      const digit = rest % bases[c]!;
      levels[p * width + c] = digit === 0 ? NOT_COMPARED : digit - 1;
      rest = (rest - digit) / bases[c]!;
    }
  });
  return levels;
}

interface ComparingInput {
  readonly model: Model;
  readonly program: Program;
  readonly lines: Lines;
  readonly pool: Pool | undefined;
}

export interface PairsInput extends ComparingInput {
  readonly lines: PairLines;
  readonly blocks: readonly Block[];
}

const holdingsOf = (model: Model): number => 2 ** model.rules.length;

/** What no rule has found, for pairs that are named. */
export const noPairs = (model: Model): Pairs => gather([], model);

/** All candidate pairs in an order that no number of threads changes. */
export function findPairs({ program, lines, blocks, pool, model }: PairsInput): Pairs {
  const chunks = chunksOf(blocks);
  const holdings = holdingsOf(model);
  const found = runOn(pool, FIND_PAIRS, { program, lines, blocks, chunks, holdings }, chunks.length);
  return gather(found, model);
}

interface ComparingWork {
  readonly program: Program;
  readonly lines: Lines;
  readonly parts: readonly PairsPart[];
  readonly holdings: number;
}

function partComparer({ program, lines, parts, holdings }: ComparingWork): (piece: number) => Patterns {
  const machine = machineOf(program, lines);
  return (piece) => patternsOf(machine, parts[piece]!, holdings);
}

/** The same pairs by the levels of another model, or with other counts of the values. */
export function comparePairsAgain(pairs: Pairs, input: ComparingInput): Pairs {
  const { program, lines, pool, model } = input;
  const { parts } = pairs;
  const holdings = holdingsOf(model);
  const found = runOn(pool, COMPARE_PAIRS, { program, lines, parts, holdings }, parts.length);
  // Who the pairs are stays as it was: only how they agree is new.
  const renewed = found.map((patterns, p) => ({ ...parts[p]!, ...patterns }));
  return gather(renewed, model);
}

/** A pair that a person's decision names, which no rule may have made. */
export type NamedPair = readonly [left: number, right: number];

export interface NamedInput {
  readonly model: Model;
  readonly program: Program;
  readonly lines: Lines;
  readonly rows: number;
}

/** The pairs, and behind them those of the named that no rule has made. */
export function compareNamed(pairs: Pairs, named: readonly NamedPair[], input: NamedInput): Pairs {
  const { model, program, lines, rows } = input;
  const wanted = new Set(named.map(([left, right]) => left * rows + right));
  const lefts = new Uint8Array(rows);
  for (const [left] of named) lefts[left] = 1;
  for (const { count, left, right } of pairs.parts) {
    for (let k = 0; k < count; k += 1) if (lefts[left[k]!] === 1) wanted.delete(left[k]! * rows + right[k]!);
  }
  if (wanted.size === 0) return pairs;
  const holdings = holdingsOf(model);
  const machine = machineOf(program, lines, wanted.size);
  const pairsNamed = [...wanted];
  const count = pairsNamed.length;
  const left = Int32Array.from(pairsNamed, (key) => Math.floor(key / rows));
  const right = Int32Array.from(pairsNamed, (key) => key % rows);
  const made = new Int32Array(count);
  const last = { count, left, right, made, ...patternsOf(machine, { count, left, right }, holdings) };
  // Copies, for the numbers of the patterns may change and the index stays as it is.
  const parts = pairs.parts.map((part) => ({
    ...part,
    codes: pairs.codes,
    pattern: shareInts(part.pattern),
  }));
  return gather([...parts, last], model);
}

/** Numbers the patterns of all parts alike, by their codes. */
function gather(found: readonly FoundPairs[], model: Model): Pairs {
  const ids = new Interner(4096);
  const known = found.map(({ codes }) => Int32Array.from(codes, (code) => ids.id(code)));
  const codes = ids.keys();
  const order = Int32Array.from(codes, (_, id) => id).sort((a, b) => codes[a]! - codes[b]!);
  const rank = new Int32Array(order.length);
  order.forEach((id, place) => {
    rank[id] = place;
  });
  const parts = found.map(({ codes: _, ...part }, p) => {
    const numbers = known[p]!.map((id) => rank[id]!);
    const { pattern } = part;
    for (let k = 0; k < part.count; k += 1) pattern[k] = numbers[pattern[k]!]!;
    return part;
  });
  codes.sort();
  const holdings = holdingsOf(model);
  const holding = Uint32Array.from(codes, (code) => code % holdings);
  const levels = levelsOfCodes(
    codes.map((code) => Math.floor(code / holdings)),
    basesOf(model),
  );
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { count, parts, levels, holding, patterns: codes.length, codes };
}

/** Each piece is a chunk. */
export const FIND_PAIRS: Job<PairsWork, FoundPairs> = { name: 'find pairs', worker: pairFinder };

/** Each piece is a part of pairs that have been found. */
export const COMPARE_PAIRS: Job<ComparingWork, Patterns> = { name: 'compare pairs', worker: partComparer };
