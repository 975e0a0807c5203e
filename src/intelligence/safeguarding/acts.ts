import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { findRule, type RuleVersion } from '../../scheme/rules.ts';
import { mayAdd, transitions } from './rules.ts';
import { getConcern, insertConcern, insertStep, lockConcern } from './store.ts';
import type { ConcernInput, HubRule, StepKind } from './types.ts';

const subject = 'safeguarding_concern';

export interface Hub {
  rule: RuleVersion<HubRule>;
  /** The agency whose staff answer in the system, where it is one of the scheme's. */
  agencyId: number | null;
  ways: ConcernInput['way'][];
}

/** The hub in force today; undefined where the scheme has entered none. */
export async function findHub(tx: Tx, schemeId: number, today: Day): Promise<Hub | undefined> {
  const rule = await findRule<HubRule>(tx, schemeId, 'safeguarding-hub', today);
  if (rule === undefined) return undefined;
  const agency =
    rule.body.agency === undefined
      ? undefined
      : (await listAgencies(tx)).find(({ code }) => code === rule.body.agency);
  return { rule, agencyId: agency?.id ?? null, ways: agency === undefined ? ['file'] : ['in-app', 'file'] };
}

/** Sends a concern to the hub: what was previewed and nothing else. A file is sent only when its sender says so. */
export const sendConcern = defineAct<ConcernInput & { personId: number | null }, { id: number }>({
  name: 'safeguarding:send',
  right: 'safeguarding:send',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId ?? 0 }),
  run: async (tx, input, { actor, today, wrote }) => {
    const hub = await findHub(tx, actor.schemeId, today);
    if (hub === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'The scheme has not entered who its safeguarding hub is.',
      });
    if (!hub.ways.includes(input.way))
      throw new WaymarkError('not-allowed-now', {
        text: 'The hub cannot be sent to in this way. Open the form again.',
      });
    const id = await insertConcern(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      hubAgencyId: input.way === 'in-app' ? hub.agencyId : null,
      ruleId: hub.rule.id,
    });
    const state = input.way === 'file' ? 'to-send' : 'sent';
    await insertStep(tx, { concernId: id, state, note: '', staffId: actor.staffId, byHub: false });
    await wrote({
      subject,
      subjectId: id,
      ...(input.personId === null ? {} : { personId: input.personId }),
      detail: { about: input.about, urgent: input.urgent, way: input.way, fields: input.fields.length },
    });
    return { id };
  },
});

export interface AnswerInput {
  id: number;
  /** The newest step that the form showed. */
  stepId: number;
  state: StepKind;
  note: string;
}

async function answer(
  tx: Tx,
  input: AnswerInput,
  by: { staffId: number; byHub: boolean },
): Promise<{ id: number }> {
  await lockConcern(tx, input.id);
  const concern = await getConcern(tx, input.id);
  if (concern.stepId !== input.stepId) throw staleVersion({ text: concern.state, version: concern.stepId });
  const { state } = input;
  if (state === 'added' ? !mayAdd(concern.state) : !transitions[concern.state].includes(state))
    throw new WaymarkError('not-allowed-now', { data: { allowed: [...transitions[concern.state]] } });
  await insertStep(tx, { concernId: input.id, state: input.state, note: input.note, ...by });
  return { id: input.id };
}

/** The hub says where a concern stands; whoever sent it sees it at once. */
export const answerConcern = defineAct<AnswerInput, { id: number }>({
  name: 'safeguarding:answer',
  right: 'safeguarding:answer',
  about: ({ id }) => ({ subject, subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const done = await answer(tx, input, { staffId: actor.staffId, byHub: true });
    await wrote({ subject, subjectId: input.id, detail: { state: input.state } });
    return done;
  },
});

/** The sender gives more, says that a file was sent, or notes what the hub answered outside the system. */
export const noteAnswer = defineAct<AnswerInput, { id: number }>({
  name: 'safeguarding:note',
  right: 'safeguarding:send',
  about: ({ id }) => ({ subject, subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const done = await answer(tx, input, { staffId: actor.staffId, byHub: false });
    await wrote({ subject, subjectId: input.id, detail: { state: input.state } });
    return done;
  },
});
