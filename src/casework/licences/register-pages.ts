import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { showFramed, staleOf } from './framed.ts';
import { addTime, issueItem, moveItem } from './register-acts.ts';
import { readItemForm, readMoveItemForm, readTimeForm } from './register-rules.ts';
import { getItem, listTime } from './register-store.ts';
import { type ItemModel, itemFormPage, itemName, itemPage } from './register-views.ts';
import type { ItemForm } from './types.ts';

const ofItem = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
const newDraft = (personId: number): string => `register:new:${personId}`;

export const registerPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/register/new',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const personId = ask.params.id;
        const draft = await findDraft<ItemForm>(tx, ask.viewer.staffId, newDraft(personId));
        const values = draft?.values ?? { issuedOn: ask.today };
        return showForm(tx, ask, framePerson, { personId, values, kept: draft });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/register',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      kind: field(20),
      tagType: field(40),
      what: field(300),
      value: field(20),
      issuedOn: field(10),
      dueBackOn: field(10),
      minutes: field(5),
      handling: field(20),
    }),
    handle: (ask) => issueFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/register/:item',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofItem,
    handle: (ask) => ask.read((tx) => showItem(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/register/:item/move',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: ofItem,
    body: formBody({ move: field(20), on: field(10), note: field(500), minutes: field(5) }),
    handle: (ask) => moveFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/register/:item/time',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: ofItem,
    body: formBody({ onDay: field(10), spent: field(5), spentOn: field(300) }),
    handle: (ask) => timeFromForm(ask, framePerson),
  }),
];

interface FormShown {
  personId: number;
  values: ItemForm;
  kept?: KeptDraft<ItemForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
}

function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, shown: FormShown): Promise<Reply> {
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: shown.personId,
    title: 'Issue something',
    act: 'compliance:form',
    errors,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${itemFormPage({
        ...shown,
        action: `/people/${shown.personId}/register`,
        draft: newDraft(shown.personId),
        csrfToken: ask.csrfToken,
        errors,
      })}`,
  });
}

async function issueFromForm(
  ask: Ask<{ id: number }, unknown, ItemForm & { _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const read = readItemForm(ask.body, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, { personId, values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  await ask.perform(issueItem, { ...read.input, personId }, ask.body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(personId)));
  return redirect(`/people/${personId}/licence#register`, 'It was recorded.');
}

interface Shown {
  values?: ItemModel['values'];
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showItem(
  tx: Tx,
  ask: Ask<{ id: number; item: number }>,
  framePerson: FramePerson,
  shown: Shown,
): Promise<Reply> {
  const key = { id: ask.params.item, personId: ask.params.id };
  const [item, spent] = await Promise.all([getItem(tx, key), listTime(tx, key.id)]);
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: key.personId,
    title: itemName(item),
    act: 'compliance:show',
    about: { subject: 'compliance_item', subjectId: item.id },
    errors,
    theirs: shown.theirs,
    body: ({ isMember }) =>
      itemPage({
        item,
        spent,
        today: ask.today,
        csrfToken: ask.csrfToken,
        key: shown.key,
        version: item.version,
        mayRegister: isMember && ask.viewer.may('compliance:register'),
        values: shown.values ?? {},
        errors,
        theirs: shown.theirs,
      }),
  });
}

type MoveAsk = Ask<
  { id: number; item: number },
  unknown,
  { move?: string; on?: string; note?: string; minutes?: string; _key?: string; _version?: number }
>;

async function moveFromForm(ask: MoveAsk, framePerson: FramePerson): Promise<Reply> {
  const key = { id: ask.params.item, personId: ask.params.id };
  const item = await ask.read((tx) => getItem(tx, key));
  const read = readMoveItemForm(ask.body, item.issuedOn, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showItem(tx, ask, framePerson, { values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  try {
    await ask.perform(
      moveItem,
      { ...read.input, ...key, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showItem(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
  return redirect(`/people/${key.personId}/register/${key.id}`, 'It was recorded.');
}

type TimeAsk = Ask<
  { id: number; item: number },
  unknown,
  { onDay?: string; spent?: string; spentOn?: string; _key?: string }
>;

async function timeFromForm(ask: TimeAsk, framePerson: FramePerson): Promise<Reply> {
  const key = { id: ask.params.item, personId: ask.params.id };
  const read = readTimeForm(ask.body, ask.today);
  if ('errors' in read)
    return ask.read((tx) => showItem(tx, ask, framePerson, { values: ask.body, errors: read.errors }));
  await ask.perform(addTime, { ...read.input, ...key }, ask.body._key ?? newKey());
  return redirect(`/people/${key.personId}/register/${key.id}`, 'The time was added.');
}
