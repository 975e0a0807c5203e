import { csvLine } from '../../kernel/csv.ts';
import { quarterName } from './quarters.ts';
import {
  type ContactKinds,
  countedFor,
  knownOf,
  type OutputResult,
  releasedOf,
  resultsOf,
  sumOf,
  timelinessOf,
} from './rules.ts';
import { cell, timelinessWords } from './show.ts';
import {
  type Grant,
  type GrantOutput,
  type GrantQuarter,
  type GrantReturn,
  measures,
  measureWords,
  type Payment,
  type ReturnText,
  returnStateWords,
  type WorkRow,
} from './types.ts';

/** A year of a grant, assembled from the returns that were accepted. */
export interface AnnualReport {
  grant: Grant;
  year: string;
  quarters: readonly GrantQuarter[];
  /** Of each quarter, in order; undefined where none was asked for. */
  returns: readonly (GrantReturn | undefined)[];
  /** Clear words by return. */
  texts: ReadonlyMap<number, ReturnText>;
  profilePence: bigint;
  /** Null: not known. */
  paidPence: bigint | null;
  /** Null: no return of the year is accepted. */
  spentPence: bigint | null;
  accepted: number;
  /** Of the quarters whose return is accepted. */
  results: readonly OutputResult[];
  work: readonly WorkRow[];
  kinds: ContactKinds;
}

/** Rows of the same work of several quarters, summed. */
export function sumWork(rows: readonly WorkRow[]): WorkRow[] {
  const sums = new Map<string, WorkRow>();
  for (const row of rows) {
    const key = `${row.source} ${row.kind}`;
    const so = sums.get(key) ?? { ...row, n: 0, due: 0, attended: 0, minutes: 0 };
    sums.set(key, {
      ...so,
      n: so.n + row.n,
      due: so.due + row.due,
      attended: so.attended + row.attended,
      minutes: so.minutes + row.minutes,
    });
  }
  return [...sums.values()];
}

/** Puts a year together. A quarter whose return is not accepted is in no sum. */
export function annualReport(facts: {
  grant: Grant;
  year: string;
  quarters: readonly GrantQuarter[];
  returns: readonly GrantReturn[];
  payments: readonly Payment[];
  outputs: readonly GrantOutput[];
  texts: readonly ReturnText[];
  kinds: ContactKinds;
}): AnnualReport {
  const { grant, year, outputs, kinds } = facts;
  const quarters = facts.quarters.filter((one) => one.year === year);
  const returns = quarters.map(({ id }) => facts.returns.find((one) => one.quarterId === id));
  const accepted = returns.filter((one) => one !== undefined).filter(({ state }) => state === 'accepted');
  const work = sumWork(accepted.flatMap((one) => one.count?.activity ?? []));
  const own = facts.payments.filter((one) => quarters.some(({ id }) => id === one.quarterId));
  const texts = new Map<number, ReturnText>();
  for (const text of facts.texts)
    if (text.state === 'clear' && !texts.has(text.returnId)) texts.set(text.returnId, text);
  return {
    grant,
    year,
    quarters,
    returns,
    texts,
    profilePence: sumOf(quarters),
    paidPence: knownOf(grant, facts.payments, releasedOf(own, 'payment')),
    spentPence:
      accepted.length === 0 ? null : accepted.reduce((sum, { spendPence }) => sum + (spendPence ?? 0n), 0n),
    accepted: accepted.length,
    results: accepted.length === 0 ? [] : resultsOf(grant, outputs, work, kinds, accepted.length),
    work,
    kinds,
  };
}

/** One line a quarter, in pounds; what is not accepted has its stage and nothing else. */
export function reportLines(report: AnnualReport, today: string): string[] {
  const head = csvLine([
    ...['quarter', 'profile', 'return', 'timeliness', 'spent'],
    ...measures.map((code) => measureWords[code]),
  ]);
  const lines = report.quarters.map((quarter, index) => {
    const one = report.returns[index];
    const activity = one?.state === 'accepted' ? one.count?.activity : undefined;
    return csvLine([
      quarterName(quarter),
      cell(quarter.pence),
      one === undefined ? 'not asked for' : returnStateWords[one.state],
      timelinessWords(timelinessOf(report.grant, quarter, one?.firstSentAt ?? null, today)),
      one?.state === 'accepted' ? cell(one.spendPence) : '',
      ...measures.map((code) => (activity === undefined ? '' : countedFor(code, activity, report.kinds))),
    ]);
  });
  return [head, ...lines];
}
