import { setImmediate } from 'node:timers/promises';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { defaultOffenderModel, type LinkResult, link, type Override } from '../../linkage/index.ts';
import { type Assignment, assignPeople, honourDecisions } from './assign.ts';
import { edgesOf } from './edges.ts';
import { modelName } from './evidence.ts';
import { tableOf } from './linkable.ts';
import { canonicalPerson, isCompared } from './rules.ts';
import { reportOf, type Unexplained, unexplainedOf } from './run-report.ts';
import { insertRun, insertUnexplained, truthOf } from './run-store.ts';
import { type InTurn, pageSize, readStanding, type Standing } from './standing.ts';
import {
  dependentTables,
  dropEdges,
  type EdgeRow,
  insertPeople,
  moveDependents,
  moveRecords,
  oneAtATime,
  type PersonChange,
  type PersonRow,
  personRows,
  type RecordMove,
  recordsOfPeople,
  retirePeople,
  type StandingDecision,
  type StoredEdge,
  saveEdges,
  setDependents,
  strayDependents,
  updatePeople,
} from './store.ts';
import { groupsOf, type TruthReport, truthReport } from './truth.ts';
import type { CanonicalPerson, IdentityRecord } from './types.ts';
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
}

/** Rows a transaction may write, so that the embedded database's one connection is never held for long. */
const batchSize = 400;

/**
 * Links the system's source records into people and writes what is different from what stands: the same records
 * and decisions give the same people, so a second run changes nothing.
 *
 * Runs as the service `linkage`, in transactions of some hundred rows.
 * @throws WaymarkError `database-busy` when a record was moved meanwhile; run again.
 */
export async function linkRecords(database: Database, work: { now: Date }): Promise<LinkSummary> {
  const began = performance.now();
  const viewer = serviceViewer('linkage', `link-${work.now.toISOString()}`);
  const inTurn = async <Result>(step: (tx: Tx) => Promise<Result>): Promise<Result> => {
    const result = await database.as(viewer, step);
    await setImmediate();
    return result;
  };
  const standing = await readStanding(inTurn);
  const { result, places } = compare(standing);
  const { clusters, conflicts } = honourDecisions({
    ...standing,
    clusters: clustersOf(standing.records.length, result, places),
  });
  const assignment = assignPeople({ ...standing, clusters });
  const uneasy = uneasyPeople(standing, assignment, conflicts);
  const personOf = await writePeople(inTurn, standing, assignment, uneasy);
  const { changed } = standing;
  const unexplained = changed && unexplainedOf(standing.records, personOf, changed);
  await writeStrays(inTurn);
  const truth = await judge(inTurn, standing.records, personOf);
  const wanted = edgesOf({ standing, result, places, personOf, held: assignment.held });
  const summary: LinkSummary = {
    records: standing.records.length,
    people: assignment.people.length,
    pairsScored: result.pairsScored,
    expectedFalseLinks: result.expectedFalseLinks,
    held: assignment.held.length,
    unexplained: unexplained?.length,
    seconds: (performance.now() - began) / 1000,
  };
  await writeEdges(inTurn, { wanted, standing, summary, result, unexplained, truth });
  return { ...summary, seconds: (performance.now() - began) / 1000 };
}

/** Runs the engine over the records that are compared. `places[row]` is the record's place among all. */
function compare(standing: Standing): { result: LinkResult; places: number[] } {
  const places = standing.records.flatMap((record, place) => (isCompared(record.capacity) ? [place] : []));
  const compared = places.map((place) => standing.records[place] as IdentityRecord);
  const rowOf = new Map(compared.map((record, row) => [record.id, row]));
  const overrides = standing.decisions.flatMap(({ left, right, verdict }): Override[] => {
    const one = rowOf.get(left);
    const other = rowOf.get(right);
    return one === undefined || other === undefined ? [] : [[one, other, verdict]];
  });
  const result = link(tableOf(compared), defaultOffenderModel, {
    overrides,
    previous: compared.map(({ personId }) => personId ?? -1),
  });
  return { result, places };
}

