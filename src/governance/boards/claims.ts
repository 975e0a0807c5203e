import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { claimText, type LinkedClaim, listClaims, markUnsupported } from '../../outcomes/index.ts';
import type { KeptClaim } from './types.ts';

/**
 * The published claims that a text links, by their numbers.
 * @throws WaymarkError `invalid` at `claims` for a number that is no published claim
 */
export async function claimsNumbered(
  tx: Tx,
  schemeId: number,
  ids: readonly number[],
): Promise<LinkedClaim[]> {
  if (ids.length === 0) return [];
  const published = await listClaims(tx, schemeId, { limit: 1000 });
  return ids.map((id) => {
    const found = published.find((claim) => claim.id === id);
    if (found === undefined)
      throw invalid([{ field: 'claims', text: `There is no published claim card ${id}` }]);
    return found;
  });
}

export const keptClaim = (claim: LinkedClaim): KeptClaim => ({ id: claim.id, lines: [...claimText(claim)] });

/**
 * A text as it is printed, with the claim cards that it links as they are now. It is kept so: whoever may not see claims
 * reads the same words, and a claim that is recomputed later does not change a paper that was read.
 */
export async function printedWith(
  tx: Tx,
  schemeId: number,
  text: string,
  ids: readonly number[],
): Promise<{ printed: string; claims: KeptClaim[] }> {
  const linked = await claimsNumbered(tx, schemeId, ids);
  return { printed: markUnsupported(text, linked), claims: linked.map(keptClaim) };
}
