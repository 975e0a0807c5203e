import Type, { type Static } from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { listAgencies, listBases } from '../../scheme/directory.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Feed } from '../measures/types.ts';
import type { DrawAsk, LinkTo, Words } from './chart-model.ts';
import type { ChartKind } from './dashboards.ts';
import { countMonths, type Month, monthAfter, monthOf, monthsFrom, monthsOf, quarterOf } from './months.ts';
import {
  type FactFilter,
  findRun,
  listFacts,
  listQuarters,
  type PublishedQuarter,
  type Run,
} from './store.ts';
import { monthly, quarterly, tablesOf } from './tables.ts';
import { categoryOf, type Fact, type Figures } from './types.ts';

const month = Type.Optional(Type.String({ pattern: '^([12]\\d{3}-(0[1-9]|1[0-2]))?$' }));

/** What an address may ask of a dashboard. Empty: not asked. */
export const dashboardQuery = Type.Object({
  from: month,
  to: month,
  base: Type.Optional(Type.String({ pattern: '^\\d{0,15}$' })),
  strand: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{0,40}$' })),
  /** `published`: as those see it who see no person. */
  as: Type.Optional(Type.String({ pattern: '^(published)?$' })),
  cost: Type.Optional(Type.String({ maxLength: 30 })),
  worth: Type.Optional(Type.String({ maxLength: 30 })),
  uplift: Type.Optional(Type.String({ maxLength: 10 })),
});

export type DashboardQuery = Static<typeof dashboardQuery>;

/** Months shown unless others are asked for, and at most. */
const monthsShown = 12;
export const mostMonths = 36;

export interface Filter extends FactFilter {
  isPublished: boolean;
  /** The months were asked for by name. */
  isDated: boolean;
}

/**
 * The months, base and strand that an address asks for; the last twelve months where it names none. Of more than twelve
 * months whole quarters are shown.
 */
export function filterOf(query: DashboardQuery, today: Day): Filter {
  const to = query.to || monthOf(today);
  const from = query.from || monthAfter(to, 1 - monthsShown);
  // More than a year is told by quarters, and a quarter is told as a whole.
  const isByQuarter = countMonths(from, to) > monthsShown;
  return {
    from: isByQuarter ? monthsOf(quarterOf(from))[0] : from,
    to: isByQuarter ? monthsOf(quarterOf(to))[2] : to,
    base: query.base ? Number(query.base) : undefined,
    strand: query.strand || undefined,
    isPublished: query.as === 'published',
    isDated: Boolean(query.from || query.to),
  };
}

/** Why months cannot be shown, as a field's error. */
export function problemOf({
  from,
  to,
}: Pick<Filter, 'from' | 'to'>): { field: string; text: string } | undefined {
  if (from > to)
    return { field: 'from', text: 'The first month is after the last. Choose an earlier first month.' };
  // Whole quarters may be four months longer than what was asked for.
  return countMonths(from, to) > mostMonths + 4
    ? { field: 'from', text: `At most ${mostMonths} months at once. Choose a later first month.` }
    : undefined;
}

interface Strand {
  code: string;
  name: string;
}

export interface Read {
  run: Run | undefined;
  facts: Fact[];
  quarters: PublishedQuarter[];
  bases: { id: number; name: string }[];
  strands: readonly Strand[];
  words: Words;
  feeds: readonly Feed[];
}

/** Those who see the people see figures as they were counted. The policies of the lines say the same of each. */
export const seesExactly = (viewer: Pick<StaffViewer, 'may'>): boolean =>
  viewer.may('see:outcomes') && viewer.may('see:cohort');

const listFeeds = async (tx: Tx, schemeId: number): Promise<readonly Feed[]> =>
  (await tx.maybe(newestFeeds(schemeId)))?.feeds ?? [];

const newestFeeds = (schemeId: number): Sql<{ feeds: Feed[] }> =>
  sql<{ feeds: Feed[] }>`select feeds from claim where scheme_id = ${schemeId} order by id desc limit 1`;

