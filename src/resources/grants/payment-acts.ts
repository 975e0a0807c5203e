import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { getClaim, type LinkedClaim } from '../../outcomes/index.ts';
import { findRule } from '../../scheme/rules.ts';
import { showPounds } from '../costs/money.ts';
import {
  decidePaymentRow,
  getPayment,
  insertPayment,
  listPayments,
  setReceived,
  withdrawPaymentRow,
} from './payment-store.ts';
import { type ContactKinds, type PaymentFacts, payableFor, unspentOf, whyNotPaidOn } from './rules.ts';
import { listQuarters, listReturns, lockGrant } from './store.ts';
import type { Grant, Payment } from './types.ts';

/** What a payment is decided by. */
export async function paymentFacts(
  tx: Tx,
  grant: Grant,
  scheme: { schemeId: number; today: Day },
): Promise<PaymentFacts & { payments: Payment[] }> {
  const [quarters, returns, payments, kinds] = await Promise.all([
    listQuarters(tx, grant.id),
    listReturns(tx, grant.id),
    listPayments(tx, grant.id),
    findRule<ContactKinds>(tx, scheme.schemeId, 'contact-kinds', scheme.today),
  ]);
  return { grant, quarters, returns, payments, kinds: kinds?.body ?? { kinds: [] } };
}

/** Results are paid on a published claim of the measure and the level that the terms name, and on each claim once. */
async function mustCarry(tx: Tx, grant: Grant, claimId: number | null): Promise<void> {
  if (grant.basis !== 'results') {
    if (claimId !== null) throw invalid([{ field: 'claim', text: 'This grant is not paid by results' }]);
    return;
  }
  if (claimId === null)
    throw invalid([{ field: 'claim', text: 'Choose the claim that the payment rests on' }]);
  const why = whyNotPaidOn(grant, asPaidOn(await getClaim(tx, claimId)));
  if (why !== undefined) throw invalid([{ field: 'claim', text: why }]);
}

/** A linked claim as the rule asks for it: its figure stays sealed. */
export const asPaidOn = (claim: LinkedClaim) => ({ ...claim, isPublished: claim.figure !== null });

/** Asks for a quarter's payment: the rules say how much, and that it has not been paid. It waits for somebody else. */
export const askPayment = defineAct<
  { grantId: number; quarterId: number; claimId: number | null; reason: string },
  { id: number }
>({
  name: 'grant:ask-payment',
  right: 'grant:pay',
  about: ({ grantId }) => ({ subject: 'grant', subjectId: grantId }),
  run: async (tx, input, { actor, now, today, wrote }) => {
    const grant = await lockGrant(tx, input.grantId);
    const payable = payableFor(
      await paymentFacts(tx, grant, { schemeId: actor.schemeId, today }),
      input.quarterId,
    );
    if (!payable.may) throw new WaymarkError('not-allowed-now', { text: payable.why });
    await mustCarry(tx, grant, input.claimId);
    const made = await insertPayment(tx, {
      grantId: grant.id,
      kind: 'payment',
      quarterId: input.quarterId,
      returnId: payable.returnId,
      claimId: input.claimId,
      pence: payable.pence,
      reason: input.reason.trim() || payable.how,
      staffId: actor.staffId,
      now,
    });
    if (made === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'This quarter, or this claim, has been paid for already.',
      });
    await wrote({ subject: 'grant-payment', subjectId: made.id });
    return made;
  },
});

/** Asks for money back: at most what was paid and neither spent nor asked back already. */
export const askClawback = defineAct<{ grantId: number; pence: string; reason: string }, { id: number }>({
  name: 'grant:ask-clawback',
  right: 'grant:pay',
  about: ({ grantId }) => ({ subject: 'grant', subjectId: grantId }),
  run: async (tx, input, { actor, now, wrote }) => {
    const grant = await lockGrant(tx, input.grantId);
    const [payments, returns] = await Promise.all([listPayments(tx, grant.id), listReturns(tx, grant.id)]);
    const most = mostBack(payments, returns);
    const pence = BigInt(input.pence);
    if (pence <= 0n || pence > most)
      throw invalid([
        {
          field: 'amount',
          text: `Enter an amount above nothing and up to ${showPounds(most > 0n ? most : 0n)}: what was paid and is neither reported as spent nor asked back`,
        },
      ]);
    if (input.reason.trim() === '') throw invalid([{ field: 'reason', text: 'Say why it is asked back' }]);
    const made = await insertPayment(tx, {
      grantId: grant.id,
      kind: 'clawback',
      quarterId: null,
      returnId: null,
      claimId: null,
      pence,
      reason: input.reason.trim(),
      staffId: actor.staffId,
      now,
    });
    if (made === undefined) throw new Error('a clawback met an index');
    await wrote({ subject: 'grant-payment', subjectId: made.id });
    return made;
  },
});

