import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { readCauses } from './cumulative-incidence.ts';
import { StatisticsError } from './errors.ts';
import { chiSquaredCdf } from './gamma.ts';
import { readStrata } from './log-rank.ts';
import { type RiskTable, riskTable } from './risk-table.ts';
import { type FollowUp, type Label, type Labels, readLabels, readTimes } from './survival-times.ts';

export type GrayTestOptions = Pick<FollowUp, 'stop' | 'time'> & {
  readonly event: Labels;
  readonly censored?: Label;
  readonly group: Labels;
  readonly strata?: Labels;
  /** Each time counts (1 − F(t−)) to this power: 0 unless asked otherwise. */
  readonly rho?: number;
};

export type GrayTest = {
  readonly cause: Label;
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
};

/**
 * Whether groups have the same cumulative incidence, one test for each cause: the log-rank test's counterpart
 * where there are competing ends.
 *
 * Refuses fewer than two groups, or groups that cannot be compared (`one-class-only`), and no event
 * (`no-events`). Source: Gray 1988, as R's `cmprsk::cuminc`.
 */
export function grayTest(options: GrayTestOptions): readonly GrayTest[] {
  const { rho = 0 } = options;
  if (!(Number.isFinite(rho) && rho >= 0)) {
    throw new StatisticsError('invalid-argument', `rho must be 0 or more, not ${rho}`);
  }
  const times = readTimes({ stop: options.stop, time: options.time });
  const { causes, cause } = readCauses(options.event, options.censored, times.n);
  const { labels, codes } = readLabels('group', options.group, times.n);
  if (labels.length < 2)
    throw new StatisticsError('one-class-only', 'one group has nothing to be compared with');
  const strata = readStrata(options.strata, times.n);
  return causes.map((label, c) => {
    const own = cause.map((code) => (code === 0 ? 0 : code === c + 1 ? 1 : 2));
    const sums = new GraySums(labels.length);
    for (const rows of strata) {
      const tables = labels.map((_, g) =>
        riskTable(
          times,
          own,
          2,
          rows.filter((i) => codes[i] === g),
        ),
      );
      new GrayStratum(labels.length, rho, sums).run(tables);
    }
    return { cause: label, ...sums.test() };
  });
}

class GraySums {
  readonly score: Float64Array;
  readonly variance: Float64Array;
  readonly groups: number;

  constructor(groups: number) {
    this.groups = groups;
    this.score = new Float64Array(groups);
    this.variance = new Float64Array(groups * groups);
  }

  test(): Omit<GrayTest, 'cause'> {
    const [g, df] = [this.groups, this.groups - 1];
    const matrix = new Float64Array(df * df);
    for (let i = 0; i < df; i++) for (let j = 0; j < df; j++) matrix[i * df + j] = this.variance[i * g + j]!;
    const factored = choleskyFactor(matrix, df, 1e-10);
    if ('dependent' in factored) {
      throw new StatisticsError(
        'one-class-only',
        'a group cannot be compared: it is never at risk at an event',
      );
    }
    const solved = choleskySolve(factored.factor, df, this.score.subarray(0, df));
    const statistic = solved.reduce((sum, value, i) => sum + value * this.score[i]!, 0);
    const pValue = chiSquaredCdf(statistic, df, { upper: true });
    return { statistic, degreesOfFreedom: df, pValue };
  }
}

/** What is at risk in each group at one time, and what happens: events of the cause, and of any other. */
type Moment = { readonly risk: number[]; readonly own: number[]; readonly other: number[] };

/** One stratum, in the notation of Gray's paper: h = n/S(t−) of a group, a and c the weights of martingales. */
class GrayStratum {
  readonly #groups: number;
  readonly #rho: number;
  readonly #sums: GraySums;
  readonly #survival: Float64Array;
  readonly #incidence: Float64Array;
  readonly #a: Float64Array;
  readonly #c: Float64Array;
  readonly #v2: Float64Array;
  readonly #v3: Float64Array;
  #pooled = 0;

  constructor(groups: number, rho: number, sums: GraySums) {
    this.#groups = groups;
    this.#rho = rho;
    this.#sums = sums;
    this.#survival = new Float64Array(groups).fill(1);
    this.#incidence = new Float64Array(groups);
    this.#a = new Float64Array(groups * groups);
    this.#c = new Float64Array(groups * groups);
    this.#v2 = new Float64Array(groups * groups);
    this.#v3 = new Float64Array(groups);
  }

