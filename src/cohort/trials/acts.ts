import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { registrationErrors, registrationHash, type TrialAct, trialTransitions } from './rules.ts';
import { insertAmendment, insertTrial, lockTrial, updateProtocol, updateTrialState } from './store.ts';
import {
  type AmendmentPart,
  type Protocol,
  type Registration,
  type Trial,
  type TrialDesigns,
  type TrialState,
  trialStateWords,
} from './types.ts';

export interface TrialKey {
  id: number;
  version: number;
}

const about = ({ id }: { id: number }) => ({ subject: 'trial', subjectId: id });

async function locked(
  tx: Tx,
  { actor }: ActContext,
  { id, version }: TrialKey,
  act: TrialAct,
): Promise<{ trial: Trial; state: TrialState }> {
  const trial = await lockTrial(tx, actor.schemeId, id);
  if (trial.version !== version)
    throw staleVersion({ name: trial.name, state: trialStateWords[trial.state], version: trial.version });
  const state = trialTransitions[trial.state][act];
  if (state === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This trial is “${trialStateWords[trial.state].toLowerCase()}”, so this cannot be done now.`,
      data: { allowed: Object.keys(trialTransitions[trial.state]) },
    });
  return { trial, state };
}

/** A draft from one of the scheme's designs. */
export const draftTrial = defineAct<{ design: string; name: string }, { id: number }>({
  name: 'trial:draft',
  right: 'trial:manage',
  run: async (tx, input, { actor, today, wrote }) => {
    const name = input.name.trim();
    if (name === '') throw invalid([{ field: 'name', text: 'Give the trial a name' }]);
    const rule = await ruleInForce<TrialDesigns>(tx, actor.schemeId, 'trial-designs', today);
    const design = rule.body.designs.find(({ code }) => code === input.design);
    if (design === undefined) throw invalid([{ field: 'design', text: 'Choose a design' }]);
    const { id } = await insertTrial(tx, {
      schemeId: actor.schemeId,
      name,
      body: design.protocol,
      example: rule.example,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'trial', subjectId: id, detail: { design: input.design } });
    return { id };
  },
});

export interface SavedTrial {
  name: string;
  body: Protocol;
  registration: Registration;
}

/** Keeps a draft as it is, whole or not: what is missing is said when it is submitted. */
export const saveTrial = defineAct<TrialKey & SavedTrial, { id: number }>({
  name: 'trial:save',
  right: 'trial:manage',
  about,
  run: async (tx, input, context) => {
    await locked(tx, context, input, 'save');
    await updateProtocol(tx, input.id, input);
    await context.wrote(about(input));
    return { id: input.id };
  },
});

/** @throws WaymarkError `invalid` with each thing that is missing */
export const submitTrial = defineAct<TrialKey, { id: number }>({
  name: 'trial:submit',
  right: 'trial:manage',
  about,
  run: async (tx, input, context) => {
    const { trial, state } = await locked(tx, context, input, 'submit');
    const errors = registrationErrors(trial.body, trial, context.today);
    if (errors.length > 0) throw invalid(errors);
    return move(tx, context, trial, { state });
  },
});

async function move(
  tx: Tx,
  { actor, now, wrote, emit }: ActContext,
  { id }: { id: number },
  to: { state: TrialState; why?: string; registered?: string },
): Promise<{ id: number }> {
  await updateTrialState(tx, id, { ...to, staffId: actor.staffId, now });
  await wrote({ subject: 'trial', subjectId: id, detail: { state: to.state } });
  await emit('trial-changed', { trialId: id });
  return { id };
}

/** Registers the protocol. A second person does it: not who wrote any of it or submitted it; the table refuses it too. */
export const approveTrial = defineAct<TrialKey, { id: number }>({
  name: 'trial:approve',
  right: 'trial:approve',
  about,
  run: async (tx, input, context) => {
    const { trial, state } = await locked(tx, context, input, 'approve');
    if ([...trial.writers, trial.submittedBy].includes(context.actor.staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'A second person approves a trial: nobody who wrote any of it or submitted it.',
      });
    const registered = registrationHash(trial.name, trial.body, trial);
    return move(tx, context, trial, { state, registered });
  },
});

export const sendBackTrial = defineAct<TrialKey & { why: string }, { id: number }>({
  name: 'trial:send-back',
  right: 'trial:approve',
  about,
  run: async (tx, input, context) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say what is to be changed' }]);
    const { trial, state } = await locked(tx, context, input, 'send-back');
    return move(tx, context, trial, { state, why });
  },
});

/** Opens it to enrolment: only once the seed's hash stands for all to see. */
export const openTrial = defineAct<TrialKey, { id: number }>({
  name: 'trial:open',
  right: 'trial:manage',
  about,
  run: async (tx, input, context) => {
    const { trial, state } = await locked(tx, context, input, 'open');
    if (trial.commitment === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'The seed’s hash is not published yet. Look again in a minute.',
      });
    return move(tx, context, trial, { state });
  },
});

/** Pauses, goes on, closes, publishes the list, or withdraws a trial that never opened. */
export const stepTrial = defineAct<
  TrialKey & { step: 'pause' | 'resume' | 'close' | 'reveal' | 'withdraw' },
  { id: number }
>({
  name: 'trial:step',
  right: 'trial:manage',
  about,
  run: async (tx, input, context) => {
    const { trial, state } = await locked(tx, context, input, input.step);
    return move(tx, context, trial, { state });
  },
});

/** A dated change beside what was registered, with how many were allocated by then. */
export const amendTrial = defineAct<
  TrialKey & { part: AmendmentPart; words: string; why: string },
  { id: number }
>({
  name: 'trial:amend',
  right: 'trial:manage',
  about,
  run: async (tx, input, context) => {
    const [words, why] = [input.words.trim(), input.why.trim()];
    const errors = [
      ...(words === '' ? [{ field: 'words', text: 'Write what is changed' }] : []),
      ...(why === '' ? [{ field: 'why', text: 'Say why it is changed' }] : []),
    ];
    if (errors.length > 0) throw invalid(errors);
    const { trial } = await locked(tx, context, input, 'amend');
    const { staffId } = context.actor;
    await insertAmendment(tx, { trialId: trial.id, part: input.part, words, why, staffId, now: context.now });
    await context.wrote({ ...about(input), detail: { part: input.part } });
    return { id: input.id };
  },
});
