import {
  begun,
  type ChartModel,
  type DrawAsk,
  linked,
  nameIn,
  nothingCounted,
  notPublished,
  periodName,
  plain,
  spanWords,
} from './chart-model.ts';
import { shortPeriod } from './months.ts';
import { cellOf } from './tables.ts';
import { decisionWords, type Period, ratings } from './types.ts';

const steps = [
  { name: 'Candidates listed', of: ({ tables }: Period) => tables.listed },
  { name: 'Adopted by a panel', of: ({ tables }: Period) => cellOf(tables.decided, 'adopt', 'all') },
  { name: 'Joined', of: ({ tables }: Period) => tables.joined },
  { name: 'Left', of: ({ tables }: Period) => tables.left },
] as const;

/** From the list of candidates to leaving, step by step. */
export function flowChart(ask: DrawAsk): ChartModel {
  const periods = begun(ask.figures.periods, (period) => [
    ...steps.map(({ of }) => of(period)),
    period.tables.members,
  ]);
  const values = periods.flatMap((period) =>
    steps.flatMap(({ name, of }) => {
      const count = of(period);
      return count === null ? [] : [{ period: shortPeriod(period.code), step: name, count }];
    }),
  );
  const hasAny = values.some((value) => value.count > 0);
  const title = 'Flow through the scheme';
  return {
    title,
    about:
      'Candidates new on the list, adopted by a panel, joined and left. One person may come up more than once.',
    ...(hasAny
      ? {
          drawing: {
            title,
            description: `${title}, ${spanWords(ask.figures)}: four rows of bars, one for each step. The figures are in the table below.`,
            spec: flowSpec(values),
          },
        }
      : { missing: periods.length === 0 ? nothingCounted : notPublished }),
    width: 700,
    height: 420,
    notes: [],
    head: ['Period', 'Listed', 'Adopted', 'Declined', 'Deferred', 'Joined', 'Left', 'Members at the end'],
    rows: periods.map((period) => {
      const { tables } = period;
      const decided = (one: string) =>
        linked(ask, cellOf(tables.decided, one, 'all'), { topic: 'decided', period, one });
      return [
        periodName(period),
        linked(ask, tables.listed, { topic: 'listed', period }),
        ...['adopt', 'decline', 'defer'].map(decided),
        linked(ask, tables.joined, { topic: 'joined', period }),
        linked(ask, tables.left, { topic: 'left', period }),
        linked(ask, tables.members, { topic: 'members', period }),
      ];
    }),
  };
}

/** One row of bars for each step, each with a scale of its own. */
const flowSpec = (values: readonly { period: string; step: string; count: number }[]) => ({
  data: { values },
  facet: {
    row: {
      field: 'step',
      sort: steps.map((step) => step.name),
      title: null,
      header: { labelAngle: 0, labelAlign: 'left', labelFontSize: 13 },
    },
  },
  resolve: { scale: { y: 'independent' } },
  spec: {
    width: 480,
    height: 62,
    mark: { type: 'bar', color: '#1d70b8' },
    encoding: {
      x: { field: 'period', type: 'ordinal', sort: null, title: null, axis: { labelAngle: -40 } },
      y: { field: 'count', type: 'quantitative', title: null, axis: { tickCount: 3, format: 'd' } },
    },
  },
});

/** What panels decided, over the whole span. */
export function decisionsChart(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const grid = span?.tables.decided;
  const lines = Object.keys(decisionWords).map((code) => ({
    code,
    name: nameIn(new Map(Object.entries(decisionWords)), code),
    count: grid === undefined ? 0 : cellOf(grid, code, 'all'),
  }));
  const title = 'What panels decided';
  return {
    title,
    about: span === undefined ? '' : `Decisions signed, ${periodName(span)}.`,
    ...(lines.some(({ count }) => (count ?? 0) > 0)
      ? {
          drawing: bars({
            title,
            values: lines.map(({ name, count }) => ({ name, count: count ?? 0, series: 'Decisions' })),
            over: span === undefined ? '' : periodName(span),
          }),
        }
      : { missing: span === undefined || grid?.total === 0 ? nothingCounted : notPublished }),
    width: 700,
    height: 200,
    notes: [],
    head: ['Decision', 'Number'],
    rows:
      span === undefined
        ? []
        : lines.map(({ code, name, count }) => [
            name,
            linked(ask, count, { topic: 'decided', period: span, one: code }),
          ]),
  };
}

