import { drawFields, drawSheet, type Showing } from '../../casework/index.ts';
import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  exampleTag,
  input,
  select,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { roleWords } from '../role-words.ts';
import { acrossBases, listPath, notKnown } from './establishment-view.ts';
import { vacancyWords } from './list-view.ts';
import { showFte } from './rules.ts';
import { type Holder, lineKindWords, type Post, type ReportingLine } from './types.ts';

export interface PostPage {
  post: Post;
  terms: readonly Post[];
  holders: readonly Holder[];
  lines: readonly ReportingLine[];
  employees: readonly { id: number; name: string }[];
  mayManage: boolean;
  csrfToken: string;
  key?: string | undefined;
  today: Day;
  values: { staff?: string; fte?: string; fromDate?: string; expectedOn?: string; onDay?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function postPage(model: PostPage): Html {
  const { post } = model;
  const free = post.fteHundredths - post.heldHundredths;
  return html`<h1 class="govuk-heading-l">${post.title}</h1>
<p class="govuk-body">${free > 0 ? tag({ text: free === post.fteHundredths ? 'Vacant' : `${showFte(free)} FTE vacant`, classes: 'govuk-tag--yellow' }) : tag({ text: 'Filled', classes: 'govuk-tag--green' })}${exampleTag(post.example)}</p>
${changedMeanwhile('this post', model.theirs, 'It is now held by:')}
${summaryList({
  rows: [
    { key: 'Role', value: roleWords(post.role) },
    { key: 'Base', value: post.base ?? acrossBases },
    { key: 'Employed by', value: post.agency },
    { key: 'Grade', value: post.grade ?? notKnown },
    { key: 'FTE', value: showFte(post.fteHundredths) },
    { key: 'Funded by', value: post.fundedBy ?? notKnown },
    {
      key: 'These terms hold',
      value: `from ${showDay(post.fromDate)}${post.toDate === null ? '' : ` until ${showDay(post.toDate)}, which is the first day that they do not`}`,
    },
    free > 0 ? { key: 'Vacancy', value: vacancyWords(post) } : null,
    post.source === null ? null : { key: 'Source', value: post.source },
  ],
})}
${model.mayManage && html`<p class="govuk-body wm-no-print">${post.followedBy === null ? html`<a class="govuk-link" href="${listPath}/${post.id}/change">Change this post from a day</a>` : html`<a class="govuk-link" href="${listPath}/${post.followedBy}">The terms that follow these</a>`}</p>`}
<h2 class="govuk-heading-m">Who has held it</h2>
${model.holders.length === 0 ? emptyState({ title: 'Nobody has been in this post.' }) : holderTable(model)}
${model.mayManage ? fillForm(model) : ''}
<h2 class="govuk-heading-m">To whom it answers</h2>
${
  model.lines.length === 0
    ? html`<p class="govuk-body">No reporting line is recorded.</p>`
    : html`<ul class="govuk-list govuk-list--bullet">${model.lines.map((line) => html`<li>${lineKindWords[line.kind]}${line.about === null ? '' : `, ${line.about}`}: ${line.to}${line.toAgency === null ? '' : `, ${line.toAgency}`}</li>`)}</ul>`
}<p class="govuk-body wm-no-print"><a class="govuk-link" href="/resources/lines">All reporting lines</a></p>
${model.terms.length > 1 ? termsTable(model) : ''}
${model.mayManage ? endings(model) : ''}`;
}

const termsTable = ({
  terms,
  post,
}: PostPage): Html => html`<h2 class="govuk-heading-m">How it has changed</h2>
${table({
  caption: 'Terms of this post, latest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Terms of this post',
  stack: true,
  head: ['From', 'Title', 'Base', 'Grade', { text: 'FTE', format: 'numeric' }, 'Funded by'],
  rows: terms.map((one) => [
    one.id === post.id
      ? html`<strong>${showShortDay(one.fromDate)}</strong>`
      : html`<a class="govuk-link" href="${listPath}/${one.id}">${showShortDay(one.fromDate)}</a>`,
    one.title,
    one.base ?? acrossBases,
    one.grade ?? notKnown,
    { text: showFte(one.fteHundredths), format: 'numeric' },
    one.fundedBy ?? notKnown,
  ]),
})}`;

const holderTable = (model: PostPage): Html =>
  table({
    caption: 'Who has held it, latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who has held it',
    stack: true,
    head: [
      { text: 'Name' },
      { text: 'FTE', format: 'numeric' },
      { text: 'From' },
      { text: 'No longer from' },
      ...(model.mayManage ? [{ text: 'Change' }] : []),
    ],
    rows: model.holders.map((holder) => [
      holder.name,
      { text: showFte(holder.fteHundredths), format: 'numeric' },
      showShortDay(holder.fromDate),
      holder.toDate === null ? 'In post' : showShortDay(holder.toDate),
      ...(model.mayManage ? [holderForm(model, holder)] : []),
    ]),
  });

function holderForm(model: PostPage, holder: Holder): Html | '' {
  const hidden = html`<input type="hidden" name="holder" value="${holder.id}">`;
  const sending = { csrfToken: model.csrfToken, version: model.post.version };
  const path = `${listPath}/${model.post.id}`;
  if (holder.toDate === null)
    return form({
      ...sending,
      action: `${path}/vacate`,
      body: html`${hidden}${input({ id: `onDay-${holder.id}`, name: 'onDay', type: 'date', label: { html: html`Ends on<span class="govuk-visually-hidden">, time of ${holder.name}</span>` }, classes: 'govuk-input--width-10', value: model.today, ...messageFor(model.errors, `onDay-${holder.id}`) })}${button({ html: html`End<span class="govuk-visually-hidden"> the time of ${holder.name}</span>`, classes: 'govuk-button--secondary' })}`,
    });
  if (model.post.toDate !== null) return '';
  return form({
    ...sending,
    action: `${path}/stay`,
    body: html`${hidden}${button({ html: html`Undo<span class="govuk-visually-hidden"> the ending: ${holder.name} stays</span>`, classes: 'govuk-button--secondary' })}`,
  });
}

const fillForm = (model: PostPage): Html =>
  details({
    summaryText: 'Put somebody in post',
    open: model.errors.some(({ field }) => field !== 'expectedOn') || model.post.heldHundredths === 0,
    classes: 'wm-no-print',
    html:
      model.employees.length === 0
        ? html`<p class="govuk-body">${model.post.agency} has no staff in the directory. An administrator adds them under Settings.</p>`
        : form({
            action: `${listPath}/${model.post.id}/fill`,
            csrfToken: model.csrfToken,
            key: model.key,
            version: model.post.version,
            body: html`
${select({ id: 'staff', name: 'staff', label: { text: `Of ${model.post.agency}` }, value: model.values.staff ?? '', ...messageFor(model.errors, 'staff'), items: [{ value: '', text: 'Choose' }, ...model.employees.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${input({ id: 'fte', name: 'fte', inputmode: 'decimal', label: { text: 'Share of full time' }, hint: { text: 'Like 1 or 0.5' }, classes: 'govuk-input--width-4', value: model.values.fte ?? showFte(Math.max(0, model.post.fteHundredths - model.post.heldHundredths)), ...messageFor(model.errors, 'fte') })}
${input({ id: 'fromDate', name: 'fromDate', type: 'date', label: { text: 'From' }, hint: { text: 'The day may lie ahead' }, classes: 'govuk-input--width-10', value: model.values.fromDate ?? model.today, ...messageFor(model.errors, 'fromDate') })}
${button({ text: 'Put in post', preventDoubleClick: true })}`,
          }),
  });

function endings(model: PostPage): Html {
  const { post } = model;
  const sending = { csrfToken: model.csrfToken, version: post.version };
  const free = post.fteHundredths - post.heldHundredths;
  return html`${
    free > 0
      ? form({
          ...sending,
          action: `${listPath}/${post.id}/expect`,
          body: html`${input({ id: 'expectedOn', name: 'expectedOn', type: 'date', label: { text: 'The vacancy is expected to be filled by (empty: not known)' }, classes: 'govuk-input--width-10', value: model.values.expectedOn ?? post.expectedOn ?? '', ...messageFor(model.errors, 'expectedOn') })}${button({ text: 'Save', classes: 'govuk-button--secondary' })}`,
        })
      : ''
  }${
    post.followedBy !== null
      ? ''
      : post.toDate === null
        ? details({
            summaryText: 'End this post',
            open: model.errors.some(({ field }) => field === 'onDay'),
            classes: 'wm-no-print',
            html: form({
              ...sending,
              action: `${listPath}/${post.id}/end`,
              body: html`${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'The first day on which there is no such post' }, classes: 'govuk-input--width-10', value: model.values.onDay ?? '', ...messageFor(model.errors, 'onDay') })}${button({ text: 'End the post', classes: 'govuk-button--warning' })}`,
            }),
          })
        : form({
            ...sending,
            action: `${listPath}/${post.id}/end`,
            body: html`<input type="hidden" name="undo" value="yes">${button({ text: 'Take the ending of this post back', classes: 'govuk-button--secondary' })}`,
          })
  }`;
}

