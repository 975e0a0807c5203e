import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { lapsesOn } from './request-rules.ts';
import { insertRequest, varyUnsigned } from './request-store.ts';
import {
  type AgreementAct,
  problemOfDecision,
  problemsOfAgreement,
  problemsOfReview,
  problemsOfVariation,
  signersOf,
  stateOfAgreement,
  transitions,
} from './rules.ts';
import {
  bumpVersion,
  insertAgreement,
  insertParty,
  insertReview,
  insertVariation,
  listParties,
  listVariations,
  lockAgreement,
  noticesNumbered,
  withdrawVariationRow,
} from './store.ts';
import {
  type Agreement,
  type AgreementInput,
  type AgreementState,
  stateWords,
  type Variation,
  type VariationInput,
} from './types.ts';

/**
 * Enters an agreement, with its parties and the variations it has had, and asks a second person to confirm each signature
 * that it comes with. It opens nothing: a party has its share once its signature is confirmed.
 *
 * @throws WaymarkError `invalid` with the form's fields; `conflict` for a reference that is taken.
 */
export const registerAgreement = defineAct<AgreementInput, { id: number }>({
  name: 'agreement:register',
  right: 'agreement:manage',
  run: async (tx, input, { actor, today, wrote }) => {
    const problems = problemsOfAgreement(input, today);
    if (problems.length > 0) throw invalid(problems);
    const finalExpiresOn = input.earlier.at(-1)?.expiresOn ?? input.expiresOn;
    const entered = { ...input, finalExpiresOn, schemeId: actor.schemeId, staffId: actor.staffId };
    const { id } = await insertAgreement(tx, entered);
    await insertEarlier(tx, id, input, actor.staffId);
    let asked = 0;
    for (const party of input.parties) {
      const { id: partyId } = await insertParty(tx, id, party);
      const { signedAs, signedOn } = party;
      if (signedAs === null && signedOn === null) continue;
      await insertRequest(tx, id, {
        ...{ kind: 'sign', partyId, signedAs, signedOn },
        ...{ staffId: actor.staffId, askedOn: today, lapsesOn: lapsesOn(today, null) },
      });
      asked += 1;
    }
    await wrote({
      subject: 'agreement',
      subjectId: id,
      detail: { kind: input.kind, parties: input.parties.length, asked },
    });
    return { id };
  },
});

async function insertEarlier(tx: Tx, id: number, input: AgreementInput, staffId: number): Promise<void> {
  let wasExpiresOn = input.expiresOn;
  for (const [index, variation] of input.earlier.entries()) {
    await insertVariation(tx, id, {
      ...variation,
      number: index + 1,
      wasExpiresOn,
      decisionNote: null,
      staffId,
      state: 'in-effect',
      reviewOn: null,
    });
    wasExpiresOn = variation.expiresOn;
  }
}

/** Why something may not be done with an agreement as it stands. */
export const refusalWords = (state: AgreementState, act: AgreementAct): string =>
  state === 'expired'
    ? `This agreement has expired. An expired agreement cannot be ${act === 'vary' ? 'varied' : 'changed'}: register a new one.`
    : state === 'waiting'
      ? 'This agreement waits for signatures: it is not in force until every party has signed.'
      : state === 'suspended'
        ? 'This agreement is suspended. A second person ends it or lets it open again before anything else.'
        : `This agreement can no longer be changed (${stateWords[state].toLowerCase()}). Register a new one.`;

/** Locks the agreement and refuses a stale version or a state that does not allow the act. */
export async function lockFor(
  tx: Tx,
  act: AgreementAct,
  input: { id: number; version: number },
  today: Day,
): Promise<Agreement> {
  const agreement = await lockAgreement(tx, input.id);
  if (agreement.version !== input.version)
    throw staleVersion({
      version: agreement.version,
      expiresOn: agreement.expiresOn,
      endedOn: agreement.endedOn,
    });
  const state = stateOfAgreement(agreement, today);
  if (transitions[state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: refusalWords(state, act),
      data: { state, allowed: Object.keys(transitions[state]) },
    });
  return agreement;
}

/**
 * Varies an agreement in force, chained to what it was before. It waits until every party that has signed the agreement
 * has signed the variation too: what is shared moves with the last signature.
 */
export const varyAgreement = defineAct<VariationInput, { id: number; number: number; inEffect: boolean }>({
  name: 'agreement:vary',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'vary', input, today);
    const variations = await listVariations(tx, input.id);
    const unfounded = problemOfDecision(
      input.id,
      input,
      input.decision === null ? [] : await noticesNumbered(tx, input.decision),
    );
    const problems = [
      ...problemsOfVariation(agreement, input, today),
      ...(unfounded === undefined ? [] : [unfounded]),
    ];
    if (problems.length > 0) throw invalid(problems);
    if (
      variations.some(
        ({ state, wasExpiresOn }) => state === 'waiting' && wasExpiresOn === agreement.expiresOn,
      )
    )
      throw new WaymarkError('not-allowed-now', {
        text: 'Another variation waits for signatures. Record them, or withdraw it first.',
      });
    const waits = signersOf(await listParties(tx, input.id)).length > 0;
    const number = variations.length + 1;
    const variation = await insertVariation(tx, input.id, {
      ...input,
      decisionNote: input.decisionNote ?? null,
      number,
      wasExpiresOn: agreement.expiresOn,
      staffId: actor.staffId,
      state: 'waiting',
    });
    await bumpVersion(tx, input.id);
    if (!waits) await varyUnsigned(tx, variation.id);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { variation: number, waits } });
    return { id: input.id, number, inEffect: !waits };
  },
});

/** The variation of an agreement that waits for signatures, and the agreement, locked. */
export async function waitingVariation(
  tx: Tx,
  input: { id: number; version: number; variationId: number },
): Promise<{ agreement: Agreement; variation: Variation }> {
  const agreement = await lockAgreement(tx, input.id);
  if (agreement.version !== input.version) throw staleVersion({ version: agreement.version });
  const variation = (await listVariations(tx, input.id)).find(({ id }) => id === input.variationId);
  if (variation === undefined) throw new WaymarkError('not-found');
  if (variation.state !== 'waiting' || agreement.endedOn !== null)
    throw new WaymarkError('not-allowed-now', {
      text: 'This variation does not wait for signatures any more.',
    });
  return { agreement, variation };
}

/** Withdraws a variation that waits for signatures. */
export const withdrawVariation = defineAct<
  { id: number; version: number; variationId: number; why: string },
  { id: number }
>({
  name: 'agreement:withdraw-variation',
  right: 'agreement:manage',
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const { variation } = await waitingVariation(tx, input);
    await withdrawVariationRow(tx, variation.id, input.why);
    await bumpVersion(tx, input.id);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { variation: variation.number } });
    return { id: input.id };
  },
});

/** Records a review, and when the next one is. */
export const reviewAgreement = defineAct<
  { id: number; version: number; heldOn: Day; found: string; nextOn: Day | null },
  { id: number }
>({
  name: 'agreement:review',
  right: 'agreement:manage',
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'review', input, today);
    const problems = problemsOfReview(agreement, input, today);
    if (problems.length > 0) throw invalid(problems);
    await insertReview(tx, input.id, { ...input, staffId: actor.staffId });
    await wrote({ subject: 'agreement', subjectId: input.id });
    return { id: input.id };
  },
});
