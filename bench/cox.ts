/** Cox regression on 100,000 rows and 10 covariates, one core; and the same as (start, stop] rows with people. */

import { type CoxOptions, coxRegression } from '../src/statistics/index.ts';

const ROWS = 100_000;
const COVARIATES = 10;

/** A seeded source of numbers in (0, 1): the same data every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32 + 2 ** -33;
  };
}

/** Exponential times to the event, censored at a year, in whole days (so with many ties) or not. */
function simulated(whole: boolean): { stop: Float64Array; event: Uint8Array; covariates: Float64Array[] } {
  const random = seeded(5);
  const covariates = Array.from({ length: COVARIATES }, () => new Float64Array(ROWS));
  const [stop, event] = [new Float64Array(ROWS), new Uint8Array(ROWS)];
  for (let i = 0; i < ROWS; i++) {
    let predictor = 0;
    for (const [j, column] of covariates.entries()) {
      column[i] = j % 2 === 0 ? random() * 2 - 1 : random() < 0.3 ? 1 : 0;
      predictor += column[i]! * (0.5 - j / 10);
    }
    const time = -Math.log(random()) * 400 * Math.exp(-predictor);
    stop[i] = Math.min(365, whole ? Math.ceil(time) : time);
    event[i] = time < 365 ? 1 : 0;
  }
  return { stop, event, covariates };
}

/** Each row cut by a month in custody: (0, c] and (c + 30, stop], one person. */
function withGaps({ stop, event, covariates }: ReturnType<typeof simulated>): CoxOptions {
  const random = seeded(6);
  const rows: { start: number; stop: number; event: number; from: number }[] = [];
  for (let i = 0; rows.length < ROWS; i++) {
    const cut = stop[i]! * random();
    if (i % 2 === 1 || cut + 30 >= stop[i]!) {
      rows.push({ start: 0, stop: stop[i]!, event: event[i]!, from: i });
    } else {
      rows.push({ start: 0, stop: cut, event: 0, from: i });
      rows.push({ start: cut + 30, stop: stop[i]!, event: event[i]!, from: i });
    }
  }
  return {
    start: rows.map((row) => row.start),
    stop: rows.map((row) => row.stop),
    event: rows.map((row) => row.event),
    cluster: rows.map((row) => row.from),
    covariates: covariates.map((column) => rows.map((row) => column[row.from]!)),
  };
}

export async function run(): Promise<void> {
  const [days, exact] = [simulated(true), simulated(false)];
  const cases: [string, CoxOptions][] = [
    ['whole days, Efron', days],
    ['whole days, Breslow', { ...days, ties: 'breslow' }],
    ['exact times', exact],
    ['exact times, robust', { ...exact, robust: true }],
    ['(start, stop], by person', withGaps(exact)],
  ];
  for (const [name, options] of cases) {
    const began = performance.now();
    const { events, iterations, coefficients, concordance } = coxRegression(options);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    process.stdout.write(
      `${name.padEnd(26)} ${seconds} s  ${events} events, ${iterations} steps, first coefficient ` +
        `${coefficients[0]!.toFixed(4)} (0.5), concordance ${concordance.estimate?.toFixed(4)}\n`,
    );
  }
}
