import { rateRatioExact, riskRatio, suppressSmallNumbers } from '../../statistics/index.ts';
import {
  type Dimension,
  dimensions,
  type FairnessFigures,
  type FairnessRule,
  type GroupLine,
  type Kind,
  notKnown,
  type Ratio,
  type Share,
} from './types.ts';

/** Fewer people than this on either side, and no comparison is drawn (outcomes’ rule for shares: 10; for ratios: 30). */
export const fewestToCompare = 30;
export const fewestForShare = 10;

/** Counts from 1 up to but without this are left out. */
const smallest = 5;

interface Group {
  code: string;
  name: string;
}

/** The groups of a dimension in the order of the page; "not known" is one of them, always last. */
export function groupsOf(dimension: Dimension, rule: FairnessRule): Group[] {
  const unknown = { code: notKnown, name: 'Not known' };
  if (dimension === 'ethnicity')
    return [...rule.ethnicity.map(({ code, name }) => ({ code, name })), unknown];
  if (dimension === 'sex')
    return [
      { code: 'male', name: 'Male' },
      { code: 'female', name: 'Female' },
      { code: 'other', name: 'Other' },
      unknown,
    ];
  const [first] = rule.ages;
  return [
    { code: '0', name: `Under ${first ?? 0}` },
    ...rule.ages.map((from, index) => {
      const next = rule.ages[index + 1];
      return { code: String(from), name: next === undefined ? `${from} and over` : `${from} to ${next - 1}` };
    }),
    unknown,
  ];
}

/** Which group somebody is in. */
export function groupOf(
  dimension: Dimension,
  kind: Pick<Kind, 'ethnicity' | 'sex' | 'age'>,
  rule: FairnessRule,
): string {
  if (dimension === 'ethnicity')
    return (
      rule.ethnicity.find(({ starts }) => starts.some((start) => kind.ethnicity?.startsWith(start)))?.code ??
      notKnown
    );
  if (dimension === 'sex') return kind.sex ?? notKnown;
  const { age } = kind;
  if (age === null) return notKnown;
  return String(rule.ages.findLast((from) => age >= from) ?? 0);
}

type Counts = Record<'selected' | 'not' | 'left' | 'red' | 'other' | 'refused' | 'rest' | 'days', number>;

function countsOf(kinds: readonly Kind[]): Counts {
  const count = (is: (kind: Kind) => boolean): number =>
    kinds.reduce((sum, kind) => sum + (is(kind) ? kind.people : 0), 0);
  return {
    selected: count(({ selected }) => selected),
    not: count(({ selected }) => !selected),
    left: count(({ selected, left }) => selected && left),
    red: count(({ selected, left, red }) => selected && !left && red),
    other: count(({ selected, left, red }) => selected && !left && !red),
    refused: count(({ selected, refused }) => !selected && refused),
    rest: count(({ selected, refused }) => !selected && !refused),
    days: kinds.reduce((sum, { days }) => sum + days, 0),
  };
}

type Row = readonly (number | null)[];

/** The parts of one column of the first table, for the groups that it shows; null where they cannot be shown safely. */
interface Parts {
  rows: ReadonlyMap<string, Row>;
  totals: readonly number[];
}

interface Splitting {
  code: string;
  /** The first table shows how many there are. */
  isShown: boolean;
  parts: readonly number[];
}

const sizeOf = ({ parts }: Pick<Splitting, 'parts'>): number => parts.reduce((sum, part) => sum + part, 0);
const hasSmall = (parts: readonly number[]): boolean => parts.some((part) => part > 0 && part < smallest);

/** What a reader who knows the sum of several groups, and how many are in each, can tell of one of them. */
function tellsTooMuch(together: readonly Splitting[], sums: readonly number[]): boolean {
  const people = together.reduce((sum, group) => sum + sizeOf(group), 0);
  return together.some((group) =>
    sums.some((sum) => {
      const size = sizeOf(group);
      const [least, most] = [Math.max(0, sum - (people - size)), Math.min(size, sum)];
      return size > 0 && sum > 0 && most - least < Math.min(smallest, size);
    }),
  );
}

