import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  type AgreementAct,
  coverOf,
  problemOfDecision,
  problemsOfAgreement,
  problemsOfReview,
  problemsOfVariation,
  problemsOfVariationSignature,
  signersOf,
  stateOfAgreement,
  transitions,
} from './rules.ts';
import {
  bumpVersion,
  clearSignature,
  closeCover,
  closeCoverOf,
  insertAgreement,
  insertParty,
  insertReview,
  insertVariation,
  insertVariationSignature,
  listParties,
  listVariationSignatures,
  listVariations,
  lockAgreement,
  moveCover,
  noticesNumbered,
  openCover,
  setDescription,
  setEnded,
  setExpiry,
  setVariationState,
  signPartyRow,
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
 * Enters an agreement, with its parties and the variations it has had, and opens what it lets each signed party
 * have, in the same transaction.
 *
 * @throws WaymarkError `invalid` with the form's fields; `conflict` for a reference that is taken.
 */
export const registerAgreement = defineAct<AgreementInput, { id: number }>({
  name: 'agreement:register',
  right: 'agreement:manage',
  changesAccess: true,
  run: async (tx, input, { actor, today, wrote }) => {
    const problems = problemsOfAgreement(input, today);
    if (problems.length > 0) throw invalid(problems);
    const finalExpiresOn = input.earlier.at(-1)?.expiresOn ?? input.expiresOn;
    const { id } = await insertAgreement(tx, {
      ...input,
      finalExpiresOn,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    let opened = 0;
    for (const party of input.parties) {
      await insertParty(tx, id, party);
      for (const cover of coverOf({ ...input, expiresOn: finalExpiresOn }, party)) {
        await openCover(tx, actor.schemeId, id, cover);
        opened += 1;
      }
    }
    let wasExpiresOn = input.expiresOn;
    for (const [index, variation] of input.earlier.entries()) {
      await insertVariation(tx, id, {
        ...variation,
        number: index + 1,
        wasExpiresOn,
        decisionNote: null,
        staffId: actor.staffId,
        state: 'in-effect',
        reviewOn: null,
      });
      wasExpiresOn = variation.expiresOn;
    }
    await wrote({
      subject: 'agreement',
      subjectId: id,
      detail: { kind: input.kind, parties: input.parties.length, opened },
    });
    return { id };
  },
});

/** Why something may not be done with an agreement as it stands. */
export const refusalWords = (state: AgreementState, act: AgreementAct): string =>
  state === 'expired'
    ? `This agreement has expired. An expired agreement cannot be ${act === 'vary' ? 'varied' : 'changed'}: register a new one.`
    : state === 'waiting'
      ? 'This agreement waits for signatures: it is not in force until every party has signed.'
      : `This agreement can no longer be changed (${stateWords[state].toLowerCase()}). Register a new one.`;

/** Locks the agreement and refuses a stale version or a state that does not allow the act. */
async function lockFor(
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

/** A party's signature: from that day, or the agreement's first if it is later, it gets what it is covered for. */
export const signAgreement = defineAct<
  { id: number; version: number; partyId: number; signedAs: string; signedOn: Day },
  { id: number }
>({
  name: 'agreement:sign',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'sign', input, today);
    const party = (await listParties(tx, input.id)).find((candidate) => candidate.id === input.partyId);
    if (party === undefined) throw new WaymarkError('not-found');
    if (party.signedOn !== null)
      throw new WaymarkError('not-allowed-now', { text: `${party.name} has signed already.` });
    if (input.signedOn > today)
      throw invalid([{ field: 'signedOn', text: `${party.name} cannot have signed in the future` }]);
    await signPartyRow(tx, input.id, party.id, { as: input.signedAs, on: input.signedOn });
    for (const cover of coverOf(agreement, { ...party, signedOn: input.signedOn }))
      await openCover(tx, actor.schemeId, input.id, cover);
    await bumpVersion(tx, input.id);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { party: party.id } });
    return { id: input.id };
  },
});

/**
 * Takes back a signature that was entered by mistake, with why; what it opened for that party closes at once. The reason
 * stays with the party's row, and so in its history.
 */
export const unsignAgreement = defineAct<
  { id: number; version: number; partyId: number; why: string },
  { id: number }
