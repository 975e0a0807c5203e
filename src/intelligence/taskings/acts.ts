import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { showMoment } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { allowedMoves, transitions } from './rules.ts';
import { canReach, insertEvent, insertTasking, lockTasking, setState } from './store.ts';
import { doneWords, type NewTasking, type Tasking, type TaskingMove, taskingStateWords } from './types.ts';

const subject = 'tasking';

/** Asks a shift, a team or a partner for something by a time. */
export const askTasking = defineAct<NewTasking, { id: number }>({
  name: 'tasking:ask',
  right: 'tasking:ask',
  run: async (tx, input, { actor, now, wrote, emit }) => {
    const { schemeId, agencyId, staffId } = actor;
    await mustReach(input, input.dueAt, (personId) =>
      canReach(tx, { ...input, personId, until: input.dueAt }),
    );
    const { id } = await insertTasking(tx, { ...input, schemeId, agencyId, staffId, at: now });
    await insertEvent(tx, {
      taskingId: id,
      personId: input.personId,
      staffId,
      at: now,
      move: 'ask',
      words: null,
      keptBecause: null,
    });
    await wrote({ subject, subjectId: id, personId: input.personId ?? undefined });
    await emit('tasking-moved', { taskingId: id });
    return { id };
  },
});

async function mustReach(
  input: Pick<NewTasking, 'personId'>,
  until: Date,
  reaches: (personId: number) => Promise<boolean>,
): Promise<void> {
  if (input.personId === null || (await reaches(input.personId))) return;
  throw invalid([
    {
      field: 'to',
      text: `Nobody there can see this person until ${showMoment(until)}, when the result is due. Put them into a briefing for that shift which lasts until then, ask for the result earlier, or ask somebody who works with them`,
    },
  ]);
}

export interface MoveInput {
  id: number;
  version: number;
  move: TaskingMove;
  words: string | null;
  keptBecause?: string | null;
  /** Asked again. */
  answerBy?: Date;
  dueAt?: Date;
}

/**
 * How the actor stands to a tasking: the shift or agency that was asked, or whoever asked and supervises
 * them in the same service: police what the police asked, probation what probation did.
 */
export const standingOf = (
  tasking: Tasking,
  viewer: {
    staffId: number;
    agencyId: number;
    agencyKind: string;
    teams: readonly number[];
    may(right: string): boolean;
  },
) => ({
  isAsker:
    viewer.may('tasking:ask') &&
    (tasking.askedById === viewer.staffId ||
      (viewer.may('see:team-day') && tasking.askedByKind === viewer.agencyKind)),
  isAsked:
    viewer.may('tasking:answer') &&
    (tasking.toAgencyId === viewer.agencyId ||
      (tasking.toTeamId !== null && viewer.teams.includes(tasking.toTeamId))),
});

/** Accepts, returns, finishes, withdraws, takes back or asks again: by the table of transitions. */
const moveTasking = (right: 'tasking:ask' | 'tasking:answer') =>
  defineAct<MoveInput, { state: Tasking['state'] }>({
    name: right === 'tasking:ask' ? 'tasking:change' : 'tasking:answer',
    right,
    about: ({ id }) => ({ subject, subjectId: id }),
    run: async (tx, input, { actor, now, wrote, emit }) => {
      const tasking = await lockTasking(tx, input.id);
      const standing = standingOf(
        tasking,
        actor as typeof actor & { teams: readonly number[]; agencyKind: string },
      );
      const allowed = allowedMoves(tasking.state, standing);
      const state = transitions[tasking.state][input.move];
      if (state === undefined || !allowed.includes(input.move))
        throw new WaymarkError('not-allowed-now', {
          text: `This tasking is now: ${taskingStateWords[tasking.state].toLowerCase()}.`,
          data: { allowed },
        });
      if (tasking.version !== input.version)
        throw staleVersion({ state: doneWords[input.move], version: tasking.version });
      if (input.move === 'again') {
        const until = input.dueAt ?? tasking.dueAt;
        await mustReach(tasking, until, (personId) => canReach(tx, { ...tasking, personId, until }));
      }
      const { staffId } = actor;
      await setState(tx, { ...input, state, staffId, at: now });
      const { personId } = tasking;
      await insertEvent(tx, {
        taskingId: input.id,
        personId,
        staffId,
        at: now,
        move: input.move,
        words: input.words,
        keptBecause: input.keptBecause ?? null,
      });
      await wrote({ subject, subjectId: input.id, personId: personId ?? undefined, detail: { state } });
      await emit('tasking-moved', { taskingId: input.id });
      return { state };
    },
  });

export const changeTasking = moveTasking('tasking:ask');
export const answerTasking = moveTasking('tasking:answer');
