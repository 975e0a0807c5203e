import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  type FilterChip,
  filterChips,
  insetText,
  numberedPages,
  select,
  sortHeader,
  statLinks,
  table,
  tag,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { staleScore } from './stale-view.ts';
import {
  type Candidate,
  type CandidateFilter,
  type CandidateSort,
  type CandidateState,
  candidateStates,
  candidateStateWords,
  type Matrix,
  type SelectionRun,
} from './types.ts';

export interface CandidateListModel {
  rows: readonly Candidate[];
  count: number;
  counts: readonly { state: CandidateState; count: number; above: number }[];
  latest: SelectionRun | undefined;
  finished: SelectionRun | undefined;
  /** By which the last run scored. */
  matrix: RuleVersion<Matrix>;
  inForce: RuleVersion<Matrix>;
  filter: CandidateFilter;
  pageSize: number;
  bases: readonly { id: number; name: string }[];
  mayRun: boolean;
  mayImport: boolean;
  mayNominate: boolean;
  csrfToken: string;
}

type Address = Partial<CandidateFilter>;

const linkTo = (filter: CandidateFilter, change: Address = {}): string => {
  const wanted = { ...filter, page: 1, ...change };
  return addressOf('/cohort/candidates', {
    state: wanted.state === 'listed' ? undefined : wanted.state,
    base: wanted.baseId,
    line: wanted.line,
    sort: wanted.sort === 'rank' && !wanted.descending ? undefined : wanted.sort,
    dir: wanted.descending ? 'desc' : undefined,
    page: wanted.page === 1 ? undefined : wanted.page,
  });
};

export function candidateList(model: CandidateListModel): Html {
  const last = Math.max(1, Math.ceil(model.count / model.pageSize));
  return html`<h1 class="govuk-heading-l">Candidates</h1>
<p class="govuk-body">A score proposes and decides nothing: a panel decides. Each factor’s points are shown.</p>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/cohort/candidates/changes">What the last run changed</a> · ${model.mayNominate && html`<a class="govuk-link" href="/cohort/nominations">Nominations</a> · `}<a class="govuk-link" href="/cohort/matrix">Matrices</a> · <a class="govuk-link" href="/cohort/weights">Tables of weights</a>${model.mayImport && html` · <a class="govuk-link" href="/cohort/official-scores">Official scores</a>`} · <a class="govuk-link" href="/how-people-are-chosen">How people are chosen</a></p>
${model.matrix.example && insetText({ text: `The matrix “${model.matrix.body.name}” and its line of ${model.matrix.body.line} points are examples: no national matrix is published, and the scheme has to set its own.` })}
${staleScore(model.matrix, model.inForce)}
${runState(model)}
${model.finished === undefined && model.count === 0 && model.counts.length === 0 ? noRun(model) : listed(model, last)}`;
}

function runState({ latest, finished, mayRun, csrfToken }: CandidateListModel): Html {
  const said =
    latest === undefined
      ? ''
      : latest.state === 'running'
        ? html`<p class="govuk-body"><strong>A run is under way</strong>, begun ${showMoment(latest.at)}. The list is the one before it; look again in a minute.</p>`
        : latest.state === 'failed'
          ? html`<p class="govuk-body"><strong>The run of ${showMoment(latest.at)} failed.</strong> The list is the one before it.</p>`
          : '';
  const last =
    finished &&
    html`<p class="govuk-body">Last run ${showMoment(finished.finishedAt ?? finished.at)}, with what was known on ${showDay(finished.onDay)}: ${finished.considered ?? 0} people with a proven offence in the rule’s window, ${finished.eligible ?? 0} who are not members meet the rule${leftOut(finished)}.</p>`;
  return html`${said}${last}${mayRun && latest?.state !== 'running' && form({ action: '/cohort/candidates/run', csrfToken, body: button({ text: 'Run selection now', classes: 'govuk-button--secondary wm-no-print', preventDoubleClick: true }) })}`;
}

