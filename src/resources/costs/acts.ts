import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid } from '../../kernel/errors.ts';
import { insertCostLine, insertPrintedFigure, lockCostLine, updateCostLine } from './store.ts';
import type { CostLineInput, PrintedFigureInput } from './types.ts';

const digits = /^-?\d{1,18}$/;

/** Enters one line of the scheme's costs; an amount that is not known stays null. */
export const recordCostLine = defineAct<CostLineInput, { id: number }>({
  name: 'cost:record',
  right: 'cost:edit',
  run: async (tx, input, { actor, wrote }) => {
    if (input.pence !== null && !digits.test(input.pence))
      throw invalid([{ field: 'amount', text: 'Enter the amount in pounds and pence' }]);
    const { id } = await insertCostLine(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'cost-line', subjectId: id });
    return { id };
  },
});

/** Corrects an amount, or says that it is not known; the earlier one stays in the row history. */
export const correctCostLine = defineAct<
  { id: number; version: number; pence: string | null; source: string; note: string | null },
  { id: number }
>({
  name: 'cost:correct',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-line', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const line = await lockCostLine(tx, input.id);
    if (line.version !== input.version)
      throw staleVersion({
        version: line.version,
        pence: line.pence === null ? null : String(line.pence),
        source: line.source,
      });
    if (input.pence !== null && !digits.test(input.pence))
      throw invalid([{ field: 'amount', text: 'Enter the amount in pounds and pence' }]);
    await updateCostLine(tx, input.id, input);
    await wrote({ subject: 'cost-line', subjectId: input.id });
    return { id: input.id };
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
