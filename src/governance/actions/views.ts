import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { needsWords, type Skills } from '../../scheme/skills.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  exampleTag,
  filterChips,
  input,
  radios,
  select,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { needFields } from '../../web/needs.ts';
import { dueWords, isOverdue, transitions } from './rules.ts';
import {
  type ActionFilter,
  type ActionForm,
  type ActionState,
  type ActionVersion,
  actionStates,
  type GovernanceAction,
  stateWords,
} from './types.ts';

const colours: Record<ActionState, string> = {
  open: 'govuk-tag--grey',
  'in-progress': 'govuk-tag--blue',
  closed: 'govuk-tag--green',
};

const stateTag = (state: ActionState): Html => tag({ text: stateWords[state], classes: colours[state] });
function dueCell(action: GovernanceAction, today: Day): Html | string {
  const words = dueWords(action, today);
  const day = action.dueOn === null ? '' : showShortDay(action.dueOn);
  if (words === '') return day;
  return html`${day}${day === '' ? '' : html`<br>`}${isOverdue(action, today) ? html`<strong>${words}</strong>` : html`<span class="govuk-hint">${words}</span>`}`;
}

export const actionTable = (actions: readonly GovernanceAction[], today: Day): Html =>
  table({
    caption: 'Actions, the first due on top',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Actions',
    stack: true,
    head: [{ text: 'Action' }, { text: 'From' }, { text: 'Owner' }, { text: 'Due' }, { text: 'State' }],
    rows: actions.map((action) => [
      html`<a class="govuk-link" href="/governance/actions/${action.id}">${action.title}</a>${exampleTag(action.example)}`,
      action.source,
      action.owner === null
        ? 'Nobody yet'
        : html`${action.owner}<br><span class="govuk-hint">${action.ownerAgency}</span>`,
      dueCell(action, today),
      stateTag(action.state),
    ]),
  });

const filterWords = (state: NonNullable<ActionFilter['state']>): string =>
  state === 'overdue' ? 'Overdue' : stateWords[state];

export function actionList(model: {
  actions: readonly GovernanceAction[];
  today: Day;
  filter: ActionFilter;
  owners: readonly { id: number; name: string }[];
  sources: readonly string[];
  mayManage: boolean;
  hrefWithout: (name: 'state' | 'owner' | 'source') => string;
  pages: Html | '';
}): Html {
  const { filter } = model;
  const path = '/governance/actions';
  const chips = [
    ...(filter.state === undefined
      ? []
      : [{ text: filterWords(filter.state), removeHref: model.hrefWithout('state') }]),
    ...(filter.ownerId === undefined
      ? []
      : [
          {
            text: `Owner: ${model.owners.find(({ id }) => id === filter.ownerId)?.name ?? 'somebody else'}`,
            removeHref: model.hrefWithout('owner'),
          },
        ]),
    ...(filter.source === undefined
      ? []
      : [{ text: `From: ${filter.source}`, removeHref: model.hrefWithout('source') }]),
  ];
  return html`<h1 class="govuk-heading-l">Actions</h1>
${model.mayManage ? button({ text: 'Add an action', href: `${path}/new` }) : ''}
${details({
  summaryText: 'Filter',
  open: chips.length > 0,
  html: html`<form method="get" action="${path}" class="wm-filter">
${select({ id: 'filter-state', name: 'state', label: { text: 'State' }, value: filter.state ?? '', items: [{ value: '', text: 'All' }, { value: 'overdue', text: 'Overdue' }, ...actionStates.map((code) => ({ value: code, text: stateWords[code] }))] })}
${select({ id: 'filter-owner', name: 'owner', label: { text: 'Owner' }, value: filter.ownerId ?? '', items: [{ value: '', text: 'Anybody' }, ...model.owners.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'filter-source', name: 'source', label: { text: 'Where it comes from' }, value: filter.source ?? '', items: [{ value: '', text: 'Anywhere' }, ...model.sources.map((source) => ({ value: source, text: source }))] })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
})}
${filterChips({ chips, clearHref: path })}
${
  model.actions.length > 0
    ? actionTable(model.actions, model.today)
    : chips.length > 0
      ? emptyState({
          title: 'No action matches these filters.',
          actions: [{ text: 'Show all actions', href: path }],
        })
      : emptyState({
          title: 'No action is recorded.',
          text: 'What a board, a decision or a review asks for is kept here until it is closed.',
        })
}${model.pages}`;
}

export interface ActionPage {
  action: GovernanceAction;
  versions: readonly ActionVersion[];
  skills: Pick<Skills, 'skills'>;
  today: Day;
  mayManage: boolean;
  csrfToken: string;
  key?: string | undefined;
  evidence: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function actionPage(model: ActionPage): Html {
  const { action, today } = model;
  const allowed = model.mayManage ? transitions[action.state] : {};
  const path = `/governance/actions/${action.id}`;
  return html`<h1 class="govuk-heading-l">${action.title}</h1>
