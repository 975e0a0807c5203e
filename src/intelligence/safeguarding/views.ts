import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  emptyState,
  exampleTag,
  insetText,
  numberedPages,
  radios,
  subNavigation,
  summaryList,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Hub } from './acts.ts';
import { aboutWords, type Concern, type State, type Step, stateWords } from './types.ts';

const colours: Record<State, string> = {
  sent: 'govuk-tag--blue',
  received: 'govuk-tag--light-blue',
  'more-needed': 'govuk-tag--yellow',
  answered: 'govuk-tag--blue',
  'taken-on': 'govuk-tag--green',
  signposted: 'govuk-tag--green',
  'no-action': 'govuk-tag--grey',
  closed: 'govuk-tag--grey',
};

const stateTag = (state: State): Html => tag({ text: stateWords[state], classes: colours[state] });

/** Before anything is typed: somebody in danger is not helped by a form. */
export const phoneFirst = ({
  rule,
}: Hub): Html => html`${warningText({ text: `If somebody is in danger now, ring 999. If a child or an adult may come to harm today, ring the hub first: ${rule.body.phone} (${rule.body.hours}), at other times ${rule.body.outOfHours}.` })}
${rule.example ? insetText({ html: html`${rule.body.note ?? ''}${exampleTag(true)}` }) : ''}`;

export interface ListModel {
  side: 'hub' | 'sender';
  open: boolean;
  concerns: readonly Concern[];
  total: number;
  page: number;
  pageSize: number;
  hub: Hub | undefined;
  maySend: boolean;
}

export const listPage = (
  model: ListModel,
): Html => html`<h1 class="govuk-heading-l">Safeguarding concerns</h1>
${model.hub === undefined ? insetText({ text: 'The scheme has not entered who its safeguarding hub is. Ring your own organisation’s safeguarding lead.' }) : model.maySend ? html`${phoneFirst(model.hub)}${button({ text: 'Tell the hub of a concern', href: '/safeguarding/new' })}` : ''}
${subNavigation({
  label: 'Safeguarding concerns',
  items: [
    { text: 'Open', href: '/safeguarding', active: model.open },
    { text: 'Finished', href: '/safeguarding?show=finished', active: !model.open },
  ],
})}
<h2 class="govuk-heading-m">${model.open ? 'Open' : 'Finished'} (${model.total})</h2>
${
  model.concerns.length === 0
    ? emptyState({
        title: model.open ? 'No concern is open.' : 'No concern is finished.',
        text:
          model.side === 'hub'
            ? 'What is sent to the hub shows here.'
            : 'What you send shows here, with what the hub answered.',
      })
    : html`${table({
        caption: 'Safeguarding concerns',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Safeguarding concerns',
        stack: true,
        head: [{ text: 'Concern' }, { text: 'About' }, { text: 'From' }, { text: 'Where it stands' }],
        rows: model.concerns.map((one) => [
          html`<a class="govuk-link" href="/safeguarding/${one.id}">Concern ${one.id}</a>${one.urgent ? html` ${tag({ text: 'Urgent', classes: 'govuk-tag--red' })}` : ''}<br><span class="govuk-hint">${showMoment(one.sentAt)}</span>`,
          aboutWords[one.about],
          html`${one.staff}, ${one.agency}`,
          html`${stateTag(one.state)}<br><span class="govuk-hint">since ${showMoment(one.stateAt)}</span>`,
        ]),
      })}${numberedPages(model.page, Math.ceil(model.total / model.pageSize), (next) => `/safeguarding?${model.open ? '' : 'show=finished&'}page=${next}`)}`
}`;

