import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  input,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { markingWords } from '../decisions/types.ts';
import type { MeetingLine } from './meeting-store.ts';
import { boardPath, structureList, structurePicture } from './picture.ts';
import { type Node, standsOn } from './structure.ts';
import {
  type Board,
  type BoardLine,
  type BoardMember,
  kindWords,
  lineWords,
  type MeetingState,
  type MinutesState,
  meetingWords,
  minutesWords,
  roleWords,
  type Span,
} from './types.ts';

export const boardsPath = '/governance/boards';
export const meetingsPath = '/governance/meetings';
export const meetingPath = (id: number): string => `${meetingsPath}/${id}`;

/** `1 March 2015 to 31 March 2020`, `until 11 August 2015`, `not known`. */
export function spanWords({ fromOn, untilOn }: Span, show: (day: Day) => string = showDay): string {
  if (fromOn === null) return untilOn === null ? 'Not known' : `Until ${show(untilOn)}`;
  return untilOn === null ? `Since ${show(fromOn)}` : `${show(fromOn)} to ${show(untilOn)}`;
}

export interface StructureModel {
  day: Day;
  today: Day;
  wrongDay: boolean;
  roots: readonly Node[];
  boards: readonly Board[];
  mayManage: boolean;
}

export function structurePage(model: StructureModel): Html {
  const { day, roots, boards } = model;
  const gone = boards.filter((board) => !standsOn(board, day));
  return html`<h1 class="govuk-heading-l">Boards</h1>
<p class="govuk-body">Who reports to whom, on any day. <a class="govuk-link" href="${meetingsPath}">Meetings</a> · <a class="govuk-link" href="/governance/packs">Board packs</a> · <a class="govuk-link" href="/governance/objectives">Objectives of Police and Crime Plans</a></p>
${model.mayManage ? button({ text: 'Enter a board', href: `${boardsPath}/new` }) : ''}
<form method="get" action="${boardsPath}" class="wm-filter">${input({ id: 'on', name: 'on', type: 'date', label: { text: 'The structure as it stood on' }, classes: 'govuk-input--width-10', value: day, ...(model.wrongDay ? { errorMessage: { text: 'Enter a date, like 2015-08-12' } } : {}) })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
<h2 class="govuk-heading-m">On ${showDay(day)}</h2>
${
  roots.length === 0
    ? emptyState({
        title: boards.length === 0 ? 'No board is entered yet.' : 'No board stood on that day.',
        text:
          boards.length === 0
            ? 'Enter the boards that the scheme answers to, then say which reports to which.'
            : undefined,
      })
    : html`${structurePicture(roots, day)}<h3 class="govuk-heading-s">As a list</h3>${structureList(roots)}`
}
${
  gone.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Boards that did not stand then</h2><ul class="govuk-list govuk-list--bullet">${gone.map((board) => html`<li><a class="govuk-link" href="${boardPath(board.id)}">${board.name}</a>: ${spanWords(board)}</li>`)}</ul>`
}`;
}

export interface BoardModel {
  board: Board;
  lines: readonly BoardLine[];
  members: readonly BoardMember[];
  attendance: readonly { memberId: number; came: number; asked: number }[];
  meetings: readonly MeetingLine[];
  more: boolean;
  today: Day;
  mayManage: boolean;
}

export function boardPage(model: BoardModel): Html {
  const { board, today } = model;
  const path = boardPath(board.id);
  const now = model.members.filter((member) => standsOn(member, today));
  const past = model.members.filter((member) => !standsOn(member, today));
  return html`<h1 class="govuk-heading-l">${board.name}${exampleTag(board.example)}</h1>
