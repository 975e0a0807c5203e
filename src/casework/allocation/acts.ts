import { closeReasons, openReason } from '../../access/reasons.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import type { LoadOf } from '../ports.ts';
import { allocatableRoles, countsTowardsLoad, loadChange, loadWords, partsOf, transitions } from './rules.ts';
import {
  endAllocationRow,
  findCase,
  insertAllocation,
  listAllocations,
  lockAllocation,
  lockCase,
  reopenAllocationRow,
  tellOfficer,
} from './store.ts';
import { type Allocation, type AllocationInput, kindWords } from './types.ts';

/** What the screen shows beside the form when somebody else allocated meanwhile. */
export const nowWords = (allocations: readonly Allocation[]): string =>
  allocations.length === 0
    ? 'Nobody is allocated.'
    : allocations.map(({ staff, kind }) => `${kindWords[kind]}: ${staff}`).join('; ');

/** Allocates within an act of this or another capability; `version` undefined: whatever it is now. */
export async function allocateOne(
  tx: Tx,
  input: Omit<AllocationInput, 'version'> & { version: number | undefined },
  loadOf: LoadOf,
  { actor, wrote }: ActContext,
): Promise<{ id: number }> {
  await lockCase(tx, input.personId);
  const found = await findCase(tx, input.personId);
  if (found === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'Only somebody on the scheme can be allocated.' });
  const current = await listAllocations(tx, input.personId);
  if (input.version !== undefined && input.version !== found.version)
    throw staleVersion({ allocated: nowWords(current), version: found.version });
  await refuseWrongPart(tx, found.schemeId, input);
  const theirs = current.find(({ staffId }) => staffId === input.staffId);
  if (theirs?.kind === input.kind)
    throw new WaymarkError('not-allowed-now', {
      text: `${theirs.staff} has this part already.`,
      data: { allowed: [] },
    });
  const loads = await loadOf(tx, found.schemeId, [input.staffId], [input.personId]);
  const change = loadChange(
    loads.get(input.staffId),
    input.kind,
    theirs !== undefined && countsTowardsLoad(theirs.kind),
  );
  if (change.over && input.why === null)
    throw invalid([{ field: 'why', text: `Say why: ${loadWords(change)}` }]);
  const replaced = current.filter((one) => one === theirs || (input.kind === 'lead' && one.kind === 'lead'));
  for (const one of replaced) await endOne(tx, one);
  const { id } = await insertAllocation(tx, {
    membershipId: found.membershipId,
    personId: input.personId,
    staffId: input.staffId,
    kind: input.kind,
    by: actor.staffId,
    why: input.why,
  });
  await openReason(tx, {
    personId: input.personId,
    kind: input.kind,
    holder: { staffId: input.staffId },
    source: `allocation:${id}`,
  });
  await tellOfficer(tx, { staffId: input.staffId, personId: input.personId, allocationId: id });
  await wrote({
    subject: 'allocation',
    subjectId: id,
    personId: input.personId,
    detail: {
      kind: input.kind,
      staff: input.staffId,
      before: change.before,
      after: change.after,
      limit: change.limit,
      over: change.over,
    },
  });
  return { id };
}

async function refuseWrongPart(
  tx: Tx,
  schemeId: number,
  { staffId, kind }: Pick<AllocationInput, 'staffId' | 'kind'>,
): Promise<void> {
  const officers = await listStaffInRoles(tx, schemeId, allocatableRoles);
  const may = officers.some(({ id, role }) => id === staffId && partsOf[role]?.includes(kind));
  if (!may) throw invalid([{ field: 'staff', text: 'Choose somebody whose role may have this part' }]);
}

/** Ends the allocation and the access it opened, in one transaction. */
export async function endOne(tx: Tx, { id, personId }: { id: number; personId: number }): Promise<void> {
  await endAllocationRow(tx, id);
  await closeReasons(tx, { source: `allocation:${id}`, personId });
}

/** Takes an ending back, with the access: the row goes on as it was. */
export async function reopenOne(
  tx: Tx,
  { id, personId, version }: { id: number; personId: number; version: number },
): Promise<void> {
  const { staffId, kind } = await reopenAllocationRow(tx, { id, personId, version });
  await openReason(tx, { personId, kind, holder: { staffId }, source: `allocation:${id}` });
}