/**
 * Splits a column of the first table into parts. The groups that it leaves out, and those of which a part is small, are
 * put together, and the smallest of the others with them until their sums tell of nobody: rather few groups and whole
 * numbers than many of which every second is left out. Audited as one table before it is returned; null where a total
 * itself is small, or nobody is left to show.
 */
function split(groups: readonly Splitting[]): Parts | null {
  const together = groups.filter(({ isShown, parts }) => !isShown || hasSmall(parts));
  const shown = groups
    .filter((group) => !together.includes(group))
    .sort((left, right) => sizeOf(right) - sizeOf(left));
  const nobody = shown.filter((group) => sizeOf(group) === 0);
  const some = shown.filter((group) => sizeOf(group) > 0);
  const sumsOf = (): number[] =>
    (groups[0]?.parts ?? []).map((_, part) =>
      together.reduce((sum, { parts }) => sum + (parts[part] ?? 0), 0),
    );
  const isOpen = (): boolean => {
    const sums = sumsOf();
    const people = together.filter((group) => sizeOf(group) > 0);
    return people.length > 0 && (people.length < 2 || hasSmall(sums) || tellsTooMuch(together, sums));
  };
  while (isOpen()) {
    const next = some.pop();
    if (next === undefined) return null;
    together.push(next);
  }
  if (some.length === 0) return null;
  const table = suppressSmallNumbers([
    ...some.map(({ parts }) => parts),
    ...(together.length > 0 ? [sumsOf()] : []),
  ]);
  if (table.suppressed.length > 0) return null;
  return {
    rows: new Map([...some, ...nobody].map(({ code, parts }) => [code, parts])),
    totals: table.columnTotals.map((total) => total ?? 0),
  };
}

/** Null where a count is left out, or a comparison would stand on too few people. */
export function ratioTo(
  group: { events: number | null; of: number | null },
  all: { events: number | null; of: number | null },
): Ratio | null {
  if (group.events === null || group.of === null || all.events === null || all.of === null) return null;
  const rest = { events: all.events - group.events, people: all.of - group.of };
  if (group.of < fewestToCompare || rest.people < fewestToCompare || group.events === 0 || rest.events === 0)
    return null;
  const { estimate, lower, upper } = riskRatio({ events: group.events, people: group.of }, rest);
  return { estimate, lower, upper };
}

const shareOf = (
  group: { events: number | null; of: number | null },
  all: { events: number | null; of: number | null },
): Share => ({ ...group, ratio: ratioTo(group, all) });

/** What is published of one dimension; null where even the totals would tell of a few people. */
function dimensionOf(dimension: Dimension, kinds: readonly Kind[], rule: FairnessRule): GroupLine[] | null {
  const groups = groupsOf(dimension, rule);
  const of = Map.groupBy(kinds, (kind) => groupOf(dimension, kind, rule));
  const counts = groups.map(({ code }) => countsOf(of.get(code) ?? []));
  const first = suppressSmallNumbers(counts.map(({ selected, not }) => [selected, not]));
  const [selectedTotal, notTotal] = first.columnTotals;
  if (selectedTotal == null || notTotal == null || first.total === null) return null;
  const isShown = (row: number, column: number): boolean => first.cells[row]?.[column] != null;
  const onScheme = split(
    groups.map(({ code }, row) => {
      const { left = 0, red = 0, other = 0 } = counts[row] ?? {};
      return { code, isShown: isShown(row, 0), parts: [left, red, other] };
    }),
  );
  const outside = split(
    groups.map(({ code }, row) => {
      const { refused = 0, rest = 0 } = counts[row] ?? {};
      return { code, isShown: isShown(row, 1), parts: [refused, rest] };
    }),
  );
  const days = counts.reduce((sum, one) => sum + one.days, 0);
  const totals = { selected: selectedTotal, not: notTotal, days };
  return groups.map(({ code, name }, row) =>
    lineOf(
      { code, name },
      {
        eligible: first.rowTotals[row] ?? null,
        selected: first.cells[row]?.[0] ?? null,
        onScheme: onScheme === null ? null : { row: onScheme.rows.get(code) ?? [], totals: onScheme.totals },
        outside: outside === null ? null : { row: outside.rows.get(code) ?? [], totals: outside.totals },
        days: counts[row]?.days ?? 0,
      },
      totals,
    ),
  );
}

