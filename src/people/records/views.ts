import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  emptyState,
  filterChips,
  insetText,
  numberedPages,
  summaryList,
  table,
  tag,
  timeline,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { TimelineEntry } from '../../web/wing.ts';
import { conditionWords } from './condition-words.ts';
import { certaintyOf, nameOfOrder } from './rules.ts';
import {
  type Certainty,
  type Conflict,
  type CustodySpell,
  type CustodyState,
  certaintyWords,
  type Offence,
  type OffendingYear,
  outcomeWords,
  type StatutoryStatus,
  type Supervision,
} from './types.ts';

const certaintyColours: Record<Certainty, string> = {
  proven: 'govuk-tag--blue',
  charged: 'govuk-tag--yellow',
  suspected: 'govuk-tag--grey',
  'not-proven': 'govuk-tag--grey',
};

const certaintyTag = (offence: Offence): Html => {
  const certainty = certaintyOf(offence);
  return tag({ text: certaintyWords[certainty], classes: certaintyColours[certainty] });
};

export interface OffendingModel {
  personId: number;
  today: Day;
  custodyState: CustodyState | undefined;
  status: StatutoryStatus | undefined;
  years: readonly OffendingYear[];
  conflicts: readonly Conflict[];
  entries: readonly TimelineEntry[];
  /** The page of offences shown, and how many there are under the filter. */
  offences: readonly Offence[];
  total: number;
  filter: { year?: number | undefined; proven?: boolean | undefined };
  page: number;
  pages: number;
  custody: readonly CustodySpell[];
  supervision: readonly Supervision[];
}

export function offendingPage(model: OffendingModel): Html {
  const path = `/people/${model.personId}/offending`;
  const isEmpty = model.years.length === 0 && model.custody.length === 0 && model.supervision.length === 0;
  return html`<h1 class="govuk-heading-l">Offending</h1>
${standing(model)}
${isEmpty ? nothing : html`${conflictSection(model.conflicts)}${yearSection(model, path)}${offenceSection(model, path)}${custodySection(model)}${orderSection(model)}${timelineSection(model)}`}`;
}

const nothing = emptyState({
  title: 'No offence, custody or order is recorded that you may see.',
  text: 'They come with the extracts of police, probation, prisons and youth justice.',
});

const standing = (model: OffendingModel): Html | string => {
  if (model.custodyState === undefined && model.status === undefined) return '';
  return summaryList({
    rows: [
      model.custodyState !== undefined && { key: 'Custody', value: model.custodyState.text },
      model.status !== undefined && { key: 'Supervision', value: model.status.text },
    ],
  });
};

const conflictSection = (conflicts: readonly Conflict[]): Html | string =>
  conflicts.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Where sources differ</h2>
<p class="govuk-body">They cannot all be right, unless they speak of different things on one day.</p>
${table({
  caption: 'Sources that differ',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Where sources differ',
  stack: true,
  head: [{ text: 'What' }, { text: 'Day' }, { text: 'One source says' }, { text: 'Another says' }],
  rows: conflicts
    .slice(0, 10)
    .map((conflict) => [
      conflict.what,
      showShortDay(conflict.day),
      ...[conflict.says[0], conflict.says.at(-1)].map(
        (said) => html`${said?.text ?? ''}<br><span class="govuk-hint">${said?.agency ?? ''}</span>`,
      ),
    ]),
})}
${conflicts.length > 10 ? html`<p class="govuk-body">And ${conflicts.length - 10} more of an earlier date.</p>` : ''}`;

function yearSection(model: OffendingModel, path: string): Html | string {
  if (model.years.length === 0) return '';
  const count = (year: number, n: number, certainty: 'proven' | 'other', words: string): Html | string =>
    n === 0
      ? '0'
      : html`<a class="govuk-link" href="${path}?year=${year}&amp;certainty=${certainty}#offences">${n}<span class="govuk-visually-hidden"> ${words} in ${year}</span></a>`;
  return html`<h2 class="govuk-heading-m">By year</h2>
${table({
  caption: 'Offences by the year they were done, and days at liberty',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Offences by year',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Year' },
    { text: 'Proven', format: 'numeric' },
    { text: 'Not proven', format: 'numeric' },
    { text: 'Days at liberty', format: 'numeric' },
  ],
  rows: model.years.map((year) => [
    year.year,
    { html: html`${count(year.year, year.proven, 'proven', 'proven offences')}`, format: 'numeric' },
    { html: html`${count(year.year, year.other, 'other', 'offences not proven')}`, format: 'numeric' },
    { text: `${year.daysAtLiberty} of ${year.days}`, format: 'numeric' },
  ]),
})}
${insetText({ text: 'Days at liberty are counted from the prison spells that are held here. Prison before the extracts begin is not known, so earlier years may show too many days. Offences shown are those that you may see.' })}`;
}

function offenceSection(model: OffendingModel, path: string): Html {
  const { filter } = model;
  const query = `${filter.year === undefined ? '' : `&year=${filter.year}`}${filter.proven === undefined ? '' : `&certainty=${filter.proven ? 'proven' : 'other'}`}`;
  const chips = filterChipsOf(model, path);
  return html`<h2 class="govuk-heading-m" id="offences">Offences</h2>
