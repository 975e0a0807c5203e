import { showDay, showMoment } from '../../kernel/clock.ts';
import { effectWarning, type LinkedClaim } from '../../outcomes/index.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  filterChips,
  input,
  select,
  summaryList,
  table,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { GovernanceAction } from '../actions/types.ts';
import { actionTable } from '../actions/views.ts';
import { markings, markingWords } from '../decisions/types.ts';
import { fieldsOf } from '../registers/forms.ts';
import { type FormFrame, framed, takeAway } from './form-views.ts';
import { mayApprove, mayMeeting, mayMinutes } from './meeting-rules.ts';
import type { MeetingFilter, MeetingLine } from './meeting-store.ts';
import { boardPath } from './picture.ts';
import { standsOn } from './structure.ts';
import {
  type AgendaItem,
  type Attended,
  type BoardMember,
  cameCodes,
  cameWords,
  type ItemForm,
  itemPurposes,
  type KeptClaim,
  type Meeting,
  type MeetingForm,
  type MinutesForm,
  meetingWords,
  minutesWords,
  type Paper,
  type PaperForm,
  purposeWords,
} from './types.ts';
import { boardsPath, markingLine, meetingPath, meetingsPath, meetingTable, meetingTag } from './views.ts';

export const paperPath = (id: number): string => `/governance/papers/${id}`;

/** The words that a text has, its lines kept. */
export const lined = (text: string): Html =>
  html`${text.split(/\n{2,}/).map((part) => html`<p class="govuk-body">${part.split('\n').map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}</p>`)}`;

/** The claim cards that a text rests on, as they were when it was written. */
export const keptClaims = (claims: readonly KeptClaim[]): Html | '' =>
  claims.length === 0
    ? ''
    : html`<h2 class="govuk-heading-s">Claim cards that it rests on</h2>${claims.map(({ lines }) => html`<blockquote class="govuk-inset-text">${lines.map((line, at) => html`<p class="govuk-body">${at === 0 ? html`<strong>${line}</strong>` : line}</p>`)}</blockquote>`)}`;

export interface MeetingListModel {
  found: readonly MeetingLine[];
  boards: readonly { id: number; name: string }[];
  filter: MeetingFilter;
  hrefWithout: (name: string) => string;
  pages: Html | '';
}

export function meetingList({ found, boards, filter, hrefWithout, pages }: MeetingListModel): Html {
  const chips = [
    ...(filter.boardId === undefined
      ? []
      : [
          {
            text: boards.find(({ id }) => id === filter.boardId)?.name ?? 'Another board',
            removeHref: hrefWithout('board'),
          },
        ]),
    ...(filter.state === undefined
      ? []
      : [{ text: meetingWords[filter.state], removeHref: hrefWithout('state') }]),
    ...(filter.waiting === true
      ? [{ text: 'Minutes still to be approved', removeHref: hrefWithout('waiting') }]
      : []),
  ];
  return html`<h1 class="govuk-heading-l">Meetings of boards</h1>
<p class="govuk-body">A meeting is planned from its board’s page: <a class="govuk-link" href="${boardsPath}">boards</a>.</p>
${details({
  summaryText: 'Filter',
  open: chips.length > 0,
  html: html`<form method="get" action="${meetingsPath}" class="wm-filter">
${select({ id: 'filter-board', name: 'board', label: { text: 'Board' }, value: filter.boardId ?? '', items: [{ value: '', text: 'All' }, ...boards.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'filter-state', name: 'state', label: { text: 'State' }, value: filter.state ?? '', items: [{ value: '', text: 'All' }, ...(['planned', 'held', 'cancelled'] as const).map((code) => ({ value: code, text: meetingWords[code] }))] })}
${select({
  id: 'filter-waiting',
  name: 'waiting',
  label: { text: 'Minutes' },
  value: filter.waiting === true ? '1' : '',
  items: [
    { value: '', text: 'All' },
    { value: '1', text: 'Still to be approved' },
  ],
})}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
})}${filterChips({ chips, clearHref: meetingsPath })}
${found.length > 0 ? meetingTable(found) : emptyState({ title: chips.length > 0 ? 'No meeting matches these filters.' : 'No meeting is entered.' })}${pages}`;
}

export interface MeetingModel {
  meeting: Meeting;
  agenda: readonly AgendaItem[];
  papers: readonly Paper[];
  members: readonly BoardMember[];
  attended: readonly Attended[];
  actions: readonly GovernanceAction[];
  today: string;
  staffId: number;
  may: { manage: boolean; approve: boolean; act: boolean };
  csrfToken: string;
}

export function meetingPage(model: MeetingModel): Html {
  const { meeting, may } = model;
  const path = meetingPath(meeting.id);
  const prepares = may.manage && mayMeeting(meeting, 'prepare');
  return html`<h1 class="govuk-heading-l">${meeting.board}, ${showDay(meeting.heldOn)}${exampleTag(meeting.example)}</h1>
