import { setImmediate } from 'node:timers/promises';
import { serviceViewer } from '../../access/viewers.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { assignPeople, honourDecisions } from './assign.ts';
import { edgesOf, pairsOf } from './edges.ts';
import { type ChangesDone, linkChanged } from './link-changes.ts';
import { writeEdges } from './link-edges.ts';
import { LinkState } from './link-state.ts';
import { type Compared, compareAll, writeRun } from './link-whole.ts';
import { differs, emptyAll, uneasyPeople, writePeople, writeStrays } from './link-write.ts';
import { canonicalPerson } from './rules.ts';
import { otherwiseOf, unexplainedOf, type WhyWhole } from './run-report.ts';
import { judge } from './run-truth.ts';
import { readStanding, type Standing } from './standing.ts';
import { oneAtATime, type PersonChange, personRows, recordsOfPeople, updatePeople } from './store.ts';
import { valueRuleForAll } from './value-store.ts';

export interface LinkSummary {
  records: number;
  /** People with at least one record. */
  people: number;
  pairsScored: number;
  /** Σ(1 − p) over the automatic links, if the model is right. */
  expectedFalseLinks: number;
  /** Changes that wait for a person, because somebody is being worked with. */
  held: number;
  seconds: number;
  /** People whose records moved though nothing had changed; undefined where there is no run to compare with. */
  unexplained: number | undefined;
  /** Records that stand otherwise than runs of changes had left them; undefined where there was none to compare with. */
  otherwise: number | undefined;
}

export type Linked = ({ kind: 'whole' } & LinkSummary) | ({ kind: 'changes'; seconds: number } & ChangesDone);

/** What each database's linking has left in this process, for the next run of changes. */
const states = new WeakMap<Database, LinkState>();

/** Runs of one database in this process wait for each other; those of other processes are told apart by the last run. */
const lines = new WeakMap<Database, Promise<unknown>>();

function inLine<Result>(database: Database, run: () => Promise<Result>): Promise<Result> {
  const before = lines.get(database) ?? Promise.resolve();
  const own = before.then(run, run);
  lines.set(
    database,
    own.catch(() => undefined),
  );
  return own;
}

/**
 * Links all of the system's source records into people and writes what is different from what stands: the same records
 * and decisions give the same people, so a second run changes nothing.
 *
 * Runs as the service `linkage`, in transactions of some hundred rows.
 * @throws WaymarkError `database-busy` when a record was moved meanwhile; run again.
 */
export const linkRecords = (database: Database, work: { now: Date }): Promise<LinkSummary> =>
  inLine(database, async () => (await linkAll(database, { ...work, why: 'asked' })).summary);

/**
 * Links what came, changed or went since the last run: those records are searched for among the rest, and only the groups that they
 * touch are settled again, in one transaction. Where this process has nothing to go on from, or too much has
 * changed, everything is linked, and the next time there is.
 */
export const linkChanges = (database: Database, work: { now: Date }): Promise<Linked> =>
  inLine(database, async () => {
    const why = states.has(database) ? 'too-other' : 'nothing-kept';
    return (await catchUp(database, work)) ?? linkAndKeep(database, { ...work, why });
  });

/** First what has changed, then everything: what the second run does otherwise is what the runs of changes had left. */
export const linkNightly = (database: Database, work: { now: Date }): Promise<Linked> =>
  inLine(database, async () => {
    await catchUp(database, work);
    return linkAndKeep(database, { ...work, why: 'nightly' });
  });

async function catchUp(database: Database, work: { now: Date }): Promise<Linked | undefined> {
  const began = performance.now();
  const state = states.get(database);
  if (state === undefined) return undefined;
  // Only what ends well is gone on from.
  states.delete(database);
  const done = await linkChanged((step, options) => database.as(viewerAt(work.now), step, options), state);
  if (done === undefined) return undefined;
  states.set(database, state);
  return { kind: 'changes', ...done, seconds: (performance.now() - began) / 1000 };
}

async function linkAndKeep(database: Database, work: WholeWork): Promise<Linked> {
  states.delete(database);
  const { summary, state } = await linkAll(database, work);
  states.set(database, state());
  return { kind: 'whole', ...summary };
}

interface WholeWork {
  now: Date;
  why: WhyWhole;
}

const viewerAt = (now: Date) => serviceViewer('linkage', `link-${now.toISOString()}`);

