import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type Needs, whyUnfit } from '../../scheme/skills.ts';
import { type ActionAct, transitions } from './rules.ts';
import { insertAction, keepVersion, lockAction, updateAction as writeAction } from './store.ts';
import {
  type ActionChange,
  type ActionInput,
  type AskedOfOwner,
  type GovernanceAction,
  type Kept,
  stateWords,
} from './types.ts';

const nothing: Needs = { needsRole: null, needsSkill: null };

/** What an action asks, and by whom that was passed over: kept as it is, where a change does not speak of it. */
const keptOf = (action: GovernanceAction): Kept => ({
  needsRole: action.needsRole,
  needsSkill: action.needsSkill,
  override:
    action.overrideId === null || action.overrideWhy === null
      ? null
      : { by: action.overrideId, why: action.overrideWhy },
});

/**
 * Holds the owner against what the action asks.
 * @throws WaymarkError `invalid` at `override` for an owner without it and no reason given.
 */
async function fitted(
  tx: Tx,
  { actor, today }: ActContext,
  input: AskedOfOwner & { ownerId: number | null },
): Promise<Kept> {
  const needs = input.needs ?? nothing;
  const unfit =
    input.ownerId === null
      ? undefined
      : await whyUnfit(tx, { ...needs, schemeId: actor.schemeId, staffId: input.ownerId, on: today });
  if (unfit === undefined) return { ...needs, override: null };
  const why = input.override?.trim() || null;
  if (why === null)
    throw invalid([
      { field: 'override', text: `${unfit}. Choose another owner, or say why they own it all the same` },
    ]);
  return { ...needs, override: { by: actor.staffId, why } };
}

export const addAction = defineAct<ActionInput, { id: number }>({
  name: 'action:add',
  right: 'action:manage',
  run: async (tx, input, context) => {
    const { actor, wrote } = context;
    const kept = await fitted(tx, context, input);
    const { id } = await insertAction(tx, { ...input, ...kept, schemeId: actor.schemeId });
    await keepVersion(tx, id, actor.staffId);
    await wrote({ subject: 'action', subjectId: id });
    return { id };
  },
});

async function lockFor(
  tx: Tx,
  act: ActionAct,
  input: { id: number; version: number },
): Promise<GovernanceAction> {
  const action = await lockAction(tx, input.id);
  if (action.version !== input.version)
    throw staleVersion({
      version: action.version,
      title: action.title,
      state: action.state,
      evidence: action.evidence,
    });
  if (transitions[action.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This action is ${stateWords[action.state].toLowerCase()}.`,
      data: { allowed: Object.keys(transitions[action.state]) },
    });
  return action;
}

/** Changes owner, date, words, state or evidence; the version before it stays. */
export const updateAction = defineAct<ActionChange, { id: number }>({
  name: 'action:update',
  right: 'action:manage',
  about: (input) => ({ subject: 'action', subjectId: input.id }),
  run: async (tx, input, context) => {
    const { actor, wrote } = context;
    const action = await lockFor(tx, 'update', input);
    const needs = input.needs ?? action;
    const same =
      input.ownerId === action.ownerId &&
      needs.needsRole === action.needsRole &&
      needs.needsSkill === action.needsSkill;
    const kept = same ? keptOf(action) : await fitted(tx, context, { ...input, needs });
    await writeAction(tx, input.id, { ...input, ...kept });
    await keepVersion(tx, input.id, actor.staffId);
    await wrote({ subject: 'action', subjectId: input.id, detail: { state: input.state } });
    return { id: input.id };
  },
});

/** Closes an action; what shows that it was done has to be said. */
export const closeAction = defineAct<{ id: number; version: number; evidence: string }, { id: number }>({
  name: 'action:close',
  right: 'action:manage',
  about: (input) => ({ subject: 'action', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const action = await lockFor(tx, 'close', input);
    if (input.evidence.trim() === '')
      throw invalid([{ field: 'evidence', text: 'Say what shows that it was done' }]);
    await writeAction(tx, input.id, {
      ...action,
      ...keptOf(action),
      state: 'closed',
      evidence: input.evidence,
    });
    await keepVersion(tx, input.id, actor.staffId);
    await wrote({ subject: 'action', subjectId: input.id, detail: { state: 'closed' } });
    return { id: input.id };
  },
});

/** Undoes a closing. */
export const reopenAction = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'action:reopen',
  right: 'action:manage',
  about: (input) => ({ subject: 'action', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const action = await lockFor(tx, 'reopen', input);
    await writeAction(tx, input.id, { ...action, ...keptOf(action), state: 'in-progress' });
    await keepVersion(tx, input.id, actor.staffId);
    await wrote({ subject: 'action', subjectId: input.id, detail: { state: 'in-progress' } });
    return { id: input.id };
  },
});
