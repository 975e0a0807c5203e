import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Assignment } from './assign.ts';
import { canonicalPerson } from './rules.ts';
import { type InTurn, pageSize, type Standing } from './standing.ts';
import {
  dependentTables,
  emptyPeople,
  insertPeople,
  moveDependents,
  moveRecords,
  oneAtATime,
  type PersonChange,
  type PersonRow,
  type RecordMove,
  retirePeople,
  type StandingDecision,
  setDependents,
  strayDependents,
  updatePeople,
} from './store.ts';
import type { CanonicalPerson, IdentityRecord } from './types.ts';

/** Rows a transaction may write, so that the embedded database's one connection is never held for long. */
export const batchSize = 400;

/** What people are written from: all records, or those that a run of changes looked at. */
export type PeopleStanding = Pick<Standing, 'records' | 'people' | 'rules'>;

/** People whose change is held, or about whom two decisions cannot both stand. */
export function uneasyPeople(
  { records }: Pick<Standing, 'records'>,
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

export const differs = (row: PersonRow | undefined, values: CanonicalPerson, status: string): boolean =>
  row === undefined ||
  row.linkStatus !== status ||
  row.goneTo !== null ||
  row.emptiedAt !== null ||
  (Object.keys(values) as (keyof CanonicalPerson)[]).some((field) => row[field] !== values[field]);

/** Writes people and moves records, person by person, so that nobody is ever there without their records. */
export async function writePeople(
  inTurn: InTurn,
  standing: PeopleStanding,
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

/** Those of whom no record is left, some at a time. */
export async function emptyAll(inTurn: InTurn, people: Iterable<number>): Promise<void> {
  for (const batch of slices([...people], batchSize)) {
    await inTurn(async (tx) => {
      await oneAtATime(tx);
      await emptyPeople(tx, batch);
    });
  }
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
async function writeNobodies(
  inTurn: InTurn,
  { records }: PeopleStanding,
  { nobody }: Assignment,
): Promise<void> {
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

export async function writeStrays(inTurn: InTurn): Promise<void> {
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
