import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { LoadOf } from '../ports.ts';
import { reallocateCases } from './acts.ts';
import { allocationCounts } from './counts.ts';
import { allocatableRoles, countsTowardsLoad, type LoadChange, partsOf } from './rules.ts';
import { countUnled, listPeopleOf, listUnled } from './store.ts';
import type { Officer } from './types.ts';
import { type MoveModel, movePage, officersPage } from './views.ts';

/** Moving several people at once: choose, see the load before and after, then do it. */
export const movePages = (loadOf: LoadOf): Route[] => [
  route({
    method: 'GET',
    url: '/allocations',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    handle: (ask) => ask.read((tx) => showOfficers(tx, ask, loadOf)),
  }),
  route({
    method: 'GET',
    url: '/allocations/:id',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) => showMove(tx, ask, ask.params.id, { chosen: [], to: '', why: '', errors: [] }, loadOf)),
  }),
  route({
    method: 'POST',
    url: '/allocations/:id',
    right: 'case:allocate',
    reads: 'list',
    section: 'cohort',
    params: idParams,
    body: formBody({ people: fieldList(50), to: field(20), why: field(1000), confirm: field(3) }),
    handle: (ask) => moveFromForm(ask, loadOf),
  }),
];

async function showOfficers(tx: Tx, ask: Ask, loadOf: LoadOf): Promise<Reply> {
  const officers = await listStaffInRoles(tx, ask.viewer.schemeId, allocatableRoles);
  const loads = await loadOf(
    tx,
    ask.viewer.schemeId,
    officers.map(({ id }) => id),
  );
  const [unled, counts] = await Promise.all([
    listUnled(tx, ask.viewer.schemeId, 50),
    allocationCounts(tx, ask.viewer.schemeId),
  ]);
  await ask.listed(tx, {
    act: 'case:unled',
    subject: 'person',
    people: unled,
  });
  return page({
    title: 'Allocations',
    section: 'cohort',
    body: officersPage({
      unled,
      unledCount: await countUnled(tx, ask.viewer.schemeId),
      officers: officers.map(({ id, name, agency }) => ({
        id,
        name,
        agency,
        people: loads.get(id)?.people ?? 0,
        limit: loads.get(id)?.limit ?? null,
        coWorks: counts.get(id)?.coWorks ?? 0,
      })),
    }),
  });
}

interface Moving {
  chosen: readonly number[];
  to: string;
  why: string;
  errors: readonly FieldError[];
  preview?: boolean;
}

async function showMove(tx: Tx, ask: Ask, fromId: number, moving: Moving, loadOf: LoadOf): Promise<Reply> {
  const officers: Officer[] = await listStaffInRoles(tx, ask.viewer.schemeId, allocatableRoles);
  const from = officers.find(({ id }) => id === fromId);
  if (from === undefined) throw notFound();
  const people = await listPeopleOf(tx, fromId);
  await ask.listed(tx, {
    act: 'case:people-of',
    subject: 'staff',
    subjectId: fromId,
    people,
  });
  const parts = partsOf[from.role] ?? [];
  const others = officers.filter(
    ({ id, role }) => id !== fromId && partsOf[role]?.some((part) => parts.includes(part)),
  );
  const chosen = people.filter(({ personId }) => moving.chosen.includes(personId));
  const counted = chosen.filter(({ kind }) => countsTowardsLoad(kind)).length;
  const to = others.find(({ id }) => String(id) === moving.to);
  const preview =
    moving.preview === true && to !== undefined
      ? {
          toName: to.name,
          people: chosen,
          ...(await changes(tx, ask, loadOf, {
            from: fromId,
            to: to.id,
            counted,
            personIds: chosen.filter(({ kind }) => countsTowardsLoad(kind)).map(({ personId }) => personId),
          })),
        }
      : undefined;
  const model: MoveModel = {
    from,
    csrfToken: ask.csrfToken,
    people,
    officers: others,
    chosen: moving.chosen,
    to: moving.to,
    why: moving.why,
    errors: moving.errors,
    preview,
  };
  return page({
    title: `Move the people of ${from.name}`,
    section: 'cohort',
    breadcrumbs: [{ text: 'Allocations', href: '/allocations' }, { text: from.name }],
    status: moving.errors.length > 0 ? 422 : 200,
    errors: summaryOf(moving.errors),
    body: movePage(model),
  });
}

async function changes(
  tx: Tx,
  ask: Ask,
  loadOf: LoadOf,
  move: { from: number; to: number; counted: number; personIds: readonly number[] },
): Promise<{ from: LoadChange; to: LoadChange }> {
  const loads = await loadOf(tx, ask.viewer.schemeId, [move.from, move.to], move.personIds);
  const change = (id: number, by: number): LoadChange => {
    const { people: before, limit, points } = loads.get(id) ?? { people: 0, limit: null };
    const after = before + by;
    return {
      before,
      after,
      limit,
      over: limit !== null && after > limit && by > 0,
      ...(points === undefined || by <= 0 ? {} : { points: { ...points, before: points.now } }),
    };
  };
  return { from: change(move.from, -move.counted), to: change(move.to, move.counted) };
}

interface MoveBody {
  people?: string[];
  to?: string;
  why?: string;
  confirm?: string;
  _key?: string;
}

async function moveFromForm(ask: Ask<{ id: number }, unknown, MoveBody>, loadOf: LoadOf): Promise<Reply> {
  const { body } = ask;
  const chosen = (body.people ?? []).map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
  const moving = { chosen, to: body.to ?? '', why: body.why?.trim() ?? '' };
  const errors: FieldError[] = [
    ...(chosen.length === 0 ? [{ field: 'people', text: 'Choose who moves' }] : []),
    ...(/^\d+$/.test(moving.to) ? [] : [{ field: 'to', text: 'Choose to whom' }]),
    ...(moving.why === '' ? [{ field: 'why', text: 'Say why they move' }] : []),
  ];
  if (errors.length > 0 || body.confirm !== 'yes')
    return ask.read((tx) =>
      showMove(tx, ask, ask.params.id, { ...moving, errors, preview: errors.length === 0 }, loadOf),
    );
  try {
    const { moved } = await ask.perform(
      reallocateCases(loadOf),
      { fromStaffId: ask.params.id, toStaffId: Number(moving.to), personIds: chosen, why: moving.why },
      body._key ?? newKey(),
    );
    return redirect('/allocations', moved === 1 ? 'One person was moved.' : `${moved} people were moved.`);
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return ask.read((tx) => showMove(tx, ask, ask.params.id, { ...moving, errors: error.fields }, loadOf));
  }
}
