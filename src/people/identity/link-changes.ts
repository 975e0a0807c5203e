import { auditRan } from '../../access/audit-log.ts';
import type { AsOptions, Tx } from '../../kernel/database.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import { type Assignment, assignPeople, honourDecisions } from './assign.ts';
import { edgesOf } from './edges.ts';
import { modelName } from './evidence.ts';
import { writeEdges } from './link-edges.ts';
import type { Found, LinkState } from './link-state.ts';
import { edgesAround, markedRecords, readRoll, stampOfRecords } from './link-store.ts';
import { emptyAll, uneasyPeople, writePeople, writeStrays } from './link-write.ts';
import { reportOfLinked, type Unexplained, unexplainedOf } from './run-report.ts';
import { databaseNow, findLastRun, insertRun, insertUnexplained } from './run-store.ts';
import { judge } from './run-truth.ts';
import { oneAtATime, personRows, standingDecisions, workedWith } from './store.ts';

import type { IdentityRecord } from './types.ts';
import type { ValueRules } from './value-rules.ts';
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

/** So often what was read is let be other by the time it would be written; then it is looked at under the lock. */
const mostRounds = 3;

/** A run's way to the data: a transaction of its own for each step. */
type Step = <Result>(work: (tx: Tx) => Promise<Result>, options?: AsOptions) => Promise<Result>;

/**
 * Looks only at what changed since the state's run. It is read, searched and settled before the lock is taken, which people's
 * decisions wait for; under it everything is written in one transaction, if it is still as it was read, or nothing is.
 * @returns undefined where only a whole run will do: another run came between, the rules are others, or so much has changed
 * that how rare a name is must be counted anew. The state is then of no more use, as it is when this throws.
 */
export async function linkChanged(step: Step, state: LinkState): Promise<ChangesDone | undefined> {
  const run = new ChangesRun(state);
  for (let round = 0; round < mostRounds; round += 1) {
    const read = await step((tx) => readChanges(tx, state, run), { isolation: 'repeatable read' });
    if (read === undefined || !run.take(read)) return undefined;
    const done = await step(async (tx) => {
      await oneAtATime(tx);
      return run.isIdle || (await isStill(tx, state, read)) ? run.write(tx) : 'other';
    });
    if (done !== 'other') return done;
  }
  return step(async (tx) => {
    await oneAtATime(tx);
    const read = await readChanges(tx, state, run);
    return read === undefined || !run.take(read) ? undefined : run.write(tx);
  });
}

/** What a run of changes goes by, as it stood at one moment. */
interface Read {
  found: Found;
  rules: ValueRules;
  readAt: Date;
  /** Of every record whose it is and what linking reads of it, in one number; empty where there is nothing to write. */
  stamp: string;
}

/** Whether the state is of this database and by the rules in force: else nothing can be gone on from. */
async function rulesOf(tx: Tx, state: LinkState): Promise<ValueRules | undefined> {
  const last = await findLastRun(tx);
  const { rules, version } = await valueRuleForAll(tx);
  return last?.id === state.runId && version === state.values ? rules : undefined;
}

async function readChanges(tx: Tx, state: LinkState, run: ChangesRun): Promise<Read | undefined> {
  const readAt = await databaseNow(tx);
  const rules = await rulesOf(tx, state);
  if (rules === undefined) return undefined;
  const found = await whatIsOther(tx, state);
  const stamp = run.isIdle && isNothing(found) ? '' : await stampOfRecords(tx);
  return { found, rules, readAt, stamp };
}

/** Whether everything is as it was read: another run, a decision or a record may have come before the lock. */
async function isStill(tx: Tx, state: LinkState, { stamp }: Read): Promise<boolean> {
  if ((await rulesOf(tx, state)) === undefined || (await stampOfRecords(tx)) !== stamp) return false;
  const { decided, guarded } = await decidedSince(tx, state);
  return decided.size + guarded.length === 0;
}