>({
  name: 'agreement:unsign',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    await lockFor(tx, 'unsign', input, today);
    if (input.why.trim() === '')
      throw invalid([{ field: 'why', text: 'Say why the signature is taken back' }]);
    const party = (await listParties(tx, input.id)).find((candidate) => candidate.id === input.partyId);
    if (party === undefined) throw new WaymarkError('not-found');
    await clearSignature(tx, input.id, party.id, input.why);
    const closed = party.agencyId === null ? 0 : await closeCoverOf(tx, input.id, party.agencyId, today);
    await bumpVersion(tx, input.id);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { party: party.id, closed } });
    return { id: input.id };
  },
});

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
    await insertVariation(tx, input.id, {
      ...input,
      decisionNote: input.decisionNote ?? null,
      number,
      wasExpiresOn: agreement.expiresOn,
      staffId: actor.staffId,
      state: waits ? 'waiting' : 'in-effect',
    });
    if (waits) await bumpVersion(tx, input.id);
    else {
      await setExpiry(tx, input.id, input);
      await moveCover(tx, input.id, addDays(input.expiresOn, 1));
    }
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { variation: number, waits } });
    return { id: input.id, number, inEffect: !waits };
  },
});

/** The variation of an agreement that waits for signatures, and the agreement, locked. */
async function waitingVariation(
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

/**
 * A party's signature of a variation: with the last one it takes effect. Signatures made before the agreement expired may
 * be entered after it.
 */
export const signVariation = defineAct<
  { id: number; version: number; variationId: number; partyId: number; signedAs: string; signedOn: Day },
  { id: number; inEffect: boolean }
>({
  name: 'agreement:sign-variation',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { variation } = await waitingVariation(tx, input);
    const [parties, signatures] = [
      signersOf(await listParties(tx, input.id)),
      (await listVariationSignatures(tx, input.id)).filter(({ variationId }) => variationId === variation.id),
    ];
    const party = parties.find(({ id }) => id === input.partyId);
    if (party === undefined) throw new WaymarkError('not-found');
    if (signatures.some(({ partyId }) => partyId === party.id))
      throw new WaymarkError('not-allowed-now', { text: `${party.name} has signed already.` });
    const problems = problemsOfVariationSignature(variation, input.signedOn, today);
    if (problems.length > 0) throw invalid(problems);
    await insertVariationSignature(tx, { ...input, staffId: actor.staffId });
    const inEffect = signatures.length + 1 === parties.length;
    if (inEffect) {
      await setVariationState(tx, variation.id, 'in-effect', null);
      await setExpiry(tx, input.id, variation);
      await moveCover(tx, input.id, addDays(variation.expiresOn, 1));
    } else await bumpVersion(tx, input.id);
    await wrote({
      subject: 'agreement',
      subjectId: input.id,
      detail: { variation: variation.number, inEffect },
    });
    return { id: input.id, inEffect };
  },
});

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
    await setVariationState(tx, variation.id, 'withdrawn', input.why);
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

/** What the agreement says of functions, funding and its exit plan, and whom its warnings go to. */
export const describeAgreement = defineAct<
  {
    id: number;
    version: number;
    functions: string | null;
    funding: string | null;
    exitPlan: string | null;
    ownerId: number | null;
  },
  { id: number }
>({
  name: 'agreement:describe',
  right: 'agreement:manage',
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    await lockFor(tx, 'describe', input, today);
    await setDescription(tx, input.id, input);
    await wrote({ subject: 'agreement', subjectId: input.id });
    return { id: input.id };
  },
});

/**
 * Ends an agreement early, at once or after a day still to come. What it shares closes in the same transaction.
 * `lastDay` null: at once, so that nothing is shared today any more.
 */
export const endAgreement = defineAct<
  { id: number; version: number; lastDay: Day | null; why: string },
  { id: number; closed: number }
>({
  name: 'agreement:end',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'end', input, today);
    if (input.lastDay !== null && input.lastDay < today)
      throw invalid([{ field: 'lastDay', text: 'The last day cannot lie in the past' }]);
    if (input.lastDay !== null && agreement.expiresOn !== null && input.lastDay > agreement.expiresOn)
      throw invalid([{ field: 'lastDay', text: 'It expires before that. Choose an earlier day' }]);
    const on = input.lastDay === null ? today : addDays(input.lastDay, 1);
    await setEnded(tx, input.id, { on, why: input.why, staffId: actor.staffId });
    const closed = await closeCover(tx, input.id, on);
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { closed, on } });
    return { id: input.id, closed };
  },
});
