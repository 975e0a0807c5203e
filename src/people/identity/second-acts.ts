import { defineAct } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type Decided, decided, refuse } from './acts.ts';
import { askBackRow, type SecondOutcome, secondRow, withdrawRow } from './life-store.ts';

export interface SecondInput {
  proposalId: number;
  agrees: boolean;
  why: string;
}

const about = ({ proposalId }: { proposalId: number }) => ({
  subject: 'link_proposal',
  subjectId: proposalId,
});

/** A second person agrees with a proposed decision, and it is made, or says no, and nothing changes. */
export const answerProposal = defineAct<SecondInput, Omit<Decided, 'outcome'> & { outcome: string }>({
  name: 'link:second',
  right: 'link:decide',
  about,
  run: async (tx, input, { wrote, emit }) => {
    const row = await secondRow(tx, input);
    refuseSecond(row);
    await wrote({
      ...about(input),
      personId: row.kept ?? undefined,
      detail: { outcome: row.outcome, agrees: input.agrees, gone: row.other },
    });
    const { outcome, kept, other } = row;
    if (
      outcome === 'refused' ||
      outcome === 'settled' ||
      outcome === 'own' ||
      outcome === 'apart-already' ||
      outcome === 'back-already'
    )
      return { outcome, people: [] };
    await emit('identity-decided', { personId: kept, otherId: other });
    return decided({ outcome, kept, other });
  },
});

function refuseSecond({ outcome }: SecondOutcome): void {
  if (outcome === 'settled')
    throw new WaymarkError('not-allowed-now', {
      text: 'Somebody has answered this proposal, or it was withdrawn. Nothing was changed.',
    });
  if (outcome === 'apart-already')
    throw new WaymarkError('not-allowed-now', {
      text: 'The two records are no longer one person’s. Say no to the proposal: there is nothing to separate. Nothing was changed.',
    });
  if (outcome === 'back-already')
    throw new WaymarkError('not-allowed-now', {
      text: 'The record is back already, or somebody has decided about it since. Say no to the proposal. Nothing was changed.',
    });
  if (outcome === 'own')
    throw new WaymarkError('not-allowed-now', {
      text: 'This is your own proposal: somebody else must agree with it. Nothing was changed.',
    });
  if (outcome !== 'refused') refuse({ outcome });
}

/** Asks back what a second person made of one's own proposal: nothing changes until somebody else has agreed. */
export const askBack = defineAct<{ decisionId: number; why: string }, { proposalId: number }>({
  name: 'link:ask-back',
  right: 'link:decide',
  about: ({ decisionId }) => ({ subject: 'link_decision', subjectId: decisionId }),
  run: async (tx, input, { wrote }) => {
    const proposalId = await askBackRow(tx, input);
    if (proposalId === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'It cannot be asked back any more: a colleague has asked for it or decided anew, or seven days have gone by. Nothing was changed.',
      });
    await wrote({
      ...about({ proposalId }),
      detail: { outcome: 'proposed', decision: input.decisionId },
    });
    return { proposalId };
  },
});

/** Takes one's own proposal back while nobody has answered it. */
export const withdrawProposal = defineAct<{ proposalId: number }, { left: number }>({
  name: 'link:withdraw',
  right: 'link:decide',
  about,
  run: async (tx, input, { wrote }) => {
    const row = await withdrawRow(tx, input.proposalId);
    if (row === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'A colleague has answered this proposal meanwhile, or it is not yours to withdraw.',
      });
    await wrote({ ...about(input), detail: { outcome: 'withdrawn' } });
    return row;
  },
});
