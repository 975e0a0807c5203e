import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, pageArrows } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { listOwners } from '../registers/owners.ts';
import type { GovernanceSection } from '../sections.ts';
import { progressOf } from './charts.ts';
import { entryPages } from './entry-pages.ts';
import { onePages } from './one-pages.ts';
import { burnDown } from './rules.ts';
import {
  getSource,
  listBodies,
  listByBody,
  listProgress,
  listRecommendations,
  listSources,
  listStatusChanges,
} from './store.ts';
import {
  type RecommendationFilter,
  type RecommendationSort,
  type RecommendationStatus,
  recommendationSorts,
  recommendationStatuses,
  statusWords,
} from './types.ts';
import { recommendationList, recommendationPath, recommendationTable, sourcePage } from './views.ts';

const pageSize = 50;

const listQuery = Type.Object({
  source: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  body: field(200),
  owner: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  status: Type.Optional(oneOf([...recommendationStatuses, 'overdue', ''])),
  sort: Type.Optional(oneOf(recommendationSorts)),
  way: Type.Optional(oneOf(['ascending', 'descending'])),
  page: pageNumber,
});

interface ListQuery {
  source?: number | '';
  body?: string;
  owner?: number | '';
  status?: RecommendationStatus | 'overdue' | '';
  sort?: RecommendationSort;
  way?: 'ascending' | 'descending';
  page?: number;
}

export const recommendationPages: Route[] = [
  route({
    method: 'GET',
    url: recommendationPath,
    right: 'see:governance',
    reads: 'none',
    query: listQuery,
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/governance/recommendations.csv',
    right: 'see:governance',
    reads: 'export',
    query: listQuery,
    handle: download,
  }),
  route({
    method: 'GET',
    url: '/governance/recommendations/sources/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: showSource,
  }),
  ...entryPages,
  ...onePages,
];

const filterOf = (query: ListQuery): RecommendationFilter => ({
  sourceId: query.source || undefined,
  body: query.body || undefined,
  ownerId: query.owner || undefined,
  status: query.status || undefined,
});

const sortOf = (query: ListQuery): { key: RecommendationSort; direction: 'ascending' | 'descending' } => ({
  key: query.sort ?? 'due',
  direction: query.way ?? 'ascending',
});

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query, today, viewer } = ask;
  const current = query.page ?? 1;
  const sorted = sortOf(query);
  const by = { today, sort: sorted.key, down: sorted.direction === 'descending' };
  const href = (changes: Partial<Record<keyof ListQuery, string | number | undefined>>): string =>
    addressOf(recommendationPath, { ...query, page: undefined, ...changes });
  return ask.read(async (tx) => {
    const [found, sources, counts, bodies, owners] = await Promise.all([
      listRecommendations(tx, filterOf(query), by, { limit: pageSize + 1, offset: (current - 1) * pageSize }),
      listSources(tx),
      listProgress(tx, today),
      listBodies(tx),
      listOwners(tx, viewer.schemeId),
    ]);
    return page({
      title: 'Recommendations',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Recommendations' }],
      body: recommendationList({
        found: found.slice(0, pageSize),
        sources: progressOf(sources, counts),
        bodies,
        owners,
        filter: filterOf(query),
        today,
        sorted,
        hrefSorted: (key, direction) => href({ sort: key, way: direction }),
        hrefWithout: (name) => href({ [name]: undefined }),
        csvHref: addressOf('/governance/recommendations.csv', { ...query, page: undefined }),
        mayManage: viewer.may('action:manage'),
        pages: pageArrows(current, found.length > pageSize, (to) => href({ page: to })),
      }),
    });
  });
}

async function showSource(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [source, counts, byBody, changes] = await Promise.all([
      getSource(tx, id),
      listProgress(tx, ask.today),
      listByBody(tx, id),
      listStatusChanges(tx, id),
    ]);
    const [progress] = progressOf([source], counts);
    return page({
      title: source.title,
      section: 'governance',
      breadcrumbs: [
        { text: 'Governance', href: '/governance' },
        { text: 'Recommendations', href: recommendationPath },
        { text: source.title },
      ],
      body:
        progress === undefined
          ? emptyState({ title: 'Nothing is entered.' })
          : sourcePage({
              progress,
              byBody,
              burn: burnDown(changes, ask.today),
              mayManage: ask.viewer.may('action:manage'),
            }),
    });
  });
}

const csvHead = [
  ...['source', 'number', 'text', 'body', 'owner', 'due', 'status', 'evidence'],
  ...['reported done', 'reported by', 'assured', 'assured by', 'assurance', 'example'],
];

async function download(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const sorted = sortOf(ask.query);
  return ask.read(async (tx) => {
    const by = { today: ask.today, sort: sorted.key, down: sorted.direction === 'descending' };
    const found = await listRecommendations(tx, filterOf(ask.query), by, { limit: 5000, offset: 0 });
    const lines = found.map((one) =>
      csvLine([
        ...[
          one.source,
          one.number,
          one.text,
          one.body,
          one.owner,
          one.dueOn,
          statusWords[one.status],
          one.evidence,
        ],
        ...[one.doneOn, one.doneByName, one.assuredOn, one.assuredByName, one.assurance],
        one.example ? 'yes' : 'no',
      ]),
    );
    await ask.exported(tx, {
      act: 'recommendations:export',
      subject: 'recommendation',
      people: [],
      ids: found.map((one) => one.id),
    });
    return markedCsv(ask, { name: `recommendations-${ask.today}`, lines: [csvLine(csvHead), ...lines] });
  });
}

/** The wing's first page: counts by status and the first due. */
export async function recommendationSection(tx: Tx, ask: Pick<Ask, 'today'>): Promise<GovernanceSection> {
  const by = { today: ask.today, sort: 'due' as const, down: false };
  const [counts, found] = await Promise.all([
    listProgress(tx, ask.today),
    listRecommendations(tx, {}, by, { limit: 3, offset: 0 }),
  ]);
  const of = (status: RecommendationStatus): number =>
    counts.filter((row) => row.status === status).reduce((sum, row) => sum + row.n, 0);
  const overdue = counts.reduce((sum, row) => sum + row.overdue, 0);
  return {
    id: 'recommendations',
    title: 'Recommendations',
    stats: [
      { number: overdue, label: 'overdue', href: `${recommendationPath}?status=overdue` },
      { number: of('in-progress'), label: 'in progress', href: `${recommendationPath}?status=in-progress` },
      { number: of('done'), label: 'wait for assurance', href: `${recommendationPath}?status=done` },
      { number: of('assured'), label: 'done and assured', href: `${recommendationPath}?status=assured` },
    ],
    body:
      found.length === 0
        ? emptyState({ title: 'No recommendation is entered.' })
        : recommendationTable(found, { today: ask.today }),
    all: { text: 'All recommendations', href: recommendationPath },
  };
}
