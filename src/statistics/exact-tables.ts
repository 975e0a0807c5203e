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
type Step = { readonly rest: Rest; readonly log: number; ways: number };

/** What has been filled so far: log ∏ 1/x!, and how many ways are like it. */
type Past = { readonly log: number; ways: number };

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
  readonly #logFactorials: Float64Array;
  #walked = 0;

  constructor(columns: readonly number[], limit: number) {
    this.#columns = columns;
    this.#limit = limit;
    this.#ahead = [...columns, 0].map(() => new Map());
    this.#steps = columns.map(() => new Map());
    const most = 1 + columns.reduce((so, total) => Math.max(so, total), 0);
    this.#count(most);
    this.#logFactorials = Float64Array.from({ length: most }, (_, x) => logGammaOnePlus(x));
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
  #stepsOf(rest: Rest, column: number): readonly Step[] {
    const key = rest.join();
    const known = this.#steps[column]?.get(key);
    if (known !== undefined) return known;
    const steps = new Map<string, Step>();
    const after = [...rest];
    const room = rest.map((_, row) => sum(rest.slice(row + 1)));
    const fill = (row: number, left: number, log: number) => {
      if (row === rest.length) {
        this.#count();
        addStep(steps, sorted(after), log);
        return;
      }
      const here = rest[row] ?? 0;
      const most = Math.min(here, left);
      for (let x = Math.max(0, left - (room[row] ?? 0)); x <= most; x++) {
        after[row] = here - x;
        fill(row + 1, left - x, log - (this.#logFactorials[x] ?? 0));
      }
    };
    fill(0, this.#columns[column] ?? 0, 0);
    const list = [...steps.values()];
    this.#steps[column]?.set(key, list);
    return list;
  }

  #count(steps = 1): void {
    this.#walked += steps;
    if (this.#walked <= MOST_STEPS) return;
    throw new StatisticsError('not-converged', 'too many tables have these margins: use the χ² test');
  }
}

function addStep(steps: Map<string, Step>, rest: Rest, log: number): void {
  const key = `${rest.join()}:${rounded(log)}`;
  const alike = steps.get(key);
  if (alike === undefined) steps.set(key, { rest, log, ways: 1 });
  else alike.ways += 1;
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
  const key = rounded(log);
  const alike = pasts.get(key);
  if (alike === undefined) pasts.set(key, { log, ways });
  else alike.ways += ways;
}

/** Logs that differ in the rounding of their sums only become one. */
function rounded(log: number): number {
  return Math.round(log * 1e8);
}

function sum(values: readonly number[]): number {
  return values.reduce((so, value) => so + value, 0);
}

/** By insertion, because there are few and they are nearly in order. */
function sorted(values: readonly number[]): number[] {
  const order = [...values];
  for (let i = 1; i < order.length; i++) {
    const value = order[i] ?? 0;
    let j = i;
    for (; j > 0 && (order[j - 1] ?? 0) > value; j--) order[j] = order[j - 1] ?? 0;
    order[j] = value;
  }
  return order;
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
}
