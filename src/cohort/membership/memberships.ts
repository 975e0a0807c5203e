import type { Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import { trendOf } from './rules.ts';
import { listChanges, selectCurrent, selectMemberships } from './store.ts';
import type { Membership, MembershipChange, Trend } from './types.ts';

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

/** The newest of what was changed, which the timeline and the overview both ask. */
export const changesOnce = oncePerTransaction((tx, personId: number) => listChanges(tx, personId, 200));

/** When the RAG rating was last changed, and why. */
export async function lastRagChange(
  tx: Tx,
  personId: number,
): Promise<Pick<MembershipChange, 'at' | 'why'> | undefined> {
  return (await changesOnce(tx, personId)).find(({ what }) => what === 'rag');
}

/** The present one of a person's memberships. */
export function presentOf(memberships: readonly Membership[]): CurrentMembership | undefined {
  const membership = memberships.find(({ leftOn }) => leftOn === null);
  return membership === undefined ? undefined : withTrend(membership);
}

/** Every membership of a person, past ones included, the present one first. */
export const listMemberships = (tx: Tx, personId: number): Promise<Membership[]> =>
  selectMemberships(tx, personId);
