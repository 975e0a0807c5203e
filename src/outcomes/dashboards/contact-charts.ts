import { funnelLimits } from '../../statistics/index.ts';
import {
  type ChartCell,
  type ChartModel,
  type DrawAsk,
  digits,
  linked,
  nameIn,
  nothingCounted,
  notPublished,
  periodName,
  plain,
} from './chart-model.ts';
import { processChart } from './process-charts.ts';
import { fewestForRate } from './publish.ts';
import { columnTotal, shareOf, togetherOf } from './tables.ts';
import { type Count, expectedCode, expectedOutcomes, type Grid, type Period } from './types.ts';

const expectedIn = (grid: Grid): Count => togetherOf(expectedOutcomes.map((one) => columnTotal(grid, one)));

/** Failed to attend, of those expected. */
export const complianceChart = (ask: DrawAsk): ChartModel =>
  processChart({
    title: 'Appointments not kept',
    about:
      'Failed to attend without an acceptable reason, as a share of all recorded contacts at which the person was expected. Members only.',
    unit: 'per cent not kept',
    places: 1,
    head: ['Attended', 'Acceptable absence', 'Failed to attend'],
    figures: ask.figures,
    lines: ask.figures.periods.map((period) => {
      const grid = period.tables.contact;
      const share = shareOf(columnTotal(grid, 'failed'), expectedIn(grid), fewestForRate);
      return {
        period,
        counted: grid.total,
        value: share === null ? null : 100 * share,
        cells: expectedOutcomes.map((one) =>
          linked(ask, columnTotal(grid, one), { topic: 'contact', period, one }),
        ),
      };
    }),
  });

const missed = ['acceptable-absence', 'failed'] as const;

/** Contacts that took place: nobody came to an appointment missed, with or without a reason. */
const heldIn = (grid: Grid): Count => {
  const away = togetherOf(missed.map((one) => columnTotal(grid, one)));
  return grid.total === null || away === null ? null : grid.total - away;
};

/** Contacts for each member. */
export const contactsChart = (ask: DrawAsk): ChartModel =>
  processChart({
    title: 'Contacts for each member',
    about:
      'Contacts of the period that took place, by members at its end. Appointments at which nobody came (acceptable absence, failed to attend) are recorded and not in it.',
    unit: 'contacts a member',
    places: 2,
    head: ['Recorded', 'Of them, took place', 'Members at the end'],
    figures: ask.figures,
    lines: ask.figures.periods.map((period) => ({
      period,
      counted: period.tables.contact.total,
      value: shareOf(heldIn(period.tables.contact), period.tables.members, fewestForRate),
      cells: [
        linked(ask, period.tables.contact.total, { topic: 'contact', period }),
        plain(heldIn(period.tables.contact)),
        linked(ask, period.tables.members, { topic: 'members', period }),
      ],
    })),
  });

const hours = (minutes: Count): Count => digits(minutes === null ? null : minutes / 60, 1);

/** Hours for each member. */
export const hoursChart = (ask: DrawAsk): ChartModel =>
  processChart({
    title: 'Hours for each member',
    about:
      'Time of all recorded contacts, by members at the end of the period: the time kept for appointments at which nobody came is in it, where it was recorded. Contacts whose length was not recorded have none: the true figure is higher.',
    unit: 'hours a member',
    places: 2,
    head: ['Hours', 'Contacts without a length', 'Members at the end'],
    figures: ask.figures,
    lines: ask.figures.periods.map((period) => {
      const { minutes, untimed, members } = period.tables;
      const share = shareOf(minutes, members, fewestForRate);
      return {
        period,
        counted: period.tables.contact.total,
        value: share === null ? null : share / 60,
        cells: [
          linked(ask, minutes, { topic: 'contact', period, two: 'timed' }, hours(minutes)),
          linked(ask, untimed, { topic: 'contact', period, two: 'untimed' }),
          linked(ask, members, { topic: 'members', period }),
        ],
      };
    }),
  });

