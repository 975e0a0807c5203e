import Type, { type Static } from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { pageNumber } from '../../web/schemas.ts';
import { monthOf } from './months.ts';
import { readDashboard } from './reading.ts';
import { listEvents } from './store.ts';
import { categoryOf, type Topic, topics } from './types.ts';
import { listPage, topicTitles } from './views-list.ts';

const pageSize = 50;
const monthPattern = '\\d{4}-(0[1-9]|1[0-2])';
const code = Type.Optional(Type.String({ pattern: '^[a-z0-9-]{0,60}$' }));

const listQuery = Type.Object({
  topic: Type.Unsafe<Topic>(Type.String({ enum: [...topics] })),
  /** A month, or the first and the last of several. */
  month: Type.String({ pattern: `^${monthPattern}(\\.\\.${monthPattern})?$` }),
  base: Type.Optional(Type.String({ pattern: '^\\d{0,15}$' })),
  strand: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{0,40}$' })),
  one: code,
  two: code,
  page: pageNumber,
});

type ListQuery = Static<typeof listQuery>;

/** The people behind a number, as far as the viewer may see them. */
export const listPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/dashboards/list',
    right: 'see:cohort',
    reads: 'list',
    section: 'outcomes',
    query: listQuery,
    handle: showList,
  }),
];

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { viewer, query, today } = ask;
  const { topic, one, two } = query;
  if (!viewer.may('see:outcomes') || !viewer.may(`see:${categoryOf[topic]}`))
    throw new WaymarkError('right-missing');
  const [from = '', to = from] = query.month.split('..');
  const filter = {
    ...{ from, to, base: query.base ? Number(query.base) : undefined, strand: query.strand || undefined },
    ...{ isPublished: true, isDated: true },
  };
  if (from > to) throw notFound();
  const number = query.page ?? 1;
  return ask.read(async (tx) => {
    const { run, words, strands } = await readDashboard(tx, viewer, filter, today);
    // By the day on which the number was counted, so that the list is of the same days.
    const on = run?.onDay ?? today;
    const lines = await listEvents(tx, viewer.schemeId, on, {
      ...{ ...filter, topic, one, two },
      ...{ limit: pageSize + 1, offset: (number - 1) * pageSize },
    });
    const shown = lines.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'dashboard:list',
      people: aboutPeople(shown.map((line) => line.id)),
      detail: { topic, month: query.month, base: query.base ?? '', one: one ?? '', two: two ?? '' },
    });
    return page({
      title: topicTitles[topic],
      section: 'outcomes',
      breadcrumbs: [
        { text: 'Outcomes', href: '/outcomes' },
        { text: 'Dashboards', href: '/outcomes/dashboards' },
        { text: topicTitles[topic] },
      ],
      body: listPage({
        ...{ topic, period: { code: query.month, isOpen: to >= monthOf(on) }, words },
        ...{ lines: shown, page: number, hasMore: lines.length > pageSize },
        base: query.base ? words.bases.get(query.base) : undefined,
        strand: strands.find((strand) => strand.code === query.strand)?.name,
        ...{ one, two },
        href: (next) => `/outcomes/dashboards/list?${addressOf(query, next)}`,
      }),
    });
  });
}

function addressOf(query: ListQuery, number: number): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, page: number }))
    if (value !== undefined) parts.set(name, String(value));
  return parts.toString();
}
