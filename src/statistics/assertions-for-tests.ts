import assert from 'node:assert/strict';
import { StatisticsError, type StatisticsErrorCode } from './errors.ts';

export function assertClose(actual: number | null, expected: number, relative: number, what = ''): void {
  const near =
    actual !== null && (actual === expected || Math.abs(actual - expected) <= relative * Math.abs(expected));
  assert.ok(near, `${what} gave ${actual}, expected ${expected}`);
}

/** For reference numbers printed to so many decimals. */
export function assertPrinted(actual: number | null, printed: number, decimals: number, what = ''): void {
  const near = actual !== null && Math.abs(actual - printed) <= 0.5000001 * 10 ** -decimals;
  assert.ok(near, `${what} gave ${actual}, printed ${printed}`);
}

export function assertRefused(run: () => unknown, code: StatisticsErrorCode): void {
  assert.throws(run, (error: unknown) => error instanceof StatisticsError && error.code === code);
}

/**
 * A seeded source of numbers in (0, 1), so that a simulation gives the same answer every time (mulberry32).
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32 + 2 ** -33;
  };
}

/** A Poisson draw by counting exponential waits; for small means. */
export function poissonDraw(random: () => number, mean: number): number {
  let waited = -Math.log(random());
  let events = 0;
  while (waited < mean) {
    waited -= Math.log(random());
    events += 1;
  }
  return events;
}
