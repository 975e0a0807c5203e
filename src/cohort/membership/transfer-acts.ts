import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { type Retention, retentionDate, reviewAfter, transitions } from './rules.ts';
import { lockMembership } from './store.ts';
import {
  acceptRow,
  answerTransfer,
  findFacts,
  findOpenTransfer,
  insertTransfer,
  keepsPerson,
  listDestinations,
  lockTransfer,
} from './transfer-store.ts';
import {
  type Transfer,
  type TransferAct,
  transferStateWords,
  transferTransitions,
} from './transfer-types.ts';
import { membershipStateWords } from './types.ts';

interface Asking {
  membershipId: number;
  version: number;
  /** The base to go to; the team that works there takes over. */
  baseId: number;
  why: string;
  about: string;
}

/** Asks another team, or another scheme, to take a member over. Nothing moves before it accepts. */
export const askTransfer = defineAct<Asking, { id: number }>({
  name: 'membership:ask-transfer',
  right: 'membership:transfer',
  about: ({ membershipId }) => ({ subject: 'membership', subjectId: membershipId }),
  run: async (tx, input, { actor, now, wrote, emit }) => {
    const membership = await lockMembership(tx, input.membershipId);
    if (membership.version !== input.version)
      throw staleVersion({ team: membership.team, version: membership.version });
    if (transitions[membership.state].transfer === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: `The membership is “${membershipStateWords[membership.state].toLowerCase()}”.`,
        data: { allowed: Object.keys(transitions[membership.state]) },
      });
    if (!(await keepsPerson(tx, membership.personId)))
      throw new WaymarkError('right-missing', {
        text: 'You stand in for somebody: ask them, or whoever manages the scheme, to ask for the transfer.',
      });
    if ((await findOpenTransfer(tx, membership.personId)) !== undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'A transfer of this person is asked for already. Withdraw it first.',
      });
    const to = (await listDestinations(tx, membership.teamId)).find(({ baseId }) => baseId === input.baseId);
    if (to === undefined) throw invalid([{ field: 'to', text: 'Choose where they should go' }]);
    const { id } = await insertTransfer(tx, {
      personId: membership.personId,
      membershipId: membership.id,
      fromSchemeId: membership.schemeId,
      fromTeamId: membership.teamId,
      to,
      why: input.why,
      about: input.about,
      by: actor.staffId,
      at: now,
    });
    await wrote({
      subject: 'transfer',
      subjectId: id,
      personId: membership.personId,
      detail: { from: membership.teamId, to: to.teamId, scheme: to.schemeId },
    });
    await emit('transfer-asked', { transferId: id, teamId: to.teamId });
    return { id };
  },
});

function refuseState(transfer: Transfer, act: TransferAct, version: number): void {
  if (transferTransitions[transfer.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This transfer is “${transferStateWords[transfer.state].toLowerCase()}” already.`,
      data: { allowed: Object.keys(transferTransitions[transfer.state]) },
    });
  if (transfer.version !== version)
    throw staleVersion({ state: transferStateWords[transfer.state], version: transfer.version });
}

interface Answer {
  id: number;
  version: number;
  words: string;
}

const changed = (): WaymarkError =>
  new WaymarkError('conflict', {
    text: 'The person has left the scheme or changed teams since this was asked. Ask the other team to withdraw it.',
  });

/**
 * Takes the person over, at once: the old team's and its leads' access ends and the own team's begins with it. Into
 * another scheme a new membership begins in the strand given, and the old one ends as transferred.
 */
export const acceptTransfer = defineAct<Answer & { strand: string }, { personId: number }>({
  name: 'membership:accept-transfer',
  right: 'membership:transfer',
  about: ({ id }) => ({ subject: 'transfer', subjectId: id }),
  run: async (tx, input, { actor, today, wrote, emit }) => {
    const transfer = await lockTransfer(tx, input.id);
    refuseState(transfer, 'accept', input.version);
    if (transfer.requestedById === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You asked for this transfer: somebody else of the receiving side accepts it.',
      });
    const terms = await termsOf(tx, actor.schemeId, transfer, { today, strand: input.strand });
    const membershipId = await acceptRow(tx, { ...input, ...terms, on: today });
    if (membershipId === null) throw changed();
    const { personId } = transfer;
    await wrote({
      subject: 'transfer',
      subjectId: input.id,
      personId,
      detail: {
        state: 'accepted',
        from: transfer.fromTeamId,
        to: transfer.toTeamId,
        membership: membershipId,
      },
    });
    await emit('membership-changed', { membershipId, personId, what: 'base' });
    return { personId };
  },
});

async function termsOf(
  tx: Tx,
  schemeId: number,
  transfer: Transfer,
  { today, strand }: { today: string; strand: string },
) {
  const retention = (await ruleInForce<Retention>(tx, schemeId, 'retention', today)).body;
  const months = (await findRule<{ reviewMonths?: number }>(tx, schemeId, 'panel', today))?.body.reviewMonths;
  const known = (await ruleInForce<{ strands: { code: string }[] }>(tx, schemeId, 'strands', today)).body
    .strands;
  const isMove = transfer.toSchemeId === transfer.fromSchemeId;
  if (!isMove && !known.some(({ code }) => code === strand))
    throw invalid([{ field: 'strand', text: 'Choose the strand in your scheme' }]);
  const inStrand = isMove ? ((await findFacts(tx, transfer.id))?.strand ?? strand) : strand;
  return {
    strand: inStrand,
    retention: retentionDate(today, retention),
    nextReview: reviewAfter(today, months),
  };
}

const answer = (name: string, act: 'decline' | 'withdraw', state: 'declined' | 'withdrawn') =>
  defineAct<Answer, { personId: number }>({
    name,
    right: 'membership:transfer',
    about: ({ id }) => ({ subject: 'transfer', subjectId: id }),
    run: async (tx, input, { actor, now, wrote }) => {
      const transfer = await lockTransfer(tx, input.id);
      refuseState(transfer, act, input.version);
      // Whoever sees the name is of the side that asked, or manages both.
      if (act === 'withdraw' && transfer.name === null) throw notFound();
      const words = input.words.trim();
      if (words === '' || words.length > 2_000)
        throw invalid([{ field: 'words', text: 'Say why, in at most 2,000 characters' }]);
      await answerTransfer(tx, input.id, { state, words, by: actor.staffId, at: now });
      await wrote({
        subject: 'transfer',
        subjectId: input.id,
        personId: transfer.personId,
        detail: { state },
      });
      return { personId: transfer.personId };
    },
  });

/** The receiving side will not take them, and says why: they stay where they are. */
export const declineTransfer = answer('membership:decline-transfer', 'decline', 'declined');
/** Whoever asked takes it back. */
export const withdrawTransfer = answer('membership:withdraw-transfer', 'withdraw', 'withdrawn');
