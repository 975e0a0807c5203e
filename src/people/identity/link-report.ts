import type { BlockingReport, CsvTable, LinkResult, Role } from '../../linkage/index.ts';
import type { Ids } from './link-file-ids.ts';
import { linksOf, tooFewPairs } from './link-file-learned.ts';
import { linesInWords } from './link-file-lines.ts';
import { columnWarnings, saysAnything, type UnreadByLine, unreadInWords } from './link-file-unread.ts';

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
  /** In words: what makes the result doubtful as a whole. */
  warnings: string[];
  /** In words: columns, rows, ids and values that took no part. */
  setAside: string[];
}

export interface ReportInput {
  torn: CsvTable['torn'];
  tornCount: number;
  result: LinkResult;
  taken: Readonly<Partial<Record<Role, string>>>;
  unused: readonly string[];
  ids: Ids;
  /** Not known of an index that an earlier version made. */
  unread: readonly UnreadByLine[] | undefined;
  quotes: readonly string[];
  savedModel: string | undefined;
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
  const links = linksOf(result);
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
    warnings: warnings(input),
    setAside: setAside(input),
  };
}

const quotedAll = (headers: readonly string[]): string => headers.map((one) => `“${one}”`).join(', ');

const nameRoles = ['forename', 'surname', 'fullName', 'otherName'] as const;

/** People are told apart by their names first of all. */
function withoutNames({ result, taken, unused, unread }: ReportInput): string[] {
  if (result.model.splink !== undefined) return [];
  const names = nameRoles.flatMap((role) => taken[role] ?? []);
  const { id: _, source: __, ...others } = taken;
  const by = Object.values(others).filter((header) => !names.includes(header));
  const rest = `records are compared by ${quotedAll(by)} alone.`;
  if (names.length === 0) {
    const more = unused.length > 0 ? ` Not used: ${quotedAll(unused.slice(0, 40))}.` : '';
    return [
      `No column of names was recognised: ${rest}${more} If one holds names, say so with --columns mapping.json, for example { "${unused[0] ?? 'Nachname'}": "surname" }.`,
    ];
  }
  if (unread === undefined || saysAnything(unread, names)) return [];
  return [`No name could be read from ${quotedAll(names)}: ${rest}`];
}

function warnings(input: ReportInput): string[] {
  const { result, unread, savedModel } = input;
  const made = { model: result.model, unread: result.unread };
  const records = result.clusters.length;
  const noPairs =
    records === 1
      ? ['There is one record only, so nothing could be linked.']
      : ['No two records were compared: no two have in common what any of the rules asks for.'];
  return [
    ...withoutNames(input),
    ...(input.taken.id === undefined
      ? ['No id column: rows are known by their number, the first below the header being 1.']
      : []),
    ...columnWarnings(unread, made),
    ...(result.pairsScored === 0 ? noPairs : []),
    ...tooFewPairs(result.model, savedModel),
  ];
}

/** Everything that took no part, and why. */
function setAside({ torn, tornCount, result, ids, missing, unread, quotes }: ReportInput): string[] {
  const words: string[] = [...missing, ...quotes];
  for (const source of result.oneEach?.absent ?? [])
    words.push(`“${source}”, of which no record is: it is said to hold a person at most once`);
  if (tornCount > 0) {
    const lines = torn.slice(0, 10).map(({ line }) => line);
    const where = linesInWords(lines, tornCount);
    words.push(`${tornCount} ${tornCount === 1 ? 'row' : 'rows'} with too few or too many cells: ${where}`);
  }
  words.push(...ids.problems, ...unreadInWords(unread, { model: result.model, unread: result.unread }));
  for (const { rule, groupsDropped, recordsInDroppedGroups, largestGroup } of result.blocking) {
    if (groupsDropped > 0)
      words.push(
        `${groupsDropped} groups by “${rule}” as too large (${recordsInDroppedGroups} records, the largest ${largestGroup})`,
      );
  }
  return words;
}
