import { type Day, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  pageArrows,
  select,
  sortHeader,
  table,
  tag,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { drawFields } from '../form-fields.ts';
import { drawSheet, type Showing } from '../form-flow.ts';
import type { DueUpdate } from './part-store.ts';
import type { VictimFilter, VictimOrder } from './store.ts';
import {
  capacities,
  capacityWords,
  contactSchemes,
  contactSchemeWords,
  type KnownVictim,
  type UpdateRule,
  type VictimRow,
} from './types.ts';

/** A day that something is due on; said where it has gone by. */
export const dueOn = (day: Day | null, today: Day): Html | string =>
  day === null
    ? ''
    : day < today
      ? html`${showShortDay(day)} ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}`
      : showShortDay(day);

export interface VictimListModel {
  rows: readonly VictimRow[];
  more: boolean;
  number: number;
  filter: VictimFilter;
  order: VictimOrder;
  unheld: readonly { id: number; recordedOn: Day; due: number }[];
  /** How many an extract tells of whom nobody has taken on. */
  known: number;
  mayWork: boolean;
  today: Day;
  csrfToken: string;
  address: (more: { sort?: string; page?: number }) => string;
}

export const victimList = (
  model: VictimListModel,
): Html => html`<h1 class="govuk-heading-l">Victims and witnesses</h1>
<p class="govuk-body">Those whose contact you are. Nobody else sees them, and nothing about them stands on any page of a member.</p>
${
  model.mayWork
    ? html`<ul class="govuk-list"><li><a class="govuk-link" href="/victims/updates">Updates due</a></li>
<li><a class="govuk-link" href="/victims/known">Known from extracts, without a contact (${model.known})</a></li></ul>
${button({ text: 'Enter a victim or witness', href: '/victims/new', classes: 'govuk-button--secondary' })}`
    : ''
}
${unheldSection(model)}
${filterForm(model)}
${
  model.rows.length === 0
    ? emptyState({
        title: 'Nobody is here.',
        text: 'Take on somebody whom an extract tells of, or enter them by the number of the crime.',
      })
    : victimTable(model)
}
${pageArrows(model.number, model.more, (page) => model.address({ page }))}`;

const filterForm = ({
  filter,
  order,
}: VictimListModel): Html => html`<form method="get" action="/victims" class="wm-filter wm-row">
${select({
  id: 'filter-state',
  name: 'state',
  label: { text: 'Case' },
  value: filter.state,
  items: [
    { value: 'open', text: 'Open' },
    { value: 'closed', text: 'Closed' },
  ],
})}
${select({ id: 'filter-scheme', name: 'scheme', label: { text: 'Contact scheme' }, value: filter.contactScheme ?? '', items: [{ value: '', text: 'All' }, ...contactSchemes.map((value) => ({ value, text: contactSchemeWords[value] }))] })}
${select({
  id: 'filter-due',
  name: 'due',
  label: { text: 'Updates' },
  value: filter.onlyDue === true ? 'yes' : '',
  items: [
    { value: '', text: 'All' },
    { value: 'yes', text: 'With an update due' },
  ],
})}
<input type="hidden" name="sort" value="${order}">${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

function victimTable({ rows, order, today, address }: VictimListModel): Html {
  const column = (key: VictimOrder, text: string) =>
    sortHeader({
      text,
      key,
      sorted: { key: order, direction: 'ascending' },
      href: (sort) => address({ sort }),
    });
  return table({
    caption: `${rows[0]?.total ?? 0} in all`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Victims and witnesses',
    stack: true,
    head: [
      column('name', 'Name'),
      'As',
      'Contact scheme',
      'Crimes',
      column('due', 'Next update due'),
      'Last update',
    ],
    rows: rows.map((one) => [
      html`<a class="govuk-link" href="/victims/${one.id}">${one.name}</a>`,
      capacityWords[one.capacity],
      html`${contactSchemeWords[one.contactScheme]}${one.wantsUpdates ? '' : html`<br><span class="govuk-hint">Wants no updates</span>`}`,
      one.crimes,
      one.nextDue === null
        ? 'None'
        : html`${dueOn(one.nextDue, today)}${one.due > 1 ? ` (${one.due} due)` : ''}`,
      one.lastGiven === null ? 'None yet' : showShortDay(one.lastGiven),
    ]),
  });
}

const unheldSection = ({ unheld, csrfToken }: VictimListModel): Html | '' =>
  unheld.length === 0
    ? ''
    : details({
        summaryText: `Without a contact any more (${unheld.length})`,
        open: true,
        html: html`<p class="govuk-body">Their contact does this work no longer, or may not. Who they are shows when you take them over.</p>
${table({
  stack: true,
  caption: 'Without a contact',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Without a contact',
  head: ['Number', 'Since', 'Updates due', 'Take over'],
  rows: unheld.map((one) => [
    one.id,
    showShortDay(one.recordedOn),
    one.due,
    form({
      action: `/victims/${one.id}/take-over`,
      csrfToken,
      body: button({
        html: html`Take over<span class="govuk-visually-hidden"> number ${one.id}</span>`,
        classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
      }),
    }),
  ]),
})}`,
      });

export interface UpdateListModel {
  rows: readonly DueUpdate[];
  rule: UpdateRule;
  when: 'all' | 'week' | 'overdue';
  today: Day;
  number: number;
  more: boolean;
  address: (page: number) => string;
}

export const kindName = (rule: UpdateRule, kind: string): string =>
  rule.kinds.find(({ code }) => code === kind)?.name ?? kind.replaceAll('-', ' ');

export const updateList = (model: UpdateListModel): Html => html`<h1 class="govuk-heading-l">Updates due</h1>
<form method="get" action="/victims/updates" class="wm-filter wm-row">${select({
  id: 'filter-when',
  name: 'when',
  label: { text: 'When' },
  value: model.when,
  items: [
    { value: 'all', text: 'All' },
    { value: 'week', text: 'Within a week' },
    { value: 'overdue', text: 'Overdue' },
  ],
})}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${
  model.rows.length === 0
    ? emptyState({
        title: 'No update is due here.',
        text: 'One becomes due when the custody, the licence or the membership of a member changes, for those who want updates.',
      })
    : table({
        caption: `${model.rows[0]?.total ?? 0} in all, the earliest first`,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: 'Updates due',
        stack: true,
        head: ['By', 'Who', 'About', 'Crime', 'Give'],
        rows: model.rows.map((one) => [
          dueOn(one.dueOn, model.today),
          html`<a class="govuk-link" href="/victims/${one.victimId}">${one.name}</a>`,
          kindName(model.rule, one.kind),
          one.crime ?? '',
          html`<a class="govuk-link" href="/victims/${one.victimId}/updates/${one.id}">Record<span class="govuk-visually-hidden"> the update to ${one.name}: ${kindName(model.rule, one.kind)}</span></a>`,
        ]),
      })
}
${pageArrows(model.number, model.more, model.address)}`;

export interface KnownListModel {
  rows: readonly KnownVictim[];
  number: number;
  more: boolean;
  csrfToken: string;
  address: (page: number) => string;
}

export const knownList = (
  model: KnownListModel,
): Html => html`<h1 class="govuk-heading-l">Known victims and witnesses without a contact</h1>
<p class="govuk-body">The police’s extracts tell of somebody in a crime for which a member was charged, cautioned or convicted. Who they are shows when you take them on. Whose offence it was never shows.</p>
${
  model.rows.length === 0
    ? emptyState({
        title: 'Everybody whom an extract tells of has a contact.',
        text: 'Or no agreement in force lets your agency have offences.',
      })
    : table({
        caption: `${model.rows[0]?.total ?? 0} in all, the latest crime first`,
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: 'Known victims and witnesses',
        stack: true,
        head: ['Crime', 'Day', 'Offence', 'As', 'From', 'Take on'],
        rows: model.rows.map((one) => [
          one.crime,
          showShortDay(one.offenceOn),
          one.offence,
          capacityWords[one.capacity],
          one.agency,
          form({
            action: '/victims/take-on',
            csrfToken: model.csrfToken,
            body: html`<input type="hidden" name="row" value="${one.row}">${button({ html: html`Take on<span class="govuk-visually-hidden"> the ${one.capacity} in crime ${one.crime}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0', preventDoubleClick: true })}`,
          }),
        ]),
      })
}
${pageArrows(model.number, model.more, model.address)}`;

export const newSheetBody = (csrfToken: string, showing: Showing): Html =>
  drawSheet(
    csrfToken,
    {
      heading: 'Enter a victim or witness',
      what: 'this record',
      action: '/victims',
      save: 'Save and go on',
      lead: html`<p class="govuk-body">For somebody whom no extract tells of. The number of the crime leads to the offence; it must be one for which a member was charged, cautioned or convicted.</p>`,
      fields: drawFields(
        [
          {
            name: 'crime',
            label: 'Crime number',
            as: 'line',
            hint: 'As the police write it, like 36/21379625/26',
          },
          {
            name: 'capacity',
            label: 'They are a',
            as: 'radios',
            choices: capacities.map((value) => ({ value, text: capacityWords[value] })),
          },
          { name: 'givenNames', label: 'First names', as: 'line' },
          { name: 'familyName', label: 'Last name', as: 'line' },
        ],
        showing.values,
        showing.errors,
      ),
    },
    showing,
  );