export interface OneModel {
  concern: Concern;
  steps: readonly Step[];
  hub: Hub | undefined;
  /** What the viewer may say next; none: nothing. */
  states: readonly State[];
  side: 'hub' | 'sender';
  personId: number | undefined;
  csrfToken: string;
  key?: string | undefined;
  values: { state?: string; note?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

/** One concern as it was sent, and what came of it. */
export const onePage = (model: OneModel): Html => {
  const { concern, steps, side } = model;
  return html`<h1 class="govuk-heading-l">Concern ${concern.id} ${stateTag(concern.state)}</h1>
${concern.urgent ? warningText({ text: `Urgent. ${concern.phoned === null ? '' : `Rung first: ${concern.phoned}`}` }) : ''}
<h2 class="govuk-heading-m">${side === 'hub' ? 'What was sent' : 'What the hub was sent, and nothing else'}</h2>
${summaryList({ rows: concern.fields.map(({ label, value }) => ({ key: label, value })) })}
${side === 'hub' || concern.way === 'in-app' ? '' : fileNote(model)}
${side === 'sender' && model.personId !== undefined ? html`<p class="govuk-body">It came up through <a class="govuk-link" href="/people/${model.personId}">a person on the scheme</a>. The hub is not told that by us unless it was ticked.</p>` : ''}
<h2 class="govuk-heading-m">What came of it</h2>
<ol class="govuk-list govuk-list--number">${steps.map((step) => html`<li>${stateWords[step.state]}, ${showMoment(step.at)}: ${step.staff}, ${step.agency}${step.byHub || step.state === 'sent' || step.state === 'answered' ? '' : ', as the hub told them'}${step.note === '' ? '' : html`<br>${step.note}`}</li>`)}</ol>
${model.states.length === 0 ? '' : answerForm(model)}`;
};

const fileNote = ({ concern, hub }: OneModel): Html =>
  html`<p class="govuk-body"><a class="govuk-link" href="/safeguarding/${concern.id}/file">Get the file</a> and send it to the hub by your organisation’s secure mail${hub?.rule.body.email === undefined ? '' : ` (${hub.rule.body.email})`}. Note below what the hub answers.</p>`;

const answerForm = ({
  concern,
  states,
  side,
  csrfToken,
  key,
  values,
  errors,
  theirs,
}: OneModel): Html => html`${changedMeanwhile('this concern', theirs)}
${form({
  action: `/safeguarding/${concern.id}`,
  csrfToken,
  key,
  version: concern.stepId,
  body: html`${radios({ name: 'state', idPrefix: 'state', fieldset: { legend: { text: side === 'hub' ? 'Where does it stand?' : 'What did the hub answer, or what do you add?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.state ?? '', items: states.map((value) => ({ value, text: value === 'answered' ? 'I give more, as the hub asked' : stateWords[value] })), ...messageFor(errors, 'state') })}
${textarea({ id: 'note', name: 'note', label: { text: side === 'hub' ? 'In words for whoever sent it' : 'In words' }, rows: 3, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: side === 'hub' ? 'Tell the sender' : 'Keep this', preventDoubleClick: true })}`,
})}`;

/** The same fields as a file of plain lines, for the sender's own secure mail. */
export const concernFile = (concern: Concern, hub: Hub | undefined): string =>
  [
    'OFFICIAL-SENSITIVE',
    `Safeguarding concern ${concern.id} for ${hub?.rule.body.name ?? 'the safeguarding hub'}, ${showMoment(concern.sentAt)}`,
    '',
    ...concern.fields.flatMap(({ label, value }) => [`${label}: ${value}`]),
    '',
    `Answer to ${concern.staff}, ${concern.agency}${concern.phone === null ? '' : `, ${concern.phone}`}`,
    '',
  ].join('\r\n');

/** The tick that sends a field, below it. */
export const tickOf = (name: string, text: string, ticked: boolean): Html =>
  checkboxes({
    name: 'send',
    idPrefix: `send-${name}`,
    classes: 'govuk-checkboxes--small',
    values: ticked ? [name] : [],
    items: [
      {
        value: name,
        html: html`Send this<span class="govuk-visually-hidden">: ${text}</span>`,
      },
    ],
  });
