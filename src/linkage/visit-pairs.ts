/**
 * Visits each candidate pair once: a pair is left to the first of the rules that make it. Most pairs of a group have
 * been made by an earlier rule, and which have is as good as chance, so that the tests are sums of bits and not
 * branches, written out as text for the rules at hand.
 */

import type { Block, SharedBy } from './blocking.ts';
import type { Lines } from './compile.ts';
import { fieldsOfKeys } from './conditions.ts';
import { share } from './pair-helpers.ts';

/** Lines, and what stands where in them. */
export interface PairLines extends Lines {
  /** The fields in the order of their places. */
  readonly fields: readonly string[];
  /** Behind them, the rules that tell by its group whether a row shares it. */
  readonly grouped: readonly number[];
}

/** Writes the pairs of groups `from` to `to` of a rule that are left to it, for all of which there is room; how many. */
export type Visit = (
  starts: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  left: Int32Array,
  right: Int32Array,
) => number;

/** The fields whose values tell whether two rows share a group of a rule. */
export function keyFields({ rule, shared }: Block): string[] {
  return shared.by === 'values' ? fieldsOfKeys(rule.keys) : [];
}

/** Writes tests of two rows as bits, 1 where they agree. */
class TestWriter {
  readonly #lines: PairLines;
  /** What is worked out once for the left row, and for each right one. */
  readonly left = new Map<string, string>();
  readonly right = new Map<string, string>();

  constructor(lines: PairLines) {
    this.#lines = lines;
  }

  #place(p: number): readonly [left: string, right: string] {
    this.left.set(`a${p}`, `L[x + ${p}]`);
    this.right.set(`b${p}`, `L[y + ${p}]`);
    return [`a${p}`, `b${p}`];
  }

  /** Whether two numbers are equal, as a bit. */
  #equal(name: string, a: string, b: string): string {
    this.right.set(`d${name}`, `${a} ^ ${b}`);
    this.right.set(`e${name}`, `((d${name} | (0 - d${name})) >>> 31) ^ 1`);
    return `e${name}`;
  }

  #same(p: number): string {
    return this.#equal(`${p}`, ...this.#place(p));
  }

  #either(p: number, q: number): string {
    const [[a, b], [c, d]] = [this.#place(p), this.#place(q)];
    const straight = `${this.#same(p)} & ${this.#same(q)}`;
    return `(${straight} | ${this.#equal(`${p}_${q}`, a, d)} & ${this.#equal(`${q}_${p}`, c, b)})`;
  }

  /**
   * Whether the parts of two values are equal, whose numbers are in `codes`; −1 is no part. Mostly the values are, and
   * then there is nothing to look up.
   */
  #coded(p: number, codes: string, name: string): string {
    const [a, b] = this.#place(p);
    const same = this.#same(p);
    this.left.set(`l${name}`, `${a} < 0 ? -1 : ${codes}[${a}]`);
    const equal = `${same} !== 0 || ${b} >= 0 && l${name} === ${codes}[${b}]`;
    this.right.set(`e${name}`, `l${name} >= 0 && (${equal}) ? 1 : 0`);
    return `e${name}`;
  }

  /** Of a rule that is told by the two lines. */
  test({ rule, shared }: Block, r: number): string {
    const { fields, grouped } = this.#lines;
    if (shared.by !== 'values') return this.#same(fields.length + grouped.indexOf(r));
    const tests = rule.keys.map((key, k) => {
      if (key.part === 'either-order')
        return this.#either(fields.indexOf(key.fields[0]), fields.indexOf(key.fields[1]));
      const p = fields.indexOf(key.field);
      return shared.codes[k] === null ? this.#same(p) : this.#coded(p, `S[${r}].codes[${k}]`, `${r}k${k}`);
    });
    return tests.join(' & ') || '1';
  }

  /** The text of what the tests name, as constants. */
  constants(of: 'left' | 'right'): string {
    return [...this[of]].map(([name, value]) => `const ${name} = ${value};`).join(' ');
  }
}

