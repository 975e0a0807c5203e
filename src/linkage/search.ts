/**
 * Who a record could be, among a table that is held encoded: the rows that share a key with it are found by the
 * model's blocking rules, and scored by the same functions as a whole run.
 */

import { type Column, type Columns, encode } from './columns.ts';
import { basesOf, compile, machineOf } from './compile.ts';
import type { CsvTable } from './csv.ts';
import { KeyIndex } from './key-index.ts';
import { entriesOf, groupTask } from './keys.ts';
import { levelsOfCodes, linesOf } from './pairs.ts';
import { poolOf } from './pool.ts';
import {
  adjustedBits,
  appliedRules,
  type Decision,
  decide,
  forcedBits,
  patternWeights,
  rareShares,
  weightsOf,
} from './scoring.ts';
import type { Frequencies, Model, RecordInput, RecordTable } from './types.ts';
import { ValueBuilder, ValueFinder } from './values.ts';

export interface Hit {
  readonly row: number;
  readonly bits: number;
  readonly unadjusted: number;
  /** Bit r set: the model's rule r applies. */
  readonly rules: number;
  readonly decision: Decision;
}

export interface SearchOptions {
  readonly threads?: number;
  /** Frequencies of the run whose decisions a search should agree with, in place of the table's own. */
  readonly frequencies?: Frequencies;
}

/** The memory in which a field's few rows are put together, kept from search to search. */
class FewRows {
  readonly #all: Column;
  readonly #finder: ValueFinder;
  readonly #builder = new ValueBuilder();
  /** Place of a value of the table. */
  readonly #places = new Map<number, number>();
  #counts = new Int32Array(64);
  #first = new Int32Array(64);
  #offsets = new Int32Array(64);
  #items = new Int32Array(64);

  constructor(all: Column) {
    this.#all = all;
    this.#finder = new ValueFinder(all.values);
  }

  #ofTable(id: number): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place = this.#builder.internFrom(this.#all.values, id);
    this.#places.set(id, place);
    if (place >= this.#counts.length) this.#counts = twice(this.#counts);
    this.#counts[place] = this.#all.counts[id]!;
    return place;
  }

  #ofRecord({ values }: Column, id: number): number {
    const there = this.#finder.find(values.low[id]!, values.high[id]!);
    if (there >= 0) return this.#ofTable(there);
    const place = this.#builder.internFrom(values, id);
    if (place >= this.#counts.length) this.#counts = twice(this.#counts);
    this.#counts[place] = 0;
    return place;
  }

  /** Adds a row's values, and gives where they end. */
  #addItems(column: Column, row: number, from: number): number {
    const { offsets, items, first } = column;
    const own = column !== this.#all;
    const start = offsets ? offsets[row]! : 0;
    const end = offsets ? offsets[row + 1]! : first[row]! < 0 ? 0 : 1;
    let to = from;
    for (let at = start; at < end; at += 1) {
      const id = items ? items[at]! : first[row]!;
      if (to === this.#items.length) this.#items = twice(this.#items);
      this.#items[to] = own ? this.#ofRecord(column, id) : this.#ofTable(id);
      to += 1;
    }
    this.#items.subarray(from, to).sort();
    return to;
  }

  /** A few rows as a column of their own, the record that is searched for being the first; good until the next. */
  of(own: Column, rows: readonly number[]): Column {
    const all = this.#all;
    this.#builder.clear();
    this.#places.clear();
    while (this.#first.length < rows.length + 2) {
      this.#first = twice(this.#first);
      this.#offsets = twice(this.#offsets);
    }
    this.#first[0] = own.first[0]! < 0 ? -1 : this.#ofRecord(own, own.first[0]!);
    for (let k = 0; k < rows.length; k += 1) {
      const id = all.first[rows[k]!]!;
      this.#first[k + 1] = id < 0 ? -1 : this.#ofTable(id);
    }
    if (all.offsets) {
      this.#offsets[1] = this.#addItems(own, 0, 0);
      for (let k = 0; k < rows.length; k += 1)
        this.#offsets[k + 2] = this.#addItems(all, rows[k]!, this.#offsets[k + 1]!);
    }
    return {
      ...all,
      values: this.#builder.view(),
      counts: this.#counts.subarray(0, this.#builder.size),
      first: this.#first.subarray(0, rows.length + 1),
      offsets: all.offsets && this.#offsets.subarray(0, rows.length + 2),
      items: all.offsets && this.#items.subarray(0, this.#offsets[rows.length + 1]),
    };
  }
}

function twice(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const into = new Int32Array(from.length * 2);
  into.set(from);
  return into;
}

/** Scores the first row of a few against each of the others, which stand for `rows`. */
export function scoreFirst(
  few: Columns,
  rows: readonly number[],
  model: Model,
  frequencies: Frequencies | undefined,
): Hit[] {
  const program = compile(model, few, rareShares(model, few, frequencies));
  const machine = machineOf(program, linesOf(rows.length + 1, program, few), rows.length);
  const weights = weightsOf(model, few, frequencies);
  const codes = Float64Array.from(rows, (_, k) => machine.pattern(0, k + 1));
  const levels = levelsOfCodes(codes, basesOf(model));
  const by = patternWeights(weights, levels, rows.length);
  return rows.map((row, k) => {
    const unadjusted = adjustedBits(by, k, 0, k + 1);
    const rules = appliedRules(model, machine.rules(0, k + 1), unadjusted, 0);
    const bits = forcedBits(model, rules, unadjusted);
    const score = { bits, unadjusted, rules };
    return { row, ...score, decision: decide(model, score, false) };
  });
}

/** A table that can be searched. Building it costs about as much as encoding the table for a run. */
export class SearchIndex {
  readonly model: Model;
  readonly #columns: Columns;
  readonly #keys: readonly KeyIndex[];
  readonly #few: readonly FewRows[];
  readonly #frequencies: Frequencies | undefined;

  constructor(table: RecordTable | CsvTable, model: Model, options: SearchOptions = {}) {
    this.model = model;
    this.#frequencies = options.frequencies;
    this.#columns = encode(table, model, { pool: poolOf(options.threads ?? 1) });
    this.#keys = model.blocking.map(
      (rule) => new KeyIndex(entriesOf(groupTask(table.length, rule, this.#columns))),
    );
    this.#few = Object.values(this.#columns).map((column) => new FewRows(column));
  }

  /** Rows that some blocking rule brings together with the record, ascending. */
  #candidates(own: Columns): number[] {
    const found = new Set<number>();
    this.model.blocking.forEach((rule, r) => {
      const { count, low, high } = entriesOf(groupTask(1, rule, own));
      for (let k = 0; k < count; k += 1) {
        // With the record itself the group is one larger.
        for (const row of this.#keys[r]!.rows(low[k]!, high[k]!, rule.maxGroup - 1)) found.add(row);
      }
    });
    return [...found].sort((a, b) => a - b);
  }

  /** The rows that the record is linked to or that a person should look at, the likeliest first. */
  search(record: RecordInput): Hit[] {
    const columns = Object.fromEntries(Object.entries(record).map(([name, cell]) => [name, [cell]]));
    const own = encode({ length: 1, columns }, this.model);
    const rows = this.#candidates(own);
    if (rows.length === 0) return [];
    const few = Object.fromEntries(
      Object.keys(this.#columns).map((field, k) => [field, this.#few[k]!.of(own[field]!, rows)]),
    );
    return scoreFirst(few, rows, this.model, this.#frequencies)
      .filter(({ decision }) => decision !== 'none')
      .sort((a, b) => b.bits - a.bits || a.row - b.row);
  }
}
