import { addDays, ageOn, type Day, londonDay, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  type FilterChip,
  filterChips,
  input,
  pageItems,
  pagination,
  ragTag,
  select,
  sortHeader,
  statLinks,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { daysOnScheme, trendOf } from './rules.ts';
import {
  type CohortFilter,
  type CohortOrder,
  type CohortRow,
  type CohortSort,
  type CohortTotals,
  membershipStateWords,
  rags,
  ragWords,
  statutoryStatuses,
  statutoryWords,
} from './types.ts';

export const custodyWords = { prison: 'In prison', police: 'In police custody' } as const;
const reviewWords = { overdue: 'Overdue', week: 'Due within seven days' } as const;

export interface Named {
  code: string;
  name: string;
}

export interface CohortModel {
  rows: readonly CohortRow[];
  totals: CohortTotals;
  /** Null where the viewer's role sees no casework. */
  leads: ReadonlyMap<number, string> | null;
  lastSeen: ReadonlyMap<number, Date> | null;
  filter: CohortFilter;
  order: CohortOrder;
  page: number;
  pageSize: number;
  today: Day;
  bases: readonly { id: number; name: string }[];
  teams: readonly { id: number; name: string }[];
  strands: readonly Named[];
  tiers: readonly Named[];
  ragIsExample: boolean;
  mayExport: boolean;
  mayScores: boolean;
}

const nameOf = (codes: readonly Named[], code: string): string =>
  codes.find((one) => one.code === code)?.name ?? code;
const baseName = (model: CohortModel, id: number): string =>
  model.bases.find((base) => base.id === id)?.name ?? `Base ${id}`;

/** A filter as the address has it. */
export const filterValues = (filter: CohortFilter): Record<string, string | number | undefined> => ({
  base: filter.baseId,
  team: filter.teamId,
  strand: filter.strand,
  tier: filter.tier,
  rag: filter.rag,
  statutory: filter.statutory,
  custody: filter.custody,
  state: filter.state,
  review: filter.review,
  text: filter.text,
});

const orderValues = ({ sort, descending }: CohortOrder): Record<string, string | undefined> => ({
  sort: sort === 'review' && !descending ? undefined : sort,
  dir: descending ? 'desc' : undefined,
});

const linkTo = (
  model: CohortModel,
  filter: CohortFilter,
  order: CohortOrder = model.order,
  page = 1,
): string =>
  addressOf('/cohort', {
    ...filterValues(filter),
    ...orderValues(order),
    page: page === 1 ? undefined : page,
  });

export function cohortList(model: CohortModel): Html {
  const last = Math.max(1, Math.ceil(model.totals.all / model.pageSize));
  return html`<h1 class="govuk-heading-l">Cohort</h1>
${statLinks([{ number: model.totals.all, label: model.totals.all === 1 ? 'member' : 'members', href: linkTo(model, model.filter) }])}
${totals(model)}
${filterForm(model)}
${filterChips({ chips: chips(model), clearHref: '/cohort' })}
${model.rows.length === 0 ? nothing(model) : members(model)}
${last > 1 ? pagination({ landmarkLabel: 'Pages of the cohort', items: pageItems(model.page, last, (page) => linkTo(model, model.filter, model.order, page)) }) : ''}
<p class="govuk-body wm-no-print">${model.mayExport && html`<a class="govuk-link" href="${addressOf('/cohort/export.csv', { ...filterValues(model.filter), ...orderValues(model.order) })}">Export this list (CSV)</a>`}${model.mayExport && model.mayScores && ' · '}${model.mayScores && html`<a class="govuk-link" href="/cohort/candidates">Candidates</a>`}</p>`;
}

function totals(model: CohortModel): Html {
  const { filter } = model;
  const line = (label: string, parts: { text: string; n: number; href: string }[]): Html | null =>
    parts.length === 0
      ? null
      : html`<div><dt>${label}</dt> <dd>${parts.map(
          ({ text, n, href }, index) =>
            html`${index > 0 && ' · '}<a class="govuk-link" href="${href}">${text} ${n}</a>`,
        )}</dd></div>`;
  return html`<dl class="wm-identity__facts">${line(
    'Strand',
    Object.entries(model.totals.strand).map(([code, n]) => ({
      text: nameOf(model.strands, code),
      n,
      href: linkTo(model, { ...filter, strand: code }),
    })),
  )}${line(
    'Base',
    Object.entries(model.totals.base).map(([id, n]) => ({
      text: baseName(model, Number(id)),
      n,
      href: linkTo(model, { ...filter, baseId: Number(id) }),
    })),
  )}${line(
    'RAG',
    rags.flatMap((rag) => {
      const n = model.totals.rag[rag];
      return n === undefined ? [] : [{ text: ragWords[rag], n, href: linkTo(model, { ...filter, rag }) }];
    }),
  )}</dl>`;
}

function members(model: CohortModel): Html {
  const heading = (text: string, key: CohortSort, first?: 'descending') =>
    sortHeader({
      text,
      key,
      sorted: { key: model.order.sort, direction: model.order.descending ? 'descending' : 'ascending' },
      ...(first === undefined ? {} : { first }),
      href: (sort, direction) =>
        linkTo(model, model.filter, { sort: sort as CohortSort, descending: direction === 'descending' }),
    });
  return table({
    caption: `Members ${(model.page - 1) * model.pageSize + 1} to ${(model.page - 1) * model.pageSize + model.rows.length} of ${model.totals.all}`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Members of the cohort',
    firstCellIsHeader: true,
    head: [
      heading('Name', 'name'),
      { text: 'Age' },
      heading('Base', 'base'),
      { text: 'Lead' },
      heading('Strand', 'strand'),
      heading('Tier', 'tier'),
      heading('RAG', 'rag'),
      heading('Statutory', 'statutory'),
      { text: 'Custody' },
      { text: 'Last contact' },
      heading('Next review', 'review'),
      // Longest on the scheme is earliest to join.
      { ...heading('Days', 'joined'), format: 'numeric' },
    ],
    rows: model.rows.map((row) => memberRow(model, row)),
  });
}

/** Not "None": somebody may well work with them. */
const notShown = html`<span class="govuk-hint">not shown to your role</span>`;

function memberRow(model: CohortModel, row: CohortRow) {
  const seen = model.lastSeen?.get(row.personId);
  return [
    html`<a class="govuk-link" href="/people/${row.personId}">${row.familyName}, ${row.givenNames}</a>${row.state === 'suspended' && html`<br><span class="govuk-hint">${membershipStateWords.suspended}</span>`}`,
    row.born === null ? '' : ageOn(row.born, model.today),
    baseName(model, row.baseId),
    model.leads === null ? notShown : (model.leads.get(row.personId) ?? 'None'),
    nameOf(model.strands, row.strand),
    row.tier === null ? '' : nameOf(model.tiers, row.tier),
    ragTag({ value: row.rag, text: ragWords[row.rag], ...trendPart(row) }),
    statutoryWords[row.statutory],
    row.custody === null ? '' : custodyWords[row.custody],
    model.lastSeen === null ? notShown : seen === undefined ? 'None' : showShortDay(londonDay(seen)),
    review(row.nextReview, model.today),
    { text: daysOnScheme(row.joinedOn, model.today), format: 'numeric' },
  ];
}

const trendPart = (row: CohortRow) => {
  const trend = trendOf(row.ragWas, row.rag);
  return trend === undefined ? {} : { trend };
};

export function review(next: Day | null, today: Day): Html | string {
  if (next === null) return 'None';
  return next < today
    ? html`${showShortDay(next)} <strong class="govuk-tag govuk-tag--red">Overdue</strong>`
    : showShortDay(next);
}

function chips(model: CohortModel): FilterChip[] {
  const { filter } = model;
  const words: [keyof CohortFilter, string | undefined][] = [
    ['baseId', filter.baseId && `Base: ${baseName(model, filter.baseId)}`],
    [
      'teamId',
      filter.teamId && `Team: ${model.teams.find(({ id }) => id === filter.teamId)?.name ?? filter.teamId}`,
    ],
    ['strand', filter.strand && `Strand: ${nameOf(model.strands, filter.strand)}`],
    ['tier', filter.tier && (filter.tier === 'none' ? 'No tier' : nameOf(model.tiers, filter.tier))],
    ['rag', filter.rag && `RAG: ${ragWords[filter.rag]}`],
    ['statutory', filter.statutory && statutoryWords[filter.statutory]],
    ['custody', filter.custody && (filter.custody === 'yes' ? 'In custody' : 'Not in custody')],
    ['state', filter.state && membershipStateWords[filter.state]],
    ['review', filter.review && `Review: ${reviewWords[filter.review].toLowerCase()}`],
    ['text', filter.text && `Name: ${filter.text}`],
  ].filter((part): part is [keyof CohortFilter, string] => Boolean(part[1]));
  return words.map(([name, text]) => ({
    text: text ?? '',
    removeHref: linkTo(model, { ...filter, [name]: undefined }),
  }));
}

function nothing(model: CohortModel): Html {
  const without = chips(model).map(({ text, removeHref }) => ({
    text: `Remove “${text}”`,
    href: removeHref,
  }));
  return without.length > 0
    ? emptyState({
        title: 'No member matches these filters.',
        actions: [...without, { text: 'Show everybody', href: '/cohort' }],
      })
    : emptyState({
        title: 'Nobody whom you may see is on the scheme.',
        text: 'Members come from the decisions of a panel. You see the members of your team, or those you are allocated to.',
        actions: model.mayScores ? [{ text: 'Candidates', href: '/cohort/candidates' }] : [],
      });
}

function filterForm(model: CohortModel): Html {
  const { filter } = model;
  const choice = (name: string, label: string, value: string | number | undefined, items: readonly Named[]) =>
    select({
      id: `filter-${name}`,
      name,
      label: { text: label },
      value: value ?? '',
      items: [{ value: '', text: 'All' }, ...items.map(({ code, name: text }) => ({ value: code, text }))],
    });
  const byId = (list: readonly { id: number; name: string }[]): Named[] =>
    list.map(({ id, name }) => ({ code: String(id), name }));
  const words = <Code extends string>(record: Record<Code, string>, codes: readonly Code[]): Named[] =>
    codes.map((code) => ({ code, name: record[code] }));
  return details({
    summaryText: 'Filter',
    classes: 'wm-no-print',
    html: html`<form method="get" action="/cohort" class="wm-filter">
${input({ id: 'filter-text', name: 'text', label: { text: 'Name' }, value: filter.text ?? '' })}
${choice('base', 'Base', filter.baseId, byId(model.bases))}${choice('team', 'Team', filter.teamId, byId(model.teams))}
${choice('strand', 'Strand', filter.strand, model.strands)}${choice('tier', 'Tier', filter.tier, [...model.tiers, { code: 'none', name: 'No tier' }])}
${choice('rag', 'RAG', filter.rag, words(ragWords, rags))}${choice('statutory', 'Statutory status', filter.statutory, words(statutoryWords, statutoryStatuses))}
${choice('custody', 'Custody', filter.custody, [
  { code: 'yes', name: 'In custody' },
  { code: 'no', name: 'Not in custody' },
])}${choice('state', 'Status', filter.state, words(membershipStateWords, ['member', 'suspended']))}
${choice('review', 'Next review', filter.review, words(reviewWords, ['overdue', 'week']))}
${Object.entries(orderValues(model.order)).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>${model.ragIsExample && html`<p class="govuk-hint">What each rating means here is an example: the scheme has to set its own.</p>`}`,
  });
}

/** Days within which a review counts as due this week. */
export const dueUntil = (today: Day): Day => addDays(today, 7);
