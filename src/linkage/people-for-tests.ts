/** Made-up people with made-up errors, for the tests of this folder. */

import { checkLetter } from './identifiers.ts';
import { randomFrom } from './order.ts';
import type { Cell, RecordInput, RecordTable } from './types.ts';

const SYLLABLES = [
  'AR',
  'BEN',
  'CAL',
  'DOR',
  'EL',
  'FEN',
  'GAR',
  'HAL',
  'IN',
  'JOR',
  'KEL',
  'LIN',
  'MAR',
  'NOR',
  'OS',
];

export interface MadeUp {
  readonly table: RecordTable;
  /** Person of each row. */
  readonly truth: readonly number[];
}

function name(random: () => number, syllables: number): string {
  return Array.from(
    { length: syllables },
    () => SYLLABLES[Math.floor(random() ** 2 * SYLLABLES.length)],
  ).join('');
}

function mistype(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const other = text[at]! >= '0' && text[at]! <= '9' ? String(Math.floor(random() * 10)) : 'E';
  return text.slice(0, at) + other + text.slice(at + 1);
}

function person(random: () => number) {
  const digits = `${String(Math.floor(random() * 90) + 10)}${String(Math.floor(random() * 1e7)).padStart(7, '0')}`;
  const century = Number(digits.slice(0, 2)) <= 26 ? '20' : '19';
  const two = (n: number): string => String(n).padStart(2, '0');
  return {
    forename: name(random, 2),
    surname: name(random, 3),
    dob: `${1950 + Math.floor(random() * 55)}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`,
    sex: random() < 0.8 ? 'M' : 'F',
    postcodes: `NR${1 + Math.floor(random() * 30)} ${Math.floor(random() * 10)}AB`,
    pnc: `${century}${digits.slice(0, 2)}/${digits.slice(2)}${checkLetter(digits)}`,
  };
}

/** `people` people with one to four records each; about one value in ten is absent and one in fifteen mistyped. */
export function makePeople(people: number, seed: number): MadeUp {
  const random = randomFrom(seed);
  const rows: Record<string, Cell>[] = [];
  const truth: number[] = [];
  for (let p = 0; p < people; p += 1) {
    const original = person(random);
    const copies = 1 + Math.floor(random() * 4);
    for (let copy = 0; copy < copies; copy += 1) {
      const row: Record<string, Cell> = {};
      for (const [field, value] of Object.entries(original)) {
        const chance = random();
        row[field] = chance < 0.1 ? null : chance < 0.17 && field !== 'sex' ? mistype(value, random) : value;
      }
      if (random() < 0.2) row.aliases = [`${name(random, 2)} ${original.surname}`];
      rows.push(row);
      truth.push(p);
    }
  }
  return { table: tableFrom(rows), truth };
}

/** A table from records. */
export function tableFrom(rows: readonly RecordInput[]): RecordTable {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = Object.fromEntries(
    [...names].map((column) => [column, rows.map((row) => row[column] ?? null)]),
  );
  return { length: rows.length, columns };
}

/** Row `row` of a table. */
export function recordOf(table: RecordTable, row: number): RecordInput {
  return Object.fromEntries(Object.entries(table.columns).map(([column, cells]) => [column, cells[row]]));
}

/** The same rows in the given order. */
export function reordered(table: RecordTable, order: readonly number[]): RecordTable {
  const columns = Object.fromEntries(
    Object.entries(table.columns).map(([column, cells]) => [column, order.map((row) => cells[row])]),
  );
  return { length: table.length, columns };
}

/** The numbers 0…length−1 in an order chosen by the seed. */
export function shuffled(length: number, seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length }, (_, row) => ({ row, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

/** Clusters as sets of rows in one standard form, to compare partitions whatever their numbering. */
export function partition(clusters: ArrayLike<number>, rowOf: (at: number) => number = (at) => at): string[] {
  const groups = new Map<number, number[]>();
  Array.from(clusters).forEach((cluster, at) => {
    groups.set(cluster, [...(groups.get(cluster) ?? []), rowOf(at)]);
  });
  return [...groups.values()].map((rows) => rows.sort((a, b) => a - b).join(',')).sort();
}

/** Share of true pairs found, and share of found pairs that are true. */
export function quality(clusters: ArrayLike<number>, truth: readonly (string | number)[]) {
  let found = 0;
  let right = 0;
  let wanted = 0;
  for (let i = 0; i < truth.length; i += 1) {
    for (let j = i + 1; j < truth.length; j += 1) {
      const together = clusters[i] === clusters[j];
      const same = truth[i] === truth[j];
      if (together) found += 1;
      if (same) wanted += 1;
      if (together && same) right += 1;
    }
  }
  return { precision: right / Math.max(1, found), recall: right / Math.max(1, wanted) };
}
