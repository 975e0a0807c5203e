import { type Day, londonDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Skills } from '../../scheme/skills.ts';
import {
  button,
  changedMeanwhile,
  details,
  input,
  insetText,
  radios,
  select,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { askedOf, needFields } from '../../web/needs.ts';
import { appealable, representationDays } from './after-rules.ts';
import {
  type Marker,
  madeBy,
  madeByWords,
  markerStateWords,
  type PanelAction,
  type Representation,
  representationKinds,
  representationWords,
  type Telling,
  tellingWords,
} from './after-types.ts';
import type { AgencyView } from './agenda-store.ts';
import { type Earlier, earlierWords } from './earlier.ts';
import { groundWords, signedWords, viewProblem } from './rules.ts';
import {
  decidedWords,
  type Item,
  type Meeting,
  type PanelRule,
  questionWords,
  sourceWords,
} from './types.ts';
import { stanceWords, viewsTable } from './views-table.ts';

/** One form of the page, shown again with what was typed. */
export interface ItemForm {
  form: 'view' | 'action' | 'represent' | 'correct';
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

export interface ItemModel {
  item: Item;
  meeting: Meeting;
  today: Day;
  rule: PanelRule;
  /** The decision that it is about, with what is said against it. */
  earlier: readonly Earlier[];
  views: readonly AgencyView[];
  interests: readonly { name: string; agency: string }[];
  actions: readonly PanelAction[];
  skills: Pick<Skills, 'skills'>;
  representations: readonly Representation[];
  telling: Telling | undefined;
  markers: readonly Marker[];
  markerNames: ReadonlyMap<string, string>;
  /** Meetings on whose agenda something may still be put. */
  meetings: readonly Meeting[];
  staff: readonly { id: number; name: string; agency: string }[];
  agencyId: number;
  maySign: boolean;
  mayPrepare: boolean;
  mayRecord: boolean;
  again: ItemForm | undefined;
  csrfToken: string;
}

export function itemPage(model: ItemModel): Html {
  const { item, meeting } = model;
  return html`<h1 class="govuk-heading-l">${item.name}: ${questionWords[item.question].toLowerCase()}</h1>
${summaryList({
  rows: [
    {
      key: 'Panel',
      value: html`<a class="govuk-link" href="/panels/${meeting.id}#item-${item.id}">${showDay(meeting.heldOn)}, ${meeting.base ?? 'every base'}</a>`,
    },
    { key: 'Why it is on the agenda', value: item.why ?? sourceWords[item.source] },
    { key: 'Put on by', value: item.addedBy ?? 'Nobody named' },
    { key: 'Decision', value: decidedInFull(item) },
    item.dissent !== null && {
      key: 'Did not agree',
      value: `${item.dissentingNames.join(', ')}: ${item.dissent}`,
    },
  ],
})}
${model.earlier.length > 0 && html`<h2 class="govuk-heading-m">What this is about</h2>${earlierWords(model.earlier)}`}
<h2 class="govuk-heading-m">What each agency says</h2>
${model.views.length === 0 ? html`<p class="govuk-body">No agency was asked for its view in advance.</p>` : viewsTable(model.views, item.name)}
${model.interests.length > 0 && html`<p class="govuk-body">Interest declared: ${model.interests.map(({ name, agency }) => `${name} (${agency})`).join(', ')}. They neither see this nor vote on it.</p>`}
${viewForm(model)}
<h2 class="govuk-heading-m">Actions</h2>
${actions(model)}
${item.decision !== null && afterwards(model)}`;
}

const decidedInFull = (item: Item): string =>
  item.decision === null
    ? 'Not decided'
    : `${decidedWords[item.decision]}${groundWords(item)} ${signedWords(item)}`;

const againOf = (model: ItemModel, form: ItemForm['form']): ItemForm =>
  model.again?.form === form ? model.again : { form, values: {}, errors: [] };

function viewForm(model: ItemModel): Html | null {
  const mine = model.views.find(({ agencyId }) => agencyId === model.agencyId);
  if (mine === undefined || viewProblem(model.meeting, model.item.decision, model.today) !== undefined)
    return null;
  const { values, errors, key, theirs } = againOf(model, 'view');
  return details({
    summaryText: mine.view === null ? 'Give your agency’s view' : 'Change your agency’s view',
    open: mine.view === null || errors.length > 0 || theirs !== undefined,
    classes: 'wm-no-print',
    html: html`${changedMeanwhile('your agency’s view', theirs)}${form({
      action: `/panels/views/${mine.id}`,
      csrfToken: model.csrfToken,
      key,
      version: mine.version,
      body: html`<p class="govuk-body">Asked for by ${showDay(mine.dueOn)}. It stands beside those of the others.</p>
${radios({ name: 'stance', fieldset: { legend: { text: 'Your agency is', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.stance ?? mine.stance ?? '', items: Object.entries(stanceWords).map(([value, text]) => ({ value, text })), ...messageFor(errors, 'stance') })}
${textarea({ id: 'view', name: 'view', label: { text: 'Its view' }, rows: 5, value: values.view ?? mine.view ?? '', ...messageFor(errors, 'view') })}
${radios({
  name: 'handling',
  fieldset: { legend: { text: 'Who may read it', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small',
  value: values.handling ?? (mine.handling === 'statutory' ? 'statutory' : 'partners'),
  items: [
    { value: 'partners', text: 'Everybody on the panel' },
    { value: 'statutory', text: 'Statutory partners only' },
  ],
})}
${button({ text: 'Give the view', preventDoubleClick: true })}`,
    })}`,
  });
}

function actions(model: ItemModel): Html {
  const { values, errors, key } = againOf(model, 'action');
  return html`${actionTable(model.actions, model.item.name, model.skills)}${
    model.maySign &&
    details({
      summaryText: 'Give somebody an action',
      open: errors.length > 0,
      classes: 'wm-no-print',
      html: actionForm({
        values,
        errors,
        key,
        action: `/panels/items/${model.item.id}/actions`,
        staff: model.staff,
        skills: model.skills,
        csrfToken: model.csrfToken,
      }),
    })
  }`;
}

export interface ActionForm {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** Where it is sent. */
  action: string;
  staff: readonly { id: number; name: string; agency: string }[];
  skills: Pick<Skills, 'skills'>;
  csrfToken: string;
}

export const actionForm = ({ values, errors, key, action, staff, skills, csrfToken }: ActionForm): Html =>
  form({
    action,
    csrfToken,
    key,
    body: html`${textarea({ id: 'what', name: 'what', label: { text: 'What is to be done' }, rows: 2, value: values.what ?? '', ...messageFor(errors, 'what') })}
${select({ id: 'staff', name: 'staff', label: { text: 'Who does it' }, value: values.staff ?? '', items: [{ value: '', text: 'Choose who' }, ...staff.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))], ...messageFor(errors, 'staff') })}
${input({ id: 'dueOn', name: 'dueOn', type: 'date', label: { text: 'By when' }, classes: 'govuk-input--width-10', value: values.dueOn ?? '', ...messageFor(errors, 'dueOn') })}
${needFields(values, errors, skills)}
${button({ text: 'Give the action', preventDoubleClick: true })}`,
  });

export const actionTable = (
  list: readonly PanelAction[],
  about: string,
  skills: Pick<Skills, 'skills'>,
): Html =>
  list.length === 0
    ? html`<p class="govuk-body">None.</p>`
    : table({
        caption: 'Actions',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: `Actions, ${about}`,
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'What' }, { text: 'Who' }, { text: 'By' }, { text: 'State' }],
        rows: list.map((one) => [
          html`${one.what}${askedOf(one, skills)}`,
          `${one.staff}, ${one.agency}`,
          showDay(one.dueOn),
          one.state === 'open'
            ? 'Open'
            : `${one.state === 'done' ? 'Done' : 'Dropped'}${one.endedOn === null ? '' : ` ${showDay(one.endedOn)}`}${one.note === null ? '' : `: ${one.note}`}`,
        ]),
      });

function afterwards(model: ItemModel): Html {
  const { telling, markers } = model;
  return html`<h2 class="govuk-heading-m">Telling them</h2>
${telling === undefined ? html`<p class="govuk-body">The scheme has no letter for this decision. Tell them in person, and <a class="govuk-link" href="/people/${model.item.personId}/contacts/new">record it as a contact</a>. Whoever sets the scheme’s rules can add a letter for it to the rule “panel-letters”.</p>` : html`<p class="govuk-body">${tellingWords[telling.state]}${telling.toldOn === null ? `, due ${showDay(telling.dueOn)}` : ` on ${showDay(telling.toldOn)}`}. <a class="govuk-link" href="/panels/letters/${telling.id}">The letter</a></p>`}
${
  markers.length > 0 &&
  html`<h2 class="govuk-heading-m">Agencies’ own markers</h2><ul class="govuk-list govuk-list--bullet">${markers.map((one) => html`<li>${one.agency}: ${one.act} ${model.markerNames.get(one.marker) ?? one.marker}. ${markerStateWords[one.state]}${one.reference !== null && ` (${one.reference})`}</li>`)}</ul>`
}
<h2 class="govuk-heading-m">What was said against it</h2>
${represented(model)}
${correction(model)}`;
}

function represented(model: ItemModel): Html {
  const { item, representations, rule } = model;
  const { values, errors, key } = againOf(model, 'represent');
  const until =
    item.decidedAt === null
      ? undefined
      : representationDays(londonDay(item.decidedAt), model.today, rule).untilOn;
  return html`${
    representations.length === 0
      ? html`<p class="govuk-body">Nothing yet.</p>`
      : html`<ul class="govuk-list govuk-list--bullet">${representations.map(
          (one) =>
            html`<li>${representationWords[one.kind]} of ${showDay(one.madeOn)} by ${madeByWords[one.madeBy].toLowerCase()}${one.madeOn > one.untilOn && ', after the last day'}: ${one.said} ${heardWords(one)}</li>`,
        )}</ul>`
  }${
    model.mayRecord &&
    item.decision !== null &&
    appealable.includes(item.decision) &&
    details({
      summaryText: 'Take down what somebody says against it',
      open: errors.length > 0,
      classes: 'wm-no-print',
      html: form({
        action: `/panels/items/${item.id}/represent`,
        csrfToken: model.csrfToken,
        key,
        body: html`${until !== undefined && html`<p class="govuk-body">The last day is ${showDay(until)}. What comes later is taken down too, and says so.</p>`}
${radios({ name: 'kind', fieldset: { legend: { text: 'What is it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.kind ?? 'representation', items: representationKinds.map((value) => ({ value, text: representationWords[value] })) })}
${select({ id: 'madeBy', name: 'madeBy', label: { text: 'Who says it' }, value: values.madeBy ?? 'person', items: madeBy.map((value) => ({ value, text: madeByWords[value] })) })}
${input({ id: 'madeOn', name: 'madeOn', type: 'date', label: { text: 'On which day' }, classes: 'govuk-input--width-10', value: values.madeOn ?? '', ...messageFor(errors, 'madeOn') })}
${textarea({ id: 'said', name: 'said', label: { text: 'What was said' }, rows: 4, value: values.said ?? '', ...messageFor(errors, 'said') })}
${button({ text: 'Take it down', preventDoubleClick: true })}`,
      }),
    })
  }`;
}

export const heardWords = (one: Representation): Html =>
  one.heardItem === null
    ? html`To be heard by ${showDay(one.hearBy)}.`
    : html`<a class="govuk-link" href="/panels/items/${one.heardItem}">${hearingWords(one)}</a>.`;

const hearingWords = ({ heardDecision, isWaiting }: Representation): string =>
  isWaiting
    ? `A panel ${heardDecision === null ? 'left it undecided' : 'put it off'}: it waits for another`
    : heardDecision === null
      ? 'On an agenda'
      : `Heard: ${decidedWords[heardDecision].toLowerCase()}`;

function correction(model: ItemModel): Html | null {
  if (!model.mayPrepare || model.meetings.length === 0) return null;
  const { values, errors, key } = againOf(model, 'correct');
  return html`<h2 class="govuk-heading-m wm-no-print">If the decision was wrong</h2>
${insetText({ text: 'A signed decision stands. A correction is a new decision that names this one.' })}
${details({
  summaryText: 'Put a correction on an agenda',
  open: errors.length > 0,
  classes: 'wm-no-print',
  html: form({
    action: `/panels/items/${model.item.id}/correct`,
    csrfToken: model.csrfToken,
    key,
    body: html`${select({ id: 'meeting', name: 'meeting', label: { text: 'Panel of' }, value: values.meeting ?? '', items: model.meetings.map(({ id, heldOn, base }) => ({ value: id, text: `${showDay(heldOn)}, ${base ?? 'every base'}` })), ...messageFor(errors, 'meeting') })}
${textarea({ id: 'why', name: 'why', label: { text: 'What is wrong with it' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Put it on the agenda', preventDoubleClick: true })}`,
  }),
})}`;
}
