import type { ActContext } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { joinScheme } from './joining.ts';
import { listMemberships } from './memberships.ts';
import { firstReview, type MembershipAct, transitions } from './rules.ts';
import { insertChange, lockCurrentOf, updateState, updateTier } from './store.ts';
import { type ChangeKind, type Membership, membershipStateWords } from './types.ts';

/** What a panel's decision changes of a membership, in the decision's own transaction. */

async function lockedFor(
  tx: Tx,
  { actor }: ActContext,
  personId: number,
  act: MembershipAct,
): Promise<Membership> {
  const membership = await lockCurrentOf(tx, actor.schemeId, personId);
  if (membership === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'This person is not on the scheme.' });
  if (transitions[membership.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `The membership is “${membershipStateWords[membership.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(transitions[membership.state]) },
    });
  return membership;
}

async function noted(
  tx: Tx,
  context: ActContext,
  membership: Membership,
  change: { what: ChangeKind; was: string | null; became: string; why: string },
): Promise<void> {
  const { actor, now } = context;
  await insertChange(tx, {
    ...change,
    membershipId: membership.id,
    personId: membership.personId,
    staffId: actor.staffId,
    agencyId: actor.agencyId,
    at: now,
  });
  await context.wrote({
    subject: 'membership',
    subjectId: membership.id,
    personId: membership.personId,
    detail: { what: change.what, became: change.became },
  });
  await context.emit('membership-changed', {
    membershipId: membership.id,
    personId: membership.personId,
    what: change.what,
  });
}

/** Another tier, strand, or both; the strand was checked against the person's age. */
export async function changeByPanel(
  tx: Tx,
  context: ActContext,
  change: { personId: number; strand: string | undefined; tier: string | undefined; why: string },
): Promise<number> {
  const membership = await lockedFor(tx, context, change.personId, 'tier');
  const { tier, strand, why } = change;
  if (tier !== undefined && tier !== membership.tier) {
    await updateTier(tx, membership.id, tier);
    await noted(tx, context, membership, { what: 'tier', was: membership.tier, became: tier, why });
  }
  if (strand !== undefined && strand !== membership.strand) {
    await tx.run(
      sql`update membership set strand = ${strand}, version = version + 1 where id = ${membership.id}`,
    );
    await noted(tx, context, membership, { what: 'strand', was: membership.strand, became: strand, why });
  }
  return membership.id;
}

export async function suspendByPanel(
  tx: Tx,
  context: ActContext,
  { personId, why }: { personId: number; why: string },
): Promise<number> {
  const membership = await lockedFor(tx, context, personId, 'suspend');
  await updateState(tx, membership.id, 'suspended');
  await noted(tx, context, membership, { what: 'state', was: 'member', became: 'suspended', why });
  return membership.id;
}

/** Somebody suspended goes on; somebody who left joins again where they were before. */
export async function reEnter(
  tx: Tx,
  context: ActContext,
  entering: { personId: number; itemId: number; why: string; reviewMonths: number | undefined },
): Promise<number> {
  const { personId, why } = entering;
  const last = (await listMemberships(tx, personId))[0];
  if (last === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: 'This person was never on the scheme. Adopt them instead.',
    });
  if (last.leftOn === null) {
    const membership = await lockedFor(tx, context, personId, 'resume');
    await updateState(tx, membership.id, 'member');
    await noted(tx, context, membership, { what: 'state', was: 'suspended', became: 'member', why });
    return membership.id;
  }
  return joinScheme(tx, context, {
    personId,
    strand: last.strand,
    baseId: last.baseId,
    tier: last.tier,
    rag: 'none',
    statutory: last.statutory,
    nextReview: firstReview(context.today, entering.reviewMonths),
    itemId: entering.itemId,
    why,
  });
}