/** What a run has taken in, round by round, and what it makes of it. */
class ChangesRun {
  readonly #state: LinkState;
  readonly #began = performance.now();
  readonly #comparedBefore: number;
  /** Records whose change is why somebody may change. */
  readonly #explaining = new Set<number>();
  /** People whom a record left that is gone. */
  readonly #left = new Set<number>();
  #changed = 0;
  #gone = 0;
  #read: Read | undefined;
  #looked: IdentityRecord[] = [];
  #settled: ReturnType<typeof settleAgain> | undefined;

  constructor(state: LinkState) {
    this.#state = state;
    this.#comparedBefore = state.engine.compared;
  }

  /** Nothing was found that is other. */
  get isIdle(): boolean {
    return this.#settled === undefined;
  }

  /** Takes in what was read, and settles it; false where so much has changed that a whole run must count anew. */
  take(read: Read): boolean {
    const state = this.#state;
    const { found } = read;
    const changed = found.put.length + found.moved.length;
    if (state.changes + changed + found.gone.length > fewChanges + largeShare * state.size) return false;
    this.#read = read;
    if (isNothing(found)) return true;
    this.#changed += changed;
    this.#gone += found.gone.length;
    for (const id of explains(state, found)) this.#explaining.add(id);
    for (const id of found.gone) {
      const personId = state.record(id)?.personId ?? null;
      if (personId !== null) this.#left.add(personId);
    }
    this.#looked = state.take(found);
    this.#settled = settleAgain(state, this.#looked);
    return true;
  }

  async write(tx: Tx): Promise<ChangesDone> {
    const state = this.#state;
    const looked = this.#looked;
    const inTurn = <Result>(work: (own: Tx) => Promise<Result>): Promise<Result> => work(tx);
    if (this.#settled === undefined || this.#read === undefined) {
      await writeStrays(inTurn);
      return { looked: 0, changed: 0, gone: 0, held: state.held, pairsCompared: 0, unexplained: 0 };
    }
    const { assignment, uneasy } = this.#settled;
    const { rules, readAt } = this.#read;
    const ids = new Set(looked.flatMap(({ personId }) => (personId === null ? [] : [personId])));
    const people = new Map((await personRows(tx, [...ids])).map((row) => [row.id, row]));
    const personOf = await writePeople(inTurn, { records: looked, people, rules }, assignment, uneasy);
    await writeStrays(inTurn);
    await emptyAll(inTurn, this.#left);
    const unexplained = unexplainedOf(looked, personOf, this.#explaining);
    const edges = await edgesAround(tx, idsOf(looked));
    const wanted = wantedEdges(state, looked, personOf, assignment);
    const held = assignment.held.map(({ personId }) => personId);
    state.settle(looked, personOf, held);
    const done = this.#done(unexplained.length);
    state.runId = await writeRun(tx, state, { done, unexplained, readAt, began: this.#began });
    await writeEdges(inTurn, { runId: state.runId, wanted, before: edges });
    return done;
  }

  #done(unexplained: number): ChangesDone {
    return {
      looked: this.#looked.length,
      changed: this.#changed,
      gone: this.#gone,
      held: this.#state.held,
      pairsCompared: this.#state.engine.compared - this.#comparedBefore,
      unexplained,
    };
  }
}

const idsOf = (records: readonly { id: number }[]): number[] => records.map(({ id }) => id);

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
  return {
    put: other.length === 0 ? [] : await markedRecords(tx, other),
    gone: [...missing],
    moved,
    ...(await decidedSince(tx, state)),
  };
}

/** What people decided and whom they work with, and what of it is other than the state has it. */
async function decidedSince(
  tx: Tx,
  state: LinkState,
): Promise<Pick<Found, 'decisions' | 'decided' | 'protectedPeople' | 'guarded'>> {
  const decisions = await standingDecisions(tx);
  const protectedPeople = await workedWith(tx);
  const decidedBefore = new Set(state.decisions.map(textOf));
  const decidedNow = new Set(decisions.map(textOf));
  const decided = [
    ...decisions.filter((one) => !decidedBefore.has(textOf(one))),
    ...state.decisions.filter((one) => !decidedNow.has(textOf(one))),
  ];
  return {
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
