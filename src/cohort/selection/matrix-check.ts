import { edgeOf } from './bands.ts';
import { type Band, type Matrix, type MatrixFactor, measures } from './types.ts';

/** What is wrong with a matrix, and where: `factors.2.bands.1`. */
export interface MatrixProblem {
  place: string;
  text: string;
}

/**
 * What is wrong with a matrix, each with its place: unknown measures, two factors of one code, bands that leave a gap,
 * overlap, or whose points fall where the measured risk rises, and classes that no code has.
 */
export function findProblems(matrix: Matrix): MatrixProblem[] {
  const problems: MatrixProblem[] = [];
  const add = (place: string, text: string): void => {
    problems.push({ place, text });
  };
  const codes = new Set<string>();
  if (matrix.factors.length === 0) add('factors', 'there is none');
  matrix.factors.forEach((factor, index) => {
    const at = `factors.${index}`;
    if (codes.has(factor.code)) add(at, `the code “${factor.code}” occurs twice`);
    codes.add(factor.code);
    if (factor.label.trim() === '') add(at, 'a name is needed');
    if (!measures.includes(factor.measure)) add(at, `“${factor.measure}” cannot be measured`);
    if (
      factor.months !== undefined &&
      !(Number.isInteger(factor.months) && factor.months >= 1 && factor.months <= 240)
    )
      add(`${at}.months`, 'months must be a whole number from 1 to 240');
    bandProblems(factor, at, add);
  });
  if (!Number.isFinite(matrix.line)) add('line', 'a number is needed');
  const most = matrix.factors.reduce(
    (sum, { bands }) => sum + Math.max(0, ...bands.map(({ points }) => points)),
    0,
  );
  if (matrix.line > most)
    add('line', `nobody can reach ${matrix.line} points: the factors give ${most} at most`);
  for (const code of matrix.neighbourhoodClasses ?? [])
    if (!/^\d{1,3}(?:[/.]\d{1,2})?$/.test(code.trim()))
      add('neighbourhoodClasses', `“${code}” is no Home Office class or subclass (030 or 030/01)`);
  if (
    matrix.factors.some(({ measure }) => measure === 'neighbourhood-offences') &&
    (matrix.neighbourhoodClasses ?? []).length === 0
  )
    add('neighbourhoodClasses', 'the matrix counts neighbourhood crime and names no class');
  return problems;
}

/** As one line each, for logs and refusals. */
export const problemsOf = (matrix: Matrix): string[] =>
  findProblems(matrix).map(({ place, text }) => `${place}: ${text}`);

function bandProblems(factor: MatrixFactor, at: string, add: (place: string, text: string) => void): void {
  const [firstBand] = factor.bands;
  if (firstBand === undefined) {
    add(`${at}.bands`, 'there is none');
    return;
  }
  const isLeast = 'atLeast' in firstBand;
  if (factor.bands.some((band) => 'atLeast' in band !== isLeast)) {
    add(`${at}.bands`, '“or more” and “or less” are mixed, so they overlap or leave a gap between them');
    return;
  }
  factor.bands.forEach((band, index) => {
    const place = `${at}.bands.${index}`;
    if (!Number.isFinite(edgeOf(band))) add(place, 'it needs a number to begin at');
    if (!(band.points >= 0) || band.points > 1000) add(place, 'points must be from 0 to 1000');
    const before = factor.bands[index - 1];
    if (before !== undefined) orderProblems(before, band, isLeast, (text) => add(place, text));
  });
}

function orderProblems(before: Band, band: Band, isLeast: boolean, add: (text: string) => void): void {
  if (edgeOf(before) === edgeOf(band)) add('it overlaps the band before it: both begin at the same number');
  else if (edgeOf(before) > edgeOf(band)) add('it must begin above the band before it');
  if (isLeast ? before.points > band.points : before.points < band.points)
    add('its points go against the order of the bands');
}
