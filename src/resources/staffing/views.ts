import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  exampleTag,
  filterChips,
  input,
  select,
  statLinks,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { roleWords } from '../role-words.ts';
import { groupPosts, showFte, strengthOf, vacantIn } from './rules.ts';
import type { Holder, Post, PostFilter } from './types.ts';

const listPath = '/resources/posts';

const acrossBases = 'Across the bases';

/** Address of the list with these filters. */
const postsHref = (filter: PostFilter): string =>
  addressOf(listPath, {
    base: filter.base,
    agency: filter.agencyId,
    role: filter.role,
    vacant: filter.vacant === true ? '1' : undefined,
  });

/** FTE that leads to the posts which make it. */
const fteLink = (hundredths: number, filter: PostFilter, about: string): Html =>
  html`<a class="govuk-link" href="${postsHref(filter)}">${showFte(hundredths)}<span class="govuk-visually-hidden"> ${about}</span></a>`;

function strengthTable(
  caption: string,
  first: string,
  groups: readonly { name: string; filter: PostFilter; posts: readonly Post[] }[],
): Html {
  return table({
    caption,
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: caption,
    firstCellIsHeader: true,
    head: [
      { text: first },
      { text: 'Posts (FTE)', format: 'numeric' },
      { text: 'In post (FTE)', format: 'numeric' },
      { text: 'Vacant (FTE)', format: 'numeric' },
    ],
    rows: groups.map(({ name, filter, posts }) => {
      const strength = strengthOf(posts);
      const vacant = vacantIn(strength);
      return [
        name,
        { html: fteLink(strength.established, filter, `posts, ${name}`), format: 'numeric' },
        { text: showFte(strength.held), format: 'numeric' },
        vacant === 0
          ? { text: '0', format: 'numeric' }
          : { html: fteLink(vacant, { ...filter, vacant: true }, `vacant, ${name}`), format: 'numeric' },
      ];
    }),
  });
}

const baseFilter = (post: Post): PostFilter => ({
  base: post.baseId === null ? 'none' : String(post.baseId),
});

/** The wing's first page: the establishment by base, agency and role. */
export function establishment(model: {
  posts: readonly Post[];
  maySeeLoad: boolean;
  maySeeCosts: boolean;
  /** Keeps posts, and who is trained for what. */
  mayManage: boolean;
  today: Day;
}): Html {
  const { posts } = model;
  const all = strengthOf(posts);
  const groupsBy = (nameOf: (post: Post) => string, filterOf: (post: Post) => PostFilter) =>
    [...groupPosts(posts, nameOf)].map(([name, group]) => ({
      name,
      posts: group,
      filter: group[0] === undefined ? {} : filterOf(group[0]),
    }));
  return html`<h1 class="govuk-heading-l">Resources</h1>
<ul class="govuk-list">${model.maySeeLoad ? html`<li><a class="govuk-link" href="/resources/caseload">Caseload: people per officer</a></li>` : ''}${model.maySeeCosts ? html`<li><a class="govuk-link" href="/resources/costs">Costs and who bears them</a></li>` : ''}${model.mayManage ? html`<li><a class="govuk-link" href="/resources/training">Training for assessments</a></li>` : ''}</ul>
${
  posts.length === 0
    ? emptyState({
        title: 'No post is recorded.',
        text: 'The establishment shows here, by base and by agency, once posts are added.',
      })
    : html`${statLinks([
        { number: showFte(all.established), label: 'FTE of posts', href: postsHref({}) },
        { number: showFte(all.held), label: 'FTE in post', href: postsHref({}) },
        { number: showFte(vacantIn(all)), label: 'FTE vacant', href: postsHref({ vacant: true }) },
      ])}
${posts.some((post) => post.example) ? html`<p class="govuk-body">${tag({ text: 'Example', classes: 'govuk-tag--grey' })} The structure is that of decision 2015/11 (3.3 to 3.5, 5.5). Who employs each post, and who holds it, is made up.</p>` : ''}
${strengthTable(
  'By base',
  'Base',
  groupsBy((post) => post.base ?? acrossBases, baseFilter),
)}
${strengthTable(
  'By agency that employs',
  'Agency',
  groupsBy(
    (post) => post.agency,
    (post) => ({ agencyId: post.agencyId }),
  ),
)}
${strengthTable(
  'By role',
  'Role',
  groupsBy(
    (post) => roleWords(post.role),
    (post) => ({ role: post.role }),
  ),
)}
<p class="govuk-body govuk-hint">As on ${showDay(model.today)}. FTE: full-time equivalent.</p>`
}`;
}

