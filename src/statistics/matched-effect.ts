import { StatisticsError } from './errors.ts';

export type PairRows = readonly { readonly treated: number; readonly control: number }[];

/**
 * Mean difference of matched pairs or sets. Sets that share a person hang together and are taken as one
 * cluster; without sharing the standard error is SD(differences) / √sets. No bootstrap: it is wrong for
 * nearest neighbours (Abadie & Imbens 2008).
 */
export function matchedEffect(
  pairs: PairRows,
  outcome: Float64Array,
  estimand: 'ATT' | 'ATE' | 'ATC',
): { treatedMean: number; controlMean: number; standardError: number; pairs: number } {
  if (estimand === 'ATE') {
    throw new StatisticsError(
      'invalid-argument',
      'pairs give the effect on those who were matched, not on all',
    );
  }
  const [chooser, chosen] =
    estimand === 'ATT' ? (['treated', 'control'] as const) : (['control', 'treated'] as const);
  const sets = Map.groupBy(pairs, (pair) => pair[chooser]);
  if (sets.size < 2) {
    throw new StatisticsError('too-few-people', `${sets.size} matched sets give no standard error`);
  }
  const outcomeOf = (row: number) => {
    const value = outcome[row];
    if (value === undefined)
      throw new StatisticsError('invalid-argument', `there is no row ${row} to be a match`);
    return value;
  };
  const clusters = new SharedSets();
  const side = estimand === 'ATT' ? 1 : -1;
  const differences: { row: number; difference: number }[] = [];
  let [ownSum, otherSum] = [0, 0];
  for (const [row, members] of sets) {
    const other = members.reduce((sum, pair) => sum + outcomeOf(pair[chosen]), 0) / members.length;
    for (const pair of members) clusters.join(row, pair[chosen]);
    ownSum += outcomeOf(row);
    otherSum += other;
    differences.push({ row, difference: side * (outcomeOf(row) - other) });
  }
  const mean = differences.reduce((sum, { difference }) => sum + difference, 0) / sets.size;
  const byCluster = new Map<number, number>();
  for (const { row, difference } of differences) {
    const cluster = clusters.of(row);
    byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + difference - mean);
  }
  const count = byCluster.size;
  if (count < 2) throw new StatisticsError('too-few-people', 'all sets share people: no standard error');
  const squares = [...byCluster.values()].reduce((sum, value) => sum + value * value, 0);
  const [own, other] = [ownSum / sets.size, otherSum / sets.size];
  return {
    treatedMean: estimand === 'ATT' ? own : other,
    controlMean: estimand === 'ATT' ? other : own,
    standardError: Math.sqrt((count / (count - 1)) * squares) / sets.size,
    pairs: sets.size,
  };
}

/** Which rows hang together because some set holds both. */
class SharedSets {
  readonly #up = new Map<number, number>();

  of(row: number): number {
    let at = row;
    for (let up = this.#up.get(at); up !== undefined && up !== at; up = this.#up.get(at)) {
      this.#up.set(at, this.#up.get(up) ?? up);
      at = up;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a !== b) this.#up.set(a, b);
  }
}
