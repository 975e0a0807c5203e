import Type from 'typebox';
import { addDays, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listTeams } from '../../scheme/directory.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { type HandoverPorts, handOver, peopleOf, undoHandover } from './handover-acts.ts';
import { countWaitingFailures, getHandover, listHandovers, listItems, loadWork } from './handover-store.ts';
import { donePage, type HandoverModel, handoverPage, handoversPage } from './handover-views.ts';
import { digestOf, loadLines, mayReceive, roomOf, shareOut, suggested } from './split.ts';
import { listAbsences, listAway, listColleagues } from './store.ts';

const pageSize = 30;
/** A leaver's rows in one form. */
const most = 400;

/** Everything of a leaver to colleagues: choose, see it, do it, undo it. */
export const handoverPages = (ports: HandoverPorts): Route[] => [
  route({
    method: 'GET',
    url: '/handovers',
    right: 'case:allocate',
    reads: 'none',
    section: 'cohort',
    query: Type.Object({ page: pageNumber }),
    handle: showHandovers,
  }),
  route({
    method: 'GET',
    url: '/handovers/new',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    query: Type.Object({
      from: Type.Optional(Type.Union([Type.Literal(''), idParams.properties.id])),
      among: fieldList(100),
    }),
    handle: async (ask) => {
      const { from, among } = ask.query;
      if (!from) return redirect('/handovers');
      const chosen = among?.map(Number);
      return ask.read((tx) => showForm(tx, ask, ports, { fromId: from, chosen, why: '', errors: [] }));
    },
  }),
  route({
    method: 'POST',
    url: '/handovers',
    right: 'case:allocate',
    reads: 'list',
    body: formBody({
      from: field(20),
      person: fieldList(most),
      to: fieldList(most),
      actionsTo: field(20),
      why: field(1_000),
      seen: field(80),
      confirm: field(3),
    }),
    handle: (ask) => handOverFromForm(ask, ports),
  }),
  route({
    method: 'GET',
    url: '/handovers/:id',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    params: idParams,
    handle: showDone,
  }),
  route({
    method: 'POST',
    url: '/handovers/:id/undo',
    right: 'case:allocate',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id } = ask.params;
      await ask.perform(
        undoHandover(ports),
        { id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`/handovers/${id}`, 'The handover was undone: everything went back.');
    },
  }),
];

async function showHandovers(ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const [staff, handovers] = await Promise.all([
      listColleagues(tx, ask.viewer.schemeId),
      listHandovers(tx, ask.viewer.schemeId, { limit: pageSize + 1, offset: (number - 1) * pageSize }),
    ]);
    return page({
      title: 'Hand over a colleague’s work',
      section: 'cohort',
      breadcrumbs: [{ text: 'Allocations', href: '/allocations' }, { text: 'Handovers' }],
      body: handoversPage({
        staff,
        handovers: handovers.slice(0, pageSize),
        page: number,
        hasMore: handovers.length > pageSize,
      }),
    });
  });
}

interface Showing {
  fromId: number;
  /** Among whom the people are shared; of the leaver's own team where nobody was chosen. */
  chosen?: readonly number[] | undefined;
  /** As posted. */
  gets?: ReadonlyMap<number, number>;
  actionsTo?: string;
  why: string;
  preview?: boolean;
  errors: readonly FieldError[];
  key?: string | undefined;
  changed?: boolean;
}

async function showForm(tx: Tx, ask: Ask, ports: HandoverPorts, showing: Showing): Promise<Reply> {
  const model = await loadModel(tx, ask, ports, showing);
  await ask.listed(tx, {
    act: 'handover:preview',
    subject: 'staff',
    subjectId: showing.fromId,
    people: model.people,
  });
  return page({
    title: `Hand over the work of ${model.leaver.name}`,
    section: 'cohort',
    breadcrumbs: [{ text: 'Handovers', href: '/handovers' }, { text: model.leaver.name }],
    status: model.changed ? 409 : model.errors.length > 0 ? 422 : 200,
    errors: summaryOf(model.errors),
    body: handoverPage(model),
  });
}

