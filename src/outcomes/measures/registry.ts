import { WaymarkError } from '../../kernel/errors.ts';
import { comparisonMeasures } from '../comparisons/measures.ts';
import { beforeAfterMeasure } from './before-after.ts';
import { harmMeasure } from './harm.ts';
import { reoffendingFromJoiningMeasure, reoffendingMeasure } from './reoffending.ts';
import type { AnyMeasure } from './types.ts';

/** Every measure that is measured every night, in the order in which they are shown. */
export const measures: readonly AnyMeasure[] = [
  beforeAfterMeasure,
  reoffendingMeasure,
  reoffendingFromJoiningMeasure,
  harmMeasure,
];

/** To choose a measure by, where something is held against it. */
export const measureNames: readonly { code: string; name: string }[] = [
  ...measures,
  ...comparisonMeasures,
].map(({ code, name }) => ({ code, name }));

/** Any measure: those of every night, and comparisons, which are run from their plans. */
export const findMeasure = (code: string): AnyMeasure | undefined =>
  [...measures, ...comparisonMeasures].find((measure) => measure.code === code);

/** @throws WaymarkError `not-found` */
export function getMeasure(code: string): AnyMeasure {
  const found = findMeasure(code);
  if (found === undefined) throw new WaymarkError('not-found', { text: 'There is no such measure.' });
  return found;
}
