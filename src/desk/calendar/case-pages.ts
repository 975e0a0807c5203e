import Type from 'typebox';
import { visitBanner } from '../../casework/index.ts';
import { addDays } from '../../kernel/clock.ts';
import { findRule } from '../../scheme/rules.ts';
import { html } from '../../web/html.ts';
import { type Ask, mayEnter, page, type Reply, type Route, route } from '../../web/route.ts';
import { oneOf, pageNumber } from '../../web/schemas.ts';
import { dayNavigation } from '../day-navigation.ts';
import { type CaseFilter, type CaseSort, caseDues, caseParts, caseSorts, listCases } from './case-store.ts';
import { caseListPage } from './case-view.ts';

const pageSize = 50;

interface CaseQuery {
  part?: CaseFilter['part'];
  due?: CaseFilter['due'];
  sort?: CaseSort;
  order?: 'desc';
  page?: number;
}

/** The people whom a worker has, and what is next for each. */
export const casePages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/case-list',
    right: 'contact:record',
    reads: 'list',
    section: 'today',
    query: Type.Object({
      part: Type.Optional(oneOf(caseParts)),
      due: Type.Optional(oneOf(caseDues)),
      sort: Type.Optional(oneOf(caseSorts)),
      order: Type.Optional(oneOf(['desc'])),
      page: pageNumber,
    }),
    handle: showCases,
  }),
];

/** What is done with a whole caseload, for whoever may. */
const links = [
  { text: 'My hours', href: '/my-hours', right: 'contact:record' },
  { text: 'Hand over a colleague’s work', href: '/handovers', right: 'case:allocate' },
  { text: 'Contacts to and from Delius', href: '/contacts/delius', right: 'contact:exchange' },
] as const;

async function showCases(ask: Ask<unknown, CaseQuery>): Promise<Reply> {
  const { viewer, today, now, query } = ask;
  const number = query.page ?? 1;
  const filter = { part: query.part, due: query.due };
  const sort = query.sort ?? 'name';
  const descending = query.order === 'desc';
  return ask.read(async (tx) => {
    const [cases, tiers, banner] = await Promise.all([
      listCases(tx, {
        staffId: viewer.staffId,
        today,
        until: addDays(today, 6),
        now,
        filter,
        sort,
        descending,
        limit: pageSize,
        offset: (number - 1) * pageSize,
      }),
      findRule<{ tiers: { code: string; name: string }[] }>(tx, viewer.schemeId, 'tiers', today),
      visitBanner(tx, ask),
    ]);
    const total = cases[0]?.total ?? 0;
    await ask.listed(tx, {
      act: 'case:list',
      subject: 'person',
      people: cases,
      detail: { part: query.part ?? null, due: query.due ?? null, sort, page: number },
    });
    return page({
      title: 'Your case list',
      section: 'today',
      above: html`${banner}${dayNavigation(viewer, '/case-list')}`,
      body: caseListPage({
        cases,
        total,
        filter,
        sort,
        descending,
        page: number,
        pages: Math.max(1, Math.ceil(total / pageSize)),
        today,
        tiers: tiers?.body.tiers ?? [],
        links: links.filter(({ right }) => mayEnter(viewer, right)),
      }),
    });
  });
}
