import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import type { LoadOf } from '../ports.ts';
import { allocateCase, endAllocation, nowWords } from './acts.ts';
import { allocatableRoles, countsTowardsLoad, loadChange, partsOf, readAllocationForm } from './rules.ts';
import { findCase, listAllocations } from './store.ts';
import type { Allocation, AllocationForm, Case, Officer } from './types.ts';
import { allocatePage, type OfficerGroup } from './views.ts';

export const allocationPages = (framePerson: FramePerson, loadOf: LoadOf): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/allocate',
    right: 'case:allocate',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) =>
        showAllocate(tx, ask, { framePerson, loadOf, personId: ask.params.id, values: {}, errors: [] }),
      ),
  }),
  route({
    method: 'POST',
    url: '/people/:id/allocate',
    right: 'case:allocate',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ kind: field(20), staff: field(20), why: field(1000) }),
    handle: (ask) => allocateFromForm(ask, framePerson, loadOf),
  }),
  route({
    method: 'POST',
    url: '/people/:id/allocate/:allocation/end',
    right: 'case:allocate',
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, allocation: idParams.properties.id }),
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        endAllocation,
        { id: ask.params.allocation, personId: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(
        `/people/${ask.params.id}/allocate`,
        'The allocation has ended. To undo it, allocate them again.',
      );
    },
  }),
];

interface Showing {
  framePerson: FramePerson;
  loadOf: LoadOf;
  personId: number;
  values: AllocationForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  status?: number;
  /** The version the form was made with; absent when it starts afresh. */
  version?: number;
  conflict?: boolean;
}

async function showAllocate(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const { personId, errors } = showing;
  const frame = await showing.framePerson(tx, {
    personId,
    viewer: ask.viewer,
    today: ask.today,
    path: '/people/:id/allocate',
  });
  const found = await findCase(tx, personId);
  if (found === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'Only somebody on the scheme can be allocated.' });
  const current = await listAllocations(tx, personId);
  const groups = await officerGroups(tx, { ...found, personId }, current, showing.loadOf);
  await ask.opened(tx, { act: 'case:allocate-form', subject: 'person', subjectId: personId, personId });
  return page({
    title: `Allocate – ${frame.name}`,
    section: 'cohort',
    status: showing.status ?? (errors.length > 0 ? 422 : 200),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: allocatePage({
      personId,
      name: frame.name,
      csrfToken: ask.csrfToken,
      key: showing.key,
      version: showing.conflict === true ? found.version : (showing.version ?? found.version),
      current,
      groups,
      values: showing.values,
      errors,
      theirs: showing.conflict === true ? nowWords(current) : undefined,
    }),
  });
}

/** The member's own team first, then its probation officers, link workers, and everybody else folded away. */
async function officerGroups(
  tx: Tx,
  found: Case & { personId: number },
  current: readonly Allocation[],
  loadOf: LoadOf,
): Promise<OfficerGroup[]> {
  const officers: Officer[] = await listStaffInRoles(tx, found.schemeId, allocatableRoles);
  const loads = await loadOf(
    tx,
    found.schemeId,
    officers.map(({ id }) => id),
    [found.personId],
  );
  const choice = (officer: Officer) => {
    const theirs = current.find(({ staffId }) => staffId === officer.id);
    return {
      id: officer.id,
      name: officer.name,
      agency: officer.agency,
      change: loadChange(
        loads.get(officer.id),
        partsOf[officer.role]?.[0] ?? 'lead',
        theirs !== undefined && countsTowardsLoad(theirs.kind),
      ),
    };
  };
  const group = (name: string, folded: boolean, test: (officer: Officer) => boolean): OfficerGroup => ({
    name,
    folded,
    officers: officers.filter(test).map(choice),
  });
  const own = (officer: Officer): boolean => officer.teamId === found.teamId;
  const links = (officer: Officer): boolean => officer.role === 'link-worker';
  return [
    group(found.team, false, (one) => own(one) && one.role === 'police-offender-manager'),
    group(
      `Probation and youth justice, ${found.team}`,
      false,
      (one) => own(one) && !links(one) && one.role !== 'police-offender-manager',
    ),
    group('Link workers', false, links),
    group('Police, other teams', true, (one) => !own(one) && one.role === 'police-offender-manager'),
    group(
      'Probation and youth justice, other teams',
      true,
      (one) => !own(one) && !links(one) && one.role !== 'police-offender-manager',
    ),
  ].filter(({ officers: listed }) => listed.length > 0);
}

async function allocateFromForm(
  ask: Ask<{ id: number }, unknown, AllocationForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
  loadOf: LoadOf,
): Promise<Reply> {
  const personId = ask.params.id;
  const version = ask.body._version ?? 0;
  const officers = await ask.read((tx) => listStaffInRoles(tx, ask.viewer.schemeId, allocatableRoles));
  const read = readAllocationForm(personId, version, ask.body, officers);
  const again = { framePerson, loadOf, personId, values: ask.body, version, key: ask.body._key };
  if ('errors' in read) return ask.read((tx) => showAllocate(tx, ask, { ...again, errors: read.errors }));
  try {
    await ask.perform(allocateCase(loadOf), read.input, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid' && error.fields.length > 0)
      return ask.read((tx) => showAllocate(tx, ask, { ...again, errors: error.fields }));
    if (error.code === 'stale-version')
      return ask.read((tx) =>
        showAllocate(tx, ask, { ...again, key: newKey(), errors: [], status: 409, conflict: true }),
      );
    throw error;
  }
  return redirect(`/people/${personId}`, 'They were allocated.');
}