<p class="govuk-body">${meetingTag(meeting.state)} ${meeting.state === 'held' ? minutesWords[meeting.minutesState] : ''}</p>
${summaryList({
  rows: [
    {
      key: 'Board',
      value: html`<a class="govuk-link" href="${boardPath(meeting.boardId)}">${meeting.board}</a>`,
    },
    {
      key: 'When',
      value: `${showDay(meeting.heldOn)}${meeting.startsAt === null ? '' : ` at ${meeting.startsAt}`}`,
    },
    { key: 'Where', value: meeting.place ?? 'Not said yet' },
    meeting.cancelledWhy === null ? null : { key: 'Why it was cancelled', value: meeting.cancelledWhy },
  ],
})}
${may.manage ? moves(model) : ''}
<h2 class="govuk-heading-m" id="agenda">Agenda</h2>${agendaTable(model, prepares)}
${prepares ? button({ text: 'Add an item', href: `${path}/items/new`, classes: 'govuk-button--secondary' }) : ''}
<h2 class="govuk-heading-m" id="papers">Papers</h2>${paperTable(model)}
${prepares ? button({ text: 'Add a paper', href: `${path}/papers/new`, classes: 'govuk-button--secondary' }) : ''}
<p class="govuk-body"><a class="govuk-link" href="/governance/packs?board=${meeting.boardId}">Packs for this board</a>${prepares ? html` · <a class="govuk-link" href="/governance/packs/new?meeting=${meeting.id}">Assemble a pack for this meeting</a>` : ''}</p>
${meeting.state === 'held' ? html`<h2 class="govuk-heading-m" id="attendance">Who came</h2>${attendanceTable(model)}${minutesPart(model)}` : ''}
<h2 class="govuk-heading-m" id="actions">Actions</h2>
${model.actions.length === 0 ? emptyState({ title: 'This meeting gave no action.' }) : actionTable(model.actions, model.today)}
${may.act ? button({ text: 'Add an action', href: `/governance/actions/new?meeting=${meeting.id}`, classes: 'govuk-button--secondary' }) : ''}`;
}

function moves({ meeting, today, csrfToken }: MeetingModel): Html {
  const path = `${meetingPath(meeting.id)}/move`;
  const send = (act: string, text: string): Html =>
    form({
      action: path,
      csrfToken,
      version: meeting.version,
      body: html`<input type="hidden" name="act" value="${act}">${button({ text, classes: 'govuk-button--secondary' })}`,
    });
  return html`<div class="govuk-button-group">
