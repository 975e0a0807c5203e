import { type XmrChart, xmr } from '../../statistics/index.ts';
import {
  begun,
  type ChartCell,
  type ChartModel,
  digits,
  missingWords,
  periodName,
  spanWords,
} from './chart-model.ts';
import { shortPeriod } from './months.ts';
import type { Count, Figures, Period } from './types.ts';

/** Fewer than this, and limits would say more than the values do. */
export const fewestForLimits = 8;

export interface ProcessLine {
  period: Period;
  /** Null: not shown, or nothing to divide by. */
  value: number | null;
  /** What the value is made of. */
  cells: readonly ChartCell[];
  /** What has to be there before the chart begins: before the first contact nought contacts tell nothing. */
  counted: Count;
  /** The list behind the value itself, where it is a count. */
  href?: string | undefined;
}

export interface ProcessAsk {
  title: string;
  about: string;
  /** Of the value: "contacts a member", "per cent". */
  unit: string;
  /** Heads of the cells. */
  head: readonly string[];
  lines: readonly ProcessLine[];
  figures: Figures;
  places: number;
}

/**
 * A process behaviour chart (XmR): what is a change, and what only goes up and down. A month that is not over is in the
 * table and not in the chart; below eight values no limits are drawn.
 */
export function processChart(ask: ProcessAsk): ChartModel {
  const { places, unit } = ask;
  const lines = begun(ask.lines, ({ counted }) => [counted]);
  const told = lines.flatMap(({ period, value }) =>
    value === null || period.isOpen ? [] : [{ period, value }],
  );
  const chart =
    told.length === 0
      ? undefined
      : xmr(
          told.map((line) => line.value),
          { floor: 0 },
        );
  const hasLimits = told.length >= fewestForLimits;
  const signalled = new Set(
    hasLimits
      ? told.flatMap(({ period }, place) => (signalsAt(chart, place).length > 0 ? [period.code] : []))
      : [],
  );
  return {
    title: ask.title,
    about: ask.about,
    ...(chart === undefined
      ? { missing: missingWords(lines.map(({ counted, period }) => (period.isOpen ? 0 : counted))) }
      : told.length === 1
        ? { missing: oneValue }
        : { drawing: drawProcess(ask, told, chart, hasLimits, signalled) }),
    width: 700,
    height: 260,
    notes: chart === undefined ? [] : notesOf(ask, chart, told, hasLimits),
    head: ['Period', ...ask.head, capital(unit), ...(hasLimits ? ['Signal'] : [])],
    rows: lines.map(({ period, value, cells, href }) => [
      periodName(period),
      ...cells,
      { count: digits(value, places), href },
      ...(hasLimits ? [signalled.has(period.code) ? 'Signal' : ''] : []),
    ]),
  };
}

/** A line of one point takes a third of a page and shows nothing that its table does not. */
const oneValue = 'One complete period alone makes no line: its figures are in the table.';

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const signalsAt = (chart: XmrChart | undefined, place: number) => chart?.points[place]?.signals ?? [];

const signalWords = {
  outside: 'beyond a limit',
  run: 'one of eight or more in a row on one side of the mean',
  'two-of-three': 'one of two in three near the same limit',
  range: 'a larger step than the steps before it allow for',
} as const;

/** Neighbours with the same signal are one: a run of eight is one thing to look into. */
function runsOf(
  points: readonly { period: Period; signal: keyof typeof signalWords | undefined }[],
): string[] {
  const runs: { first: Period; last: Period; signal: keyof typeof signalWords }[] = [];
  for (const [place, { period, signal }] of points.entries()) {
    if (signal === undefined) continue;
    const open = runs.at(-1);
    if (open !== undefined && points[place - 1]?.signal === signal) open.last = period;
    else runs.push({ first: period, last: period, signal });
  }
  return runs.map(({ first, last, signal }) =>
    first === last
      ? `${periodName(first)} (${signalWords[signal]})`
      : `${periodName(first)} to ${periodName(last)} (each ${signalWords[signal]})`,
  );
}

function notesOf(
  { places, unit }: ProcessAsk,
  chart: XmrChart,
  told: readonly { period: Period }[],
  hasLimits: boolean,
): string[] {
  const [segment] = chart.segments;
  if (!hasLimits || segment?.lower == null || segment.upper === null) {
    return [
      `Limits are drawn from ${fewestForLimits} complete periods on; there ${told.length === 1 ? 'is 1' : `are ${told.length}`}. Until then one value above or below another is no sign of a change.`,
    ];
  }
  const signals = runsOf(told.map(({ period }, place) => ({ period, signal: signalsAt(chart, place)[0] })));
  return [
    `Mean ${digits(segment.mean, places)} ${unit}; values between ${digits(segment.lower, places)} and ${digits(segment.upper, places)} are the ordinary ups and downs.`,
    signals.length === 0
      ? 'No signal: nothing here needs an explanation of its own.'
      : `Signals, to be looked into: ${signals.join('; ')}.`,
  ];
}

function drawProcess(
  { title, unit, figures, places }: ProcessAsk,
  told: readonly { period: Period; value: number }[],
  chart: XmrChart,
  hasLimits: boolean,
  signalled: ReadonlySet<string>,
): NonNullable<ChartModel['drawing']> {
  const values = told.map(({ period, value }) => ({
    period: shortPeriod(period.code),
    value: Number(value.toFixed(4)),
    kind: signalled.has(period.code) ? 'Signal' : 'Ordinary',
  }));
  const latest = told.at(-1);
  return {
    title,
    description: `${title}, ${spanWords(figures)}: a line of ${told.length} values in ${unit}${latest === undefined ? '' : `, the last ${latest.value.toFixed(places)}`}${hasLimits ? `, with its mean and limits; ${signalled.size === 0 ? 'no signal' : `${signalled.size} signals`}` : ''}. The figures are in the table below.`,
    spec: { width: 600, height: 200, data: { values }, layer: layersOf(unit, chart, hasLimits) },
  };
}

const range = (domain: readonly string[], values: readonly string[], legend: object | null) => ({
  field: 'kind',
  scale: { domain, range: values },
  legend,
});

/** The line, its points, and the mean and limits where there are enough values for them. */
function layersOf(unit: string, { segments: [segment] }: XmrChart, hasLimits: boolean) {
  const x = { field: 'period', type: 'ordinal', sort: null, title: null, axis: { labelAngle: -40 } };
  const kinds = ['Ordinary', 'Signal'];
  const rule = (datum: number, dash: readonly number[]) => ({
    mark: { type: 'rule', strokeDash: dash, color: '#505a5f' },
    encoding: { y: { datum } },
  });
  const limits = [segment?.lower ?? null, segment?.upper ?? null].flatMap((limit) => limit ?? []);
  return [
    {
      mark: { type: 'line', color: '#1d70b8' },
      encoding: { x, y: { field: 'value', type: 'quantitative', title: unit } },
    },
    {
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        x,
        y: { field: 'value', type: 'quantitative' },
        color: range(kinds, ['#1d70b8', '#d4351c'], hasLimits ? {} : null),
        shape: range(kinds, ['circle', 'diamond'], null),
      },
    },
    ...(hasLimits && segment !== undefined ? [rule(segment.mean, [1, 0])] : []),
    ...(hasLimits ? limits.map((limit) => rule(limit, [6, 4])) : []),
  ];
}
