import Type from 'typebox';
import { addMonths, type Day, isDay } from '../../kernel/clock.ts';
import { listBases } from '../../scheme/directory.ts';
import { findRule } from '../../scheme/rules.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import { countTimeliness, listCases, listOpenWarrants, timings } from './report-store.ts';
import { casesPage, timelinessPage, warrantsPage } from './report-views.ts';
import { type CaseState, caseStateWords, type EnforcementRule } from './types.ts';

const pageSize = 50;

export const enforcementReportPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/enforcement',
    right: 'compliance:register',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({
      state: field(20),
      base: Type.Optional(Type.Integer({ minimum: 1 })),
      timing: field(20),
      from: field(10),
      to: field(10),
      page: pageNumber,
    }),
    handle: showCases,
  }),
  route({
    method: 'GET',
    url: '/enforcement/timeliness',
    right: 'see:team-day',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ from: field(10), to: field(10) }),
    handle: showTimeliness,
  }),
  route({
    method: 'GET',
    url: '/warrants',
    right: 'compliance:register',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ page: pageNumber }),
    handle: showWarrants,
  }),
];

type CasesQuery = {
  state?: string;
  base?: number;
  timing?: string;
  from?: string;
  to?: string;
  page?: number;
};

const dayOrNone = (text: string | undefined): Day | undefined =>
  text !== undefined && isDay(text) ? text : undefined;

const stateOf = (text: string | undefined): CaseState | 'open' | undefined =>
  text === 'open' ? 'open' : (Object.keys(caseStateWords) as CaseState[]).find((state) => state === text);

async function showCases(ask: Ask<unknown, CasesQuery>): Promise<Reply> {
  const { query, today } = ask;
  const number = query.page ?? 1;
  const filter = {
    state: stateOf(query.state),
    baseId: query.base,
    timing: timings.find((timing) => timing === query.timing),
    from: dayOrNone(query.from),
    to: dayOrNone(query.to),
  };
  return ask.read(async (tx) => {
    const [rows, bases] = await Promise.all([
      listCases(tx, filter, today, pageSize + 1, (number - 1) * pageSize),
      listBases(tx, ask.viewer.schemeId),
    ]);
    const cases = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'enforcement:list',
      subject: 'enforcement_case',
      people: cases,
      ids: cases.map(({ id }) => id),
      detail: { state: filter.state ?? null, base: filter.baseId ?? null, timing: filter.timing ?? null },
    });
    return page({
      title: 'Enforcement',
      section: 'cohort',
      body: casesPage({
        cases,
        bases,
        filter,
        today,
        page: number,
        hasMore: rows.length > pageSize,
        seesTimeliness: ask.viewer.may('see:team-day'),
      }),
    });
  });
}

async function showTimeliness(ask: Ask<unknown, { from?: string; to?: string }>): Promise<Reply> {
  const { today } = ask;
  const span = {
    from: dayOrNone(ask.query.from) ?? `${addMonths(today, -11).slice(0, 7)}-01`,
    to: dayOrNone(ask.query.to) ?? today,
  };
  return ask.read(async (tx) => {
    const [rows, rule] = await Promise.all([
      countTimeliness(tx, span, today),
      findRule<EnforcementRule>(tx, ask.viewer.schemeId, 'enforcement', today),
    ]);
    await ask.listed(tx, {
      act: 'enforcement:timeliness',
      subject: 'enforcement_case',
      people: [],
      detail: span,
    });
    return page({
      title: 'Timeliness of enforcement',
      section: 'cohort',
      breadcrumbs: [{ text: 'Enforcement', href: '/enforcement' }],
      body: timelinessPage({ rows, ...span, rule }),
    });
  });
}

async function showWarrants(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const rows = await listOpenWarrants(tx, pageSize + 1, (number - 1) * pageSize);
    const warrants = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'enforcement:warrants',
      subject: 'warrant',
      people: warrants,
      ids: warrants.map(({ id }) => id),
    });
    return page({
      title: 'Warrants and recalls to execute',
      section: 'cohort',
      body: warrantsPage({ warrants, today: ask.today, page: number, hasMore: rows.length > pageSize }),
    });
  });
}
