import { showMoment } from '../../kernel/clock.ts';
import {
  button,
  checkboxes,
  emptyState,
  exampleTag,
  insetText,
  numberedPages,
  subNavigation,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Hub } from './acts.ts';
import { aboutWords, type Concern, type State, stateWords } from './types.ts';

const colours: Record<State, string> = {
  'to-send': 'govuk-tag--red',
  reopened: 'govuk-tag--blue',
  sent: 'govuk-tag--blue',
  received: 'govuk-tag--light-blue',
  'more-needed': 'govuk-tag--yellow',
  answered: 'govuk-tag--blue',
  'taken-on': 'govuk-tag--green',
  signposted: 'govuk-tag--green',
  'no-action': 'govuk-tag--grey',
  closed: 'govuk-tag--grey',
};

export const stateTag = (state: State): Html => tag({ text: stateWords[state], classes: colours[state] });

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
