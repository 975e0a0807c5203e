import type { Month, Quarter } from './months.ts';
import {
  answers,
  type Count,
  type Fact,
  type Grid,
  outcomes,
  type Period,
  ratings,
  type Service,
  type Tables,
  type Topic,
} from './types.ts';

const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0);

/** Middle value of so many of each; the lower of two in the middle. Null of nothing. */
export function weightedMedian(lines: readonly { value: number; n: number }[]): number | null {
  const all = sum(lines.map((line) => line.n));
  let seen = 0;
  for (const { value, n } of [...lines].sort((left, right) => left.value - right.value)) {
    seen += n;
    if (2 * seen >= all) return value;
  }
  return null;
}

/** A table of counts; rows and columns in the order given, then others as they come up. */
export function gridOf(
  facts: readonly { row: string; column: string; n: number }[],
  order: { rows?: readonly string[]; columns?: readonly string[] } = {},
): Grid {
  const codes = (known: readonly string[], found: readonly string[]): string[] => [
    ...new Set([...known, ...[...found].sort()]),
  ];
  const rows = codes(
    order.rows ?? [],
    facts.map((fact) => fact.row),
  );
  const columns = codes(
    order.columns ?? [],
    facts.map((fact) => fact.column),
  );
  const counts = new Map<string, number>();
  for (const { row, column, n } of facts) {
    const key = `${row}\n${column}`;
    counts.set(key, (counts.get(key) ?? 0) + n);
  }
  const cells = rows.map((row) => columns.map((column) => counts.get(`${row}\n${column}`) ?? 0));
  return {
    rows,
    columns,
    cells,
    rowTotals: cells.map(sum),
    columnTotals: columns.map((_, place) => sum(cells.map((row) => row[place] ?? 0))),
    total: sum(cells.map(sum)),
  };
}

/**
 * What is told of some months together. Members and waiting are as on the last day of the last month that has any
 * line of its own; everything else adds up.
 *
 * @param last the month whose last day members and waiting are of
 */
export function tablesOf(facts: readonly Fact[], last: Month): Tables {
  const by = Map.groupBy(facts, (fact) => fact.topic);
  const of = (topic: Topic): Fact[] => by.get(topic) ?? [];
  const count = (topic: Topic): number => sum(of(topic).map((fact) => fact.n));
  const total = (topic: Topic): number => sum(of(topic).map((fact) => fact.total));
  const onLast = (topic: Topic): number =>
    sum(of(topic).flatMap((fact) => (fact.month === last ? [fact.n] : [])));
  const grid = (
    topic: Topic,
    row: (fact: Fact) => string,
    column: (fact: Fact) => string,
    order = {},
  ): Grid =>
    gridOf(
      of(topic).map((fact) => ({ row: row(fact), column: column(fact), n: fact.n })),
      order,
    );
  const one = (fact: Fact): string => fact.one;
  const two = (fact: Fact): string => fact.two;
  const all = (): string => 'all';
  return {
    listed: count('listed'),
    joined: count('joined'),
    left: count('left'),
    members: onLast('members'),
    decided: grid('decided', one, all, { columns: ['all'] }),
    rag: grid('rag', one, two, { rows: ratings, columns: ratings }),
    sent: count('sent'),
    answered: grid('answered', one, two, { columns: answers }),
    declined: grid('declined', one, all, { columns: ['all'] }),
    waiting: onLast('waiting'),
    services: servicesOf(of('started')),
    contact: grid('contact', (fact) => String(fact.baseId ?? ''), one, { columns: outcomes }),
    minutes: total('contact'),
    untimed: sum(of('contact').flatMap((fact) => (fact.two === 'untimed' ? [fact.n] : []))),
    days: total('days'),
    liberty: total('liberty'),
  };
}

const servicesOf = (facts: readonly Fact[]): Service[] =>
  [...Map.groupBy(facts, (fact) => `${fact.one}\n${fact.two}`).values()]
    .map((lines) => ({
      pathway: lines[0]?.one ?? '',
      provider: lines[0]?.two ?? '',
      started: sum(lines.map((line) => line.n)),
      medianDays: weightedMedian(lines),
    }))
    .sort((left, right) =>
      `${left.pathway}\n${left.provider}`.localeCompare(`${right.pathway}\n${right.provider}`),
    );

/** One period for each month. @param open the month that is not over */
export const monthly = (facts: readonly Fact[], months: readonly Month[], open: Month): Period[] => {
  const by = Map.groupBy(facts, (fact) => fact.month);
  return months.map((month) => ({
    code: month,
    isOpen: month >= open,
    tables: tablesOf(by.get(month) ?? [], month),
  }));
};

/** Members and others of a quarter, of its three months' lines. */
export const quarterly = (facts: readonly Fact[], months: readonly Month[], code: Quarter): Period => ({
  code,
  isOpen: false,
  tables: tablesOf(
    facts.filter((fact) => months.includes(fact.month)),
    months.at(-1) ?? '',
  ),
});

/** Part of a whole, where both are shown and the whole is no less than a least number. */
export const shareOf = (part: Count, whole: Count, least = 1): number | null =>
  part === null || whole === null || whole < Math.max(1, least) ? null : part / whole;

export const cellOf = ({ rows, columns, cells }: Grid, row: string, column: string): Count => {
  const line = cells[rows.indexOf(row)];
  const place = columns.indexOf(column);
  return line === undefined || place < 0 ? 0 : (line[place] ?? null);
};

/** Counts of some columns together, by row or in all; null where one of them is left out. */
export const togetherOf = (counts: readonly Count[]): Count =>
  counts.reduce<Count>((so, count) => (so === null || count === null ? null : so + count), 0);

export const columnTotal = ({ columns, columnTotals }: Grid, column: string): Count => {
  const place = columns.indexOf(column);
  return place < 0 ? 0 : (columnTotals[place] ?? null);
};
