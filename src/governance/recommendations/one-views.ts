import { type Role, roleTitles } from '../../access/rights.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import {
  button,
  changedMeanwhile,
  details,
  exampleTag,
  fileUpload,
  radios,
  summaryList,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, ownerItems, type Showing } from '../registers/forms.ts';
import { historyTable, type RegisterEvent } from '../registers/history.ts';
import type { FileFault } from './file.ts';
import {
  isOverdue,
  mayAssure,
  mayReturn,
  mayTakeBack,
  type RecommendationAct,
  transitions,
} from './rules.ts';
import {
  type Recommendation,
  type RecommendationForm,
  type Source,
  type SourceForm,
  statusWords,
} from './types.ts';
import { recommendationPath, statusTag } from './views.ts';

export interface Words {
  words?: string;
}

export interface RecommendationPageModel {
  one: Recommendation;
  events: readonly RegisterEvent[];
  today: Day;
  mayManage: boolean;
  mayAssure: boolean;
  /** Roles that have the right today. */
  assurers: readonly Role[];
  viewerId: number;
  csrfToken: string;
  /** The form that was sent last and has to be shown again. */
  again?: (Showing<Words> & { act: RecommendationAct }) | undefined;
}

export function recommendationPage(model: RecommendationPageModel): Html {
  const { one, today } = model;
  const allowed = transitions[one.status];
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${one.source}</span>Recommendation ${one.number}</h1>
<p class="govuk-body">${statusTag(one.status)}${exampleTag(one.example)}</p>
${changedMeanwhile('this recommendation', model.again?.theirs)}
<p class="govuk-body-l">${one.text}</p>
${summaryList({
  rows: [
    {
      key: 'Source',
      value: html`<a class="govuk-link" href="${recommendationPath}/sources/${one.sourceId}">${one.source}</a>`,
    },
    { key: 'Made to', value: one.body },
    { key: 'Owner', value: one.owner ?? 'Nobody yet' },
    {
      key: 'Due',
      value:
        one.dueOn === null
          ? 'No date set'
          : `${showDay(one.dueOn)}${isOverdue(one, today) ? ' (overdue)' : ''}`,
    },
    { key: 'Evidence', value: one.evidence ?? 'None yet' },
    one.doneOn === null
      ? null
      : { key: 'Reported done', value: `${showDay(one.doneOn)}, by ${one.doneByName ?? ''}` },
    one.assuredOn === null
      ? null
      : {
          key: 'Assured',
          value: `${showDay(one.assuredOn)}, by ${one.assuredByName ?? ''}: ${one.assurance ?? ''}`,
        },
  ],
})}
${model.mayManage && allowed.update !== undefined ? html`<p>${button({ text: 'Change', href: `${recommendationPath}/${one.id}/edit`, classes: 'govuk-button--secondary' })}</p>` : ''}
${model.mayManage && allowed.report !== undefined ? wordsForm(model, 'report', 'Report it done', 'What shows that it was done') : ''}
${model.mayManage && allowed.decline !== undefined ? wordsForm(model, 'decline', 'It is not accepted', 'Why it is not accepted') : ''}
${allowed.assure === undefined ? '' : assurance(model)}
${allowed.return !== undefined && model.mayAssure && mayReturn(one, model.viewerId) ? wordsForm(model, 'return', 'Send it back to its owner', 'What is missing') : ''}
${model.mayManage && allowed.reopen !== undefined && mayTakeBack(one, model.viewerId) ? wordsForm(model, 'reopen', one.status === 'done' ? 'Take the report back' : 'Open it again', 'Why') : ''}
${historyTable(model.events)}`;
}

const whoAssures = (roles: readonly Role[]): string =>
  `somebody with the right to assure${roles.length === 0 ? '' : ` (${roles.map((role) => roleTitles[role]).join(', ')})`}`;

const assurance = (model: RecommendationPageModel): Html =>
  model.mayAssure && mayAssure(model.one, model.viewerId)
    ? wordsForm(model, 'assure', 'Assure it', 'What you looked at')
    : html`<p class="govuk-body">It waits to be assured by ${whoAssures(model.assurers)}, who neither owns it nor reported it done.${model.mayAssure ? ' You own it, or reported it done.' : ''}</p>`;

function wordsForm(
  model: RecommendationPageModel,
  act: RecommendationAct,
  title: string,
  label: string,
): Html {
  const shown = model.again?.act === act ? model.again : undefined;
  const id = `words-${act}`;
  const error = shown?.errors[0]?.text;
  return details({
    summaryText: title,
    open: shown !== undefined,
    html: form({
      action: `${recommendationPath}/${model.one.id}/${act}`,
      csrfToken: model.csrfToken,
      key: shown?.key,
      version: model.one.version,
      body: html`<div class="govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}"><label class="govuk-label" for="${id}">${label}</label>${error === undefined ? '' : html`<p class="govuk-error-message">${error}</p>`}<textarea class="govuk-textarea" id="${id}" name="words" rows="3">${shown?.values.words ?? ''}</textarea></div>${button({ text: title, preventDoubleClick: true })}`,
    }),
  });
}

export function recommendationForm(model: {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<RecommendationForm>;
  sources: readonly Source[];
  owners: readonly { id: number; name: string; agency: string }[];
  isNew: boolean;
}): Html {
  const { showing, isNew } = model;
  const fields = fieldsOf<RecommendationForm>(showing.values, showing.errors);
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${changedMeanwhile('this recommendation', showing.theirs)}
<p class="govuk-body">Name no person on the scheme.</p>
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: showing.key,
  version: showing.version,
  body: html`${
    isNew
      ? html`${fields.choice('source', 'Source', [{ value: '', text: 'Choose' }, ...model.sources.map(({ id, title }) => ({ value: String(id), text: title }))])}${fields.text('number', 'Number in the source', { width: '5' })}`
      : html`<input type="hidden" name="source" value="${showing.values.source ?? ''}"><input type="hidden" name="number" value="${showing.values.number ?? ''}">`
  }
${fields.area('text', 'What is recommended', { rows: 4 })}
${fields.text('body', 'Made to', { hint: 'Such as Chief constables' })}
${fields.choice('owner', 'Owner', ownerItems(model.owners))}
${fields.day('dueOn', 'Due (optional)')}
${
  isNew
    ? ''
    : html`${radios({ name: 'status', fieldset: { legend: { text: 'Status', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--inline', value: showing.values.status ?? 'in-progress', items: (['open', 'in-progress'] as const).map((code) => ({ value: code, text: statusWords[code] })) })}${fields.area('evidence', 'Evidence so far (optional)')}`
}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export function sourceForm(model: { csrfToken: string; showing: Showing<SourceForm> }): Html {
  const fields = fieldsOf<SourceForm>(model.showing.values, model.showing.errors);
  return html`<h1 class="govuk-heading-l">Enter a source of recommendations</h1>
${form({
  action: `${recommendationPath}/sources`,
  csrfToken: model.csrfToken,
  key: model.showing.key,
  body: html`${fields.text('title', 'Title', { hint: 'Of the review, inspection or paper' })}
${fields.text('madeBy', 'Who made the recommendations')}
${fields.day('publishedOn', 'Published (optional)')}
${fields.text('stated', 'How many there are by its own count (optional)', { width: '4' })}
${fields.area('note', 'Note (optional)')}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

const shownFaults = 20;

export function importForm(model: {
  source: Source;
  csrfToken: string;
  key?: string | undefined;
  faults: readonly FileFault[];
  problem?: string | undefined;
}): Html {
  const errors = model.problem === undefined ? [] : [{ field: 'file', text: model.problem }];
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${model.source.title}</span>Enter recommendations from a CSV file</h1>
<p class="govuk-body">The first line names the columns: <strong>number</strong>, <strong>text</strong> and <strong>body</strong> (to whom it is made); where you like also <strong>owner</strong> (a login or a full name) and <strong>due</strong> (2026-11-30 or 30/11/2026). All lines are entered, or none.</p>
${
  model.faults.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">What is wrong with the file</h2><p class="govuk-body">Nothing was entered.</p><ul class="govuk-list govuk-list--bullet">${model.faults.slice(0, shownFaults).map(({ line, text }) => html`<li>${line === null ? '' : `Line ${line}: `}${text}</li>`)}</ul>${model.faults.length > shownFaults ? html`<p class="govuk-body">And ${model.faults.length - shownFaults} more.</p>` : ''}`
}
${form({
  action: `${recommendationPath}/sources/${model.source.id}/import`,
  csrfToken: model.csrfToken,
  key: model.key,
  multipart: true,
  body: html`${fileUpload({ id: 'file', name: 'file', label: { text: 'CSV file' }, ...messageFor(errors, 'file') })}${button({ text: 'Enter them', preventDoubleClick: true })}`,
})}`;
}
