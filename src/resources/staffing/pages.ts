import Type from 'typebox';
import { type Day, isDay } from '../../kernel/clock.ts';
import { listAgencies, listBases } from '../../scheme/directory.ts';
import { pageArrows } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import { establishment, type OnDay, postsHref, unknown } from './establishment-view.ts';
import { postLines, postList } from './list-view.ts';
import { listPosts, type PostOrder, postOrders } from './store.ts';
import type { PostFilter } from './types.ts';

const pageSize = 50;

export const postCrumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Posts', href: '/resources/posts' },
];

const listQuery = Type.Object({
  base: Type.Optional(Type.String({ pattern: '^(none|[0-9]{0,15})$' })),
  agency: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  role: field(40),
  grade: field(100),
  funder: field(200),
  vacant: field(1),
  on: field(10),
  sort: field(10),
  page: pageNumber,
});

interface PostsQuery {
  base?: string;
  agency?: number | '';
  role?: string;
  grade?: string;
  funder?: string;
  vacant?: string;
  on?: string;
  sort?: string;
  page?: number;
}

/** The establishment, as on a day, and its posts as a list and a file. */
export const staffingPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources',
    right: 'see:posts',
    reads: 'none',
    query: Type.Object({ on: field(10) }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const day = dayOf(ask.query.on, ask.today);
        return page({
          title: 'Resources',
          section: 'resources',
          body: establishment({
            ...day,
            posts: await listPosts(tx, {}, day.on),
            maySeeLoad: ask.viewer.may('see:workload'),
            maySeeCosts: ask.viewer.may('see:costs'),
            maySeeGrants: ask.viewer.may('see:grants'),
            maySeeSkills: ask.viewer.may('post:manage') || ask.viewer.may('risk:override'),
            mayManage: ask.viewer.may('post:manage'),
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: '/resources/posts',
    right: 'see:posts',
    reads: 'none',
    query: listQuery,
    handle: showPosts,
  }),
  route({
    method: 'GET',
    url: '/resources/posts.csv',
    right: 'see:posts',
    reads: 'export',
    query: listQuery,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { filter, order, day } = read(ask.query, ask.today);
        const posts = await listPosts(tx, filter, day.on, { order });
        await ask.exported(tx, {
          act: 'posts:export',
          subject: 'post',
          people: [],
          ids: posts.map(({ id }) => id),
        });
        return markedCsv(ask, { name: `posts-${day.on}`, lines: postLines(posts) });
      }),
  }),
];

/** The day that the address names; today where it names none that is real. */
export const dayOf = (on: string | undefined, today: Day): OnDay => ({
  on: on !== undefined && isDay(on) ? on : today,
  today,
});

const read = (
  query: PostsQuery,
  today: Day,
): { filter: PostFilter; order: PostOrder; day: OnDay; current: number } => ({
  filter: {
    base: query.base || undefined,
    agencyId: query.agency || undefined,
    role: query.role || undefined,
    grade: query.grade === unknown ? '' : query.grade || undefined,
    funder: query.funder === unknown ? '' : query.funder || undefined,
    vacant: query.vacant === '1' || undefined,
  },
  order: postOrders.find((order) => order === query.sort) ?? 'base',
  day: dayOf(query.on, today),
  current: query.page ?? 1,
});

async function showPosts(ask: Ask<unknown, PostsQuery>): Promise<Reply> {
  const { filter, order, day, current } = read(ask.query, ask.today);
  return ask.read(async (tx) => {
    const [posts, bases, agencies] = await Promise.all([
      listPosts(tx, filter, day.on, { order }),
      listBases(tx, ask.viewer.schemeId),
      listAgencies(tx),
    ]);
    return page({
      title: 'Posts',
      section: 'resources',
      breadcrumbs: postCrumbs,
      body: postList({
        ...day,
        posts,
        shown: posts.slice((current - 1) * pageSize, current * pageSize),
        filter,
        order,
        names: {
          base: bases.find(({ id }) => String(id) === filter.base)?.name,
          agency: agencies.find(({ id }) => id === filter.agencyId)?.name,
        },
        mayManage: ask.viewer.may('post:manage'),
        pages: pageArrows(current, posts.length > current * pageSize, (to) =>
          postsHref(filter, day, { sort: order, page: to }),
        ),
      }),
    });
  });
}
