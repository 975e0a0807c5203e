import { showShortDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import { emptyState, exampleTag, filterChips, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { roleWords } from '../role-words.ts';
import {
  acrossBases,
  dayForm,
  listPath,
  notKnown,
  type OnDay,
  postsHref,
  unknown,
} from './establishment-view.ts';
import { showFte, strengthOf, vacantIn } from './rules.ts';
import type { PostOrder } from './store.ts';
import type { Post, PostFilter } from './types.ts';

/** What is vacant of a post on a day, since when, and when it is expected to be filled. */
export function vacancyWords(post: Post): string {
  const free = post.fteHundredths - post.heldHundredths;
  const next =
    post.nextFrom !== null
      ? `, somebody begins on ${showShortDay(post.nextFrom)}`
      : post.expectedOn !== null
        ? `, expected to be filled by ${showShortDay(post.expectedOn)}`
        : '';
  return `${free === post.fteHundredths ? 'Vacant' : `${showFte(free)} FTE vacant`} since ${showShortDay(post.vacantSince)}${next}`;
}

export interface PostList extends OnDay {
  /** All that match: sums are of them. */
  posts: readonly Post[];
  /** Those of this page. */
  shown: readonly Post[];
  filter: PostFilter;
  order: PostOrder;
  names: { base: string | undefined; agency: string | undefined };
  mayManage: boolean;
  pages: Html | '';
}

const chipsOf = (model: PostList) => {
  const { filter } = model;
  const without = (part: keyof PostFilter): string =>
    postsHref({ ...filter, [part]: undefined }, model, { sort: model.order });
  return [
    filter.base !== undefined && {
      text: `Base: ${filter.base === 'none' ? acrossBases.toLowerCase() : (model.names.base ?? 'unknown')}`,
      removeHref: without('base'),
    },
    filter.agencyId !== undefined && {
      text: `Agency: ${model.names.agency ?? 'unknown'}`,
      removeHref: without('agencyId'),
    },
    filter.role !== undefined && { text: `Role: ${roleWords(filter.role)}`, removeHref: without('role') },
    filter.grade !== undefined && {
      text: `Grade: ${filter.grade || notKnown.toLowerCase()}`,
      removeHref: without('grade'),
    },
    filter.funder !== undefined && {
      text: `Funded by: ${filter.funder || notKnown.toLowerCase()}`,
      removeHref: without('funder'),
    },
    filter.vacant === true && { text: 'Vacant', removeHref: without('vacant') },
  ].filter((chip) => chip !== false);
};

const orderWords: Record<PostOrder, string> = {
  base: 'base',
  title: 'title',
  agency: 'employer',
  vacant: 'what is vacant',
};

const orderLinks = (model: PostList): Html =>
  html`<p class="govuk-body wm-no-print">Sort by ${(Object.keys(orderWords) as PostOrder[]).map((order, place) => html`${place > 0 && ' · '}${order === model.order ? html`<strong>${orderWords[order]}</strong>` : html`<a class="govuk-link" href="${postsHref(model.filter, model, { sort: order })}">${orderWords[order]}</a>`}`)}</p>`;

export function postList(model: PostList): Html {
  const { filter, posts } = model;
  const strength = strengthOf(posts);
  const chips = chipsOf(model);
  return html`<h1 class="govuk-heading-l">Posts</h1>
${model.mayManage && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${listPath}/new">Add a post</a></p>`}
${dayForm(listPath, model, { base: filter.base, agency: filter.agencyId === undefined ? undefined : String(filter.agencyId), role: filter.role, grade: filter.grade === '' ? unknown : filter.grade, funder: filter.funder === '' ? unknown : filter.funder, vacant: filter.vacant === true ? '1' : undefined, sort: model.order })}
${filterChips({ chips, clearHref: postsHref({}, model) })}
${
  posts.length === 0
    ? emptyState({
        title: chips.length > 0 ? 'No post matches these filters.' : 'No post is recorded for this day.',
        ...(chips.length > 0 ? { actions: [{ text: 'Show all posts', href: postsHref({}, model) }] } : {}),
      })
    : html`<p class="govuk-body">${strength.posts} ${strength.posts === 1 ? 'post' : 'posts'} on ${showShortDay(model.on)}: ${showFte(strength.established)} FTE, ${showFte(strength.held)} held, ${showFte(vacantIn(strength))} vacant.</p>
${orderLinks(model)}
${table({
  caption: `Posts, by ${orderWords[model.order]}`,
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Posts',
  stack: true,
  head: [
    { text: 'Post' },
    { text: 'Base' },
    { text: 'Employed by' },
    { text: 'Grade' },
    { text: 'FTE', format: 'numeric' },
    { text: 'In post' },
    { text: 'Funded by' },
  ],
  rows: model.shown.map((post) => [
    html`<a class="govuk-link" href="${listPath}/${post.id}">${post.title}</a>${exampleTag(post.example)}`,
    post.base ?? acrossBases,
    post.agency,
    post.grade ?? notKnown,
    { text: showFte(post.fteHundredths), format: 'numeric' },
    inPost(post),
    post.fundedBy ?? notKnown,
  ]),
})}${model.pages}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${postsHref(filter, model, { sort: model.order }, `${listPath}.csv`)}">Download these posts (CSV)</a></p>`
}`;
}

const inPost = (post: Post): Html =>
  html`${post.holders ?? ''}${
    post.heldHundredths < post.fteHundredths
      ? html`${post.holders === null ? '' : html`<br>`}${tag({ text: 'Vacant', classes: 'govuk-tag--yellow' })}<br><span class="govuk-hint">${vacancyWords(post)}</span>`
      : ''
  }`;

/** One line for each post, as filtered. Names of holders are staff's. */
export const postLines = (posts: readonly Post[]): string[] => [
  csvLine([
    ...['post', 'role', 'grade', 'base', 'employed by', 'fte', 'in post (fte)', 'in post', 'vacant since'],
    ...['expected by', 'funded by', 'from', 'until', 'source', 'example'],
  ]),
  ...posts.map((post) =>
    csvLine([
      post.title,
      roleWords(post.role),
      post.grade ?? 'not known',
      post.base ?? acrossBases,
      post.agency,
      post.fteHundredths / 100,
      post.heldHundredths / 100,
      post.holders,
      post.heldHundredths < post.fteHundredths ? post.vacantSince : '',
      post.nextFrom ?? post.expectedOn,
      post.fundedBy ?? 'not known',
      post.fromDate,
      post.toDate,
      post.source,
      post.example ? 'example' : '',
    ]),
  ),
];
