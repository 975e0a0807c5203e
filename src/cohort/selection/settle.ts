import { addMonths, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { afterRun, eventOf } from './rules.ts';
import {
  type CandidateRow,
  type Cohort,
  closeSelection,
  type EventRow,
  endStanding,
  insertEvents,
  listStanding,
  openSelection,
  type StandingRow,
  standingOf,
  upsertCandidates,
} from './run-store.ts';
import type { Scored } from './scoring.ts';
import type { FactorScore } from './types.ts';

/** What holds while a run, or one person's new score, is written. */
export interface Settling extends Cohort {
  /** Under which run rows are kept, and whether the log names it (one person's event is no run). */
  runId: number;
  isRun: boolean;
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
  const toOpen: number[] = [];
  const toClose: number[] = [];
  const changed: CandidateRow[] = [];
  const events = new Map<number, Omit<EventRow, 'candidate_id'>>();
  for (const person of people) {
    const was = before.get(person.personId);
    const row = rowOf(settling, person, was, via);
    if (row.renew) toOpen.push(person.personId);
    if (row.close && was !== undefined) toClose.push(was.id);
    const event = eventOf(was, { ...row.now, isMember: false }, settling.line);
    if (event !== undefined)
      events.set(person.personId, {
        ...event,
        person_id: person.personId,
        total_was: was?.total ?? null,
        total: person.total,
      });
    if (was === undefined || differs(was, row.now)) changed.push(row.now);
  }
  const ids = new Map<number, number>([...before].map(([personId, { id }]) => [personId, id]));
  if (changed.length > 0)
    for (const { id, personId } of await upsertCandidates(tx, settling, settling.runId, changed))
      ids.set(personId, id);
  await insertEvents(
    tx,
    settling.isRun ? settling.runId : null,
    [...events.values()].map((event) => ({ ...event, candidate_id: ids.get(event.person_id) ?? 0 })),
  );
  await openSelection(tx, settling, toOpen);
  await closeSelection(tx, toClose);
}

function rowOf(
  settling: Settling,
  person: Scored & { rank: number },
  was: StandingRow | undefined,
  asked: 'nomination' | undefined,
): { now: CandidateRow; renew: boolean; close: boolean } {
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
    renew: after.renew,
    close: after.close,
    now: {
      person_id: person.personId,
      total: person.total,
      rank: person.rank,
      factors: person.factors,
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

const differs = (was: StandingRow, now: CandidateRow): boolean =>
  was.total !== now.total ||
  was.rank !== now.rank ||
  was.state !== now.state ||
  was.eligible !== now.eligible ||
  was.via !== now.via ||
  was.strand !== now.strand ||
  was.statutory !== now.statutory ||
  was.baseId !== now.base_id ||
  was.expiresOn !== now.expires_on ||
  was.listedOffenceOn !== now.listed_offence_on ||
  !sameFactors(was.factors, now.factors);

const sameFactors = (was: readonly FactorScore[], now: readonly FactorScore[]): boolean =>
  was.length === now.length &&
  was.every((factor, index) => {
    const other = now[index];
    return (
      other !== undefined &&
      factor.code === other.code &&
      factor.label === other.label &&
      factor.measure === other.measure &&
      factor.value === other.value &&
      factor.band === other.band &&
      factor.points === other.points &&
      factor.most === other.most &&
      factor.source === other.source &&
      factor.unknownCodes === other.unknownCodes
    );
  });

/**
 * Ends or marks the standing of candidates who were not scored: who is a member now, and who no longer meets the rule.
 * @returns the last row looked at; undefined when there was none.
 */
export async function settleOthers(
  tx: Tx,
  settling: Settling,
  isScored: (personId: number) => boolean,
  find: { after: number; limit: number; personId?: number | undefined },
): Promise<number | undefined> {
  const rows = await listStanding(tx, settling, find);
  const fresh = freshDate(settling);
  const changed = rows
    .filter((row) => !isScored(row.personId))
    .map((row) => ({
      row,
      next: afterRun(row, { eligible: false, isMember: row.isMember, latestOffence: null }, settling.runOn),
    }))
    .filter(({ row, next }) => row.eligible || next.state !== row.state || next.renew);
  if (changed.length === 0) return rows.at(-1)?.id;
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
  return rows.at(-1)?.id;
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
