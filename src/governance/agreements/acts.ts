import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  type AgreementAct,
  coverOf,
  problemsOfAgreement,
  problemsOfVariation,
  stateOfAgreement,
  transitions,
} from './rules.ts';
import {
  bumpVersion,
  closeCover,
  insertAgreement,
  insertParty,
  insertVariation,
  listParties,
  listVariations,
  lockAgreement,
  moveCover,
  openCover,
  setEnded,
  setExpiry,
  signPartyRow,
} from './store.ts';
import { type Agreement, type AgreementInput, stateWords, type VariationInput } from './types.ts';

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
        staffId: actor.staffId,
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
      text: `This agreement is no longer in force (${stateWords[state].toLowerCase()}). Register a new one.`,
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

/** Varies an agreement in force: a new last day, chained to the one before; what it shares moves with it. */
export const varyAgreement = defineAct<VariationInput, { id: number; number: number }>({
  name: 'agreement:vary',
  right: 'agreement:manage',
  changesAccess: true,
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'vary', input, today);
    const problems = problemsOfVariation(agreement, input, today);
    if (problems.length > 0) throw invalid(problems);
    const number = (await listVariations(tx, input.id)).length + 1;
    await insertVariation(tx, input.id, {
      ...input,
      number,
      wasExpiresOn: agreement.expiresOn,
      staffId: actor.staffId,
    });
    await setExpiry(tx, input.id, input);
    await moveCover(tx, input.id, addDays(input.expiresOn, 1));
    await wrote({ subject: 'agreement', subjectId: input.id, detail: { variation: number } });
    return { id: input.id, number };
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