interface Area {
  code: string;
  name: string;
  failed: Count;
  expected: Count;
}

const areasOf = (ask: DrawAsk, { rows, columns, cells }: Grid): Area[] =>
  rows
    .filter((code) => code !== '')
    .map((code) => {
      const line = cells[rows.indexOf(code)] ?? [];
      const of = (outcome: string): Count => {
        const place = columns.indexOf(outcome);
        return place < 0 ? 0 : (line[place] ?? null);
      };
      return {
        code,
        name: nameIn(ask.words.bases, code),
        failed: of('failed'),
        expected: togetherOf(expectedOutcomes.map(of)),
      };
    })
    .sort((left, right) => left.name.localeCompare(right.name));

interface Shown {
  area: Area;
  failed: number;
  expected: number;
}

/** Areas against what chance alone would make of them: by name, never in an order of merit, and never officers. */
export function complianceFunnel(ask: DrawAsk): ChartModel {
  const { span } = ask.figures;
  const areas = span === undefined ? [] : areasOf(ask, span.tables.contact);
  const shown = areas.flatMap((area): Shown[] =>
    area.failed === null || area.expected === null || area.expected < fewestForRate
      ? []
      : [{ area, failed: area.failed, expected: area.expected }],
  );
  const grid = span?.tables.contact;
  // Every contact, with those of bases too small to be shown and of none: the share that the first chart has.
  const all =
    grid === undefined ? undefined : { failed: columnTotal(grid, 'failed'), expected: expectedIn(grid) };
  const funnel = funnelOf(shown, all);
  const title = 'Appointments not kept, by base';
  return {
    title,
    about: `${span === undefined ? '' : `${periodName(span)}. `}Each base against all appointments together: within the limits it differs as chance alone makes areas differ. It is no order of merit: who is on the scheme differs from base to base.`,
    ...(funnel === undefined || span === undefined
      ? { missing: areas.length === 0 ? nothingCounted : funnelMissing(ask) }
      : { drawing: drawFunnel(title, periodName(span), shown, funnel) }),
    width: 700,
    height: 330,
    notes:
      funnel === undefined
        ? []
        : [
            `Of ${funnel.isOfAll ? 'all together' : 'the bases shown together'} ${digits(100 * funnel.target, 1)} per cent were not kept; the limits are drawn around it.${funnel.stretch > 1 ? ' Bases differ by more than chance alone would make them (appointments of one person are alike), so the limits are drawn wider by that much.' : ''}`,
          ],
    head: ['Base', 'Not kept', 'Expected to attend', 'Per cent', '95% limits', '99.8% limits'],
    rows: span === undefined ? [] : areas.map((area) => areaRow(ask, span, area, shown, funnel)),
  };
}

const funnelMissing = (ask: DrawAsk): string =>
  ask.figures.kind === 'published'
    ? notPublished
    : `No base has ${fewestForRate} appointments to compare, or none was missed.`;

interface Drawn {
  target: number;
  /** Else of the bases shown alone, where the total is left out. */
  isOfAll: boolean;
  /** √φ where bases differ by more than chance, else 1. */
  stretch: number;
  limits: readonly (readonly { lower: number; upper: number }[])[];
}

function funnelOf(
  shown: readonly Shown[],
  all: { failed: Count; expected: Count } | undefined,
): Drawn | undefined {
  const failed = shown.reduce((so, { failed: n }) => so + n, 0);
  const expected = shown.reduce((so, { expected: n }) => so + n, 0);
  if (failed === 0 || failed === expected) return undefined;
  const isOfAll = all?.failed != null && all.expected != null && all.failed > 0;
  const target = isOfAll ? Number(all.failed) / Number(all.expected) : failed / expected;
  const funnel = funnelLimits({
    target,
    denominators: shown.map((one) => one.expected),
    events: shown.map((one) => one.failed),
    overdispersion: 'multiplicative',
  });
  return {
    target: funnel.target,
    isOfAll,
    stretch: Math.sqrt(Math.max(1, funnel.phi ?? 1)),
    limits: funnel.points.map((point) => point.limits),
  };
}

