import type { Tx } from '../../kernel/database.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { listOwners } from '../registers/owners.ts';
import { addItem, addProgramme, changeItem, itemNow } from './acts.ts';
import { readItemForm, readProgrammeForm } from './rules.ts';
import { getItem, getProgramme, listItems, listPhases } from './store.ts';
import type { ItemForm, ProgrammeForm } from './types.ts';
import { itemForm, programmeForm, programmePath } from './views.ts';

const right = 'programme:manage' as const;

const itemBody = formBody({
  phase: field(20),
  stream: field(100),
  kind: field(20),
  title: field(200),
  owner: field(20),
  startsOn: field(10),
  endsOn: field(10),
  state: field(20),
  doneOn: field(10),
  rag: field(10),
  ragWhy: field(2000),
  needs: fieldList(500),
  rebase: fieldList(1),
  dayWhy: field(2000),
});

/** Entering a programme and its items, and changing one. */
export const entryPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/programme/new',
    right,
    reads: 'none',
    handle: async (ask) => showProgrammeForm(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: programmePath,
    right,
    reads: 'none',
    body: formBody({
      title: field(200),
      purpose: field(3000),
      source: field(300),
      note: field(2000),
      streams: field(3000),
      phases: field(8000),
    }),
    handle: addFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/programme/:id/items/new',
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) => showItemForm(tx, ask, { programmeId: ask.params.id }, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/programme/:id/items',
    right,
    reads: 'none',
    params: idParams,
    body: itemBody,
    handle: addItemFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/programme/items/:id/edit',
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEdit(tx, ask)),
  }),
  route({
    method: 'POST',
    url: '/governance/programme/items/:id/edit',
    right,
    reads: 'none',
    params: idParams,
    body: itemBody,
    handle: changeFromForm,
  }),
];

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Programme', href: programmePath },
];

const showProgrammeForm = (ask: Ask, showing: Showing<ProgrammeForm>): Reply =>
  page({
    title: 'Enter a programme',
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: programmeForm({ csrfToken: ask.csrfToken, showing }),
  });

async function addFromForm(ask: Ask<unknown, unknown, ProgrammeForm & Keyed>): Promise<Reply> {
  const read = readProgrammeForm(ask.body);
  if ('errors' in read)
    return showProgrammeForm(ask, { values: ask.body, key: ask.body._key, errors: read.errors });
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addProgramme, read.input, key));
    },
    { conflict: { field: 'title', text: 'Another programme has this title already' } },
  );
  if (again !== undefined) return showProgrammeForm(ask, again);
  return redirect(`${programmePath}/${id}`, 'The programme was entered.');
}

interface Which {
  programmeId: number;
  itemId?: number;
}

async function showItemForm(tx: Tx, ask: Ask, which: Which, showing: Showing<ItemForm>): Promise<Reply> {
  const [programme, phases, items, owners] = await Promise.all([
    getProgramme(tx, which.programmeId),
    listPhases(tx, which.programmeId),
    listItems(tx, which.programmeId),
    listOwners(tx, ask.viewer.schemeId),
  ]);
  const isNew = which.itemId === undefined;
  const heading = isNew ? 'Enter work or a milestone' : 'Change an item';
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: programme.title, href: `${programmePath}/${programme.id}` }],
    errors: summaryOf(showing.errors),
    body: itemForm({
      heading,
      action: isNew
        ? `${programmePath}/${programme.id}/items`
        : `${programmePath}/items/${which.itemId}/edit`,
      csrfToken: ask.csrfToken,
      showing,
      programme,
      phases,
      others: items.filter(({ id }) => id !== which.itemId),
      owners,
      isNew,
    }),
  });
}

async function showEdit(tx: Tx, ask: Ask<{ id: number }>): Promise<Reply> {
  const item = await getItem(tx, ask.params.id);
  return showItemForm(
    tx,
    ask,
    { programmeId: item.programmeId, itemId: item.id },
    {
      errors: [],
      version: item.version,
      values: {
        phase: String(item.phaseId),
        stream: item.stream,
        kind: item.kind,
        title: item.title,
        owner: item.ownerId === null ? '' : String(item.ownerId),
        startsOn: item.startsOn,
        endsOn: item.endsOn,
        state: item.dropped ? 'dropped' : item.doneOn === null ? 'planned' : 'done',
        doneOn: item.doneOn ?? '',
        rag: item.rag,
        ragWhy: item.ragWhy ?? '',
        needs: item.needs.map(String),
      },
    },
  );
}

type FormAsk = Ask<{ id: number }, unknown, ItemForm & Keyed>;

const readFor = (ask: FormAsk, { programmeId, itemId }: Which) =>
  ask.read(async (tx) => {
    const [programme, phases, items, owners] = await Promise.all([
      getProgramme(tx, programmeId),
      listPhases(tx, programmeId),
      listItems(tx, programmeId),
      listOwners(tx, ask.viewer.schemeId),
    ]);
    return readItemForm(ask.body, { id: itemId, programme, phases, items, owners, today: ask.today });
  });

const taken = { field: 'title', text: 'Another item of the programme has this title already' };

async function addItemFromForm(ask: FormAsk): Promise<Reply> {
  const which = { programmeId: ask.params.id };
  const read = await readFor(ask, which);
  if ('errors' in read)
    return ask.read((tx) =>
      showItemForm(tx, ask, which, { values: ask.body, key: ask.body._key, errors: read.errors }),
    );
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(addItem, { ...read.input, programmeId: which.programmeId }, key),
    { conflict: taken },
  );
  if (again !== undefined) return ask.read((tx) => showItemForm(tx, ask, which, again));
  return redirect(`${programmePath}/${which.programmeId}`, 'It was entered.');
}

async function changeFromForm(ask: FormAsk): Promise<Reply> {
  const { id } = ask.params;
  const { programmeId } = await ask.read((tx) => getItem(tx, id));
  const which = { programmeId, itemId: id };
  const version = ask.body._version ?? 0;
  const read = await readFor(ask, which);
  if ('errors' in read)
    return ask.read((tx) =>
      showItemForm(tx, ask, which, { values: ask.body, key: ask.body._key, version, errors: read.errors }),
    );
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeItem, { ...read.input, id, version }, key),
    {
      conflict: taken,
      theirs: () => ask.read((tx) => itemNow(tx, id)),
    },
  );
  if (again !== undefined) return ask.read((tx) => showItemForm(tx, ask, which, again));
  return redirect(`${programmePath}/items/${id}`, 'It was changed.');
}
