import { requireCount, requireSameLength } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { type Arc, type Range, SuppressionNetwork } from './suppression-network.ts';

export type SuppressionOptions = {
  /** Counts from 1 up to but without this are left out; 5 unless asked otherwise, at least 2. */
  readonly threshold?: number;
  /** Zeros are published unless they too would tell something of a person. */
  readonly zeros?: 'publish' | 'suppress';
};

/**
 * One entry that was left out, for the record and never for the page. `primary` was small itself, `secondary`
 * was left out so that no primary can be worked out. `min` and `max` are the narrowest bounds that a reader
 * can reach.
 */
export type Suppressed = Range & {
  /** Row and column, from 0; a total has the place after the last. */
  readonly row: number;
  readonly column: number;
  readonly kind: 'primary' | 'secondary';
};

/** null is an entry left out; the page shows all of them by the same sign. */
export type SuppressedTable = {
  readonly cells: readonly (readonly (number | null)[])[];
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number | null;
  readonly suppressed: readonly Suppressed[];
};

export type SuppressedList = {
  readonly cells: readonly (number | null)[];
  readonly total: number | null;
  readonly suppressed: readonly Suppressed[];
};

type Entry = Arc & { readonly row: number; readonly column: number };

type Rule = { readonly threshold: number; readonly zeros: 'publish' | 'suppress' };

/**
 * Leaves small counts out of a list with its total, or a table with its row, column and grand totals, and as
 * many others as it takes. Audited before it is returned: whoever has only the published entries, knows that
 * counts are not negative, and even knows which of those left out are 0, finds no value of those left out;
 * and each primary stays open over a range at least as wide as the threshold.
 *
 * @param counts whole numbers, a list or rows of equal length; totals are formed here
 *
 * Other tables of the same people must be judged together with this one: the audit knows of one table only.
 * Source: threshold rule with complementary suppression, Cox 1995.
 */
export function suppressSmallNumbers(counts: readonly number[], options?: SuppressionOptions): SuppressedList;
export function suppressSmallNumbers(
  counts: readonly (readonly number[])[],
  options?: SuppressionOptions,
): SuppressedTable;
export function suppressSmallNumbers(
  counts: readonly number[] | readonly (readonly number[])[],
  options: SuppressionOptions = {},
): SuppressedList | SuppressedTable {
  const rule: Rule = { threshold: options.threshold ?? 5, zeros: options.zeros ?? 'publish' };
  requireCount('the threshold', rule.threshold);
  if (rule.threshold < 2) throw new StatisticsError('invalid-argument', 'a threshold below 2 hides nothing');
  if (counts.length === 0) throw new StatisticsError('no-people', 'an empty table');
  return isTable(counts) ? suppressTable(counts, rule) : suppressList(counts, rule);
}

function isTable(
  counts: readonly number[] | readonly (readonly number[])[],
): counts is readonly (readonly number[])[] {
  return Array.isArray(counts[0]);
}

/** A list is one sum: two nodes, with every cell from the one to the other and the total back. */
function suppressList(counts: readonly number[], rule: Rule): SuppressedList {
  const entries = counts.map((value, column): Entry => {
    requireCount(`count ${column}`, value);
    return { row: 0, column, value, from: 0, to: 1, cost: costOf(value, rule), hidden: isSmall(value, rule) };
  });
  const value = add(counts);
  entries.push({
    row: 0,
    column: counts.length,
    value,
    from: 1,
    to: 0,
    cost: costOfTotal(value, value),
    hidden: isSmall(value, rule),
  });
  const suppressed = protect(entries, rule);
  const shown = entries.map(show);
  return { cells: shown.slice(0, -1), total: shown.at(-1) ?? null, suppressed };
}