type Named = readonly { id: number; name: string }[];

const termFields = (bases: Named, showing: Showing, initial: Readonly<Record<string, string>> = {}): Html =>
  drawFields(
    [
      {
        name: 'base',
        label: 'Base',
        as: 'select',
        choices: [
          { value: '', text: acrossBases },
          ...bases.map(({ id, name }) => ({ value: String(id), text: name })),
        ],
      },
      { name: 'grade', label: 'Grade (empty: not known)', as: 'line' },
      { name: 'fte', label: 'FTE', hint: 'Like 1 or 0.5', as: 'line', initial: '1' },
      { name: 'fundedBy', label: 'Funded by whom (empty: not known)', as: 'line' },
      { name: 'fromDate', label: 'From', as: 'day' },
    ],
    { ...initial, ...showing.values },
    showing.errors,
  );

export const newPostSheet = (
  csrfToken: string,
  showing: Showing,
  { agencies, bases, roles }: { agencies: Named; bases: Named; roles: readonly string[] },
): Html =>
  drawSheet(
    csrfToken,
    {
      heading: 'Add a post',
      what: 'this post',
      action: listPath,
      save: 'Add the post',
      fields: html`${drawFields(
        [
          { name: 'title', label: 'Title', hint: 'Like Constable 5, Norwich', as: 'line' },
          {
            name: 'role',
            label: 'Role',
            hint: `A word of the scheme’s own. In use: ${roles.map((role) => roleWords(role).toLowerCase()).join(', ')}`,
            as: 'line',
          },
          {
            name: 'agency',
            label: 'Employed by',
            as: 'select',
            choices: [
              { value: '', text: 'Choose' },
              ...agencies.map(({ id, name }) => ({ value: String(id), text: name })),
            ],
          },
        ],
        showing.values,
        showing.errors,
      )}${termFields(bases, showing)}${drawFields([{ name: 'source', label: 'Where this comes from (optional)', as: 'line' }], showing.values, showing.errors)}`,
    },
    showing,
  );

export const changePostSheet = (
  csrfToken: string,
  showing: Showing,
  { post, bases }: { post: Post; bases: Named },
): Html =>
  drawSheet(
    csrfToken,
    {
      heading: `Change: ${post.title}`,
      what: 'this post',
      action: `${listPath}/${post.id}/change`,
      save: 'Save the change',
      lead: html`<p class="govuk-body">From a day later than ${showDay(post.fromDate)} the present terms end and these follow, with whoever is in post; they stay to be seen. On that very day this puts right what was entered.</p>`,
      fields: html`${drawFields([{ name: 'title', label: 'Title', as: 'line' }], { title: post.title, ...showing.values }, showing.errors)}${termFields(bases, showing, { base: post.baseId === null ? '' : String(post.baseId), grade: post.grade ?? '', fte: showFte(post.fteHundredths), fundedBy: post.fundedBy ?? '' })}`,
    },
    showing,
  );
