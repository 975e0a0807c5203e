import { staleVersion } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type CandidateAct, transitions } from './rules.ts';
import { type CandidateState, candidateStateWords } from './types.ts';

/** What panels need of candidates: found, locked and moved by the one table of transitions. */

export interface LockedCandidate {
  id: number;
  personId: number;
  state: CandidateState;
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  baseId: number | null;
  why: string | null;
  version: number;
}

const locked = sql`id, person_id as "personId", state, strand, statutory, base_id as "baseId", why, version`;

export const lockCandidate = (tx: Tx, id: number): Promise<LockedCandidate> =>
  tx.one(sql<LockedCandidate>`select ${locked} from candidate where id = ${id} for update`);

export const findCandidateOf = (
  tx: Tx,
  schemeId: number,
  personId: number,
): Promise<LockedCandidate | undefined> =>
  tx.maybe(sql<LockedCandidate>`
    select ${locked} from candidate where scheme_id = ${schemeId} and cohort = 'main' and person_id = ${personId} for update`);

/**
 * Moves a locked candidate by an act of the table.
 * @throws WaymarkError `not-allowed-now`, naming what is allowed.
 */
export async function moveCandidate(
  tx: Tx,
  candidate: LockedCandidate,
  act: CandidateAct,
  why: string | null,
): Promise<CandidateState> {
  const next = transitions[candidate.state][act];
  if (next === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This candidate is “${candidateStateWords[candidate.state].toLowerCase()}”, so this cannot be done now.`,
      data: { allowed: Object.keys(transitions[candidate.state]) },
    });
  await tx.run(
    sql`update candidate set state = ${next}, why = ${why}, version = version + 1 where id = ${candidate.id}`,
  );
  return next;
}

export function refuseStaleCandidate(candidate: LockedCandidate, version: number): void {
  if (candidate.version !== version)
    throw staleVersion({
      state: candidateStateWords[candidate.state],
      why: candidate.why,
      version: candidate.version,
    });
}
