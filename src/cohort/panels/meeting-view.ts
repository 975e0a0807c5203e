import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  input,
  insetText,
  numberedPages,
  select,
  summaryList,
  table,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { PackCopy } from './agenda-store.ts';
import { type CaseModel, caseOf } from './case-view.ts';
import { beforeItsDay, kindWords, missingForQuorum, quorumProblem, stateOf, transitions } from './rules.ts';
import type { AgendaName } from './store.ts';
import {
  type Attendance,
  attendanceStates,
  attendanceWords,
  type Decision,
  decidedWords,
  type Meeting,
  meetingStateWords,
} from './types.ts';

/** The form of another date or time, as typed. */
export interface MovingForm {
  heldOn: string;
  startsAt: string;
  errors: readonly FieldError[];
}

export interface MeetingModel {
  meeting: Meeting;
  attendance: readonly Attendance[];
  /** The cases of this page. */
  cases: readonly CaseModel[];
  /** Of all cases the viewer may see. */
  counts: readonly { decision: Decision | null; count: number; appeals: number }[];
  /** Everybody the viewer may see, in order. */
  names: readonly AgendaName[];
  today: Day;
  moving: MovingForm | undefined;
  page: number;
  perPage: number;
  /** The pack as it is printed. */
  print: boolean;
  /** Every copy of the pack that was taken. */
  copies: readonly PackCopy[];
  /** The viewer's own copy, as which this is printed. */
  copy: PackCopy | undefined;
  mayPrepare: boolean;
  /** Whose page it is. */
  staffId: number;
  /** The chair of this meeting, or somebody who manages the scheme. */
  maySign: boolean;
  /** Of an agency that is not a statutory partner, which sees less of the pack. */
  seesPartnersOnly: boolean;
  others: readonly { id: number; name: string; agency: string }[];
  /** Meetings of the same series that lie ahead with nobody on them. */
  emptyOfSeries: number;
  csrfToken: string;
}

export function meetingPage(model: MeetingModel): Html {
  const { meeting, print } = model;
  return html`${model.copy !== undefined && watermark(model.copy)}<h1 class="govuk-heading-l">Panel of ${showDay(meeting.heldOn)}, ${meeting.base ?? 'every base'}</h1>
${print && copyWords(model)}
${summaryList({
  rows: [
    { key: 'State', value: stateWords(meeting) },
    { key: 'Time', value: timeWords(meeting) },
    { key: 'Chair', value: meeting.chair ?? 'None' },
    { key: 'Who signs', value: signsWords(meeting) },
    { key: 'Quorum', value: quorumWords(model) },
    { key: 'On the agenda', value: countWords(model) },
  ],
})}
${quorumWarning(model)}
${!print && presence(model)}
${!print && model.mayPrepare && transitions[meeting.state].add !== undefined && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/panels/${meeting.id}/assemble">Put together the agenda: reviews due, RAG changes, releases, candidates, representations</a></p>`}
${!print && stateForms(model)}
${print && model.copy === undefined ? html`<div class="wm-no-print">${agendaNames(model)}</div>` : agendaNames(model)}
<h2 class="govuk-heading-m">Attendance</h2>
${attendance(model)}
${running(model)}
${!print && copiesTaken(model)}
${print && model.copy === undefined ? html`<div class="wm-no-print">${agenda(model)}</div>` : agenda(model)}`;
}

const agenda = (model: MeetingModel): Html =>
  html`<h2 class="govuk-heading-l">Agenda</h2>
