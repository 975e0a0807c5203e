import { defineAct } from '../../kernel/acts.ts';
import { invalid } from '../../kernel/errors.ts';
import { placeOnAgenda } from '../panels/agenda.ts';
import { lockCandidate, moveCandidate, refuseStaleCandidate } from './candidates.ts';

/** Notes who asked for a run; the run itself is the selection service's work (`runSelection`). */
export const askForSelection = defineAct<{ schemeId: number }, { schemeId: number }>({
  name: 'selection:run',
  right: 'selection:run',
  run: async (_tx, { schemeId }, { wrote }) => {
    await wrote({ subject: 'scheme', subjectId: schemeId });
    return { schemeId };
  },
});

export interface ProposeInput {
  candidateId: number;
  version: number;
  meetingId: number;
  /** Why the panel should look; may be empty, because the score says what it says. */
  why: string | null;
}

/** Puts a candidate on the agenda of a panel. The panel decides. */
export const proposeCandidate = defineAct<ProposeInput, { itemId: number | null }>({
  name: 'candidate:propose',
  right: 'candidate:propose',
  about: (input) => ({ subject: 'candidate', subjectId: input.candidateId }),
  run: async (tx, input, context) => {
    const candidate = await lockCandidate(tx, input.candidateId);
    refuseStaleCandidate(candidate, input.version);
    await moveCandidate(tx, candidate, 'propose', input.why);
    const itemId = await placeOnAgenda(tx, context, {
      meetingId: input.meetingId,
      personId: candidate.personId,
      candidateId: candidate.id,
      question: 'adopt',
      why: input.why,
    });
    await context.wrote({
      subject: 'candidate',
      subjectId: candidate.id,
      personId: candidate.personId,
      detail: { meeting: input.meetingId, item: itemId },
    });
    return { itemId };
  },
});

export interface SetAsideInput {
  candidateId: number;
  version: number;
  why: string;
}

/** Takes a candidate off the list, with a reason; undone by `restoreCandidate`. */
export const setAsideCandidate = defineAct<SetAsideInput, { id: number }>({
  name: 'candidate:set-aside',
  right: 'candidate:propose',
  about: (input) => ({ subject: 'candidate', subjectId: input.candidateId }),
  run: async (tx, input, { wrote }) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why the candidate is set aside' }]);
    const candidate = await lockCandidate(tx, input.candidateId);
    refuseStaleCandidate(candidate, input.version);
    const state = await moveCandidate(tx, candidate, 'set-aside', why);
    await wrote({
      subject: 'candidate',
      subjectId: candidate.id,
      personId: candidate.personId,
      detail: { state },
    });
    return { id: candidate.id };
  },
});

/** Puts a candidate who was set aside back on the list. */
export const restoreCandidate = defineAct<{ candidateId: number; version: number }, { id: number }>({
  name: 'candidate:restore',
  right: 'candidate:propose',
  about: (input) => ({ subject: 'candidate', subjectId: input.candidateId }),
  run: async (tx, input, { wrote }) => {
    const candidate = await lockCandidate(tx, input.candidateId);
    refuseStaleCandidate(candidate, input.version);
    const state = await moveCandidate(tx, candidate, 'restore', null);
    await wrote({
      subject: 'candidate',
      subjectId: candidate.id,
      personId: candidate.personId,
      detail: { state },
    });
    return { id: candidate.id };
  },
});
