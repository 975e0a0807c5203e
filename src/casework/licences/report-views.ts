import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  filterChips,
  input,
  pageArrows,
  statLinks,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type SpentRow, showMinutes, showPounds, totalsBy } from './register-rules.ts';
import type { OutCounts, OutRow, TimeEntry, TimeFilter } from './register-store.ts';
import { itemName, stateTag } from './register-views.ts';
import { type ItemKind, itemKinds, itemKindWords } from './types.ts';

export interface OutModel {
  items: readonly OutRow[];
  counts: OutCounts;
  kind: ItemKind | undefined;
  overdue: boolean;
  today: Day;
  page: number;
  hasMore: boolean;
}

export function outPage(model: OutModel): Html {
  const address = (more: { kind?: string; overdue?: string; page?: number }): string =>
    addressOf('/register', { kind: model.kind, overdue: model.overdue ? 'yes' : undefined, ...more });
  return html`<h1 class="govuk-heading-l">Tags and items that are out</h1>
${statLinks([
  { number: model.counts.out, label: 'with people now', href: '/register' },
  { number: model.counts.overdue, label: 'overdue', href: '/register?overdue=yes' },
  { number: showPounds(model.counts.valuePence), label: 'their value', href: '/register' },
])}
<p class="govuk-body"><a class="govuk-link" href="/register/time">What handling them takes, by kind, worker and month</a></p>
<p class="govuk-body">Show: ${itemKinds.map((kind, index) => html`${index === 0 ? '' : ' · '}<a class="govuk-link" href="${addressOf('/register', { kind, overdue: model.overdue ? 'yes' : undefined })}">${itemKindWords[kind]}</a>`)}</p>
${filterChips({
  chips: [
    ...(model.kind === undefined
      ? []
      : [
          {
            text: itemKindWords[model.kind],
            removeHref: addressOf('/register', { overdue: model.overdue ? 'yes' : undefined }),
          },
        ]),
    ...(model.overdue ? [{ text: 'Overdue', removeHref: addressOf('/register', { kind: model.kind }) }] : []),
  ],
  clearHref: '/register',
})}
${model.items.length === 0 ? emptyState({ title: 'Nothing of this kind is out.', text: 'What is fitted or issued on a person’s Licence page stands here until it is back.' }) : outTable(model)}
${pageArrows(model.page, model.hasMore, (page) => address({ page }))}`;
}

const outTable = (model: OutModel): Html =>
  table({
    caption: 'What is out, what is due back first on top',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'What is out',
    stack: true,
    head: [{ text: 'Person' }, { text: 'What' }, { text: 'Issued' }, { text: 'Due back' }, { text: 'Value' }],
    rows: model.items.map((item) => [
      html`<a class="govuk-link" href="/people/${item.personId}/register/${item.id}">${item.name}</a>`,
      html`${itemName(item)}<br><span class="govuk-hint">${item.what}</span>`,
      `${showShortDay(item.issuedOn)}, ${item.issuedBy}`,
      html`${item.dueBackOn === null ? '' : showShortDay(item.dueBackOn)} ${stateTag(item, model.today)}`,
      { text: showPounds(item.valuePence), format: 'numeric' },
    ]),
  });

export interface TimeModel {
  rows: readonly SpentRow[];
  from: Day;
  to: Day;
}

