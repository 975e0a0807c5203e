import { setImmediate as nextTurn } from 'node:timers/promises';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type As, batchSizeOf, readEverybody } from './everybody.ts';
import { loadFacts, type PersonToScore } from './facts.ts';
import { problemsOf } from './matrix-check.ts';
import { listOfFile } from './official-store.ts';
import { listCohorts, mainCohort } from './references.ts';
import { ranksOf, totalKey } from './rules.ts';
import {
  type Cohort,
  endRun,
  findFinished,
  findRunning,
  followSupervision,
  insertRun,
  listNominated,
  listStandingPeople,
  lockRuns,
  rankOf,
} from './run-store.ts';
import { answerFor, type Rules, readRules, type Scored, scored } from './scoring.ts';
import { type Settling, settleOthers, settleScored } from './settle.ts';
import type { NotEligible } from './types.ts';

export interface SelectionAsk {
  schemeId: number;
  /** The day whose facts count: today, or an earlier day to see who would have been proposed then. */
  on: Day;
  /** When it runs: candidates' dates are counted from here. */
  now: Date;
  /** One of the scheme's cohorts; the main one unless named. */
  cohort?: string;
}

export interface SelectionResult {
  runId: number;
  /** People with a proven offence in the rule's window. */
  considered: number;
  /** Of them, who meets the rule and is not a member. */
  eligible: number;
}

/** What a run carries from one transaction to the next. */
interface Run extends Cohort {
  as: As;
  on: Day;
  batchSize: number;
  rules: Rules;
  settling: Settling;
}

/**
 * Scores everybody who meets the scheme's rule, lists them as candidates in order of their totals, keeps what
 * people decided, and ends the standing (and the access) of those who no longer meet it. Proposes; never adopts.
 * Nobody who does not meet the rule is scored, but who was nominated. Memory grows with the people who meet the rule,
 * not with those on record.
 *
 * @throws WaymarkError `not-allowed-now` while another run of the cohort is under way; `wrong-setting` for a
 *   missing rule or a matrix with gaps, naming the place.
 */
export async function runSelection(database: Database, ask: SelectionAsk): Promise<SelectionResult> {
  const run = await begin(database, ask);
  const { runId } = run.settling;
  try {
    const { considered, found, members, notEligible } = await scoreEverybody(database, run);
    const ranks = ranksOf(found.map(({ total }) => total));
    await writeCandidates(run, found, ranks);
    await endOthers(run, new Set(found.map(({ personId }) => personId)));
    if (run.cohort === mainCohort) await followMembers(run);
    const eligible = found.filter((one) => one.eligible).length;
    await run.as(async (tx) => {
      const { unknownCodes } = run.rules;
      await endRun(tx, runId, {
        state: 'finished',
        considered,
        eligible,
        notEligible,
        unknownCodes,
        ranks: rankByTotal(found, ranks),
      });
      await auditRan(tx, {
        act: 'selection:run',
        subject: 'selection_run',
        subjectId: runId,
        detail: { considered, eligible, members },
      });
    });
    return { runId, considered, eligible };
  } catch (error) {
    await run.as((tx) =>
      endRun(tx, runId, {
        state: 'failed',
        considered: null,
        eligible: null,
        notEligible: {},
        unknownCodes: {},
        ranks: {},
      }),
    );
    throw error;
  }
}

async function begin(
  database: Database,
  { schemeId, on, now, cohort = mainCohort }: SelectionAsk,
): Promise<Run> {
  const service = serviceViewer('selection');
  const as: As = (work) => database.as(service, work);
  const { rules, runId } = await as(async (tx) => {
    await lockRuns(tx, { schemeId, cohort });
    if ((await findRunning(tx, { schemeId, cohort })) !== undefined)
      throw new WaymarkError('not-allowed-now', { text: 'A run is under way. Look again in a minute.' });
    const rules = await checkedRules(tx, { schemeId, cohort }, on);
    const { id } = await insertRun(tx, { schemeId, cohort, matrixId: rules.matrix.id, on });
    return { rules, runId: id };
  });
  const batchSize = batchSizeOf(database);
  const settling = { ...settlingOf(rules, { schemeId, cohort }, now), runId, isRun: true };
  return { as, schemeId, cohort, on, batchSize, rules, settling };
}

