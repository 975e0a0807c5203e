import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { listOwners } from '../registers/owners.ts';
import { addMember, changeMember, removeMember } from './acts.ts';
import { memberForm } from './form-views.ts';
import { readMemberForm } from './forms.ts';
import { formPage } from './pages.ts';
import { boardPath } from './picture.ts';
import { getMember, listMembers } from './store.ts';
import type { MemberForm } from './types.ts';
import { boardsPath, spanWords } from './views.ts';

const right = 'board:manage' as const;
const shared = { reads: 'none' as const };
const days = { fromOn: field(10), untilOn: field(10) };
const memberBody = formBody({
  ...days,
  post: field(200),
  staff: field(20),
  role: field(20),
  represents: field(200),
});

export const seatPages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: `${boardsPath}/:id/members/new`,
    right,
    params: idParams,
    handle: (ask) => ask.read((tx) => showMemberForm(tx, ask, ask.params.id, { values: {}, errors: [] })),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${boardsPath}/:id/members/new`,
    right,
    params: idParams,
    body: memberBody,
    handle: addMemberFromForm,
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/board-members/:id/edit',
    right,
    params: idParams,
    handle: showMemberEdit,
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/board-members/:id/edit',
    right,
    params: idParams,
    body: memberBody,
    handle: changeMemberFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/board-members/:id/remove',
    right,
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { boardId } = await ask.perform(
        removeMember,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`${boardPath(boardId)}#members`, 'The seat was taken away.');
    },
  }),
];

async function showMemberForm(
  tx: Tx,
  ask: Ask,
  boardId: number,
  showing: Showing<MemberForm> & { id?: number },
): Promise<Reply> {
  const heading = showing.id === undefined ? 'Add a seat' : 'Change a seat';
  const action =
    showing.id === undefined
      ? `${boardPath(boardId)}/members/new`
      : `/governance/board-members/${showing.id}/edit`;
  const staff = await listOwners(tx, ask.viewer.schemeId);
  return formPage(
    heading,
    showing,
    memberForm({ heading, action, csrfToken: ask.csrfToken, showing }, staff),
  );
}

async function addMemberFromForm(ask: Ask<{ id: number }, unknown, MemberForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const show = (showing: Showing<MemberForm>): Promise<Reply> =>
    ask.read((tx) => showMemberForm(tx, ask, id, showing));
  const [staff, others] = await ask.read((tx) =>
    Promise.all([listOwners(tx, ask.viewer.schemeId), listMembers(tx, id)]),
  );
  const read = readMemberForm(ask.body, id, staff, others);
  if ('errors' in read) return show({ values: ask.body, key: ask.body._key, errors: read.errors });
  const again = await sendForm(ask.body, (key) => ask.perform(addMember, read.input, key), {});
  if (again !== undefined) return show(again);
  return redirect(`${boardPath(id)}#members`, 'The seat was added.');
}

async function showMemberEdit(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const member = await getMember(tx, ask.params.id);
    const values = {
      ...{ post: member.post, represents: member.represents, role: member.role },
      ...{ staff: member.staffId === null ? '' : String(member.staffId) },
      ...{ fromOn: member.fromOn ?? '', untilOn: member.untilOn ?? '' },
    };
    const showing = { id: member.id, version: member.version, errors: [], values };
    return showMemberForm(tx, ask, member.boardId, showing);
  });
}

async function changeMemberFromForm(ask: Ask<{ id: number }, unknown, MemberForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { member, staff, others } = await ask.read(async (tx) => {
    const one = await getMember(tx, id);
    const [names, seats] = await Promise.all([
      listOwners(tx, ask.viewer.schemeId),
      listMembers(tx, one.boardId),
    ]);
    return { member: one, staff: names, others: seats.filter((seat) => seat.id !== id) };
  });
  const show = (showing: Showing<MemberForm>): Promise<Reply> =>
    ask.read((tx) => showMemberForm(tx, ask, member.boardId, { ...showing, id }));
  const read = readMemberForm(ask.body, member.boardId, staff, others);
  if ('errors' in read) return show({ values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeMember, { ...read.input, id, version }, key),
    {
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getMember(tx, id);
          return { version: now.version, text: `${now.post}, ${now.represents}. ${spanWords(now)}.` };
        }),
    },
  );
  if (again !== undefined) return show(again);
  return redirect(`${boardPath(member.boardId)}#members`, 'The seat was changed.');
}
