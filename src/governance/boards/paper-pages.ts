import { newKey } from '../../kernel/ids.ts';
import { listClaims } from '../../outcomes/index.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { markingWords } from '../decisions/types.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import {
  addItem,
  addPaper,
  changeItem,
  changePaper,
  removeItem,
  withdrawPaper,
  writeMinutes,
} from './meeting-acts.ts';
import { meetingCrumbs, meetingFormPage } from './meeting-pages.ts';
import { mayMeeting, readItemForm, readMinutesForm, readPaperForm } from './meeting-rules.ts';
import { getItem, getMeeting, getPaper, listAgenda, listDecisionNames } from './meeting-store.ts';
import { itemForm, minutesForm, paperForm, paperPage, paperPath } from './meeting-views.ts';
import type { ItemForm, MinutesForm, PaperForm } from './types.ts';
import { meetingPath, meetingsPath } from './views.ts';

const right = 'board:manage' as const;
const shared = { reads: 'none' as const };

const itemBody = formBody({
  number: field(5),
  title: field(300),
  presenter: field(200),
  purpose: field(20),
  decision: field(20),
});
const paperBody = formBody({
  item: field(20),
  title: field(300),
  author: field(200),
  marking: field(40),
  markingReason: field(500),
  body: field(30000),
  claims: field(200),
});
const minutesBody = formBody({ minutes: field(30000), marking: field(40), claims: field(200) });

export const paperPages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id/items/new`,
    right,
    params: idParams,
    handle: async (ask) => {
      const agenda = await ask.read((tx) => listAgenda(tx, ask.params.id));
      const next = Math.max(0, ...agenda.map(({ number }) => number)) + 1;
      return showItem(ask, ask.params.id, undefined, { values: { number: String(next) }, errors: [] });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/items/new`,
    right,
    params: idParams,
    body: itemBody,
    handle: (ask) => sendItem(ask, ask.params.id, undefined),
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/agenda-items/:id/edit',
    right,
    params: idParams,
    handle: async (ask) => {
      const item = await ask.read((tx) => getItem(tx, ask.params.id));
      return showItem(ask, item.meetingId, item.id, {
        errors: [],
        version: item.version,
        values: {
          ...{ number: String(item.number), title: item.title, presenter: item.presenter ?? '' },
          ...{ purpose: item.purpose, decision: item.decisionId === null ? '' : String(item.decisionId) },
        },
      });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/agenda-items/:id/edit',
    right,
    params: idParams,
    body: itemBody,
    handle: async (ask) => {
      const item = await ask.read((tx) => getItem(tx, ask.params.id));
      return sendItem(ask, item.meetingId, item.id);
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/agenda-items/:id/remove',
    right,
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const input = { id: ask.params.id, version: ask.body._version ?? 0 };
      const { meetingId } = await ask.perform(removeItem, input, ask.body._key ?? newKey());
      return redirect(`${meetingPath(meetingId)}#agenda`, 'The item was taken off the agenda.');
    },
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id/papers/new`,
    right,
    params: idParams,
    handle: (ask) => showPaperForm(ask, ask.params.id, undefined, { values: {}, errors: [] }),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/papers/new`,
    right,
    params: idParams,
    body: paperBody,
    handle: (ask) => sendPaper(ask, ask.params.id, undefined),
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/papers/:id',
    right: 'see:governance',
    params: idParams,
    handle: showPaper,
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/papers/:id/edit',
    right,
    params: idParams,
    handle: async (ask) => {
      const paper = await ask.read((tx) => getPaper(tx, ask.params.id));
      return showPaperForm(ask, paper.meetingId, paper.id, {
        errors: [],
        version: paper.version,
        values: {
          ...{ title: paper.title, author: paper.author, marking: paper.marking, body: paper.body },
          ...{ item: String(paper.itemId ?? ''), markingReason: paper.markingReason ?? '' },
          claims: paper.claims.map(({ id }) => id).join(', '),
        },
      });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/papers/:id/edit',
    right,
    params: idParams,
    body: paperBody,
    handle: async (ask) => {
      const paper = await ask.read((tx) => getPaper(tx, ask.params.id));
      return sendPaper(ask, paper.meetingId, paper.id);
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/papers/:id/withdraw',
    right,
    params: idParams,
    body: formBody({ act: field(10), why: field(1000) }),
    handle: async (ask) => {
      const why = ask.body.act === 'give' ? null : (ask.body.why ?? '');
      const input = { id: ask.params.id, version: ask.body._version ?? 0, why };
      await ask.perform(withdrawPaper, input, ask.body._key ?? newKey());
      return redirect(
        paperPath(ask.params.id),
        why === null ? 'The paper is given again.' : 'The paper was taken back.',
      );
    },
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${meetingsPath}/:id/minutes`,
    right,
    params: idParams,
    handle: async (ask) => {
      const meeting = await ask.read((tx) => getMeeting(tx, ask.params.id));
      return showMinutes(ask, {
        errors: [],
        version: meeting.version,
        values: {
          ...{ minutes: meeting.minutes ?? '', marking: meeting.minutesMarking ?? 'official' },
          claims: meeting.minutesClaims.map(({ id }) => id).join(', '),
        },
      });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${meetingsPath}/:id/minutes`,
    right,
    params: idParams,
    body: minutesBody,
    handle: sendMinutes,
  }),
];

