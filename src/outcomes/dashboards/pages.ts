import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { csvLine } from '../../kernel/csv.ts';
import { notFound } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { drawChart } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { type LinkedClaim, listClaims } from '../claims/linked.ts';
import { beforeAfter } from '../measures/types.ts';
import type { OutcomesPorts, YearCost } from '../ports.ts';
import { type ReadAssumptions, readAssumptions } from './assumptions.ts';
import type { ValueRule } from './break-even.ts';
import type { ChartModel } from './chart-model.ts';
import { costChart } from './cost-chart.ts';
import { costCode, type Dashboard, dashboards, findDashboard, findKind } from './dashboards.ts';
import { listPages } from './list-pages.ts';
import {
  type DashboardQuery,
  dashboardQuery,
  drawAskOf,
  type Filter,
  filterOf,
  problemOf,
  type Read,
  readDashboard,
  seesExactly,
} from './reading.ts';
import { dashboardPage, leftOut, overviewPage, type ShownChart } from './views.ts';

const marking = 'OFFICIAL';
const right = ['see:outcomes', 'see:aggregates'] as const;
const params = Type.Object({ code: Type.String({ pattern: '^[a-z-]{1,30}$' }) });
const chartQuery = Type.Object({
  ...dashboardQuery.properties,
  chart: Type.String({ pattern: '^[a-z-]{1,30}$' }),
});

type Params = { code: string };
type ChartQuery = DashboardQuery & { chart: string };

/** Figures without people: nobody's name is read here, and the lists behind them have an address of their own. */
export const dashboardPages = (ports: OutcomesPorts): Route[] => [
  route({
    method: 'GET',
    url: '/outcomes/dashboards',
    right,
    reads: 'none',
    section: 'outcomes',
    handle: overview,
  }),
  route({
    method: 'GET',
    url: '/outcomes/dashboards/:code',
    right,
    reads: 'none',
    section: 'outcomes',
    params,
    query: dashboardQuery,
    handle: (ask) => show(ask, ports),
  }),
  route({
    method: 'GET',
    url: '/outcomes/dashboards/:code/picture/download',
    right,
    reads: 'none',
    params,
    query: chartQuery,
    handle: (ask) => picture(ask, ports),
  }),
  route({
    method: 'GET',
    url: '/outcomes/dashboards/:code/download',
    right,
    reads: 'none',
    params,
    query: chartQuery,
    handle: (ask) => download(ask, ports),
  }),
  ...listPages,
];

/** Whoever sees outcomes has the page of claims; others come here directly. */
const trail = (viewer: StaffViewer) =>
  viewer.may('see:outcomes') ? [{ text: 'Outcomes', href: '/outcomes' }] : [];

async function overview({ viewer }: Ask): Promise<Reply> {
  return page({
    title: 'Dashboards',
    section: 'outcomes',
    marking,
    breadcrumbs: [...trail(viewer), { text: 'Dashboards' }],
    body: overviewPage(dashboards, seesExactly(viewer)),
  });
}

const getDashboard = (code: string): Dashboard => {
  const found = findDashboard(code);
  if (found === undefined) throw notFound();
  return found;
};

interface Loaded {
  dashboard: Dashboard;
  filter: Filter;
  read: Read;
  charts: ShownChart[];
  money: ReadAssumptions | undefined;
  claim: LinkedClaim | undefined;
}

/** Costs are for those who see costs; to others the chart is not there. */
const chartsFor = (viewer: StaffViewer, { charts }: Dashboard): readonly string[] =>
  charts.filter((code) => code !== costCode || viewer.may('see:costs'));

async function load(ask: Ask<Params, DashboardQuery>, ports: OutcomesPorts, only?: string): Promise<Loaded> {
  const { viewer, query, today } = ask;
  const dashboard = getDashboard(ask.params.code);
  const filter = filterOf(query, today);
  const codes = chartsFor(viewer, dashboard).filter((code) => only === undefined || code === only);
  const hasClaim = dashboard.hasClaim === true && only === undefined;
  const [read, cost, rule, claims] = await ask.read(
    (tx) =>
      Promise.all([
        readDashboard(tx, viewer, filter, today),
        codes.includes(costCode) ? ports.costOf(tx, today) : undefined,
        codes.includes(costCode)
          ? findRule<ValueRule>(tx, viewer.schemeId, 'value-for-money', today)
          : undefined,
        hasClaim ? listClaims(tx, viewer.schemeId, { newestOnly: true }) : [],
      ]),
    { readOnly: true },
  );
  const money = cost === undefined ? undefined : readAssumptions(query, { cost, rule: rule?.body }, ports);
  const charts = codes.map((code) => {
    const model = drawOne(viewer, filter, read, code, { ports, cost, money });
    return { code, ...model };
  });
  const claim = claims.find(({ measure }) => measure === beforeAfter);
  return { dashboard, filter, read, charts, money, claim };
}

