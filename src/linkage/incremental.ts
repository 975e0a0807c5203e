/**
 * People kept linked while records come, change and go. Only rows that changed are searched for, and only the
 * components that they touch are clustered again; a whole run with the same model, frequencies, decisions and people
 * before gives the same people, which a nightly run proves. It begins with nothing, or with what a whole run left.
 */

import { cluster } from './clustering.ts';
import { encode } from './columns.ts';
import type { Encoded } from './encoded.ts';
import { HeldKeys, type Key, keysOfRows } from './held-keys.ts';
import { HeldPairs, type Weight } from './held-pairs.ts';
import { compareFew, weighedPairs } from './incremental-pairs.ts';
import { sourceBits } from './one-each.ts';
import { rowHashes } from './order.ts';
import { giveBackScored, vetoing, weigh } from './predict.ts';
import { DECIDED_BITS, type Decision, decide, OVERRIDE_BITS, weightsOf } from './scoring.ts';
import { forgetSpare } from './shared.ts';
import type { Frequencies, LinkResult, Model, Override, RecordInput, RecordTable } from './types.ts';

/** What is other than it was. Rows keep their number for good; that of a removed one is not used again. */
export interface LinkChanges {
  /** Records by row: new ones, and those in place of which they stand. */
  readonly put?: ReadonlyMap<number, RecordInput>;
  readonly removed?: readonly number[];
  /** Everything that was decided about pairs, in place of what was decided so far. */
  readonly overrides?: readonly Override[];
  /** Rows whose cluster before is another now; −1 for none. */
  readonly previous?: ReadonlyMap<number, number>;
}

/** A whole run by frequencies of its own, to go on from. */
export interface WholeRun {
  readonly encoded: Encoded;
  readonly result: LinkResult;
  readonly records: readonly RecordInput[];
  readonly overrides: readonly Override[];
  readonly previous: ArrayLike<number>;
}

export interface Neighbour extends Weight {
  readonly row: number;
  readonly decision: Decision;
}

function tableOf(records: readonly RecordInput[]): RecordTable {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const columns = Object.fromEntries([...names].map((name) => [name, records.map((record) => record[name])]));
  return { length: records.length, columns };
}

const pairOf = (one: number, other: number): string => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** Decisions by pair; contradictory words about one pair: "different" wins. */
function decidedPairs(overrides: readonly Override[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [one, other, word] of overrides) {
    const bits = word === 'same' ? OVERRIDE_BITS : -OVERRIDE_BITS;
    found.set(pairOf(one, other), Math.min(bits, found.get(pairOf(one, other)) ?? bits));
  }
  return found;
}

export class IncrementalLinker {
  readonly model: Model;
  readonly frequencies: Frequencies;
  readonly #seed: number;
  /** The largest group that each rule compares. */
  #limits: readonly number[];
  #records: (RecordInput | undefined)[] = [];
  #hashes: number[] = [];
  /** By row, the source that holds a person at most once, as a bit; null where the model names none. */
  readonly #sources: number[] | null;
  #keys = new HeldKeys();
  #pairs = new HeldPairs();
  #decided = new Map<string, number>();
  readonly #previous = new Map<number, number>();
  #cluster: number[] = [];
  #nextCluster = 0;
  #compared = 0;

  constructor(model: Model, frequencies: Frequencies, seed = 1) {
    this.model = model;
    this.frequencies = frequencies;
    this.#seed = seed;
    this.#limits = model.blocking.map(({ maxGroup }) => maxGroup);
    this.#sources = model.clustering.oneEach === undefined ? null : [];
  }

