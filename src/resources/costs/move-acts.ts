import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { writeInBudget } from './acts.ts';
import { chosenBearer } from './bodies.ts';
import { listBearers } from './body-store.ts';
import { loadFormulas } from './formulas.ts';
import { type LinePlace, problemsOfPlace } from './move-rules.ts';
import { insertMove, moveLine } from './move-store.ts';
import { bearerWords } from './show.ts';
import { listActuals, lockCostLine } from './store.ts';
import { virementsOf } from './virement-store.ts';
import { isFinancialYear } from './year.ts';
import { lockYear } from './year-store.ts';

interface MoveInput extends LinePlace {
  id: number;
  version: number;
  why: string;
}

function checkInput(input: MoveInput): void {
  const errors = [
    input.heading === '' && { field: 'heading', text: 'Enter what it is' },
    !isFinancialYear(input.year) && { field: 'year', text: 'Enter the financial year, like 2026/27' },
    input.why === '' && { field: 'why', text: 'Say why it is changed' },
  ].filter((one) => one !== false);
  if (errors.length > 0) throw invalid(errors);
}

/**
 * Calls a line otherwise, stands it in another year, or says who bears it, with the reason; what it was is kept. A draft
 * budget that it leaves or comes into has one more writer.
 */
export const moveCostLine = defineAct<MoveInput, { id: number }>({
  name: 'cost:move',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-line', subjectId: input.id }),
  run: async (tx, input, context) => {
    checkInput(input);
    const line = await lockCostLine(tx, input.id);
    if (line.version !== input.version)
      throw staleVersion({ version: line.version, heading: line.heading, year: line.year });
    // In one order, so that two who move lines between the same years do not wait for each other.
    const years = line.stage === 'budget' ? [...new Set([line.year, input.year])].sort() : [];
    const approved: string[] = [];
    for (const year of years) if ((await lockYear(tx, year))?.state === 'approved') approved.push(year);
    const [virements, actuals, bearers, formulas] = await Promise.all([
      virementsOf(tx, [line.id]),
      listActuals(tx, [line.id]),
      listBearers(tx),
      loadFormulas(tx, context.actor.schemeId),
    ]);
    const bearer = chosenBearer(input.bearer ?? '', bearers);
    if (bearer === undefined) throw notFound();
    if (input.formula !== null && !formulas.versions.some(({ kind }) => kind === input.formula))
      throw notFound();
    const place = { ...input, formula: input.bearer === null ? input.formula : null };
    const problems = problemsOfPlace(place, { line, virements, actuals, approved });
    if (problems.length > 0) throw invalid(problems);
    for (const year of years) await writeInBudget(tx, year, context);
    await moveLine(tx, line.id, { ...place, ...bearer });
    await insertMove(tx, {
      lineId: line.id,
      heading: line.heading,
      year: line.year,
      bearer: bearerWords(line),
      why: input.why,
      staffId: context.actor.staffId,
      now: context.now,
    });
    await context.wrote({
      subject: 'cost-line',
      subjectId: line.id,
      detail: { fromYear: line.year, toYear: input.year },
    });
    return { id: line.id };
  },
});
