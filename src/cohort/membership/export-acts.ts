import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { keptText, readAsked } from './cohort-ask.ts';
import { type ExportRule, termsOf, withoutRule } from './export-rules.ts';
import { insertExport, lockExport, markDestroyed } from './export-store.ts';

/** Enters a copy into the register; from here on it can be downloaded, by whoever asked, until its link ends. */
export const makeExport = defineAct<
  { marking: string; purpose: string; query: string; people: number },
  { id: number }
>({
  name: 'cohort:make-export',
  right: 'cohort:export',
  run: async (tx, input, { actor, now, today, wrote }) => {
    const rule = await findRule<ExportRule>(tx, actor.schemeId, 'exports', today);
    const { id } = await insertExport(tx, {
      ...input,
      query: keptText(readAsked(input.query)),
      ...termsOf(now, rule?.body ?? withoutRule),
      schemeId: actor.schemeId,
      staffId: actor.staffId,
      agencyId: actor.agencyId,
      madeAt: now,
    });
    await wrote({ subject: 'export', subjectId: id, detail: { people: input.people } });
    return { id };
  },
});

/** Whoever took a copy says that it is gone, and how. */
export const destroyExport = defineAct<{ id: number; version: number; how: string }, { id: number }>({
  name: 'cohort:destroy-export',
  right: 'cohort:export',
  about: ({ id }) => ({ subject: 'export', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const how = input.how.trim();
    if (how === '' || how.length > 500)
      throw invalid([{ field: 'how', text: 'Say how every copy was destroyed, in at most 500 characters' }]);
    const copy = await lockExport(tx, input.id);
    if (copy.staffId !== actor.staffId)
      throw new WaymarkError('right-missing', {
        text: 'Only whoever took the copy can say that it is gone.',
      });
    if (copy.destroyedAt !== null)
      throw new WaymarkError('not-allowed-now', { text: 'This copy is recorded as destroyed already.' });
    if (copy.version !== input.version)
      throw staleVersion({ downloads: copy.downloads, version: copy.version });
    await markDestroyed(tx, input.id, how, now);
    await wrote({ subject: 'export', subjectId: input.id, detail: { state: 'destroyed' } });
    return { id: input.id };
  },
});
