import type { Times } from './survival-times.ts';

/**
 * One row for each different time at which somebody's follow-up ends, ascending. `atRisk` are those with
 * start < time ≤ stop, `events` by cause, in weights; the counts of people beside them tell without rounding
 * whether everybody at risk had the event.
 */
export type RiskTable = {
  readonly times: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: readonly Float64Array[];
  readonly censored: Float64Array;
  readonly peopleAtRisk: Int32Array;
  readonly peopleWithEvent: Int32Array;
};

/** @param cause for each row: 0 where only the last that is known, else the number of the cause from 1 */
export function riskTable(
  times: Times,
  cause: ArrayLike<number>,
  causes: number,
  subset?: Int32Array,
): RiskTable {
  const { start, stop, weights } = times;
  const rows = (subset ?? Int32Array.from(stop.keys())).filter((i) => weights?.[i] !== 0);
  const byStop = rows.slice().sort((one, other) => stop[one]! - stop[other]!);
  const byStart = start && rows.slice().sort((one, other) => start[one]! - start[other]!);
  const different = byStop.reduce((m, i, k) => (k === 0 || stop[i] !== stop[byStop[k - 1]!] ? m + 1 : m), 0);
  const table = {
    times: new Float64Array(different),
    atRisk: new Float64Array(different),
    events: Array.from({ length: causes }, () => new Float64Array(different)),
    censored: new Float64Array(different),
    peopleAtRisk: new Int32Array(different),
    peopleWithEvent: new Int32Array(different),
  };
  let [risk, people] = [0, 0];
  let [from, late] = [byStop.length, rows.length - 1];
  for (let at = different - 1; at >= 0; at--) {
    const time = stop[byStop[from - 1]!]!;
    table.times[at] = time;
    while (from > 0 && stop[byStop[from - 1]!] === time) {
      const i = byStop[--from]!;
      const weight = weights?.[i] ?? 1;
      risk += weight;
      people += 1;
      const what = cause[i]!;
      if (what === 0) table.censored[at]! += weight;
      else {
        table.events[what - 1]![at]! += weight;
        table.peopleWithEvent[at]! += 1;
      }
    }
    while (byStart && late >= 0 && start[byStart[late]!]! >= time) {
      const i = byStart[late]!;
      risk -= weights?.[i] ?? 1;
      people -= 1;
      late -= 1;
    }
    table.atRisk[at] = risk;
    table.peopleAtRisk[at] = people;
  }
  return table;
}
