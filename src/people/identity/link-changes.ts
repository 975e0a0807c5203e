import { auditRan } from '../../access/audit-log.ts';
import type { Tx } from '../../kernel/database.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import { type Assignment, assignPeople, honourDecisions } from './assign.ts';
import { edgesOf } from './edges.ts';
import { modelName } from './evidence.ts';
import { writeEdges } from './link-edges.ts';
import type { Found, LinkState } from './link-state.ts';
import { edgesAround, markedRecords, readRoll } from './link-store.ts';
import { emptyAll, uneasyPeople, writePeople, writeStrays } from './link-write.ts';
import { reportOfLinked, type Unexplained, unexplainedOf } from './run-report.ts';
import { databaseNow, findLastRun, insertRun, insertUnexplained } from './run-store.ts';
import { judge } from './run-truth.ts';
import { oneAtATime, personRows, standingDecisions, workedWith } from './store.ts';

import type { IdentityRecord } from './types.ts';
import { valueRuleForAll } from './value-store.ts';

export interface ChangesDone {
  looked: number;
  changed: number;
  gone: number;
  held: number;
  pairsCompared: number;
  unexplained: number;
}

/**
 * Where more than this has changed since the last whole run, it is time for another: so many, and a tenth of all. Runs
 * between count values as that run did, and a name that many new records share would still seem rare.
 */
const fewChanges = 20;
const largeShare = 0.1;

/**
 * Looks only at what changed since the state's run, in one transaction: either all of it is written or nothing is.
 * @returns undefined where only a whole run will do: another run came between, the rules are others, or so much has changed
 * that how rare a name is must be counted anew. The state is then of no more use, as it is when this throws.
 */
export async function linkChanged(tx: Tx, state: LinkState): Promise<ChangesDone | undefined> {
  const began = performance.now();
  await oneAtATime(tx);
  const readAt = await databaseNow(tx);
  const last = await findLastRun(tx);
  const { rules, version } = await valueRuleForAll(tx);
  if (last?.id !== state.runId || version !== state.values) return undefined;
  const found = await whatIsOther(tx, state);
  const changed = found.put.length + found.moved.length;
  if (state.changes + changed + found.gone.length > fewChanges + largeShare * state.size) return undefined;
  const inTurn = <Result>(step: (own: Tx) => Promise<Result>): Promise<Result> => step(tx);
  if (isNothing(found)) {
    await writeStrays(inTurn);
    return { looked: 0, changed: 0, gone: 0, held: state.held, pairsCompared: 0, unexplained: 0 };
  }
  const compared = state.engine.compared;
  const explaining = explains(state, found);
  const left = new Set(found.gone.flatMap((id) => state.record(id)?.personId ?? []));
  const looked = state.take(found);
  const { assignment, uneasy } = settleAgain(state, looked);
  const ids = new Set(looked.flatMap(({ personId }) => (personId === null ? [] : [personId])));
  const people = new Map((await personRows(tx, [...ids])).map((row) => [row.id, row]));
  const standing = { records: looked, people, rules };
  const personOf = await writePeople(inTurn, standing, assignment, uneasy);
  await writeStrays(inTurn);
  await emptyAll(inTurn, left);
  const unexplained = unexplainedOf(looked, personOf, explaining);
  const edges = await edgesAround(
    tx,
    looked.map(({ id }) => id),
  );
  const wanted = wantedEdges(state, looked, personOf, assignment);
  state.settle(
    looked,
    personOf,
    assignment.held.map(({ personId }) => personId),
  );
  const done: ChangesDone = {
    looked: looked.length,
    changed,
    gone: found.gone.length,
    held: state.held,
    pairsCompared: state.engine.compared - compared,
    unexplained: unexplained.length,
  };
  state.runId = await writeRun(tx, state, { done, unexplained, readAt, began });
  await writeEdges(inTurn, { runId: state.runId, wanted, before: edges });
  return done;
}

const isNothing = ({ put, gone, moved, decided, guarded }: Found): boolean =>
  put.length + gone.length + moved.length + decided.size + guarded.length === 0;

/** Records whose change, or whose fellow's going, or whose person's being worked with, is why somebody may change. */
function explains(state: LinkState, found: Found): Set<number> {
  const left = found.gone.map((id) => state.record(id)?.personId);
  return new Set([
    ...found.put.map(({ record }) => record.id),
    ...found.moved.map(({ id }) => id),
    ...found.decided,
    ...[...left, ...found.guarded].flatMap((personId) => [...state.recordsOf(personId)]),
  ]);
}

