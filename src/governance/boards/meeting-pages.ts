import Type from 'typebox';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import type { Html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { actionsOfMeeting } from '../actions/given.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import {
  approveMinutes,
  changeMeeting,
  moveMeeting,
  openMinutes,
  planMeeting,
  recordAttendance,
} from './meeting-acts.ts';
import { readAttendance, readMeetingForm } from './meeting-rules.ts';
import {
  getMeeting,
  listAgenda,
  listAttendance,
  listMeetings,
  listPapers,
  type MeetingFilter,
} from './meeting-store.ts';
import { attendanceForm, meetingForm, meetingList, meetingPage } from './meeting-views.ts';
import { boardCrumbs } from './pages.ts';
import { boardPath } from './picture.ts';
import { getBoard, listBoards, listMembers } from './store.ts';
import type { Meeting, MeetingForm, MeetingState } from './types.ts';
import { boardsPath, meetingPath, meetingsPath } from './views.ts';

const right = 'board:manage' as const;
const pageSize = 50;
const shared = { reads: 'none' as const };
const meetingBody = formBody({ heldOn: field(10), startsAt: field(5), place: field(200) });

const listQuery = Type.Object({
  board: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  state: Type.Optional(oneOf(['planned', 'held', 'cancelled', ''])),
  waiting: Type.Optional(oneOf(['1', ''])),
  page: pageNumber,
});

interface ListQuery {
  board?: number | '';
  state?: MeetingState | '';
  waiting?: '1' | '';
  page?: number;
}

export const meetingPages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: meetingsPath,
    right: 'see:governance',
    query: listQuery,
    handle: showList,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/:id/meetings/new`,
    right,
    params: idParams,
    handle: (ask) => showPlan(ask, { values: {}, errors: [] }),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${boardsPath}/:id/meetings/new`,
    right,
    params: idParams,
    body: meetingBody,
    handle: planFromForm,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id`,
    right: 'see:governance',
    params: idParams,
    handle: showMeeting,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id/edit`,
    right,
    params: idParams,
    handle: async (ask) => {
      const meeting = await ask.read((tx) => getMeeting(tx, ask.params.id));
      const values = {
        ...{ heldOn: meeting.heldOn, startsAt: meeting.startsAt ?? '', place: meeting.place ?? '' },
      };
      return showChange(ask, meeting, { values, errors: [], version: meeting.version });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/edit`,
    right,
    params: idParams,
    body: meetingBody,
    handle: changeFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/move`,
    right,
    params: idParams,
    body: formBody({ act: oneOf(['hold', 'cancel', 'reinstate', 'unhold']), why: field(1000) }),
    handle: async (ask) => {
      const { act, why, _version, _key } = ask.body;
      const input = { id: ask.params.id, version: _version ?? 0, act, why: why ?? null };
      const { state } = await ask.perform(moveMeeting, input, _key ?? newKey());
      const said = { held: 'was held', cancelled: 'is cancelled', planned: 'is planned' };
      return redirect(meetingPath(ask.params.id), `The meeting ${said[state]}.`);
    },
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id/attendance`,
    right,
    params: idParams,
    handle: (ask) => showAttendance(ask, { values: {}, errors: [] }),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/attendance`,
    right,
    params: idParams,
    body: formBody({ came: fieldList(200) }),
    handle: attendanceFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/approve`,
    right: 'minutes:approve',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { id: ask.params.id, version: ask.body._version ?? 0 };
      await ask.perform(approveMinutes, input, ask.body._key ?? newKey());
      return redirect(`${meetingPath(ask.params.id)}#minutes`, 'The minutes are approved.');
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/open`,
    right: 'minutes:approve',
    params: idParams,
    body: formBody({ why: field(1000) }),
    handle: async (ask) => {
      const input = { id: ask.params.id, version: ask.body._version ?? 0, why: ask.body.why ?? '' };
      await ask.perform(openMinutes, input, ask.body._key ?? newKey());
      return redirect(`${meetingPath(ask.params.id)}#minutes`, 'The minutes are open again.');
    },
  }),
];

export const meetingCrumbs = (meeting: Pick<Meeting, 'id' | 'board' | 'boardId' | 'heldOn'>) => [
  ...boardCrumbs,
  { text: meeting.board, href: boardPath(meeting.boardId) },
  { text: `Meeting of ${meeting.heldOn}`, href: meetingPath(meeting.id) },
];

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query } = ask;
  const filter: MeetingFilter = {
    boardId: query.board || undefined,
    state: query.state || undefined,
    waiting: query.waiting === '1' ? true : undefined,
  };
  const current = query.page ?? 1;
  const href = (changes: Partial<Record<keyof ListQuery, string | number | undefined>>): string =>
    addressOf(meetingsPath, { ...query, page: undefined, ...changes });
  return ask.read(async (tx) => {
    const [found, boards] = await Promise.all([
      listMeetings(tx, filter, { limit: pageSize + 1, offset: (current - 1) * pageSize }),
      listBoards(tx),
    ]);
    return page({
      title: 'Meetings of boards',
      section: 'governance',
      breadcrumbs: [...boardCrumbs, { text: 'Meetings' }],
      body: meetingList({
        ...{ boards, filter, found: found.slice(0, pageSize) },
        hrefWithout: (name) => href({ [name]: undefined }),
        pages: pageArrows(current, found.length > pageSize, (to) => href({ page: to })),
      }),
    });
  });
}

