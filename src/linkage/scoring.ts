/**
 * The weight of a pair, in bits: log2 of the prior odds, plus log2(m / u) of the level of each comparison, plus the
 * term-frequency adjustment of that level, plus a person's override, replaced where a forcing rule applies
 * (Fellegi & Sunter 1969; adjustment after Winkler 1989). One order of addition everywhere, so that an explanation
 * adds up to the very number that decided.
 */

import { type Column, type Columns, DEFAULT_SHARE, sharesOf } from './columns.ts';
import { columnOf, compileCondition, fieldsOf, type PairTest, type TestContext } from './conditions.ts';
import { type Comparison, type Condition, type Frequencies, type Model, NOT_COMPARED } from './types.ts';

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

interface TermFrequency {
  readonly first: Int32Array;
  /** Per value, log2(expected share / share). */
  readonly bits: Float64Array;
  readonly weight: number;
}

interface CompiledLevel {
  readonly test: PairTest;
  readonly bits: number;
  readonly termFrequency: TermFrequency | null;
}

interface CompiledComparison {
  readonly comparable: PairTest;
  readonly levels: readonly CompiledLevel[];
}

interface CompiledRule {
  readonly test: PairTest;
  readonly above: number;
  readonly forceBits: number | null;
}

/** One pair's score. Reused from call to call: copy what you keep. */
export interface PairScore {
  bits: number;
  unadjusted: number;
  rules: number;
  readonly levels: Uint8Array;
  /** Term-frequency bits by comparison; 0 where none. */
  readonly frequencyBits: Float64Array;
}

export interface Scorer {
  readonly priorBits: number;
  /** Only the levels, into `levels`. */
  levelsOf(left: number, right: number, levels: Uint8Array): void;
  /** The whole score. `override`: a person's decision in bits, or 0. */
  score(left: number, right: number, override: number, into: PairScore): void;
}

export function emptyScore(model: Model): PairScore {
  const size = model.comparisons.length;
  return {
    bits: 0,
    unadjusted: 0,
    rules: 0,
    levels: new Uint8Array(size),
    frequencyBits: new Float64Array(size),
  };
}

function adjustment(column: Column, weight: number, shares: Float64Array): TermFrequency {
  const expected = column.spec.expectedShare ?? DEFAULT_SHARE;
  return { first: column.first, bits: shares.map((share) => Math.log2(expected / share)), weight };
}

function frequencyBits(of: TermFrequency, left: number, right: number): number {
  const a = of.first[left]!;
  const b = of.first[right]!;
  if (a < 0 || b < 0) return 0;
  return of.weight * Math.min(of.bits[a]!, of.bits[b]!);
}

function rareFields(condition: Condition): string[] {
  if (condition.is === 'rare') return [condition.field];
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(rareFields);
  return condition.is === 'not' ? rareFields(condition.of) : [];
}

function sharesNeeded(
  model: Model,
  columns: Columns,
  frequencies?: Frequencies,
): Record<string, Float64Array> {
  const needed = new Set<string>();
  for (const comparison of model.comparisons) {
    for (const level of comparison.levels) {
      if (level.termFrequency) needed.add(level.termFrequency.field);
      for (const field of rareFields(level.when)) needed.add(field);
    }
  }
  const shares: Record<string, Float64Array> = {};
  for (const field of needed) shares[field] = sharesOf(columnOf(columns, field), frequencies);
  return shares;
}

function compileComparison(comparison: Comparison, context: TestContext): CompiledComparison {
  return {
    comparable: compileCondition(comparison.comparable, context),
    levels: comparison.levels.map((level) => ({
      test: compileCondition(level.when, context),
      bits: levelBits(level),
      termFrequency: level.termFrequency
        ? adjustment(
            columnOf(context.columns, level.termFrequency.field),
            level.termFrequency.weight,
            context.shares[level.termFrequency.field]!,
          )
        : null,
    })),
  };
}

