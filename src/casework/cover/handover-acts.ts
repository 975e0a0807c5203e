import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { allocateOne, allocationsOf, endOne, reopenOne } from '../allocation/acts.ts';
import { allocationKinds } from '../allocation/types.ts';
import type { ActionsOfStaff, LoadOf } from '../ports.ts';
import {
  findGiven,
  insertHandover,
  insertItems,
  listItems,
  listPeople,
  loadWork,
  lockHandover,
  lockLeaver,
  type Move,
  moveContact,
  moveReferral,
  moveStep,
  undoHandoverRow,
} from './handover-store.ts';
import { byPerson, digestOf, mayReceive } from './split.ts';
import { listColleagues } from './store.ts';
import type { Colleague, HandoverInput, HandoverItem, LeaverItem, LeaverPerson } from './types.ts';

export interface HandoverPorts {
  loadOf: LoadOf;
  actions: ActionsOfStaff;
}

const changed = (): WaymarkError =>
  staleVersion({ text: 'Something of theirs was changed, added or taken away while you were choosing.' });

/** One person with everything of the leaver's: access closes and opens with the allocations, in this transaction. */
async function handOnPerson(
  tx: Tx,
  person: LeaverPerson,
  to: Colleague,
  { input, ports, context }: { input: HandoverInput; ports: HandoverPorts; context: ActContext },
): Promise<HandoverItem[]> {
  const moved: HandoverItem[] = [];
  const { personId } = person;
  const [theirs] = person.allocations;
  if (theirs !== undefined) {
    const before = await allocationsOf(tx, personId);
    await endOne(tx, { id: theirs.id, personId });
    const has = before.find(({ staffId }) => staffId === to.id);
    const kind = allocationKinds.find((one) => one === theirs.kind);
    // Whoever leads them already, or works with them beside the lead, keeps that part.
    if (kind !== undefined && has?.kind !== kind && has?.kind !== 'lead')
      await allocateOne(
        tx,
        { personId, staffId: to.id, kind, why: input.why, version: undefined },
        ports.loadOf,
        context,
      );
    const after = await allocationsOf(tx, personId);
    const ended = before.filter(({ id }) => !after.some((one) => one.id === id));
    const given = after.filter(({ id }) => !before.some((one) => one.id === id));
    moved.push(
      ...ended.map((one) => item('ended', personId, one.id, null, one.version + 1)),
      ...given.map((one) => item('given', personId, one.id, to.id, one.version)),
    );
  }
  const move = async (one: LeaverItem, how: typeof moveContact): Promise<number> => {
    const version = await how(tx, { id: one.id, from: input.fromStaffId, to: to.id, version: one.version });
    if (version === null) throw changed();
    return version;
  };
  for (const one of person.contacts)
    moved.push(item('contact', personId, one.id, to.id, await move(one, moveContact)));
  for (const one of person.steps)
    moved.push(item('step', personId, one.id, to.id, await move(one, moveStep)));
  for (const one of person.referrals)
    moved.push(item('referral', personId, one.id, to.id, await move(one, moveReferral)));
  return moved;
}

const item = (
  what: HandoverItem['what'],
  personId: number | null,
  rowId: number,
  toStaffId: number | null,
  version: number,
): HandoverItem => ({ what, personId, rowId, toStaffId, version });

function receiverOf(
  input: HandoverInput,
  person: LeaverPerson,
  leaver: Colleague,
  colleagues: readonly Colleague[],
): Colleague {
  const wanted = input.gets.find(({ personId }) => personId === person.personId)?.toStaffId;
  const receiver = colleagues.find(({ id }) => id === wanted);
  if (receiver === undefined || !mayReceive(leaver, receiver, person))
    throw invalid([
      {
        field: `to-${person.personId}`,
        text: `Choose who takes ${person.name}: somebody of the same agency whose role may have this part`,
      },
    ]);
  return receiver;
}

