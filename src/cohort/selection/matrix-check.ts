import { type Band, type Matrix, type MatrixFactor, measures } from './types.ts';

/**
 * What is wrong with a matrix, each with its place (`factors.2.bands.1`): unknown measures, two factors of one
 * code, bands that overlap or whose points fall where the measured risk rises.
 */
export function problemsOf(matrix: Matrix): string[] {
  const problems: string[] = [];
  const codes = new Set<string>();
  matrix.factors.forEach((factor, index) => {
    const at = `factors.${index}`;
    if (codes.has(factor.code)) problems.push(`${at}: the code “${factor.code}” occurs twice`);
    codes.add(factor.code);
    if (!measures.includes(factor.measure)) problems.push(`${at}: “${factor.measure}” cannot be measured`);
    problems.push(...bandProblems(factor, at));
  });
  if (!Number.isFinite(matrix.line)) problems.push('line: a number is needed');
  if (
    matrix.factors.some(({ measure }) => measure === 'neighbourhood-offences') &&
    (matrix.neighbourhoodClasses ?? []).length === 0
  )
    problems.push('neighbourhoodClasses: the matrix counts neighbourhood crime and names no class');
  return problems;
}

function bandProblems(factor: MatrixFactor, at: string): string[] {
  if (factor.bands.length === 0) return [`${at}.bands: there is none`];
  const isLeast = 'atLeast' in (factor.bands[0] as Band);
  if (factor.bands.some((band) => 'atLeast' in band !== isLeast))
    return [`${at}.bands: “at least” and “at most” are mixed, so they overlap`];
  const problems: string[] = [];
  factor.bands.forEach((band, index) => {
    const place = `${at}.bands.${index}`;
    if (!(band.points >= 0)) problems.push(`${place}: points must be 0 or more`);
    const before = factor.bands[index - 1];
    if (before === undefined) return;
    if (edgeOf(before) >= edgeOf(band)) problems.push(`${place}: it must begin above the band before it`);
    if (isLeast ? before.points > band.points : before.points < band.points)
      problems.push(`${place}: its points go against the order of the bands`);
  });
  return problems;
}

const edgeOf = (band: Band): number => ('atLeast' in band ? band.atLeast : band.atMost);