/** Lying bars, one for each name, one colour for each series. */
export function bars(ask: {
  title: string;
  over: string;
  values: readonly { name: string; series: string; count: number }[];
  axis?: string;
}): NonNullable<ChartModel['drawing']> {
  const series = new Set(ask.values.map((value) => value.series));
  const names = new Set(ask.values.map((value) => value.name)).size;
  return {
    title: ask.title,
    description: `${ask.title}, ${ask.over}: lying bars, one for each of ${names}. The figures are in the table below.`,
    spec: {
      width: 420,
      height: { step: 26 },
      data: { values: ask.values },
      mark: { type: 'bar' },
      encoding: {
        y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 420 } },
        x: { field: 'count', type: 'quantitative', title: ask.axis ?? null, axis: { tickMinStep: 1 } },
        color: { field: 'series', sort: null, legend: series.size > 1 ? {} : null },
      },
    },
  };
}

/** How ratings moved: from the row to the column. */
export function ragChart(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const grid = span?.tables.rag;
  const name = (code: string): string => nameIn(ask.words.ratings, code);
  const count = (from: string, to: string) => (grid === undefined ? 0 : cellOf(grid, from, to));
  const values = ratings.flatMap((from) =>
    ratings.map((to) => ({
      from: name(from),
      to: name(to),
      count: count(from, to) ?? 0,
      text: `${count(from, to) ?? '–'}`,
    })),
  );
  const title = 'RAG ratings as they moved';
  const over = span === undefined ? '' : periodName(span);
  return {
    title,
    about: `Changes of rating, from the row to the column, ${over}. A rating that was confirmed is no change; a person counts as often as theirs changed.`,
    ...(values.some((value) => value.count > 0) && span !== undefined
      ? {
          drawing: {
            title,
            description: `${title}, ${over}: a square of ratings, darker where more changes were made. The figures are in the table below.`,
            spec: squareSpec(values),
          },
        }
      : {
          missing:
            span === undefined || grid?.total === 0 ? 'No rating was changed in these months.' : notPublished,
        }),
    width: 560,
    height: 270,
    notes: [],
    head: ['From', ...ratings.map((to) => `To ${name(to).toLowerCase()}`), 'In all'],
    rows:
      span === undefined || grid === undefined
        ? []
        : ratings.map((from, place) => [
            name(from),
            ...ratings.map((to) =>
              from === to
                ? plain('')
                : linked(ask, count(from, to), { topic: 'rag', period: span, one: from, two: to }),
            ),
            linked(ask, grid.rowTotals[place] ?? null, { topic: 'rag', period: span, one: from }),
          ]),
  };
}

/** A square of counts, darker where there are more. */
const squareSpec = (values: readonly { from: string; to: string; count: number; text: string }[]) => ({
  width: 420,
  height: 200,
  data: { values },
  encoding: {
    x: { field: 'to', type: 'ordinal', sort: null, title: 'To', axis: { orient: 'top', labelAngle: 0 } },
    y: { field: 'from', type: 'ordinal', sort: null, title: 'From' },
  },
  layer: [
    {
      mark: { type: 'rect', stroke: '#b1b4b6' },
      encoding: {
        color: {
          field: 'count',
          type: 'quantitative',
          scale: { range: ['#ffffff', '#7fb2e5'], interpolate: 'rgb' },
          legend: null,
        },
      },
    },
    { mark: { type: 'text', fontSize: 14, color: '#0b0c0c' }, encoding: { text: { field: 'text' } } },
  ],
});
