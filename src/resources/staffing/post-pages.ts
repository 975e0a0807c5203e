import {
  firstShowing,
  type Posted,
  Reading,
  type Showing,
  send,
  sheetPage,
  typed,
} from '../../casework/index.ts';
import type { Act } from '../../kernel/acts.ts';
import { type Day, isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies, listBases } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { addPost, changePost, endPost, expectFilling, fillPost, stayInPost, vacatePost } from './acts.ts';
import { listPath } from './establishment-view.ts';
import { postCrumbs } from './pages.ts';
import { changePostSheet, newPostSheet, type PostPage, postPage } from './post-view.ts';
import { readFte } from './rules.ts';
import { getPost, listEmployees, listHolders, listPosts, listTerms } from './store.ts';
import { listLines } from './structure-store.ts';
import type { PostInput, PostTerms } from './types.ts';

const termsBody = {
  title: field(200),
  base: field(20),
  grade: field(100),
  fte: field(10),
  fundedBy: field(200),
  fromDate: field(10),
};
const holderField = { holder: idParams.properties.id };

/** One post: its terms over time, who holds it, and from when that changes. */
export const postPages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/posts/new',
    right: 'post:manage',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showNew(tx, ask, firstShowing({ fromDate: ask.today }))),
  }),
  route({
    method: 'POST',
    url: '/resources/posts',
    right: 'post:manage',
    reads: 'none',
    body: formBody({ ...termsBody, role: field(40), agency: field(20), source: field(300) }),
    handle: addFromForm,
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
    method: 'GET',
    url: '/resources/posts/:id/change',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { version } = await getPost(tx, ask.params.id, ask.today);
        return showChange(tx, ask, firstShowing({ fromDate: ask.today }, version));
      }),
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/change',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody(termsBody),
    handle: changeFromForm,
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
    body: formBody({ ...holderField, onDay: field(10) }),
    handle: (ask) => {
      const { holder: holderId, onDay = ask.today } = ask.body;
      const at = `onDay-${holderId}`;
      return sent(ask, vacatePost, isDay(onDay) ? { holderId, onDay } : badDay(at), {
        rename: at,
        done: 'Their time in this post ends on that day. It can be undone below.',
      });
    },
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/stay',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody(holderField),
    handle: (ask) =>
      sent(ask, stayInPost, { holderId: ask.body.holder }, { done: 'The ending was taken back: they stay.' }),
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/expect',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ expectedOn: field(10) }),
    handle: (ask) => {
      const { expectedOn = '' } = ask.body;
      const input = expectedOn === '' ? { onDay: null } : { onDay: expectedOn };
      return sent(ask, expectFilling, expectedOn === '' || isDay(expectedOn) ? input : badDay('expectedOn'), {
        done: 'The day was saved.',
      });
    },
  }),
  route({
    method: 'POST',
    url: '/resources/posts/:id/end',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ onDay: field(10), undo: field(3) }),
    handle: (ask) => {
      const { onDay = '', undo } = ask.body;
      const input = undo === 'yes' ? { onDay: null } : { onDay };
      return sent(ask, endPost, undo === 'yes' || isDay(onDay) ? input : badDay('onDay'), {
        done: undo === 'yes' ? 'The post goes on.' : 'The post ends on that day. It can be taken back below.',
      });
    },
  }),
];

const badDay = (field: string): { errors: FieldError[] } => ({
  errors: [{ field, text: 'Enter a real date, like 2026-11-30' }],
});

type Shown = Pick<PostPage, 'values' | 'errors' | 'key' | 'theirs'>;

async function showPost(ask: Ask<{ id: number }>, shown: Shown): Promise<Reply> {
  return ask.read(async (tx) => {
    const post = await getPost(tx, ask.params.id, ask.today);
    const mayManage = ask.viewer.may('post:manage');
    const [terms, holders, lines, employees] = await Promise.all([
      listTerms(tx, ask.viewer.schemeId, post.code, ask.today),
      listHolders(tx, post.id),
      listLines(tx, ask.viewer.schemeId, ask.today),
      mayManage ? listEmployees(tx, post.agencyId, ask.today) : [],
    ]);
    return page({
      title: post.title,
      section: 'resources',
      status: formStatus(shown),
      breadcrumbs: [...postCrumbs, { text: post.title }],
      errors: summaryOf(shown.errors),
      body: postPage({
        ...shown,
        post,
        terms,
        holders,
        lines: lines.filter(({ postCode }) => postCode === post.code),
        employees,
        mayManage,
        csrfToken: ask.csrfToken,
        today: ask.today,
      }),
    });
  });
}

interface Keyed {
  _key?: string;
  _version?: number;
}

