import { closeReasons, openReason } from '../../access/reasons.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { isOnScheme } from '../on-scheme.ts';
import { meetUnmet } from './need-store.ts';
import { amendmentsOf, isOpen, transitions } from './rules.ts';
import { referralsRule } from './scheme.ts';
import { serviceIsOpen } from './service-rules.ts';
import { getService } from './service-store.ts';
import {
  findShared,
  insertEvent,
  insertReferral,
  type LockedReferral,
  lockReferral,
  putShared,
  updateState,
  updateText,
} from './store.ts';
import {
  type ReasonInput,
  type ReferralInput,
  type ReferralMove,
  type ReferralState,
  referralStateWords,
} from './types.ts';

export const notNow = (text: string, allowed: readonly string[] = []): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed } });

/** The next state, or the refusal that names what is allowed. */
export function nextState(state: ReferralState, move: ReferralMove): ReferralState {
  const next = transitions[state][move];
  if (next === undefined)
    throw notNow(
      `The referral is “${referralStateWords[state]}”: this cannot be done with it now.`,
      Object.keys(transitions[state]),
    );
  return next;
}

export const sourceOf = (referralId: number): string => `referral:${referralId}`;

/** One line of a referral's history, by whoever acts. */
export const eventBy = (
  context: Pick<ActContext, 'actor' | 'now'>,
  referral: { id: number; personId: number },
) => ({
  referralId: referral.id,
  personId: referral.personId,
  agencyId: context.actor.agencyId,
  staffId: context.actor.staffId,
  at: context.now,
});

/** The provider, and the scheme's pathways manager where all partners may know, see the person from here on. */
async function openAccess(
  tx: Tx,
  schemeId: number,
  referral: { id: number; personId: number; providerAgencyId: number; handling: string },
): Promise<void> {
  const reason = { personId: referral.personId, kind: 'referral' as const, source: sourceOf(referral.id) };
  await openReason(tx, { ...reason, holder: { agencyId: referral.providerAgencyId } });
  if (referral.handling === 'partners')
    await openReason(tx, { ...reason, holder: { post: `pathways:${schemeId}` } });
}

export const closeAccess = (tx: Tx, referral: { id: number; personId: number }): Promise<void> =>
  closeReasons(tx, { source: sourceOf(referral.id), personId: referral.personId, kind: 'referral' });

async function send(
  tx: Tx,
  context: ActContext,
  referral: {
    id: number;
    personId: number;
    providerAgencyId: number;
    handling: string;
    state: ReferralState;
  },
): Promise<void> {
  const state = nextState(referral.state, 'send');
  await updateState(tx, referral.id, {
    state,
    by: context.actor.staffId,
    now: context.now,
    workerId: null,
  });
  await insertEvent(tx, { ...eventBy(context, referral), what: 'send' });
  await openAccess(tx, context.actor.schemeId, referral);
}

export const staleReferral = (referral: LockedReferral): WaymarkError =>
  staleVersion({
    text: `${referralStateWords[referral.state]}. Need: ${referral.need} – Goal: ${referral.goal}`,
    version: referral.version,
  });

/** The need that a referral was made for is met by it, where it is still open. */
async function meet(
  tx: Tx,
  { actor, now }: ActContext,
  referral: { id: number; personId: number },
  unmetId: number,
): Promise<void> {
  const { personId } = referral;
  const met = await meetUnmet(tx, {
    id: unmetId,
    personId,
    referralId: referral.id,
    by: actor.staffId,
    at: now,
  });
  if (met > 0) await closeReasons(tx, { source: `unmet:${unmetId}`, personId, kind: 'referral' });
}

export interface MakingReferral extends ReferralInput {
  personId: number;
  serviceId: number;
  send: boolean;
  /** An unmet need that this referral meets. */
  unmetId: number | null;
}

