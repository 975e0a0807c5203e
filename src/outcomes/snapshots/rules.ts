import type { CheckResult } from './types.ts';

/** A figure that came out otherwise: its place, as `before.offences`, and both values. */
export interface Difference {
  figure: string;
  was: unknown;
  now: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object';

/** Where two sets of figures differ, to the last digit. Both as they come out of JSON. */
export function differencesOf(was: unknown, now: unknown, figure = ''): Difference[] {
  if (!isObject(was) || !isObject(now))
    return Object.is(was, now) || was === now ? [] : [{ figure, was, now }];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => differencesOf(was[key], now[key], figure === '' ? key : `${figure}.${key}`));
}

/** What is said of a claim that was worked out again. */
export const resultWords: Readonly<Record<CheckResult, string>> = {
  equal: 'Every figure came out the same, to the last digit.',
  differs: 'Some figures came out otherwise.',
  'no-input': 'What it was worked out from was not kept: it is from before inputs were frozen.',
  damaged: 'What was frozen is no longer what its SHA-256 says: somebody has changed it.',
};
