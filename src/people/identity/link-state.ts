import type { IncrementalLinker, Override, RecordInput } from '../../linkage/index.ts';
import { identifiersOf } from './assign.ts';
import type { Marked } from './link-store.ts';
import { inputOf } from './linkable.ts';
import { isCompared } from './rules.ts';
import type { StandingDecision } from './store.ts';
import type { IdentityRecord } from './types.ts';

/** What is other than the state has it. */
export interface Found {
  /** New records, and those of which something that linking reads is other. */
  put: readonly Marked[];
  /** Records that are there no more. */
  gone: readonly number[];
  /** Records that somebody moved to another person. */
  moved: readonly { id: number; personId: number | null }[];
  /** All decisions that stand. */
  decisions: readonly StandingDecision[];
  /** Records of decisions that came or went. */
  decided: ReadonlySet<number>;
  protectedPeople: ReadonlySet<number>;
  /** People who began or ceased to be worked with. */
  guarded: readonly number[];
}

/** A whole run's end, from which a state begins. */
export interface Begun {
  runId: number;
  values: number;
  engine: IncrementalLinker;
  records: readonly Marked[];
  /** Place of each of the engine's rows among the records. */
  places: readonly number[];
  /** The person of each record before the run, as the engine was told. */
  told: readonly (number | null)[];
  /** And after it. */
  personOf: readonly (number | null)[];
  decisions: readonly StandingDecision[];
  protectedPeople: ReadonlySet<number>;
  /** Of each change that is held, the person whom it is about. */
  held: readonly number[];
}

/** Many things under one name: none, one or several. */
class Lists<Key> {
  readonly #lists = new Map<Key, Set<number>>();

  of(key: Key): Iterable<number> {
    return this.#lists.get(key) ?? [];
  }

  get size(): number {
    return this.#lists.size;
  }

  add(key: Key, id: number): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, new Set([id]));
    else list.add(id);
  }

  remove(key: Key, id: number): void {
    const list = this.#lists.get(key);
    list?.delete(id);
    if (list?.size === 0) this.#lists.delete(key);
  }
}

/**
 * What linking knows of all records between one run and the next: the engine with its pairs and clusters, each record
 * as it was read last, whose it is, and what was decided. It is never trusted by itself: each run asks the
 * database for the mark of every record and takes in what is other (`link-changes.ts`).
 */
export class LinkState {
  runId: number;
  /** Version of the rule for shown values. */
  readonly values: number;
  readonly engine: IncrementalLinker;
  decisions: readonly StandingDecision[];
  protectedPeople: ReadonlySet<number>;
  /** Records that came or changed since the whole run. */
  changes = 0;
  readonly #records = new Map<number, Marked>();
  readonly #rowOf = new Map<number, number>();
  readonly #idAt: number[] = [];
  readonly #ofPerson = new Lists<number>();
  readonly #holders = new Lists<string>();
  /** The person of each record as the engine was told last. */
  readonly #told = new Map<number, number | null>();
  /** Records that the last run moved: the engine is told when it next has work. */
  #untold = new Set<number>();
  #held: readonly number[];
  /** Records that were touched and are not written yet: what comes before they are is looked at with them. */
  #waiting = new Set<number>();

  constructor(begun: Begun) {
    this.runId = begun.runId;
    this.values = begun.values;
    this.engine = begun.engine;
    this.decisions = begun.decisions;
    this.protectedPeople = begun.protectedPeople;
    this.#held = begun.held;
    begun.records.forEach(({ record, mark }, place) => {
      this.#add({ record: { ...record, personId: begun.personOf[place] ?? null }, mark });
      this.#told.set(record.id, begun.told[place] ?? null);
      if (begun.personOf[place] !== begun.told[place]) this.#untold.add(record.id);
    });
    begun.places.forEach((place, row) => {
      const id = begun.records[place]?.record.id;
      if (id === undefined) return;
      this.#rowOf.set(id, row);
      this.#idAt[row] = id;
    });
  }

  get size(): number {
    return this.#records.size;
  }

  /** People with at least one record. */
  get people(): number {
    return this.#ofPerson.size;
  }

  get held(): number {
    return this.#held.length;
  }

  marked(id: number): Marked | undefined {
    return this.#records.get(id);
  }

  record(id: number): IdentityRecord | undefined {
    return this.#records.get(id)?.record;
  }

  ids(): Iterable<number> {
    return this.#records.keys();
  }

  recordsOf(personId: number | null | undefined): Iterable<number> {
    return personId === null || personId === undefined ? [] : this.#ofPerson.of(personId);
  }

  rowOf(id: number): number | undefined {
    return this.#rowOf.get(id);
  }

  idAt(row: number): number | undefined {
    return this.#idAt[row];
  }