async function checkedRules(tx: Tx, cohort: Cohort, on: Day): Promise<Rules> {
  const rules = await readRules(tx, cohort, on);
  const [problem] = problemsOf(rules.matrix.body);
  if (problem !== undefined)
    throw new WaymarkError('wrong-setting', {
      text: `The matrix (version ${rules.matrix.version}), at ${problem}.`,
    });
  return rules;
}

const settlingOf = (rules: Rules, cohort: Cohort, now: Date): Omit<Settling, 'runId' | 'isRun'> => ({
  ...cohort,
  matrixId: rules.matrix.id,
  line: rules.matrix.body.line,
  runOn: londonDay(now),
  candidateMonths: rules.eligibility.candidateMonths,
});

interface Everybody {
  considered: number;
  found: Scored[];
  members: number;
  notEligible: Partial<Record<NotEligible, number>>;
}

async function scoreEverybody(database: Database, run: Run): Promise<Everybody> {
  const everybody: Everybody = { considered: 0, found: [], members: 0, notEligible: {} };
  const nominated = new Set(await run.as((tx) => listNominated(tx, run)));
  const { schemeId, on } = run;
  const reading = { schemeId, on, eligibility: run.rules.eligibility };
  everybody.considered = await readEverybody(database, run.as, reading, (people) => {
    for (const person of people) {
      nominated.delete(person.personId);
      take(run, person, everybody);
    }
  });
  await scoreNominated(run, [...nominated], everybody);
  everybody.found.sort((left, right) => left.personId - right.personId);
  return everybody;
}

/** Those who do not meet the rule, and are looked at because somebody asked. */
async function scoreNominated(run: Run, ids: readonly number[], everybody: Everybody): Promise<void> {
  for (let from = 0; from < ids.length; from += run.batchSize) {
    const people = await run.as((tx) =>
      loadFacts(tx, run.schemeId, ids.slice(from, from + run.batchSize), run.on),
    );
    for (const person of people) {
      const answer = answerFor(person, run.rules, run.on, true);
      if (answer.eligible && !person.isMember)
        everybody.found.push(scored(person, { strand: answer.strand, eligible: false }, run.rules, run.on));
    }
  }
}

function take({ rules, on }: Run, person: PersonToScore, everybody: Everybody): void {
  const answer = answerFor(person, rules, on);
  if (!answer.eligible)
    everybody.notEligible[answer.reason] = (everybody.notEligible[answer.reason] ?? 0) + 1;
  else if (person.isMember) everybody.members += 1;
  else everybody.found.push(scored(person, { strand: answer.strand, eligible: true }, rules, on));
}

/** Totals are few, however many people have them. The key is as the database writes a total without idle noughts. */
const rankByTotal = (found: readonly Scored[], ranks: readonly number[]): Record<string, number> =>
  Object.fromEntries(found.map(({ total }, index) => [totalKey(total), ranks[index] ?? 1]));

async function writeCandidates(run: Run, found: readonly Scored[], ranks: readonly number[]): Promise<void> {
  for (let from = 0; from < found.length; from += run.batchSize) {
    const batch = found
      .slice(from, from + run.batchSize)
      .map((person, index) => ({ ...person, rank: ranks[from + index] ?? 0 }));
    await run.as((tx) => settleScored(tx, run.settling, batch));
    await nextTurn();
  }
}

async function endOthers(run: Run, isScored: ReadonlySet<number>): Promise<void> {
  const standing = await run.as((tx) => listStandingPeople(tx, run));
  const others = standing.flatMap(({ personId }) => (isScored.has(personId) ? [] : [personId]));
  for (let from = 0; from < others.length; from += run.batchSize) {
    await run.as((tx) => settleOthers(tx, run.settling, others.slice(from, from + run.batchSize)));
    await nextTurn();
  }
}

