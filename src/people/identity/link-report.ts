import type { BlockingReport, LinkResult, Role } from '../../linkage/index.ts';
import { type Ids, idsTwice } from './link-file-ids.ts';

/** What `report.json` holds, exactly. Seconds of wall clock; bytes of resident memory at the highest. */
export interface LinkReport {
  records: number;
  people: number;
  pairsScored: number;
  seconds: { read: number; train: number; predict: number; cluster: number; total: number };
  peakMemoryBytes: number;
  threads: number;
  /** Pairs that the program linked by itself. */
  links: number;
  /** Of a thousand of them, how many the model expects to be false. */
  expectedFalsePer1000: number;
  /** In bits, chosen from the run's own expectation. */
  thresholds: LinkResult['model']['thresholds'];
  /** The links that are expected to be false so seldom that nobody need look. */
  certain: LinkResult['certain'];
  /** Pairs by rule, what each brought alone, and the groups that were too large. */
  rules: readonly BlockingReport[];
  /** Only where sources are said to hold a person at most once: how many links that cost. */
  oneEach?: { sources: readonly string[]; linksLost: number };
  /** In words: columns, rows, ids and values that took no part. */
  setAside: string[];
}

export interface ReportInput {
  tornCount: number;
  result: LinkResult;
  taken: Readonly<Partial<Record<Role, string>>>;
  ids: Ids;
  missing: readonly string[];
  readSeconds: number;
  began: number;
  threads: number;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

export function reportOf(input: ReportInput): LinkReport {
  const { result, readSeconds, began, threads } = input;
  const { encode, train, predict, cluster } = result.seconds;
  const { oneEach } = result.model.clustering;
  const links = result.edges.decision.reduce((sum, decision) => sum + (decision === 2 ? 1 : 0), 0);
  return {
    records: result.clusters.length,
    people: result.clusterCount,
    pairsScored: result.pairsScored,
    seconds: {
      read: round(readSeconds + encode),
      train: round(train),
      predict: round(predict),
      cluster: round(cluster),
      total: round((performance.now() - began) / 1000),
    },
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    threads,
    links,
    expectedFalsePer1000: links === 0 ? 0 : (result.expectedFalseLinks / links) * 1000,
    thresholds: result.model.thresholds,
    certain: result.certain,
    rules: result.blocking,
    ...(oneEach && result.oneEach
      ? { oneEach: { sources: oneEach.sources, linksLost: result.oneEach.linksLost } }
      : {}),
    setAside: setAside(input),
  };
}

/** Everything that took no part, and why. */
function setAside({ tornCount, result, taken, ids, missing }: ReportInput): string[] {
  const words: string[] = [...missing];
  for (const source of result.oneEach?.absent ?? [])
    words.push(`“${source}”, of which no record is: it is said to hold a person at most once`);
  if (tornCount > 0) words.push(`${tornCount} rows with too few or too many cells`);
  if (taken.id !== undefined) words.push(...idProblems(ids));
  for (const [column, count] of Object.entries(result.unread))
    words.push(`${count} values of “${column}” that cannot be read or stand for nothing`);
  for (const { rule, groupsDropped, recordsInDroppedGroups, largestGroup } of result.blocking) {
    if (groupsDropped > 0)
      words.push(
        `${groupsDropped} groups by “${rule}” as too large (${recordsInDroppedGroups} records, the largest ${largestGroup})`,
      );
  }
  return words;
}

/** Ids are written as they came, so rows with the same can be told apart by their order only. */
function idProblems(ids: Ids): string[] {
  const twice = idsTwice(ids);
  return [
    ...(ids.blank > 0
      ? [
          `${rowsOf(ids.blank)} without an id, known by the number in the file (“row 7” where 7 is another’s id)`,
        ]
      : []),
    ...(twice > 0
      ? [
          `${rowsOf(twice)} with an id that an earlier row has too: linked all the same, and told apart in the result by the order of the file alone`,
        ]
      : []),
  ];
}

const rowsOf = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;