  #add(marked: Marked): void {
    const { record } = marked;
    this.#records.set(record.id, marked);
    if (record.personId !== null) this.#ofPerson.add(record.personId, record.id);
    for (const identifier of identifiersOf(record)) this.#holders.add(identifier, record.id);
  }

  #drop(id: number): void {
    const record = this.record(id);
    if (record === undefined) return;
    this.#records.delete(id);
    if (record.personId !== null) this.#ofPerson.remove(record.personId, id);
    for (const identifier of identifiersOf(record)) this.#holders.remove(identifier, id);
  }

  #move(id: number, personId: number | null): void {
    const marked = this.#records.get(id);
    if (marked === undefined) return;
    this.#drop(id);
    this.#add({ ...marked, record: { ...marked.record, personId } });
  }

  /**
   * Takes in what was found, beside what was taken in before and is not written yet.
   * @returns every record whose person may be another now, and all with whom it stands or falls, by id.
   */
  take(found: Found): IdentityRecord[] {
    const seeds = new Set<number>([...this.#waiting, ...found.decided]);
    const withPerson = (personId: number | null | undefined): void => {
      for (const id of this.recordsOf(personId)) seeds.add(id);
    };
    const apart = [...found.put.map(({ record }) => record.id), ...found.gone, ...idsOf(found.moved)];
    for (const id of apart) withPerson(this.record(id)?.personId);
    for (const id of apart) for (const other of this.#alike(this.record(id))) seeds.add(other);
    const put = this.#takePut(found.put);
    const removed = this.#takeGone(found);
    for (const { id, personId } of found.moved) this.#move(id, personId);
    for (const id of apart) {
      seeds.add(id);
      withPerson(this.record(id)?.personId);
    }
    found.guarded.forEach(withPerson);
    this.decisions = found.decisions;
    this.protectedPeople = found.protectedPeople;
    this.changes += apart.length;
    const touched = this.engine.change({
      put,
      removed,
      overrides: this.#overrides(),
      previous: this.#tell([...apart, ...this.#untold]),
    });
    for (const row of touched) seeds.add(this.#idAt[row] ?? -1);
    this.#waiting = seeds;
    return this.#around(seeds);
  }

  #takePut(put: readonly Marked[]): Map<number, RecordInput> {
    const rows = new Map<number, RecordInput>();
    let next = this.engine.rows;
    for (const marked of put) {
      const { id } = marked.record;
      this.#drop(id);
      this.#add(marked);
      if (!isCompared(marked.record.capacity)) continue;
      const row = this.#rowOf.get(id) ?? next;
      if (row === next) next += 1;
      this.#rowOf.set(id, row);
      this.#idAt[row] = id;
      rows.set(row, inputOf(marked.record));
    }
    return rows;
  }

  /** Rows of records that are gone, and of those that are compared no more. */
  #takeGone({ gone, put }: Found): number[] {
    for (const id of gone) this.#drop(id);
    const victims = put.filter(({ record }) => !isCompared(record.capacity));
    return [...gone, ...victims.map(({ record }) => record.id)].flatMap((id) => {
      const row = this.#rowOf.get(id);
      this.#rowOf.delete(id);
      this.#told.delete(id);
      return row === undefined ? [] : [row];
    });
  }

  #overrides(): Override[] {
    return this.decisions.flatMap(({ left, right, verdict }): Override[] => {
      const [one, other] = [this.#rowOf.get(left), this.#rowOf.get(right)];
      return one === undefined || other === undefined ? [] : [[one, other, verdict]];
    });
  }

  /** Rows whose person is another than the engine knows. */
  #tell(ids: readonly number[]): Map<number, number> {
    const previous = new Map<number, number>();
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      const personId = this.record(id)?.personId ?? null;
      if (row === undefined || (this.#told.get(id) ?? null) === personId) continue;
      previous.set(row, personId ?? -1);
      this.#told.set(id, personId);
    }
    this.#untold = new Set();
    return previous;
  }

  /** Records that share an identifier, where one of the two is a victim's or a witness's: those follow identifiers. */
  #alike(record: IdentityRecord | undefined): number[] {
    if (record === undefined) return [];
    const follows = !isCompared(record.capacity);
    return identifiersOf(record).flatMap((identifier) =>
      [...this.#holders.of(identifier)].filter(
        (id) => follows || !isCompared(this.record(id)?.capacity ?? 'other'),
      ),
    );
  }

  /** What stands or falls together: clusters, people, decided pairs, and victims with what they follow. */
  #around(seeds: ReadonlySet<number>): IdentityRecord[] {
    const clusters = new Lists<number>();
    this.#idAt.forEach((id, row) => {
      if (this.#rowOf.get(id) === row) clusters.add(this.engine.clusterOf(row), id);
    });
    const partners = new Lists<number>();
    for (const { left, right } of this.decisions) {
      partners.add(left, right);
      partners.add(right, left);
    }
    const found = new Map<number, IdentityRecord>();
    const waiting = [...seeds];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const record = this.record(id);
      if (record === undefined || found.has(id)) continue;
      found.set(id, record);
      const row = this.#rowOf.get(id);
      if (row !== undefined) waiting.push(...clusters.of(this.engine.clusterOf(row)));
      waiting.push(...this.recordsOf(record.personId), ...partners.of(id), ...this.#alike(record));
    }
    return [...found.values()].sort((a, b) => a.id - b.id);
  }

  /** The run is written: whose each record is now, and which changes are held of those it looked at. */
  settle(
    looked: readonly IdentityRecord[],
    personOf: readonly (number | null)[],
    held: readonly number[],
  ): void {
    this.#waiting = new Set();
    const about = new Set(looked.map(({ personId }) => personId));
    looked.forEach(({ id, personId }, place) => {
      const now = personOf[place] ?? null;
      if (now === personId) return;
      this.#move(id, now);
      this.#untold.add(id);
    });
    this.#held = [...this.#held.filter((personId) => !about.has(personId)), ...held];
  }
}

const idsOf = (entries: readonly { id: number }[]): number[] => entries.map(({ id }) => id);