/** Gives everything of somebody who leaves to colleagues, or nothing of it. */
export const handOver = (ports: HandoverPorts) =>
  defineAct<HandoverInput, { id: number; people: number }>({
    name: 'handover:make',
    right: 'case:allocate',
    about: ({ fromStaffId }) => ({ subject: 'staff', subjectId: fromStaffId }),
    run: async (tx, input, context) => {
      const { actor, now, wrote } = context;
      await lockLeaver(tx, input.fromStaffId);
      const colleagues = await listColleagues(tx, actor.schemeId);
      const leaver = colleagues.find(({ id }) => id === input.fromStaffId);
      if (leaver === undefined) throw new WaymarkError('not-found');
      const work = await loadWork(tx, leaver.id);
      const actions = await ports.actions.list(tx, leaver.id);
      if (digestOf(work.items, actions) !== input.seen) throw changed();
      const people = await peopleOf(tx, work.items);
      if (people.length === 0 && actions.length === 0)
        throw new WaymarkError('not-allowed-now', { text: 'There is nothing to hand over.' });
      const receivers = new Map(
        people.map((person) => [person.personId, receiverOf(input, person, leaver, colleagues)]),
      );
      const { id } = await insertHandover(tx, {
        schemeId: actor.schemeId,
        fromStaffId: leaver.id,
        why: input.why,
        by: actor.staffId,
        at: now,
      });
      const moved: HandoverItem[] = [];
      // In one order, so that two people moving the same cases wait for each other instead of deadlocking.
      for (const person of [...people].sort((left, right) => left.personId - right.personId)) {
        const to = receivers.get(person.personId);
        if (to === undefined) continue;
        moved.push(...(await handOnPerson(tx, person, to, { input, ports, context })));
        await wrote({
          subject: 'handover',
          subjectId: id,
          personId: person.personId,
          detail: {
            to: to.id,
            contacts: person.contacts.length,
            steps: person.steps.length,
            referrals: person.referrals.length,
          },
        });
      }
      moved.push(...(await moveActions(tx, input, actions, { ports, context })));
      await insertItems(tx, id, moved);
      await wrote({
        subject: 'handover',
        subjectId: id,
        detail: { from: leaver.id, people: people.length, items: moved.length },
      });
      return { id, people: people.length };
    },
  });

export async function peopleOf(tx: Tx, items: readonly LeaverItem[]): Promise<LeaverPerson[]> {
  const rows = await listPeople(tx, [...new Set(items.map(({ personId }) => personId))]);
  return byPerson(items, new Map(rows.map(({ id, name, nextReview }) => [id, { name, nextReview }])));
}

async function moveActions(
  tx: Tx,
  input: HandoverInput,
  actions: readonly { id: number; version: number }[],
  { ports, context }: { ports: HandoverPorts; context: ActContext },
): Promise<HandoverItem[]> {
  const to = input.actionsTo;
  if (actions.length === 0 || to === null || !ports.actions.mayMove(context.actor)) return [];
  const moved: HandoverItem[] = [];
  for (const { id, version } of actions) {
    const next = await ports.actions.move(tx, {
      id,
      version,
      from: input.fromStaffId,
      to,
      by: context.actor.staffId,
    });
    if (next === undefined) throw changed();
    moved.push(item('action', null, id, to, next));
  }
  return moved;
}

/** On the same day, and while nothing of it was changed since: everything goes back, access with it. */
export const undoHandover = (ports: HandoverPorts) =>
  defineAct<{ id: number; version: number }, { id: number }>({
    name: 'handover:undo',
    right: 'case:allocate',
    about: ({ id }) => ({ subject: 'handover', subjectId: id }),
    run: async (tx, input, { actor, now, today, wrote }) => {
      const handover = await lockHandover(tx, input.id);
      if (handover.version !== input.version)
        throw staleVersion({ state: handover.state, version: handover.version });
      if (handover.state !== 'done' || londonDay(handover.madeAt) !== today)
        throw new WaymarkError('not-allowed-now', {
          text:
            handover.state === 'undone'
              ? 'This handover was undone already.'
              : 'A handover can be undone on its own day. Hand the people back as new instead.',
        });
      const items = await listItems(tx, input.id);
      for (const one of [...items].reverse())
        await takeBack(tx, one, { ports, leaver: handover.fromStaffId, by: actor.staffId });
      await undoHandoverRow(tx, input.id, { by: actor.staffId, at: now });
      for (const personId of new Set(items.flatMap(({ personId }) => personId ?? [])))
        await wrote({ subject: 'handover', subjectId: input.id, personId });
      await wrote({ subject: 'handover', subjectId: input.id, detail: { items: items.length } });
      return { id: input.id };
    },
  });

const movers: Record<'contact' | 'step' | 'referral', (tx: Tx, move: Move) => Promise<number | null>> = {
  contact: moveContact,
  step: moveStep,
  referral: moveReferral,
};

async function takeBack(
  tx: Tx,
  one: HandoverItem,
  { ports, leaver, by }: { ports: HandoverPorts; leaver: number; by: number },
): Promise<void> {
  const { rowId: id, version, personId, toStaffId } = one;
  const since = new WaymarkError('conflict', {
    text: 'Somebody changed something of this handover since, so it can no longer be undone as a whole.',
  });
  const back = { id, from: toStaffId ?? 0, to: leaver, version };
  if (one.what === 'action') {
    if ((await ports.actions.move(tx, { ...back, by })) === undefined) throw since;
  } else if (personId === null) {
    throw since;
  } else if (one.what === 'contact' || one.what === 'step' || one.what === 'referral') {
    if ((await movers[one.what](tx, back)) === null) throw since;
  } else if (one.what === 'given') {
    if ((await findGiven(tx, { id, personId, version })) === undefined) throw since;
    await endOne(tx, { id, personId });
  } else {
    try {
      await reopenOne(tx, { id, personId, version });
    } catch (error) {
      throw error instanceof WaymarkError && error.code === 'not-found' ? since : error;
    }
  }
}