${standsOn(board, today) ? '' : html`<p class="govuk-body">${tag({ text: 'Does not stand today', classes: 'govuk-tag--grey' })}</p>`}
${summaryList({
  rows: [
    { key: 'What it is', value: kindWords[board.kind] },
    { key: 'Stands', value: spanWords(board) },
    board.datesNote === null ? null : { key: 'Of these dates', value: board.datesNote },
    board.purpose === null ? null : { key: 'What it is for', value: board.purpose },
    board.source === null ? null : { key: 'Paper', value: board.source },
  ],
})}
${model.mayManage ? button({ text: 'Change the board', href: `${path}/edit`, classes: 'govuk-button--secondary' }) : ''}
<h2 class="govuk-heading-m">Who reports to whom</h2>${lineTable(model)}
${model.mayManage ? button({ text: 'Add a line', href: `${path}/lines/new`, classes: 'govuk-button--secondary' }) : ''}
<h2 class="govuk-heading-m" id="members">Members</h2>
${now.length === 0 ? emptyState({ title: 'Nobody has a seat today.' }) : memberTable(now, model, 'Members today')}
${past.length === 0 ? '' : details({ summaryText: `Past and coming terms (${past.length})`, html: memberTable(past, model, 'Past and coming terms') })}
${model.mayManage ? button({ text: 'Add a seat', href: `${path}/members/new`, classes: 'govuk-button--secondary' }) : ''}
<h2 class="govuk-heading-m">Meetings</h2>
${model.meetings.length === 0 ? emptyState({ title: 'No meeting is entered.' }) : meetingTable(model.meetings, false)}
<p class="govuk-body">${model.more ? html`<a class="govuk-link" href="${meetingsPath}?board=${board.id}">All its meetings</a> · ` : ''}<a class="govuk-link" href="/governance/packs?board=${board.id}">Its packs</a></p>
${model.mayManage ? button({ text: 'Plan a meeting', href: `${path}/meetings/new`, classes: 'govuk-button--secondary' }) : ''}`;
}

function lineTable({ board, lines, mayManage }: BoardModel): Html {
  if (lines.length === 0)
    return emptyState({ title: 'Nothing is recorded of how it stands to other boards.' });
  const words = (line: BoardLine): Html => {
    const mine = line.boardId === board.id;
    const [id, name] = mine ? [line.otherId, line.other] : [line.boardId, line.board];
    const link = html`<a class="govuk-link" href="${boardPath(id)}">${name}</a>`;
    if (mine) return html`${lineWords[line.kind]} ${link}`;
    return line.kind === 'reports-to'
      ? html`${link} reports to it`
      : line.kind === 'follows'
        ? html`${link} took its place`
        : html`${link} acts for it`;
  };
  return table({
    caption: 'How it stands to other boards',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'How it stands to other boards',
    stack: true,
    head: [
      { text: 'Line' },
      { text: 'Days' },
      { text: 'Note' },
      ...(mayManage ? [html`<span class="govuk-visually-hidden">What can be done</span>`] : []),
    ],
    rows: lines.map((line) => [
      words(line),
      line.kind === 'follows' && line.fromOn === null && line.untilOn === null
        ? ''
        : spanWords(line, showShortDay),
      line.note ?? '',
      ...(mayManage ? [changeLink(`/governance/board-lines/${line.id}`, line.other)] : []),
    ]),
  });
}

const changeLink = (path: string, what: string): Html =>
  html`<a class="govuk-link" href="${path}/edit">Change<span class="govuk-visually-hidden"> (${what})</span></a>`;

const memberTable = (members: readonly BoardMember[], model: BoardModel, caption: string): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: [
      { text: 'Seat' },
      { text: 'Represents' },
      { text: 'Role' },
      { text: 'Term' },
      { text: 'Came' },
      ...(model.mayManage ? [html`<span class="govuk-visually-hidden">What can be done</span>`] : []),
    ],
    rows: members.map((member) => {
      const came = model.attendance.find(({ memberId }) => memberId === member.id);
      return [
        html`${member.post}${member.staff === null ? '' : html`<br><span class="govuk-hint">${member.staff}</span>`}`,
        member.represents,
        roleWords[member.role],
        spanWords(member, showShortDay),
        came === undefined
          ? 'Not marked yet'
          : html`<a class="govuk-link" href="${meetingsPath}?board=${member.boardId}&amp;state=held">${came.came} of ${came.asked}</a>`,
        ...(model.mayManage ? [changeLink(`/governance/board-members/${member.id}`, member.post)] : []),
      ];
    }),
  });

const stateColours: Record<MeetingState, string> = {
  planned: 'govuk-tag--blue',
  held: 'govuk-tag--green',
  cancelled: 'govuk-tag--grey',
};

export const meetingTag = (state: MeetingState): Html =>
  tag({ text: meetingWords[state], classes: stateColours[state] });

const minutesShort = (state: MeetingState, minutes: MinutesState): string =>
  state === 'held' ? minutesWords[minutes] : '';

export const meetingTable = (meetings: readonly MeetingLine[], named = true): Html =>
  table({
    caption: 'Meetings, the next first, then the latest',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Meetings',
    stack: true,
    head: [
      { text: 'Day' },
      ...(named ? [{ text: 'Board' }] : []),
      { text: 'State' },
      { text: 'Papers', format: 'numeric' },
      { text: 'Minutes' },
    ],
    rows: meetings.map((meeting) => [
      html`<a class="govuk-link" href="${meetingPath(meeting.id)}">${showDay(meeting.heldOn)}<span class="govuk-visually-hidden">, ${meeting.board}</span></a>${meeting.startsAt === null ? '' : ` at ${meeting.startsAt}`}${exampleTag(meeting.example)}`,
      ...(named
        ? [html`<a class="govuk-link" href="${boardPath(meeting.boardId)}">${meeting.board}</a>`]
        : []),
      meetingTag(meeting.state),
      { text: String(meeting.papers), format: 'numeric' },
      minutesShort(meeting.state, meeting.minutesState),
    ]),
  });

export const markingLine = (marking: keyof typeof markingWords): Html =>
  html`<p class="govuk-body"><strong>${markingWords[marking]}</strong></p>`;
