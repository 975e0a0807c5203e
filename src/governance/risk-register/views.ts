import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  filterChips,
  type SortDirection,
  select,
  sortHeader,
  statLinks,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { appetiteOf, bandOf, isAbove, reviewIsDue, scoreOf } from './rules.ts';
import type { RiskCounts } from './store.ts';
import {
  type BandColour,
  type RiskFilter,
  type RiskScales,
  type RiskSort,
  riskRegisters,
  riskRegisterWords,
  type SchemeRisk,
} from './types.ts';

export const riskPath = '/governance/risks';

const tagColours: Record<BandColour, string> = {
  green: 'govuk-tag--green',
  yellow: 'govuk-tag--yellow',
  orange: 'govuk-tag--orange',
  red: 'govuk-tag--red',
};

/** A score with its band's word: `12 High`. */
export function scoreTag(scales: RiskScales, likelihood: number, impact: number): Html {
  const score = scoreOf(likelihood, impact);
  const band = bandOf(scales, score);
  return tag({
    text: `${score} ${band?.name ?? ''}`.trim(),
    classes: band === undefined ? 'govuk-tag--grey' : tagColours[band.colour],
  });
}

export const categoryName = (scales: RiskScales, code: string): string =>
  scales.categories.find((category) => category.code === code)?.name ?? code;

export function riskTable(
  risks: readonly SchemeRisk[],
  model: {
    scales: RiskScales;
    today: Day;
    sorted?: { key: RiskSort; direction: SortDirection };
    href?: (key: string, direction: SortDirection) => string;
  },
): Html {
  const { scales, today, sorted, href } = model;
  const head = (text: string, key: RiskSort, first: SortDirection = 'ascending') =>
    sorted === undefined || href === undefined ? { text } : sortHeader({ text, key, sorted, href, first });
  return table({
    caption: 'Risks',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Risks',
    stack: true,
    firstCellIsHeader: true,
    foldOnPhone: [1, 3, 4, 6],
    head: [
      head('Risk', 'title'),
      { text: 'Before controls' },
      head('After controls', 'score', 'descending'),
      { text: 'Accepted' },
      head('Owner', 'owner'),
      head('Next review', 'review'),
      { text: 'Register' },
    ],
    rows: risks.map((risk) => {
      const appetite = appetiteOf(scales, risk.category);
      return [
        html`<a class="govuk-link" href="${riskPath}/${risk.id}">${risk.title}</a>${exampleTag(risk.example)}<br><span class="govuk-hint">${categoryName(scales, risk.category)}${risk.state === 'closed' ? ', closed' : ''}</span>`,
        scoreTag(scales, risk.likelihoodBefore, risk.impactBefore),
        scoreTag(scales, risk.likelihood, risk.impact),
        html`${appetite === undefined ? 'Not set' : `Up to ${appetite}`}${isAbove(scales, risk) ? html`<br><strong>Above</strong>` : ''}`,
        risk.owner ?? 'Nobody yet',
        html`${showShortDay(risk.reviewOn)}${reviewIsDue(risk, today) ? html`<br><strong>Overdue</strong>` : ''}`,
        riskRegisterWords[risk.register],
      ];
    }),
  });
}

const fills: Record<BandColour, string> = {
  green: '#cce2d8',
  yellow: '#fff7bf',
  orange: '#fcd6c3',
  red: '#f4cdc6',
};
const cell = { width: 84, height: 44 };