${mayMeeting(meeting, 'change') ? button({ text: 'Change day or place', href: `${meetingPath(meeting.id)}/edit`, classes: 'govuk-button--secondary' }) : ''}
${mayMeeting(meeting, 'hold') && meeting.heldOn <= today ? send('hold', 'It was held') : ''}
${mayMeeting(meeting, 'unhold') ? send('unhold', 'It was not held after all') : ''}
${mayMeeting(meeting, 'reinstate') ? send('reinstate', 'It takes place after all') : ''}</div>
${mayMeeting(meeting, 'cancel') ? details({ summaryText: 'Cancel the meeting', html: form({ action: path, csrfToken, version: meeting.version, body: html`<input type="hidden" name="act" value="cancel">${input({ id: 'why', name: 'why', label: { text: 'Why it is cancelled' } })}${button({ text: 'Cancel the meeting', classes: 'govuk-button--warning' })}` }) }) : ''}`;
}

function agendaTable({ agenda, papers }: MeetingModel, prepares: boolean): Html {
  if (agenda.length === 0) return emptyState({ title: 'Nothing is on the agenda yet.' });
  return table({
    caption: 'Agenda',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Agenda',
    stack: true,
    head: [
      { text: 'No.' },
      { text: 'Item' },
      { text: 'Purpose' },
      { text: 'Presented by' },
      { text: 'Papers' },
      ...(prepares ? [html`<span class="govuk-visually-hidden">What can be done</span>`] : []),
    ],
    rows: agenda.map((item) => [
      String(item.number),
      html`${item.title}${item.decisionId === null ? '' : html`<br><a class="govuk-link" href="/governance/decisions/${item.decisionId}">Decision ${item.decision}</a>`}`,
      purposeWords[item.purpose],
      item.presenter ?? '',
      html`${papers.filter(({ itemId, withdrawnWhy }) => itemId === item.id && withdrawnWhy === null).map((paper, at) => html`${at > 0 ? html`<br>` : ''}<a class="govuk-link" href="${paperPath(paper.id)}">${paper.title}</a>`)}`,
      ...(prepares
        ? [
            html`<a class="govuk-link" href="/governance/agenda-items/${item.id}/edit">Change<span class="govuk-visually-hidden"> item ${item.number}</span></a>`,
          ]
        : []),
    ]),
  });
}

const paperTable = ({ papers, agenda }: MeetingModel): Html =>
  papers.length === 0
    ? emptyState({ title: 'There is no paper yet.' })
    : table({
        caption: 'Papers',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Papers',
        stack: true,
        head: [{ text: 'Paper' }, { text: 'Item' }, { text: 'By' }, { text: 'Marking' }],
        rows: papers.map((paper) => [
          html`<a class="govuk-link" href="${paperPath(paper.id)}">${paper.title}</a>${paper.withdrawnWhy === null ? '' : html`<br>Taken back: ${paper.withdrawnWhy}`}`,
          String(agenda.find(({ id }) => id === paper.itemId)?.number ?? 'None'),
          paper.author,
          markingWords[paper.marking],
        ]),
      });

function attendanceTable({ meeting, members, attended, may }: MeetingModel): Html {
  const rows = members.flatMap((member) => {
    const found = attended.find(({ memberId }) => memberId === member.id);
    return found === undefined ? [] : [[member.post, member.represents, cameWords[found.came]]];
  });
  return html`${
    rows.length === 0
      ? emptyState({ title: 'Nobody is marked yet.' })
      : table({
          stack: true,
          caption: 'Who came',
          captionClasses: 'govuk-visually-hidden',
          head: [{ text: 'Seat' }, { text: 'Represents' }, { text: 'Came' }],
          rows,
        })
  }${may.manage && meeting.minutesState !== 'approved' ? button({ text: 'Mark who came', href: `${meetingPath(meeting.id)}/attendance`, classes: 'govuk-button--secondary' }) : ''}`;
}

function minutesPart({ meeting, may, staffId, csrfToken }: MeetingModel): Html {
  const path = meetingPath(meeting.id);
  const approves = may.approve && mayApprove(meeting, staffId);
  return html`<h2 class="govuk-heading-m" id="minutes">Minutes</h2>
