import { bandOf, edgeOf } from './bands.ts';
import { usualMonths } from './measures.ts';
import type { Band, Eligibility, FactorScore, Matrix } from './types.ts';

/** One change of one factor that would move somebody over the line. */
export interface SingleChange {
  code: string;
  label: string;
  measure: FactorScore['measure'];
  /** What is found now. */
  value: number | null;
  /** The nearest value that would do. */
  needed: number;
  total: number;
}

/**
 * Every factor whose change alone would bring somebody to the line, or below it, each with the nearest value that does,
 * the least change of points first. A band's edge is named as it is written: to fall below "4 or more" the value must be
 * under 4, so the next lower whole number is given. What cannot change any more (the age at the first offence) is left
 * out, and so is a count below nought.
 */
export function singleChanges(
  factors: readonly FactorScore[],
  matrix: Pick<Matrix, 'factors' | 'line'>,
): SingleChange[] {
  const total = factors.reduce((sum, { points }) => sum + points, 0);
  const reaches = total >= matrix.line;
  const found: (SingleChange & { moved: number })[] = [];
  for (const rule of matrix.factors) {
    const now = factors.find(({ code }) => code === rule.code);
    if (now === undefined || rule.measure === 'age-at-first') continue;
    const [best] = candidateValues(rule.bands)
      .filter((value) => value >= 0 || rule.measure === 'escalation')
      .map((value) => ({ value, points: bandOf(rule.bands, value)?.points ?? 0 }))
      .map(({ value, points }) => ({ value, total: total - now.points + points }))
      .filter((after) => after.total >= matrix.line !== reaches)
      .sort((left, right) => distance(now.value, left.value) - distance(now.value, right.value));
    if (best !== undefined)
      found.push({
        code: rule.code,
        label: rule.label,
        measure: rule.measure,
        value: now.value,
        needed: best.value,
        total: best.total,
        moved: Math.abs(best.total - total),
      });
  }
  return found
    .sort((left, right) => left.moved - right.moved || (left.code < right.code ? -1 : 1))
    .map(({ moved, ...change }) => change);
}

/**
 * Whether a change would also take somebody below the scheme's own number of proven offences: so it is where the factor
 * counts them over at least the rule's window. Over a shorter one nothing is known of the rest.
 */
export function ruleBites(
  { code, needed }: Pick<SingleChange, 'code' | 'needed'>,
  matrix: Pick<Matrix, 'factors'>,
  rule: Pick<Eligibility, 'minimumProvenOffences' | 'withinMonths'>,
): boolean {
  const factor = matrix.factors.find((one) => one.code === code);
  return (
    factor?.measure === 'proven-offences' &&
    (factor.months ?? usualMonths) >= rule.withinMonths &&
    needed < rule.minimumProvenOffences
  );
}

/** The values just inside and just outside each band. */
const candidateValues = (bands: readonly Band[]): number[] => [
  ...new Set(
    bands.flatMap((band) => [edgeOf(band), 'atLeast' in band ? edgeOf(band) - 1 : edgeOf(band) + 1]),
  ),
];

const distance = (from: number | null, to: number): number =>
  from === null ? Math.abs(to) : Math.abs(to - from);
