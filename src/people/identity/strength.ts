import type { Model } from '../../linkage/index.ts';

/**
 * Evidence in words. The engine counts in powers of two of the odds; these are the only words for them, so that
 * one weight is called the same on every page.
 */

const weights = [
  { from: 10, words: 'very strong' },
  { from: 5, words: 'strong' },
  { from: 2, words: 'moderate' },
  { from: 0, words: 'weak' },
] as const;

/** How much one finding says, for or against: from a thousandfold change of the odds it is very strong. */
export const weightWords = (weight: number): string =>
  weights.find(({ from }) => Math.abs(weight) >= from)?.words ?? 'weak';

export const strengths = {
  'very-strong': 'Very strong evidence that they are one person',
  strong: 'Strong evidence that they are one person',
  moderate: 'Moderate evidence that they are one person',
  weak: 'Weak evidence either way',
  little: 'What was compared speaks for one person, but too little was compared to say so',
  against: 'The evidence is that they are different people',
} as const;

/** In a table's cell. */
export const shortStrengths = {
  'very-strong': 'Very strong',
  strong: 'Strong',
  moderate: 'Moderate',
  weak: 'Weak',
  little: 'Little compared',
  against: 'Against',
} as const;

export type Strength = keyof typeof strengths;

/**
 * All the evidence together, by the model's own thresholds: very strong is what the program links by itself.
 * @param prior what any two records begin with. A sum below nothing is against only if what was compared is: an exact number
 *   with nothing else typed falls short of the beginning, and speaks for one person all the same.
 */
export function strengthOf(
  total: number,
  { join, fracture, review }: Model['thresholds'],
  prior = 0,
): Strength {
  if (total >= join) return 'very-strong';
  if (total >= fracture) return 'strong';
  if (total >= review) return 'moderate';
  if (total >= 0) return 'weak';
  return prior < 0 && total - prior > 0 ? 'little' : 'against';
}