export function postList(model: {
  posts: readonly Post[];
  filter: PostFilter;
  names: { base: string | undefined; agency: string | undefined };
}): Html {
  const { filter, posts } = model;
  const strength = strengthOf(posts);
  const chips = [
    ...(filter.base === undefined
      ? []
      : [
          {
            text: `Base: ${filter.base === 'none' ? acrossBases.toLowerCase() : (model.names.base ?? 'unknown')}`,
            removeHref: postsHref({ ...filter, base: undefined }),
          },
        ]),
    ...(filter.agencyId === undefined
      ? []
      : [
          {
            text: `Agency: ${model.names.agency ?? 'unknown'}`,
            removeHref: postsHref({ ...filter, agencyId: undefined }),
          },
        ]),
    ...(filter.role === undefined
      ? []
      : [
          {
            text: `Role: ${roleWords(filter.role)}`,
            removeHref: postsHref({ ...filter, role: undefined }),
          },
        ]),
    ...(filter.vacant === true
      ? [{ text: 'Vacant', removeHref: postsHref({ ...filter, vacant: undefined }) }]
      : []),
  ];
  return html`<h1 class="govuk-heading-l">Posts</h1>
${filterChips({ chips, clearHref: listPath })}
${
  posts.length === 0
    ? emptyState({
        title: chips.length > 0 ? 'No post matches these filters.' : 'No post is recorded.',
        ...(chips.length > 0 ? { actions: [{ text: 'Show all posts', href: listPath }] } : {}),
      })
    : html`<p class="govuk-body">${strength.posts} ${strength.posts === 1 ? 'post' : 'posts'}: ${showFte(strength.established)} FTE, ${showFte(strength.held)} held, ${showFte(vacantIn(strength))} vacant.</p>
${table({
  caption: 'Posts, by base',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Posts',
  head: [
    { text: 'Post' },
    { text: 'Base' },
    { text: 'Employed by' },
    { text: 'Grade' },
    { text: 'FTE', format: 'numeric' },
    { text: 'In post' },
    { text: 'Funded by' },
  ],
  rows: posts.map((post) => [
    html`<a class="govuk-link" href="${listPath}/${post.id}">${post.title}</a>${exampleTag(post.example)}`,
    post.base ?? acrossBases,
    post.agency,
    post.grade ?? 'Not known',
    { text: showFte(post.fteHundredths), format: 'numeric' },
    post.holders ?? tag({ text: 'Vacant', classes: 'govuk-tag--yellow' }),
    post.fundedBy ?? 'Not known',
  ]),
})}`
}`;
}

export interface PostPage {
  post: Post;
  holders: readonly Holder[];
  employees: readonly { id: number; name: string }[];
  mayManage: boolean;
  csrfToken: string;
  key?: string | undefined;
  today: Day;
  values: { staff?: string; fte?: string; fromDate?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function postPage(model: PostPage): Html {
  const { post } = model;
  const free = post.fteHundredths - post.heldHundredths;
  return html`<h1 class="govuk-heading-l">${post.title}</h1>
<p class="govuk-body">${free > 0 ? tag({ text: free === post.fteHundredths ? 'Vacant' : `${showFte(free)} FTE vacant`, classes: 'govuk-tag--yellow' }) : tag({ text: 'Filled', classes: 'govuk-tag--green' })}${exampleTag(post.example)}</p>
${changedMeanwhile('this post', model.theirs, 'It is now held by:')}
${summaryList({
  rows: [
    { key: 'Role', value: roleWords(post.role) },
    { key: 'Base', value: post.base ?? acrossBases },
    { key: 'Employed by', value: post.agency },
    { key: 'Grade', value: post.grade ?? 'Not known' },
    { key: 'FTE', value: showFte(post.fteHundredths) },
    { key: 'Funded by', value: post.fundedBy ?? 'Not known' },
    { key: 'Since', value: showDay(post.fromDate) },
    post.source === null ? null : { key: 'Source', value: post.source },
  ],
})}
<h2 class="govuk-heading-m">Who has held it</h2>
${model.holders.length === 0 ? emptyState({ title: 'Nobody has been in this post.' }) : holderTable(model)}
${model.mayManage && free > 0 ? fillForm(model, free) : ''}`;
}

const holderTable = (model: PostPage): Html =>
  table({
    caption: 'Who has held it, latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who has held it',
    head: [{ text: 'Name' }, { text: 'FTE', format: 'numeric' }, { text: 'From' }, { text: 'Until' }],
    rows: model.holders.map((holder) => [
      holder.name,
      { text: showFte(holder.fteHundredths), format: 'numeric' },
      showShortDay(holder.fromDate),
      holder.toDate !== null
        ? showShortDay(holder.toDate)
        : model.mayManage
          ? form({
              action: `${listPath}/${model.post.id}/vacate`,
              csrfToken: model.csrfToken,
              version: model.post.version,
              body: html`<input type="hidden" name="holder" value="${holder.id}">${button({ html: html`End today<span class="govuk-visually-hidden"> the time of ${holder.name}</span>`, classes: 'govuk-button--secondary' })}`,
            })
          : 'Now',
    ]),
  });

const fillForm = (
  model: PostPage,
  free: number,
): Html => html`<h2 class="govuk-heading-m">Put somebody in post</h2>
${
  model.employees.length === 0
    ? html`<p class="govuk-body">${model.post.agency} has no staff in the directory. An administrator adds them under Settings.</p>`
    : form({
        action: `${listPath}/${model.post.id}/fill`,
        csrfToken: model.csrfToken,
        key: model.key,
        version: model.post.version,
        body: html`
${select({ id: 'staff', name: 'staff', label: { text: `Of ${model.post.agency}` }, value: model.values.staff ?? '', ...messageFor(model.errors, 'staff'), items: [{ value: '', text: 'Choose' }, ...model.employees.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${input({ id: 'fte', name: 'fte', inputmode: 'decimal', label: { text: 'Share of full time' }, hint: { text: `Vacant: ${showFte(free)} FTE` }, classes: 'govuk-input--width-4', value: model.values.fte ?? showFte(free), ...messageFor(model.errors, 'fte') })}
${input({ id: 'fromDate', name: 'fromDate', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: model.values.fromDate ?? model.today, ...messageFor(model.errors, 'fromDate') })}
${button({ text: 'Put in post', preventDoubleClick: true })}`,
      })
}`;
