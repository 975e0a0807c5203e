import type { Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import { trendOf } from './rules.ts';
import { selectCurrent, selectMemberships } from './store.ts';
import type { Membership, Trend } from './types.ts';

/** What other capabilities and wings ask of memberships; row-level security decides what they get. */

export interface CurrentMembership extends Membership {
  ragTrend: Trend | undefined;
}

const withTrend = (membership: Membership): CurrentMembership => ({
  ...membership,
  ragTrend: trendOf(membership.ragWas, membership.rag),
});

/** A person's present membership, or undefined when there is none the viewer may see. */
export async function findMembership(tx: Tx, personId: number): Promise<CurrentMembership | undefined> {
  const [membership] = await selectCurrent(tx, [personId]);
  return membership === undefined ? undefined : withTrend(membership);
}

/** What the overview's box and its timeline both ask. */
export const membershipsOnce = oncePerTransaction(selectMemberships);

/** The present one of a person's memberships. */
export function presentOf(memberships: readonly Membership[]): CurrentMembership | undefined {
  const membership = memberships.find(({ leftOn }) => leftOn === null);
  return membership === undefined ? undefined : withTrend(membership);
}

/** Every membership of a person, past ones included, the present one first. */
export const listMemberships = (tx: Tx, personId: number): Promise<Membership[]> =>
  selectMemberships(tx, personId);
