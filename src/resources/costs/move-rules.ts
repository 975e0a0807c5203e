import type { FieldError } from '../../kernel/errors.ts';
import type { Actual, CostLine, Virement } from './types.ts';

/** Where a line stands, and what it is called: what a correction of its amount leaves alone. */
export interface LinePlace {
  heading: string;
  year: string;
  /** Code of who bears it; null: shared, or not known. */
  bearer: string | null;
  /** Which formula shares it; null: the scheme's own. */
  formula: string | null;
}

export const placeOf = (line: CostLine): LinePlace => ({
  heading: line.heading,
  year: line.year,
  bearer: line.agency,
  formula: line.formula,
});

interface MoveFacts {
  line: CostLine;
  virements: readonly Pick<Virement, 'state'>[];
  actuals: readonly Actual[];
  /** Years of these two whose budget is approved: where the line stands, and where it would go. */
  approved: readonly string[];
}

/**
 * What stands against calling a line otherwise, or standing it in another year or with another bearer. An approved
 * budget keeps its lines: one that left it, or came into it, would change what was approved. Money that was moved was
 * moved to this purpose and year, and what was spent was spent in its year.
 */
export function problemsOfPlace(
  to: LinePlace,
  { line, virements, actuals, approved }: MoveFacts,
): FieldError[] {
  const from = placeOf(line);
  const errors: FieldError[] = [];
  const wrong = (field: string, text: string) => errors.push({ field, text });
  const otherYear = to.year !== from.year;
  if (!otherYear && to.heading === from.heading && to.bearer === from.bearer && to.formula === from.formula)
    wrong('heading', 'Nothing is changed yet');
  if (line.removed) wrong('heading', 'The line was removed. Put it back first');
  if (line.stage === 'budget' && approved.includes(from.year))
    wrong('heading', `The budget of ${from.year} is approved with this line. Have it opened again first`);
  if (line.stage === 'budget' && otherYear && approved.includes(to.year))
    wrong('year', `The budget of ${to.year} is approved. Have it opened again first`);
  const isMoved = virements.some(({ state }) => state === 'requested' || state === 'approved');
  if (isMoved && (otherYear || to.heading !== from.heading))
    wrong(
      'heading',
      'Money was moved to or from this line, or waits to be, so it keeps its heading and year',
    );
  if (otherYear && actuals.length > 0)
    wrong('year', `Spending is entered for months of ${from.year}. Take it out first`);
  if (otherYear && line.forecastMethod === 'stated')
    wrong('year', `A forecast is stated for ${from.year}. Choose another way to forecast first`);
  return errors;
}
