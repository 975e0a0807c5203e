/**
 * Visits each candidate pair once: a pair is left to the first of the rules that make it. Which rules those are
 * is told by the rows' lines, place by place (`loops/pairs.ts`), and by lists of groups where a rule gives a row
 * several.
 */

import { readFileSync } from 'node:fs';
import type { Block, SharedBy } from './blocking.ts';
import type { Lines } from './compile.ts';
import { freeAgain, type SpareMemory } from './list-memory.ts';
import { share } from './pair-helpers.ts';
import type { KeyPart } from './types.ts';
import {
  type CompiledModule,
  compileModule,
  instanceOf,
  noMemory,
  PAGE_BYTES,
  type SharedMemory,
  sharedMemory,
} from './web-assembly.ts';

/** What stands at a place of a line. */
export type LinePlace =
  | { readonly is: 'field'; readonly field: string }
  /** The number of a part of the field's value. */
  | { readonly is: 'part'; readonly field: string; readonly codes: Int32Array; readonly key: string }
  | { readonly is: 'group'; readonly group: Int32Array; readonly rule: number };

/** Lines in memory that the loops read, and how two of them tell which rules make the pair. */
export interface PairLines extends Lines {
  readonly memory: SharedMemory;
  readonly tests: RuleTests;
}

export interface RuleTests {
  /** How many places there are; behind their bits come those of the crossings. */
  readonly places: number;
  /** Places that may agree crosswise. */
  readonly crossings: readonly (readonly [number, number])[];
  /** By rule, and behind them further ways in which a rule makes a pair. */
  readonly masks: readonly bigint[];
  /** The rules of those. */
  readonly further: readonly number[];
}

/** A line has at most so many places, with the bits that stand for two places crosswise. */
const MOST_BITS = 63;
/** No two lines have this. */
const NEVER = 1n << 63n;

const partName = (field: string, part: KeyPart): string => `${field} ${JSON.stringify(part)}`;

/** The places of lines: the fields that comparisons read come first, as they are numbered there. */
export function placesOf(fields: readonly string[], blocks: readonly Block[]): LinePlace[] {
  const places: LinePlace[] = fields.map((field) => ({ is: 'field', field }));
  const addField = (field: string): void => {
    if (!places.some((place) => place.is === 'field' && place.field === field))
      places.push({ is: 'field', field });
  };
  blocks.forEach(({ rule, shared }, r) => {
    if (shared.by === 'group') places.push({ is: 'group', group: shared.group, rule: r });
    if (shared.by !== 'values') return;
    rule.keys.forEach((key, k) => {
      const codes = shared.codes[k] ?? null;
      if (key.part === 'either-order') key.fields.forEach(addField);
      else if (codes === null) addField(key.field);
      else {
        const name = partName(key.field, key);
        if (!places.some((place) => place.is === 'part' && place.key === name))
          places.push({ is: 'part', field: key.field, codes, key: name });
      }
    });
  });
  return places;
}

/**
 * What each rule asks of the places where two lines agree.
 * @throws Error when the model's comparisons and rules read more than a line holds.
 */
export function testsOf(places: readonly LinePlace[], blocks: readonly Block[]): RuleTests {
  const crossings: (readonly [number, number])[] = [];
  const bit = (at: number): bigint => 1n << BigInt(at);
  const fieldAt = (field: string): number =>
    places.findIndex((place) => place.is === 'field' && place.field === field);
  const crossing = (p: number, q: number): bigint => {
    let known = crossings.findIndex((one) => one[0] === p && one[1] === q);
    if (known < 0) known = crossings.push([p, q]) - 1;
    return bit(places.length + known);
  };
  /** The ways in which two rows share a group of a rule. */
  const waysOf = ({ rule, shared }: Block, r: number): bigint[] => {
    if (shared.by === 'groups') return [NEVER];
    if (shared.by === 'group')
      return [bit(places.findIndex((place) => place.is === 'group' && place.rule === r))];
    let ways = [0n];
    rule.keys.forEach((key, k) => {
      if (key.part === 'either-order') {
        const [p, q] = key.fields.map(fieldAt) as [number, number];
        const crosswise = crossing(p, q);
        ways = ways.flatMap((way) => [way | bit(p) | bit(q), way | crosswise]);
        return;
      }
      const name = partName(key.field, key);
      const coded = (shared.codes[k] ?? null) !== null;
      const at = coded
        ? places.findIndex((place) => place.is === 'part' && place.key === name)
        : fieldAt(key.field);
      ways = ways.map((way) => way | bit(at));
    });
    return ways;
  };
  const ways = blocks.map(waysOf);
  const further = ways.flatMap((own, r) => own.slice(1).map((mask) => ({ mask, rule: r })));
  const masks = [...ways.map((own) => own[0]!), ...further.map(({ mask }) => mask)];
  if (places.length + crossings.length > MOST_BITS || masks.length > 64)
    throw new Error(
      `The model's comparisons and blocking rules read ${places.length} fields and parts of fields: more than ${MOST_BITS}.`,
    );
  return { places: places.length, crossings, masks, further: further.map(({ rule }) => rule) };
}

/** Memory for so many lines of `width` numbers, a whole number of fours: what a list has left, where it is enough. */
export function roomForLines(rows: number, width: number, spare?: SpareMemory) {
  const bytes = rows * width * 4;
  if (spare && spare.lines.length >= bytes)
    return {
      memory: spare.memory,
      lines: new Int32Array(spare.lines.buffer, spare.lines.byteOffset, rows * width),
    };
  const memory = sharedMemory(2 * PAGE_BYTES + bytes);
  freeAgain(memory, PAGE_BYTES + bytes);
  return { memory, lines: new Int32Array(memory.buffer, PAGE_BYTES, rows * width) };
}