async function followMembers(run: Run): Promise<void> {
  while ((await run.as((tx) => followSupervision(tx, run.schemeId, run.on, run.batchSize))) === run.batchSize)
    await nextTurn();
}

export interface RescoreAsk {
  schemeId: number;
  personIds: readonly number[];
  on: Day;
  now: Date;
  /** They are to be looked at because somebody asked, whether they meet the rule or not. */
  nominated?: boolean;
}

/**
 * Scores a few people again after something about them changed, in every cohort of the scheme: their row and its line in
 * the log are written at once, and the ranks of others wait for the next run. Before the first run there is nothing to do.
 */
export const rescorePeople = (database: Database, ask: RescoreAsk): Promise<void> =>
  database.as(serviceViewer('selection'), (tx) => rescoreIn(tx, ask));

/** As `rescorePeople`, in the service's own transaction. */
export async function rescoreIn(tx: Tx, ask: RescoreAsk): Promise<void> {
  const { schemeId, personIds, on, now } = ask;
  for (const cohort of await listCohorts(tx, schemeId, on)) {
    const list = { schemeId, cohort };
    const run = await findFinished(tx, list);
    if (run === undefined) continue;
    const rules = await checkedRules(tx, list, on);
    const settling: Settling = { ...settlingOf(rules, list, now), runId: run.id, isRun: false };
    const stood = new Set(await listNominated(tx, list));
    const scoredIds = new Set<number>();
    for (const person of await loadFacts(tx, schemeId, personIds, on)) {
      const meets = answerFor(person, rules, on);
      const asked = cohort === mainCohort && ask.nominated === true;
      const answer = meets.eligible
        ? meets
        : answerFor(person, rules, on, asked || stood.has(person.personId));
      if (!answer.eligible || person.isMember) continue;
      const one = scored(person, { strand: answer.strand, eligible: meets.eligible }, rules, on);
      await settleScored(
        tx,
        settling,
        [{ ...one, rank: await rankOf(tx, list, one.total) }],
        asked ? 'nomination' : undefined,
      );
      scoredIds.add(person.personId);
    }
    await settleOthers(
      tx,
      settling,
      personIds.filter((id) => !scoredIds.has(id)),
    );
  }
}

const listSchemes = async (database: Database): Promise<number[]> =>
  (
    await database.as(serviceViewer('selection'), (tx) =>
      tx.many(sql<{ id: number }>`select id from scheme order by id`),
    )
  ).map(({ id }) => id);

/** Every scheme's and cohort's run, for the nightly job and after records were linked. */
export async function runAllSelections(database: Database, on: Day, now: Date): Promise<SelectionResult[]> {
  const results: SelectionResult[] = [];
  for (const schemeId of await listSchemes(database)) {
    const cohorts = await database.as(serviceViewer('selection'), (tx) => listCohorts(tx, schemeId, on));
    for (const cohort of cohorts) {
      try {
        results.push(await runSelection(database, { schemeId, on, now, cohort }));
      } catch (error) {
        // Another process has it in hand: the job's work is being done.
        if (!(error instanceof WaymarkError) || error.code !== 'not-allowed-now') throw error;
      }
    }
  }
  return results;
}

/** Some people's new scores in every scheme, after a decision about whose records are whose. */
export async function rescoreEverywhere(
  database: Database,
  personIds: readonly number[],
  now: Date,
): Promise<void> {
  for (const schemeId of await listSchemes(database))
    await rescorePeople(database, { schemeId, personIds, on: londonDay(now), now });
}

/** The people of a file of official scores again, a few at a time, after it was taken back. */
export async function rescoreFile(database: Database, fileId: number, now: Date): Promise<void> {
  const ids = await database.as(serviceViewer('selection'), (tx) => listOfFile(tx, fileId));
  for (let from = 0; from < ids.length; from += 200) {
    await rescoreEverywhere(database, ids.slice(from, from + 200), now);
    await nextTurn();
  }
}