const several = (r: number): string => `share(S[${r}].offsets, S[${r}].groups, left, right)`;

/** Tests of all of some rules, those by lines apart from those by lists. */
function testsOf(blocks: readonly Block[], rules: readonly number[], writer: TestWriter) {
  const byLines = rules.filter((r) => blocks[r]!.shared.by !== 'groups');
  return {
    byLines: byLines.map((r) => ({ r, test: `(${writer.test(blocks[r]!, r)})` })),
    byLists: rules.filter((r) => !byLines.includes(r)).map((r) => ({ r, test: several(r) })),
  };
}

/** The text of a visit of one rule's groups. */
function visitText(blocks: readonly Block[], rule: number, lines: PairLines): string {
  const writer = new TestWriter(lines);
  const before = Array.from({ length: rule }, (_, r) => r);
  const { byLines, byLists } = testsOf(blocks, before, writer);
  const made = byLines.map(({ test }) => test).join(' | ');
  const first =
    blocks[rule]!.shared.by === 'groups' ? `if (first(S[${rule}], left, right) !== g) continue;` : '';
  return `(starts, rows, from, to, lefts, rights) => {
let count = 0;
for (let g = from; g < to; g += 1) {
const end = starts[g + 1];
for (let a = starts[g]; a < end; a += 1) {
const left = rows[a], x = left * W; ${writer.constants('left')}
for (let b = a + 1; b < end; b += 1) {
const right = rows[b], y = right * W; ${first} ${writer.constants('right')}
${made === '' ? '' : `if ((${made}) !== 0) continue;`}
${byLists.map(({ test }) => `if (${test}) continue;`).join(' ')}
lefts[count] = left; rights[count] = right;
count += 1;
} } }
return count; }`;
}

/** The text of the bits of the rules that make pairs. */
function madeText(blocks: readonly Block[], lines: PairLines): string {
  const writer = new TestWriter(lines);
  const { byLines, byLists } = testsOf(blocks, [...blocks.keys()], writer);
  const bits = [
    ...byLines.map(({ r, test }) => `${test} << ${r}`),
    ...byLists.map(({ r, test }) => `(${test} ? ${1 << r} : 0)`),
  ];
  return `(lefts, rights, made) => {
for (let k = 0; k < made.length; k += 1) {
const left = lefts[k], right = rights[k], x = left * W, y = right * W;
${writer.constants('left')} ${writer.constants('right')}
made[k] = ${bits.join(' | ') || '0'};
} }`;
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

/** The function of a text that may name the lines `L`, their width `W` and how rules are shared `S`. */
function compiled<Made>(text: string, blocks: readonly Block[], { lines, width }: PairLines): Made {
  // Each array becomes a constant, which is found faster than a property.
  const constants = new Map<string, string>();
  const body = text.replace(/S\[(\d+)\]\.codes\[(\d+)\]/g, (array, r, k) => {
    constants.set(`S${r}_${k}`, array);
    return `S${r}_${k}`;
  });
  const named = [...constants].map(([name, array]) => `const ${name} = ${array};`).join(' ');
  const make = new Function('L', 'W', 'S', 'share', 'first', `"use strict"; ${named} return ${body};`);
  const shared = blocks.map((block) => block.shared);
  return make(lines, width, shared, share, firstGroup) as Made;
}

/** How the pairs of a rule's groups are visited. */
export function visitOf(blocks: readonly Block[], rule: number, lines: PairLines): Visit {
  return compiled<Visit>(visitText(blocks, rule, lines), blocks, lines);
}

/** Writes for each pair which blocking rules make it: bit r for rule r. */
export type MadeBy = (left: Int32Array, right: Int32Array, made: Int32Array) => void;

export function madeBy(blocks: readonly Block[], lines: PairLines): MadeBy {
  return compiled<MadeBy>(madeText(blocks, lines), blocks, lines);
}