  /** Goes on from a whole run: nothing is compared again. */
  static after({ encoded, result, records, overrides, previous }: WholeRun, seed = 1): IncrementalLinker {
    const { rows, columns, order, hashes, limits } = encoded;
    const linker = new IncrementalLinker(result.model, result.frequencies, seed);
    linker.#limits = limits;
    linker.#records = [...records];
    linker.#keys = HeldKeys.over(rows, columns, result.model, order);
    linker.#decided = decidedPairs(overrides);
    linker.#pairs = new HeldPairs(rows, weighedPairs(encoded, result.model, linker.#decided), order);
    linker.#hashes = new Array<number>(rows);
    const sources = sourceBits(result.model, columns);
    hashes.forEach((hash, place) => {
      const row = order === null ? place : order[place]!;
      linker.#hashes[row] = hash;
      if (linker.#sources) linker.#sources[row] = sources?.[place] ?? 0;
    });
    for (let row = 0; row < rows; row += 1)
      if (previous[row]! >= 0) linker.#previous.set(row, previous[row]!);
    linker.#cluster = [...result.clusters];
    linker.#nextCluster = result.clusterCount;
    return linker;
  }

  /** The next new row. */
  get rows(): number {
    return this.#records.length;
  }

  /** How many pairs have been compared since it began. */
  get compared(): number {
    return this.#compared;
  }

  /** A number that the rows of one cluster share until they are clustered again. */
  clusterOf(row: number): number {
    return this.#cluster[row] ?? -1;
  }

  /** The cluster of each row, numbered from 0 in order of first row; −1 for removed ones. */
  clusters(): Int32Array {
    const numbers = new Map<number, number>();
    return Int32Array.from(this.#cluster, (of) => {
      if (of < 0) return -1;
      if (!numbers.has(of)) numbers.set(of, numbers.size);
      return numbers.get(of)!;
    });
  }