function clustersOf(length: number, result: LinkResult, places: readonly number[]): Int32Array {
  const clusters = new Int32Array(length).fill(-1);
  places.forEach((place, row) => {
    clusters[place] = result.clusters[row] ?? -1;
  });
  return clusters;
}

/** People whose change is held, or about whom two decisions cannot both stand. */
function uneasyPeople(
  { records }: Standing,
  { held }: Assignment,
  conflicts: readonly StandingDecision[],
): Set<number> {
  const personOf = new Map(records.map(({ id, personId }) => [id, personId]));
  const uneasy = new Set(held.map(({ personId }) => personId));
  for (const record of conflicts.flatMap(({ left, right }) => [left, right])) {
    const personId = personOf.get(record) ?? null;
    if (personId !== null) uneasy.add(personId);
  }
  return uneasy;
}

interface Unit {
  person: Assignment['people'][number];
  moves: Omit<RecordMove, 'to'>[];
  values: CanonicalPerson;
  status: 'active' | 'needs-attention';
}

const differs = (row: PersonRow | undefined, values: CanonicalPerson, status: string): boolean =>
  row === undefined ||
  row.linkStatus !== status ||
  row.goneTo !== null ||
  (Object.keys(values) as (keyof CanonicalPerson)[]).some((field) => row[field] !== values[field]);

/** Writes people and moves records, person by person, so that nobody is ever there without their records. */
async function writePeople(
  inTurn: InTurn,
  standing: Standing,
  assignment: Assignment,
  uneasy: ReadonlySet<number>,
): Promise<(number | null)[]> {
  const personOf: (number | null)[] = standing.records.map(() => null);
  const ids = new Map<Assignment['people'][number], number>();
  const settle = (person: Assignment['people'][number], id: number): void => {
    ids.set(person, id);
    for (const place of person.members) personOf[place] = id;
  };
  const units: Unit[] = [];
  for (const person of assignment.people) {
    const members = person.members.map((place) => standing.records[place] as IdentityRecord);
    const values = canonicalPerson(members, standing.rules);
    const status =
      person.personId !== null && uneasy.has(person.personId) ? 'needs-attention' : ('active' as const);
    const moves = members.flatMap(({ id, personId }) =>
      person.personId === null || personId !== person.personId ? [{ id, from: personId }] : [],
    );
    if (person.personId !== null) settle(person, person.personId);
    const row = person.personId === null ? undefined : standing.people.get(person.personId);
    if (moves.length > 0 || differs(row, values, status)) units.push({ person, moves, values, status });
  }
  for (const batch of batches(units)) {
    const made = await inTurn((tx) => writeUnits(tx, batch));
    for (const [person, id] of made) settle(person, id);
  }
  await writeNobodies(inTurn, standing, assignment);
  const gone = assignment.gone.map(({ personId, to }) => ({ personId, to: ids.get(to) as number }));
  for (const batch of slices(gone, batchSize)) await inTurn((tx) => retirePeople(tx, batch));
  return personOf;
}

