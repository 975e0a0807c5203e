/**
 * Linkage of the example extracts against their hidden truth. The system never reads the truth column: it is
 * read here, straight from the files, after the records have been linked as the system links them.
 *
 * A wrong merge puts one person's offences on another, so precision comes first.
 */

import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { defaultOffenderModel, link, parseCro, parsePnc, standardiseDate } from '../src/linkage/index.ts';
import { tableOf } from '../src/people/identity/linkable.ts';
import { isCompared } from '../src/people/identity/rules.ts';
import type { Capacity, IdentityRecord, SourceFormat } from '../src/people/identity/types.ts';

const folder = new URL('../examples/extracts/', import.meta.url);

type Row = Readonly<Record<string, string>>;

const rowsOf = (file: string): Row[] => parse(readFileSync(new URL(file, folder)), { columns: true });

/** A record with the number of the true person. */
export interface TrueRecord {
  record: IdentityRecord;
  truth: string;
}

const capacities: Readonly<Record<string, Capacity>> = {
  offender: 'convicted',
  suspect: 'suspect',
  victim: 'victim',
  witness: 'witness',
};

const text = (value: string | undefined): string | null =>
  value === undefined || value === '' ? null : value;

function recordOf(row: Row, format: SourceFormat, own: Partial<IdentityRecord>): Omit<IdentityRecord, 'id'> {
  return {
    personId: null,
    agencyId: 0,
    format,
    capacity: capacities[row.capacity ?? 'offender'] ?? 'other',
    givenName: text(row.forename),
    middleName: text(row.middle_name),
    familyName: text(row.surname),
    aliases: (row.aliases ?? '').split('|').filter((alias) => alias !== ''),
    born: standardiseDate(row.date_of_birth ?? ''),
    sex: text(row.sex),
    ethnicity: text(row.ethnicity),
    pnc: parsePnc(row.pnc_id ?? '', 2026).canonical ?? null,
    cro: parseCro(row.cro ?? '').canonical ?? null,
    prisonNumber: null,
    crn: null,
    yjsId: null,
    postcode: text(row.postcode) ?? text(row.release_postcode),
    handling: 'statutory',
    withdrawn: false,
    asOf: row.last_updated ?? '',
    ...own,
  };
}

/** One row for each number, the latest: probation, prisons and youth justice send one row an order or spell. */
function latest(rows: readonly Row[], key: string): Row[] {
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const number = row[key] ?? '';
    const before = kept.get(number);
    if (before === undefined || (row.last_updated ?? '') >= (before.last_updated ?? ''))
      kept.set(number, row);
  }
  return [...kept.values()];
}

/** The records of all example extracts, as intake makes them. */
export function exampleRecords(): TrueRecord[] {
  const made: { record: Omit<IdentityRecord, 'id'>; truth: string }[] = [];
  const add = (rows: readonly Row[], format: SourceFormat, own: (row: Row) => Partial<IdentityRecord>) => {
    for (const row of rows) made.push({ record: recordOf(row, format, own(row)), truth: row._truth ?? '' });
  };
  for (const force of ['norfolk', 'suffolk'])
    add(rowsOf(`${force}-police-nominals.csv`), 'police-nominals', () => ({}));
  add(latest(rowsOf('probation-caseload.csv'), 'crn'), 'probation-caseload', ({ crn = null }) => ({ crn }));
  add(latest(rowsOf('prison-releases.csv'), 'prison_number'), 'prison-releases', (row) => ({
    prisonNumber: text(row.prison_number),
  }));
  add(latest(rowsOf('youth-justice.csv'), 'yjs_id'), 'youth-justice', (row) => ({ yjsId: text(row.yjs_id) }));
  return made.map(({ record, truth }, index) => ({ record: { id: index + 1, ...record }, truth }));
}

function pairsWithin(labels: Iterable<string | number>): number {
  const sizes = new Map<string | number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

export interface LinkageQuality {
  records: number;
  people: number;
  truePeople: number;
  precision: number;
  recall: number;
  /** Pairs of records that were put together and are two people. */
  wrongPairs: number;
  /** People made of records of more than one true person. */
  wrongMerges: number;
  /** Pairs left for a reviewer, and how many of them are one person. */
  review: number;
  reviewSame: number;
}

/** Links the compared records of the examples and holds the result against the truth. */
export function measureExamples(): LinkageQuality {
  const all = exampleRecords().filter(({ record }) => isCompared(record.capacity));
  const result = link(tableOf(all.map(({ record }) => record)), defaultOffenderModel);
  const truth = all.map((one) => one.truth);
  const clusters = [...result.clusters];
  const found = pairsWithin(clusters);
  const right = pairsWithin(clusters.map((cluster, row) => `${cluster}|${truth[row]}`));
  const members = new Map<number, Set<string>>();
  clusters.forEach((cluster, row) => {
    members.set(cluster, (members.get(cluster) ?? new Set()).add(truth[row] ?? ''));
  });
  const { edges } = result;
  const review = [...edges.decision.keys()].filter((at) => edges.decision[at] === 1 && across(at));
  function across(at: number): boolean {
    return clusters[edges.left[at] ?? -1] !== clusters[edges.right[at] ?? -1];
  }
  return {
    records: all.length,
    people: result.clusterCount,
    truePeople: new Set(truth).size,
    precision: right / found,
    recall: right / pairsWithin(truth),
    wrongPairs: found - right,
    wrongMerges: [...members.values()].filter((people) => people.size > 1).length,
    review: review.length,
    reviewSame: review.filter((at) => truth[edges.left[at] ?? -1] === truth[edges.right[at] ?? -1]).length,
  };
}

export async function run(): Promise<void> {
  const began = performance.now();
  const quality = measureExamples();
  console.table([
    {
      ...quality,
      precision: quality.precision.toFixed(4),
      recall: quality.recall.toFixed(4),
      'with reading, s': ((performance.now() - began) / 1000).toFixed(2),
    },
  ]);
}