  /** Rows that a row is linked to, that wait for a person, or that have a say beside it. */
  *near(row: number): Generator<Neighbour> {
    for (const [other, weight] of this.#pairs.of(row))
      yield { ...weight, row: other, decision: this.#decide(row, other, weight) };
  }

  /** Every pair that is linked or waits, once. */
  *linked(): Generator<{ left: number; right: number; bits: number; decision: 'auto' | 'review' }> {
    for (const [left, right, weight] of this.#pairs.all()) {
      const decision = this.#decide(left, right, weight);
      if (decision === 'none') continue;
      const apart = this.#cluster[left] !== this.#cluster[right];
      yield { left, right, bits: weight.bits, decision: apart ? 'review' : decision };
    }
  }

  /**
   * Puts a record, in place of row `row` or as a new one.
   * @returns its row, and every row whose component was clustered again.
   */
  put(record: RecordInput, row = this.#records.length): { row: number; touched: number[] } {
    return { row, touched: this.change({ put: new Map([[row, record]]) }) };
  }

  /**
   * Takes in what is other than it was.
   * @returns every row whose component was clustered again, ascending.
   * @throws Error when a row is put beyond the next new one.
   */
  change({ put = new Map(), removed = [], overrides, previous = new Map() }: LinkChanges): number[] {
    let next = this.#records.length;
    for (const row of [...put.keys()].sort((a, b) => a - b)) {
      if (row > next) throw new Error(`There is no row ${row} to change.`);
      if (row === next) next += 1;
    }
    const again = this.#place(put, removed);
    if (overrides !== undefined) this.#decideAgain(decidedPairs(overrides), again);
    const near = new Set<number>();
    const reach = (row: number): void => {
      near.add(row);
      for (const [other] of this.#pairs.of(row)) near.add(other);
    };
    for (const row of again) reach(row);
    this.#weighAgain(again);
    for (const row of again) reach(row);
    for (const row of this.#moveBefore(previous)) near.add(row);
    const touched = this.#componentsOf(near);
    this.#clusterAgain(touched);
    return touched;
  }

  #decide(one: number, other: number, weight: Weight): Decision {
    const before = this.#previous.get(one);
    return decide(this.model, weight, before !== undefined && before === this.#previous.get(other));
  }

  /** Gives rows another cluster before; the rows of which a pair is decided otherwise by that. */
  #moveBefore(previous: ReadonlyMap<number, number>): Set<number> {
    const decided = new Map<string, Decision>();
    for (const row of previous.keys())
      for (const { row: other, decision } of this.near(row)) decided.set(pairOf(row, other), decision);
    for (const [row, of] of previous) {
      if (of < 0) this.#previous.delete(row);
      else this.#previous.set(row, of);
    }
    const other = new Set<number>();
    for (const row of previous.keys())
      for (const near of this.near(row))
        if (decided.get(pairOf(row, near.row)) !== near.decision) {
          other.add(row);
          other.add(near.row);
        }
    return other;
  }

  #keysNow(rows: readonly number[]): Map<number, readonly Key[]> {
    const found = new Map<number, readonly Key[]>();
    const standing: number[] = [];
    for (const row of rows) {
      const moved = this.#keys.movedTo(row);
      if (moved !== undefined) found.set(row, moved);
      else if (this.#records[row] !== undefined) standing.push(row);
    }
    const columns = encode(tableOf(standing.map((row) => this.#records[row]!)), this.model);
    keysOfRows(standing.length, columns, this.model).forEach((keys, at) => {
      found.set(standing[at]!, keys);
    });
    return found;
  }

  /** Gives rows their records and keys; the rows to weigh again: also all of a group that passed its limit. */
  #place(put: ReadonlyMap<number, RecordInput>, removed: readonly number[]): Set<number> {
    const again = new Set([...put.keys(), ...removed]);
    const rows = [...put.keys()];
    const columns = encode(tableOf([...put.values()]), this.model);
    const fresh = keysOfRows(rows.length, columns, this.model);
    const hashes = rowHashes(rows.length, columns, this.#seed);
    const sources = sourceBits(this.model, columns);
    const before = new Map<string, { key: Key; was: boolean }>();
    const notice = (key: Key): void => {
      if (!before.has(key.text)) before.set(key.text, { key, was: this.#isCompared(key) });
    };
    for (const keys of this.#keysNow([...again]).values()) keys.forEach(notice);
    for (const keys of fresh) keys.forEach(notice);
    rows.forEach((row, at) => {
      this.#keys.move(row, fresh[at]!);
      this.#records[row] = put.get(row);
      this.#hashes[row] = hashes[at]!;
      if (this.#sources) this.#sources[row] = sources?.[at] ?? 0;
      if (!(this.#cluster[row]! >= 0)) this.#cluster[row] = this.#fresh();
    });
    for (const row of removed) {
      this.#keys.move(row, []);
      this.#records[row] = undefined;
      this.#previous.delete(row);
    }
    for (const { key, was } of before.values())
      if (was !== this.#isCompared(key)) for (const row of this.#keys.holders(key)) again.add(row);
    return again;
  }

  #isCompared(key: Key): boolean {
    return this.#keys.holders(key).length <= this.#limits[key.rule]!;
  }

  #decideAgain(decided: Map<string, number>, again: Set<number>): void {
    const was = this.#decided;
    for (const pair of new Set([...was.keys(), ...decided.keys()]))
      if (was.get(pair) !== decided.get(pair)) for (const row of pair.split(' ')) again.add(Number(row));
    this.#decided = decided;
  }

  #fresh(): number {
    this.#nextCluster += 1;
    return this.#nextCluster - 1;
  }

  /** The pairs of these rows with all that share a key with them, and those that a decision names. */
  #candidates(rows: ReadonlySet<number>): Map<number, Set<number>> {
    const found = new Map<number, Set<number>>();
    for (const [row, keys] of this.#keysNow([...rows])) {
      if (this.#records[row] === undefined) continue;
      const others = new Set<number>();
      for (const key of keys) {
        const holders = this.#keys.holders(key);
        if (holders.length <= this.#limits[key.rule]!) for (const other of holders) others.add(other);
      }
      found.set(row, others);
    }
    for (const pair of this.#decided.keys()) {
      const [one, other] = pair.split(' ').map(Number) as [number, number];
      if (this.#records[one] === undefined || this.#records[other] === undefined) continue;
      found.get(one)?.add(other);
      found.get(other)?.add(one);
    }
    return found;
  }

  #weighAgain(again: ReadonlySet<number>): void {
    for (const row of again) this.#pairs.clear(row);
    const candidates = this.#candidates(again);
    const rows = [...new Set([...candidates].flatMap(([row, others]) => [row, ...others]))].sort(
      (a, b) => a - b,
    );
    if (rows.length < 2) return;
    const place = new Map(rows.map((row, at) => [row, at]));
    /** Every pair to compare, and what a person decided about it. */
    const pairs = new Map<number, number>();
    for (const [row, others] of candidates) {
      const own = place.get(row)!;
      for (const other of others) {
        if (other === row) continue;
        const at = place.get(other)!;
        const key = own < at ? own * rows.length + at : at * rows.length + own;
        pairs.set(key, this.#decided.get(pairOf(row, other)) ?? 0);
      }
    }
    const { model, frequencies } = this;
    const columns = encode(tableOf(rows.map((row) => this.#records[row]!)), model);
    const compared = compareFew(rows.length, columns, this, [...pairs.keys()]);
    const weights = weightsOf(model, columns, frequencies);
    const kept = weigh({ rows: rows.length, model, weights, pairs: compared, overrides: pairs });
    for (let k = 0; k < kept.count; k += 1) {
      const weight = { bits: kept.bits[k]!, unadjusted: kept.unadjusted[k]!, rules: kept.rules[k]! };
      this.#pairs.set(rows[kept.left[k]!]!, rows[kept.right[k]!]!, weight);
    }
    giveBackScored(kept);
    forgetSpare();
    this.#compared += pairs.size;
  }

  /** Everything that automatic links lead to from these rows, and what was together with it. */
  #componentsOf(near: ReadonlySet<number>): number[] {
    const found = new Set<number>();
    const before = new Set([...near].map((row) => this.#cluster[row]!));
    this.#cluster.forEach((of, row) => {
      if (before.has(of)) found.add(row);
    });
    const waiting = [...found];
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      for (const { row: other, decision } of this.near(row)) {
        if (decision !== 'auto' || found.has(other)) continue;
        found.add(other);
        waiting.push(other);
      }
    }
    for (const row of found) {
      if (this.#records[row] !== undefined) continue;
      this.#cluster[row] = -1;
      found.delete(row);
    }
    return [...found].sort((a, b) => a - b);
  }

  #clusterAgain(rows: readonly number[]): void {
    const place = new Map(rows.map((row, at) => [row, at]));
    const against = vetoing(this.model);
    const pairs = {
      left: [] as number[],
      right: [] as number[],
      bits: [] as number[],
      seed: [] as number[],
      veto: [] as number[],
    };
    for (const row of rows) {
      for (const { row: other, bits, rules, decision } of this.near(row)) {
        const at = place.get(other);
        if (other <= row || at === undefined) continue;
        pairs.left.push(place.get(row)!);
        pairs.right.push(at);
        pairs.bits.push(bits);
        pairs.seed.push(decision === 'auto' ? 1 : 0);
        pairs.veto.push((rules & against) !== 0 || bits < -DECIDED_BITS ? 1 : 0);
      }
    }
    const hashes = Float64Array.from(rows, (row) => this.#hashes[row]!);
    const sources = this.#sources && rows.map((row) => this.#sources?.[row] ?? 0);
    const weighed = { count: pairs.left.length, ...pairs };
    const found = cluster(rows.length, weighed, hashes, this.model.clustering, { sources });
    const names = Array.from({ length: found.count }, () => this.#fresh());
    rows.forEach((row, at) => {
      this.#cluster[row] = names[found.clusters[at]!]!;
    });
  }
}
