import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { lockFor } from './acts.ts';
import {
  type Correction,
  changesOf,
  type PartyName,
  problemsOfCorrection,
  problemsOfSaying,
} from './correct-rules.ts';
import { askOf } from './request-acts.ts';
import {
  type Corrected,
  correctRow,
  insertParty,
  listParties,
  listVariations,
  referenceTaken,
  setOwner,
} from './store.ts';
import type { Agreement, Says } from './types.ts';

const taken = async (tx: Tx, id: number, reference: string): Promise<void> => {
  if (await referenceTaken(tx, id, reference))
    throw invalid([
      { field: 'reference', text: 'Another agreement has this reference already. Choose another' },
    ]);
};

const refusals: Record<Exclude<Corrected, 'done' | 'stale'>, string> = {
  over: 'This agreement can no longer be changed.',
  signed:
    'Somebody has signed this agreement: what it says is changed by two people, its days by a variation.',
  varied: 'It has been varied: its days change by a variation only.',
  asked:
    'A signature was asked of this party, so it is not taken away: change it to the party that was meant.',
};

/** Puts right whatever an agreement says, while nobody has signed it: it shares nothing, so one person is enough. */
export const correctAgreement = defineAct<
  Correction & { id: number; version: number; ownerId: number | null },
  { id: number }
>({
  name: 'agreement:correct',
  right: 'agreement:manage',
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const agreement = await lockFor(tx, 'describe', input, today);
    const problems = problemsOfCorrection(agreement, input, await listVariations(tx, input.id), today);
    if (problems.length > 0) throw invalid(problems);
    await taken(tx, input.id, input.says.reference);
    const { startsOn, expiresOn, reviewOn, parties } = input;
    const there = parties.filter(({ id }) => id !== null);
    const came = await correctRow(tx, input.id, input.version, {
      ...input.says,
      ...{ startsOn, expiresOn, reviewOn, parties: there },
    });
    if (came === 'stale') throw staleVersion({ version: agreement.version });
    if (came !== 'done') throw new WaymarkError('not-allowed-now', { text: refusals[came] });
    for (const party of parties.filter(({ id, gone }) => id === null && !gone))
      await insertParty(tx, input.id, { ...party, signedAs: null, signedOn: null });
    await ownedBy(tx, agreement, input.ownerId);
    await wrote({ subject: 'agreement', subjectId: input.id });
    return { id: input.id };
  },
});

/** Whom its warnings go to is nothing that it says. */
async function ownedBy(tx: Tx, agreement: Agreement, ownerId: number | null): Promise<void> {
  if (agreement.ownerId !== ownerId) await setOwner(tx, agreement.id, ownerId);
}

/**
 * Asks that what an agreement says be changed, old and new words side by side for a second person. Its days are changed by a
 * variation, and what each party may have by a new agreement.
 */
export const describeAgreement = defineAct<
  {
    id: number;
    version: number;
    says: Says;
    names: readonly PartyName[];
    ownerId: number | null;
    why: string;
  },
  { id: number; requestId: number | null }
>({
  name: 'agreement:describe',
  right: 'agreement:manage',
  about: (input) => ({ subject: 'agreement', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const agreement = await lockFor(tx, 'describe', input, today);
    const parties = await listParties(tx, input.id);
    const changes = changesOf(agreement, parties, input);
    const fields = Object.keys(changes);
    let requestId: number | null = null;
    if (fields.length > 0) {
      const why = input.why.trim();
      const problems = problemsOfSaying(agreement, parties, input);
      if (why === '') problems.push({ field: 'why', text: 'Say why it is changed' });
      if (problems.length > 0) throw invalid(problems);
      await taken(tx, input.id, input.says.reference);
      requestId = await askOf(tx, input.id, { kind: 'describe', changes, why }, { actor, today });
    } else if (agreement.ownerId === input.ownerId)
      throw invalid([{ field: 'title', text: 'Nothing was changed' }]);
    await ownedBy(tx, agreement, input.ownerId);
    const detail = { request: requestId, fields: fields.length };
    await wrote({ subject: 'agreement', subjectId: input.id, detail });
    return { id: input.id, requestId };
  },
});