async function showMeeting(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [meeting, agenda, papers, attended, actions] = await Promise.all([
      getMeeting(tx, id),
      listAgenda(tx, id),
      listPapers(tx, id),
      listAttendance(tx, id),
      actionsOfMeeting(tx, id, ask.today),
    ]);
    const members = await listMembers(tx, meeting.boardId);
    return page({
      title: `${meeting.board}, ${meeting.heldOn}`,
      section: 'governance',
      breadcrumbs: meetingCrumbs(meeting).slice(0, -1),
      body: meetingPage({
        ...{ meeting, agenda, papers, members, attended, actions, today: ask.today },
        staffId: ask.viewer.staffId,
        may: {
          manage: ask.viewer.may(right),
          approve: ask.viewer.may('minutes:approve'),
          act: ask.viewer.may('action:manage'),
        },
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

export const meetingFormPage = (
  title: string,
  meeting: Pick<Meeting, 'id' | 'board' | 'boardId' | 'heldOn'>,
  showing: Showing<unknown>,
  body: Html,
): Reply =>
  page({
    title,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: meetingCrumbs(meeting),
    errors: summaryOf(showing.errors),
    body,
  });

const dayTaken = { field: 'heldOn', text: 'The board has a meeting on this day already' };

async function showPlan(ask: Ask<{ id: number }>, showing: Showing<MeetingForm>): Promise<Reply> {
  const board = await ask.read((tx) => getBoard(tx, ask.params.id));
  const heading = 'Plan a meeting';
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...boardCrumbs, { text: board.name, href: boardPath(board.id) }],
    errors: summaryOf(showing.errors),
    body: meetingForm(
      { heading, action: `${boardPath(board.id)}/meetings/new`, csrfToken: ask.csrfToken, showing },
      board.name,
    ),
  });
}

async function planFromForm(ask: Ask<{ id: number }, unknown, MeetingForm & Keyed>): Promise<Reply> {
  const read = readMeetingForm(ask.body);
  if ('errors' in read) return showPlan(ask, { values: ask.body, key: ask.body._key, errors: read.errors });
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      const input = { ...read.input, boardId: ask.params.id, example: false };
      ({ id } = await ask.perform(planMeeting, input, key));
    },
    { conflict: dayTaken },
  );
  if (again !== undefined) return showPlan(ask, again);
  return redirect(meetingPath(id), 'The meeting was planned.');
}

const showChange = (ask: Ask, meeting: Meeting, showing: Showing<MeetingForm>): Reply => {
  const heading = 'Change a meeting';
  const frame = { heading, action: `${meetingPath(meeting.id)}/edit`, csrfToken: ask.csrfToken, showing };
  return meetingFormPage(heading, meeting, showing, meetingForm(frame, meeting.board));
};

async function changeFromForm(ask: Ask<{ id: number }, unknown, MeetingForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const meeting = await ask.read((tx) => getMeeting(tx, id));
  const read = readMeetingForm(ask.body);
  if ('errors' in read)
    return showChange(ask, meeting, { values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeMeeting, { ...read.input, id, version }, key),
    {
      conflict: dayTaken,
      theirs: async () => ({
        version: meeting.version,
        text: `${meeting.heldOn} ${meeting.startsAt ?? ''}, ${meeting.place ?? 'no place yet'}.`,
      }),
    },
  );
  if (again !== undefined) return showChange(ask, meeting, again);
  return redirect(meetingPath(id), 'The meeting was changed.');
}

async function showAttendance(
  ask: Ask<{ id: number }>,
  showing: Showing<Record<string, never>>,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const meeting = await getMeeting(tx, ask.params.id);
    const [members, attended] = await Promise.all([
      listMembers(tx, meeting.boardId),
      listAttendance(tx, meeting.id),
    ]);
    const heading = 'Who came';
    const frame = {
      ...{ heading, action: `${meetingPath(meeting.id)}/attendance`, csrfToken: ask.csrfToken },
      showing: { ...showing, version: meeting.version },
    };
    return meetingFormPage(heading, meeting, showing, attendanceForm(frame, { meeting, members, attended }));
  });
}

async function attendanceFromForm(
  ask: Ask<{ id: number }, unknown, { came?: string[] } & Keyed>,
): Promise<Reply> {
  const { id } = ask.params;
  const members = await ask.read(async (tx) => listMembers(tx, (await getMeeting(tx, id)).boardId));
  const attended = readAttendance(ask.body.came ?? [], members);
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(recordAttendance, { id, version: ask.body._version ?? 0, attended }, key),
    {
      theirs: async () => {
        const now = await ask.read((tx) => getMeeting(tx, id));
        return { version: now.version, text: 'Somebody changed the meeting: what is marked now is below.' };
      },
    },
  );
  if (again !== undefined)
    return showAttendance(ask, { values: {}, errors: again.errors, theirs: again.theirs });
  return redirect(`${meetingPath(id)}#attendance`, 'Who came was marked.');
}