async function showItem(
  ask: Ask,
  meetingId: number,
  id: number | undefined,
  showing: Showing<ItemForm>,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const [meeting, decisions] = await Promise.all([getMeeting(tx, meetingId), listDecisionNames(tx)]);
    const heading = id === undefined ? 'Add an item to the agenda' : 'Change an item of the agenda';
    const action =
      id === undefined ? `${meetingPath(meetingId)}/items/new` : `/governance/agenda-items/${id}/edit`;
    const frame = { heading, action, csrfToken: ask.csrfToken, showing };
    return meetingFormPage(heading, meeting, showing, itemForm(frame, decisions, id !== undefined));
  });
}

async function sendItem(
  ask: Ask<unknown, unknown, ItemForm & Keyed>,
  meetingId: number,
  id: number | undefined,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const [agenda, decisions] = await ask.read((tx) =>
    Promise.all([listAgenda(tx, meetingId), listDecisionNames(tx)]),
  );
  const others = agenda.filter((item) => item.id !== id);
  const read = readItemForm(ask.body, meetingId, { others, decisions });
  if ('errors' in read)
    return showItem(ask, meetingId, id, {
      ...{ values: ask.body, key: ask.body._key, errors: read.errors },
      version: ask.body._version,
    });
  const again = await sendForm(
    ask.body,
    (key) =>
      id === undefined
        ? ask.perform(addItem, read.input, key)
        : ask.perform(changeItem, { ...read.input, id, version }, key),
    {
      conflict: { field: 'number', text: 'Somebody gave this number to another item meanwhile' },
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getItem(tx, id ?? 0);
          return { version: now.version, text: `${now.number}. ${now.title}` };
        }),
    },
  );
  if (again !== undefined) return showItem(ask, meetingId, id, again);
  return redirect(
    `${meetingPath(meetingId)}#agenda`,
    id === undefined ? 'The item was added.' : 'The item was changed.',
  );
}

async function showPaper(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const paper = await getPaper(tx, ask.params.id);
    const meeting = await getMeeting(tx, paper.meetingId);
    return page({
      title: paper.title,
      section: 'governance',
      breadcrumbs: meetingCrumbs(meeting),
      marking: markingWords[paper.marking],
      body: paperPage({
        ...{ paper, meeting, csrfToken: ask.csrfToken },
        prepares: ask.viewer.may(right) && mayMeeting(meeting, 'prepare'),
      }),
    });
  });
}

async function showPaperForm(
  ask: Ask,
  meetingId: number,
  id: number | undefined,
  showing: Showing<PaperForm>,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const [meeting, items, offered] = await Promise.all([
      getMeeting(tx, meetingId),
      listAgenda(tx, meetingId),
      listClaims(tx, ask.viewer.schemeId),
    ]);
    const heading = id === undefined ? 'Add a paper' : 'Change a paper';
    const action = id === undefined ? `${meetingPath(meetingId)}/papers/new` : `${paperPath(id)}/edit`;
    const frame = { heading, action, csrfToken: ask.csrfToken, showing };
    return meetingFormPage(heading, meeting, showing, paperForm(frame, { items, offered }));
  });
}

async function sendPaper(
  ask: Ask<unknown, unknown, PaperForm & Keyed>,
  meetingId: number,
  id: number | undefined,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const items = await ask.read((tx) => listAgenda(tx, meetingId));
  const read = readPaperForm(ask.body, meetingId, items);
  if ('errors' in read)
    return showPaperForm(ask, meetingId, id, {
      ...{ values: ask.body, key: ask.body._key, errors: read.errors },
      version: ask.body._version,
    });
  let written = id ?? 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id: written } =
        id === undefined
          ? await ask.perform(addPaper, read.input, key)
          : await ask.perform(changePaper, { ...read.input, id, version }, key));
    },
    {
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getPaper(tx, id ?? 0);
          return { version: now.version, text: `${now.title}. ${now.body}` };
        }),
    },
  );
  if (again !== undefined) return showPaperForm(ask, meetingId, id, again);
  return redirect(paperPath(written), id === undefined ? 'The paper was added.' : 'The paper was changed.');
}

async function showMinutes(ask: Ask<{ id: number }>, showing: Showing<MinutesForm>): Promise<Reply> {
  return ask.read(async (tx) => {
    const [meeting, offered] = await Promise.all([
      getMeeting(tx, ask.params.id),
      listClaims(tx, ask.viewer.schemeId),
    ]);
    const heading = 'Minutes';
    const frame = {
      ...{ heading, action: `${meetingPath(meeting.id)}/minutes`, csrfToken: ask.csrfToken, showing },
    };
    return meetingFormPage(heading, meeting, showing, minutesForm(frame, offered));
  });
}

async function sendMinutes(ask: Ask<{ id: number }, unknown, MinutesForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const read = readMinutesForm(ask.body);
  if ('errors' in read)
    return showMinutes(ask, { values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(writeMinutes, { ...read.input, id, version }, key),
    {
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getMeeting(tx, id);
          return { version: now.version, text: now.minutes ?? 'No minutes yet.' };
        }),
    },
  );
  if (again !== undefined) return showMinutes(ask, again);
  return redirect(`${meetingPath(id)}#minutes`, 'The minutes were saved as a draft.');
}