${
  meeting.minutes === null || meeting.minutesMarking === null
    ? emptyState({ title: 'The minutes are not written yet.' })
    : html`${markingLine(meeting.minutesMarking)}<p class="govuk-body-s">Written by ${meeting.minutesBy}. ${meeting.approvedBy === null || meeting.approvedOn === null ? 'Not yet approved.' : `Approved by ${meeting.approvedBy} on ${showDay(meeting.approvedOn)}.`}</p>
${meeting.openedWhy === null ? '' : html`<p class="govuk-body">Opened again to be put right: ${meeting.openedWhy}</p>`}
${lined(meeting.minutesPrinted ?? '')}${keptClaims(meeting.minutesClaims)}`
}
${may.manage && mayMinutes(meeting, 'write') ? button({ text: meeting.minutes === null ? 'Write the minutes' : 'Change the minutes', href: `${path}/minutes`, classes: 'govuk-button--secondary' }) : ''}
${approves ? form({ action: `${path}/approve`, csrfToken, version: meeting.version, body: button({ text: 'Approve the minutes', preventDoubleClick: true }) }) : ''}
${may.approve && mayMinutes(meeting, 'approve') && !approves ? html`<p class="govuk-body">You wrote these minutes: somebody else approves them.</p>` : ''}
${may.approve && mayMinutes(meeting, 'open') ? details({ summaryText: 'Open the minutes again', html: form({ action: `${path}/open`, csrfToken, version: meeting.version, body: html`${input({ id: 'open-why', name: 'why', label: { text: 'What in them is to be put right' } })}${button({ text: 'Open again', classes: 'govuk-button--secondary' })}` }) }) : ''}`;
}

export interface PaperModel {
  paper: Paper;
  meeting: Meeting;
  prepares: boolean;
  csrfToken: string;
}

export function paperPage({ paper, meeting, prepares, csrfToken }: PaperModel): Html {
  const path = paperPath(paper.id);
  return html`<h1 class="govuk-heading-l">${paper.title}</h1>${markingLine(paper.marking)}
${paper.withdrawnWhy === null ? '' : warningText({ text: `This paper was taken back: ${paper.withdrawnWhy}`, iconFallbackText: 'Warning' })}
<p class="govuk-body">By ${paper.author}, for <a class="govuk-link" href="${meetingPath(meeting.id)}">${meeting.board}, ${showDay(meeting.heldOn)}</a>. Entered by ${paper.changedBy}, ${showMoment(paper.changedAt)}.${paper.markingReason === null ? '' : ` Why it is so marked: ${paper.markingReason}`}</p>
${lined(paper.printed)}${keptClaims(paper.claims)}
${
  prepares
    ? html`<div class="govuk-button-group">${paper.withdrawnWhy === null ? button({ text: 'Change the paper', href: `${path}/edit`, classes: 'govuk-button--secondary' }) : form({ action: `${path}/withdraw`, csrfToken, version: paper.version, body: html`<input type="hidden" name="act" value="give">${button({ text: 'Give it again', classes: 'govuk-button--secondary' })}` })}</div>
${paper.withdrawnWhy === null ? details({ summaryText: 'Take the paper back', html: form({ action: `${path}/withdraw`, csrfToken, version: paper.version, body: html`${input({ id: 'why', name: 'why', label: { text: 'Why it is taken back' } })}${button({ text: 'Take it back', classes: 'govuk-button--warning' })}` }) }) : ''}`
    : ''
}`;
}

export function meetingForm(frame: FormFrame<MeetingForm>, board: string): Html {
  const f = fieldsOf(frame.showing.values, frame.showing.errors);
  return framed(
    frame,
    'this meeting',
    html`<p class="govuk-body">${board}</p>${f.day('heldOn', 'Day')}${f.text('startsAt', 'Time (optional)', { hint: 'On the 24-hour clock, like 14:30', width: '5' })}${f.text('place', 'Place (optional)')}`,
  );
}

export function itemForm(
  frame: FormFrame<ItemForm>,
  decisions: readonly { id: number; name: string }[],
  isThere: boolean,
): Html {
  const f = fieldsOf(frame.showing.values, frame.showing.errors);
  const drawn = framed(
    frame,
    'this item',
    html`${f.text('number', 'Number', { width: '3' })}${f.text('title', 'Title')}