/** Holds every record's mark and person against the state, and what was decided. */
async function whatIsOther(tx: Tx, state: LinkState): Promise<Found> {
  const other: number[] = [];
  const moved: { id: number; personId: number | null }[] = [];
  const missing = new Set(state.ids());
  for (const { id, personId, mark } of await readRoll(tx)) {
    missing.delete(id);
    const known = state.marked(id);
    if (known?.mark !== mark) other.push(id);
    else if (known.record.personId !== personId) moved.push({ id, personId });
  }
  const decisions = await standingDecisions(tx);
  const protectedPeople = await workedWith(tx);
  const decidedBefore = new Set(state.decisions.map(textOf));
  const decidedNow = new Set(decisions.map(textOf));
  const decided = [
    ...decisions.filter((one) => !decidedBefore.has(textOf(one))),
    ...state.decisions.filter((one) => !decidedNow.has(textOf(one))),
  ];
  return {
    put: other.length === 0 ? [] : await markedRecords(tx, other),
    gone: [...missing],
    moved,
    decisions,
    decided: new Set(decided.flatMap(({ left, right }) => [left, right])),
    protectedPeople,
    guarded: [
      ...[...protectedPeople].filter((id) => !state.protectedPeople.has(id)),
      ...[...state.protectedPeople].filter((id) => !protectedPeople.has(id)),
    ],
  };
}

const textOf = ({ left, right, verdict }: { left: number; right: number; verdict: string }): string =>
  `${left} ${right} ${verdict}`;

/** Who the looked-at records are now, by the same rules as in a whole run. */
function settleAgain(
  state: LinkState,
  looked: IdentityRecord[],
): { assignment: Assignment; uneasy: Set<number> } {
  const here = new Set(looked.map(({ id }) => id));
  const decisions = state.decisions.filter(({ left, right }) => here.has(left) && here.has(right));
  const numbers = new Map<number, number>();
  const given = Int32Array.from(looked, ({ id }) => {
    const row = state.rowOf(id);
    if (row === undefined) return -1;
    const cluster = state.engine.clusterOf(row);
    if (!numbers.has(cluster)) numbers.set(cluster, numbers.size);
    return numbers.get(cluster) ?? -1;
  });
  const { clusters, conflicts } = honourDecisions({ records: looked, clusters: given, decisions });
  const { protectedPeople } = state;
  const assignment = assignPeople({ records: looked, clusters, decisions, protectedPeople });
  return { assignment, uneasy: uneasyPeople({ records: looked }, assignment, conflicts) };
}

/** The links of the looked-at records, with each other and with records that stand as they stood. */
function wantedEdges(
  state: LinkState,
  looked: readonly IdentityRecord[],
  personOf: readonly (number | null)[],
  { held }: Assignment,
) {
  const records = [...looked];
  const people = [...personOf];
  const placeOf = new Map(looked.map(({ id }, place) => [id, place]));
  const pairs: { one: number; other: number; bits: number }[] = [];
  looked.forEach(({ id }, one) => {
    const row = state.rowOf(id);
    if (row === undefined) return;
    for (const { row: near, bits, decision } of state.engine.near(row)) {
      const neighbour = state.record(state.idAt(near) ?? -1);
      if (decision === 'none' || neighbour === undefined) continue;
      let other = placeOf.get(neighbour.id);
      if (other === undefined) {
        other = records.length;
        placeOf.set(neighbour.id, other);
        records.push(neighbour);
        people.push(neighbour.personId);
      } else if (other < looked.length && other < one) continue;
      pairs.push({ one, other, bits });
    }
  });
  const standing = { records, decisions: state.decisions };
  return edgesOf({ standing, pairs, scoredBy: state.engine, personOf: people, held });
}

interface Written {
  done: ChangesDone;
  unexplained: readonly Unexplained[];
  readAt: Date;
  began: number;
}

/** Writes the run with its report; its number. */
async function writeRun(
  tx: Tx,
  state: LinkState,
  { done, unexplained, readAt, began }: Written,
): Promise<number> {
  const model = modelName(defaultOffenderModel);
  const { report, expectedFalseLinks } = reportOfLinked(state.engine.linked(), done.held);
  const truth = await judge(tx, (id) => state.record(id));
  const { looked, changed, gone, pairsCompared } = done;
  const run = await insertRun(tx, {
    kind: 'changes',
    looked,
    model,
    records: state.size,
    people: state.people,
    pairsScored: pairsCompared,
    expectedFalseLinks,
    seconds: { total: (performance.now() - began) / 1000 },
    report: { ...report, changes: { changed, gone }, ...(truth === undefined ? {} : { truth }) },
    inputs: { model, values: state.values, readAt: readAt.toISOString() },
    unexplained: unexplained.length,
  });
  await insertUnexplained(tx, run.id, unexplained);
  await auditRan(tx, {
    act: 'identity:link',
    subject: 'link_run',
    subjectId: run.id,
    detail: { records: state.size, people: state.people, pairs: pairsCompared, held: done.held, looked },
  });
  return run.id;
}
