import { addDays, ageOn, type Day, londonDay, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  type FilterChip,
  filterChips,
  input,
  insetText,
  numberedPages,
  ragTag,
  select,
  sortHeader,
  statLinks,
  table,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { cohortFilters, type FilterName, type FilterNames, filterWords } from './cohort-filters.ts';
import { daysOnScheme, trendOf } from './rules.ts';
import type { SavedView } from './saved-views.ts';
import { type ClockRule, type Spell, timeOnScheme } from './scheme-clock.ts';
import {
  type CohortFilter,
  type CohortOrder,
  type CohortRow,
  type CohortSort,
  type CohortTotals,
  membershipStateWords,
  type Named,
  rags,
  ragWords,
  statutoryWords,
} from './types.ts';

export const custodyWords = { prison: 'In prison', police: 'In police custody' } as const;

export interface CohortModel extends FilterNames {
  rows: readonly CohortRow[];
  totals: CohortTotals;
  leads: ReadonlyMap<number, string>;
  /** The last contact of each, attended or not; null where the viewer's role sees no contacts. */
  lastContacts: ReadonlyMap<number, Date> | null;
  /** Custody of each; null where the viewer's role sees none. */
  spells: ReadonlyMap<number, readonly Spell[]> | null;
  /** Which custody suspends the clock, where the scheme has said. */
  clock: ClockRule | undefined;
  filter: CohortFilter;
  /** Asked for, and not for the viewer's role. */
  leftOut: readonly FilterName[];
  /** Those the viewer's role may ask for. */
  offered: readonly FilterName[];
  /** The viewer, where they lead cases. */
  mine: number | undefined;
  order: CohortOrder;
  page: number;
  pageSize: number;
  today: Day;
  ragIsExample: boolean;
  views: readonly SavedView[];
  csrfToken: string;
  mayBulk: boolean;
  mayTransfer: boolean;
  mayExport: boolean;
  mayScores: boolean;
  mayTrials: boolean;
  mayFairness: boolean;
  mayNominate: boolean;
}

const nameOf = (codes: readonly Named[], code: string): string =>
  codes.find((one) => one.code === code)?.name ?? code;
const baseName = (model: CohortModel, id: number): string =>
  model.bases.find((base) => base.id === id)?.name ?? `Base ${id}`;

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
    ...filter,
    ...orderValues(order),
    page: page === 1 ? undefined : page,
  });

