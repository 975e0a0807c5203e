import Type from 'typebox';
import { addMonths, type Day, isDay } from '../../kernel/clock.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import { countOut, listOut, listTimeEntries, sumTime } from './register-store.ts';
import { outPage, timeEntriesPage, timePage } from './report-views.ts';
import { itemKinds } from './types.ts';

const pageSize = 50;
const span = { from: field(10), to: field(10) };

/** What is out, and what handling it takes: for those who keep the register, as far as each may see. */
export const registerReportPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/register',
    right: 'compliance:register',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ kind: field(20), overdue: field(3), page: pageNumber }),
    handle: showOut,
  }),
  route({
    method: 'GET',
    url: '/register/time',
    right: 'compliance:register',
    reads: 'list',
    section: 'cohort',
    query: Type.Object(span),
    handle: showTime,
  }),
  route({
    method: 'GET',
    url: '/register/time/entries',
    right: 'compliance:register',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({
      ...span,
      kind: field(20),
      month: field(7),
      worker: Type.Optional(Type.Integer({ minimum: 1 })),
      page: pageNumber,
    }),
    handle: showEntries,
  }),
];

const kindOf = (text: string | undefined) => itemKinds.find((kind) => kind === text);

async function showOut(
  ask: Ask<unknown, { kind?: string; overdue?: string; page?: number }>,
): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const kind = kindOf(ask.query.kind);
  const overdue = ask.query.overdue === 'yes';
  return ask.read(async (tx) => {
    const filter = { kind, overdueOn: overdue ? ask.today : undefined };
    const [rows, counts] = await Promise.all([
      listOut(tx, filter, pageSize + 1, (number - 1) * pageSize),
      countOut(tx, ask.today),
    ]);
    const items = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'compliance:out',
      subject: 'compliance_item',
      people: items,
      ids: items.map(({ id }) => id),
      detail: { kind: kind ?? null, overdue },
    });
    return page({
      title: 'Tags and items that are out',
      section: 'cohort',
      body: outPage({
        items,
        counts,
        kind,
        overdue,
        today: ask.today,
        page: number,
        hasMore: rows.length > pageSize,
      }),
    });
  });
}

/** The last twelve months unless others are asked for. */
const spanOf = (query: { from?: string; to?: string }, today: Day): { from: Day; to: Day } => ({
  from:
    query.from !== undefined && isDay(query.from) ? query.from : `${addMonths(today, -11).slice(0, 7)}-01`,
  to: query.to !== undefined && isDay(query.to) ? query.to : today,
});

async function showTime(ask: Ask<unknown, { from?: string; to?: string }>): Promise<Reply> {
  const chosen = spanOf(ask.query, ask.today);
  return ask.read(async (tx) => {
    const rows = await sumTime(tx, chosen);
    await ask.listed(tx, { act: 'compliance:time', subject: 'compliance_item', people: [], detail: chosen });
    return page({
      title: 'Time that tags and items take',
      section: 'cohort',
      breadcrumbs: [{ text: 'Tags and items', href: '/register' }],
      body: timePage({ rows, ...chosen }),
    });
  });
}

type EntriesQuery = {
  from?: string;
  to?: string;
  kind?: string;
  month?: string;
  worker?: number;
  page?: number;
};

async function showEntries(ask: Ask<unknown, EntriesQuery>): Promise<Reply> {
  const { query } = ask;
  const number = query.page ?? 1;
  const filter = {
    ...spanOf(query, ask.today),
    kind: kindOf(query.kind),
    staffId: query.worker,
    month: /^\d{4}-\d{2}$/.test(query.month ?? '') ? query.month : undefined,
  };
  return ask.read(async (tx) => {
    const rows = await listTimeEntries(tx, filter, pageSize + 1, (number - 1) * pageSize);
    const entries = rows.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'compliance:time-entries',
      subject: 'compliance_item',
      people: entries,
      ids: entries.map(({ itemId }) => itemId),
    });
    return page({
      title: 'Entries of time',
      section: 'cohort',
      breadcrumbs: [
        { text: 'Tags and items', href: '/register' },
        { text: 'Time', href: `/register/time?from=${filter.from}&to=${filter.to}` },
      ],
      body: timeEntriesPage({ entries, filter, page: number, hasMore: rows.length > pageSize }),
    });
  });
}
