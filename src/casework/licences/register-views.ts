import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  radios,
  select,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { handlingItems } from './place-views.ts';
import { isOverdue, itemMoves, type MoveItemForm, showMinutes, showPounds } from './register-rules.ts';
import {
  handlingWords,
  type Item,
  type ItemForm,
  type ItemState,
  itemKinds,
  itemKindWords,
  itemMoveWords,
  itemStateWords,
  type Spent,
  tagTypes,
  tagTypeWords,
} from './types.ts';

const stateColours: Record<ItemState, string> = {
  out: 'govuk-tag--blue',
  returned: 'govuk-tag--green',
  lost: 'govuk-tag--red',
  kept: 'govuk-tag--grey',
  withdrawn: 'govuk-tag--grey',
};

export const itemName = (item: Pick<Item, 'kind' | 'tagType'>): string =>
  item.tagType === null ? itemKindWords[item.kind] : `Tag: ${tagTypeWords[item.tagType].toLowerCase()}`;

export const stateTag = (item: Pick<Item, 'state' | 'dueBackOn' | 'kind'>, today: Day): Html =>
  html`${tag({ text: item.state === 'out' && item.kind === 'tag' ? 'Fitted' : itemStateWords[item.state], classes: stateColours[item.state] })}${isOverdue(item, today) ? html` ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}` : ''}`;

export function registerBlock(
  model: { items: readonly Item[]; today: Day; may: { register: boolean } },
  path: string,
): Html {
  return html`<h2 class="govuk-heading-m" id="register">Tags and items issued</h2>
${
  model.items.length === 0
    ? emptyState({
        title: 'Nothing was fitted or issued that you may see.',
        text: 'Tags, bus passes, gym memberships and phones stand here until they are back.',
      })
    : table({
        caption: 'Tags and items',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Tags and items',
        stack: true,
        head: [
          { text: 'What' },
          { text: 'Issued' },
          { text: 'Due back' },
          { text: 'State' },
          { text: 'Value' },
          { text: 'Time' },
        ],
        rows: model.items.map((item) => [
          html`<a class="govuk-link" href="${path}/register/${item.id}">${itemName(item)}</a><br><span class="govuk-hint">${item.what}</span>`,
          html`${showShortDay(item.issuedOn)}<br><span class="govuk-hint">${item.issuedBy}</span>`,
          item.dueBackOn === null ? '' : showShortDay(item.dueBackOn),
          stateTag(item, model.today),
          { text: item.valuePence === 0 ? '' : showPounds(item.valuePence), format: 'numeric' },
          { text: item.minutes === 0 ? '' : showMinutes(item.minutes), format: 'numeric' },
        ]),
      })
}
${model.may.register ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/register/new">Issue something, or note a tag</a></p>` : ''}`;
}

export interface ItemFormModel {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  draft: string;
  values: ItemForm;
  errors: readonly FieldError[];
}

export function itemFormPage(model: ItemFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Issue something, or note a tag</h1>
${form({
  ...model,
  body: html`
