import { showDay, showMoment } from '../../kernel/clock.ts';
import { emptyState, insetText, summaryList } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import { listActionsOf } from './after-store.ts';
import type { PanelAction } from './after-types.ts';
import { listInterests, listRemoved } from './agenda-store.ts';
import { actionTable } from './item-view.ts';
import { quorumProblem, reasonWords } from './rules.ts';
import { getMeeting, listAttendance, listItems } from './store.ts';
import {
  type Attendance,
  attendanceWords,
  decidedWords,
  type Item,
  type Meeting,
  meetingStateWords,
  questionWords,
} from './types.ts';

export const minutesPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/:id/minutes',
    right: 'see:panel',
    reads: 'list',
    section: 'panels',
    params: idParams,
    handle: showMinutes,
  }),
];

async function showMinutes(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [meeting, attendance, items, actions, removed] = await Promise.all([
      getMeeting(tx, id),
      listAttendance(tx, id),
      listItems(tx, id),
      listActionsOf(tx, id),
      listRemoved(tx, id),
    ]);
    const interests = await listInterests(
      tx,
      items.map((item) => item.id),
    );
    await ask.listed(tx, {
      act: 'panel:minutes',
      subject: 'panel_meeting',
      subjectId: id,
      ids: [...items, ...removed].map(({ personId }) => personId),
    });
    return page({
      title: `Minutes of the panel of ${showDay(meeting.heldOn)}`,
      section: 'panels',
      breadcrumbs: [
        { text: 'Panels', href: '/panels' },
        { text: `Panel of ${showDay(meeting.heldOn)}`, href: `/panels/${id}` },
      ],
      body: minutes({ meeting, attendance, items, actions, removed, interests }),
    });
  });
}

interface Minutes {
  meeting: Meeting;
  attendance: readonly Attendance[];
  items: readonly Item[];
  actions: readonly PanelAction[];
  removed: Awaited<ReturnType<typeof listRemoved>>;
  interests: Awaited<ReturnType<typeof listInterests>>;
}

/** They draft themselves from what was recorded and signed; nobody types them a second time. */
function minutes(model: Minutes): Html {
  const { meeting, attendance, items, removed } = model;
  const names = (state: Attendance['state']): string =>
    attendance
      .filter((one) => one.state === state)
      .map(({ name, agency }) => `${name} (${agency})`)
      .join(', ') || 'Nobody';
  const quorum = quorumProblem(meeting, attendance);
  return html`<h1 class="govuk-heading-l">Minutes: panel of ${showDay(meeting.heldOn)}, ${meeting.base ?? 'every base'}</h1>
${meeting.state !== 'held' && insetText({ text: 'A draft: the meeting is not closed.' })}
${summaryList({
  rows: [
    {
      key: 'State',
      value: `${meetingStateWords[meeting.state]}${meeting.closedAt === null ? '' : `, closed ${showMoment(meeting.closedAt)}`}`,
    },
    { key: 'Chair', value: meeting.chair ?? 'None' },
    { key: attendanceWords.attended, value: names('attended') },
    { key: attendanceWords.apologies, value: names('apologies') },
    { key: 'Quorum', value: quorum ?? 'The panel was quorate.' },
  ],
})}
<h2 class="govuk-heading-m">Decisions</h2>
${items.length === 0 ? emptyState({ title: 'There is nothing on the agenda that you may see.' }) : html`<ol class="govuk-list govuk-list--number govuk-list--spaced">${items.map((item) => minuteOf(item, model))}</ol>`}
${removed.length > 0 && html`<h2 class="govuk-heading-m">Taken off the agenda</h2><ul class="govuk-list govuk-list--bullet">${removed.map(({ name, why, by }) => html`<li>${name}: ${why} (${by})</li>`)}</ul>`}
<h2 class="govuk-heading-m">Actions</h2>
${actionTable(model.actions, 'of the meeting')}`;
}

function minuteOf(item: Item, { interests, attendance }: Minutes): Html {
  const without = interests.filter(({ itemId }) => itemId === item.id);
  const agencyOf = (id: number): string =>
    attendance.find(({ agencyId }) => agencyId === id)?.agency ?? `agency ${id}`;
  return html`<li><strong>${item.name}.</strong> ${questionWords[item.question]} ${item.why !== null && `${item.why}. `}${
    item.decision === null
      ? 'Not decided.'
      : html`<strong>${decidedWords[item.decision]}</strong>${item.reasonCode !== null && ` (${reasonWords(item.reasonCode).toLowerCase()})`}: ${item.reason} Signed by ${item.decidedBy}${item.decidedAt !== null && `, ${showMoment(item.decidedAt)}`}.`
  }${item.corrects !== null && ' It corrects an earlier decision.'}${item.dissenting.length > 0 && ` Did not agree: ${item.dissenting.map(agencyOf).join(', ')}. ${item.dissent ?? ''}`}${without.length > 0 && ` Interest declared: ${without.map(({ name }) => name).join(', ')}.`}</li>`;
}
