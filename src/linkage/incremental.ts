/**
 * People kept linked while records come and change. A record that is put is searched for, and only the components
 * that its links touch are clustered again; a whole run with the same model and frequencies gives the same people,
 * which a nightly run proves. (What earlier runs had together has no say here: that is the nightly run's.)
 */

import { cluster } from './clustering.ts';
import { encode } from './columns.ts';
import { entriesOf, groupTask } from './keys.ts';
import { rowHashes } from './order.ts';
import { vetoing } from './predict.ts';
import { type Hit, scoreFirst } from './search.ts';
import type { Frequencies, Model, RecordInput, RecordTable } from './types.ts';

type Edge = Pick<Hit, 'bits' | 'rules' | 'decision'>;

function tableOf(records: readonly RecordInput[]): RecordTable {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const columns = Object.fromEntries([...names].map((name) => [name, records.map((record) => record[name])]));
  return { length: records.length, columns };
}

export class IncrementalLinker {
  readonly #model: Model;
  readonly #frequencies: Frequencies;
  readonly #seed: number;
  readonly #records: RecordInput[] = [];
  readonly #hashes: number[] = [];
  /** By row, its keys; each begins with the number of its rule. */
  readonly #keys: string[][] = [];
  readonly #holders = new Map<string, Set<number>>();
  readonly #edges: Map<number, Edge>[] = [];
  readonly #cluster: number[] = [];
  #nextCluster = 0;

  constructor(model: Model, frequencies: Frequencies, seed = 1) {
    this.#model = model;
    this.#frequencies = frequencies;
    this.#seed = seed;
  }

  /** The cluster of each row, numbered from 0 in order of first row. */
  clusters(): Int32Array {
    const numbers = new Map<number, number>();
    return Int32Array.from(this.#cluster, (of) => {
      if (!numbers.has(of)) numbers.set(of, numbers.size);
      return numbers.get(of)!;
    });
  }

  /**
   * Puts a record, in place of row `row` or as a new one.
   * @returns its row, and every row whose component was clustered again.
   */
  put(record: RecordInput, row = this.#records.length): { row: number; touched: number[] } {
    if (row > this.#records.length) throw new Error(`There is no row ${row} to change.`);
    const own = encode(tableOf([record]), this.#model);
    const keys = this.#model.blocking.flatMap((rule, r) => {
      const { count, low, high } = entriesOf(groupTask(1, rule, own));
      return Array.from({ length: count }, (_, k) => `${r} ${low[k]} ${high[k]}`);
    });
    const unsettled = this.#moveKeys(row, [...new Set(keys)]);
    this.#records[row] = record;
    this.#hashes[row] = rowHashes(1, own, this.#seed)[0]!;
    this.#cluster[row] ??= this.#fresh();
    const near = new Set<number>();
    for (const one of unsettled) this.#scoreAgain(one, near);
    const touched = this.#componentsOf(near);
    this.#clusterAgain(touched);
    return { row, touched };
  }

  #fresh(): number {
    this.#nextCluster += 1;
    return this.#nextCluster - 1;
  }

  #limitOf(key: string): number {
    return this.#model.blocking[Number(key.slice(0, key.indexOf(' ')))]!.maxGroup;
  }

  /** Gives a row its keys; the rows whose pairs may have changed: where a group passed its limit, all in it. */
  #moveKeys(row: number, keys: string[]): Set<number> {
    const unsettled = new Set([row]);
    const all = (key: string): void => {
      for (const other of this.#holders.get(key) ?? []) unsettled.add(other);
    };
    for (const key of this.#keys[row] ?? []) {
      const holders = this.#holders.get(key)!;
      if (holders.size === this.#limitOf(key) + 1) all(key);
      holders.delete(row);
    }
    for (const key of keys) {
      const holders = this.#holders.get(key) ?? new Set();
      holders.add(row);
      this.#holders.set(key, holders);
      if (holders.size === this.#limitOf(key) + 1) all(key);
    }
    this.#keys[row] = keys;
    return unsettled;
  }

  #scoreAgain(row: number, near: Set<number>): void {
    near.add(row);
    for (const other of this.#edges[row]?.keys() ?? []) {
      near.add(other);
      this.#edges[other]!.delete(row);
    }
    const edges = new Map<number, Edge>();
    this.#edges[row] = edges;
    const others = new Set<number>();
    for (const key of this.#keys[row]!) {
      const holders = this.#holders.get(key)!;
      if (holders.size <= this.#limitOf(key)) for (const other of holders) others.add(other);
    }
    others.delete(row);
    const rows = [...others].sort((a, b) => a - b);
    if (rows.length === 0) return;
    const few = encode(tableOf([row, ...rows].map((one) => this.#records[one]!)), this.#model);
    for (const hit of scoreFirst(few, rows, this.#model, this.#frequencies)) {
      if (hit.decision === 'none' && hit.bits < this.#model.clustering.keepBits) continue;
      edges.set(hit.row, hit);
      this.#edges[hit.row]!.set(row, hit);
      near.add(hit.row);
    }
  }

  /** Everything that automatic links lead to from these rows, and what was together with it. */
  #componentsOf(near: ReadonlySet<number>): number[] {
    const found = new Set<number>(near);
    const before = new Set([...near].map((row) => this.#cluster[row]!));
    this.#cluster.forEach((of, row) => {
      if (before.has(of)) found.add(row);
    });
    const waiting = [...found];
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      for (const [other, { decision }] of this.#edges[row] ?? []) {
        if (decision !== 'auto' || found.has(other)) continue;
        found.add(other);
        waiting.push(other);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  #clusterAgain(rows: readonly number[]): void {
    const place = new Map(rows.map((row, at) => [row, at]));
    const against = vetoing(this.#model);
    const pairs = {
      left: [] as number[],
      right: [] as number[],
      bits: [] as number[],
      seed: [] as number[],
      veto: [] as number[],
    };
    for (const row of rows) {
      for (const [other, edge] of this.#edges[row]!) {
        const at = place.get(other);
        if (other <= row || at === undefined) continue;
        pairs.left.push(place.get(row)!);
        pairs.right.push(at);
        pairs.bits.push(edge.bits);
        pairs.seed.push(edge.decision === 'auto' ? 1 : 0);
        pairs.veto.push((edge.rules & against) !== 0 ? 1 : 0);
      }
    }
    const hashes = Float64Array.from(rows, (row) => this.#hashes[row]!);
    const found = cluster(
      rows.length,
      { count: pairs.left.length, ...pairs },
      hashes,
      this.#model.clustering,
    );
    const names = Array.from({ length: found.count }, () => this.#fresh());
    rows.forEach((row, at) => {
      this.#cluster[row] = names[found.clusters[at]!]!;
    });
  }
}