export function timePage(model: TimeModel): Html {
  const { from, to } = model;
  const total = model.rows.reduce((sum, { minutes }) => sum + minutes, 0);
  const entries = (more: Record<string, string | number>): string =>
    addressOf('/register/time/entries', { from, to, ...more });
  return html`<h1 class="govuk-heading-l">Time that tags and items take</h1>
<form method="get" action="/register/time" class="wm-filter">${input({ id: 'from', name: 'from', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: from })}${input({ id: 'to', name: 'to', type: 'date', label: { text: 'To' }, classes: 'govuk-input--width-10', value: to })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
<p class="govuk-body">Entries that you may see, from ${showDay(from)} to ${showDay(to)}: <a class="govuk-link" href="${entries({})}">${showMinutes(total)}</a>.</p>
${
  model.rows.length === 0
    ? emptyState({
        title: 'No time is noted.',
        text: 'Minutes are noted where something is issued, given back, or worked on.',
      })
    : html`${sums(
        'By kind',
        totalsBy(model.rows, ({ kind }) => ({ key: kind, name: itemKindWords[kind] })),
        (kind) => entries({ kind }),
      )}
${sums(
  'By worker',
  totalsBy(model.rows, ({ staffId, staff }) => ({ key: staffId, name: staff })),
  (worker) => entries({ worker }),
)}
${sums(
  'By month',
  totalsBy(model.rows, ({ month }) => ({ key: month, name: monthWords(month) })).sort((left, right) =>
    left.key < right.key ? 1 : -1,
  ),
  (month) => entries({ month }),
)}`
}`;
}

/** `2026-10` → `October 2026` */
const monthWords = (month: string): string => showDay(`${month}-01`).slice(2);

const sums = <Key extends string | number>(
  caption: string,
  rows: readonly { key: Key; name: string; minutes: number; entries: number }[],
  href: (key: Key) => string,
): Html =>
  table({
    stack: true,
    caption,
    captionClasses: 'govuk-table__caption--m',
    head: [
      { text: caption.replace('By ', '').replace(/^./, (letter) => letter.toUpperCase()) },
      { text: 'Entries', format: 'numeric' },
      { text: 'Time', format: 'numeric' },
    ],
    rows: rows.map(({ key, name, minutes, entries }) => [
      html`<a class="govuk-link" href="${href(key)}">${name}</a>`,
      { text: String(entries), format: 'numeric' },
      { text: showMinutes(minutes), format: 'numeric' },
    ]),
  });

export interface TimeEntriesModel {
  entries: readonly TimeEntry[];
  filter: TimeFilter;
  page: number;
  hasMore: boolean;
}

export function timeEntriesPage({ entries, filter, page, hasMore }: TimeEntriesModel): Html {
  const address = (more: Record<string, string | number | undefined>): string =>
    addressOf('/register/time/entries', {
      from: filter.from,
      to: filter.to,
      kind: filter.kind,
      worker: filter.staffId,
      month: filter.month,
      ...more,
    });
  const chips = [
    ...(filter.kind === undefined
      ? []
      : [{ text: itemKindWords[filter.kind as ItemKind], removeHref: address({ kind: undefined }) }]),
    ...(filter.staffId === undefined
      ? []
      : [{ text: 'One worker', removeHref: address({ worker: undefined }) }]),
    ...(filter.month === undefined
      ? []
      : [{ text: monthWords(filter.month), removeHref: address({ month: undefined }) }]),
  ];
  return html`<h1 class="govuk-heading-l">Entries of time</h1>
<p class="govuk-body">From ${showDay(filter.from)} to ${showDay(filter.to)}</p>
${filterChips({ chips })}
${
  entries.length === 0
    ? emptyState({
        title: 'No entry matches.',
        actions: [{ text: 'All entries', href: '/register/time/entries' }],
      })
    : table({
        caption: 'Entries, the latest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Entries of time',
        stack: true,
        head: [{ text: 'Day' }, { text: 'Person' }, { text: 'What' }, { text: 'Worker' }, { text: 'Time' }],
        rows: entries.map((one) => [
          showShortDay(one.onDay),
          html`<a class="govuk-link" href="/people/${one.personId}/register/${one.itemId}">${one.name}</a>`,
          html`${itemKindWords[one.kind]}: ${one.item}${one.what === null ? '' : html`<br><span class="govuk-hint">${one.what}</span>`}`,
          one.staff,
          { text: showMinutes(one.minutes), format: 'numeric' },
        ]),
      })
}
${pageArrows(page, hasMore, (number) => address({ page: number }))}`;
}
