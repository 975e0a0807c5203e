import { closeReasons, openReason } from '../../access/reasons.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays, type Day, dayStart } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  enrolRow,
  findParticipant,
  getAllocation,
  getParticipant,
  insertContract,
  insertEvent,
  lockContract,
  lockParticipant,
  loseRow,
  stopTreatment,
  updateContract,
  withdrawRow,
  writeAssessment,
} from './person-store.ts';
import {
  type ContractAct,
  contractEnd,
  contractTransitions,
  excludedBy,
  type ParticipantAct,
  participantTransitions,
  stratumOf,
  whyNotComplete,
} from './rules.ts';
import { getTrial } from './store.ts';
import {
  type Condition,
  type ConditionState,
  type Contract,
  type ContractState,
  contractWords,
  type Participant,
  participantWords,
  type Trial,
} from './types.ts';

const about = ({ personId }: { personId: number }) => ({ subject: 'person', subjectId: personId });

interface OfPerson {
  trialId: number;
  personId: number;
}

async function openOne(tx: Tx, { actor }: ActContext, trialId: number): Promise<Trial> {
  const trial = await getTrial(tx, actor.schemeId, trialId);
  if (trial.state !== 'open')
    throw new WaymarkError('not-allowed-now', { text: 'This trial takes nobody on now.' });
  return trial;
}

export interface AssessInput extends OfPerson {
  /** Of the last assessment, as the form showed it; 0 where there is none. */
  version: number;
  answers: Readonly<Record<string, string>>;
  levels: Readonly<Record<string, string>>;
  consent: 'given' | 'refused' | null;
  consentOn: Day | null;
  consentHow: 'paper' | 'to-worker' | null;
}

type Found = Pick<Parameters<typeof writeAssessment>[1], 'state' | 'reasons' | 'stratum'>;

/** @throws WaymarkError `invalid` for what was left out */
function assessed({ body }: Trial, input: AssessInput, today: Day): Found {
  const errors: FieldError[] = body.questions
    .filter(({ code }) => !['yes', 'no'].includes(input.answers[code] ?? ''))
    .map(({ code, text }) => ({ field: `q-${code}`, text: `Answer: ${text}` }));
  if (errors.length > 0) throw invalid(errors);
  const reasons = excludedBy(body.questions, input.answers);
  if (reasons.length > 0) return { state: 'excluded', reasons, stratum: null };
  for (const { code, label, levels } of body.strata)
    if (!levels.includes(input.levels[code] ?? ''))
      errors.push({ field: `s-${code}`, text: `Choose: ${label}` });
  if (body.consent !== null && input.consent === null)
    errors.push({ field: 'consent', text: 'Say whether they agree' });
  if (input.consent === 'given' && (input.consentOn === null || input.consentOn > today))
    errors.push({ field: 'consentOn', text: 'Give the day on which they agreed, today or earlier' });
  if (input.consent === 'given' && input.consentHow === null)
    errors.push({ field: 'consentHow', text: 'Say how they agreed' });
  if (errors.length > 0) throw invalid(errors);
  const stratum = stratumOf(body.strata, input.levels) ?? null;
  return { state: input.consent === 'refused' ? 'refused' : 'eligible', reasons: [], stratum };
}

/** Looks at somebody for a trial: eligible or not and why, which stratum, and whether they agree. */
export const assessForTrial = defineAct<AssessInput, { id: number; state: string }>({
  name: 'trial:assess',
  right: 'trial:enrol',
  about,
  run: async (tx, input, context) => {
    const trial = await openOne(tx, context, input.trialId);
    const found = assessed(trial, input, context.today);
    const before = await findParticipant(tx, input.trialId, input.personId);
    if ((before?.version ?? 0) !== input.version)
      throw staleVersion({ state: before === undefined ? '' : participantWords[before.state] });
    if (before !== undefined && participantTransitions[before.state].assess === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'They are enrolled: what was found then stands.',
      });
    const { staffId } = context.actor;
    const id = await writeAssessment(tx, { ...input, ...found, staffId, now: context.now }, before?.id);
    await context.wrote({
      subject: 'trial_participant',
      subjectId: id,
      personId: input.personId,
      detail: { trial: input.trialId, state: found.state },
    });
    await context.emit('trial-changed', { trialId: input.trialId });
    return { id, state: found.state };
  },
});

async function lockedParticipant(
  tx: Tx,
  input: OfPerson & { version: number },
  act: ParticipantAct,
): Promise<Participant> {
  const participant = await lockParticipant(tx, input.trialId, input.personId);
  if (participant.version !== input.version)
    throw staleVersion({ state: participantWords[participant.state] });
  if (participantTransitions[participant.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `They are “${participantWords[participant.state].toLowerCase()}” in this trial.`,
    });
  return participant;
}

