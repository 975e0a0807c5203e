/** How often a group's records are linked falsely or not at all, where the truth is known. */

export interface GroupErrors {
  readonly group: string;
  readonly records: number;
  /** Pairs that were put together. */
  readonly found: number;
  /** Pairs that are one person. */
  readonly wanted: number;
  /** Of the pairs put together, the share that are two people. */
  readonly falseLinkRate: number;
  /** Of the pairs that are one person, the share that were not put together. */
  readonly missedLinkRate: number;
}

interface Tally {
  records: number;
  found: number;
  wanted: number;
  right: number;
}

/** For each label, how many records of each group have it; counted in one pass over the records. */
function pairsByGroup(
  labels: readonly ArrayLike<number>[],
  groups: ArrayLike<number>,
  add: (group: number, pairs: number) => void,
): void {
  const counts = new Map<string, number>();
  for (let row = 0; row < groups.length; row += 1) {
    const group = groups[row]!;
    const key = `${group}|${labels.map((of) => of[row]).join('|')}`;
    const before = counts.get(key) ?? 0;
    // Each record makes a pair with every one before it that has the same labels.
    if (before > 0) add(group, before);
    counts.set(key, before + 1);
  }
}

/**
 * False and missed links by group. A pair counts for a group when both of its records belong to it.
 * @param groups number of each record's group, an index into `names`.
 */
export function errorsByGroup(
  clusters: ArrayLike<number>,
  truth: ArrayLike<number>,
  groups: ArrayLike<number>,
  names: readonly string[],
): GroupErrors[] {
  const tallies = names.map((): Tally => ({ records: 0, found: 0, wanted: 0, right: 0 }));
  for (let row = 0; row < groups.length; row += 1) tallies[groups[row]!]!.records += 1;
  pairsByGroup([clusters], groups, (group, pairs) => {
    tallies[group]!.found += pairs;
  });
  pairsByGroup([truth], groups, (group, pairs) => {
    tallies[group]!.wanted += pairs;
  });
  pairsByGroup([clusters, truth], groups, (group, pairs) => {
    tallies[group]!.right += pairs;
  });
  return tallies.map(({ records, found, wanted, right }, group) => ({
    group: names[group]!,
    records,
    found,
    wanted,
    falseLinkRate: found === 0 ? 0 : (found - right) / found,
    missedLinkRate: wanted === 0 ? 0 : (wanted - right) / wanted,
  }));
}
