import { StatisticsError } from './errors.ts';
import { logGammaOnePlus } from './log-gamma.ts';

/** More steps than this take too long for a page. */
const MOST_STEPS = 10_000_000;

/** Two log probabilities this near are one, as in R's `fisher.test`. */
const SAME = 1e-7;

/** What is left of the row totals, least first: in which row it is left does not matter. */
type Rest = readonly number[];

/**
 * What is still to fill: log of the sum, and of the least and greatest term, of ∏ 1/x! over all ways to do it.
 */
type Ahead = { readonly total: number; readonly least: number; readonly most: number };

/** One way to fill the next column: what it leaves, log ∏ 1/x! of it, and how many ways are like it. */
type Step = { readonly rest: Rest; readonly log: number; readonly ways: number };

/** What has been filled so far: log ∏ 1/x!, and how many ways are like it. */
type Past = { readonly log: number; readonly ways: number };

/**
 * The probability of all r × c tables with the margins of this one that are no likelier than it. Goes through
 * the columns one by one, and takes together the ways that leave the same and have been as likely so far; a
 * part that is wholly below or above the observed is not gone into. Refuses more than ten million steps
 * (`not-converged`). Source: Mehta & Patel, JASA 78 (1983), the network algorithm.
 */
export function tablesNoLikelier(table: readonly (readonly number[])[]): number {
  const turned = transposed(table);
  const rows = table.length <= turned.length ? table : turned;
  const columns = transposed(rows)
    .map(sum)
    .sort((one, other) => other - one);
  const start = sorted(rows.map(sum));
  const observed = rows.flat().reduce((log, x) => log - logGammaOnePlus(x), 0);
  return new TableSearch(columns, observed + SAME).probability(start);
}

class TableSearch {
  readonly #columns: readonly number[];
  readonly #limit: number;
  readonly #ahead: Map<string, Ahead>[];
  readonly #steps: Map<string, Step[]>[];
  #walked = 0;

  constructor(columns: readonly number[], limit: number) {
    this.#columns = columns;
    this.#limit = limit;
    this.#ahead = [...columns, 0].map(() => new Map());
    this.#steps = columns.map(() => new Map());
  }

  probability(start: Rest): number {
    const all = this.#aheadOf(start, 0).total;
    let found = 0;
    let states: States = new Map();
    keep(stateOf(states, start), { log: 0, ways: 1 });
    for (const column of this.#columns.keys()) {
      const next: States = new Map();
      for (const { rest, pasts } of states.values()) {
        for (const step of this.#stepsOf(rest, column)) {
          const ahead = this.#aheadOf(step.rest, column + 1);
          const after = stateOf(next, step.rest);
          for (const past of pasts.values()) {
            this.#count();
            const log = past.log + step.log;
            const ways = past.ways * step.ways;
            if (log + ahead.most <= this.#limit) found += ways * Math.exp(log + ahead.total - all);
            else if (log + ahead.least <= this.#limit) keep(after, { log, ways });
          }
        }
      }
      states = next;
    }
    return Math.min(1, found);
  }

  #aheadOf(rest: Rest, column: number): Ahead {
    const key = rest.join();
    const known = this.#ahead[column]?.get(key);
    if (known !== undefined) return known;
    const left = this.#columns.slice(column);
    const log = (values: readonly number[]) => values.reduce((so, x) => so + logGammaOnePlus(x), 0);
    let [least, most] = left.length === 0 ? [0, 0] : [Infinity, -Infinity];
    for (const step of left.length === 0 ? [] : this.#stepsOf(rest, column)) {
      this.#count();
      const after = this.#aheadOf(step.rest, column + 1);
      least = Math.min(least, step.log + after.least);
      most = Math.max(most, step.log + after.most);
    }
    const ahead = { total: logGammaOnePlus(sum(rest)) - log(rest) - log(left), least, most };
    this.#ahead[column]?.set(key, ahead);
    return ahead;
  }

  /** All ways to fill one column, those alike taken together. */
  #stepsOf(rest: Rest, column: number): Step[] {
    const key = rest.join();
    const known = this.#steps[column]?.get(key);
    if (known !== undefined) return known;
    const steps = new Map<string, Step>();
    const fill = (row: number, left: number, after: readonly number[], log: number) => {
      this.#count();
      if (row === rest.length) {
        const sortedAfter = sorted(after);
        const alike = `${sortedAfter.join()}:${rounded(log)}`;
        steps.set(alike, { rest: sortedAfter, log, ways: (steps.get(alike)?.ways ?? 0) + 1 });
        return;
      }
      const here = rest[row] ?? 0;
      const room = sum(rest.slice(row + 1));
      for (let x = Math.max(0, left - room); x <= Math.min(here, left); x++) {
        fill(row + 1, left - x, [...after, here - x], log - logGammaOnePlus(x));
      }
    };
    fill(0, this.#columns[column] ?? 0, [], 0);
    const list = [...steps.values()];
    this.#steps[column]?.set(key, list);
    return list;
  }

  #count(): void {
    this.#walked += 1;
    if (this.#walked <= MOST_STEPS) return;
    throw new StatisticsError('not-converged', 'too many tables have these margins: use the χ² test');
  }
}

type States = Map<string, { readonly rest: Rest; readonly pasts: Map<number, Past> }>;

function stateOf(states: States, rest: Rest): Map<number, Past> {
  const key = rest.join();
  const known = states.get(key);
  if (known !== undefined) return known.pasts;
  const pasts = new Map<number, Past>();
  states.set(key, { rest, pasts });
  return pasts;
}

function keep(pasts: Map<number, Past>, { log, ways }: Past): void {
  const alike = rounded(log);
  pasts.set(alike, { log, ways: (pasts.get(alike)?.ways ?? 0) + ways });
}

/** Logs that differ in the rounding of their sums only become one. */
function rounded(log: number): number {
  return Math.round(log * 1e8);
}

function sum(values: readonly number[]): number {
  return values.reduce((so, value) => so + value, 0);
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((one, other) => one - other);
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
}