/** Performs an act on the post, or shows the post again with what is wrong, or with what somebody else did meanwhile. */
async function sent<Input>(
  ask: Ask<{ id: number }, unknown, Keyed>,
  act: Act<Input & { id: number; version: number }, unknown>,
  input: Input | { errors: FieldError[] },
  { done, rename, values = {} }: { done: string; rename?: string; values?: Shown['values'] },
): Promise<Reply> {
  const { id } = ask.params;
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  if (typeof input === 'object' && input !== null && 'errors' in input)
    return showPost(ask, { values, errors: input.errors, key });
  try {
    await ask.perform(act, { ...input, id, version }, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    const errors = error.fields.map((one) => (rename === undefined ? one : { ...one, field: rename }));
    if (error.code === 'invalid' && errors.length > 0) return showPost(ask, { values, errors, key });
    if (error.code !== 'stale-version') throw error;
    const post = await ask.read((tx) => getPost(tx, id, ask.today));
    return showPost(ask, { values, errors: [], key: newKey(), theirs: post.holders ?? 'nobody' });
  }
  return redirect(`${listPath}/${id}`, done);
}

function fillFromForm(
  ask: Ask<{ id: number }, unknown, Keyed & { staff?: string; fte?: string; fromDate?: string }>,
): Promise<Reply> {
  const { staff = '', fte = '', fromDate = '' } = ask.body;
  const fteHundredths = readFte(fte);
  const errors: FieldError[] = [];
  if (!/^\d{1,15}$/.test(staff)) errors.push({ field: 'staff', text: 'Choose who is in post' });
  if (fteHundredths === undefined)
    errors.push({ field: 'fte', text: 'Enter the share of full time, like 1 or 0.5' });
  if (!isDay(fromDate)) errors.push({ field: 'fromDate', text: 'Enter the day from which, like 2026-11-30' });
  const input =
    errors.length > 0 || fteHundredths === undefined
      ? { errors }
      : { staffId: Number(staff), fteHundredths, fromDate };
  return sent(ask, fillPost, input, {
    done: fromDate > ask.today ? 'They will be in post from that day.' : 'They are in post.',
    values: { staff, fte, fromDate },
  });
}

type Read<Input> = { input: Input } | { errors: FieldError[] };

function readTerms(body: Posted, bases: readonly number[]): Read<PostTerms & { fromDate: Day }> {
  const form = new Reading(body);
  const title = form.words('title', 'Say what the post is called');
  const fteHundredths = readFte(typed(body, 'fte')) ?? form.wrong('fte', 'Enter the FTE, like 1 or 0.5');
  const baseId = typed(body, 'base') === '' ? null : form.id('base', bases, 'Choose a base from the list');
  const fromDate = form.day('fromDate', 'Enter the day from which, like 2026-11-30');
  const grade = form.words('grade');
  const fundedBy = form.words('fundedBy');
  if (form.errors.length > 0 || title === null || fteHundredths === null || fromDate === null)
    return { errors: form.errors };
  return { input: { title, fteHundredths, baseId, fromDate, grade, fundedBy } };
}

/** A new post. `code` is its own for life; it comes of the form's key, so that the same sending makes the same post. */
function readPost(
  body: Posted,
  known: { bases: readonly number[]; agencies: readonly number[] },
): Read<PostInput> {
  const terms = readTerms(body, known.bases);
  const form = new Reading(body);
  const agencyId = form.id('agency', known.agencies, 'Choose who employs');
  const role = typed(body, 'role').toLowerCase().replaceAll(/\s+/g, '-');
  if (!/^[a-z][a-z-]{1,39}$/.test(role))
    form.wrong('role', 'Say the role in letters, like constable or link worker');
  const errors = [...('errors' in terms ? terms.errors : []), ...form.errors];
  if ('errors' in terms || errors.length > 0 || agencyId === null) return { errors };
  const code = `post-${(body._key ?? newKey())
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 40)}`;
  return {
    input: { ...terms.input, code, role, agencyId, source: form.words('source'), example: false },
  };
}

async function showNew(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const [agencies, bases, posts] = await Promise.all([
    listAgencies(tx),
    listBases(tx, ask.viewer.schemeId),
    listPosts(tx, {}, ask.today),
  ]);
  const roles = [...new Set(posts.map(({ role }) => role))];
  return sheetPage(
    {
      title: 'Add a post',
      section: 'resources',
      breadcrumbs: postCrumbs,
      body: newPostSheet(ask.csrfToken, showing, { agencies, bases, roles }),
    },
    showing,
  );
}

async function addFromForm(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const [agencies, bases] = await ask.read((tx) =>
    Promise.all([listAgencies(tx), listBases(tx, ask.viewer.schemeId)]),
  );
  const body = { ...ask.body, _key: ask.body._key ?? newKey() };
  return send(ask, {
    read: readPost(body, { bases: bases.map(({ id }) => id), agencies: agencies.map(({ id }) => id) }),
    perform: (input, key) => ask.perform(addPost, input, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, showing)),
    done: ({ id }) => redirect(`${listPath}/${id}`, 'The post was added. It is vacant.'),
  });
}

async function showChange(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const [post, bases] = await Promise.all([
    getPost(tx, ask.params.id, ask.today),
    listBases(tx, ask.viewer.schemeId),
  ]);
  return sheetPage(
    {
      title: `Change: ${post.title}`,
      section: 'resources',
      breadcrumbs: [...postCrumbs, { text: post.title, href: `${listPath}/${post.id}` }],
      body: changePostSheet(ask.csrfToken, showing, { post, bases }),
    },
    showing,
  );
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const bases = await ask.read((tx) => listBases(tx, ask.viewer.schemeId));
  return send(ask, {
    read: readTerms(
      ask.body,
      bases.map(({ id }) => id),
    ),
    perform: (input, key) =>
      ask.perform(changePost, { ...input, id: ask.params.id, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showChange(tx, ask, showing)),
    current: () =>
      ask.read(async (tx) => {
        const post = await getPost(tx, ask.params.id, ask.today);
        const held = post.holders === null ? 'vacant' : `held by ${post.holders}`;
        return { text: `${post.title}, ${post.fteHundredths / 100} FTE, ${held}`, version: post.version };
      }),
    done: ({ id }) => redirect(`${listPath}/${id}`, 'The post was changed.'),
  });
}
