/**
 * The candidate pairs and how each agrees. Every pair that a rule makes is visited once, compared once, and kept as
 * four numbers; what its agreement weighs is looked up afterwards, so that a model can be trained and weighed again
 * without comparing anything twice.
 */

import type { Block } from './blocking.ts';
import type { Columns } from './columns.ts';
import { basesOf, type Lines, machineOf, type PairMachine, type Program } from './compile.ts';
import { Interner } from './interner.ts';
import { share } from './pair-helpers.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { sharedInts, shareInts } from './shared.ts';
import { type BlockingReport, type Model, NOT_COMPARED } from './types.ts';

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
}

export interface PairsWork {
  readonly program: Program;
  readonly lines: Lines;
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
      chunks.push({ rule, from, to: g + 1 });
      from = g + 1;
      pairs = 0;
    }
  });
  return chunks;
}

/**
 * The rows' lines: the ids of the program's fields, then the group of each rule that gives a row one. A row without a
 * group has one of its own, so that two rows share a rule's group exactly where the numbers are equal.
 */
export function linesOf(
  rows: number,
  program: Program,
  columns: Columns,
  blocks: readonly Block[],
  pool?: Pool,
): Lines {
  const fields = program.fields.map((field) => columns[field]!.first);
  const sources = [...fields, ...blocks.flatMap(({ group }) => (group ? [group] : []))];
  const width = Math.max(1, sources.length);
  const lines = sharedInts(rows * width, false);
  const work = { sources, fields: fields.length, rows, lines, width };
  runOn(rows > LINES_PIECE ? pool : undefined, FILL_LINES, work, Math.ceil(rows / LINES_PIECE));
  return { lines, width };
}

const LINES_PIECE = 4096;

interface LinesWork extends Lines {
  readonly sources: readonly Int32Array[];
  /** So many of them are fields; the rest are groups. */
  readonly fields: number;
  readonly rows: number;
}

/** Each piece is a run of rows. */
export const FILL_LINES: Job<LinesWork, null> = {
  name: 'fill lines',
  worker:
    ({ sources, fields, rows, lines, width }) =>
    (piece) => {
      const start = piece * LINES_PIECE;
      const end = Math.min(rows, start + LINES_PIECE);
      sources.forEach((source, s) => {
        for (let row = start, at = start * width + s; row < end; row += 1, at += width)
          lines[at] = s >= fields && source[row]! < 0 ? ~row : source[row]!;
      });
      return null;
    },
};

/** Bits of the rules that make a pair; 0 where a rule before `rule` does, which has visited it already. */
type Maker = (left: number, right: number, rule: number) => number;

function makerOf(blocks: readonly Block[], { lines, width }: Lines): Maker {
  let place = width - blocks.filter(({ group }) => group !== null).length;
  // Written out for the rules at hand, since it is asked about every pair of every group.
  const steps = blocks.map(({ group }, r) => {
    let made = `share(B[${r}].offsets, B[${r}].groups, left, right)`;
    if (group !== null) {
      made = `L[x + ${place}] === L[y + ${place}]`;
      place += 1;
    }
    return `if (${made}) { if (${r} < rule) return 0; made |= ${1 << r}; }`;
  });
  const body = `"use strict"; return (left, right, rule) => {
const x = left * W, y = right * W; let made = 0;
${steps.join('\n')}
return made; };`;
  const make = new Function('L', 'W', 'B', 'share', body) as (
    lines: Int32Array,
    width: number,
    blocks: readonly Block[],
    test: typeof share,
  ) => Maker;
  return make(lines, width, blocks, share);
}

class Finder {
  #count = 0;
  #left = new Int32Array(1 << 14);
  #right = new Int32Array(1 << 14);
  #made = new Int32Array(1 << 14);
  #pattern = new Int32Array(1 << 14);
  #codes = new Interner(1 << 8);
  #last = -1;
  #lastPattern = -1;

  add(left: number, right: number, made: number, code: number): void {
    if (code !== this.#last) {
      this.#last = code;
      this.#lastPattern = this.#codes.id(code);
    }
    const at = this.#count;
    if (at === this.#left.length) this.#grow();
    this.#left[at] = left;
    this.#right[at] = right;
    this.#made[at] = made;
    this.#pattern[at] = this.#lastPattern;
    this.#count = at + 1;
  }

  #grow(): void {
    this.#left = doubled(this.#left);
    this.#right = doubled(this.#right);
    this.#made = doubled(this.#made);
    this.#pattern = doubled(this.#pattern);
  }