${model.seesPartnersOnly && model.cases.length > 0 && insetText({ text: 'What an agency shares with statutory partners only is not in your pack. Ask the chair.' })}
${model.cases.length === 0 ? nobody(model) : model.cases.map(caseOf)}
${pages(model)}`;

/** On paper, on each page of it: whose copy it is. */
const watermark = ({ number, name, agency, at }: PackCopy): Html =>
  html`<p class="wm-watermark" aria-hidden="true">Copy ${number}: ${name}, ${agency}, ${showMoment(at)}</p>`;

const copyWords = ({ copy, meeting, csrfToken, names }: MeetingModel): Html | null =>
  copy !== undefined
    ? html`<p class="govuk-body">Copy ${copy.number}, taken by ${copy.name} (${copy.agency}) on ${showMoment(copy.at)}. It is in the register of copies.</p>`
    : names.length === 0
      ? null
      : html`<p class="govuk-body wm-print-only">This is no numbered copy, so the cases are left out. Take a numbered copy and print that.</p>${form({ action: `/panels/${meeting.id}/copies`, csrfToken, body: html`<div class="wm-no-print"><p class="govuk-body">Each printing is a numbered copy of yours: the register has its number, and each page carries it with your name and the time.</p>${button({ text: 'Take a numbered copy to print', preventDoubleClick: true })}</div>` })}`;

const copiesTaken = ({ copies }: MeetingModel): Html | null =>
  copies.length === 0
    ? null
    : details({
        summaryText: `Copies of the pack (${copies.length})`,
        classes: 'wm-no-print',
        html: html`<ol class="govuk-list govuk-list--number">${copies.map(({ name, agency, at, people }) => html`<li>${name}, ${agency}: ${showMoment(at)}, ${people} ${people === 1 ? 'person' : 'people'}</li>`)}</ol>`,
      });

const timeWords = ({ startsAt, movedFrom, isHoliday }: Meeting): string =>
  [
    startsAt ?? 'Not set',
    ...(movedFrom === null ? [] : [`moved from ${showDay(movedFrom)}, which is a bank holiday`]),
    ...(isHoliday ? ['on a bank holiday: ask whether everybody can come'] : []),
  ].join('; ');

const signsWords = ({ chair }: Meeting): string =>
  `${chair === null ? 'Somebody who manages the scheme' : `${chair} (chair), or somebody who manages the scheme`}. Whoever signs must have attended`;

const stateWords = (meeting: Meeting): string => {
  const { state, issuedAt, closedAt } = meeting;
  const words = stateOf(meeting);
  return closedAt !== null && words !== meetingStateWords[state]
    ? `${words} ${showMoment(closedAt)}`
    : `${words}${state === 'issued' && issuedAt !== null ? ` ${showMoment(issuedAt)}` : ''}${closedAt !== null ? `, closed ${showMoment(closedAt)}` : ''}`;
};

const onAgenda = ({ counts }: MeetingModel): number => counts.reduce((sum, { count }) => sum + count, 0);

const countWords = (model: MeetingModel): string =>
  [
    `${onAgenda(model)} ${onAgenda(model) === 1 ? 'person' : 'people'}`,
    ...model.counts.map(
      ({ decision, count }) =>
        `${count} ${decision === null ? 'undecided' : decidedWords[decision].toLowerCase()}`,
    ),
  ].join(', ');

function pages(model: MeetingModel): Html {
  const path = `/panels/${model.meeting.id}${model.print ? '/pack' : ''}`;
  const last = Math.max(1, Math.ceil(onAgenda(model) / model.perPage));
  const copy = model.copy?.number;
  return html`${numberedPages(model.page, last, (page) => addressOf(path, { page: page === 1 ? undefined : page, copy }), 'Pages of the agenda')}`;
}

/** On top: who is on the agenda, each a link to their case, and the pack. */
function agendaNames(model: MeetingModel): Html | null {
  if (model.names.length === 0) return null;
  const { id } = model.meeting;
  const path = `/panels/${id}${model.print ? '/pack' : ''}`;
  const caseHref = (index: number, itemId: number): string => {
    const page = Math.floor(index / model.perPage) + 1;
    return `${addressOf(path, { page: page === 1 ? undefined : page, copy: model.copy?.number })}#item-${itemId}`;
  };
  return html`<h2 class="govuk-heading-m">Who is on the agenda</h2>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/panels/${id}${model.print ? '' : '/pack'}">${model.print ? 'Back to the meeting' : 'The pack, to print'}</a> · <a class="govuk-link" href="/panels/${id}/minutes">Minutes</a>${model.mayPrepare && model.meeting.state !== 'held' && html` · <a class="govuk-link" href="/panels/${id}/order">Order and time</a>`}</p>
<ol class="govuk-list govuk-list--number">${model.names.map(
    (item, index) =>
      html`<li><a class="govuk-link" href="${caseHref(index, item.id)}">${item.name}</a>${item.decision !== null && `: ${decidedWords[item.decision].toLowerCase()}`}</li>`,
  )}</ol>`;
}

