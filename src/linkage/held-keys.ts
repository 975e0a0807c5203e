/** Which rows hold a blocking key, while rows come, change and go: a base that stands, and what has moved since. */

import type { Columns } from './columns.ts';
import { KeyIndex } from './key-index.ts';
import { entriesOf, groupTask } from './keys.ts';
import type { Model } from './types.ts';

export interface Key {
  readonly rule: number;
  readonly low: number;
  readonly high: number;
  /** The same as text, to look it up by. */
  readonly text: string;
}

/** The keys of each row of an encoded table, each once. */
export function keysOfRows(rows: number, columns: Columns, model: Model): Key[][] {
  const found = Array.from({ length: rows }, () => new Map<string, Key>());
  model.blocking.forEach((blocking, rule) => {
    const { count, low, high, row } = entriesOf(groupTask(rows, blocking, columns));
    for (let k = 0; k < count; k += 1) {
      const key = { rule, low: low[k]!, high: high[k]!, text: `${rule} ${low[k]!} ${high[k]!}` };
      found[row[k]!]!.set(key.text, key);
    }
  });
  return found.map((keys) => [...keys.values()]);
}

export class HeldKeys {
  /** By rule; empty where nothing stood at the beginning. */
  readonly #base: readonly KeyIndex[];
  /** Row of each place in the base. */
  readonly #order: Int32Array | null;
  /** Keys of the rows that have moved since: their entries in the base are void. */
  readonly #moved = new Map<number, readonly Key[]>();
  readonly #holders = new Map<string, Set<number>>();

  constructor(base: readonly KeyIndex[] = [], order: Int32Array | null = null) {
    this.#base = base;
    this.#order = order;
  }

  static over(rows: number, columns: Columns, model: Model, order: Int32Array | null): HeldKeys {
    const base = model.blocking.map((rule) => new KeyIndex(entriesOf(groupTask(rows, rule, columns))));
    return new HeldKeys(base, order);
  }

  /** The keys of a row that has moved; undefined for one that stands as it stood. */
  movedTo(row: number): readonly Key[] | undefined {
    return this.#moved.get(row);
  }

  /** Gives a row other keys. */
  move(row: number, keys: readonly Key[]): void {
    for (const { text } of this.#moved.get(row) ?? []) this.#holders.get(text)?.delete(row);
    this.#moved.set(row, keys);
    for (const { text } of keys) {
      const holders = this.#holders.get(text);
      if (holders === undefined) this.#holders.set(text, new Set([row]));
      else holders.add(row);
    }
  }

  holders({ rule, low, high, text }: Key): number[] {
    const found = [...(this.#holders.get(text) ?? [])];
    for (const place of this.#base[rule]?.rows(low, high, Number.POSITIVE_INFINITY) ?? []) {
      const row = this.#order === null ? place : this.#order[place]!;
      if (!this.#moved.has(row)) found.push(row);
    }
    return found;
  }
}