function suppressTable(counts: readonly (readonly number[])[], rule: Rule): SuppressedTable {
  const width = counts[0]?.length ?? 0;
  if (width === 0) throw new StatisticsError('no-people', 'an empty table');
  for (const [row, values] of counts.entries()) {
    requireSameLength(`row ${row}`, width, values.length);
    for (const value of values) requireCount(`a count in row ${row}`, value);
  }
  const rows = counts.map((values) => [...values, add(values)]);
  const bottom = Array.from({ length: width + 1 }, (_, column) =>
    add(rows.map((values) => values[column] ?? 0)),
  );
  const full = [...rows, bottom];
  const entries = full.flatMap((values, row) =>
    values.map((value, column) =>
      tableEntry(value, row, column, counts.length, width, add(rows.flat()), rule),
    ),
  );
  const suppressed = protect(entries, rule);
  const shown = full.map((_, row) => entries.filter((entry) => entry.row === row).map(show));
  return {
    cells: shown.slice(0, -1).map((values) => values.slice(0, -1)),
    rowTotals: shown.slice(0, -1).map((values) => values.at(-1) ?? null),
    columnTotals: shown.at(-1)?.slice(0, -1) ?? [],
    total: shown.at(-1)?.at(-1) ?? null,
    suppressed,
  };
}

/**
 * Cells run from their row to their column. A total runs the other way in the one sum that it is the result
 * of, so that every node balances: column to row for the totals of rows and of columns, and forward again for
 * the grand total.
 */
function tableEntry(
  value: number,
  row: number,
  column: number,
  height: number,
  width: number,
  total: number,
  rule: Rule,
): Entry {
  const [rowNode, columnNode] = [row, height + 1 + column];
  const [isRowTotal, isColumnTotal] = [column === width, row === height];
  const turned = isRowTotal !== isColumnTotal;
  return {
    row,
    column,
    value,
    from: turned ? columnNode : rowNode,
    to: turned ? rowNode : columnNode,
    cost: isRowTotal || isColumnTotal ? costOfTotal(value, total) : costOf(value, rule),
    hidden: isSmall(value, rule),
  };
}

function isSmall(value: number, rule: Rule): boolean {
  return value === 0 ? rule.zeros === 'suppress' : value < rule.threshold;
}

/** Small cells go before large ones; a zero goes late, because that nobody is there is worth knowing. */
function costOf(value: number, rule: Rule): number {
  return value === 0 ? 4 * rule.threshold : 1 + value;
}

/** Totals go last of all, because everything else is read against them. */
function costOfTotal(value: number, total: number): number {
  return 10 * (1 + total) + value;
}

function show({ hidden, value }: Entry): number | null {
  return hidden ? null : value;
}

function add(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * Hides what each hidden entry needs until the audit finds none exposed; changes `hidden` in the entries. To
 * hide more can only widen what is open already, so that one found safe is not looked at again.
 */
function protect(entries: readonly Entry[], rule: Rule): Suppressed[] {
  const network = new SuppressionNetwork(entries);
  const primary = new Set(entries.filter(({ hidden }) => hidden));
  const toAudit = entries.flatMap(({ hidden }, arc) => (hidden ? [arc] : []));
  for (const arc of toAudit) {
    while (!isSafe(network, arc, rule, primary.has(entries[arc] as Entry))) {
      const cover = network.cheapestCover(arc, rule.threshold + 1);
      const added = cover.filter((place) => entries[place]?.hidden === false);
      // A cover of entries hidden already would have made this one safe; never go round without gaining.
      if (added.length === 0) throw new StatisticsError('not-converged', 'the table cannot be protected');
      for (const place of added) (entries[place] as Entry).hidden = true;
      toAudit.push(...added);
    }
  }
  return entries.flatMap((entry, arc): Suppressed[] => {
    if (!entry.hidden) return [];
    const kind = primary.has(entry) ? 'primary' : 'secondary';
    return [{ row: entry.row, column: entry.column, kind, ...network.range(arc, () => 0) }];
  });
}

/**
 * Two readers are reckoned with: one who knows that counts are not negative, and one who also knows that
 * whatever is left out is at least 1 because zeros are published.
 */
function isSafe(network: SuppressionNetwork, arc: number, rule: Rule, isPrimary: boolean): boolean {
  const plain = network.range(arc, () => 0, rule.threshold);
  const knowing = network.range(arc, ({ value }) => Math.min(1, value), 1);
  const width = isPrimary ? rule.threshold : 1;
  return plain.max - plain.min >= width && knowing.max > knowing.min;
}