function* batches(units: readonly Unit[]): Generator<Unit[]> {
  let batch: Unit[] = [];
  let rows = 0;
  for (const unit of units) {
    batch.push(unit);
    rows += 1 + unit.moves.length;
    if (rows >= batchSize) {
      yield batch;
      batch = [];
      rows = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

export function* slices<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

async function writeUnits(
  tx: Tx,
  units: readonly Unit[],
): Promise<Map<Assignment['people'][number], number>> {
  await oneAtATime(tx);
  const fresh = units.filter(({ person }) => person.personId === null);
  const made = await insertPeople(
    tx,
    fresh.map(({ values }) => values),
  );
  const ids = new Map(fresh.map(({ person }, index) => [person, made[index] as number]));
  const changed: PersonChange[] = units.flatMap(({ person, values, status }) =>
    person.personId === null ? [] : [{ ...values, id: person.personId, linkStatus: status }],
  );
  await updatePeople(tx, changed);
  const moves = units.flatMap(({ person, moves: own }) =>
    own.map((move) => ({ ...move, to: ids.get(person) ?? person.personId })),
  );
  await moveAll(tx, moves);
  return ids;
}

/** Moves records and what hangs on them. Rows of records that had no person follow in `writeStrays`. */
async function moveAll(tx: Tx, moves: readonly RecordMove[]): Promise<void> {
  const moved = await moveRecords(tx, moves);
  if (moved !== moves.length)
    throw new WaymarkError('database-busy', { text: 'Records were moved meanwhile. Run linkage again.' });
  const changing = moves.filter(({ from }) => from !== null).map(({ id }) => id);
  if (changing.length === 0) return;
  for (const table of dependentTables) await moveDependents(tx, table, changing);
}

/** Victims' and witnesses' records that belonged to somebody and do so no longer. */
async function writeNobodies(inTurn: InTurn, { records }: Standing, { nobody }: Assignment): Promise<void> {
  const moves = nobody.flatMap((place): RecordMove[] => {
    const record = records[place];
    return record === undefined || record.personId === null
      ? []
      : [{ id: record.id, from: record.personId, to: null }];
  });
  for (const batch of slices(moves, batchSize)) {
    await inTurn(async (tx) => {
      await oneAtATime(tx);
      await moveAll(tx, batch);
    });
  }
}

async function writeStrays(inTurn: InTurn): Promise<void> {
  for (const table of dependentTables) {
    for (let after = 0; ; ) {
      const rows = await inTurn((tx) => strayDependents(tx, table, after, pageSize));
      for (const batch of slices(rows, 500)) await inTurn((tx) => setDependents(tx, table, batch));
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) break;
      after = last.id;
    }
  }
}

interface EdgeWork {
  wanted: { rows: StoredEdge[]; explained(edge: StoredEdge): EdgeRow };
  standing: Standing;
  summary: LinkSummary;
  result: LinkResult;
  unexplained: readonly Unexplained[] | undefined;
  truth: TruthReport | undefined;
}

/** Holds the run against the truth of a sample, where there is one. */
async function judge(
  inTurn: InTurn,
  records: readonly IdentityRecord[],
  personOf: readonly (number | null)[],
): Promise<TruthReport | undefined> {
  const truth = await inTurn(truthOf);
  if (truth.size === 0) return undefined;
  return truthReport(
    records.flatMap((record, place) => {
      const own = truth.get(record.id);
      return own === undefined || !isCompared(record.capacity)
        ? []
        : [{ person: personOf[place] ?? null, truth: own, groups: groupsOf(record) }];
    }),
  );
}

async function writeEdges(
  inTurn: InTurn,
  { wanted, standing, summary, result, unexplained, truth }: EdgeWork,
): Promise<void> {
  const before = new Map(standing.edges.map((edge) => [`${edge.left}-${edge.right}`, edge]));
  const changed = wanted.rows.filter((edge) => {
    const key = `${edge.left}-${edge.right}`;
    const old = before.get(key);
    before.delete(key);
    return (
      old === undefined ||
      Math.fround(old.bits) !== Math.fround(edge.bits) ||
      old.state !== edge.state ||
      old.personId !== edge.personId ||
      old.held !== edge.held
    );
  });
  const vanished = [...before.values()];
  const runId = await inTurn(async (tx) => {
    const { pairsScored, records, people, expectedFalseLinks } = summary;
    const run = await insertRun(tx, {
      model: modelName(result.model),
      records,
      people,
      pairsScored,
      expectedFalseLinks,
      seconds: result.seconds,
      report: { ...reportOf(result, summary.held), ...(truth === undefined ? {} : { truth }) },
      inputs: standing.inputs,
      unexplained: unexplained?.length,
    });
    await insertUnexplained(tx, run.id, (unexplained ?? []).slice(0, batchSize));
    await auditRan(tx, {
      act: 'identity:link',
      subject: 'link_run',
      subjectId: run.id,
      detail: { records, people, pairs: pairsScored, held: summary.held, edges: changed.length },
    });
    return run.id;
  });
  for (const batch of slices(changed, batchSize)) {
    const rows = batch.map((edge) => wanted.explained(edge));
    await inTurn((tx) => saveEdges(tx, runId, rows));
  }
  for (const batch of slices(vanished, batchSize)) await inTurn((tx) => dropEdges(tx, batch));
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
