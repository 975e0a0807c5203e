import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  input,
  numberedPages,
  select,
  subNavigation,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { invitedBoxes } from './invited-view.ts';
import { stateOf } from './rules.ts';
import { seriesButton } from './series-view.ts';
import type { MeetingForm, MeetingLine } from './types.ts';

export interface MeetingListModel {
  meetings: readonly MeetingLine[];
  count: number;
  held: boolean;
  page: number;
  pageSize: number;
  mayPrepare: boolean;
  /** Letters, representations and markers: for those who work with people. */
  mayFollow: boolean;
  mayReleases: boolean;
}

export function meetingList(model: MeetingListModel): Html {
  const last = Math.max(1, Math.ceil(model.count / model.pageSize));
  return html`<h1 class="govuk-heading-l">Panels</h1>
${model.mayPrepare && html`<div class="govuk-button-group">${button({ text: 'Plan a meeting', href: '/panels/new', classes: 'wm-no-print' })}${seriesButton()}</div>`}
${subNavigation({
  label: 'Which meetings',
  items: [
    { text: 'Ahead', href: '/panels', active: !model.held },
    { text: 'Held', href: '/panels?held=yes', active: model.held },
    ...(model.mayFollow
      ? [
          { text: 'Letters', href: '/panels/letters', active: false },
          { text: 'Representations', href: '/panels/representations', active: false },
          { text: 'Markers', href: '/panels/markers', active: false },
        ]
      : []),
    { text: 'Actions', href: '/panels/actions', active: false },
    ...(model.mayReleases ? [{ text: 'Releases', href: '/releases', active: false }] : []),
  ],
})}
${model.meetings.length === 0 ? nothing(model) : meetings(model)}
${numberedPages(model.page, last, (page) => addressOf('/panels', { held: model.held ? 'yes' : undefined, page: page === 1 ? undefined : page }), 'Pages of meetings')}`;
}

const nothing = (model: MeetingListModel): Html =>
  model.held
    ? emptyState({ title: 'No meeting has been held yet.' })
    : emptyState({
        title: 'No meeting is planned.',
        text: model.mayPrepare
          ? 'Plan one, then propose candidates to it.'
          : 'The scheme manager plans them.',
      });

/** None that this viewer may see: there may be others. */
const unseen = (model: MeetingListModel): string => (model.mayPrepare ? 'Nobody' : 'Nobody whom you may see');

const meetings = (model: MeetingListModel): Html =>
  table({
    caption: model.held ? 'Meetings held, newest first' : 'Meetings ahead, the next first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Meetings',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Date and time' },
      { text: 'Base' },
      { text: 'Chair' },
      { text: 'State' },
      { text: 'On the agenda', format: 'numeric' },
      { text: 'Undecided', format: 'numeric' },
    ],
    rows: model.meetings.map((meeting) => [
      html`<a class="govuk-link" href="/panels/${meeting.id}">${showDay(meeting.heldOn)}</a>${meeting.startsAt !== null && `, ${meeting.startsAt}`}${meeting.movedFrom !== null && html`<br><span class="govuk-hint">moved from ${showDay(meeting.movedFrom)}, a bank holiday</span>`}${meeting.isHoliday && html`<br><span class="govuk-hint">on a bank holiday</span>`}`,
      meeting.base ?? 'Every base',
      meeting.chair ?? 'None',
      stateOf(meeting),
      { text: meeting.items === 0 ? unseen(model) : meeting.items, format: 'numeric' },
      { text: meeting.items === 0 ? '' : meeting.undecided, format: 'numeric' },
    ]),
  });

export interface NewMeetingModel {
  values: MeetingForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  bases: readonly { id: number; name: string }[];
  chairs: readonly { id: number; name: string; agency: string }[];
  staff: readonly { id: number; name: string; agency: string }[];
  quorum: number;
  quorumIsExample: boolean;
}

export function newMeeting(model: NewMeetingModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Plan a panel meeting</h1>
${form({
  action: '/panels',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${input({ id: 'heldOn', name: 'heldOn', type: 'date', label: { text: 'Date' }, classes: 'govuk-input--width-10', value: values.heldOn ?? '', ...messageFor(errors, 'heldOn') })}
${input({ id: 'startsAt', name: 'startsAt', label: { text: 'Time (optional), like 09:30' }, classes: 'govuk-input--width-5', value: values.startsAt ?? '', ...messageFor(errors, 'startsAt') })}
${select({ id: 'base', name: 'base', label: { text: 'Base' }, value: values.base ?? '', items: [{ value: '', text: 'Every base' }, ...model.bases.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(errors, 'base') })}
${select({ id: 'chair', name: 'chair', label: { text: 'Chair' }, value: values.chair ?? '', items: [{ value: '', text: 'Choose who chairs' }, ...model.chairs.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))], ...messageFor(errors, 'chair') })}
${invitedBoxes({ staff: model.staff, invited: values.invited ?? [], errors })}
<p class="govuk-body">Quorum: ${model.quorum} must attend before anything can be decided${model.quorumIsExample && ' (an example: the scheme has to set its own)'}.</p>
${button({ text: 'Plan the meeting', preventDoubleClick: true })}`,
})}`;
}
