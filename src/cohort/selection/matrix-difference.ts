import { bandWords } from './bands.ts';
import { type Matrix, type MatrixFactor, measureWords } from './types.ts';

/** One thing of a matrix that is another in a second one; null where a factor is not there at all. */
export interface MatrixChange {
  what: string;
  was: string | null;
  will: string | null;
}

const factorWords = ({ measure, months, bands }: MatrixFactor): string =>
  `${measureWords[measure]}${months === undefined ? '' : `, ${months} months`}. ${bands.map((band) => `${bandWords(band)}: ${band.points}`).join('; ')}`;

const classWords = ({ neighbourhoodClasses }: Matrix): string =>
  (neighbourhoodClasses ?? []).join(', ') || 'none';

const orderOf = (matrix: Matrix, both: ReadonlySet<string>): string =>
  matrix.factors
    .filter(({ code }) => both.has(code))
    .map(({ label }) => label)
    .join(', ');

/** What differs between the matrix in force and one that is to follow it: the line, factors by their codes, classes, note. */
export function matrixChanges(was: Matrix, will: Matrix): MatrixChange[] {
  const before = new Map(was.factors.map((factor) => [factor.code, factor]));
  const after = new Map(will.factors.map((factor) => [factor.code, factor]));
  const both = new Set(was.factors.flatMap(({ code }) => (after.has(code) ? [code] : [])));
  const said = (factor: MatrixFactor | undefined): string | null =>
    factor === undefined ? null : factorWords(factor);
  const changes: MatrixChange[] = [
    { what: 'The line', was: String(was.line), will: String(will.line) },
    ...will.factors.flatMap((factor): MatrixChange[] => {
      const earlier = before.get(factor.code);
      const name = {
        what: `Name of “${factor.label}”`,
        was: earlier?.label ?? factor.label,
        will: factor.label,
      };
      return [name, { what: factor.label, was: said(earlier), will: said(factor) }];
    }),
    ...was.factors
      .filter(({ code }) => !after.has(code))
      .map((factor) => ({ what: factor.label, was: said(factor), will: null })),
    { what: 'Named classes', was: classWords(was), will: classWords(will) },
    { what: 'Note', was: was.note ?? 'none', will: will.note ?? 'none' },
  ];
  const [orderWas, orderWill] = [
    [...both],
    will.factors.flatMap(({ code }) => (both.has(code) ? [code] : [])),
  ];
  if (orderWas.join() !== orderWill.join())
    changes.push({ what: 'Order of the factors', was: orderOf(was, both), will: orderOf(will, both) });
  return changes.filter((change) => change.was !== change.will);
}