const nobody = (model: MeetingModel): Html =>
  emptyState({
    title: 'There is nobody on the agenda whom you may see.',
    text: model.mayPrepare
      ? 'Propose candidates from their list, or a member for de-selection from the page of their membership.'
      : 'You see the people once the agenda is issued.',
    actions: model.mayPrepare
      ? [
          { text: 'Candidates', href: '/cohort/candidates' },
          { text: 'Cohort', href: '/cohort' },
        ]
      : [],
  });

function quorumWords({ meeting, attendance: present }: MeetingModel): string {
  const attended = present.filter(({ state }) => state === 'attended').length;
  const more = [
    ...(meeting.quorumAgencies > 1 ? [`from ${meeting.quorumAgencies} agencies`] : []),
    ...(meeting.quorumKinds.length > 0
      ? [`among them ${meeting.quorumKinds.map(kindWords).join(' and ')}`]
      : []),
  ];
  const whom = more.length > 0 ? `. They come ${more.join(', ')}` : '';
  return `${meeting.quorum} must attend; ${attended} ${attended === 1 ? 'has' : 'have'}${whom}`;
}

function quorumWarning(model: MeetingModel): Html | null {
  const missing = missingForQuorum(model.meeting, model.attendance);
  const problem = quorumProblem(model.meeting, model.attendance);
  if (model.meeting.state !== 'issued' || problem === undefined) return null;
  // Before its day nobody can have attended: that is no warning.
  const early = beforeItsDay(model.meeting, model.today);
  if (early !== undefined) return html`<p class="govuk-body">${early}</p>`;
  return warningText({
    html: html`${missing > 0 ? `Below quorum: ${missing} more must attend, and nothing can be decided.` : `${problem} Nothing can be decided.`} Attendance can be recorded, interests declared and the pack read; closing the meeting sends undecided candidates back to the list.`,
  });
}

/** Once its day has come: somebody invited says that they are there, and everybody sees who has. */
function presence(model: MeetingModel): Html | null {
  const { meeting, attendance: invited, staffId } = model;
  if (transitions[meeting.state].attend === undefined || beforeItsDay(meeting, model.today) !== undefined)
    return null;
  const mine = invited.find((one) => one.staffId === staffId);
  if (mine === undefined || mine.confirmedAt !== null) return null;
  return form({
    action: `/panels/${meeting.id}/confirm`,
    csrfToken: model.csrfToken,
    body: html`<p class="govuk-body wm-no-print">Whoever signs needs somebody of another agency who says, signed in as themselves, that they are at this meeting.</p>${button({ text: 'I am here', classes: 'wm-no-print', preventDoubleClick: true })}`,
  });
}

const attendanceOf = ({ state, confirmedAt }: Attendance): string =>
  state !== 'attended'
    ? attendanceWords[state]
    : `${attendanceWords.attended}, ${confirmedAt === null ? 'not confirmed by themselves' : 'confirmed by themselves'}`;