${f.choice('purpose', 'What the board is to do with it', [{ value: '', text: 'Choose' }, ...itemPurposes.map((code) => ({ value: code, text: purposeWords[code] }))])}
${f.text('presenter', 'Presented by (optional)', { hint: 'An office, not a person of the scheme' })}
${f.choice('decision', 'Decision that it is about (optional)', [{ value: '', text: 'None' }, ...decisions.map(({ id, name }) => ({ value: String(id), text: name }))])}`,
  );
  return isThere
    ? html`${drawn}${takeAway(frame, { summary: 'Take it off the agenda', hint: 'Its papers stay with the meeting.', button: 'Take it off' })}`
    : drawn;
}

const markingItems = [
  { value: '', text: 'Choose' },
  ...markings.map((code) => ({ value: code, text: markingWords[code] })),
];

const claimField = (
  values: { claims?: string },
  errors: FormFrame<unknown>['showing']['errors'],
  text: string,
  offered: readonly LinkedClaim[],
): Html => {
  const typed = (values.claims ?? '').split(/[,;\s]+/);
  const linked = offered.filter(({ id }) => typed.includes(String(id)));
  return html`${effectWarning(text, { linked, offered: offered.slice(0, 5) })}${input({
    id: 'claims',
    name: 'claims',
    label: { text: 'Numbers of the claim cards that it rests on (optional)' },
    hint: { text: 'What asserts an effect that no linked card bears out is printed as an unsupported claim' },
    classes: 'govuk-input--width-20',
    value: values.claims ?? '',
    ...messageFor(errors, 'claims'),
  })}`;
};

const bigText = (
  name: string,
  label: string,
  value: string,
  errors: FormFrame<unknown>['showing']['errors'],
): Html =>
  textarea({
    id: name,
    name,
    label: { text: label },
    hint: { text: 'Name no person on the scheme' },
    rows: 16,
    value,
    ...messageFor(errors, name),
  });

export function paperForm(
  frame: FormFrame<PaperForm>,
  given: { items: readonly AgendaItem[]; offered: readonly LinkedClaim[] },
): Html {
  const { values, errors } = frame.showing;
  const f = fieldsOf(values, errors);
  return framed(
    frame,
    'this paper',
    html`${f.text('title', 'Title')}${f.text('author', 'Whose paper it is', { hint: 'An office' })}
${f.choice('item', 'Item of the agenda (optional)', [{ value: '', text: 'None' }, ...given.items.map(({ id, number, title }) => ({ value: String(id), text: `${number}. ${title}` }))])}
${f.choice('marking', 'Protective marking', markingItems)}
${f.text('markingReason', 'Why it is so marked (for OFFICIAL-SENSITIVE, RESTRICTED and CONFIDENTIAL)')}
${bigText('body', 'What the paper says', values.body ?? '', errors)}
${claimField(values, errors, values.body ?? '', given.offered)}`,
  );
}

export function minutesForm(frame: FormFrame<MinutesForm>, offered: readonly LinkedClaim[]): Html {
  const { values, errors } = frame.showing;
  const f = fieldsOf(values, errors);
  return framed(
    frame,
    'these minutes',
    html`${f.choice('marking', 'Protective marking', markingItems)}
${bigText('minutes', 'Minutes', values.minutes ?? '', errors)}
${claimField(values, errors, values.minutes ?? '', offered)}`,
    'Save the draft',
  );
}

/** One choice a seat that stood on the day of the meeting. */
export function attendanceForm(
  frame: FormFrame<Record<string, never>>,
  given: { meeting: Meeting; members: readonly BoardMember[]; attended: readonly Attended[] },
): Html {
  const seats = given.members.filter((member) => standsOn(member, given.meeting.heldOn));
  return framed(
    frame,
    'who came',
    seats.length === 0
      ? emptyState({
          title: 'Nobody had a seat on that day.',
          actions: [{ text: 'Members of the board', href: `${boardPath(given.meeting.boardId)}#members` }],
        })
      : seats.map((member) =>
          select({
            id: `came-${member.id}`,
            name: 'came',
            label: { text: `${member.post}, ${member.represents}` },
            value: `${member.id}:${given.attended.find(({ memberId }) => memberId === member.id)?.came ?? ''}`,
            items: [
              { value: `${member.id}:`, text: 'Not marked' },
              ...cameCodes.map((code) => ({ value: `${member.id}:${code}`, text: cameWords[code] })),
            ],
          }),
        ),
  );
}
