/** Short ways of writing conditions, for the models that are made here. */

import type { Condition, KeyPart, Level } from './types.ts';

export const OTHERWISE: Condition = { is: 'always' };
export const present = (field: string): Condition => ({ is: 'present', field });
export const same = (field: string): Condition => ({ is: 'same', field });
export const rare = (field: string, below: number): Condition => ({ is: 'rare', field, below });
export const few = (field: string, atMost: number): Condition => ({ is: 'few', field, atMost });
export const similar = (field: string, atLeast: number): Condition => ({ is: 'similar', field, atLeast });
export const prefix = (field: string, length: number): Condition => ({ is: 'prefix', field, length });
export const years = (field: string, atMost: number): Condition => ({ is: 'years', field, atMost });
export const all = (...of: Condition[]): Condition => ({ is: 'all', of });
export const any = (...of: Condition[]): Condition => ({ is: 'any', of });
export const not = (of: Condition): Condition => ({ is: 'not', of });
export const differ = (field: string): Condition => all(present(field), not(same(field)));

export const whole = (field: string): KeyPart => ({ field, part: 'whole' });
export const start = (field: string, length: number): KeyPart => ({ field, part: 'prefix', length });

/** The fields that a key reads. */
export const fieldsOfKeys = (keys: readonly KeyPart[]): string[] =>
  keys.flatMap((key) => (key.part === 'either-order' ? [...key.fields] : [key.field]));

/** Levels before training: m halves from level to level and u doubles back from the last. */
export function untrained(
  ...described: readonly [label: string, when: Condition, termFrequency?: string][]
): Level[] {
  const size = described.length;
  const scale = 1 - 0.5 ** size;
  const least = 1e-5;
  const step = size > 1 ? (0.9 / least) ** (1 / (size - 1)) : 1;
  return described.map(([label, when, field], k) => ({
    label,
    when,
    m: 0.5 ** (k + 1) / scale,
    u: least * step ** k,
    ...(field === undefined ? {} : { termFrequency: { field, weight: 1 } }),
  }));
}
