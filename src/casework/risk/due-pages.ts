import Type from 'typebox';
import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { addressOf } from '../../web/address.ts';
import { button, emptyState, pageArrows, select, sortHeader, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import { dueWords } from './daily.ts';
import { type Due, type DueKind, type DueOrder, dueKinds, listDue } from './due-store.ts';
import { riskLists } from './lists.ts';
import type { RiskLists } from './types.ts';
import { dueDay } from './views.ts';

const pageSize = 50;

const whens = {
  overdue: 'Past its day',
  month: 'In the next month',
  year: 'In the next year',
} as const;
type When = keyof typeof whens;

const kindWords: Record<DueKind, string> = {
  assessment: 'Assessments due again',
  flag: 'Flags to look at again',
  register: 'MAPPA, MARAC and safeguarding',
  held: 'Assessments that wait to be let in',
};

interface Query {
  what?: string;
  when?: string;
  sort?: string;
  page?: number;
}

/** What of the people whom the viewer may see is due about risk. */
export const dueRiskPages: Route[] = [
  route({
    method: 'GET',
    url: '/risk',
    right: 'see:risk',
    reads: 'list',
    query: Type.Object({ what: field(20), when: field(20), sort: field(10), page: pageNumber }),
    handle: (ask) => ask.read((tx) => showDue(tx, ask)),
  }),
];

const untilOf = (when: When, today: Day): Day =>
  when === 'overdue' ? addDays(today, -1) : addMonths(today, when === 'month' ? 1 : 12);

async function showDue(tx: Tx, ask: Ask<unknown, Query>): Promise<Reply> {
  const { query, viewer, today } = ask;
  const when = (Object.keys(whens) as When[]).find((one) => one === query.when) ?? 'month';
  const what = dueKinds.find((one) => one === query.what);
  const order: DueOrder = query.sort === 'name' ? 'name' : 'day';
  const number = query.page ?? 1;
  const [lists, rows] = await Promise.all([
    riskLists(tx, viewer.schemeId, today),
    listDue(
      tx,
      { what, until: untilOf(when, today) },
      { order, limit: pageSize + 1, offset: (number - 1) * pageSize },
    ),
  ]);
  const shown = rows.slice(0, pageSize);
  await ask.listed(tx, {
    act: 'risk:due',
    subject: 'person',
    people: shown,
    detail: { what: what ?? null, when, page: number },
  });
  const address = (more: Query): string =>
    addressOf('/risk', { what, when, sort: order === 'day' ? undefined : order, ...more });
  return page({
    title: 'Risk: what is due',
    section: 'cohort',
    body: html`<h1 class="govuk-heading-l">Risk: what is due</h1>
<form method="get" action="/risk" class="wm-filter wm-row">
${select({ id: 'when', name: 'when', label: { text: 'When' }, value: when, items: Object.entries(whens).map(([value, text]) => ({ value, text })) })}
${select({ id: 'what', name: 'what', label: { text: 'What' }, value: what ?? '', items: [{ value: '', text: 'Everything' }, ...dueKinds.map((value) => ({ value, text: kindWords[value] }))] })}
<input type="hidden" name="sort" value="${order}">${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${shown.length === 0 ? emptyState({ title: 'Nothing is due here.', text: 'Assessments, flags and arrangements of the people you may see stand here by their next day.' }) : html`<p class="govuk-body">${shown[0]?.total ?? 0} in all.</p>${dueTable(shown, lists, today, order, address)}`}
${pageArrows(number, rows.length > pageSize, (to) => address({ page: to }))}`,
  });
}

const dueTable = (
  rows: readonly Due[],
  lists: RiskLists,
  today: Day,
  order: DueOrder,
  address: (more: Query) => string,
): Html => {
  const column = (key: DueOrder, text: string) =>
    sortHeader({
      text,
      key,
      sorted: { key: order, direction: 'ascending' },
      href: (to) => address({ sort: to }),
    });
  return table({
    caption: 'What is due',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'What is due',
    stack: true,
    head: [column('day', 'Day'), column('name', 'Person'), { text: 'What' }],
    rows: rows.map((due) => [
      dueDay(due.day, today),
      html`<a class="govuk-link" href="/people/${due.personId}/risk">${due.name}</a>`,
      dueWords(lists, due),
    ]),
  });
};
