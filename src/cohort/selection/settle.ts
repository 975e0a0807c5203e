import { createHash } from 'node:crypto';
import { addMonths, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { afterRun, eventOf } from './rules.ts';
import {
  type CandidateRow,
  type Cohort,
  closeSelection,
  type EventRow,
  endStanding,
  factorsOf,
  insertEvents,
  listStanding,
  openSelection,
  type StandingRow,
  standingOf,
  upsertCandidates,
} from './run-store.ts';
import type { Scored } from './scoring.ts';

/** What holds while a run, or one person's new score, is written. */
export interface Settling extends Cohort {
  /** Under which run rows are kept, and whether the log names it (one person's event is no run). */
  runId: number;
  isRun: boolean;
  matrixId: number;
  line: number;
  /** The day on which it runs, from which candidates' dates are counted. */
  runOn: Day;
  candidateMonths: number;
}

const freshDate = ({ runOn, candidateMonths }: Settling): Day => addMonths(runOn, candidateMonths);

/** Writes these people's scores: only what changed, with its line in the log; opens and closes access with it. */
export async function settleScored(
  tx: Tx,
  settling: Settling,
  people: readonly (Scored & { rank: number })[],
  via?: 'nomination',
): Promise<void> {
  const before = new Map(
    (
      await standingOf(
        tx,
        settling,
        people.map(({ personId }) => personId),
      )
    ).map((row) => [row.personId, row]),
  );
  const settled = people.map((person) => rowOf(settling, person, before.get(person.personId), via));
  const changed = settled.filter(({ was, now }) => was === undefined || differs(was, now));
  const earlier = await factorsOf(
    tx,
    changed.flatMap(({ was, now }) => (was === undefined || was.digest === now.digest ? [] : [was.id])),
  );
  const factorsWere = new Map(earlier.map(({ id, factors }) => [id, factors]));
  const ids = new Map([...before].map(([personId, { id }]) => [personId, id]));
  if (changed.length > 0) {
    const rows = changed.map(({ now }) => now);
    for (const { id, personId } of await upsertCandidates(tx, settling, settling.runId, rows))
      ids.set(personId, id);
  }
  const events = changed.flatMap(({ was, now }): EventRow[] => {
    const standing = was && { ...was, factors: factorsWere.get(was.id) ?? now.factors };
    const event = eventOf(standing, now, settling.line);
    const candidateId = ids.get(now.person_id);
    return event === undefined || candidateId === undefined
      ? []
      : [
          {
            ...event,
            candidate_id: candidateId,
            person_id: now.person_id,
            total_was: was?.total ?? null,
            total: now.total,
          },
        ];
  });
  await insertEvents(tx, settling.isRun ? settling.runId : null, events);
  await openSelection(
    tx,
    settling,
    settled.flatMap(({ renew, now }) => (renew ? [now.person_id] : [])),
  );
  await closeSelection(
    tx,
    settled.flatMap(({ close, was }) => (close && was !== undefined ? [was.id] : [])),
  );
}

interface Settled {
  was: StandingRow | undefined;
  now: CandidateRow;
  renew: boolean;
  close: boolean;
}

function rowOf(
  settling: Settling,
  person: Scored & { rank: number },
  was: StandingRow | undefined,
  asked: 'nomination' | undefined,
): Settled {
  // Whoever meets the rule themselves stands by it.
  const via = person.eligible ? 'score' : (asked ?? was?.via ?? 'score');
  // A nomination brings back somebody who was on the list once.
  const standing = was?.state === 'gone' && asked !== undefined ? undefined : was;
  const after = afterRun(
    standing,
    { eligible: person.eligible, isMember: false, latestOffence: person.latest, via },
    settling.runOn,
  );
  const fresh = freshDate(settling);
  return {
    was,
    renew: after.renew,
    close: after.close,
    now: {
      person_id: person.personId,
      matrix_id: settling.matrixId,
      total: person.total,
      rank: person.rank,
      factors: person.factors,
      digest: createHash('md5').update(JSON.stringify(person.factors)).digest('base64url'),
      eligible: person.eligible,
      via,
      strand: person.strand,
      statutory: person.supervised ? 'statutory' : 'voluntary',
      base_id: person.baseId,
      state: after.state,
      listed_offence_on: after.renew ? person.latest : (was?.listedOffenceOn ?? null),
      expires_on: after.renew ? fresh : (was?.expiresOn ?? fresh),
    },
  };
}

/** Not for its rank alone: that is looked up in the run by the total, or one newcomer would rewrite the whole list. */
const differs = (was: StandingRow, now: CandidateRow): boolean =>
  // Once for each new matrix, whatever it finds: the row says by which its points are.
  was.matrixId !== now.matrix_id ||
  was.total !== now.total ||
  was.state !== now.state ||
  was.eligible !== now.eligible ||
  was.via !== now.via ||
  was.strand !== now.strand ||
  was.statutory !== now.statutory ||
  was.baseId !== now.base_id ||
  was.expiresOn !== now.expires_on ||
  was.listedOffenceOn !== now.listed_offence_on ||
  was.digest !== now.digest;

/** Ends or marks the standing of these, who were not scored: who is a member now, and who no longer meets the rule. */
export async function settleOthers(tx: Tx, settling: Settling, personIds: readonly number[]): Promise<void> {
  const rows = await listStanding(tx, settling, personIds);
  const fresh = freshDate(settling);
  const changed = rows
    .map((row) => ({
      row,
      next: afterRun(row, { eligible: false, isMember: row.isMember, latestOffence: null }, settling.runOn),
    }))
    .filter(({ row, next }) => row.eligible || next.state !== row.state || next.renew);
  if (changed.length === 0) return;
  await endStanding(
    tx,
    settling.runId,
    changed.map(({ row, next }) => ({
      id: row.id,
      state: next.state,
      expires_on: next.renew ? fresh : row.expiresOn,
    })),
  );
  await insertEvents(
    tx,
    settling.isRun ? settling.runId : null,
    changed.flatMap(({ row, next }) => leaving(row, next.state)),
  );
  await openSelection(
    tx,
    settling,
    changed.filter(({ next }) => next.renew).map(({ row }) => row.personId),
  );
  await closeSelection(
    tx,
    changed.filter(({ next }) => next.close).map(({ row }) => row.id),
  );
}

function leaving(row: StandingRow & { isMember: boolean }, state: StandingRow['state']): EventRow[] {
  const line = {
    candidate_id: row.id,
    person_id: row.personId,
    total_was: row.total,
    total: row.total,
    changes: [],
  };
  if (state === 'gone') return [{ ...line, what: 'left', reason: 'no-longer-eligible' }];
  if (row.isMember && row.state !== 'adopted') return [{ ...line, what: 'left', reason: 'member' }];
  return [];
}