${chips}
${
  model.offences.length === 0
    ? emptyState({ title: 'No offence under this filter.', actions: [{ text: 'Show all', href: path }] })
    : offenceTable(model.offences)
}
${numberedPages(model.page, model.pages, (page) => `${path}?page=${page}${query}#offences`, 'Pages of offences')}`;
}

function filterChipsOf(model: OffendingModel, path: string): Html | string {
  const { year, proven } = model.filter;
  if (year === undefined && proven === undefined) return '';
  const certainty = proven === undefined ? '' : `certainty=${proven ? 'proven' : 'other'}`;
  return filterChips({
    chips: [
      ...(year === undefined ? [] : [{ text: `Year: ${year}`, removeHref: `${path}?${certainty}#offences` }]),
      ...(proven === undefined
        ? []
        : [
            {
              text: proven ? 'Proven' : 'Not proven',
              removeHref: `${path}?${year === undefined ? '' : `year=${year}`}#offences`,
            },
          ]),
    ],
    clearHref: path,
  });
}

const offenceTable = (offences: readonly Offence[]): Html =>
  table({
    caption: 'Offences, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Offences',
    stack: true,
    head: [
      { text: 'Day' },
      { text: 'Offence' },
      { text: 'Certainty' },
      { text: 'Outcome' },
      { text: 'Sentence' },
      { text: 'Said by' },
    ],
    rows: offences.map((offence) => [
      html`<span id="offence-${offence.id}">${showShortDay(offence.offenceDate)}</span>`,
      html`${offence.title ?? 'Title not known'}<br><span class="govuk-hint">${offence.offenceCode}${offence.homeOfficeClass === null ? '' : `, class ${offence.homeOfficeClass}`}</span>`,
      certaintyTag(offence),
      `${outcomeWords[offence.outcome]}${offence.outcomeDate === null ? '' : ` on ${showShortDay(offence.outcomeDate)}`}`,
      html`${offence.sentence ?? ''}${offence.court === null ? '' : html`<br><span class="govuk-hint">${offence.court}</span>`}`,
      offence.agency,
    ]),
  });

const listed = 10;

function custodySection(model: OffendingModel): Html | string {
  if (model.custody.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Custody</h2>
${table({
  caption: 'Custody, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Custody',
  stack: true,
  head: [
    { text: 'From' },
    { text: 'To' },
    { text: 'Where' },
    { text: 'Why, or how it ended' },
    { text: 'Said by' },
  ],
  rows: model.custody
    .slice(0, listed)
    .map((spell) => [
      showShortDay(spell.fromDay),
      spell.toDay === null
        ? 'No release recorded'
        : `${showShortDay(spell.toDay)}${spell.toDay > model.today ? ' (planned)' : ''}`,
      spell.kind === 'police' ? `${spell.place} (police)` : spell.place,
      spell.reason ?? spell.releaseType?.replaceAll('-', ' ') ?? '',
      spell.agency,
    ]),
})}
${more(model.custody.length, 'stays')}`;
}

const more = (total: number, words: string): Html | string =>
  total > listed
    ? html`<p class="govuk-body">The newest ${listed} of ${total} ${words}; all are on the timeline.</p>`
    : '';

function orderSection(model: OffendingModel): Html | string {
  if (model.supervision.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Orders and licences</h2>
${table({
  caption: 'Orders and licences, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Orders and licences',
  stack: true,
  head: [{ text: 'From' }, { text: 'To' }, { text: 'Order' }, { text: 'Conditions' }, { text: 'Said by' }],
  rows: model.supervision
    .slice(0, listed)
    .map((order) => [
      showShortDay(order.fromDay),
      order.toDay === null ? 'No end recorded' : showShortDay(order.toDay),
      html`${nameOfOrder(order)}${order.mainOffenceCode === null ? '' : html`<br><span class="govuk-hint">main offence ${order.mainOffenceCode}</span>`}`,
      order.conditions.map(conditionWords).join(', '),
      order.agency,
    ]),
})}
${more(model.supervision.length, 'orders')}`;
}

const shownEntries = 25;

function timelineSection(model: OffendingModel): Html {
  const entries = model.entries.slice(0, shownEntries);
  return html`<h2 class="govuk-heading-m">Timeline</h2>
${model.entries.length > shownEntries ? html`<p class="govuk-body">The newest ${shownEntries} of ${model.entries.length} entries.</p>` : ''}
${timeline({
  headingLevel: 3,
  items: entries.map((entry) => ({
    label: entry.title,
    byline: entry.agency ?? '',
    datetime: { timestamp: entry.day, text: showDay(entry.day) },
    ...(entry.detail === undefined ? {} : { text: entry.detail }),
  })),
})}`;
}

/** On the overview: the last offences, where they are now, and who supervises until when. */
export function recentPanel(model: {
  personId: number;
  offences: readonly Offence[];
  custodyState: CustodyState | undefined;
  status: StatutoryStatus | undefined;
  provenLastYear: number;
}): Html {
  const path = `/people/${model.personId}/offending`;
  return html`<h2 class="govuk-heading-m">Recent offences and custody</h2>
${model.custodyState === undefined ? '' : html`<p class="govuk-body">${model.custodyState.text}.</p>`}
${model.status === undefined ? '' : html`<p class="govuk-body">${model.status.text}.</p>`}
${
  model.offences.length === 0
    ? html`<p class="govuk-body">No offence in the last 24 months that you may see.</p>`
    : html`<ul class="govuk-list">${model.offences.map((offence) => html`<li>${showShortDay(offence.offenceDate)}: ${offence.title ?? offence.offenceCode} ${certaintyTag(offence)}</li>`)}</ul>`
}
<p class="govuk-body"><a class="govuk-link" href="${path}">All offending: ${model.provenLastYear} proven in the last 12 months</a></p>`;
}