/** Writes a referral to a service, as a draft or sent at once. */
export const makeReferral = defineAct<MakingReferral, { id: number }>({
  name: 'referral:make',
  right: 'referral:make',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, context) => {
    const { actor, today, wrote } = context;
    if (!(await isOnScheme(tx, input.personId)))
      throw notNow('Only somebody on the scheme is referred from it.');
    const service = await getService(tx, input.serviceId);
    if (!serviceIsOpen(service, today))
      throw notNow('This service takes no referrals now. Choose another, or record the need as unmet.');
    const { id: ruleId } = await referralsRule(tx, actor, today);
    const { id } = await insertReferral(tx, {
      ...input,
      schemeId: actor.schemeId,
      providerAgencyId: service.agencyId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      ruleId,
    });
    const key = { id, personId: input.personId };
    await putShared(tx, { referralId: id, personId: input.personId, agencyId: actor.agencyId }, input);
    if (!input.send) await insertEvent(tx, { ...eventBy(context, key), what: 'draft' });
    if (input.send)
      await send(tx, context, {
        ...key,
        providerAgencyId: service.agencyId,
        handling: input.handling,
        state: 'draft',
      });
    if (input.send && input.unmetId !== null) await meet(tx, context, key, input.unmetId);
    await wrote({
      subject: 'referral',
      subjectId: id,
      personId: input.personId,
      detail: {
        service: input.serviceId,
        state: input.send ? 'sent' : 'draft',
        offence: input.offenceType !== null,
      },
    });
    return { id };
  },
});

/** Changes a draft, and sends it where asked to. */
export const changeDraft = defineAct<
  ReferralInput & { id: number; version: number; send: boolean },
  { id: number }
>({
  name: 'referral:change-draft',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, today, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    if (referral.state !== 'draft')
      throw notNow('It was sent: amend it and say why.', Object.keys(transitions[referral.state]));
    const { id: ruleId } = await referralsRule(tx, actor, today);
    await updateText(tx, input.id, { ...input, ruleId, by: actor.staffId });
    await putShared(
      tx,
      { referralId: input.id, personId: referral.personId, agencyId: actor.agencyId },
      input,
    );
    if (input.send) await send(tx, context, { ...referral, handling: input.handling });
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { state: input.send ? 'sent' : 'draft', offence: input.offenceType !== null },
    });
    return { id: input.id };
  },
});

/** Sends a draft as it is, or once more what was declined. */
export const sendReferral = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'referral:send',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    if (!serviceIsOpen(await getService(tx, referral.serviceId), context.today))
      throw notNow('This service takes no referrals now. Choose another, or record the need as unmet.');
    await send(tx, context, referral);
    await context.wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { was: referral.state, state: 'sent' },
    });
    return { id: input.id };
  },
});

/** Amends what was sent: each field keeps its old and its new text, and why. Who may see it stays as it was. */
export const amendReferral = defineAct<
  ReferralInput & { id: number; version: number; why: string },
  { id: number; changed: number }
>({
  name: 'referral:amend',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    nextState(referral.state, 'amend');
    const shared = await findShared(tx, input.id);
    if (shared === undefined) throw new WaymarkError('not-found');
    const changes = amendmentsOf({ ...referral, ...shared }, { ...input, handling: referral.handling });
    for (const change of changes)
      await insertEvent(tx, { ...eventBy(context, referral), ...change, what: 'amend', why: input.why });
    if (changes.length > 0) {
      await updateText(tx, input.id, {
        ...input,
        handling: referral.handling,
        ruleId: referral.ruleId,
        by: actor.staffId,
      });
      await putShared(
        tx,
        { referralId: input.id, personId: referral.personId, agencyId: actor.agencyId },
        input,
      );
    }
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { changed: changes.length, offence: input.offenceType !== null },
    });
    return { id: input.id, changed: changes.length };
  },
});

/** The referrer takes it back, at any time; the provider's access ends. */
export const withdrawReferral = defineAct<ReasonInput & { id: number; version: number }, { id: number }>({
  name: 'referral:withdraw',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'referral', subjectId: id }),
  run: async (tx, input, context) => {
    const { actor, now, wrote } = context;
    const referral = await lockReferral(tx, input.id);
    if (referral.version !== input.version) throw staleReferral(referral);
    const state = nextState(referral.state, 'withdraw');
    await updateState(tx, input.id, { ...input, state, by: actor.staffId, now });
    await insertEvent(tx, {
      ...eventBy(context, referral),
      what: 'withdraw',
      became: input.reasonCode,
      why: input.reason,
    });
    if (isOpen(referral.state)) await closeAccess(tx, referral);
    await wrote({
      subject: 'referral',
      subjectId: input.id,
      personId: referral.personId,
      detail: { was: referral.state, state, reason: input.reasonCode },
    });
    return { id: input.id };
  },
});
