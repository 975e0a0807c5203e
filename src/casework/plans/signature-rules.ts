import { sha256 } from '../../kernel/ids.ts';
import type { Signature } from './note-types.ts';
import type { Goal } from './types.ts';

type SetGoal = Pick<Goal, 'id' | 'setAt' | 'setBy' | 'state'>;

/**
 * A digest of the goals as somebody sees them: which there are and when each was set last. Progress (an achieved
 * goal) leaves it alone; a goal that is added, reworded, put off or removed changes it.
 */
export const markOf = (goals: readonly Pick<Goal, 'id' | 'setAt'>[]): string =>
  sha256(
    [...goals]
      .sort((left, right) => left.id - right.id)
      .map(({ id, setAt }) => `${id}:${setAt.getTime()}`)
      .join(','),
  ).slice(0, 16);

/** The goals were set otherwise after this signature: it is to be asked for again. */
export const goalsChangedSince = (
  signature: Pick<Signature, 'at'>,
  goals: readonly Pick<Goal, 'setAt'>[],
): boolean => goals.some(({ setAt }) => setAt > signature.at);

/**
 * Why somebody may not put their name to the goals now; undefined: they may.
 *
 * @param writers who set any goal or step since the last counter-signature
 */
export function signatureRefusal(
  staffId: number,
  goals: readonly SetGoal[],
  signatures: readonly Pick<Signature, 'at' | 'staffId'>[],
  writers: readonly number[],
): string | undefined {
  const last = [...goals].sort((left, right) => right.setAt.getTime() - left.setAt.getTime())[0];
  if (last === undefined || goals.every(({ state }) => state === 'removed'))
    return 'There are no goals to counter-sign yet.';
  if (last.setBy === staffId)
    return 'You made the last change to the goals: somebody else counter-signs them.';
  if (writers.includes(staffId))
    return 'You wrote some of this plan since it was last counter-signed: somebody else counter-signs it.';
  const own = signatures.find((one) => one.staffId === staffId && !goalsChangedSince(one, goals));
  return own === undefined ? undefined : 'You have counter-signed these goals already.';
}