const reasons = {
  'age-unknown': 'without a date of birth',
  'too-young': 'under age, with no youth strand',
  'only-victim-or-witness': 'on record as victim or witness only',
  'too-few-offences': 'with too few that were proven by then',
  retired: 'since put together with another person',
} as const;

const leftOut = ({ notEligible }: SelectionRun): string => {
  const parts = Object.entries(reasons).flatMap(([code, words]) => {
    const n = notEligible[code as keyof typeof reasons];
    return n === undefined ? [] : [`${n} ${words}`];
  });
  return parts.length === 0 ? '' : `; not listed: ${parts.join(', ')}`;
};

const noRun = (model: CandidateListModel): Html =>
  emptyState({
    title: 'Selection has not run yet.',
    text: model.mayRun
      ? 'It runs every night and after records were linked. You can run it now.'
      : 'It runs every night and after records were linked.',
  });

function listed(model: CandidateListModel, last: number): Html {
  const { filter } = model;
  const above = model.counts.find(({ state }) => state === 'listed')?.above ?? 0;
  return html`${statLinks([
    {
      number: above,
      label: `listed, at or above the line of ${model.matrix.body.line}`,
      href: linkTo(filter, { state: 'listed', line: 'above', baseId: undefined }),
    },
    ...candidateStates.flatMap((state) => {
      const n = model.counts.find((counted) => counted.state === state)?.count;
      return n === undefined
        ? []
        : [
            {
              number: n,
              label: candidateStateWords[state].toLowerCase(),
              href: linkTo(filter, { state, line: undefined, baseId: undefined }),
            },
          ];
    }),
  ])}
${filterForm(model)}${filterChips({ chips: chips(model), clearHref: '/cohort/candidates' })}
${model.rows.length === 0 ? nothing(model) : rows(model)}
${numberedPages(filter.page, last, (page) => linkTo(filter, { page }), 'Pages of candidates')}`;
}

function rows(model: CandidateListModel): Html {
  const { filter } = model;
  const matrix = model.matrix.body;
  const heading = (text: string, key: CandidateSort, first?: 'descending') =>
    sortHeader({
      text,
      key,
      sorted: { key: filter.sort, direction: filter.descending ? 'descending' : 'ascending' },
      ...(first === undefined ? {} : { first }),
      href: (sort, direction) =>
        linkTo(filter, { sort: sort as CandidateSort, descending: direction === 'descending' }),
    });
  const most = matrix.factors.reduce(
    (sum, { bands }) => sum + Math.max(0, ...bands.map(({ points }) => points)),
    0,
  );
  return html`<h2 class="govuk-heading-s">What the letters mean</h2>
<ol class="govuk-list" type="A">${matrix.factors.map(({ label, bands }, index) => html`<li><strong>${String.fromCharCode(65 + index)}</strong> ${label} (up to ${Math.max(0, ...bands.map(({ points }) => points))} points)</li>`)}</ol>
${!filter.descending && filter.sort === 'rank' && (model.rows[0]?.rank ?? 1) > 1 && filter.page === 1 && html`<p class="govuk-body">The ranks begin at ${model.rows[0]?.rank}: a rank counts everybody who was scored, and those before are in another state (on the scheme, proposed or set aside) or outside these filters.</p>`}
${table({
  caption: `Candidates ${(filter.page - 1) * model.pageSize + 1} to ${(filter.page - 1) * model.pageSize + model.rows.length} of ${model.count}`,
  captionClasses: 'govuk-table__caption--s',
  scrollLabel: 'Candidates by rank',
  stack: true,
  head: [
    heading('Rank', 'rank'),
    heading('Name', 'name'),
    { text: `Total of ${most}` },
    ...matrix.factors.map((_, index) => ({ text: String.fromCharCode(65 + index), format: 'numeric' })),
    heading('Change', 'change', 'descending'),
    { text: 'Base' },
    heading('State', 'expires'),
  ],
  rows: model.rows.map((row) => [
    row.rank,
    html`<a class="govuk-link" href="/cohort/candidates/${row.id}">${row.name}</a>`,
    totalBar(row, most),
    ...matrix.factors.map(({ code }) => {
      const factor = row.factors.find((one) => one.code === code);
      return { text: factor === undefined ? '–' : factor.points, format: 'numeric' };
    }),
    changeWords(row),
    row.base ?? '',
    stateWords(row),
  ]),
})}`;
}