/** What may still be asked back, what waits for a second person taken off. */
export const mostBack = (payments: readonly Payment[], returns: Parameters<typeof unspentOf>[1]): bigint =>
  unspentOf(payments, returns) -
  payments
    .filter(({ kind, state }) => kind === 'clawback' && state === 'asked')
    .reduce((sum, { pence }) => sum + pence, 0n);

async function atVersion(tx: Tx, id: number, version: number): Promise<Payment> {
  const { grantId } = await getPayment(tx, id);
  // One at a time for a grant: two decisions cannot both count on the same money.
  await lockGrant(tx, grantId);
  const payment = await getPayment(tx, id);
  if (payment.version !== version) throw staleVersion({ version: payment.version, state: payment.state });
  return payment;
}

/** Releases or refuses what somebody else asked for. The rules are asked again: a return may have been opened since. */
export const decidePayment = defineAct<
  { id: number; version: number; state: 'released' | 'refused'; note: string | null },
  { id: number; grantId: number }
>({
  name: 'grant:decide-payment',
  right: 'grant:pay',
  about: ({ id }) => ({ subject: 'grant-payment', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const payment = await atVersion(tx, input.id, input.version);
    if (payment.state !== 'asked')
      throw new WaymarkError('not-allowed-now', { text: 'This is decided already.' });
    if (payment.askedBy === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You asked for this. Somebody else has to decide it.',
      });
    if (input.state === 'refused' && input.note === null)
      throw invalid([{ field: 'note', text: 'Say why it is refused' }]);
    if (input.state === 'released' && payment.returnId !== null) {
      const found = (await listReturns(tx, payment.grantId)).find(({ id }) => id === payment.returnId);
      if (found?.state !== 'accepted')
        throw new WaymarkError('not-allowed-now', {
          text: 'The return that it rests on is not accepted any more.',
        });
    }
    if (input.state === 'released' && payment.kind === 'clawback') await mustBeUnspent(tx, payment);
    if ((await decidePaymentRow(tx, payment.id, { ...input, staffId: actor.staffId, now })) === 0)
      throw new WaymarkError('not-allowed-now');
    await wrote({ subject: 'grant-payment', subjectId: payment.id, detail: { state: input.state } });
    return { id: payment.id, grantId: payment.grantId };
  },
});

/** Asked again when it is agreed to: what a return reports as spent meanwhile is not asked back. */
async function mustBeUnspent(tx: Tx, { grantId, pence }: Payment): Promise<void> {
  const [payments, returns] = await Promise.all([listPayments(tx, grantId), listReturns(tx, grantId)]);
  const unspent = unspentOf(payments, returns);
  if (pence > unspent)
    throw new WaymarkError('not-allowed-now', {
      text: `Only ${showPounds(unspent > 0n ? unspent : 0n)} is paid and neither spent nor asked back by now.`,
    });
}

/** Whoever asked takes it back while it waits. */
export const takeBackPayment = defineAct<{ id: number; version: number }, { id: number; grantId: number }>({
  name: 'grant:withdraw-payment',
  right: 'grant:pay',
  about: ({ id }) => ({ subject: 'grant-payment', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const payment = await atVersion(tx, input.id, input.version);
    if (payment.state !== 'asked' || payment.askedBy !== actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'Only whoever asked takes it back, and only while it waits.',
      });
    await withdrawPaymentRow(tx, payment.id);
    await wrote({ subject: 'grant-payment', subjectId: payment.id });
    return { id: payment.id, grantId: payment.grantId };
  },
});

/** Notes the day on which money asked back came in. */
export const receiveClawback = defineAct<
  { id: number; version: number; day: Day },
  { id: number; grantId: number }
>({
  name: 'grant:receive-clawback',
  right: 'grant:pay',
  about: ({ id }) => ({ subject: 'grant-payment', subjectId: id }),
  run: async (tx, input, { today, wrote }) => {
    const payment = await atVersion(tx, input.id, input.version);
    if (input.day > today) throw invalid([{ field: 'day', text: 'The day lies ahead' }]);
    if (payment.decidedAt !== null && input.day < londonDay(payment.decidedAt))
      throw invalid([{ field: 'day', text: 'The day comes before it was agreed to ask for the money' }]);
    if ((await setReceived(tx, payment.id, input.day)) === 0)
      throw new WaymarkError('not-allowed-now', { text: 'This was not agreed to, or is in already.' });
    await wrote({ subject: 'grant-payment', subjectId: payment.id });
    return { id: payment.id, grantId: payment.grantId };
  },
});
