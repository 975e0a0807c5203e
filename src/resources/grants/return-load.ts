import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { ReturnModel } from './return-view.ts';
import { getGrant, getReturn, listOutputs } from './store.ts';
import { listTexts } from './text-store.ts';

/** One return with its grant and the newest words that the viewer may have. */
export async function loadReturn(
  tx: Tx,
  id: number,
  { schemeId, today }: { schemeId: number; today: string },
): Promise<ReturnModel> {
  const one = await getReturn(tx, id);
  const [grant, outputs, texts, kinds] = await Promise.all([
    getGrant(tx, one.grantId),
    listOutputs(tx, one.grantId),
    listTexts(tx, [id]),
    findRule<ReturnModel['kinds']>(tx, schemeId, 'contact-kinds', today),
  ]);
  return { grant, one, outputs, text: texts[0], kinds: kinds?.body ?? { kinds: [] }, today };
}
