import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies, listBases } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { fillPost, vacatePost } from './acts.ts';
import { readFte } from './rules.ts';
import { getPost, listEmployees, listHolders, listPosts } from './store.ts';
import type { PostFilter } from './types.ts';
import { establishment, postList, postPage } from './views.ts';

const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Posts', href: '/resources/posts' },
];

export const staffingPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources',
    right: 'see:posts',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'Resources',
          section: 'resources',
          body: establishment({
            posts: await listPosts(tx, {}, ask.today),
            maySeeLoad: ask.viewer.may('see:workload'),
            maySeeCosts: ask.viewer.may('see:costs'),
            mayManage: ask.viewer.may('post:manage'),
            today: ask.today,
          }),
        }),
      ),
  }),
  route({
    method: 'GET',
    url: '/resources/posts',
    right: 'see:posts',
    reads: 'none',
    query: Type.Object({
      base: Type.Optional(Type.String({ pattern: '^(none|[0-9]{0,15})$' })),
      agency: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      role: field(40),
      vacant: field(1),
    }),
    handle: showPosts,
  }),
  route({
    method: 'GET',
    url: '/resources/posts/:id',
    right: 'see:posts',
    reads: 'none',
    params: idParams,
    handle: (ask) => showPost(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/fill',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ staff: field(20), fte: field(10), fromDate: field(10) }),
    handle: fillFromForm,
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/vacate',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ holder: Type.Integer({ minimum: 1 }) }),
    handle: async (ask) => {
      try {
        await ask.perform(
          vacatePost,
          { id: ask.params.id, version: ask.body._version ?? 0, holderId: ask.body.holder },
          ask.body._key ?? newKey(),
        );
      } catch (error) {
        return showStale(ask, error, {});
      }
      return redirect(`/resources/posts/${ask.params.id}`, 'The post is vacant from today.');
    },
  }),
];

type PostsQuery = { base?: string; agency?: number | ''; role?: string; vacant?: string };

async function showPosts(ask: Ask<unknown, PostsQuery>): Promise<Reply> {
  const { query } = ask;
  const filter: PostFilter = {
    base: query.base || undefined,
    agencyId: query.agency || undefined,
    role: query.role || undefined,
    vacant: query.vacant === '1' || undefined,
  };
  return ask.read(async (tx) =>
    page({
      title: 'Posts',
      section: 'resources',
      breadcrumbs: crumbs,
      body: postList({
        posts: await listPosts(tx, filter, ask.today),
        filter,
        names: {
          base: (await listBases(tx, ask.viewer.schemeId)).find(({ id }) => String(id) === filter.base)?.name,
          agency: (await listAgencies(tx)).find(({ id }) => id === filter.agencyId)?.name,
        },
      }),
    }),
  );
}

interface Filling {
  values: { staff?: string; fte?: string; fromDate?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showPost(ask: Ask<{ id: number }>, filling: Filling): Promise<Reply> {
  return ask.read(async (tx) => {
    const post = await getPost(tx, ask.params.id, ask.today);
    const mayManage = ask.viewer.may('post:manage');
    return page({
      title: post.title,
      section: 'resources',
      status: formStatus(filling),
      breadcrumbs: [...crumbs, { text: post.title }],
      errors: summaryOf(filling.errors),
      body: postPage({
        ...filling,
        post,
        holders: await listHolders(tx, post.id),
        employees: mayManage ? await listEmployees(tx, post.agencyId, ask.today) : [],
        mayManage,
        csrfToken: ask.csrfToken,
        today: ask.today,
      }),
    });
  });
}

async function showStale(
  ask: Ask<{ id: number }>,
  error: unknown,
  values: Filling['values'],
): Promise<Reply> {
  if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
  const post = await ask.read((tx) => getPost(tx, ask.params.id, ask.today));
  return showPost(ask, { values, errors: [], key: newKey(), theirs: post.holders ?? 'nobody' });
}

async function fillFromForm(
  ask: Ask<{ id: number }, unknown, Filling['values'] & { _key?: string; _version?: number }>,
): Promise<Reply> {
  const { staff = '', fte = '', fromDate = '' } = ask.body;
  const values = { staff, fte, fromDate };
  const errors: FieldError[] = [];
  const fteHundredths = readFte(fte);
  if (staff === '') errors.push({ field: 'staff', text: 'Choose who is in post' });
  if (fteHundredths === undefined)
    errors.push({ field: 'fte', text: 'Enter the share of full time, like 1 or 0.5' });
  if (!isDay(fromDate)) errors.push({ field: 'fromDate', text: 'Enter the day from which, like 2026-11-30' });
  if (errors.length > 0 || fteHundredths === undefined)
    return showPost(ask, { values, errors, key: ask.body._key });
  try {
    await ask.perform(
      fillPost,
      {
        id: ask.params.id,
        version: ask.body._version ?? 0,
        staffId: Number(staff),
        fteHundredths,
        fromDate,
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return showPost(ask, { values, errors: error.fields, key: ask.body._key });
    return showStale(ask, error, values);
  }
  return redirect(`/resources/posts/${ask.params.id}`, 'They are in post.');
}
