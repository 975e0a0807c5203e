/** Why two records are, or are not, thought to be one person: the sum rebuilt bar by bar. */

import { encode } from './columns.ts';
import { basesOf, compile, machineOf } from './compile.ts';
import { levelsOfCodes, linesOf } from './pairs.ts';
import {
  appliedRules,
  type Decision,
  decide,
  forcedBits,
  OVERRIDE_BITS,
  probabilityOf,
  rareShares,
  rowBits,
  termBits,
  weightsOf,
} from './scoring.ts';
import { type Frequencies, type Model, NOT_COMPARED, type RecordInput, type RecordTable } from './types.ts';

/** One step of the sum, in the order in which it is added. */
export interface Bar {
  readonly kind: 'prior' | 'comparison' | 'term-frequency' | 'override' | 'rule';
  /** Id of the comparison or rule; `prior` and `override` name themselves. */
  readonly id: string;
  /** In an officer's words. */
  readonly label: string;
  readonly bits: number;
  /** The sum up to and with this bar. */
  readonly running: number;
  /** Of a comparison's level. */
  readonly m?: number;
  readonly u?: number;
}

export interface Waterfall {
  readonly modelId: string;
  readonly modelVersion: string;
  /** Prior first, rules last; their bits add up to `total`. */
  readonly bars: readonly Bar[];
  /** Comparisons and rules that speak against, strongest first. */
  readonly against: readonly Bar[];
  /** Comparisons that speak for, strongest first. */
  readonly inFavour: readonly Bar[];
  /** Labels of comparisons that could not be made, a value being absent. */
  readonly notCompared: readonly string[];
  /** Labels of the rules that applied. */
  readonly rules: readonly string[];
  readonly unadjusted: number;
  readonly total: number;
  readonly probability: number;
  readonly decision: Decision;
}

export interface ExplainOptions {
  /** A person's decision about this pair. */
  readonly override?: 'same' | 'different';
  /** Whether the two were together before: a link once made stands down to the fracture threshold. */
  readonly together?: boolean;
}

function tableOfTwo(left: RecordInput, right: RecordInput): RecordTable {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return {
    length: 2,
    columns: Object.fromEntries([...names].map((name) => [name, [left[name], right[name]]])),
  };
}

class Sum {
  readonly bars: Bar[] = [];
  #running = 0;

  add(bar: Omit<Bar, 'running'>): void {
    this.#running += bar.bits;
    this.bars.push({ ...bar, running: this.#running });
  }
}

/** One pair's score, level by level. */
interface PairScore {
  readonly priorBits: number;
  /** By comparison; null where it could not be made. */
  readonly levels: readonly ({
    readonly level: number;
    readonly bits: number;
    readonly frequency: number;
  } | null)[];
  readonly unadjusted: number;
  readonly rules: number;
  readonly bits: number;
}

/** Scores two records by themselves with the code that scores millions. */
function scorePair(table: RecordTable, model: Model, frequencies: Frequencies, override: number): PairScore {
  const columns = encode(table, model);
  const program = compile(model, columns, rareShares(model, columns, frequencies));
  const lines = linesOf(2, program, columns);
  const machine = machineOf(program, lines);
  const weights = weightsOf(model, columns, frequencies);
  const found = levelsOfCodes(Float64Array.of(machine.pattern(0, 1)), basesOf(model));
  const levels = model.comparisons.map((_, c) => {
    const level = found[c]!;
    if (level === NOT_COMPARED) return null;
    const term = weights.terms[c]![level];
    return {
      level,
      bits: weights.bits[c]![level]!,
      frequency: term ? termBits(rowBits(term, 0), rowBits(term, 1), term.coalesce) : 0,
    };
  });
  // The same order of addition as for all pairs: levels first, then their adjustments, then a person's decision.
  let unadjusted = weights.priorBits;
  for (const one of levels) if (one) unadjusted += one.bits;
  levels.forEach((one, c) => {
    if (one && weights.terms[c]![one.level]) unadjusted += one.frequency;
  });
  unadjusted += override;
  const rules = appliedRules(model, machine.rules(0, 1), unadjusted, override);
  return {
    priorBits: weights.priorBits,
    levels,
    unadjusted,
    rules,
    bits: forcedBits(model, rules, unadjusted),
  };
}

function addComparisons(sum: Sum, model: Model, score: PairScore): string[] {
  const notCompared: string[] = [];
  model.comparisons.forEach((comparison, c) => {
    const found = score.levels[c];
    const level = found ? comparison.levels[found.level] : undefined;
    if (!found || !level) {
      notCompared.push(comparison.label);
      return;
    }
    const { label, m, u } = level;
    sum.add({ kind: 'comparison', id: comparison.id, label, bits: found.bits, m, u });
    if (!level.termFrequency) return;
    const how = found.frequency >= 0 ? 'rarer' : 'commoner';
    sum.add({
      kind: 'term-frequency',
      id: comparison.id,
      label: `${comparison.label}: ${how} than most`,
      bits: found.frequency,
    });
  });
  return notCompared;
}

function rulesOf(model: Model, score: PairScore) {
  return model.rules.filter((_, r) => ((score.rules >>> r) & 1) === 1);
}

/**
 * Explains one pair with the same code that scored it.
 *
 * The records need the model's input columns; absent ones count as unknown. For the exact sum of a link found by
 * `link`, pass that result's `model` and `frequencies`.
 */
export function explain(
  left: RecordInput,
  right: RecordInput,
  model: Model,
  frequencies: Frequencies,
  options: ExplainOptions = {},
): Waterfall {
  const override =
    options.override === undefined ? 0 : options.override === 'same' ? OVERRIDE_BITS : -OVERRIDE_BITS;
  const score = scorePair(tableOfTwo(left, right), model, frequencies, override);
  const sum = new Sum();
  sum.add({ kind: 'prior', id: 'prior', label: 'Before anything is compared', bits: score.priorBits });
  const notCompared = addComparisons(sum, model, score);
  if (override !== 0) {
    const label = override > 0 ? 'A person decided: the same' : 'A person decided: not the same';
    sum.add({ kind: 'override', id: 'override', label, bits: override });
  }
  const applied = rulesOf(model, score);
  const forcing = applied.find((rule) => rule.effect !== 'review');
  if (forcing) {
    sum.add({ kind: 'rule', id: forcing.id, label: forcing.label, bits: score.bits - score.unadjusted });
  }
  const evidence = sum.bars.filter((bar) => bar.kind !== 'prior');
  return {
    modelId: model.id,
    modelVersion: model.version,
    bars: sum.bars,
    against: evidence.filter((bar) => bar.bits < 0).sort((a, b) => a.bits - b.bits),
    inFavour: evidence.filter((bar) => bar.bits > 0).sort((a, b) => b.bits - a.bits),
    notCompared,
    rules: applied.map((rule) => rule.label),
    unadjusted: score.unadjusted,
    total: score.bits,
    probability: probabilityOf(score.bits),
    decision: decide(model, score, options.together ?? false),
  };
}