const noted = ({ wrote, emit }: ActContext, { id, trialId, personId }: Participant): Promise<unknown> =>
  Promise.all([
    wrote({ subject: 'trial_participant', subjectId: id, personId, detail: { trial: trialId } }),
    emit('trial-changed', { trialId }),
  ]);

/** Enrols for good. The answer holds no arm: the list is asked afterwards, by the randomiser. */
export const enrolInTrial = defineAct<OfPerson & { version: number }, { id: number }>({
  name: 'trial:enrol',
  right: 'trial:enrol',
  about,
  run: async (tx, input, context) => {
    await openOne(tx, context, input.trialId);
    const participant = await lockedParticipant(tx, input, 'enrol');
    await enrolRow(tx, participant.id, context.actor.staffId, context.now);
    await noted(context, participant);
    return { id: participant.id };
  },
});

/** They withdraw: the allocation stands, treatment stops, and where they ask, later data are not used. */
export const withdrawFromTrial = defineAct<
  OfPerson & { version: number; data: 'keep' | 'stop' },
  { id: number }
>({
  name: 'trial:withdraw',
  right: 'trial:enrol',
  about,
  run: async (tx, input, context) => {
    const participant = await lockedParticipant(tx, input, 'withdraw');
    const { today } = context;
    await withdrawRow(tx, participant.id, today, input.data === 'stop' ? today : null);
    await stopTreatment(tx, participant.id, today);
    await noted(context, participant);
    return { id: participant.id };
  },
});

/** They cannot be followed up any more, and why. */
export const loseFromTrial = defineAct<OfPerson & { version: number; why: string }, { id: number }>({
  name: 'trial:lose',
  right: 'trial:enrol',
  about,
  run: async (tx, input, context) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why they cannot be followed up' }]);
    const participant = await lockedParticipant(tx, input, 'lose');
    await loseRow(tx, participant.id, context.today, why);
    await noted(context, participant);
    return { id: participant.id };
  },
});

/** Names the trial and not the contract: who may see who works with somebody need not learn more. */
const sourceOf = (trialId: number): string => `trial:${trialId}`;

/** A worker's reason ends by itself so many days after the contract's last day. */
const daysAfter = 28;

export interface ContractInput extends OfPerson {
  workerId: number;
  /** Codes of the protocol's conditions, and one in words of their own. */
  conditions: readonly string[];
  own: string;
}

/** Conditions as chosen. @throws WaymarkError `invalid` for none, for too many, and for an unknown one */
function conditionsOf({ body }: Trial, input: ContractInput): Condition[] {
  const known = body.contract?.conditions ?? [];
  const chosen = input.conditions.map((code): Condition => {
    const found = known.find((one) => one.code === code);
    if (found === undefined) throw invalid([{ field: 'conditions', text: 'Choose from the list' }]);
    return { code, words: found.name, state: 'set' };
  });
  const own = input.own.trim();
  if (own !== '') chosen.push({ code: 'own', words: own, state: 'set' });
  const most = body.contract?.mostConditions ?? 0;
  if (chosen.length === 0) throw invalid([{ field: 'conditions', text: 'Choose at least one condition' }]);
  if (chosen.length > most)
    throw invalid([{ field: 'conditions', text: `A contract has at most ${most} conditions` }]);
  return chosen;
}

/** Begins the contract of somebody allocated to it, and gives its worker a reason for the person. */
export const startContract = defineAct<ContractInput, { id: number }>({
  name: 'trial:contract',
  right: 'trial:treat',
  about,
  run: async (tx, input, context) => {
    const { actor, now, today } = context;
    const trial = await getTrial(tx, actor.schemeId, input.trialId);
    // Whoever treats changes nothing of the participation, and so cannot lock it: the table has one contract of each.
    const participant = await getParticipant(tx, input.trialId, input.personId);
    const { arm } = await getAllocation(tx, participant.id);
    if (trial.body.contract === null || arm !== trial.body.arms[0]?.code || participant.withdrewOn !== null)
      throw new WaymarkError('not-allowed-now', { text: 'No contract is due to them.' });
    const toDay = contractEnd(today, trial.body.contract.months);
    const { id } = await insertContract(tx, {
      trialId: trial.id,
      participantId: participant.id,
      personId: input.personId,
      fromDay: today,
      toDay,
      conditions: conditionsOf(trial, input),
      workerId: await workerOf(tx, actor, input.workerId),
    });
    const { personId, workerId } = input;
    if (workerId !== actor.staffId)
      await openReason(tx, {
        personId,
        kind: 'co-worker',
        holder: { staffId: workerId },
        source: sourceOf(trial.id),
        closesAt: dayStart(addDays(toDay, daysAfter)),
      });
    const event = { contractId: id, personId, onDay: today, staffId: actor.staffId, now };
    await insertEvent(tx, { ...event, what: 'started', words: 'The contract was signed.' });
    await noted(context, participant);
    return { id };
  },
});