interface Shown {
  eligible: number | null;
  selected: number | null;
  onScheme: { row: Row; totals: readonly number[] } | null;
  outside: { row: Row; totals: readonly number[] } | null;
  days: number;
}

function lineOf(
  group: Group,
  { eligible, selected, onScheme, outside, days }: Shown,
  totals: { selected: number; not: number; days: number },
): GroupLine {
  const all = totals.selected + totals.not;
  const at = (part: Shown['onScheme'], column: number) => ({
    events: part?.row[column] ?? null,
    total: part?.totals[column] ?? null,
  });
  const [left, red, refused] = [at(onScheme, 0), at(onScheme, 1), at(outside, 0)];
  const less = (one: number | null, two: number | null) => (one === null || two === null ? null : one - two);
  const more = (one: number | null, two: number | null) => (one === null || two === null ? null : one + two);
  const hasDays = selected !== null && selected >= fewestForShare;
  return {
    ...group,
    eligible,
    selected: shareOf({ events: selected, of: eligible }, { events: totals.selected, of: all }),
    // Of those about whom a panel decided: adopted, or declined and never adopted.
    refused: shareOf(
      { events: refused.events, of: more(refused.events, selected) },
      { events: refused.total, of: more(refused.total, totals.selected) },
    ),
    left: shareOf({ events: left.events, of: selected }, { events: left.total, of: totals.selected }),
    // Of those who are on the scheme now.
    red: shareOf(
      { events: red.events, of: less(selected, left.events) },
      { events: red.total, of: less(totals.selected, left.total) },
    ),
    meanDays: hasDays ? Math.round(days / selected) : null,
    leaving: hasDays
      ? leavingOf(
          { left: left.events, days },
          { left: left.total, days: totals.days },
          selected,
          totals.selected,
        )
      : null,
  };
}

function leavingOf(
  group: { left: number | null; days: number },
  all: { left: number | null; days: number },
  people: number,
  everybody: number,
): Ratio | null {
  if (group.left === null || all.left === null) return null;
  const rest = { events: all.left - group.left, exposure: all.days - group.days };
  if (Math.min(people, everybody - people) < fewestToCompare) return null;
  if (group.left === 0 || rest.events === 0 || group.days <= 0 || rest.exposure <= 0) return null;
  const { estimate, lower, upper } = rateRatioExact({ events: group.left, exposure: group.days }, rest);
  return { estimate, lower, upper };
}

export type Published = { figures: FairnessFigures } | { why: string };

/** All that may be shown: counts of 1 to 4 left out, and whatever they could be worked out from, in all tables together. */
export function publish(kinds: readonly Kind[], rule: FairnessRule): Published {
  const people = kinds.reduce((sum, kind) => sum + kind.people, 0);
  if (people < fewestForShare) return { why: `Fewer than ${fewestForShare} people can be counted.` };
  const lines = dimensions.map((dimension) => ({ dimension, groups: dimensionOf(dimension, kinds, rule) }));
  // A total that one table leaves out must not stand in another.
  const shown = lines.flatMap(({ dimension, groups }) => (groups === null ? [] : [{ dimension, groups }]));
  if (shown.length < lines.length)
    return { why: 'So few are selected, or not selected, that their number would tell of them.' };
  return { figures: { people, dimensions: shown } };
}