export function cohortList(model: CohortModel): Html {
  const last = Math.max(1, Math.ceil(model.totals.all / model.pageSize));
  return html`<h1 class="govuk-heading-l">Cohort</h1>
${statLinks([{ number: model.totals.all, label: model.totals.all === 1 ? 'member' : 'members', href: linkTo(model, model.filter) }])}
${totals(model)}
${views(model)}
${model.mine !== undefined && model.filter.lead !== model.mine && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${linkTo(model, { lead: model.mine })}">My people</a></p>`}
${filterForm(model)}
${leftOutWords(model).map((text) => insetText({ text }))}
${filterChips({ chips: chips(model), clearHref: '/cohort' })}
${model.rows.length === 0 ? nothing(model) : members(model)}
${numberedPages(model.page, last, (page) => linkTo(model, model.filter, model.order, page), 'Pages of the cohort')}
${foot(model)}`;
}

function foot(model: CohortModel): Html {
  const asked = { ...model.filter, ...orderValues(model.order) };
  const links = [
    { text: 'RAG board', href: addressOf('/cohort/board', { base: model.filter.base }), shown: true },
    { text: 'Change several at once', href: addressOf('/cohort/several', asked), shown: model.mayBulk },
    { text: 'Export this list (CSV)', href: addressOf('/cohort/exports/new', asked), shown: model.mayExport },
    { text: 'Copies that were exported', href: '/cohort/exports', shown: model.mayExport },
    { text: 'Transfers', href: '/transfers', shown: model.mayTransfer },
    { text: 'Who left', href: '/cohort/left', shown: model.mayScores },
    { text: 'Candidates', href: '/cohort/candidates', shown: model.mayScores },
    { text: 'Nominations', href: '/cohort/nominations', shown: model.mayNominate },
    { text: 'Strands and cohorts', href: '/cohort/strands', shown: true },
    { text: 'Trials', href: '/cohort/trials', shown: model.mayTrials },
    { text: 'Fairness', href: '/cohort/fairness', shown: model.mayFairness },
  ].filter(({ shown }) => shown);
  return html`<p class="govuk-body wm-no-print">${links.map(({ text, href }, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${href}">${text}</a>`)}</p>`;
}

/** The viewer's own views, and the present filter to keep as another. */
function views(model: CohortModel): Html {
  const { text, ...filter } = model.filter;
  const asked = addressOf('', { ...filter, ...orderValues(model.order) }).slice(1);
  const chosen = model.views.find(({ query }) => query === asked);
  const mayKeep = asked !== '' && chosen === undefined;
  if (model.views.length === 0 && !mayKeep) return html``;
  return html`<div class="wm-no-print">${model.views.length > 0 && html`<p class="govuk-body">Your views: ${model.views.map(({ name, query }, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${query === '' ? '/cohort' : `/cohort?${query}`}"${query === asked && html` aria-current="true"`}>${name}</a>`)}</p>`}
${mayKeep && details({ summaryText: 'Keep this filter as a view', html: form({ action: '/cohort/views', csrfToken: model.csrfToken, body: html`<input type="hidden" name="query" value="${asked}">${input({ id: 'view-name', name: 'name', label: { text: 'Name of the view' }, ...(text === undefined ? {} : { hint: { text: 'Without the name that you searched for: a view keeps no person' } }), classes: 'govuk-input--width-20' })}${button({ text: 'Keep it', classes: 'govuk-button--secondary', preventDoubleClick: true })}` }) })}
${chosen !== undefined && form({ action: `/cohort/views/${chosen.id}/remove`, csrfToken: model.csrfToken, body: html`<button type="submit" class="govuk-button govuk-button--secondary">Remove the view “${chosen.name}”</button>` })}</div>`;
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
      href: linkTo(model, { ...filter, base: Number(id) }),
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
    stack: true,
    foldOnPhone: [1, 2, 3, 4, 5, 7, 8, 9, 11],
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
const notShown = html`<span class="govuk-hint">not shown to you</span>`;

function memberRow(model: CohortModel, row: CohortRow) {
  const last = model.lastContacts?.get(row.personId);
  return [
    html`<a class="govuk-link" href="/people/${row.personId}">${row.familyName}, ${row.givenNames}</a>${row.state === 'suspended' && html`<br><span class="govuk-hint">${membershipStateWords.suspended}</span>`}`,
    row.born === null ? '' : ageOn(row.born, model.today),
    baseName(model, row.baseId),
    model.leads.get(row.personId) ?? (row.leadShown ? 'None' : notShown),
    nameOf(model.strands, row.strand),
    row.tier === null ? '' : nameOf(model.tiers, row.tier),
    ragTag({ value: row.rag, text: ragWords[row.rag], ...trendPart(row) }),
    statutoryWords[row.statutory],
    row.custody === null ? '' : custodyWords[row.custody],
    model.lastContacts === null ? notShown : last === undefined ? 'None' : showShortDay(londonDay(last)),
    review(row.nextReview, model.today),
    { html: daysCell(model, row), format: 'numeric' },
  ];
}

/** Days on the scheme, and how many of them custody suspended, of the custody that the viewer may see. */
export function daysOf(
  { clock, spells, today }: Pick<CohortModel, 'clock' | 'spells' | 'today'>,
  { joinedOn, personId }: Pick<CohortRow, 'joinedOn' | 'personId'>,
): { days: number; suspended: number } {
  if (clock === undefined || spells === null) return { days: daysOnScheme(joinedOn, today), suspended: 0 };
  return timeOnScheme(joinedOn, today, spells.get(personId) ?? [], clock);
}

function daysCell(model: CohortModel, row: CohortRow): Html {
  const { days, suspended } = daysOf(model, row);
  return html`${days}${suspended > 0 && html`<br><span class="govuk-hint">${suspended} in custody</span>`}`;
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

/** Why a filter that was asked for is not in force. */
export const leftOutWords = ({ leftOut }: Pick<CohortModel, 'leftOut'>): string[] =>
  leftOut.map(
    (name) => `Not filtered by “${cohortFilters[name].label}”: your role is not shown what it rests on.`,
  );

const chips = (model: CohortModel): FilterChip[] =>
  filterWords(model.filter, model).map(({ name, text }) => ({
    text,
    removeHref: linkTo(model, { ...model.filter, [name]: undefined }),
  }));

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

function filterField(model: CohortModel, name: FilterName): Html {
  const { label, hint, choices } = cohortFilters[name];
  const field = {
    id: `filter-${name}`,
    name,
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: model.filter[name] ?? '',
  };
  return choices === undefined
    ? input(field)
    : select({
        ...field,
        items: [
          { value: '', text: 'All' },
          ...choices(model).map((choice) => ({ value: choice.code, text: choice.name })),
        ],
      });
}

const filterForm = (model: CohortModel): Html =>
  details({
    summaryText: 'Filter',
    classes: 'wm-no-print',
    html: html`<form method="get" action="/cohort" class="wm-filter">
${model.offered.map((name) => filterField(model, name))}
${Object.entries(orderValues(model.order)).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>${model.ragIsExample && html`<p class="govuk-hint">What each rating means here is an example: the scheme has to set its own.</p>`}`,
  });

/** Days within which a review counts as due this week. */
export const dueUntil = (today: Day): Day => addDays(today, 7);