const totalBar = (row: Candidate, most: number): Html =>
  html`<strong>${row.total}</strong> <meter min="0" max="${most}" low="${row.line}" value="${row.total}" aria-label="${row.total} of ${most} points">${row.total}</meter>${row.total >= row.line ? ' reaches the line' : ''}`;

export function changeWords(row: Pick<Candidate, 'isNew' | 'change'>): Html | string {
  if (row.isNew) return tag({ text: 'New', classes: 'govuk-tag--blue' });
  const change = row.change ?? 0;
  return change === 0 ? 'None' : change > 0 ? `Up ${change}` : `Down ${-change}`;
}

const stateWords = (row: Candidate): Html =>
  html`${candidateStateWords[row.state]}${row.strand !== null && html`<br><strong class="govuk-tag govuk-tag--purple">Only the ${row.strand} strand</strong>`}${!row.eligible && row.state !== 'gone' && html`<br><span class="govuk-hint">${row.via === 'nomination' ? 'nominated' : 'no longer meets the rule'}</span>`}, until ${showShortDay(row.expiresOn)}`;

function chips({ filter, bases }: CandidateListModel): FilterChip[] {
  const base = bases.find(({ id }) => id === filter.baseId)?.name;
  return [
    ...(filter.state === 'listed'
      ? []
      : [
          {
            text: stateFilterWords(filter.state),
            removeHref: linkTo(filter, { state: 'listed' }),
          },
        ]),
    ...(filter.baseId === undefined
      ? []
      : [{ text: `Base: ${base ?? filter.baseId}`, removeHref: linkTo(filter, { baseId: undefined }) }]),
    ...(filter.line === undefined
      ? []
      : [
          {
            text: filter.line === 'above' ? 'At or above the line' : 'Below the line',
            removeHref: linkTo(filter, { line: undefined }),
          },
        ]),
  ];
}

const stateFilterWords = (state: CandidateFilter['state']): string =>
  state === 'all'
    ? 'Every state'
    : state === 'waiting'
      ? 'Waiting: listed, proposed or deferred'
      : candidateStateWords[state];

const nothing = (model: CandidateListModel): Html =>
  emptyState({
    title: 'No candidate matches these filters.',
    actions: [
      ...chips(model).map(({ text, removeHref }) => ({ text: `Remove “${text}”`, href: removeHref })),
      {
        text: 'Show everybody who ever stood here',
        href: linkTo(model.filter, { state: 'all', baseId: undefined, line: undefined }),
      },
    ],
  });

const filterForm = ({ filter, bases }: CandidateListModel): Html =>
  details({
    summaryText: 'Filter',
    classes: 'wm-no-print',
    html: html`<form method="get" action="/cohort/candidates" class="wm-filter">
${select({ id: 'filter-state', name: 'state', label: { text: 'State' }, value: filter.state, items: [...candidateStates.map((state) => ({ value: state, text: candidateStateWords[state] })), { value: 'waiting', text: stateFilterWords('waiting') }, { value: 'all', text: stateFilterWords('all') }] })}
${select({ id: 'filter-base', name: 'base', label: { text: 'Base, by where the offences were' }, value: filter.baseId ?? '', items: [{ value: '', text: 'All' }, ...bases.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({
  id: 'filter-line',
  name: 'line',
  label: { text: 'The line' },
  value: filter.line ?? '',
  items: [
    { value: '', text: 'All' },
    { value: 'above', text: 'At or above it' },
    { value: 'below', text: 'Below it' },
  ],
})}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
  });
