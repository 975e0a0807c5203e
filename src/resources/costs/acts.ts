import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { whyItStays } from './rules.ts';
import {
  insertCostLine,
  insertPrintedFigure,
  type LineChange,
  listActuals,
  lockCostLine,
  nextPosition,
  putActuals,
  removeActuals,
  setRemoved,
  touchCostLine,
  updateCostLine,
} from './store.ts';
import type { CostLine, CostLineInput, PrintedFigureInput } from './types.ts';
import { virementsOf } from './virement-store.ts';
import { isFinancialYear, monthOfYear, monthsOver } from './year.ts';
import { lockYear, noteWriter } from './year-store.ts';

const digits = /^-?\d{1,18}$/;

const checkPence = (pence: string | null, field = 'amount'): void => {
  if (pence !== null && !digits.test(pence))
    throw invalid([{ field, text: 'Enter the amount in pounds and pence' }]);
};

/** A budget's amounts may be written while it is a draft; who writes is noted, because no writer approves it. */
export async function writeInBudget(tx: Tx, year: string, { actor }: ActContext): Promise<void> {
  const budget = await lockYear(tx, year);
  if (budget?.state === 'approved')
    throw new WaymarkError('not-allowed-now', {
      text: `The budget of ${year} is approved. Move money by a virement, or ask for the budget to be opened again.`,
    });
  await noteWriter(tx, { schemeId: actor.schemeId, year, staffId: actor.staffId });
}

/** Enters one line of the scheme's costs; an amount that is not known stays null. */
export const recordCostLine = defineAct<CostLineInput, { id: number }>({
  name: 'cost:record',
  right: 'cost:edit',
  run: async (tx, input, context) => {
    checkPence(input.pence);
    if (!isFinancialYear(input.year))
      throw invalid([{ field: 'year', text: 'Enter the financial year, like 2026/27' }]);
    if (input.stage === 'budget') await writeInBudget(tx, input.year, context);
    const { id } = await insertCostLine(tx, {
      ...input,
      position: input.position ?? (await nextPosition(tx)),
      schemeId: context.actor.schemeId,
    });
    await context.wrote({ subject: 'cost-line', subjectId: id });
    return { id };
  },
});

const textOf = (pence: bigint | null): string | null => (pence === null ? null : String(pence));

const checkVersion = (line: CostLine, version: number): void => {
  if (line.version !== version)
    throw staleVersion({ version: line.version, pence: textOf(line.pence), source: line.source });
};

/**
 * Corrects an amount, or says that it is not known, who pays it, and how the year's end is forecast; the earlier
 * state stays in the row history. The amount of an approved budget moves by virement alone.
 */
export const correctCostLine = defineAct<{ id: number; version: number } & LineChange, { id: number }>({
  name: 'cost:correct',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-line', subjectId: input.id }),
  run: async (tx, input, context) => {
    const line = await lockCostLine(tx, input.id);
    checkVersion(line, input.version);
    checkPence(input.pence);
    checkPence(input.forecastPence, 'forecast');
    if (line.stage === 'budget' && textOf(line.pence) !== input.pence)
      await writeInBudget(tx, line.year, context);
    await updateCostLine(tx, input.id, input);
    await context.wrote({ subject: 'cost-line', subjectId: input.id });
    return { id: input.id };
  },
});

/** Takes a line that was entered by mistake out of every list and sum, or puts it back. */
export const removeCostLine = defineAct<{ id: number; version: number; removed: boolean }, { id: number }>({
  name: 'cost:remove',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-line', subjectId: input.id }),
  run: async (tx, input, context) => {
    const line = await lockCostLine(tx, input.id);
    checkVersion(line, input.version);
    if (line.stage === 'budget') await writeInBudget(tx, line.year, context);
    const [virements, actuals] = await Promise.all([virementsOf(tx, [line.id]), listActuals(tx, [line.id])]);
    const stays = input.removed ? whyItStays({ virements, actuals, isApproved: false }) : undefined;
    if (stays !== undefined) throw new WaymarkError('not-allowed-now', { text: stays });
    await setRemoved(tx, line.id, input.removed);
    await context.wrote({
      subject: 'cost-line',
      subjectId: line.id,
      detail: { removed: input.removed },
    });
    return { id: line.id };
  },
});

/** What was spent in a month is known when it is over: part of one would be taken for a whole in the forecast. */
function checkOver(line: CostLine, months: readonly { month: number; pence: string | null }[], today: Day) {
  const over = monthsOver(line.year, today);
  const early = months.filter(({ month, pence }) => pence !== null && month > over);
  if (early.length > 0)
    throw invalid(
      early.map(({ month }) => ({
        field: `month-${month}`,
        text: `${monthOfYear(line.year, month)} is not over yet. Leave it empty`,
      })),
    );
}

/** What was spent on a line in its months; a month with null is not known (any more). */
export const recordActuals = defineAct<
  { id: number; version: number; months: { month: number; pence: string | null }[]; source: string },
  { id: number }
>({
  name: 'cost:spent',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-line', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const line = await lockCostLine(tx, input.id);
    checkVersion(line, input.version);
    for (const { month, pence } of input.months) checkPence(pence, `month-${month}`);
    checkOver(line, input.months, today);
    const there = await listActuals(tx, [line.id]);
    const wereThere = (month: number) => there.find((actual) => actual.month === month);
    const gone = input.months.filter(({ month, pence }) => pence === null && wereThere(month) !== undefined);
    if (gone.length > 0)
      await removeActuals(
        tx,
        line.id,
        gone.map(({ month }) => month),
      );
    const put = input.months.flatMap(({ month, pence }) =>
      pence === null || String(wereThere(month)?.pence) === pence ? [] : [{ month, pence }],
    );
    if (put.length > 0) await putActuals(tx, line.id, put, input.source);
    await touchCostLine(tx, line.id);
    await wrote({ subject: 'cost-line', subjectId: line.id });
    return { id: line.id };
  },
});

/** Enters what a paper printed, to be held against what its inputs give. */
export const recordPrintedFigure = defineAct<PrintedFigureInput, { id: number }>({
  name: 'cost:printed',
  right: 'cost:edit',
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertPrintedFigure(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'printed-figure', subjectId: id });
    return { id };
  },
});