/** Everything that a dashboard is drawn from, in one go. */
export async function readDashboard(tx: Tx, viewer: StaffViewer, filter: Filter, today: Day): Promise<Read> {
  const { schemeId } = viewer;
  const isExact = seesExactly(viewer) && !filter.isPublished;
  const [run, facts, quarters, bases, agencies, feeds, strands, pathways, referrals] = await Promise.all([
    findRun(tx, schemeId),
    isExact ? listFacts(tx, schemeId, filter) : [],
    listQuarters(tx, schemeId),
    listBases(tx, schemeId),
    listAgencies(tx),
    listFeeds(tx, schemeId),
    findRule<{ strands: Strand[] }>(tx, schemeId, 'strands', today),
    findRule<{ pathways: Strand[]; women?: Strand[] }>(tx, schemeId, 'pathways', today),
    findRule<{ declineReasons: Strand[] }>(tx, schemeId, 'referrals', today),
  ]);
  const named = (list: readonly Strand[] | undefined): Map<string, string> =>
    new Map((list ?? []).map(({ code, name }) => [code, name]));
  const numbered = (list: readonly { id: number; name: string }[]): Map<string, string> =>
    new Map(list.map(({ id, name }) => [String(id), name]));
  return {
    run,
    facts,
    quarters,
    bases,
    strands: strands?.body.strands ?? [],
    feeds,
    words: {
      bases: numbered(bases),
      agencies: numbered(agencies),
      pathways: named([...(pathways?.body.pathways ?? []), ...(pathways?.body.women ?? [])]),
      declineReasons: named(referrals?.body.declineReasons),
      ratings: ratingWords,
    },
  };
}

const ratingWords = new Map([
  ['red', 'Red'],
  ['amber', 'Amber'],
  ['green', 'Green'],
  ['blue', 'Blue'],
  ['none', 'Not rated'],
]);

/** By month, as counted; by quarter where there are more than twelve months. */
export function exactFigures({ facts, run }: Pick<Read, 'facts' | 'run'>, { from, to }: Filter): Figures {
  const open = run === undefined ? '' : monthOf(run.onDay);
  const last = to > open ? open : to;
  const months: Month[] = run === undefined ? [] : monthsFrom(from, last);
  const isOpen = last >= open;
  const code = months.length > 1 ? `${from}..${last}` : last;
  const quarters = [...new Set(months.map(quarterOf))];
  return {
    kind: 'exact',
    periods:
      months.length > monthsShown
        ? quarters.map((quarter) => ({
            ...quarterly(
              facts,
              monthsOf(quarter).filter((month) => month <= last),
              quarter,
            ),
            isOpen: monthsOf(quarter)[2] >= open,
          }))
        : monthly(facts, months, open),
    span: months.length === 0 ? undefined : { code, isOpen, tables: tablesOf(facts, last) },
  };
}

/** By quarter, without small numbers. Unless months were asked for, all that are kept. */
export function publishedFigures({ quarters }: Pick<Read, 'quarters'>, filter: Filter): Figures {
  const periods = quarters
    .filter(({ quarter }) => {
      const [first, , last] = monthsOf(quarter);
      return !filter.isDated || (first >= filter.from && last <= filter.to);
    })
    .map(({ quarter, tables }) => ({ code: quarter, isOpen: false, tables }))
    .sort((left, right) => (left.code < right.code ? -1 : 1));
  return { kind: 'published', periods, span: periods.at(-1) };
}

/** What one chart is drawn from for this viewer: exactly where they see all that it counts, else what is published. */
export function drawAskOf(
  viewer: Pick<StaffViewer, 'may'>,
  filter: Filter,
  read: Read,
  kind: Pick<ChartKind, 'needs'>,
): DrawAsk {
  const isExact =
    seesExactly(viewer) &&
    !filter.isPublished &&
    kind.needs.every((category) => viewer.may(`see:${category}`));
  return {
    figures: isExact ? exactFigures(read, filter) : publishedFigures(read, filter),
    words: read.words,
    link: (to) =>
      isExact && viewer.may('see:cohort') && viewer.may(`see:${categoryOf[to.topic]}`)
        ? listAddress(to, filter)
        : undefined,
  };
}

/** The list behind a number, by the filters that the number was counted with. */
function listAddress({ topic, period, base, one, two }: LinkTo, filter: Filter): string {
  const [first = '', last = first] = period.code.split('..');
  const from = first.includes('Q') ? monthsOf(first)[0] : first;
  const to = last.includes('Q') ? monthsOf(last)[2] : last;
  const month = from === to ? from : `${from}..${to}`;
  const parts = new URLSearchParams({ topic, month });
  const chosen = { base: base ?? filter.base?.toString(), strand: filter.strand, one, two };
  for (const [name, value] of Object.entries(chosen)) if (value !== undefined) parts.set(name, value);
  return `/outcomes/dashboards/list?${parts}`;
}