async function linkAll(
  database: Database,
  work: WholeWork,
): Promise<{ summary: LinkSummary; state: () => LinkState }> {
  const began = performance.now();
  const viewer = viewerAt(work.now);
  const inTurn = async <Result>(step: (tx: Tx) => Promise<Result>): Promise<Result> => {
    const result = await database.as(viewer, step);
    await setImmediate();
    return result;
  };
  const standing = await readStanding(inTurn);
  const compared = compareAll(standing);
  const { result, places } = compared;
  const { clusters, conflicts } = honourDecisions({ ...standing, clusters: compared.clusters });
  const assignment = assignPeople({ ...standing, clusters });
  const uneasy = uneasyPeople(standing, assignment, conflicts);
  const personOf = await writePeople(inTurn, standing, assignment, uneasy);
  await writeStrays(inTurn);
  await emptyAll(inTurn, withoutRecords(standing, personOf));
  const wanted = edgesOf({
    ...{ standing, pairs: pairsOf(result, places), scoredBy: result },
    ...{ personOf, held: assignment.held },
  });
  const found = compareWithBefore(standing, personOf);
  const summary = (): LinkSummary => ({
    records: standing.records.length,
    people: assignment.people.length,
    pairsScored: result.pairsScored,
    expectedFalseLinks: result.expectedFalseLinks,
    held: assignment.held.length,
    unexplained: found.unexplained?.length,
    otherwise: found.otherwise?.records,
    seconds: (performance.now() - began) / 1000,
  });
  const truth = await inTurn((tx) => judgeAll(tx, standing, personOf));
  const runId = await writeRun(inTurn, {
    standing,
    summary: summary(),
    why: work.why,
    result,
    ...found,
    truth,
  });
  await writeEdges(inTurn, { runId, wanted, before: standing.edges });
  const held = assignment.held.map(({ personId }) => personId);
  return { summary: summary(), state: () => stateAfter({ standing, compared, personOf, runId, held }) };
}

/** Whoever is there and has no record; a number that leads to another has none to lose. */
function* withoutRecords({ people }: Standing, personOf: readonly (number | null)[]): Generator<number> {
  const held = new Set(personOf);
  for (const { id, goneTo, emptiedAt } of people.values())
    if (goneTo === null && emptiedAt === null && !held.has(id)) yield id;
}

/** What moved though nothing had changed; where runs of changes went before, that is what they had left. */
function compareWithBefore({ records, changed, runsOfChanges: runs }: Standing, personOf: (number | null)[]) {
  if (changed === undefined) return { unexplained: undefined, otherwise: undefined };
  return {
    unexplained: unexplainedOf(records, personOf, changed),
    otherwise: runs === 0 ? undefined : otherwiseOf(records, personOf, { changed, runs }),
  };
}

function judgeAll(tx: Tx, { records }: Standing, personOf: readonly (number | null)[]) {
  const placeOf = new Map(records.map(({ id }, place) => [id, place]));
  return judge(tx, (id) => {
    const place = placeOf.get(id) ?? -1;
    const record = records[place];
    return record && { ...record, personId: personOf[place] ?? null };
  });
}

interface WholeDone {
  standing: Standing;
  compared: Compared;
  personOf: readonly (number | null)[];
  runId: number;
  held: readonly number[];
}

function stateAfter({ standing, compared, personOf, runId, held }: WholeDone): LinkState {
  const { records, marks, decisions, protectedPeople, inputs } = standing;
  return new LinkState({
    ...{ runId, values: inputs.values, engine: compared.engine(), places: compared.places },
    records: records.map((record, place) => ({ record, mark: marks[place] ?? 0 })),
    told: records.map(({ personId }) => personId),
    ...{ personOf, decisions, protectedPeople, held },
  });
}

/**
 * Chooses the shown values of these people again, after somebody moved a record: the act moves, and this
 * service, which alone sees every record, chooses.
 */
export async function refreshPeople(database: Database, people: readonly number[]): Promise<void> {
  await database.as(serviceViewer('linkage', 'refresh'), async (tx) => {
    await oneAtATime(tx);
    const records = await recordsOfPeople(tx, people);
    const rows = await personRows(tx, people);
    const { rules } = await valueRuleForAll(tx);
    const changes = rows.flatMap((row): PersonChange[] => {
      const own = records.filter(({ personId }) => personId === row.id);
      if (own.length === 0 || row.goneTo !== null) return [];
      const values = canonicalPerson(own, rules);
      return differs(row, values, row.linkStatus)
        ? [{ ...values, id: row.id, linkStatus: row.linkStatus }]
        : [];
    });
    await updatePeople(tx, changes);
  });
}