/** Whoever works on a contract treats; giving it to a colleague opens the person to them, which is a right of its own. */
async function workerOf(tx: Tx, actor: ActContext['actor'], workerId: number): Promise<number> {
  if (workerId === actor.staffId) return workerId;
  if (!actor.may('access:open'))
    throw invalid([{ field: 'worker', text: 'Only who may open access gives a contract to a colleague' }]);
  const found = await tx.maybe(sql<{ id: number }>`
    select r.staff_id as id from staff_role r join role_right t on t.role = r.role and t.scheme_id = r.scheme_id and t."right" = 'trial:treat'
    where r.staff_id = ${workerId} and r.scheme_id = ${actor.schemeId} and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date) limit 1`);
  if (found === undefined) throw invalid([{ field: 'worker', text: 'Choose a worker from the list' }]);
  return workerId;
}

export interface ContractStep {
  personId: number;
  id: number;
  version: number;
  act: Exclude<ContractAct, 'withdraw'>;
  words: string;
  /** Of `condition`: which, and what it is now. */
  condition?: string;
  to?: ConditionState;
}

const eventOf: Record<ContractStep['act'], string> = {
  progress: 'progress',
  condition: 'condition',
  breach: 'breach',
  continue: 'continue',
  prosecute: 'prosecute',
  complete: 'completed',
};

/** @throws WaymarkError `not-allowed-now` for who may not take this step, and for a contract that is not there yet */
function checkStep(contract: Contract, input: ContractStep, context: ActContext, isPolice: boolean): void {
  const decides = input.act === 'continue' || input.act === 'prosecute';
  if (decides && !isPolice)
    throw new WaymarkError('not-allowed-now', { text: 'The police decide what follows a breach.' });
  if (decides && contract.breachBy === context.actor.staffId)
    throw new WaymarkError('not-allowed-now', {
      text: 'Somebody else decides: not whoever reported the breach.',
    });
  const why = input.act === 'complete' ? whyNotComplete(contract, context.today) : undefined;
  if (why !== undefined) throw new WaymarkError('not-allowed-now', { text: why });
}

/** A step under a contract: progress, a condition met, a breach, what the police decided of it, or its completion. */
export const stepContract = defineAct<ContractStep, { id: number; state: string }>({
  name: 'trial:contract-step',
  right: 'trial:treat',
  about,
  run: async (tx, input, context) => {
    const { actor, now, today } = context;
    const words = input.words.trim();
    if (words === '') throw invalid([{ field: 'words', text: 'Say what happened' }]);
    const contract = await lockContract(tx, input.id, input.personId);
    if (contract.version !== input.version) throw staleVersion({ state: contractWords[contract.state] });
    const state = contractTransitions[contract.state][input.act];
    if (state === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: `The contract is “${contractWords[contract.state].toLowerCase()}”.`,
      });
    const { kind } = await tx.one(
      sql<{ kind: string }>`select kind from agency where id = ${actor.agencyId}`,
    );
    checkStep(contract, input, context, kind === 'police');
    const ended = isOver(state);
    await updateContract(tx, contract.id, {
      state,
      conditions: changed(contract.conditions, input),
      breachBy: input.act === 'breach' ? actor.staffId : contract.breachBy,
      endedOn: ended ? today : null,
    });
    const { personId } = input;
    await insertEvent(tx, {
      ...{ contractId: contract.id, personId, what: eventOf[input.act], onDay: today, words },
      ...{ staffId: actor.staffId, now },
    });
    if (ended && actor.may('access:open'))
      await closeReasons(tx, { source: sourceOf(contract.trialId), personId });
    await context.wrote({ subject: 'trial_contract', subjectId: contract.id, personId });
    await context.emit('trial-changed', { trialId: contract.trialId });
    return { id: contract.id, state };
  },
});

const isOver = (state: ContractState): boolean => state === 'completed' || state === 'failed';

function changed(conditions: readonly Condition[], input: ContractStep): Condition[] {
  if (input.act !== 'condition') return [...conditions];
  const { to } = input;
  if (to === undefined || !conditions.some(({ code }) => code === input.condition))
    throw invalid([{ field: 'condition', text: 'Choose a condition and what it is now' }]);
  return conditions.map((one) => (one.code === input.condition ? { ...one, state: to } : one));
}
