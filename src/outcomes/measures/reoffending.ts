import { addDays, type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { definitionOfReoffending, definitionOfReoffendingFromJoining } from './definitions.ts';
import {
  isSmall,
  notPublishable,
  publishGroups,
  publishOddities,
  shownCount,
  smallest,
} from './disclosure.ts';
import { digestOf, inNoOrder } from './members.ts';
import { leftOutAsOdd, oddRows, oddWords } from './oddities.ts';
import {
  cohortPeriod,
  completeBefore,
  type IndexRow,
  indexKindNames,
  indexRowOf,
  measureReoffending,
  type ReoffendingFigures,
  type ReoffendingInput,
} from './reoffending-rules.ts';
import {
  type IndexEvent,
  type IndexLine,
  type LinesAsk,
  listIndexEvents,
  listIndexLines,
  listJoiningEvents,
  listJoiningLines,
  loadIndexHistories,
} from './reoffending-store.ts';
import {
  type CardWords,
  type FigureRow,
  type GatherAsk,
  type Gathered,
  type Measure,
  type PersonLine,
  type Published,
  provenReoffending,
  type RowsAsk,
  reoffendingFromJoining,
} from './types.ts';

type Reoffending = Measure<ReoffendingInput, ReoffendingFigures>;

const batch = 500;

async function gather(
  tx: Tx,
  { dataTo, on }: GatherAsk,
  period: { from: Day; to: Day },
  events: readonly (IndexEvent & { joinedAgain?: boolean })[],
): Promise<Gathered<ReoffendingInput>> {
  const rows: IndexRow[] = [];
  const digests: string[] = [];
  for (let from = 0; from < events.length; from += batch) {
    for (const history of await loadIndexHistories(tx, events.slice(from, from + batch))) {
      digests.push(digestOf(history));
      rows.push(indexRowOf(history, dataTo, on));
    }
  }
  return {
    input: { period, dataTo, rows: inNoOrder(rows) },
    read: digestOf({ period, dataTo, digests }),
  };
}

const shared = {
  definitionVersion: 1,
  calculationVersion: '1',
  calculate: measureReoffending,
  publish: publishReoffending,
  table: reoffendingTable,
} as const;

/** The Ministry's definition, for whoever was on the scheme at the index event. */
export const reoffendingMeasure: Reoffending = {
  ...shared,
  code: provenReoffending,
  name: 'Proven reoffending in 12 months',
  define: definitionOfReoffending,
  gather: async (tx, ask) => {
    const period = cohortPeriod(ask.dataTo);
    // Events since then are not yet countable; a person's first in the cohort counts, so each span is asked by itself.
    const [complete, since] = await Promise.all([
      listIndexEvents(tx, ask.schemeId, period.from, period.to),
      listIndexEvents(tx, ask.schemeId, period.to, addDays(ask.dataTo, 1)),
    ]);
    const known = new Set(complete.map((event) => event.personId));
    return gather(tx, ask, period, [...complete, ...since.filter(({ personId }) => !known.has(personId))]);
  },
  card: (figures) => cardOf(figures, 'their index event'),
  lists: {
    counted: 'With an index event in the cohort',
    reoffended: 'Reoffended in the 12 months from their index event',
    'not-yet': 'With an index event that is not yet countable',
  },
  rows: async (tx, ask) => named(await listIndexLines(tx, linesAsk(ask))),
};

const linesAsk = ({ figures, ...ask }: RowsAsk<ReoffendingFigures>): LinesAsk => ({
  ...ask,
  period: figures.period,
  dataTo: figures.dataTo,
});

const named = (lines: readonly IndexLine[]): PersonLine[] =>
  lines.map(({ kind, ...line }) => ({ ...line, detail: indexKindNames[kind] }));

/** The same from the day of joining: never in one cohort with index events. */
export const reoffendingFromJoiningMeasure: Reoffending = {
  ...shared,
  code: reoffendingFromJoining,
  name: 'Proven reoffending in the 12 months from joining',
  define: definitionOfReoffendingFromJoining,
  gather: async (tx, ask) => {
    const period = { from: ask.dataFrom, to: completeBefore(ask.dataTo) };
    return gather(tx, ask, period, await listJoiningEvents(tx, ask.schemeId, period.from, ask.on));
  },
  card: (figures) => cardOf(figures, 'joining'),
  lists: {
    counted: 'Joined 18 months or longer before the data end',
    reoffended: 'Reoffended in the 12 months from joining',
    'not-yet': 'Joined later, so not yet countable',
  },
  rows: async (tx, ask) => named(await listJoiningLines(tx, linesAsk(ask))),
};

const two = (value: number): string => value.toFixed(2);
const share = (part: number, all: number): number => (all === 0 ? 0 : Math.round((100 * part) / all));

function cardOf(figures: ReoffendingFigures, from: string): CardWords | null {
  const { counted, rate, frequency, perYearAtLiberty, windowDays, atRiskDays, period } = figures;
  if (counted === 0 || rate === null || frequency === null) return null;
  const odd = oddWords(figures.odd);
  return {
    level: 0,
    headline: `${figures.reoffenders} of ${counted} people committed a proven reoffence in the 12 months from ${from}: ${two(frequency)} proven reoffences per person.`,
    counts: [
      { label: 'People counted', value: counted, list: 'counted' },
      { label: 'Of whom reoffended', value: figures.reoffenders, list: 'reoffended' },
      { label: 'Proven reoffences', value: figures.reoffences },
      { label: 'Not yet countable', value: figures.notYet, list: 'not-yet' },
    ],
    window: `${from === 'joining' ? 'Joined' : 'Index events'} from ${showDay(period.from)} to ${showDay(addDays(period.to, -1))}; 12 months each, and 6 more for offences to be proven${odd.joining === '' ? '' : `; ${odd.joining}`}`,
    timeAtRisk: `As the Ministry counts, custody is not taken out: ${share(windowDays - atRiskDays, windowDays)}% of the 12 months of ${counted} people was spent in prison. ${perYearAtLiberty === null ? 'The number per year at liberty is not shown' : `Per year at liberty there were ${two(perYearAtLiberty)} proven reoffences per person`}${odd.custody === '' ? '' : `; ${odd.custody}`}`,
    comparison: null,
    interval: {
      low: Math.floor(100 * rate.lower),
      high: Math.ceil(100 * rate.upper),
      confidence: 95,
      scale: 'level',
      of: 'how many of every 100 such people reoffend',
    },
    expectedUnderNothing: null,
    leftOut: [
      { count: figures.notYet ?? 0, why: 'not yet countable: the data do not reach 18 months beyond' },
      { count: figures.pseudo ?? 0, why: 'offences of before the index day, proven after it' },
      { count: figures.provenLate ?? 0, why: 'offences proven too late to count' },
      ...leftOutAsOdd(figures.odd),
    ].filter(({ count }) => count > 0),
    dataTo: showDay(figures.dataTo),
  };
}

function reoffendingTable(figures: ReoffendingFigures): FigureRow[] {
  const { rate, period } = figures;
  const digits = (value: number | null | undefined): number | null =>
    value == null ? null : Number(value.toFixed(3));
  return [
    ['Design level (0 to 5)', figures.level],
    ['Data to', figures.dataTo],
    ['Index days from', period.from],
    ['Index days up to, not on', period.to],
    ['People counted', figures.counted],
    ['Not yet countable', figures.notYet],
    ['People who reoffended', figures.reoffenders],
    ['Proven reoffences', figures.reoffences],
    ['Rate: share of people who reoffended', digits(rate?.value)],
    ['Rate: lower 95% limit', digits(rate?.lower)],
    ['Rate: upper 95% limit', digits(rate?.upper)],
    ['Frequency: reoffences per person', digits(figures.frequency)],
    ['Reoffences per reoffender', digits(figures.perReoffender)],
    ['Person-years of the 12 months', digits(figures.windowDays / 365.25)],
    ['Person-years at liberty', digits(figures.atRiskDays / 365.25)],
    ['Reoffences per year at liberty', digits(figures.perYearAtLiberty)],
    ['People without a day at liberty', figures.noTime],
    [
      'Reoffences dated inside custody: in the rate, not in the number per year at liberty',
      figures.inCustody,
    ],
    ['Offences of before the index day, proven after it', figures.pseudo],
    ['Offences proven too late to count', figures.provenLate],
    ...oddRows(figures.odd),
    ...figures.byKind.map((group): FigureRow => [`Counted from ${group.name}`, group.counted]),
    ...figures.byBase.map((group): FigureRow => [`Counted at base ${group.name}`, group.counted]),
  ];
}

function publishReoffending(
  figures: ReoffendingFigures,
  countedBefore: number | undefined,
): Published<ReoffendingFigures> {
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined) return { why };
  if (
    isSmall(figures.reoffenders) ||
    isSmall(figures.counted - figures.reoffenders) ||
    isSmall(figures.reoffences)
  ) {
    return { why: `Fewer than ${smallest} people or offences would be told of.` };
  }
  // Those at liberty and all would give away those in custody.
  const hidesCustody = isSmall(figures.inCustody ?? 0);
  return {
    figures: {
      ...figures,
      ...(hidesCustody ? { reoffencesAtLiberty: null, perYearAtLiberty: null } : {}),
      notYet: shownCount(figures.notYet),
      noTime: shownCount(figures.noTime),
      inCustody: shownCount(figures.inCustody),
      pseudo: shownCount(figures.pseudo),
      provenLate: shownCount(figures.provenLate),
      odd: publishOddities(figures.odd),
      byKind: publishGroups(figures.byKind),
      byBase: publishGroups(figures.byBase),
    },
  };
}
