import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  emptyState,
  input,
  radios,
  subNavigation,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { keptField } from '../stopped-words.ts';
import { transitions } from './rules.ts';
import { type Briefed, type Sighting, type SightingState, sightingStateWords } from './types.ts';

const stateTag = ({ state }: Sighting): Html =>
  tag({
    text: sightingStateWords[state],
    classes:
      state === 'new' ? 'govuk-tag--yellow' : state === 'answered' ? 'govuk-tag--green' : 'govuk-tag--grey',
  });

export const whom = (one: Pick<Sighting, 'name' | 'who'>): string =>
  one.name ?? one.who ?? 'Somebody whose briefing has ended';

/** Whom to choose from: one big button each. */
export const choosePage = (
  briefed: readonly Briefed[],
): Html => html`<h1 class="govuk-heading-l">Whom did you see?</h1>
${briefed.map((one) => html`<p class="govuk-body">${button({ text: one.name, href: `/sightings/new?briefing=${one.briefingId}&item=${one.itemId}`, classes: 'govuk-button--secondary' })}</p>`)}
<p class="govuk-body">${button({ text: 'Somebody else', href: '/sightings/new?else=yes', classes: 'govuk-button--secondary' })}</p>`;

/** Whom, unless they are in the briefing; where, when and what they were doing. */
export const sightingFields = (
  briefed: Briefed | undefined,
  values: Readonly<Record<string, unknown>>,
  errors: readonly FieldError[],
): Html => {
  const value = (name: string): string => (typeof values[name] === 'string' ? String(values[name]) : '');
  return html`${
    briefed === undefined
      ? input({
          id: 'who',
          name: 'who',
          label: { text: 'Whom', classes: 'govuk-label--s' },
          value: value('who'),
          ...messageFor(errors, 'who'),
        })
      : ''
  }${input({ id: 'place', name: 'place', label: { text: 'Where', classes: 'govuk-label--s' }, autocomplete: 'off', value: value('place'), ...messageFor(errors, 'place') })}${input(
    {
      id: 'time',
      name: 'time',
      type: 'time',
      classes: 'govuk-input--width-5',
      label: { text: 'When', classes: 'govuk-label--s' },
      value: value('time'),
      ...messageFor(errors, 'time'),
    },
  )}${radios({
    name: 'day',
    idPrefix: 'day',
    classes: 'govuk-radios--inline govuk-radios--small',
    value: value('day') === 'yesterday' ? 'yesterday' : 'today',
    fieldset: { legend: { text: 'Which day', classes: 'govuk-visually-hidden' } },
    items: [
      { value: 'today', text: 'Today' },
      { value: 'yesterday', text: 'Yesterday' },
    ],
  })}${textarea({ id: 'words', name: 'words', label: { text: 'What they were doing (optional)', classes: 'govuk-label--s' }, rows: 2, value: value('words'), ...messageFor(errors, 'words') })}${keptField(values, errors, { texts: ['who', 'place', 'words'], hint: 'Only where those who work with them cannot do without it' })}`;
};

export interface ListModel {
  isReporter: boolean;
  state: SightingState | null;
  sightings: readonly Sighting[];
  pages: Html | '';
}

export const listPage = (
  model: ListModel,
): Html => html`<h1 class="govuk-heading-l">${model.isReporter ? 'Your sightings' : 'Sightings'}</h1>
${model.isReporter ? button({ text: 'Report a sighting', href: '/sightings/new' }) : ''}
${subNavigation({
  label: 'Sightings',
  items: [
    { text: 'All', href: '/sightings', active: model.state === null },
    { text: 'Waiting', href: '/sightings?state=new', active: model.state === 'new' },
    { text: 'Answered', href: '/sightings?state=answered', active: model.state === 'answered' },
  ],
})}
${
  model.sightings.length === 0
    ? emptyState({
        title: model.isReporter ? 'You have reported nobody here.' : 'No sighting here that you may see.',
        text: model.isReporter
          ? 'What you report stands here, with what came of it.'
          : 'Those of people whom you work with stand here.',
      })
    : html`${table({
        caption: 'Sightings, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Sightings',
        stack: true,
        head: ['Whom', 'Where and when', 'Reported by', 'State'].map((text) => ({ text })),
        rows: model.sightings.map((one) => [
          html`<a class="govuk-link" href="/sightings/${one.id}">${whom(one)}</a>`,
          html`${one.place}<br>${showMoment(one.at)}`,
          html`${one.reporter}<br><span class="govuk-hint">${one.agency}</span>`,
          stateTag(one),
        ]),
      })}${model.pages}`
}`;