function stateForms(model: MeetingModel): Html {
  const { meeting, mayPrepare, maySign, csrfToken } = model;
  const allowed = transitions[meeting.state];
  const people = onAgenda(model);
  const closing =
    beforeItsDay(meeting, model.today) === undefined ? 'Close the meeting' : 'Call the meeting off';
  const { count: undecided = 0, appeals = 0 } = model.counts.find(({ decision }) => decision === null) ?? {};
  return html`<div class="wm-no-print">${
    mayPrepare &&
    allowed.issue !== undefined &&
    people > 0 &&
    form({
      action: `/panels/${meeting.id}/issue`,
      csrfToken,
      version: meeting.version,
      body: html`<p class="govuk-body">Issuing the agenda draws up the pack and opens ${people} ${people === 1 ? 'person' : 'people'} to everybody invited, until seven days after the meeting.</p>${button({ text: 'Issue the agenda', preventDoubleClick: true })}`,
    })
  }${
    mayPrepare &&
    allowed.move !== undefined &&
    model.counts.every(({ decision }) => decision === null) &&
    details({
      summaryText: 'Change the date or the time',
      open: model.moving !== undefined,
      html: form({
        action: `/panels/${meeting.id}/move`,
        csrfToken,
        version: meeting.version,
        body: html`${input({ id: 'heldOn', name: 'heldOn', type: 'date', label: { text: 'The day the panel meets, or met' }, hint: { text: 'At most a week ago. Those invited see the people on the agenda until seven days after it, and views not given yet are due by it.' }, classes: 'govuk-input--width-10', value: model.moving?.heldOn ?? meeting.heldOn, ...messageFor(model.moving?.errors ?? [], 'heldOn') })}${input({ id: 'startsAt', name: 'startsAt', label: { text: 'Time (optional), like 09:30' }, classes: 'govuk-input--width-5', value: model.moving?.startsAt ?? meeting.startsAt ?? '', ...messageFor(model.moving?.errors ?? [], 'startsAt') })}${button({ text: 'Save the date and the time', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    })
  }${
    maySign &&
    allowed.close !== undefined &&
    details({
      summaryText: closing,
      html: form({
        action: `/panels/${meeting.id}/close`,
        csrfToken,
        version: meeting.version,
        body: html`<p class="govuk-body">${undecided === 0 ? 'Every item is decided.' : `${undecided} undecided: candidates among them go back to the list.`}${appeals > 0 && ` ${appeals} said against a decision ${appeals === 1 ? 'is' : 'are'} not heard: ${appeals === 1 ? 'it waits' : 'they wait'} for another panel, and Today says so.`} A closed meeting cannot be changed.</p>${button({ text: closing, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    })
  }${model.emptyOfSeries > 0 && endSeriesForm(model)}</div>`;
}

const endSeriesForm = ({ meeting, emptyOfSeries: n, csrfToken }: MeetingModel): Html =>
  details({
    summaryText: 'End the series that this meeting is of',
    html: form({
      action: `/panels/${meeting.id}/end-series`,
      csrfToken,
      body: html`<p class="govuk-body">${n === 1 ? 'One meeting' : `${n} meetings`} of the series that ${n === 1 ? 'lies' : 'lie'} ahead with nobody on the agenda ${n === 1 ? 'is' : 'are'} called off. Those with people on them stay, and are called off one by one.</p>${button({ text: 'End the series', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });

function attendance(model: MeetingModel): Html {
  const { meeting } = model;
  const may =
    !model.print &&
    model.maySign &&
    transitions[meeting.state].attend !== undefined &&
    beforeItsDay(meeting, model.today) === undefined;
  return html`${table({
    caption: 'Who is invited and who came',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Attendance',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Name' },
      { text: 'Agency' },
      { text: 'Attendance' },
      ...(may ? [{ text: 'Record' }] : []),
    ],
    rows: model.attendance.map((one) => [
      `${one.name}${one.staffId === meeting.chairId ? ' (chair)' : ''}`,
      one.agency,
      attendanceOf(one),
      ...(may
        ? [
            form({
              action: `/panels/${meeting.id}/attendance`,
              csrfToken: model.csrfToken,
              body: html`<input type="hidden" name="staff" value="${one.staffId}">${attendanceStates
                .filter((state) => state !== one.state)
                .map(
                  (state) =>
                    html`<button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1" type="submit" name="state" value="${state}">${attendanceWords[state]}<span class="govuk-visually-hidden">: ${one.name}</span></button> `,
                )}`,
            }),
          ]
        : []),
    ]),
  })}${
    !model.print &&
    model.mayPrepare &&
    transitions[meeting.state].invite !== undefined &&
    model.others.length > 0 &&
    details({
      summaryText: 'Invite somebody else',
      classes: 'wm-no-print',
      html: form({
        action: `/panels/${meeting.id}/invite`,
        csrfToken: model.csrfToken,
        body: html`${select({ id: 'staff', name: 'staff', label: { text: 'Who' }, items: model.others.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` })) })}${button({ text: 'Invite', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    })
  }`;
}

/** The running record drafts itself from the decisions. */
function running(model: MeetingModel): Html | null {
  const decided = model.cases.filter(({ item }) => item.decision !== null);
  if (decided.length === 0) return null;
  return html`<h2 class="govuk-heading-m">Record so far${onAgenda(model) > model.perPage && ', of the cases on this page'}</h2><ol class="govuk-list govuk-list--number">${decided.map(
    ({ item }) =>
      html`<li><a class="govuk-link" href="#item-${item.id}">${item.name}</a>: ${item.decision !== null && decidedWords[item.decision].toLowerCase()}. ${item.reason}</li>`,
  )}</ol>`;
}
