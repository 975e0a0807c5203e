/**
 * Estimating u: how often two different people agree by chance. For a level that is one shared value it is Σp², from
 * the counts. Of the others, random pairs suffice for the common ones; one that needs a shared value (same rare name)
 * is met too seldom among random pairs, so pairs are drawn that share a value and weighted back.
 */

import type { Column, Columns } from './columns.ts';
import { basesOf } from './compile.ts';
import { type Drawing, drawPairs } from './draw-pairs.ts';
import type { Comparison, Condition, Model } from './types.ts';

/** A list of a few records says little of chance: it counts against so many pairs that agree as was assumed before. */
const ASSUMED_PAIRS = 5000;

/** What a list of so many people says, tempered by what was assumed before. */
export function shrunk(found: number, assumed: number, people: number): number {
  const pairs = (people * (people - 1)) / 2;
  return (found * pairs + assumed * ASSUMED_PAIRS) / (pairs + ASSUMED_PAIRS);
}

/** Σp² over a column: the share of a value, weighted by how common the value is. */
export function squaredShare(column: Column): number {
  let sum = 0;
  const { counts } = column;
  for (let id = 0; id < counts.length; id += 1) sum += counts[id]! * (counts[id]! - 1);
  return sum / Math.max(1, column.present * (column.present - 1));
}

/** The field whose shared value the condition needs, if there is one. */
function pivotOf(condition: Condition): string | null {
  if (condition.is === 'same' || condition.is === 'rare') return condition.field;
  if (condition.is !== 'all') return null;
  for (const inner of condition.of) {
    const pivot = pivotOf(inner);
    if (pivot !== null) return pivot;
  }
  return null;
}

/** u of a first level that is one shared value, both rows being comparable; null where it is something else. */
function exactFirst(comparison: Comparison, columns: Columns): number | null {
  const when = comparison.levels[0]?.when;
  const { comparable } = comparison;
  if (when?.is !== 'same' || comparable.is !== 'present') return null;
  const column = columns[when.field];
  const there = columns[comparable.field];
  if (!column || !there || column.offsets || there.present === 0) return null;
  return squaredShare(column) * (column.present / there.present) ** 2;
}

/** The columns whose shared values the levels need, but for those whose u is exact. */
function pivotsOf(model: Model, columns: Columns): Map<string, Column> {
  const pivots = new Map<string, Column>();
  for (const comparison of model.comparisons) {
    const exact = exactFirst(comparison, columns) !== null;
    comparison.levels.forEach(({ when }, k) => {
      const pivot = k === 0 && exact ? null : pivotOf(when);
      const column = pivot === null ? undefined : columns[pivot];
      if (pivot !== null && column && column.present >= 2) pivots.set(pivot, column);
    });
  }
  return pivots;
}

/** What pairs are drawn from. */
export type People = Pick<Drawing, 'comparing' | 'order' | 'effort' | 'seed' | 'pool'>;

/**
 * u of every level of every comparison, each comparison's summing to 1.
 * @param columns counted by person, as far as is known.
 * @param people rows to draw from, as far as is known one for each person, in an order that does not depend on the
 * table's: what two of them share is taken for chance.
 */
export function estimateU(model: Model, columns: Columns, people: People): Float64Array[] {
  const { order } = people;
  const pivots = pivotsOf(model, columns);
  const { random, sharing } = drawPairs({ ...people, bases: basesOf(model), pivots });
  const { sums, drawn } = random;
  const least = 0.5 / (order.length * order.length);
  // What no random pair showed may still be as common as this; a level that needs a shared value was looked for.
  const unseen = 0.25 / Math.max(1, drawn);
  return model.comparisons.map((comparison, c) => {
    const compared = sums[c]!.reduce((sum, count) => sum + count, 0);
    const u = sums[c]!.map((count) => count / Math.max(1, compared));
    const exact = exactFirst(comparison, columns);
    const floors = u.map(() => unseen);
    comparison.levels.forEach((level, k) => {
      if (k === 0 && exact !== null) {
        u[k] = exact;
        floors[k] = least;
        return;
      }
      const shared = sharing.get(pivotOf(level.when) ?? '');
      if (!shared) return;
      floors[k] = least;
      u[k] = (shared[c]![k]! * drawn) / Math.max(1, compared);
    });
    const raised = u.map((value, k) => Math.max(value, floors[k]!));
    const sum = raised.reduce((total, value) => total + value, 0);
    const given = comparison.levels.reduce((total, level) => total + level.u, 0);
    return raised.map((value, k) => shrunk(value / sum, comparison.levels[k]!.u / given, order.length));
  });
}