/** What `loops/pairs.ts` exports. */
interface Exports {
  take(bytes: number): number;
  testBy(...numbers: readonly number[]): void;
  visit(
    rule: number,
    groups: number,
    starts: number,
    rows: number,
    lefts: number,
    rights: number,
    made: number,
    group: number,
  ): number;
}

let compiled: CompiledModule | undefined;

function loopsModule(): CompiledModule {
  compiled ??= compileModule(readFileSync(new URL('./loops/pairs.wasm', import.meta.url)));
  return compiled;
}

/** Pairs of a rule's groups; what they lie in is good until the next are visited. */
export interface Visited {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Bit r for each rule r that makes the pair. */
  readonly made: Int32Array;
}

/** Room for the groups of a visit and the pairs that it finds. */
interface Room {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly made: Int32Array;
  readonly group: Int32Array;
}

/** Visits the pairs of groups, on one thread. */
export class PairVisitor {
  readonly #loops: Exports;
  readonly #memory: SharedMemory;
  readonly #blocks: readonly Block[];
  #room: Room;

  constructor({ memory, lines, width, tests }: PairLines, blocks: readonly Block[]) {
    // The types of what is compiled are those of its source.
    this.#loops = instanceOf(loopsModule(), { 'from-outside': { noMemory }, env: { memory } }) as Exports;
    this.#memory = memory;
    this.#blocks = blocks;
    this.#room = this.#roomFor(1 << 10, 1 << 10, 1 << 10);
    const { crossings, masks, further } = tests;
    const places = this.#ints(crossings.length * 2);
    places.set(crossings.flat());
    const rules = this.#ints(further.length);
    rules.set(further);
    const wanted = this.#ints(masks.length * 2 + 2);
    // One more than there are, where they are odd: they are read two by two.
    new BigUint64Array(wanted.buffer, wanted.byteOffset, masks.length + 1).set([...masks, NEVER]);
    this.#loops.testBy(
      lines.byteOffset,
      width * 4,
      places.byteOffset,
      crossings.length,
      tests.places,
      wanted.byteOffset,
      masks.length,
      blocks.length,
      rules.byteOffset,
    );
  }

  #ints(count: number): Int32Array {
    const at = this.#loops.take(count * 4);
    return new Int32Array(this.#memory.buffer, at, count);
  }

  #roomFor(groups: number, rows: number, pairs: number): Room {
    return {
      starts: this.#ints(groups),
      rows: this.#ints(rows),
      left: this.#ints(pairs),
      right: this.#ints(pairs),
      made: this.#ints(pairs),
      group: this.#ints(pairs),
    };
  }

  /** The pairs of groups `from` to `to` of a rule, of which there are `pairs`, that are left to it. */
  visit(rule: number, from: number, to: number, pairs: number): Visited {
    const block = this.#blocks[rule]!;
    const starts = block.starts.subarray(from, to + 1);
    const rows = block.rows.subarray(starts[0]!, starts.at(-1)!);
    const { length } = this.#room.left;
    if (starts.length > this.#room.starts.length || rows.length > this.#room.rows.length || pairs > length)
      this.#room = this.#roomFor(
        Math.max(starts.length, this.#room.starts.length * 2),
        Math.max(rows.length, this.#room.rows.length * 2),
        Math.max(pairs, length),
      );
    const room = this.#room;
    room.starts.set(starts);
    room.rows.set(rows);
    const count = this.#loops.visit(
      rule,
      to - from,
      room.starts.byteOffset,
      room.rows.byteOffset,
      room.left.byteOffset,
      room.right.byteOffset,
      room.made.byteOffset,
      room.group.byteOffset,
    );
    const { left, right, made } = room;
    return this.#sifted(rule, from, { count, left, right, made });
  }

  /** Without the pairs that rules by lists leave to others, and with those rules among what makes a pair. */
  #sifted(rule: number, from: number, visited: Visited): Visited {
    const lists = this.#blocks.flatMap(({ shared }, r) => (shared.by === 'groups' ? [{ r, shared }] : []));
    if (lists.length === 0) return visited;
    const own = lists.find(({ r }) => r === rule);
    const { left, right, made } = visited;
    const { group } = this.#room;
    let count = 0;
    for (let k = 0; k < visited.count; k += 1) {
      const [a, b] = [left[k]!, right[k]!];
      if (own && firstGroup(own.shared, a, b) !== from + group[k]!) continue;
      const by = lists.reduce(
        (bits, { r, shared }) => (share(shared.offsets, shared.groups, a, b) ? bits | (1 << r) : bits),
        made[k]!,
      );
      if ((by & ((1 << rule) - 1)) !== 0) continue;
      left[count] = a;
      right[count] = b;
      made[count] = by;
      count += 1;
    }
    return { count, left, right, made };
  }
}

type InGroups = Extract<SharedBy, { by: 'groups' }>;

/** The first group that two rows share. */
function firstGroup({ offsets, groups }: InGroups, left: number, right: number): number {
  let i = offsets[left]!;
  let j = offsets[right]!;
  for (;;) {
    const difference = groups[i]! - groups[j]!;
    if (difference === 0) return groups[i]!;
    if (difference < 0) i += 1;
    else j += 1;
  }
}