export interface OneModel {
  sighting: Sighting;
  isReporter: boolean;
  /** The viewer may answer it; may make a report of it; may open the person's page. */
  mayAnswer: boolean;
  mayReport: boolean;
  mayOpenPerson: boolean;
  csrfToken: string;
  errors: readonly FieldError[];
  answer: string | undefined;
  key: string | undefined;
  theirs: Html | string | null;
}

export function onePage(model: OneModel): Html {
  const { sighting: one, csrfToken } = model;
  const path = `/sightings/${one.id}`;
  const acts = transitions[one.state];
  return html`<h1 class="govuk-heading-l">Sighting of ${whom(one)}</h1>
<p class="govuk-body">${stateTag(one)}</p>
${summaryList({
  rows: [
    { key: { text: 'Where' }, value: { text: one.place } },
    { key: { text: 'When' }, value: { text: showMoment(one.at) } },
    { key: { text: 'What' }, value: { text: one.words === '' ? 'Nothing more was said' : one.words } },
    ...(one.keptBecause === null
      ? []
      : [{ key: { text: 'Why that is said' }, value: { text: one.keptBecause } }]),
    {
      key: { text: 'Reported by' },
      value: { text: `${one.reporter}, ${one.agency}, ${showMoment(one.reportedAt)}` },
    },
    ...(one.answer === null || one.answeredAt === null
      ? []
      : [
          {
            key: { text: 'What came of it' },
            value: { text: `${one.answer} (${one.answeredBy ?? ''}, ${showMoment(one.answeredAt)})` },
          },
        ]),
  ],
})}
${model.mayOpenPerson && one.personId !== null ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${one.personId}">Open ${one.name ?? 'the person'}</a></p>` : ''}
${model.mayReport && one.reportId !== null ? html`<p class="govuk-body"><a class="govuk-link" href="/intelligence/${one.reportId}">Report ${one.reportId}</a> was made of it.</p>` : ''}
${
  model.mayAnswer && acts.answer !== undefined
    ? html`<h2 class="govuk-heading-m">${one.answer === null ? 'Tell them what came of it' : 'Put the answer right'}</h2>${model.theirs}${form(
        {
          action: `${path}/answer`,
          csrfToken,
          key: model.key,
          version: one.version,
          body: html`${textarea({ id: 'answer', name: 'answer', label: { text: 'What the reporter hears' }, hint: { text: 'Nothing of intelligence, of a plan or of health: they may know only that it helped' }, rows: 3, value: model.answer ?? one.answer ?? '', ...messageFor(model.errors, 'answer') })}${button({ text: 'Tell them', preventDoubleClick: true })}`,
        },
      )}`
    : ''
}${
  model.mayReport && acts.report !== undefined && one.reportId === null
    ? html`<h2 class="govuk-heading-m">Intelligence</h2>${form({ action: `${path}/report`, csrfToken, version: one.version, body: html`<p class="govuk-body">A draft is made in your name, without the reporter’s. You grade and send it; somebody else reviews it.</p>${button({ text: 'Make a report of it', classes: 'govuk-button--secondary', preventDoubleClick: true })}` })}`
    : ''
}${
  model.isReporter && acts['take-back'] !== undefined
    ? form({
        action: `${path}/take-back`,
        csrfToken,
        version: one.version,
        body: button({
          text: 'Take it back: it was a mistake',
          classes: 'govuk-button--secondary',
          preventDoubleClick: true,
        }),
      })
    : ''
}`;
}
