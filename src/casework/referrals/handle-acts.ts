import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { closeAccess, eventBy, nextState, notNow, staleReferral } from './acts.ts';
import { isOpen, sessionMoves } from './rules.ts';
import { listProviderStaff } from './service-store.ts';
import {
  callOffPlanned,
  insertReport,
  insertSession,
  listSessions,
  lockSession,
  updateSession,
} from './session-store.ts';
import { insertEvent, lockReferral, updateState } from './store.ts';
import {
  type ProviderMove,
  type ReasonInput,
  type ReportInput,
  type SessionInput,
  sessionStateWords,
  type ToldInput,
} from './types.ts';

/** What the provider answers: each is one step of the lifecycle. */
export type Answer = Exclude<ProviderMove, 'complete' | 'end-early'>;

/**
 * Accepts, declines, starts or cancels a referral, or takes the answer back. With a refusal the provider's access
 * ends in the same transaction, unless another referral keeps it open.
 */
export const answerReferral = defineAct<
  Partial<ReasonInput> & { id: number; version: number; move: Answer },
  { id: number }
>({
  name: 'referral:answer',
  right: 'referral:handle',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, now, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    const state = nextState(referral.state, input.move);
    if ((input.move === 'decline' || input.move === 'cancel') && input.reasonCode === undefined)
      throw notNow('Say why the referral is not taken on.');
    if (input.move === 'cancel') await callOffPlanned(tx, input.id, actor.staffId);
    await updateState(tx, input.id, {
      state,
      by: actor.staffId,
      now,
      workerId: input.move === 'put-back' ? null : actor.staffId,
      reasonCode: input.reasonCode ?? null,
      reason: input.reason ?? null,
    });
    await insertEvent(tx, {
      ...eventBy(context, referral),
      what: input.move,
      became: input.reasonCode ?? null,
      why: input.reason ?? null,
    });
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { was: referral.state, state, reason: input.reasonCode ?? null },
    });
    if (!isOpen(state)) await closeAccess(tx, referral);
    return { id: input.id };
  },
});

/**
 * Where nobody of the provider is on the system, the referrer writes down what it said: the same moves, without
 * sessions and report. Refused where the provider has a worker who answers.
 */
export const answerForProvider = defineAct<ToldInput & { id: number; version: number }, { id: number }>({
  name: 'referral:answer-for',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, now, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    const state = nextState(referral.state, input.move);
    if ((await listProviderStaff(tx, referral.providerAgencyId)).length > 0)
      throw notNow('The provider has a worker here who answers.');
    await updateState(tx, input.id, { ...input, state, by: actor.staffId, now });
    await insertEvent(tx, {
      ...eventBy(context, referral),
      what: input.move,
      became: input.reasonCode,
      why: input.reason,
    });
    if (!isOpen(state)) await closeAccess(tx, referral);
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { was: referral.state, state, reason: input.reasonCode },
    });
    return { id: input.id };
  },
});

/** Plans a session, or writes down one that was held. */
export const addSession = defineAct<SessionInput & { referralId: number }, { id: number }>({
  name: 'referral:add-session',
  right: 'referral:handle',
  about: ({ referralId }) => ({ subject: 'referral', subjectId: referralId }),
  run: async (tx, input, { actor, wrote }) => {
    const referral = await lockReferral(tx, input.referralId);
    if (referral.state !== 'started')
      throw notNow('Sessions are recorded once the service has started. Start it first.');
    const { id } = await insertSession(tx, {
      ...input,
      personId: referral.personId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
    });
    await wrote({
      subject: 'referral_session',
      subjectId: id,
      personId: referral.personId,
      detail: { referral: referral.id, state: input.state },
    });
    return { id };
  },
});

/** Says whether they came and how it went, moves a session, or puts right what was recorded. */
export const changeSession = defineAct<
  SessionInput & { id: number; referralId: number; version: number },
  { id: number }
>({
  name: 'referral:change-session',
  right: 'referral:handle',
  about: ({ id }) => ({ subject: 'referral_session', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const referral = await lockReferral(tx, input.referralId);
    const session = await lockSession(tx, input);
    if (session.version !== input.version)
      throw staleVersion({
        text: `${sessionStateWords[session.state]}. ${session.feedback ?? '(no text)'}`,
        version: session.version,
      });
    if (!isOpen(referral.state) || !sessionMoves[session.state].includes(input.state))
      throw notNow(
        `The session is “${sessionStateWords[session.state]}”: this cannot be done with it now.`,
        sessionMoves[session.state],
      );
    await updateSession(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'referral_session',
      subjectId: input.id,
      personId: session.personId,
      detail: { referral: referral.id, was: session.state, state: input.state },
    });
    return { id: input.id };
  },
});

/** Ends the service with its report: how far each desired outcome was achieved. The provider's access ends with it. */
export const endReferral = defineAct<ReportInput & { id: number; version: number }, { id: number }>({
  name: 'referral:end',
  right: 'referral:handle',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, now, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    const state = nextState(referral.state, input.ending);
    const reported = new Set(input.outcomes.map(({ code }) => code));
    if (referral.outcomes.some((code) => !reported.has(code)))
      throw notNow('The report must say how far each desired outcome of the referral was achieved.');
    const open = (await listSessions(tx, input.id)).filter((one) => one.state === 'planned');
    if (open.some(({ at }) => at <= now))
      throw notNow('A session that has passed has no attendance yet. Record it before the report.');
    if (open.length > 0) await callOffPlanned(tx, input.id, actor.staffId);
    await insertReport(
      tx,
      {
        referralId: input.id,
        personId: referral.personId,
        agencyId: actor.agencyId,
        staffId: actor.staffId,
        at: now,
      },
      input,
    );
    await updateState(tx, input.id, { state, by: actor.staffId, now, reasonCode: input.reasonCode });
    await insertEvent(tx, {
      ...eventBy(context, referral),
      what: input.ending,
      became: input.reasonCode,
    });
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: {
        was: referral.state,
        state,
        achieved: input.outcomes.filter(({ level }) => level === 'achieved').length,
        outcomes: input.outcomes.length,
      },
    });
    await closeAccess(tx, referral);
    return { id: input.id };
  },
});
