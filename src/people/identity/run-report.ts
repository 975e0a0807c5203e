import { type LinkResult, probabilityOf } from '../../linkage/index.ts';
import type { TruthReport } from './truth.ts';
import type { IdentityRecord } from './types.ts';

/** What a run found out, beside its totals. Kept with the run as it was. */
export interface RunReport {
  /** Links that the program makes by itself. */
  links: number;
  /** Pairs that wait for a person. */
  review: number;
  /** Changes that wait because somebody is being worked with. */
  held: number;
  /** Rules that find pairs, in the order in which they were asked: a pair counts with the first that found it. Of a whole run. */
  rules?: RuleReport[];
  /** Links made by the program, by how much speaks for them, in bits: `from` and above, below the next. */
  strength: { from: number; links: number }[];
  /** Where somebody knows the truth of some records. */
  truth?: TruthReport;
  /** Why everything was linked. */
  why?: WhyWhole;
  /** What of the run looked at changes alone. */
  changes?: ChangesReport;
  /** Where a whole run followed runs that looked at changes alone: what it put otherwise. */
  otherwise?: OtherwiseReport;
}

/**
 * Why a run was of everything: each night, or as somebody asked; because the server kept nothing of the run before (it had
 * started anew), or because too much was other, another rule was in force, or another run had come between.
 */
export type WhyWhole = 'nightly' | 'asked' | 'nothing-kept' | 'too-other';

export interface ChangesReport {
  /** Records that came, changed or were decided about or moved by somebody, and those that are gone. */
  changed: number;
  gone: number;
}

/** A whole run held against what the runs of changes before it had left. */
export interface OtherwiseReport {
  /** Runs of changes since the whole run before. */
  runs: number;
  /** Records that stand with another person now, though nothing of them had changed since the last of those runs. */
  records: number;
  /** The people whom they left. */
  people: number;
}

export interface RuleReport {
  rule: string;
  pairs: number;
  links: number;
  review: number;
  /** Groups too large to compare, and how many records stand in them. */
  groupsDropped: number;
  recordsInDroppedGroups: number;
}

const bands = [0, 10, 20, 30, 40, 60] as const;

/** Links by how much speaks for them, counted one by one. */
class Tally {
  readonly strength = bands.map((from) => ({ from, links: 0 }));
  links = 0;
  review = 0;

  add(bits: number, isLink: boolean): void {
    if (!isLink) {
      this.review += 1;
      return;
    }
    this.links += 1;
    const band = this.strength.findLast(({ from }) => bits >= from) ?? this.strength[0];
    if (band !== undefined) band.links += 1;
  }
}

export function reportOf({ edges, blocking }: LinkResult, held: number): RunReport {
  const rules = blocking.map(({ rule, pairs, groupsDropped, recordsInDroppedGroups }) => ({
    rule,
    pairs,
    links: 0,
    review: 0,
    groupsDropped,
    recordsInDroppedGroups,
  }));
  const tally = new Tally();
  for (let at = 0; at < edges.count; at += 1) {
    const isLink = edges.decision[at] === 2;
    const rule = rules[edges.foundBy[at] ?? -1];
    if (rule !== undefined) rule[isLink ? 'links' : 'review'] += 1;
    tally.add(edges.bits[at] ?? 0, isLink);
  }
  const { links, review, strength } = tally;
  return { links, review, held, rules, strength };
}

/** The same of a run that looked at changes alone: all links that stand after it, and how many are expected to be wrong. */
export function reportOfLinked(
  linked: Iterable<{ bits: number; decision: 'auto' | 'review' }>,
  held: number,
): { report: RunReport; expectedFalseLinks: number } {
  const tally = new Tally();
  let expectedFalseLinks = 0;
  for (const { bits, decision } of linked) {
    tally.add(bits, decision === 'auto');
    if (decision === 'auto') expectedFalseLinks += 1 - probabilityOf(bits);
  }
  const { links, review, strength } = tally;
  return { report: { links, review, held, strength }, expectedFalseLinks };
}

/** Of a thousand links made by the program, how many the model itself expects to be wrong; undefined without any. */
export const falsePerThousand = (expectedFalse: number, links: number): number | undefined =>
  links === 0 ? undefined : (1000 * expectedFalse) / links;

/** What decided a run. Where a later run has the same of these, only records and decisions can explain a change. */
export interface RunInputs {
  model: string;
  /** Version of the scheme's rule for shown values; 0 where it has none. */
  values: number;
  /** When it read, ISO. */
  readAt: string;
}

export interface Unexplained {
  personId: number;
  records: number[];
}

/**
 * People whose records the run would move though nothing of them had changed: neither a record of theirs, nor one of
 * those they would stand with, nor a decision about any. A full run that agrees with what stands has none.
 *
 * @param personOf the person of each record after the run, by its place.
 * @param changed records that came, changed, were withdrawn, or were decided about since the run before.
 */
export function unexplainedOf(
  records: readonly IdentityRecord[],
  personOf: readonly (number | null)[],
  changed: ReadonlySet<number>,
): Unexplained[] {
  const around = new Map<number, number[]>();
  const stands = (person: number | null | undefined, record: number): void => {
    if (person !== null && person !== undefined) around.set(person, [...(around.get(person) ?? []), record]);
  };
  records.forEach((record, place) => {
    stands(record.personId, record.id);
    if (personOf[place] !== record.personId) stands(personOf[place], record.id);
  });
  const touched = (person: number | null | undefined): boolean =>
    person !== null && person !== undefined && (around.get(person) ?? []).some((id) => changed.has(id));
  const found = new Map<number, number[]>();
  records.forEach(({ id, personId }, place) => {
    const to = personOf[place];
    if (personId === null || to === personId || touched(personId) || touched(to)) return;
    found.set(personId, [...(found.get(personId) ?? []), id]);
  });
  return [...found].sort(([a], [b]) => a - b).map(([personId, moved]) => ({ personId, records: moved }));
}

/** Records that a whole run put with another person, though nothing of them had changed since the run before. */
export function otherwiseOf(
  records: readonly IdentityRecord[],
  personOf: readonly (number | null)[],
  { changed, runs }: { changed: ReadonlySet<number>; runs: number },
): OtherwiseReport {
  const moved = records.filter(
    ({ id, personId }, place) => (personOf[place] ?? null) !== personId && !changed.has(id),
  );
  const people = new Set(moved.flatMap(({ personId }) => (personId === null ? [] : [personId])));
  return { runs, records: moved.length, people: people.size };
}