function drawOne(
  viewer: StaffViewer,
  filter: Filter,
  read: Read,
  code: string,
  {
    ports,
    cost,
    money,
  }: { ports: OutcomesPorts; cost: YearCost | undefined; money: ReadAssumptions | undefined },
): { model: ChartModel; isExact: boolean } {
  const kind = findKind(code);
  const ask = drawAskOf(viewer, filter, read, kind ?? { needs: ['cohort'] });
  const isExact = ask.figures.kind === 'exact';
  if (kind !== undefined) return { model: kind.draw(ask), isExact };
  if (cost === undefined) throw notFound();
  const { figures, link } = ask;
  const isPart = isExact && (filter.base !== undefined || filter.strand !== undefined);
  const { assumptions, isOnFile = false } = money ?? {};
  return {
    model: costChart({ figures, isPart, link, cost, isOnFile, assumptions, showPounds: ports.showPounds }),
    isExact,
  };
}

async function show(ask: Ask<Params, DashboardQuery>, ports: OutcomesPorts): Promise<Reply> {
  const { viewer, query, today } = ask;
  const dashboard = getDashboard(ask.params.code);
  const problem = problemOf(filterOf(query, today));
  // The form is shown again with what was asked for, and the last twelve months under it.
  const shown = problem === undefined ? ask : { ...ask, query: { ...query, from: '', to: '' } };
  const loaded = await load(shown, ports);
  const errors = [...(problem === undefined ? [] : [problem]), ...(loaded.money?.errors ?? [])];
  return page({
    title: `${dashboard.title} dashboard`,
    section: 'outcomes',
    marking,
    ...(errors.length === 0 ? {} : { status: 422, errors: summaryOf(errors) }),
    breadcrumbs: [
      ...trail(viewer),
      { text: 'Dashboards', href: '/outcomes/dashboards' },
      { text: dashboard.title },
    ],
    body: dashboardPage({
      ...loaded,
      dashboards,
      query,
      today,
      errors,
      maySeeExactly: seesExactly(viewer),
      mayClaims: viewer.may('see:outcomes'),
    }),
  });
}

async function oneChart(
  ask: Ask<Params, ChartQuery>,
  ports: OutcomesPorts,
): Promise<ShownChart & { filter: Filter; read: Read }> {
  if (problemOf(filterOf(ask.query, ask.today)) !== undefined) throw notFound();
  const { charts, filter, read } = await load(ask, ports, ask.query.chart);
  const [chart] = charts;
  if (chart === undefined) throw notFound();
  return { ...chart, filter, read };
}

async function picture(ask: Ask<Params, ChartQuery>, ports: OutcomesPorts): Promise<Reply> {
  const { model, code } = await oneChart(ask, ports);
  if (model.drawing === undefined) throw notFound();
  return {
    kind: 'file',
    fileName: `${code}.svg`,
    contentType: 'image/svg+xml; charset=utf-8',
    content: await drawChart(model.drawing),
  };
}

async function download(ask: Ask<Params, ChartQuery>, ports: OutcomesPorts): Promise<Reply> {
  const { model, code, isExact, filter, read } = await oneChart(ask, ports);
  const base = isExact && filter.base !== undefined ? read.words.bases.get(String(filter.base)) : undefined;
  const said = isExact
    ? `${base === undefined ? 'All bases' : base}, ${filter.strand ?? 'all strands'}`
    : 'Whole scheme, by quarter; counts of 1 to 4, and others that would tell of them, are not shown';
  return markedCsv(ask, {
    name: `${code}-${ask.today}`,
    marking,
    said: [model.title, model.about],
    lines: [
      csvLine([said, read.run === undefined ? 'Not counted yet' : `Counted on ${read.run.onDay}`]),
      csvLine(model.head),
      ...model.rows.map((row) =>
        csvLine(row.map((cell) => (typeof cell === 'string' ? cell : (cell.count ?? leftOut(isExact))))),
      ),
      ...model.notes.map((note) => csvLine([note])),
    ],
  });
}