function areaRow(
  ask: DrawAsk,
  period: Period,
  area: Area,
  shown: readonly Shown[],
  funnel: Drawn | undefined,
): ChartCell[] {
  const place = shown.findIndex((one) => one.area === area);
  const share = shareOf(area.failed, area.expected, fewestForRate);
  const limits = (level: number): ChartCell => {
    const found = place < 0 ? undefined : funnel?.limits[place]?.[level];
    return plain(
      found === undefined ? null : `${digits(100 * found.lower, 1)} to ${digits(100 * found.upper, 1)}`,
    );
  };
  return [
    area.name,
    linked(ask, area.failed, { topic: 'contact', period, base: area.code, one: 'failed' }),
    linked(ask, area.expected, { topic: 'contact', period, base: area.code, one: expectedCode }),
    plain(share === null ? null : digits(100 * share, 1)),
    limits(0),
    limits(1),
  ];
}

/** The limits at forty sizes, in per cent. */
function curveOf(shown: readonly Shown[], { target, stretch }: Drawn) {
  const most = Math.ceil(1.1 * Math.max(...shown.map((one) => one.expected)));
  const ends = Array.from({ length: 40 }, (_, place) =>
    Math.round(fewestForRate + ((most - fewestForRate) * place) / 39),
  );
  const away = (limit: number): number =>
    Number((100 * Math.min(1, Math.max(0, target + stretch * (limit - target)))).toFixed(2));
  return funnelLimits({ denominators: ends, target }).points.flatMap(({ denominator, limits }) =>
    limits.flatMap(({ level, lower, upper }) =>
      [
        ['lower', lower],
        ['upper', upper],
      ].map(([side, value]) => ({
        n: denominator,
        value: away(Number(value)),
        line: `${level}${side}`,
        level: level < 0.99 ? '95% limits' : '99.8% limits',
      })),
    ),
  );
}

function drawFunnel(
  title: string,
  over: string,
  shown: readonly Shown[],
  drawn: Drawn,
): NonNullable<ChartModel['drawing']> {
  const curve = curveOf(shown, drawn);
  // Neighbours have their names above and below, so that they can be read.
  const byExpected = [...shown].sort((left, right) => left.expected - right.expected);
  const points = byExpected.map(({ area, failed, expected }, place) => ({
    side: place % 2,
    n: expected,
    value: Number(((100 * failed) / expected).toFixed(2)),
    name: area.name,
  }));
  const x = { field: 'n', type: 'quantitative', title: 'Appointments expected' };
  const y = { field: 'value', type: 'quantitative', title: 'per cent not kept' };
  return {
    title,
    description: `${title}, ${over}: a funnel of limits that narrows with the number of appointments, and ${shown.length} bases in it. The figures are in the table below.`,
    spec: {
      width: 580,
      height: 250,
      layer: [
        {
          data: { values: curve },
          mark: { type: 'line', color: '#505a5f' },
          encoding: { x, y, detail: { field: 'line' }, strokeDash: { field: 'level', sort: null } },
        },
        {
          mark: { type: 'rule', color: '#505a5f' },
          encoding: { y: { datum: Number((100 * drawn.target).toFixed(2)) } },
        },
        {
          data: { values: points },
          mark: { type: 'point', filled: true, size: 80, color: '#1d70b8', opacity: 1 },
          encoding: { x, y },
        },
        ...[-12, 20].map((dy, side) => ({
          data: { values: points.filter((point) => point.side === side) },
          mark: { type: 'text', dy, fontSize: 13, color: '#0b0c0c' },
          encoding: { x, y, text: { field: 'name' } },
        })),
      ],
    },
  };
}
