import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  numberedPages,
  pagination,
  select,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Format } from './formats/format.ts';
import type { StagedChange } from './preview-store.ts';
import { keptWhenAbsent } from './tables.ts';
import { type Batch, itemWords, type Problem, wholeFile } from './types.ts';

export const emptiedWarning = (emptied: readonly string[]): Html | string =>
  emptied.length === 0
    ? ''
    : warningText({
        text: `This file has no column for ${emptied.join(', ')}, which the last one accepted here had. Accepting it empties what is recorded there for everybody in the file.`,
      });

/** Columns by which nothing is told to a person. */
const hidden = new Set(['search_names', 'raw', 'handling']);

const words = (name: string): string =>
  name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '(nothing)';
  if (Array.isArray(value)) return value.length === 0 ? '(nothing)' : value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

interface Difference {
  name: string;
  was: string;
  becomes: string;
}

const withheld: Difference = {
  name: 'withheld',
  was: 'withheld: ask the scheme office',
  becomes: 'withheld',
};

/** What differs between a staged item and the one in the tables. Raw text counts where the meaning is the same. */
function differences({ body, was: stored }: StagedChange): Difference[] {
  if (body === null || stored === null) return [withheld];
  const meaning = Object.keys(body)
    .filter((name) => !hidden.has(name))
    .map((name) => ({
      name: words(name),
      was: shown(stored[name]),
      becomes: shown(body[name] ?? (keptWhenAbsent.includes(name) ? stored[name] : null)),
    }))
    .filter(({ was, becomes }) => was !== becomes);
  return meaning.length > 0 ? meaning : rawDifferences(stored.raw, body.raw);
}

function rawDifferences(was: unknown, becomes: unknown): Difference[] {
  const [before, after] = [asText(was), asText(becomes)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => ({
      name: `${words(name)} as sent`,
      was: shown(before[name]),
      becomes: shown(after[name]),
    }));
}

const asText = (raw: unknown): Record<string, unknown> =>
  typeof raw === 'object' && raw !== null ? { ...raw } : {};

export const changeTable = (changes: readonly StagedChange[]): Html =>
  table({
    caption: 'Changes, old and new',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Changes',
    stack: true,
    head: [{ text: 'Line' }, { text: 'What' }, { text: 'Column' }, { text: 'Was' }, { text: 'Becomes' }],
    rows: changes.flatMap((change) =>
      differences(change).map((difference) => [
        change.line,
        html`${words(itemWords[change.item].one)}${change.localId === null ? '' : html`<br><span class="govuk-hint">${change.localId}</span>`}`,
        difference.name,
        difference.was,
        difference.becomes,
      ]),
    ),
  });

export function changesPage(model: {
  batch: Batch;
  changes: readonly StagedChange[];
  page: number;
  hasMore: boolean;
}): Html {
  const path = `/intake/batches/${model.batch.id}/changes`;
  return html`<h1 class="govuk-heading-l">What batch ${model.batch.id} would change</h1>
${
  model.changes.length === 0
    ? emptyState({
        title: 'Nothing to show.',
        text: 'Changes are listed until the batch is accepted or abandoned.',
        actions: [{ text: 'Back to the batch', href: `/intake/batches/${model.batch.id}` }],
      })
    : changeTable(model.changes)
}
${model.page > 1 || model.hasMore ? olderAndNewer(model.page, model.hasMore, path) : ''}`;
}

const olderAndNewer = (current: number, hasMore: boolean, path: string): Html =>
  pagination({
    previous: current > 1 ? { href: `${path}?page=${current - 1}` } : null,
    next: hasMore ? { href: `${path}?page=${current + 1}` } : null,
  });

/** What cells say is kept only until somebody has decided about the file. */
export const hasEnded = (state: Batch['state']): boolean =>
  ['accepting', 'accepted', 'undoing', 'undone', 'abandoned'].includes(state);

/** Where the cells' words are, or are gone. */
export const excerptWords = (state: Batch['state']): string =>
  hasEnded(state)
    ? 'What the cells said was erased when the file was accepted or abandoned; the line, the column and the reason stay. Look the lines up in the file itself.'
    : 'What the cells say is erased as soon as the file is accepted or abandoned: download the problems first if you want to send them back.';

