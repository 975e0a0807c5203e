import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { quarterOfDay } from './quarters.ts';
import type { ReturnModel } from './return-view.ts';
import { type ContactKinds, resultsOf } from './rules.ts';
import { getGrant, getReturn, listOutputs, listOutputsOf, listQuarters, listReturns } from './store.ts';
import { listTexts, pageOfReturns, type ReturnLine } from './text-store.ts';
import type { ReturnState } from './types.ts';

/** One return with its grant and the newest words that the viewer may have. */
export async function loadReturn(
  tx: Tx,
  id: number,
  { schemeId, today }: { schemeId: number; today: string },
): Promise<ReturnModel> {
  const one = await getReturn(tx, id);
  const [grant, outputs, texts, quarters, returns, kinds] = await Promise.all([
    getGrant(tx, one.grantId),
    listOutputs(tx, one.grantId),
    listTexts(tx, [id]),
    listQuarters(tx, one.grantId),
    listReturns(tx, one.grantId),
    findRule<ReturnModel['kinds']>(tx, schemeId, 'contact-kinds', today),
  ]);
  return {
    grant,
    one,
    outputs,
    quarters,
    returns,
    text: texts[0],
    kinds: kinds?.body ?? { kinds: [] },
    today,
  };
}

/** One page of returns, each with what was agreed and is flagged as below it. */
export async function loadReturns(
  tx: Tx,
  scheme: { schemeId: number; today: string },
  state: ReturnState | undefined,
  part: { limit: number; offset: number },
): Promise<{ returns: (ReturnLine & { under: string[] })[]; total: number }> {
  const filter = { state, ...quarterOfDay(scheme.today) };
  const [found, rule] = await Promise.all([
    pageOfReturns(tx, filter, part),
    findRule<ContactKinds>(tx, scheme.schemeId, 'contact-kinds', scheme.today),
  ]);
  const outputs = await listOutputsOf(tx, [...new Set(found.returns.map(({ grantId }) => grantId))]);
  const kinds = rule?.body ?? { kinds: [] };
  return {
    total: found.total,
    returns: found.returns.map((line) => {
      const own = outputs.filter(({ grantId }) => grantId === line.grantId);
      const results = line.activity === null ? [] : resultsOf(line, own, line.activity, kinds);
      return { ...line, under: results.filter(({ under }) => under).map(({ output }) => output.title) };
    }),
  };
}