  /** What was added, in shared memory, so that another thread gets it without a copy; and begins anew. */
  take(): FoundPairs {
    const count = this.#count;
    const found = {
      count,
      left: shareInts(this.#left, count),
      right: shareInts(this.#right, count),
      made: shareInts(this.#made, count),
      pattern: shareInts(this.#pattern, count),
      codes: this.#codes.keys(),
    };
    this.#count = 0;
    this.#codes = new Interner(1 << 8);
    this.#last = -1;
    return found;
  }
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const into = new Int32Array(from.length * 2);
  into.set(from);
  return into;
}

/** How a pair agrees and which of the model's rules hold for it, as one number. */
const codeOf = (machine: PairMachine, left: number, right: number, holdings: number): number =>
  machine.pattern(left, right) * holdings + (holdings > 1 ? machine.rules(left, right) >>> 0 : 0);

/** Finds and compares the pairs of chunks on this thread. */
function pairFinder(work: PairsWork): (piece: number) => FoundPairs {
  const { program, lines, blocks, chunks, holdings } = work;
  const machine = machineOf(program, lines);
  const maker = makerOf(blocks, lines);
  const finder = new Finder();
  return (piece) => {
    const { rule, from, to } = chunks[piece]!;
    const { starts, rows, group, offsets, groups } = blocks[rule]!;
    for (let g = from; g < to; g += 1) {
      const end = starts[g + 1]!;
      for (let a = starts[g]!; a < end; a += 1) {
        const left = rows[a]!;
        for (let b = a + 1; b < end; b += 1) {
          const right = rows[b]!;
          if (group === null && firstGroup(offsets!, groups!, left, right) !== g) continue;
          const made = maker(left, right, rule);
          if (made !== 0) finder.add(left, right, made, codeOf(machine, left, right, holdings));
        }
      }
    }
    return finder.take();
  };
}

function firstGroup(offsets: Int32Array, groups: Int32Array, left: number, right: number): number {
  let i = offsets[left]!;
  let j = offsets[right]!;
  for (;;) {
    const difference = groups[i]! - groups[j]!;
    if (difference === 0) return groups[i]!;
    if (difference < 0) i += 1;
    else j += 1;
  }
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

export interface PairsInput {
  readonly model: Model;
  readonly program: Program;
  readonly lines: Lines;
  readonly blocks: readonly Block[];
  readonly pool: Pool | undefined;
}

const holdingsOf = (model: Model): number => 2 ** model.rules.length;

/** All candidate pairs in an order that no number of threads changes. */
export function findPairs({ program, lines, blocks, pool, model }: PairsInput): Pairs {
  const chunks = chunksOf(blocks);
  const holdings = holdingsOf(model);
  const found = runOn(pool, FIND_PAIRS, { program, lines, blocks, chunks, holdings }, chunks.length);
  return gather(found, basesOf(model), holdings);
}

interface ComparingWork {
  readonly program: Program;
  readonly lines: Lines;
  readonly parts: readonly PairsPart[];
  readonly holdings: number;
}

function partComparer({ program, lines, parts, holdings }: ComparingWork): (piece: number) => FoundPairs {
  const machine = machineOf(program, lines);
  const finder = new Finder();
  return (piece) => {
    const { count, left, right, made } = parts[piece]!;
    for (let k = 0; k < count; k += 1)
      finder.add(left[k]!, right[k]!, made[k]!, codeOf(machine, left[k]!, right[k]!, holdings));
    return finder.take();
  };
}

/** The same pairs by the levels of another model, or with other counts of the values. */
export function comparePairsAgain(pairs: Pairs, input: Omit<PairsInput, 'blocks'>): Pairs {
  const { program, lines, pool, model } = input;
  const { parts } = pairs;
  const holdings = holdingsOf(model);
  const found = runOn(pool, COMPARE_PAIRS, { program, lines, parts, holdings }, parts.length);
  // Who the pairs are stays as it was: only how they agree is new.
  const renewed = found.map(({ codes, pattern }, p) => ({ ...parts[p]!, codes, pattern }));
  return gather(renewed, basesOf(model), holdings);
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
  const finder = new Finder();
  for (const key of wanted) {
    const [left, right] = [Math.floor(key / rows), key % rows];
    finder.add(left, right, 0, codeOf(machine, left, right, holdings));
  }
  // Copies, for the numbers of the patterns may change and the index stays as it is.
  const parts = pairs.parts.map((part) => ({
    ...part,
    codes: pairs.codes,
    pattern: shareInts(part.pattern),
  }));
  return gather([...parts, finder.take()], basesOf(model), holdings);
}

/** Numbers the patterns of all parts alike, by their codes. */
function gather(found: readonly FoundPairs[], bases: readonly number[], holdings: number): Pairs {
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
  const holding = Uint32Array.from(codes, (code) => code % holdings);
  const levels = levelsOfCodes(
    codes.map((code) => Math.floor(code / holdings)),
    bases,
  );
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { count, parts, levels, holding, patterns: codes.length, codes };
}

/** What each rule brought: pairs that it was the first to make, and pairs that it alone made. */
export function blockingReports(blocks: readonly Block[], pairs: Pairs): BlockingReport[] {
  const first = new Float64Array(32);
  const alone = new Float64Array(32);
  for (const { count, made: masks } of pairs.parts) {
    for (let k = 0; k < count; k += 1) {
      const made = masks[k]!;
      if (made === 0) continue;
      const rule = 31 - Math.clz32(made & -made);
      first[rule]! += 1;
      if ((made & (made - 1)) === 0) alone[rule]! += 1;
    }
  }
  return blocks.map((block, rule) => ({
    rule: block.rule.name,
    pairs: first[rule]!,
    alone: alone[rule]!,
    groupsDropped: block.groupsDropped,
    recordsInDroppedGroups: block.recordsInDroppedGroups,
    largestGroup: block.largestGroup,
  }));
}

/** Each piece is a chunk. */
export const FIND_PAIRS: Job<PairsWork, FoundPairs> = { name: 'find pairs', worker: pairFinder };

/** Each piece is a part of pairs that have been found. */
export const COMPARE_PAIRS: Job<ComparingWork, FoundPairs> = { name: 'compare pairs', worker: partComparer };
