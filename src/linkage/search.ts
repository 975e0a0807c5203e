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
  appliedRules,
  type Decision,
  decide,
  forcedBits,
  patternWeights,
  rareShares,
  termBits,
  termLines,
  weightsOf,
} from './scoring.ts';
import { shareInts } from './shared.ts';
import type { Frequencies, Model, RecordInput, RecordTable } from './types.ts';
import { textOf, ValueBuilder, ValueFinder } from './values.ts';

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

const idsOf = ({ first, offsets, items }: Column, row: number): number[] => {
  if (offsets && items) return [...items.subarray(offsets[row], offsets[row + 1])];
  return first[row]! < 0 ? [] : [first[row]!];
};

/** A few rows as columns of their own, the record that is searched for being the first. */
function fewRows(all: Column, own: Column, rows: readonly number[], finder: ValueFinder): Column {
  const builder = new ValueBuilder();
  const counts: number[] = [];
  const known = new Map<number, number>();
  const ofTable = (id: number): number => {
    let place = known.get(id);
    if (place === undefined) {
      place = builder.intern(textOf(all.values, id));
      known.set(id, place);
      counts[place] = all.counts[id]!;
    }
    return place;
  };
  const ofRecord = (id: number): number => {
    const there = finder.find(own.values.low[id]!, own.values.high[id]!);
    if (there >= 0) return ofTable(there);
    const place = builder.intern(textOf(own.values, id));
    counts[place] = 0;
    return place;
  };
  const first: number[] = [own.first[0]! < 0 ? -1 : ofRecord(own.first[0]!)];
  const lists: number[][] = [idsOf(own, 0).map(ofRecord)];
  for (const row of rows) {
    first.push(all.first[row]! < 0 ? -1 : ofTable(all.first[row]!));
    if (all.offsets) lists.push(idsOf(all, row).map(ofTable));
  }
  const column = {
    ...all,
    values: builder.finish(),
    first: shareInts(first),
    counts: Int32Array.from(counts),
  };
  if (!all.offsets) return column;
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, row) => {
    offsets[row + 1] = offsets[row]! + list.length;
  });
  const items = Int32Array.from(lists.flatMap((list) => list.sort((a, b) => a - b)));
  return { ...column, offsets, items };
}

/** Scores the first row of a few against each of the others, which stand for `rows`. */
export function scoreFirst(
  few: Columns,
  rows: readonly number[],
  model: Model,
  frequencies: Frequencies | undefined,
): Hit[] {
  const program = compile(model, few, rareShares(model, few, frequencies));
  const machine = machineOf(program, linesOf(rows.length + 1, program, few));
  const weights = weightsOf(model, few, frequencies);
  const { terms, lines } = termLines(weights, rows.length + 1);
  const codes = Float64Array.from(rows, (_, k) => machine.pattern(0, k + 1));
  const levels = levelsOfCodes(codes, basesOf(model));
  const by = patternWeights(weights, { terms, lines }, levels, rows.length);
  return rows.map((row, k) => {
    let unadjusted = by.base[k]!;
    for (const place of by.terms[k]!) {
      const other = lines[(k + 1) * terms.length + place]!;
      unadjusted += termBits(lines[place]!, other, terms[place]!.coalesce);
    }
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
  readonly #finders = new Map<string, ValueFinder>();
  readonly #frequencies: Frequencies | undefined;

  constructor(table: RecordTable | CsvTable, model: Model, options: SearchOptions = {}) {
    this.model = model;
    this.#frequencies = options.frequencies;
    this.#columns = encode(table, model, poolOf(options.threads ?? 1));
    this.#keys = model.blocking.map(
      (rule) => new KeyIndex(entriesOf(groupTask(table.length, rule, this.#columns))),
    );
    for (const [field, { values }] of Object.entries(this.#columns)) {
      this.#finders.set(field, new ValueFinder(values));
    }
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
      Object.entries(this.#columns).map(([field, column]) => [
        field,
        fewRows(column, own[field]!, rows, this.#finders.get(field)!),
      ]),
    );
    return scoreFirst(few, rows, this.model, this.#frequencies)
      .filter(({ decision }) => decision !== 'none')
      .sort((a, b) => b.bits - a.bits || a.row - b.row);
  }
}
