import { setImmediate as nextTurn } from 'node:timers/promises';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { addMonths, type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { listBases } from '../../scheme/directory.ts';
import { findRule, type RuleVersion, ruleInForce } from '../../scheme/rules.ts';
import { countPeopleWithOffences, listPeopleToScore, loadFacts, type PersonToScore } from './facts.ts';
import { problemsOf } from './matrix-check.ts';
import { afterRun, baseOf, countedOffences, eligibilityOf, latestOffence, ranksOf, score } from './rules.ts';
import {
  type CandidateRow,
  closeSelection,
  endRun,
  endStanding,
  findRunning,
  followSupervision,
  insertRun,
  listStanding,
  lockRuns,
  openSelection,
  standingOf,
  upsertCandidates,
} from './run-store.ts';
import type { Eligibility, FactorScore, Matrix, NotEligible, Strands } from './types.ts';

/** People a transaction: on the embedded database a longer one would hold everybody up. */
const batchSize = 500;

export interface SelectionAsk {
  schemeId: number;
  /** The day whose facts count: today, or an earlier day to see who would have been proposed then. */
  on: Day;
  /** When it runs: candidates' dates are counted from here. */
  now: Date;
}

export interface SelectionResult {
  runId: number;
  /** People with a proven offence in the rule's window. */
  considered: number;
  /** Of them, who meets the rule and is not a member. */
  eligible: number;
}

interface Rules {
  eligibility: Eligibility;
  matrix: RuleVersion<Matrix>;
  strands: Strands;
  beats: Record<string, string>;
  baseIds: Map<string, number>;
}

/** Of everybody who meets the rule, what is kept in memory until ranks are known. */
interface Scored {
  personId: number;
  total: number;
  factors: FactorScore[];
  strand: string | null;
  supervised: boolean;
  baseId: number | null;
  latest: Day | null;
}

/**
 * Scores everybody who meets the scheme's rule, lists them as candidates in order of their totals, keeps what
 * people decided, and ends the standing (and the access) of those who no longer meet it. Proposes; never adopts.
 * Memory grows with the people who meet the rule, not with those on record.
 *
 * @throws WaymarkError `not-allowed-now` while another run of the scheme is under way; `wrong-setting` for a
 *   missing rule or a matrix with gaps, naming the place.
 */
export async function runSelection(database: Database, ask: SelectionAsk): Promise<SelectionResult> {
  const service = serviceViewer('selection');
  const as = <Result>(work: (tx: Tx) => Promise<Result>) => database.as(service, work);
  const { rules, runId, considered } = await as((tx) => begin(tx, ask));
  try {
    const { found, members, notEligible } = await scoreEverybody(as, ask, rules);
    await writeCandidates(as, ask, { runId, rules, found });
    await endOthers(as, ask, { runId, rules, stillEligible: new Set(found.map(({ personId }) => personId)) });
    await followMembers(as, ask);
    await as(async (tx) => {
      await endRun(tx, runId, { state: 'finished', eligible: found.length, notEligible });
      await auditRan(tx, {
        act: 'selection:run',
        subject: 'selection_run',
        subjectId: runId,
        detail: { considered, eligible: found.length, members },
      });
    });
    return { runId, considered, eligible: found.length };
  } catch (error) {
    await as((tx) => endRun(tx, runId, { state: 'failed', eligible: null, notEligible: {} }));
    throw error;
  }
}

async function begin(
  tx: Tx,
  { schemeId, on }: SelectionAsk,
): Promise<{ rules: Rules; runId: number; considered: number }> {
  await lockRuns(tx, schemeId);
  if ((await findRunning(tx, schemeId)) !== undefined)
    throw new WaymarkError('not-allowed-now', { text: 'A run is under way. Look again in a minute.' });
  const matrix = await ruleInForce<Matrix>(tx, schemeId, 'matrix', on);
  const [problem] = problemsOf(matrix.body);
  if (problem !== undefined)
    throw new WaymarkError('wrong-setting', {
      text: `The matrix (version ${matrix.version}), at ${problem}.`,
    });
  const eligibility = (await ruleInForce<Eligibility>(tx, schemeId, 'eligibility', on)).body;
  const strands = (await ruleInForce<Strands>(tx, schemeId, 'strands', on)).body;
  const bases = await listBases(tx, schemeId);
  const rules = {
    matrix,
    eligibility,
    strands,
    // Which base works in which beats: a scheme need not say.
    beats: (await findRule<{ beats: Record<string, string> }>(tx, schemeId, 'areas', on))?.body.beats ?? {},
    baseIds: new Map(bases.map(({ id, name }) => [name, id])),
  };
  const considered = await countPeopleWithOffences(tx, eligibility.withinMonths, on);
  const { id } = await insertRun(tx, { schemeId, matrixId: matrix.id, on, considered });
  return { rules, runId: id, considered };
}

type As = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

async function scoreEverybody(
  as: As,
  ask: SelectionAsk,
  rules: Rules,
): Promise<{ found: Scored[]; members: number; notEligible: Partial<Record<NotEligible, number>> }> {
  const { eligibility } = rules;
  const found: Scored[] = [];
  const notEligible: Partial<Record<NotEligible, number>> = {};
  let members = 0;
  let after = 0;
  for (;;) {
    const people = await as(async (tx) => {
      const ids = await listPeopleToScore(tx, {
        after,
        minimum: eligibility.minimumProvenOffences,
        months: eligibility.withinMonths,
        on: ask.on,
        limit: batchSize,
      });
      after = ids.at(-1) ?? after;
      return ids.length === 0 ? undefined : loadFacts(tx, ask.schemeId, ids, ask.on);
    });
    if (people === undefined) return { found, members, notEligible };
    for (const person of people) {
      const answer = answerFor(person, rules, ask.on);
      if (!answer.eligible) notEligible[answer.reason] = (notEligible[answer.reason] ?? 0) + 1;
      else if (person.isMember) members += 1;
      else found.push(scored(person, answer.strand, rules, ask.on));
    }
    await nextTurn();
  }
}

function answerFor(person: PersonToScore, rules: Rules, on: Day) {
  if (person.retired) return { eligible: false, reason: 'retired' } as const;
  if (person.onlyVictimOrWitness) return { eligible: false, reason: 'only-victim-or-witness' } as const;
  return eligibilityOf(person.facts, rules.eligibility, rules.strands, on);
}

function scored(person: PersonToScore, strand: string | null, rules: Rules, on: Day): Scored {
  const offences = countedOffences(person.facts, on);
  const base = baseOf(offences, rules.beats);
  return {
    personId: person.personId,
    ...score(person.facts, rules.matrix.body, on),
    strand,
    supervised: person.supervised,
    baseId: base === undefined ? null : (rules.baseIds.get(base) ?? null),
    latest: latestOffence(offences),
  };
}

interface Writing {
  runId: number;
  rules: Rules;
  found: readonly Scored[];
}

async function writeCandidates(as: As, ask: SelectionAsk, { runId, rules, found }: Writing): Promise<void> {
  const ranks = ranksOf(found.map(({ total }) => total));
  const runOn = londonDay(ask.now);
  const freshDate = addMonths(runOn, rules.eligibility.candidateMonths);
  for (let from = 0; from < found.length; from += batchSize) {
    const batch = found.slice(from, from + batchSize);
    await as(async (tx) => {
      const before = new Map(
        (
          await standingOf(
            tx,
            ask.schemeId,
            batch.map(({ personId }) => personId),
          )
        ).map((row) => [row.personId, row]),
      );
      const toOpen: number[] = [];
      const toClose: number[] = [];
      const rows = batch.map((person, index): CandidateRow => {
        const was = before.get(person.personId);
        const after = afterRun(was, { eligible: true, isMember: false, latestOffence: person.latest }, runOn);
        if (after.renew) toOpen.push(person.personId);
        if (after.close && was !== undefined) toClose.push(was.id);
        return {
          person_id: person.personId,
          total: person.total,
          rank: ranks[from + index] ?? 0,
          factors: person.factors,
          strand: person.strand,
          statutory: person.supervised ? 'statutory' : 'voluntary',
          base_id: person.baseId,
          state: after.state,
          listed_offence_on: after.renew ? person.latest : (was?.listedOffenceOn ?? null),
          expires_on: after.renew ? freshDate : (was?.expiresOn ?? freshDate),
        };
      });
      await upsertCandidates(tx, ask.schemeId, runId, rows);
      await openSelection(tx, ask.schemeId, toOpen);
      await closeSelection(tx, toClose);
    });
    await nextTurn();
  }
}

async function endOthers(
  as: As,
  ask: SelectionAsk,
  { runId, rules, stillEligible }: { runId: number; rules: Rules; stillEligible: ReadonlySet<number> },
): Promise<void> {
  const runOn = londonDay(ask.now);
  const freshDate = addMonths(runOn, rules.eligibility.candidateMonths);
  let last: number | undefined = 0;
  while (last !== undefined) {
    const after: number = last;
    last = await as(async (tx) => {
      const rows = await listStanding(tx, ask.schemeId, after, batchSize);
      const ended = rows
        .filter((row) => !stillEligible.has(row.personId))
        .map((row) => ({
          row,
          next: afterRun(row, { eligible: false, isMember: row.isMember, latestOffence: null }, runOn),
        }));
      const changed = ended.filter(({ row, next }) => row.eligible || next.state !== row.state || next.renew);
      await endStanding(
        tx,
        runId,
        changed.map(({ row, next }) => ({
          id: row.id,
          state: next.state,
          expires_on: next.renew ? freshDate : row.expiresOn,
        })),
      );
      await openSelection(
        tx,
        ask.schemeId,
        changed.filter(({ next }) => next.renew).map(({ row }) => row.personId),
      );
      await closeSelection(
        tx,
        changed.filter(({ next }) => next.close).map(({ row }) => row.id),
      );
      return rows.at(-1)?.id;
    });
    await nextTurn();
  }
}

async function followMembers(as: As, ask: SelectionAsk): Promise<void> {
  while ((await as((tx) => followSupervision(tx, ask.schemeId, ask.on, batchSize))) === batchSize)
    await nextTurn();
}

/** Every scheme's run, for the nightly job and after records were linked. */
export async function runAllSelections(database: Database, on: Day, now: Date): Promise<SelectionResult[]> {
  const schemes = await database.as(serviceViewer('selection'), (tx) =>
    tx.many(sql<{ id: number }>`select id from scheme order by id`),
  );
  const results: SelectionResult[] = [];
  for (const { id } of schemes) {
    try {
      results.push(await runSelection(database, { schemeId: id, on, now }));
    } catch (error) {
      // Another process has it in hand: the job's work is being done.
      if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
    }
  }
  return results;
}
