/**
 * The weight of a pair, in bits: log2 of the prior odds, plus log2(m / u) of the level of each comparison, plus the
 * term-frequency adjustments of those levels, plus a person's override, replaced where a forcing rule applies
 * (Fellegi & Sunter 1969; adjustment after Winkler 1989). One order of addition everywhere, so that an explanation
 * adds up to the very number that decided.
 */

import { type Column, type Columns, DEFAULT_SHARE, shareBy, sharesOf, valueCounts } from './columns.ts';
import { columnOf } from './compile.ts';
import { sharedFloats, sharedInts } from './shared.ts';
import {
  type Comparison,
  type Condition,
  type Frequencies,
  type Level,
  type Model,
  NOT_COMPARED,
  type Thresholds,
} from './types.ts';

/** What a person's decision weighs, in bits, either way. */
export const OVERRIDE_BITS = 166;

/** Beyond this either way only a person's decision can have spoken: no evidence weighs so much. */
export const DECIDED_BITS = 100;

/** log2(p / (1 − p)). */
export function bitsOf(probability: number): number {
  return Math.log2(probability / (1 - probability));
}

/** Inverse of {@link bitsOf}. */
export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

/** Weight of a level in bits. */
export function levelBits(level: { readonly m: number; readonly u: number }): number {
  return Math.log2(level.m / level.u);
}

/** The term-frequency adjustment of a level: per value, weight × log2(expected share / share). */
export interface Term {
  readonly first: Int32Array;
  readonly bits: Float64Array;
  readonly most: number;
  /** Where only one of the two values is there, it speaks alone. */
  readonly coalesce: boolean;
}

function rareFields(condition: Condition): string[] {
  if (condition.is === 'rare') return [condition.field];
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(rareFields);
  return condition.is === 'not' ? rareFields(condition.of) : [];
}

function fieldsAskedForRarity(model: Model): Set<string> {
  const conditions = [
    ...model.comparisons.flatMap((comparison) => comparison.levels.map((level) => level.when)),
    ...model.rules.map((rule) => rule.when),
  ];
  return new Set(conditions.flatMap(rareFields));
}

/** Whether a pair's level depends on how often values occur, and not only its weight. */
export function levelsDependOnCounts(model: Model): boolean {
  return fieldsAskedForRarity(model).size > 0;
}

/** Shares by field, for the conditions that ask how rare a value is. */
export function rareShares(
  model: Model,
  columns: Columns,
  frequencies?: Frequencies,
): Record<string, Float64Array> {
  const fields = fieldsAskedForRarity(model);
  return Object.fromEntries(
    [...fields].map((field) => [field, sharesOf(columnOf(columns, field), frequencies)]),
  );
}

type TermFrequency = NonNullable<Level['termFrequency']>;

/** Counts up to this are looked up: there are far fewer of them than values. */
const COMMON_COUNTS = 1 << 12;

function adjustment(columns: Columns, given: TermFrequency, frequencies?: Frequencies): Term {
  const column = columnOf(columns, given.field);
  const expected = given.expected ?? column.spec.expectedShare ?? DEFAULT_SHARE;
  const counts = valueCounts(column, frequencies);
  const share = given.plain ? plainShare(column, frequencies) : shareBy(column, frequencies);
  const bitsOfCount = (count: number): number =>
    given.weight * Math.log2(expected / Math.max(share(count), given.least ?? 0));
  const known = new Float64Array(COMMON_COUNTS).fill(Number.NaN);
  const bits = sharedFloats(column.values.size);
  let most = 0;
  for (let id = 0; id < bits.length; id += 1) {
    const count = counts[id]!;
    let own = count < COMMON_COUNTS ? known[count]! : Number.NaN;
    if (Number.isNaN(own)) {
      own = bitsOfCount(count);
      if (count < COMMON_COUNTS) known[count] = own;
    }
    bits[id] = own;
    if (own > most) most = own;
  }
  return { first: column.first, bits, most, coalesce: given.plain ?? false };
}

/** Count ÷ records holding any value, as Splink has it. */
function plainShare(column: Column, frequencies?: Frequencies): (count: number) => number {
  const total = Math.max(1, frequencies ? frequencies.total(column.field) : column.present);
  return (count) => count / total;
}

/** What a model's levels weigh over a table. */
export interface Weights {
  readonly priorBits: number;
  /** `bits[c][k]` */
  readonly bits: readonly Float64Array[];
  /** `terms[c][k]`, where the level has an adjustment. */
  readonly terms: readonly (readonly (Term | null)[])[];
  /** `same[c][k]`: the two values of the level's adjustment are one, so that either row tells it. */
  readonly same: readonly (readonly boolean[])[];
}

/** Whether a condition holds only where both rows have the same value of a field. */
function needsSame(condition: Condition, field: string): boolean {
  if (condition.is === 'same') return condition.field === field;
  return condition.is === 'all' && condition.of.some((inner) => needsSame(inner, field));
}

export function weightsOf(model: Model, columns: Columns, frequencies?: Frequencies): Weights {
  const made = new Map<string, Term>();
  const termOf = (level: Level): Term | null => {
    if (!level.termFrequency) return null;
    const key = JSON.stringify(level.termFrequency);
    const known = made.get(key) ?? adjustment(columns, level.termFrequency, frequencies);
    made.set(key, known);
    return known;
  };
  return {
    priorBits: bitsOf(model.prior),
    bits: model.comparisons.map(({ levels }) => Float64Array.from(levels, levelBits)),
    terms: model.comparisons.map(({ levels }) => levels.map(termOf)),
    same: model.comparisons.map(({ levels }) =>
      levels.map(({ when, termFrequency }) => {
        if (!termFrequency || columns[termFrequency.field]!.offsets) return false;
        return needsSame(when, termFrequency.field);
      }),
    ),
  };
}

