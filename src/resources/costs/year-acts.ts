import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { listFormulas } from './formula-store.ts';
import { formulaFor } from './rules.ts';
import type { CostYear } from './types.ts';
import { approveYear, lockYear, reopenYear } from './year-store.ts';

interface YearInput {
  year: string;
  version: number;
  note: string | null;
}

async function yearAt(tx: Tx, input: YearInput): Promise<CostYear> {
  const year = await lockYear(tx, input.year);
  if (year === undefined) throw notFound();
  if (year.version !== input.version) throw staleVersion({ version: year.version, state: year.state });
  return year;
}

/** The version of each formula that splits the year now: an approved budget keeps it. */
async function versionsOf(tx: Tx, schemeId: number, year: string): Promise<number[]> {
  const versions = await listFormulas(tx, schemeId);
  return [...new Set(versions.map(({ kind }) => kind))].flatMap((kind) => {
    const found = formulaFor(versions, kind, year);
    return found === undefined ? [] : [found.id];
  });
}

/** Somebody who wrote none of it approves a year's budget; from then it moves by virement alone. */
export const approveBudget = defineAct<YearInput, { id: number }>({
  name: 'cost:approve-budget',
  right: 'cost:approve',
  run: async (tx, input, { actor, now, wrote }) => {
    const year = await yearAt(tx, input);
    if (year.state === 'approved')
      throw new WaymarkError('not-allowed-now', { text: 'This budget is approved already.' });
    if (year.writers.includes(actor.staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'You wrote in this budget. Somebody else has to approve it.',
      });
    await approveYear(tx, year.id, {
      staffId: actor.staffId,
      now,
      note: input.note,
      rules: await versionsOf(tx, actor.schemeId, year.year),
    });
    await wrote({ subject: 'cost-year', subjectId: year.id });
    return { id: year.id };
  },
});

/** Makes an approved budget a draft again, with the reason. */
export const reopenBudget = defineAct<YearInput, { id: number }>({
  name: 'cost:reopen-budget',
  right: 'cost:approve',
  run: async (tx, input, { actor, now, wrote }) => {
    const year = await yearAt(tx, input);
    if (year.state !== 'approved')
      throw new WaymarkError('not-allowed-now', { text: 'This budget is a draft already.' });
    if (input.note === null) throw invalid([{ field: 'note', text: 'Say why the budget is opened again' }]);
    await reopenYear(tx, year.id, { staffId: actor.staffId, now, note: input.note });
    await wrote({ subject: 'cost-year', subjectId: year.id });
    return { id: year.id };
  },
});