  run(tables: readonly RiskTable[]): void {
    const g = this.#groups;
    const all = [...new Set(tables.flatMap(({ times }) => [...times]))].sort((one, other) => one - other);
    const at = new Int32Array(g);
    for (const time of all) {
      const here = tables.map((table, k) => table.times[at[k]!] === time);
      this.#step({
        risk: tables.map((table, k) => table.atRisk[at[k]!] ?? 0),
        own: tables.map((table, k) => (here[k] ? table.events[0]![at[k]!]! : 0)),
        other: tables.map((table, k) => (here[k] ? table.events[1]![at[k]!]! : 0)),
      });
      for (let k = 0; k < g; k++) if (here[k]) at[k]! += 1;
    }
    const [c, v2] = [this.#c, this.#v2];
    for (let i = 0; i < g; i++) {
      for (let j = 0; j < g; j++) {
        for (let k = 0; k < g; k++) {
          const [ci, cj] = [c[i * g + k]!, c[j * g + k]!];
          this.#sums.variance[i * g + j]! +=
            ci * cj * this.#v3[k]! + ci * v2[j * g + k]! + cj * v2[i * g + k]!;
        }
      }
    }
  }

  #step({ risk, own, other }: Moment): void {
    const g = this.#groups;
    const events = own.reduce((sum, d) => sum + d, 0);
    if (events + other.reduce((sum, d) => sum + d, 0) === 0) return;
    const before = this.#survival.slice();
    const h = risk.map((n, k) => (n > 0 ? n / before[k]! : 0));
    const total = h.reduce((sum, value) => sum + value, 0);
    const free = h.map((value, k) => value * (1 - this.#incidence[k]!));
    const allFree = free.reduce((sum, value) => sum + value, 0);
    const weight = (1 - this.#pooled) ** this.#rho;
    for (let i = 0; i < g; i++) {
      if (risk[i] === 0) continue;
      this.#sums.score[i]! += weight * (own[i]! - (events * free[i]!) / allFree);
      for (let j = 0; j < g; j++) {
        const a = weight * h[i]! * ((i === j ? 1 : 0) - h[j]! / total);
        this.#a[i * g + j] = a;
        this.#c[i * g + j]! += (a * events) / (total * (1 - this.#pooled));
      }
      this.#incidence[i]! += (before[i]! * own[i]!) / risk[i]!;
      this.#survival[i]! *= (risk[i]! - own[i]! - other[i]!) / risk[i]!;
    }
    this.#pooled += events / total;
    for (let k = 0; k < g; k++) {
      if (risk[k] === 0) continue;
      const left = this.#survival[k]!;
      if (events > 0) {
        const ties = events > 1 ? 1 - (events - 1) / (total * before[k]! - 1) : 1;
        const size = (ties * before[k]! * events) / (total * risk[k]!);
        this.#spread(k, left > 0 ? 1 - (1 - this.#pooled) / left : 1, 1, size);
      }
      if (other[k]! > 0 && left > 0) {
        const ties = other[k]! > 1 ? 1 - (other[k]! - 1) / (risk[k]! - 1) : 1;
        const size = (ties * before[k]! ** 2 * other[k]!) / risk[k]! ** 2;
        this.#spread(k, -(1 - this.#pooled) / left, 0, size);
      }
    }
    for (let k = 0; k < g * g; k++) this.#a[k] = 0;
  }

  /** Adds one martingale's variance: `pull` is what it does by way of F, `direct` whether it is the cause's. */
  #spread(k: number, pull: number, direct: number, size: number): void {
    const g = this.#groups;
    this.#v3[k]! += pull * pull * size;
    const moved = Float64Array.from(
      { length: g },
      (_, i) => direct * this.#a[i * g + k]! - pull * this.#c[i * g + k]!,
    );
    for (let i = 0; i < g; i++) {
      this.#v2[i * g + k]! += moved[i]! * pull * size;
      for (let j = 0; j < g; j++) this.#sums.variance[i * g + j]! += moved[i]! * moved[j]! * size;
    }
  }
}