function levelOf(comparison: CompiledComparison, left: number, right: number): number {
  if (!comparison.comparable(left, right)) return NOT_COMPARED;
  const { levels } = comparison;
  for (let k = 0; k < levels.length; k += 1) if (levels[k]!.test(left, right)) return k;
  return NOT_COMPARED;
}

/**
 * Compiles a model over an encoded table.
 * @param frequencies counts to use instead of the table's own (needed to explain two records by themselves).
 * @throws Error when the model names a field that it does not define, or has more than 32 rules.
 */
export function compileScorer(model: Model, columns: Columns, frequencies?: Frequencies): Scorer {
  if (model.rules.length > 32) throw new Error('A model can hold at most 32 pair rules.');
  const shares = sharesNeeded(model, columns, frequencies);
  const context: TestContext = { columns, shares, similarity: new Map() };
  const comparisons = model.comparisons.map((comparison) => compileComparison(comparison, context));
  const rules = model.rules.map(
    (rule): CompiledRule => ({
      test: compileCondition(rule.when, context),
      above: rule.above ?? Number.NEGATIVE_INFINITY,
      forceBits: rule.effect === 'force' ? (rule.forceBits ?? 0) : null,
    }),
  );
  const priorBits = bitsOf(model.prior);
  return {
    priorBits,
    levelsOf(left, right, levels) {
      for (let c = 0; c < comparisons.length; c += 1) levels[c] = levelOf(comparisons[c]!, left, right);
    },
    score(left, right, override, into) {
      into.unadjusted = addLevels(comparisons, left, right, priorBits, into) + override;
      into.bits = into.unadjusted;
      into.rules = 0;
      // A person who has looked at the pair overrules the rules that exist to make a person look.
      if (override !== 0) return;
      for (let r = 0; r < rules.length; r += 1) applyRule(rules[r]!, r, left, right, into);
    },
  };
}

function addLevels(
  comparisons: readonly CompiledComparison[],
  left: number,
  right: number,
  prior: number,
  into: PairScore,
): number {
  let total = prior;
  for (let c = 0; c < comparisons.length; c += 1) {
    const k = levelOf(comparisons[c]!, left, right);
    into.levels[c] = k;
    into.frequencyBits[c] = 0;
    if (k === NOT_COMPARED) continue;
    const level = comparisons[c]!.levels[k]!;
    total += level.bits;
    if (!level.termFrequency) continue;
    const adjusted = frequencyBits(level.termFrequency, left, right);
    into.frequencyBits[c] = adjusted;
    total += adjusted;
  }
  return total;
}

function applyRule(rule: CompiledRule, index: number, left: number, right: number, into: PairScore): void {
  if (into.unadjusted < rule.above || !rule.test(left, right)) return;
  into.rules |= 1 << index;
  if (rule.forceBits !== null) into.bits = Math.min(into.bits, rule.forceBits);
}

export type Decision = 'auto' | 'review' | 'none';

/**
 * What is done with a pair: linked automatically at `join` or above with no rule against it, or at `fracture` or
 * above where the two were together before; shown to a person at `review` or above (rules not yet counted, since a
 * possible twin is for a person to see); else nothing.
 */
export function decide(
  model: Model,
  score: { readonly bits: number; readonly unadjusted: number; readonly rules: number },
  together: boolean,
): Decision {
  const { join, fracture, review } = model.thresholds;
  if (score.rules === 0 && score.bits >= (together ? fracture : join)) return 'auto';
  return score.unadjusted >= review ? 'review' : 'none';
}

/** The input columns that a comparison reads, through its fields. */
export function sourcesOf(model: Model, fields: readonly string[]): Set<string> {
  return new Set(fields.flatMap((field) => model.fields[field]?.from.map((source) => source.column) ?? []));
}

/** The fields that a comparison reads. */
export function comparisonFields(comparison: Comparison): string[] {
  return [comparison.comparable, ...comparison.levels.map((level) => level.when)].flatMap(fieldsOf);
}
