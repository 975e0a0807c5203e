import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  insetText,
  numberedPages,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type CohortRow, ragWords } from './types.ts';

export interface SeveralModel {
  rows: readonly CohortRow[];
  total: number;
  filters: readonly string[];
  /** The list's own part of the address. */
  query: string;
  /** `person-membership-version` of those who are ticked. */
  chosen: readonly string[];
  date: string;
  why: string;
  errors: readonly FieldError[];
  preview: boolean;
  changed: boolean;
  page: number;
  pageSize: number;
  today: Day;
  mayReview: boolean;
  mayAllocate: boolean;
  key?: string | undefined;
  csrfToken: string;
}

const keyOf = (row: CohortRow): string => `${row.personId}-${row.id}-${row.version}`;
const nameOf = (row: CohortRow): string => `${row.familyName}, ${row.givenNames}`;

export function severalPage(model: SeveralModel): Html {
  if (model.preview) return preview(model);
  const last = Math.max(1, Math.ceil(model.total / model.pageSize));
  const back = model.query === '' ? '/cohort' : `/cohort?${model.query}`;
  return html`<h1 class="govuk-heading-l">Change several at once</h1>
<p class="govuk-body">${model.total} ${model.total === 1 ? 'member' : 'members'}${model.filters.length > 0 && html`: ${model.filters.join('; ')}`}. <a class="govuk-link" href="${back}">Back to the list</a>, to filter it first.</p>
${model.changed && insetText({ text: 'Somebody changed one of these members while you were choosing. Nothing was changed. What is below is as it stands now: choose again; your date and reason are kept.' })}
${model.rows.length === 0 ? emptyState({ title: 'Nobody matches.', actions: [{ text: 'Show everybody', href: '/cohort' }] }) : choose(model)}
${numberedPages(model.page, last, (page) => `/cohort/several?${new URLSearchParams([...new URLSearchParams(model.query)].filter(([name]) => name !== 'page').concat([['page', String(page)]]))}`, 'Pages of the list')}`;
}

const choose = (model: SeveralModel): Html =>
  form({
    action: '/cohort/several',
    csrfToken: model.csrfToken,
    key: model.key,
    body: html`<input type="hidden" name="query" value="${model.query}">
${checkboxes({
  name: 'people',
  idPrefix: 'people',
  classes: 'govuk-checkboxes--small',
  fieldset: { legend: { text: 'Whom it is about', classes: 'govuk-fieldset__legend--s' } },
  ...messageFor(model.errors, 'people'),
  values: model.chosen,
  items: model.rows.map((row) => ({
    value: keyOf(row),
    text: nameOf(row),
    hint: {
      text: `${ragWords[row.rag]}, next review ${row.nextReview === null ? 'not set' : showShortDay(row.nextReview)}`,
    },
  })),
})}
${
  model.mayReview &&
  html`<h2 class="govuk-heading-m">The same date of the next review</h2>
${input({ id: 'date', name: 'date', type: 'date', label: { text: 'Date of the next review' }, classes: 'govuk-input--width-10', value: model.date, ...messageFor(model.errors, 'date') })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, hint: { text: 'It stands in the history of each of them' }, rows: 2, value: model.why, ...messageFor(model.errors, 'why') })}
${button({ text: 'See what would change' })}`
}
${
  model.mayAllocate &&
  html`<h2 class="govuk-heading-m">A new lead</h2><p class="govuk-body">Choose whom, and who should lead them, on the next page.</p>
<button type="submit" class="govuk-button govuk-button--secondary" formaction="/allocations/several">Choose a new lead</button>`
}`,
  });

function preview(model: SeveralModel): Html {
  const rows = model.rows.filter((row) => model.chosen.includes(keyOf(row)));
  return html`<h1 class="govuk-heading-l">Check before you move ${rows.length === 1 ? 'one date' : `${rows.length} dates`}</h1>
<p class="govuk-body"><strong>Nothing has changed yet.</strong></p>
${rows.length < model.chosen.length && insetText({ text: `${model.chosen.length - rows.length} of those you chose changed meanwhile, or no longer match. Go back and choose again.` })}
${table({
  caption: 'Whose date moves',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Whose date moves',
  stack: true,
  head: ['Name', 'From', 'To'].map((text) => ({ text })),
  rows: rows.map((row) => [
    nameOf(row),
    row.nextReview === null ? 'Not set' : showShortDay(row.nextReview),
    showShortDay(model.date),
  ]),
})}
<p class="govuk-body">Next review: ${showDay(model.date)}. Why: ${model.why}</p>
${form({
  action: '/cohort/several',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`<input type="hidden" name="query" value="${model.query}"><input type="hidden" name="date" value="${model.date}"><input type="hidden" name="why" value="${model.why}">${model.chosen.map((one) => html`<input type="hidden" name="people" value="${one}">`)}
<div class="govuk-button-group">${button({ text: 'Move the dates', name: 'confirm', value: 'yes', preventDoubleClick: true })}${button({ text: 'Choose again', name: 'confirm', value: 'no', classes: 'govuk-button--secondary' })}</div>`,
})}`;
}

export interface LeftModel {
  rows: readonly {
    membershipId: number;
    personId: number;
    name: string;
    leftOn: Day;
    leftReason: string | null;
    retentionOn: Day;
    isBack: boolean;
  }[];
  hasMore: boolean;
  page: number;
  due: boolean;
  today: Day;
}

/** Those who left, and when their records are reviewed: for whoever manages the scheme. */
export const leftPage = (model: LeftModel): Html => html`<h1 class="govuk-heading-l">Who left the scheme</h1>
<p class="govuk-body">Their records are restricted: only those who manage the scheme see them, until the day of their review. Then somebody decides whether they are still kept; nothing is deleted by itself.</p>
<p class="govuk-body wm-no-print">${model.due ? html`<a class="govuk-link" href="/cohort/left">Everybody who left</a>` : html`<a class="govuk-link" href="/cohort/left?due=yes">Only those whose review is due</a>`}</p>
${
  model.rows.length === 0
    ? emptyState({ title: model.due ? 'No review of a record is due.' : 'Nobody whom you may see has left.' })
    : table({
        caption: 'Who left, the next record to review first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Who left the scheme',
        stack: true,
        firstCellIsHeader: true,
        head: ['Name', 'Left', 'Why', 'Record reviewed', 'Now'].map((text) => ({ text })),
        rows: model.rows.map((row) => [
          html`<a class="govuk-link" href="/people/${row.personId}/membership">${row.name}</a>`,
          showShortDay(row.leftOn),
          row.leftReason?.replaceAll('-', ' ') ?? '',
          html`${showShortDay(row.retentionOn)}${row.retentionOn <= model.today && html` <strong class="govuk-tag govuk-tag--red">Due</strong>`}`,
          row.isBack ? 'On the scheme again' : '',
        ]),
      })
}
<p class="govuk-body wm-no-print">${model.page > 1 && html`<a class="govuk-link" href="/cohort/left?page=${model.page - 1}${model.due && '&due=yes'}">Earlier</a> `}${model.hasMore && html`<a class="govuk-link" href="/cohort/left?page=${model.page + 1}${model.due && '&due=yes'}">More</a>`}</p>`;