export const problemTable = (problems: readonly Problem[], state: Batch['state']): Html =>
  table({
    caption: 'Problems by line',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Problems',
    stack: true,
    head: [
      { text: 'Line' },
      { text: 'Column' },
      { text: 'Reason' },
      { text: 'What the cell says' },
      { text: 'The row' },
    ],
    rows: problems.map((problem) => [
      problem.line === wholeFile ? 'The whole file' : problem.line,
      problem.column ?? '',
      problem.reason,
      problem.excerpt ?? (hasEnded(state) ? html`<span class="govuk-hint">erased</span>` : ''),
      problem.severity === 'error'
        ? tag({ text: 'Left out', classes: 'govuk-tag--red' })
        : tag({ text: 'Taken', classes: 'govuk-tag--yellow' }),
    ]),
  });

export function problemsPage(model: {
  batch: Batch;
  problems: readonly Problem[];
  total: number;
  page: number;
  pages: number;
}): Html {
  const path = `/intake/batches/${model.batch.id}`;
  return html`<h1 class="govuk-heading-l">Problems in batch ${model.batch.id}</h1>
${
  model.problems.length === 0
    ? emptyState({ title: 'No row has a problem.', actions: [{ text: 'Back to the batch', href: path }] })
    : html`<p class="govuk-body">${model.total.toLocaleString('en-GB')} by line. <a class="govuk-link" href="${path}/problems.csv">Download as CSV</a></p><p class="govuk-body">${excerptWords(model.batch.state)}</p>${problemTable(model.problems, model.batch.state)}`
}
${numberedPages(model.page, model.pages, (page) => `${path}/problems?page=${page}`, 'Pages of problems')}`;
}

export interface ColumnsModel {
  batch: Batch;
  format: Format;
  /** What the last file had a column for, under a name that is not in this one. */
  lost: readonly string[];
  samples: readonly (readonly string[])[];
  values: Readonly<Record<string, string>>;
  csrfToken: string;
  errors: readonly FieldError[];
}

export function columnsForm(model: ColumnsModel): Html {
  const { batch, format } = model;
  const headers = (batch.headers ?? []).filter((header) => header !== '');
  const fields = Object.entries(format.fields);
  const one = ([name, field]: (typeof fields)[number]): Html =>
    select({
      id: name,
      name,
      label: { text: field.needed ? field.label : `${field.label} (optional)` },
      value: model.values[name] ?? '',
      items: [
        { value: '', text: 'No column' },
        ...headers.map((header) => ({ value: header, text: header })),
      ],
      ...messageFor(model.errors, name),
    });
  return html`<h1 class="govuk-heading-l">Match the columns</h1>
${
  model.lost.length === 0
    ? html`<p class="govuk-body">${batch.fileName} does not have every needed column under a name that is known. Choose which is which; it is remembered for the next file.</p>`
    : html`${warningText({ text: `The last file had ${model.lost.join(', ')}, and this one has no column of that name. Without one, what is recorded there would be emptied for everybody in the file.` })}<p class="govuk-body">Choose which column of ${batch.fileName} is which; it is remembered for the next file.</p>`
}
${details({ summaryText: 'The first rows of the file', html: sampleTable(model) })}
${form({
  action: `/intake/batches/${batch.id}/columns`,
  csrfToken: model.csrfToken,
  body: html`${fields.filter(([, field]) => field.needed).map(one)}
${fields.filter(([, field]) => !field.needed).map(one)}
${button({ text: 'Match and check', preventDoubleClick: true })}`,
})}
${form({ action: `/intake/batches/${batch.id}/abandon`, csrfToken: model.csrfToken, version: batch.version, body: button({ text: 'Abandon this file', classes: 'govuk-button--secondary' }) })}`;
}

function sampleTable(model: ColumnsModel): Html {
  const headers = model.batch.headers ?? [];
  const columns = headers.map((header, index) => ({ header, index })).filter(({ header }) => header !== '');
  return table({
    caption: 'First rows',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'First rows of the file',
    head: columns.map(({ header }) => ({ text: header })),
    rows: model.samples.map((cells) => columns.map(({ index }) => (cells[index] ?? '').slice(0, 60))),
  });
}