/** Adjustment of a term for two rows: the commoner of the two values counts. */
export function termBits(a: number, b: number, coalesce: boolean): number {
  if (a <= b) return a;
  if (b < a) return b;
  // One of the two is not a number: there is no value.
  return coalesce ? (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : b) : a) : 0;
}

/** What a row's value adjusts: NaN where there is none. */
export function rowBits({ first, bits }: Term, row: number): number {
  const id = first[row]!;
  return id < 0 ? Number.NaN : bits[id]!;
}

/** Weights by pattern of agreement, so that a pair's weight is one look-up and its adjustments. */
export interface PatternWeights {
  readonly base: Float64Array;
  /** No adjustment can bring more than this. */
  readonly gain: Float64Array;
  /** Pattern p is adjusted by the terms `places[starts[p]…starts[p + 1])`. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
  /** For each of them, 1 where both rows hold the same value. */
  readonly same: Uint8Array;
  readonly terms: readonly Term[];
  /** How many terms there are, and of each, 1 where one value speaks alone. */
  readonly width: number;
  readonly coalesce: Uint8Array;
}

export function patternWeights(weights: Weights, levels: Uint8Array, patterns: number): PatternWeights {
  const width = weights.bits.length;
  const terms = [...new Set(weights.terms.flat().filter((term) => term !== null))];
  const base = sharedFloats(patterns);
  const gain = sharedFloats(patterns);
  const starts = sharedInts(patterns + 1);
  const places = sharedInts(patterns * width);
  const same = new Uint8Array(patterns * width);
  let at = 0;
  for (let p = 0; p < patterns; p += 1) {
    let sum = weights.priorBits;
    for (let c = 0; c < width; c += 1) {
      const k = levels[p * width + c]!;
      if (k === NOT_COMPARED) continue;
      sum += weights.bits[c]![k]!;
      const term = weights.terms[c]![k];
      if (!term) continue;
      places[at] = terms.indexOf(term);
      same[at] = weights.same[c]![k] ? 1 : 0;
      gain[p]! += term.most;
      at += 1;
    }
    base[p] = sum;
    starts[p + 1] = at;
  }
  const coalesce = Uint8Array.from(terms, (term) => (term.coalesce ? 1 : 0));
  return { base, gain, starts, places, same, terms, width: terms.length, coalesce };
}

/** A pair's weight by its pattern, with its adjustments. */
export function adjustedBits(by: PatternWeights, pattern: number, left: number, right: number): number {
  const { starts, places, same, terms } = by;
  let bits = by.base[pattern]!;
  for (let t = starts[pattern]!; t < starts[pattern + 1]!; t += 1) {
    const term = terms[places[t]!]!;
    const own = rowBits(term, left);
    bits += same[t] === 1 ? own : termBits(own, rowBits(term, right), term.coalesce);
  }
  return bits;
}

export type Decision = 'auto' | 'review' | 'none';

/** What a decision is by its number. */
const DECISIONS: readonly Decision[] = ['none', 'review', 'auto'];

interface Score {
  readonly bits: number;
  readonly unadjusted: number;
  readonly rules: number;
}

/**
 * What is done with a pair: linked automatically (2) at `join` or above with no rule against it, or at `fracture` or
 * above where the two were together before; shown to a person (1) at `review` or above (rules not yet counted, since a
 * possible twin is for a person to see); else nothing (0).
 */
export function decisionOf({ join, fracture, review }: Thresholds, score: Score, together: boolean): number {
  if (score.rules === 0 && score.bits >= (together ? fracture : join)) return 2;
  return score.unadjusted >= review ? 1 : 0;
}

/** {@link decisionOf} in words. */
export function decide(model: Model, score: Score, together: boolean): Decision {
  return DECISIONS[decisionOf(model.thresholds, score, together)]!;
}

/**
 * The rules that apply to a pair, of those whose condition holds. A person who has looked at the pair overrules the
 * rules that exist to make a person look.
 */
export function appliedRules(model: Model, holding: number, unadjusted: number, override: number): number {
  if (override !== 0) return 0;
  let applied = 0;
  model.rules.forEach((rule, r) => {
    if (((holding >>> r) & 1) === 1 && unadjusted >= (rule.above ?? Number.NEGATIVE_INFINITY))
      applied |= 1 << r;
  });
  return applied;
}

/** A pair's bits after the rules that apply to it. */
export function forcedBits(model: Model, applied: number, unadjusted: number): number {
  let bits = unadjusted;
  if (applied === 0) return bits;
  model.rules.forEach((rule, r) => {
    if (((applied >>> r) & 1) === 1 && rule.effect !== 'review') bits = Math.min(bits, rule.forceBits ?? 0);
  });
  return bits;
}

/** The input columns that fields read. */
export function sourcesOf(model: Model, fields: readonly string[]): Set<string> {
  return new Set(fields.flatMap((field) => model.fields[field]?.from.map((source) => source.column) ?? []));
}

/** The fields that a condition reads. */
function fieldsOf(condition: Condition): string[] {
  switch (condition.is) {
    case 'always':
      return [];
    case 'not':
      return fieldsOf(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(fieldsOf);
    case 'crossed':
    case 'across':
    case 'sql':
      return [...condition.fields];
    default:
      return [condition.field];
  }
}

/** The fields that a comparison reads. */
export function comparisonFields(comparison: Comparison): string[] {
  return [comparison.comparable, ...comparison.levels.map((level) => level.when)].flatMap(fieldsOf);
}
