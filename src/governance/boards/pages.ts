import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import type { Html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { addBoard, addLine, changeBoard, changeLine, removeLine } from './acts.ts';
import { boardForm, lineForm } from './form-views.ts';
import { readBoardForm, readLineForm } from './forms.ts';
import { listMeetings } from './meeting-store.ts';
import { boardPath } from './picture.ts';
import {
  countAttendance,
  getBoard,
  getLine,
  listBoards,
  listChairs,
  listLines,
  listMembers,
} from './store.ts';
import { structureOn } from './structure.ts';
import type { BoardForm, LineForm } from './types.ts';
import { boardPage, boardsPath, spanWords, structurePage } from './views.ts';

const right = 'board:manage' as const;

export const boardCrumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Boards', href: boardsPath },
];

const days = { fromOn: field(10), untilOn: field(10) };
const boardBody = formBody({
  ...days,
  name: field(200),
  kind: field(20),
  purpose: field(3000),
  datesNote: field(1000),
  source: field(300),
});
const lineBody = formBody({ ...days, kind: field(20), other: field(20), note: field(1000) });
const shared = { reads: 'none' as const };

export const structurePages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: boardsPath,
    right: 'see:governance',
    query: Type.Object({ on: field(10) }),
    handle: showStructure,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/new`,
    right,
    handle: async (ask) => showBoardForm(ask, undefined, { values: {}, errors: [] }),
  }),
  route({ ...shared, method: 'POST', url: boardsPath, right, body: boardBody, handle: addFromForm }),
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/:id`,
    right: 'see:governance',
    params: idParams,
    handle: showBoard,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/:id/edit`,
    right,
    params: idParams,
    handle: async (ask) => {
      const board = await ask.read((tx) => getBoard(tx, ask.params.id));
      return showBoardForm(ask, board.id, {
        errors: [],
        version: board.version,
        values: {
          ...{ name: board.name, kind: board.kind, purpose: board.purpose ?? '', source: board.source ?? '' },
          ...{
            fromOn: board.fromOn ?? '',
            untilOn: board.untilOn ?? '',
            datesNote: board.datesNote ?? '',
          },
        },
      });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${boardsPath}/:id/edit`,
    right,
    params: idParams,
    body: boardBody,
    handle: changeFromForm,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/:id/lines/new`,
    right,
    params: idParams,
    handle: (ask) => ask.read((tx) => showLineForm(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${boardsPath}/:id/lines/new`,
    right,
    params: idParams,
    body: lineBody,
    handle: addLineFromForm,
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/board-lines/:id/edit',
    right,
    params: idParams,
    handle: showLineEdit,
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/board-lines/:id/edit',
    right,
    params: idParams,
    body: lineBody,
    handle: changeLineFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/board-lines/:id/remove',
    right,
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { boardId } = await ask.perform(
        removeLine,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(boardPath(boardId), 'The line was taken away.');
    },
  }),
];

async function showStructure(ask: Ask<unknown, { on?: string }>): Promise<Reply> {
  const asked = ask.query.on?.trim() ?? '';
  const wrongDay = asked !== '' && !isDay(asked);
  const day = asked === '' || wrongDay ? ask.today : asked;
  return ask.read(async (tx) => {
    const [boards, lines, chairs] = await Promise.all([listBoards(tx), listLines(tx), listChairs(tx)]);
    return page({
      title: 'Boards',
      section: 'governance',
      status: wrongDay ? 422 : 200,
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Boards' }],
      errors: wrongDay ? [{ text: 'Enter a date, like 2015-08-12', href: '#on' }] : [],
      body: structurePage({
        ...{ day, today: ask.today, wrongDay, boards, mayManage: ask.viewer.may(right) },
        roots: structureOn(day, { boards, lines, chairs }),
      }),
    });
  });
}

async function showBoard(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [board, lines, members, attendance, meetings] = await Promise.all([
      getBoard(tx, id),
      listLines(tx, id),
      listMembers(tx, id),
      countAttendance(tx, id),
      listMeetings(tx, { boardId: id }, { limit: 9, offset: 0 }),
    ]);
    return page({
      title: board.name,
      section: 'governance',
      breadcrumbs: [...boardCrumbs, { text: board.name }],
      body: boardPage({
        ...{ board, lines, members, attendance, today: ask.today },
        meetings: meetings.slice(0, 8),
        more: meetings.length > 8,
        mayManage: ask.viewer.may(right),
      }),
    });
  });
}