/** Who works with a person now: for the acts of another capability. */
export const allocationsOf = (tx: Tx, personId: number): Promise<Allocation[]> =>
  listAllocations(tx, personId);

/** Gives a person to a lead, a co-worker or a link worker. A new lead ends the previous one's allocation. */
export const allocateCase = (loadOf: LoadOf) =>
  defineAct<AllocationInput, { id: number }>({
    name: 'case:allocate',
    right: 'case:allocate',
    about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
    run: (tx, input, context) => allocateOne(tx, input, loadOf, context),
  });

export interface ReallocationInput {
  fromStaffId: number;
  toStaffId: number;
  personIds: number[];
  why: string;
}

/**
 * Moves several people from one officer to another, each in the part that the first one had: all or none.
 * The reason given stands for every one of them, and for going over the limit.
 */
export const reallocateCases = (loadOf: LoadOf) =>
  defineAct<ReallocationInput, { moved: number }>({
    name: 'case:reallocate',
    right: 'case:allocate',
    about: ({ fromStaffId }) => ({ subject: 'staff', subjectId: fromStaffId }),
    run: async (tx, input, context) => {
      if (input.fromStaffId === input.toStaffId)
        throw invalid([{ field: 'to', text: 'Choose somebody else to move them to' }]);
      // In one order, so that two people moving the same cases wait for each other instead of deadlocking.
      for (const personId of [...new Set(input.personIds)].sort((left, right) => left - right)) {
        await lockCase(tx, personId);
        const theirs = (await listAllocations(tx, personId)).find(
          ({ staffId }) => staffId === input.fromStaffId,
        );
        if (theirs === undefined)
          throw new WaymarkError('conflict', {
            text: 'Somebody moved one of these people meanwhile. Open the list again.',
          });
        await endOne(tx, theirs);
        await allocateOne(
          tx,
          { personId, staffId: input.toStaffId, kind: theirs.kind, why: input.why, version: undefined },
          loadOf,
          context,
        );
      }
      return { moved: input.personIds.length };
    },
  });

interface SeveralInput {
  staffId: number;
  personIds: readonly number[];
  why: string;
}

/** One lead for several members, whoever led each before: all or none. Whom they lead already stays as it is. */
export const allocateSeveral = (loadOf: LoadOf) =>
  defineAct<SeveralInput, { allocated: number }>({
    name: 'case:allocate-several',
    right: 'case:allocate',
    about: ({ staffId }) => ({ subject: 'staff', subjectId: staffId }),
    run: async (tx, { staffId, personIds, why }, context) => {
      let allocated = 0;
      // In one order, as above.
      for (const personId of [...new Set(personIds)].sort((left, right) => left - right)) {
        const current = await listAllocations(tx, personId);
        if (current.some((one) => one.staffId === staffId && one.kind === 'lead')) continue;
        await allocateOne(tx, { personId, staffId, kind: 'lead', why, version: undefined }, loadOf, context);
        allocated += 1;
      }
      if (allocated === 0)
        throw new WaymarkError('not-allowed-now', { text: 'They lead all of these people already.' });
      return { allocated };
    },
  });

/** Ends one allocation; access ends with it. */
export const endAllocation = defineAct<{ id: number; personId: number; version: number }, { id: number }>({
  name: 'case:end-allocation',
  right: 'case:allocate',
  about: ({ id }) => ({ subject: 'allocation', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const allocation = await lockAllocation(tx, input);
    const state = allocation.toAt === null ? 'open' : 'ended';
    if (transitions[state].end === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'This allocation has ended already.',
        data: { allowed: Object.keys(transitions[state]) },
      });
    if (allocation.version !== input.version)
      throw staleVersion({ allocated: allocation.staff, version: allocation.version });
    await endOne(tx, allocation);
    await wrote({
      subject: 'allocation',
      subjectId: input.id,
      personId: allocation.personId,
      detail: { kind: allocation.kind, staff: allocation.staffId },
    });
    return { id: input.id };
  },
});