${radios({ name: 'kind', fieldset: { legend: { text: 'What is it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.kind ?? '', items: itemKinds.map((value) => ({ value, text: itemKindWords[value] })), ...messageFor(errors, 'kind') })}
${select({ id: 'tagType', name: 'tagType', label: { text: 'What the tag monitors (of a tag)' }, value: values.tagType ?? '', items: [{ value: '', text: 'It is no tag' }, ...tagTypes.map((value) => ({ value, text: tagTypeWords[value] }))], ...messageFor(errors, 'tagType') })}
${input({ id: 'what', name: 'what', label: { text: 'Which one' }, hint: { text: 'For example: 28-day pass number 4417, or the tag’s number' }, value: values.what ?? '', ...messageFor(errors, 'what') })}
${input({ id: 'value', name: 'value', inputmode: 'decimal', label: { text: 'Value (optional)' }, prefix: { text: '£' }, classes: 'govuk-input--width-5', value: values.value ?? '', ...messageFor(errors, 'value') })}
<div class="wm-row">${input({ id: 'issuedOn', name: 'issuedOn', type: 'date', label: { text: 'Issued or fitted on' }, classes: 'govuk-input--width-10', value: values.issuedOn ?? '', ...messageFor(errors, 'issuedOn') })}
${input({ id: 'dueBackOn', name: 'dueBackOn', type: 'date', label: { text: 'Due back (optional)' }, classes: 'govuk-input--width-10', value: values.dueBackOn ?? '', ...messageFor(errors, 'dueBackOn') })}</div>
${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', label: { text: 'Minutes it took you (optional)' }, hint: { text: 'Travel and calls included: the scheme adds up what this work takes' }, classes: 'govuk-input--width-4', value: values.minutes ?? '', ...messageFor(errors, 'minutes') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.handling ?? 'partners', items: handlingItems, ...messageFor(errors, 'handling') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export interface ItemModel {
  item: Item;
  spent: readonly Spent[];
  today: Day;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  mayRegister: boolean;
  values: MoveItemForm & { onDay?: string; spent?: string; spentOn?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function itemPage(model: ItemModel): Html {
  const { item } = model;
  return html`<h1 class="govuk-heading-l">${itemName(item)}</h1>
${changedMeanwhile('this', model.theirs)}
${summaryList({
  rows: [
    { key: 'Which one', value: item.what },
    { key: 'State', value: stateTag(item, model.today) },
    {
      key: item.kind === 'tag' ? 'Fitted' : 'Issued',
      value: `${showDay(item.issuedOn)}, by ${item.issuedBy}, ${item.agency}`,
    },
    item.dueBackOn !== null && { key: 'Due back', value: showDay(item.dueBackOn) },
    item.endedOn !== null && {
      key: itemStateWords[item.state],
      value: `${showDay(item.endedOn)}${item.endedNote === null ? '' : `. ${item.endedNote}`}`,
    },
    { key: 'Value', value: showPounds(item.valuePence) },
    { key: 'Time spent', value: item.minutes === 0 ? 'None noted' : showMinutes(item.minutes) },
    { key: 'Who may see it', value: handlingWords[item.handling] },
  ],
})}
${model.mayRegister ? moveForm(model) : ''}
<h2 class="govuk-heading-m">Time spent on it</h2>
${model.spent.length === 0 ? html`<p class="govuk-body">None is noted.</p>` : html`<ul class="govuk-list govuk-list--bullet">${model.spent.map((one) => html`<li>${showShortDay(one.onDay)}: ${showMinutes(one.minutes)}, ${one.staff}${one.what === null ? '' : `. ${one.what}`}</li>`)}</ul>`}
${model.mayRegister ? timeForm(model) : ''}`;
}

function moveForm(model: ItemModel): Html {
  const { item, values, errors } = model;
  return html`<h2 class="govuk-heading-m">What became of it</h2>
${form({
  action: `/people/${item.personId}/register/${item.id}/move`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${radios({ name: 'move', fieldset: { legend: { text: 'What happened', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.move ?? '', items: itemMoves(item).map((value) => ({ value, text: itemMoveWords[value] })), ...messageFor(errors, 'move') })}
<div class="wm-row">${input({ id: 'on', name: 'on', type: 'date', label: { text: 'On' }, classes: 'govuk-input--width-10', value: values.on ?? model.today, ...messageFor(errors, 'on') })}
${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', label: { text: 'Minutes (optional)' }, classes: 'govuk-input--width-4', value: values.minutes ?? '', ...messageFor(errors, 'minutes') })}</div>
${input({ id: 'note', name: 'note', label: { text: 'Note' }, hint: { text: 'Needed where it was lost or recorded by mistake' }, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: 'Save what became of it', preventDoubleClick: true })}`,
})}`;
}

const timeForm = (model: ItemModel): Html =>
  form({
    action: `/people/${model.item.personId}/register/${model.item.id}/time`,
    csrfToken: model.csrfToken,
    body: html`<div class="wm-row">${input({ id: 'spent', name: 'spent', inputmode: 'numeric', label: { text: 'Minutes' }, classes: 'govuk-input--width-4', value: model.values.spent ?? '', ...messageFor(model.errors, 'spent') })}
${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'Day' }, classes: 'govuk-input--width-10', value: model.values.onDay ?? model.today, ...messageFor(model.errors, 'onDay') })}</div>
${input({ id: 'spentOn', name: 'spentOn', label: { text: 'On what (optional)' }, value: model.values.spentOn ?? '' })}
${button({ text: 'Add the time', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });
