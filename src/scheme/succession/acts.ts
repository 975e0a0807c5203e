import { setImmediate } from 'node:timers/promises';
import { type Act, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { codeOf, type NewPlan } from './rules.ts';
import {
  begin,
  confirmRow,
  getSuccession,
  insertSuccession,
  insertSuccessor,
  listSuccessions,
  lockSuccession,
  mayFollow,
  putChoices,
  putPerson,
  step,
  touchPlan,
  updatePlan,
  withdrawRow,
} from './successions.ts';
import {
  type CaseRule,
  type Succession,
  type SuccessionAct,
  successionStateWords,
  transitions,
} from './types.ts';

const right = 'agency:succeed';

/** Plans that an agency ends and who takes over. Nothing moves: the plan is previewed and changed until it is begun. */
export const planSuccession = defineAct<NewPlan, { id: number }>({
  name: 'succession:plan',
  right,
  changesAccess: true,
  run: async (tx, plan, { actor, now, wrote }) => {
    const isPlanned = (await listSuccessions(tx, actor.schemeId)).some(
      (one) => one.fromAgencyId === plan.fromAgencyId && one.state !== 'withdrawn',
    );
    if (isPlanned)
      throw new WaymarkError('not-allowed-now', { text: 'A succession of this agency is planned already.' });
    const added = plan.newName === null ? null : await addSuccessor(tx, plan, plan.newName);
    const heirId = plan.heirId ?? added;
    if (heirId === null) throw invalid([{ field: 'heir', text: 'Choose the agency that takes over' }]);
    if (!(await mayFollow(tx, plan.fromAgencyId, heirId)))
      throw invalid([
        {
          field: 'heir',
          text: 'Its records pass to an agency of its own kind and standing. Choose another, or name a new one',
        },
      ]);
    const successorIds = [...new Set([heirId, ...plan.alsoIds, ...(added === null ? [] : [added])])];
    if (successorIds.includes(actor.agencyId))
      throw invalid([
        { field: 'heir', text: 'Somebody of another agency plans what your own agency takes over' },
      ]);
    const { id } = await insertSuccession(tx, {
      schemeId: actor.schemeId,
      fromAgencyId: plan.fromAgencyId,
      onDay: plan.onDay,
      heirId,
      successorIds,
      why: plan.why,
      by: actor.staffId,
      at: now,
    });
    await wrote({
      subject: 'succession',
      subjectId: id,
      detail: { from: plan.fromAgencyId, heir: heirId, successors: successorIds.length, on: plan.onDay },
    });
    return { id };
  },
});

async function addSuccessor(tx: Tx, plan: NewPlan, name: string): Promise<number> {
  const id = await insertSuccessor(tx, {
    like: plan.fromAgencyId,
    code: codeOf(name),
    name,
    from: plan.onDay,
  });
  if (id === null)
    throw invalid([{ field: 'newName', text: 'There is an agency of this name already: choose it above' }]);
  return id;
}

/** Locks the plan and refuses a stale version or a state that does not allow the act. */
async function lockFor(
  tx: Tx,
  act: SuccessionAct,
  input: { id: number; version: number },
): Promise<Succession> {
  const found = await lockSuccession(tx, input.id);
  if (transitions[found.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This succession is “${successionStateWords[found.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(transitions[found.state]) },
    });
  if (found.version !== input.version)
    throw staleVersion({ text: `From ${found.onDay}`, version: found.version });
  return found;
}

interface SharingInput {
  id: number;
  version: number;
  onDay: Day;
  staff: readonly { id: number; toAgencyId: number }[];
  services: readonly { id: number; toAgencyId: number }[];
  cases: CaseRule;
}

/** Says which worker and which service goes where, and by what rule cases do. */
export const shareOut = defineAct<SharingInput, { id: number }>({
  name: 'succession:share-out',
  right,
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const found = await lockFor(tx, 'plan', input);
    const named = [...input.staff, ...input.services].map(({ toAgencyId }) => toAgencyId);
    if (named.some((id) => !found.successorIds.includes(id)))
      throw invalid([{ field: 'staff', text: 'Choose one of the successors for each' }]);
    await putChoices(tx, input.id, 'staff', input.staff);
    await putChoices(tx, input.id, 'service', input.services);
    await updatePlan(tx, input.id, input);
    await wrote({
      subject: 'succession',
      subjectId: input.id,
      detail: { staff: input.staff.length, services: input.services.length, by: input.cases.by },
    });
    return { id: input.id };
  },
});

/** Lists one person by hand, whatever the rule says; or takes the hand off again. */
export const listPerson = defineAct<
  { id: number; personId: number; toAgencyId: number | null },
  { id: number }
>({
  name: 'succession:list-person',
  right,
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const found = await lockSuccession(tx, input.id);
    if (transitions[found.state].plan === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'This succession has begun.' });
    if (input.toAgencyId !== null && !found.successorIds.includes(input.toAgencyId))
      throw invalid([{ field: 'to', text: 'Choose one of the successors' }]);
    await putPerson(tx, input.id, input.personId, input.toAgencyId);
    await touchPlan(tx, input.id);
    await wrote({
      subject: 'succession',
      subjectId: input.id,
      personId: input.personId,
      detail: { to: input.toAgencyId },
    });
    return { id: input.id };
  },
});

export const withdrawSuccession = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'succession:withdraw',
  right,
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, 'withdraw', input);
    await withdrawRow(tx, input.id);
    await wrote({ subject: 'succession', subjectId: input.id, detail: { state: 'withdrawn' } });
    return { id: input.id };
  },
});

/** A second person says yes to the plan as it stands: none of its planners, and nobody of the heir. */
export const confirmSuccession = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'succession:confirm',
  right: 'agreement:manage',
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const found = await getSuccession(tx, input.id);
    if (transitions[found.state].confirm === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'This succession is no longer a plan.' });
    if (found.planners.includes(actor.staffId) || found.heirId === actor.agencyId)
      throw new WaymarkError('not-allowed-now', {
        text: 'A second person confirms it: nobody who planned it, and nobody of the agency that takes over.',
      });
    if (!(await confirmRow(tx, input.id, input.version)))
      throw staleVersion({ text: `From ${found.onDay}`, version: found.version });
    await wrote({ subject: 'succession', subjectId: input.id, detail: { state: 'confirmed' } });
    return { id: input.id };
  },
});

/** Freezes what moves and ends the old agency, on its day or after. From here on it only goes forward. */
const beginSuccession = defineAct<{ id: number; version: number }, { lines: number }>({
  name: 'succession:begin',
  right,
  changesAccess: true,
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { today, wrote }) => {
    const found = await lockFor(tx, 'begin', input);
    if (found.onDay > today)
      throw new WaymarkError('not-allowed-now', {
        text: `It holds from ${found.onDay}: carry it out on that day or after.`,
      });
    if (found.confirmedAt === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'A second person, who manages agreements, confirms this plan as it stands before it is carried out.',
      });
    const lines = await begin(tx, input.id, input.version, today);
    if (lines === null) throw staleVersion({ version: found.version });
    await wrote({ subject: 'succession', subjectId: input.id, detail: { state: 'moving', lines } });
    return { lines };
  },
});

/** Moves the next lines. `left` counts down, so that each step has a key of its own. */
const goOn = defineAct<{ id: number; step: number }, { left: number }>({
  name: 'succession:go-on',
  right,
  changesAccess: true,
  about: ({ id }) => ({ subject: 'succession', subjectId: id }),
  run: async (tx, input, { wrote, emit }) => {
    const left = await step(tx, input.id, linesAtOnce);
    if (left === null)
      throw new WaymarkError('not-allowed-now', { text: 'This succession is not being carried out.' });
    await wrote({ subject: 'succession', subjectId: input.id, detail: { left } });
    if (left === 0) await emit('agency-succeeded', { successionId: input.id });
    return { left };
  },
});

/** A line writes up to four rows: a transaction of the embedded database stays short. */
const linesAtOnce = 120;

type Perform = <Input, Result>(act: Act<Input, Result>, input: Input, key: string) => Promise<Result>;

/**
 * Carries a plan out: begins it where it has not begun, then moves what is left, a bounded transaction at a time. One
 * that was cut off goes on where it stopped.
 */
export async function carryOut(
  perform: Perform,
  { id, version, key, hasBegun }: { id: number; version: number; key: string; hasBegun: boolean },
): Promise<void> {
  if (!hasBegun) await perform(beginSuccession, { id, version }, key);
  for (let at = 0; ; at += 1) {
    const { left } = await perform(goOn, { id, step: at }, `${key.slice(0, 80)}:${at}`);
    if (left === 0) return;
    await setImmediate();
  }
}
