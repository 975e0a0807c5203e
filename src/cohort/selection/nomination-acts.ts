import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { londonDay, showDay } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type NominationInput, nominationStateWords, nominationTransitions } from './nomination-rules.ts';
import {
  findOwnOpen,
  findVisibleStanding,
  insertNomination,
  type LockedNomination,
  lockNomination,
  updateNomination,
} from './nomination-store.ts';

/**
 * An agency nominates somebody, or hands in what a person asks for themselves. A repeat is refused only by what the
 * nominator may know: their own agency's nomination, or a person whom they see on the scheme or the list. Whether
 * anybody else knows the person, selection finds afterwards and tells selection staff alone.
 */
export const nominate = defineAct<NominationInput & { again?: boolean }, { id: number }>({
  name: 'nomination:make',
  right: 'nomination:make',
  run: async (tx, { again, ...input }, { actor, wrote, emit }) => {
    if (again !== true) {
      const own = await findOwnOpen(tx, { ...input, agencyId: actor.agencyId });
      if (own !== undefined)
        throw invalid([
          {
            field: 'again',
            text: `Your agency nominated this person on ${showDay(londonDay(own.madeAt))}, and it is not answered yet`,
          },
        ]);
      const seen = await findVisibleStanding(tx, actor.schemeId, input);
      if (seen !== undefined)
        throw invalid([
          {
            field: 'again',
            text: seen.isMember
              ? 'Somebody of this name and date of birth is on the scheme'
              : 'Somebody of this name and date of birth is on the list of candidates',
          },
        ]);
    }
    const { id } = await insertNomination(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
    });
    await emit('nomination-made', { nominationId: id });
    await wrote({ subject: 'nomination', subjectId: id, detail: { kind: input.kind } });
    return { id };
  },
});

export interface NominationKey {
  id: number;
  version: number;
}

const about = ({ id }: { id: number }) => ({ subject: 'nomination', subjectId: id });

function nextState(nomination: LockedNomination, version: number, act: 'answer' | 'withdraw') {
  if (nomination.version !== version)
    throw staleVersion({ state: nominationStateWords[nomination.state], version: nomination.version });
  const state = nominationTransitions[nomination.state][act];
  if (state === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This nomination is “${nominationStateWords[nomination.state].toLowerCase()}”, so this cannot be done now.`,
      data: { allowed: Object.keys(nominationTransitions[nomination.state]) },
    });
  return state;
}

/** Answers the nominator, in words that selection staff choose; the list itself is changed by a candidate's own acts. */
export const answerNomination = defineAct<NominationKey & { answer: string }, { id: number }>({
  name: 'nomination:answer',
  right: 'candidate:propose',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const answer = input.answer.trim();
    if (answer === '') throw invalid([{ field: 'answer', text: 'Say what the nominator is told' }]);
    const state = nextState(await lockNomination(tx, actor.schemeId, input.id), input.version, 'answer');
    await updateNomination(tx, input.id, { state, staffId: actor.staffId, answer });
    await wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

/** The nominator's agency takes it back; whoever was listed by it stands until their date. */
export const withdrawNomination = defineAct<NominationKey, { id: number }>({
  name: 'nomination:withdraw',
  right: 'nomination:make',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const nomination = await lockNomination(tx, actor.schemeId, input.id);
    if (nomination.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', { text: 'Only the agency that nominated may withdraw it.' });
    const state = nextState(nomination, input.version, 'withdraw');
    await updateNomination(tx, input.id, { state, staffId: actor.staffId, answer: null });
    await wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});