/** The squares of likelihood and impact with how many open risks stand in each; the table beside it has the same. */
export function heatMap(scales: RiskScales, counts: ReadonlyMap<string, number>, before: boolean): Html {
  const rows = scales.likelihood.toSorted((left, right) => right.level - left.level);
  const columns = scales.impact.toSorted((left, right) => left.level - right.level);
  const left = 130;
  const width = left + columns.length * cell.width + 10;
  const height = 10 + rows.length * cell.height + 40;
  const when = before ? 'before controls' : 'after controls';
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="heat-title heat-text">
<title id="heat-title">Open risks by likelihood and impact, ${when}</title>
<desc id="heat-text">Likelihood rises upwards, impact to the right. The table below has the same figures, as links to the risks.</desc>
${rows.map(
  (row, line) =>
    html`<text x="${left - 8}" y="${10 + line * cell.height + 27}" text-anchor="end" font-size="13" fill="#0b0c0c">${row.level} ${row.name}</text>${columns.map(
      (column, place) => {
        const band = bandOf(scales, scoreOf(row.level, column.level));
        const count = counts.get(`${row.level}:${column.level}`);
        return html`<rect x="${left + place * cell.width}" y="${10 + line * cell.height}" width="${cell.width}" height="${cell.height}" fill="${band === undefined ? '#ffffff' : fills[band.colour]}" stroke="#505a5f"></rect>${
          count === undefined
            ? ''
            : html`<text x="${left + place * cell.width + cell.width / 2}" y="${10 + line * cell.height + 28}" text-anchor="middle" font-size="18" font-weight="bold" fill="#0b0c0c">${count}</text>`
        }`;
      },
    )}`,
)}
${columns.map((column, place) => html`<text x="${left + place * cell.width + cell.width / 2}" y="${10 + rows.length * cell.height + 18}" text-anchor="middle" font-size="12" fill="#0b0c0c">${column.level} ${column.name}</text>`)}
</svg>`;
}

/** The picture's figures, each a link to its risks. */
export function squareTable(scales: RiskScales, counts: ReadonlyMap<string, number>, before: boolean): Html {
  const columns = scales.impact.toSorted((left, right) => left.level - right.level);
  return table({
    caption: `Open risks, ${before ? 'before controls' : 'after controls'}: likelihood down, impact across`,
    captionClasses: 'govuk-table__caption--s',
    firstCellIsHeader: true,
    scrollLabel: 'Risks by likelihood and impact',
    head: [
      { text: 'Likelihood' },
      ...columns.map(({ level, name }) => ({ text: `${level} ${name}`, format: 'numeric' })),
    ],
    rows: scales.likelihood
      .toSorted((left, right) => right.level - left.level)
      .map((row) => [
        `${row.level} ${row.name}`,
        ...columns.map((column) => {
          const count = counts.get(`${row.level}:${column.level}`);
          const band = bandOf(scales, scoreOf(row.level, column.level))?.name ?? '';
          return {
            format: 'numeric',
            html:
              count === undefined
                ? html`<span class="govuk-hint">0<span class="govuk-visually-hidden"> ${band}</span></span>`
                : html`<a class="govuk-link" href="${riskPath}?state=open&amp;square=${row.level}-${column.level}${before ? '-before' : ''}">${count}<span class="govuk-visually-hidden"> ${band}</span></a>`,
          };
        }),
      ]),
  });
}

export interface RiskListModel {
  risks: readonly SchemeRisk[];
  scales: RiskScales;
  example: boolean;
  counts: RiskCounts;
  squares: ReadonlyMap<string, number>;
  before: boolean;
  today: Day;
  filter: RiskFilter;
  owners: readonly { id: number; name: string }[];
  sorted: { key: RiskSort; direction: SortDirection };
  hrefSorted: (key: string, direction: SortDirection) => string;
  hrefWithout: (name: string) => string;
  hrefBefore: string;
  csvHref: string;
  mayManage: boolean;
  pages: Html | '';
}

export function riskList(model: RiskListModel): Html {
  const { counts, scales } = model;
  const chips = chipsOf(model);
  return html`<h1 class="govuk-heading-l">Risk register</h1>
${statLinks([
  { number: counts.open, label: 'open', href: `${riskPath}?state=open` },
  { number: counts.above, label: 'above what is accepted', href: `${riskPath}?state=open&above=1` },
  { number: counts.due, label: 'with a review overdue', href: `${riskPath}?state=open&due=1` },
  {
    number: counts.asked,
    label: 'wait for the OPCC’s answer',
    href: `${riskPath}?state=open&register=asked`,
  },
  { number: counts.opcc, label: 'in the OPCC’s register', href: `${riskPath}?state=open&register=opcc` },
])}
${model.mayManage ? button({ text: 'Enter a risk', href: `${riskPath}/new` }) : ''}
<h2 class="govuk-heading-m">Where the open risks stand</h2>
${
  counts.open === 0
    ? emptyState({
        title: 'No risk is open.',
        text: 'What could keep the scheme from its aims is entered here, with who owns it.',
      })
    : html`<div class="wm-scroll" tabindex="0" role="region" aria-label="Picture of likelihood and impact">${heatMap(scales, model.squares, model.before)}</div>
<p class="govuk-body"><a class="govuk-link" href="${model.hrefBefore}">${model.before ? 'Show them after controls' : 'Show them before controls'}</a></p>
${details({ summaryText: 'The same as a table, with links', open: true, html: squareTable(scales, model.squares, model.before) })}`
}
<h2 class="govuk-heading-m" id="list">The risks</h2>
${filterForm(model)}${filterChips({ chips, clearHref: riskPath })}
${
  model.risks.length > 0
    ? riskTable(model.risks, { scales, today: model.today, sorted: model.sorted, href: model.hrefSorted })
    : chips.length > 0
      ? emptyState({
          title: 'No risk matches these filters.',
          actions: [{ text: 'Show all risks', href: riskPath }],
        })
      : emptyState({ title: 'No risk is in the register.' })
}${model.pages}
<p class="govuk-body"><a class="govuk-link" href="${model.csvHref}">Download as CSV</a></p>
${details({ summaryText: 'The scales in force', html: scalesTable(scales, model.example) })}`;
}

function chipsOf({
  filter,
  scales,
  owners,
  hrefWithout,
}: RiskListModel): { text: string; removeHref: string }[] {
  const chip = (name: string, text: string | undefined): { text: string; removeHref: string }[] =>
    text === undefined ? [] : [{ text, removeHref: hrefWithout(name) }];
  const { square } = filter;
  return [
    ...chip('state', filter.state === undefined ? undefined : `State: ${filter.state}`),
    ...chip('register', filter.register && riskRegisterWords[filter.register]),
    ...chip('category', filter.category && `Kind: ${categoryName(scales, filter.category)}`),
    ...chip(
      'owner',
      filter.ownerId === undefined
        ? undefined
        : `Owner: ${owners.find(({ id }) => id === filter.ownerId)?.name ?? 'somebody else'}`,
    ),
    ...chip('above', filter.above ? 'Above what is accepted' : undefined),
    ...chip('due', filter.due ? 'Review overdue' : undefined),
    ...chip(
      'square',
      square &&
        `Likelihood ${square.likelihood}, impact ${square.impact} ${square.before ? 'before' : 'after'} controls`,
    ),
  ];
}

const filterForm = ({ filter, scales, owners }: RiskListModel): Html =>
  details({
    summaryText: 'Filter',
    html: html`<form method="get" action="${riskPath}" class="wm-filter">
${select({
  id: 'filter-state',
  name: 'state',
  label: { text: 'State' },
  value: filter.state ?? '',
  items: [
    { value: '', text: 'All' },
    { value: 'open', text: 'Open' },
    { value: 'closed', text: 'Closed' },
  ],
})}
${select({ id: 'filter-register', name: 'register', label: { text: 'Register' }, value: filter.register ?? '', items: [{ value: '', text: 'Any' }, ...riskRegisters.map((code) => ({ value: code, text: riskRegisterWords[code] }))] })}
${select({ id: 'filter-category', name: 'category', label: { text: 'Kind' }, value: filter.category ?? '', items: [{ value: '', text: 'All' }, ...scales.categories.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'filter-owner', name: 'owner', label: { text: 'Owner' }, value: filter.ownerId ?? '', items: [{ value: '', text: 'Anybody' }, ...owners.map(({ id, name }) => ({ value: id, text: name }))] })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
  });

const scalesTable = (scales: RiskScales, example: boolean): Html => html`
<p class="govuk-body">A score is likelihood times impact.${example ? ' These scales are an example: a scheme sets its own in the rule “risk-register”.' : ''}</p>
${table({
  caption: 'Levels',
  head: [{ text: 'Level' }, { text: 'Likelihood' }, { text: 'Impact' }],
  scrollLabel: 'Levels',
  stack: true,
  rows: scales.likelihood.map(({ level, name, means }) => {
    const impact = scales.impact.find((one) => one.level === level);
    return [
      level,
      `${name}${means ? `: ${means}` : ''}`,
      `${impact?.name ?? ''}${impact?.means ? `: ${impact.means}` : ''}`,
    ];
  }),
})}
${table({ caption: 'Bands', head: [{ text: 'From score' }, { text: 'Band' }], rows: scales.bands.map(({ from, name }) => [from, name]) })}
${table({ caption: 'What is accepted', head: [{ text: 'Kind of risk' }, { text: 'Up to', format: 'numeric' }], rows: scales.categories.map(({ name, appetite }) => [name, { text: appetite, format: 'numeric' }]) })}`;

export const reviewWords = (risk: SchemeRisk, today: Day): string =>
  `${showDay(risk.reviewOn)}${reviewIsDue(risk, today) ? ' (overdue)' : ''}`;