export const formPage = (title: string, showing: Showing<unknown>, body: Html): Reply =>
  page({
    title,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: boardCrumbs,
    errors: summaryOf(showing.errors),
    body,
  });

function showBoardForm(ask: Ask, id: number | undefined, showing: Showing<BoardForm>): Reply {
  const heading = id === undefined ? 'Enter a board' : 'Change a board';
  const action = id === undefined ? boardsPath : `${boardPath(id)}/edit`;
  return formPage(heading, showing, boardForm({ heading, action, csrfToken: ask.csrfToken, showing }));
}

const nameTaken = { field: 'name', text: 'The scheme has a board of this name already' };

async function addFromForm(ask: Ask<unknown, unknown, BoardForm & Keyed>): Promise<Reply> {
  const read = readBoardForm(ask.body);
  if ('errors' in read)
    return showBoardForm(ask, undefined, { values: ask.body, key: ask.body._key, errors: read.errors });
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addBoard, { ...read.input, example: false }, key));
    },
    { conflict: nameTaken },
  );
  if (again !== undefined) return showBoardForm(ask, undefined, again);
  return redirect(boardPath(id), 'The board was entered.');
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, BoardForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const read = readBoardForm(ask.body);
  if ('errors' in read)
    return showBoardForm(ask, id, { values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeBoard, { ...read.input, id, version }, key),
    {
      conflict: nameTaken,
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getBoard(tx, id);
          return { version: now.version, text: `${now.name}. ${spanWords(now)}. ${now.purpose ?? ''}` };
        }),
    },
  );
  if (again !== undefined) return showBoardForm(ask, id, again);
  return redirect(boardPath(id), 'The board was changed.');
}

interface LineShowing extends Showing<LineForm> {
  /** Of the line that is changed. */
  id?: number;
}

async function showLineForm(tx: Tx, ask: Ask, showing: LineShowing, boardId?: number): Promise<Reply> {
  const of = boardId ?? (ask.params as { id: number }).id;
  const [board, boards] = await Promise.all([getBoard(tx, of), listBoards(tx)]);
  const heading = showing.id === undefined ? 'Say who reports to whom' : 'Change a line';
  const action =
    showing.id === undefined ? `${boardPath(of)}/lines/new` : `/governance/board-lines/${showing.id}/edit`;
  return formPage(
    heading,
    showing,
    lineForm({ heading, action, csrfToken: ask.csrfToken, showing }, board, boards),
  );
}

async function addLineFromForm(ask: Ask<{ id: number }, unknown, LineForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const show = (showing: Showing<LineForm>): Promise<Reply> =>
    ask.read((tx) => showLineForm(tx, ask, showing));
  const [boards, lines] = await ask.read((tx) => Promise.all([listBoards(tx), listLines(tx)]));
  const read = readLineForm(ask.body, id, boards, lines);
  if ('errors' in read) return show({ values: ask.body, key: ask.body._key, errors: read.errors });
  const again = await sendForm(ask.body, (key) => ask.perform(addLine, read.input, key), {});
  if (again !== undefined) return show(again);
  return redirect(boardPath(id), 'The line was added.');
}

async function showLineEdit(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const line = await getLine(tx, ask.params.id);
    const values = {
      ...{ kind: line.kind, other: String(line.otherId), note: line.note ?? '' },
      ...{ fromOn: line.fromOn ?? '', untilOn: line.untilOn ?? '' },
    };
    return showLineForm(tx, ask, { id: line.id, version: line.version, errors: [], values }, line.boardId);
  });
}

async function changeLineFromForm(ask: Ask<{ id: number }, unknown, LineForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { line, boards, lines } = await ask.read(async (tx) => {
    const [one, all, drawn] = await Promise.all([getLine(tx, id), listBoards(tx), listLines(tx)]);
    return { line: one, boards: all, lines: drawn.filter((other) => other.id !== id) };
  });
  const show = (showing: Showing<LineForm>): Promise<Reply> =>
    ask.read((tx) => showLineForm(tx, ask, { ...showing, id }, line.boardId));
  const read = readLineForm(ask.body, line.boardId, boards, lines);
  if ('errors' in read) return show({ values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeLine, { ...read.input, id, version }, key),
    {
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getLine(tx, id);
          return { version: now.version, text: `${now.other}. ${spanWords(now)}. ${now.note ?? ''}` };
        }),
    },
  );
  if (again !== undefined) return show(again);
  return redirect(boardPath(line.boardId), 'The line was changed.');
}
