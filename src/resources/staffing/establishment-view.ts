import { type Day, showDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { button, emptyState, input, statLinks, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { roleWords } from '../role-words.ts';
import { groupPosts, showFte, strengthOf, vacantIn } from './rules.ts';
import type { Post, PostFilter } from './types.ts';

export const listPath = '/resources/posts';
export const acrossBases = 'Across the bases';
/** A grade or funder that is not known, in an address. */
export const unknown = '-';
export const notKnown = 'Not known';

/** The day that a page is about; today where none is in the address. */
export interface OnDay {
  on: Day;
  today: Day;
}

/** Address of the list with these filters. */
export const postsHref = (
  filter: PostFilter,
  { on, today }: OnDay,
  more: { sort?: string | undefined; page?: number | undefined } = {},
  path: string = listPath,
): string =>
  addressOf(path, {
    base: filter.base,
    agency: filter.agencyId,
    role: filter.role,
    grade: filter.grade === '' ? unknown : filter.grade,
    funder: filter.funder === '' ? unknown : filter.funder,
    vacant: filter.vacant === true ? '1' : undefined,
    on: on === today ? undefined : on,
    sort: more.sort === 'base' ? undefined : more.sort,
    page: more.page === 1 ? undefined : more.page,
  });

/** The same page as of another day. */
export const dayForm = (
  action: string,
  { on }: OnDay,
  kept: Readonly<Record<string, string | undefined>> = {},
): Html => html`<form method="get" action="${action}" class="wm-filter wm-row wm-no-print">
${Object.entries(kept).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}
${input({ id: 'on', name: 'on', type: 'date', label: { text: 'As on' }, classes: 'govuk-input--width-10', value: on })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

/** FTE that leads to the posts which make it. */
const fteLink = (hundredths: number, filter: PostFilter, about: string, day: OnDay): Html =>
  html`<a class="govuk-link" href="${postsHref(filter, day)}">${showFte(hundredths)}<span class="govuk-visually-hidden"> ${about}</span></a>`;

function strengthTable(
  caption: string,
  first: string,
  groups: readonly { name: string; filter: PostFilter; posts: readonly Post[] }[],
  day: OnDay,
): Html {
  return table({
    caption,
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: caption,
    stack: true,
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
        { html: fteLink(strength.established, filter, `posts, ${name}`, day), format: 'numeric' },
        { text: showFte(strength.held), format: 'numeric' },
        vacant === 0
          ? { text: '0', format: 'numeric' }
          : { html: fteLink(vacant, { ...filter, vacant: true }, `vacant, ${name}`, day), format: 'numeric' },
      ];
    }),
  });
}

const baseFilter = (post: Post): PostFilter => ({
  base: post.baseId === null ? 'none' : String(post.baseId),
});

export interface Establishment extends OnDay {
  posts: readonly Post[];
  maySeeLoad: boolean;
  maySeeCosts: boolean;
  maySeeGrants: boolean;
  /** Keeps posts. */
  mayManage: boolean;
  /** Sees who is trained for what. */
  maySeeSkills: boolean;
}

const doors = (model: Establishment): Html => {
  const list: readonly (readonly [boolean, string, string])[] = [
    [true, '/resources/lines', 'Who answers to whom'],
    [true, '/resources/bases', 'Bases, and who works there'],
    [model.maySeeLoad, '/resources/caseload', 'Caseload: people per officer'],
    [model.maySeeSkills, '/resources/skills', 'Skills and training: what is lacking'],
    [model.mayManage, '/resources/training', 'Training: enter what somebody was trained in'],
    [model.maySeeCosts, '/resources/costs', 'Costs and who bears them'],
    [model.maySeeCosts, '/resources/options', 'Options appraisals'],
    [model.maySeeGrants, '/resources/grants', 'Grants to providers'],
  ];
  return html`<ul class="govuk-list">${list.map(([may, href, text]) => may && html`<li><a class="govuk-link" href="${href}">${text}</a></li>`)}</ul>`;
};

/** The wing's first page: the establishment by base, agency and role. */
export function establishment(model: Establishment): Html {
  const { posts } = model;
  const all = strengthOf(posts);
  const groupsBy = (nameOf: (post: Post) => string, filterOf: (post: Post) => PostFilter) =>
    [...groupPosts(posts, nameOf)].map(([name, group]) => ({
      name,
      posts: group,
      filter: group[0] === undefined ? {} : filterOf(group[0]),
    }));
  return html`<h1 class="govuk-heading-l">Resources</h1>
${doors(model)}
<h2 class="govuk-heading-m">Establishment on ${showDay(model.on)}</h2>
${dayForm('/resources', model)}
${
  posts.length === 0
    ? emptyState({
        title: 'No post is recorded for this day.',
        text: 'The establishment shows here, by base and by agency, once posts are added.',
        ...(model.mayManage ? { actions: [{ text: 'Add a post', href: `${listPath}/new` }] } : {}),
      })
    : html`${statLinks([
        { number: showFte(all.established), label: 'FTE of posts', href: postsHref({}, model) },
        { number: showFte(all.held), label: 'FTE in post', href: postsHref({}, model) },
        { number: showFte(vacantIn(all)), label: 'FTE vacant', href: postsHref({ vacant: true }, model) },
      ])}
${posts.some((post) => post.example) ? html`<p class="govuk-body">${tag({ text: 'Example', classes: 'govuk-tag--grey' })} The structure is that of decision 2015/11 (3.3 to 3.5, 5.5). Who employs each post, and who holds it, is made up.</p>` : ''}
${strengthTable(
  'By base',
  'Base',
  groupsBy((post) => post.base ?? acrossBases, baseFilter),
  model,
)}
${strengthTable(
  'By agency that employs',
  'Agency',
  groupsBy(
    (post) => post.agency,
    (post) => ({ agencyId: post.agencyId }),
  ),
  model,
)}
${strengthTable(
  'By role',
  'Role',
  groupsBy(
    (post) => roleWords(post.role),
    (post) => ({ role: post.role }),
  ),
  model,
)}
${strengthTable(
  'By grade',
  'Grade',
  groupsBy(
    (post) => post.grade ?? notKnown,
    (post) => ({ grade: post.grade ?? '' }),
  ),
  model,
)}
${strengthTable(
  'By who funds',
  'Funded by',
  groupsBy(
    (post) => post.fundedBy ?? notKnown,
    (post) => ({ funder: post.fundedBy ?? '' }),
  ),
  model,
)}
<p class="govuk-hint">FTE: full-time equivalent.</p>`
}`;
}