async function loadModel(tx: Tx, ask: Ask, ports: HandoverPorts, showing: Showing): Promise<HandoverModel> {
  const { schemeId } = ask.viewer;
  const colleagues = await listColleagues(tx, schemeId);
  const leaver = colleagues.find(({ id }) => id === showing.fromId);
  if (leaver === undefined) throw notFound();
  const work = await loadWork(tx, leaver.id);
  const people = await peopleOf(tx, work.items);
  const able = colleagues.filter((one) => mayReceive(leaver, one, { part: undefined }));
  const ids = able.map(({ id }) => id);
  const [actions, covers, loads, away, teams, enforcement, registers] = await Promise.all([
    ports.actions.list(tx, leaver.id),
    listAbsences(tx, { staffId: leaver.id }, ask.today, { limit: 50, offset: 0 }),
    ports.loadOf(tx, schemeId, [leaver.id, ...ids]),
    listAway(tx, ids, { from: ask.today, to: addDays(ask.today, 7) }),
    listTeams(tx, schemeId),
    countWaitingFailures(
      tx,
      people.filter(({ part }) => part === 'lead').map(({ personId }) => personId),
    ),
    ports.actions.inRegisters(tx, leaver.id),
  ]);
  const awayIds = new Set(away.map(({ staffId }) => staffId));
  // Who is there and has the most room stands first, in every list of them.
  const receivers = able.toSorted(
    (left, right) =>
      Number(awayIds.has(left.id)) - Number(awayIds.has(right.id)) ||
      roomOf(loads.get(right.id)) - roomOf(loads.get(left.id)),
  );
  const chosen =
    showing.chosen === undefined
      ? suggested(leaver, receivers, people, loads, awayIds)
      : receivers.filter(({ id }) => showing.chosen?.includes(id));
  const gets = showing.gets ?? shareOut(leaver, people, chosen, loads);
  return {
    leaver,
    people,
    work,
    actions,
    registers,
    mayMoveActions: ports.actions.mayMove(ask.viewer),
    enforcement,
    covers: covers.filter(({ deputyId }) => deputyId === leaver.id),
    receivers,
    away,
    teams,
    chosen: chosen.map(({ id }) => id),
    gets,
    loads: loadLines(leaver, people, receivers, gets, loads),
    preview: showing.preview === true,
    actionsTo: showing.actionsTo ?? String(chosen[0]?.id ?? ''),
    why: showing.why,
    seen: digestOf(work.items, actions),
    today: ask.today,
    csrfToken: ask.csrfToken,
    key: showing.key,
    errors: showing.errors,
    changed: showing.changed === true,
  };
}

interface HandoverBody {
  from?: string;
  person?: string[];
  to?: string[];
  actionsTo?: string;
  why?: string;
  seen?: string;
  confirm?: string;
  _key?: string;
}

/** Person and receiver stand beside each other, in the order of the rows. */
const getsOf = ({ person = [], to = [] }: HandoverBody): Map<number, number> =>
  new Map(
    person.flatMap((id, index): [number, number][] => {
      const receiver = Number(to[index]);
      return Number.isSafeInteger(receiver) && receiver > 0 ? [[Number(id), receiver]] : [];
    }),
  );

async function handOverFromForm(
  ask: Ask<unknown, unknown, HandoverBody>,
  ports: HandoverPorts,
): Promise<Reply> {
  const { body } = ask;
  const gets = getsOf(body);
  const why = body.why?.trim() ?? '';
  const base = { fromId: Number(body.from), gets, why, actionsTo: body.actionsTo ?? '' };
  const missing = (body.person ?? []).filter((id) => !gets.has(Number(id)));
  const errors: FieldError[] = [
    ...missing.map((id) => ({ field: `to-${id}`, text: 'Choose who gets each person' })),
    ...(why === '' ? [{ field: 'why', text: 'Say why the work is handed over' }] : []),
  ];
  const show = (more: Partial<Showing>): Promise<Reply> =>
    ask.read((tx) => showForm(tx, ask, ports, { ...base, errors: [], ...more }));
  if (errors.length > 0) return show({ errors });
  if (body.confirm === 'no') return show({});
  // What was sent before is answered by the act from its key, though everything has moved since.
  if (body.confirm !== 'yes') {
    const seen = await ask.read(async (tx) => {
      const work = await loadWork(tx, base.fromId);
      return digestOf(work.items, await ports.actions.list(tx, base.fromId));
    });
    return show(seen === body.seen ? { preview: true } : { changed: true });
  }
  try {
    const { id, people } = await ask.perform(
      handOver(ports),
      {
        fromStaffId: base.fromId,
        why,
        gets: [...gets].map(([personId, toStaffId]) => ({ personId, toStaffId })),
        actionsTo: base.actionsTo === '' ? null : Number(base.actionsTo),
        seen: body.seen ?? '',
      },
      body._key ?? newKey(),
    );
    return redirect(
      `/handovers/${id}`,
      people === 1 ? 'One person was handed over.' : `${people} people were handed over.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return show({ errors: error.fields });
    if (error.code === 'stale-version') return show({ changed: true, key: newKey() });
    throw error;
  }
}

async function showDone(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const handover = await getHandover(tx, ask.params.id);
    const items = await listItems(tx, handover.id);
    await ask.listed(tx, {
      act: 'handover:show',
      subject: 'handover',
      subjectId: handover.id,
      people: items,
    });
    return page({
      title: `Handover of the work of ${handover.from}`,
      section: 'cohort',
      breadcrumbs: [{ text: 'Handovers', href: '/handovers' }, { text: handover.from }],
      body: donePage({
        handover,
        items,
        mayUndo: handover.state === 'done' && londonDay(handover.madeAt) === ask.today,
        csrfToken: ask.csrfToken,
      }),
    });
  });
}