<p class="govuk-body">${stateTag(action.state)}${exampleTag(action.example)}</p>
${changedMeanwhile('this action', model.theirs)}
${summaryList({
  rows: [
    {
      key: 'From',
      value:
        action.meetingId === null
          ? action.source
          : html`<a class="govuk-link" href="/governance/meetings/${action.meetingId}">${action.source}</a>`,
    },
    {
      key: 'Owner',
      value: action.owner === null ? 'Nobody yet' : `${action.owner}, ${action.ownerAgency ?? ''}`,
    },
    {
      key: 'Due',
      value:
        action.dueOn === null
          ? 'No date set'
          : html`${showDay(action.dueOn)}${dueWords(action, today) === '' ? '' : html` (${dueWords(action, today)})`}`,
    },
    needsWords(action, model.skills) === ''
      ? null
      : {
          key: 'What it asks',
          value: html`${needsWords(action, model.skills)}${action.overrideWhy === null ? '' : html`<br>Passed over by ${action.overrideBy ?? 'somebody'}: ${action.overrideWhy}`}`,
        },
    { key: 'Evidence', value: action.evidence ?? 'None yet' },
  ],
})}
${allowed.update === undefined ? '' : button({ text: 'Update', href: `${path}/edit`, classes: 'govuk-button--secondary' })}
${allowed.close === undefined ? '' : closeForm(model)}
${allowed.reopen === undefined ? '' : form({ action: `${path}/reopen`, csrfToken: model.csrfToken, version: action.version, body: button({ text: 'Open it again', classes: 'govuk-button--secondary' }) })}
<h2 class="govuk-heading-m">Versions</h2>
${table({
  caption: 'How the action has stood, latest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Versions',
  stack: true,
  head: [
    { text: 'When' },
    { text: 'By' },
    { text: 'Owner' },
    { text: 'Due' },
    { text: 'State' },
    { text: 'Evidence' },
  ],
  rows: model.versions.map((version) => [
    showMoment(version.at),
    version.by,
    version.owner ?? 'Nobody',
    version.dueOn === null ? 'No date' : showShortDay(version.dueOn),
    stateWords[version.state],
    version.evidence ?? '',
  ]),
})}`;
}

const closeForm = (model: ActionPage): Html =>
  details({
    summaryText: 'Close the action',
    open: model.errors.length > 0 || model.theirs !== undefined,
    html: form({
      action: `/governance/actions/${model.action.id}/close`,
      csrfToken: model.csrfToken,
      key: model.key,
      version: model.action.version,
      body: html`${textarea({ id: 'evidence', name: 'evidence', label: { text: 'What shows that it was done' }, rows: 3, value: model.evidence, ...messageFor(model.errors, 'evidence') })}${button({ text: 'Close', preventDoubleClick: true })}`,
    }),
  });

export function actionForm(model: {
  heading: string;
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  values: ActionForm;
  errors: readonly FieldError[];
  owners: readonly { id: number; name: string; agency: string }[];
  skills: Pick<Skills, 'skills'>;
  isNew: boolean;
  theirs?: string | undefined;
}): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${changedMeanwhile('this action', model.theirs)}
<p class="govuk-body">Name no person on the scheme.</p>
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${values.meeting === undefined ? '' : html`<input type="hidden" name="meeting" value="${values.meeting}">`}
${input({ id: 'title', name: 'title', label: { text: 'What is to be done' }, value: values.title ?? '', ...messageFor(errors, 'title') })}
${model.isNew ? input({ id: 'source', name: 'source', label: { text: 'Where it comes from' }, hint: { text: 'Such as a board’s meeting, a decision or a review' }, value: values.source ?? '', ...messageFor(errors, 'source') }) : html`<input type="hidden" name="source" value="${values.source ?? ''}">`}
${select({ id: 'owner', name: 'owner', label: { text: 'Owner' }, value: values.owner ?? '', ...messageFor(errors, 'owner'), items: [{ value: '', text: 'Nobody yet' }, ...model.owners.map(({ id, name, agency }) => ({ value: String(id), text: `${name}, ${agency}` }))] })}
${input({ id: 'dueOn', name: 'dueOn', type: 'date', label: { text: 'Due (optional)' }, classes: 'govuk-input--width-10', value: values.dueOn ?? '', ...messageFor(errors, 'dueOn') })}
${model.isNew ? '' : radios({ name: 'state', fieldset: { legend: { text: 'State', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--inline', value: values.state ?? 'in-progress', items: (['open', 'in-progress'] as const).map((code) => ({ value: code, text: stateWords[code] })) })}
${needFields(values, errors, model.skills)}
${textarea({ id: 'evidence', name: 'evidence', label: { text: 'Evidence so far (optional)' }, rows: 3, value: values.evidence ?? '' })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}
