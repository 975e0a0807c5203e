import { type Act, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { aboutVictim, notNow } from './acts.ts';
import {
  endConditionRow,
  insertCondition,
  insertOffer,
  insertReferral,
  insertSatisfaction,
  insertUpdate,
  lockCondition,
  lockOffer,
  lockReferral,
  lockUpdate,
  updateGiven,
  updateOffer,
  updateReferral,
} from './part-store.ts';
import {
  type ConditionInput,
  type GivingInput,
  type OfferInput,
  offerMoves,
  pointsTo,
  type ReferralInput,
  referralMoves,
  type SatisfactionInput,
  type SettlingInput,
  type UpdateInput,
  updateMoves,
} from './rules.ts';
import { lockVictim } from './store.ts';
import type { ReferralState, Victim } from './types.ts';

interface Made {
  id: number;
}

/** What is added under a victim: the case is open, and the entry of the audit names the victim's record and no more. */
const adding = <Input>({
  name,
  insert,
}: {
  name: string;
  insert: (tx: Tx, input: Input & { victimId: number; staffId: number }, victim: Victim) => Promise<Made>;
}): Act<Input & { id: number }, Made> =>
  defineAct<Input & { id: number }, Made>({
    name,
    right: 'victim:work',
    about: aboutVictim,
    run: async (tx, input, { actor, wrote }) => {
      const victim = await lockVictim(tx, input.id);
      if (victim.state === 'closed') throw notNow('This case is closed. Open it again first.');
      const made = await insert(tx, { ...input, victimId: input.id, staffId: actor.staffId }, victim);
      await wrote({ subject: 'victim', subjectId: input.id, detail: { part: made.id } });
      return made;
    },
  });

interface Moving {
  /** The victim, and the part of it. */
  id: number;
  part: number;
  version: number;
}

const moving = <Input, Row extends { version: number }>(work: {
  name: string;
  lock(tx: Tx, key: { id: number; victimId: number }): Promise<Row>;
  words(row: Row): string;
  allowed(row: Row, input: Input): boolean;
  write(tx: Tx, id: number, input: Input, by: { staffId: number; today: string }): Promise<unknown>;
}): Act<Input & Moving, Made> =>
  defineAct<Input & Moving, Made>({
    name: work.name,
    right: 'victim:work',
    about: aboutVictim,
    run: async (tx, input, { actor, today, wrote }) => {
      const row = await work.lock(tx, { id: input.part, victimId: input.id });
      if (row.version !== input.version) throw staleVersion({ text: work.words(row), version: row.version });
      if (!work.allowed(row, input)) throw notNow('This cannot be done with it any more.');
      await work.write(tx, input.part, input, { staffId: actor.staffId, today });
      await wrote({ subject: 'victim', subjectId: input.id, detail: { part: input.part } });
      return { id: input.part };
    },
  });

export const addUpdate = adding<UpdateInput>({ name: 'victim:add-update', insert: insertUpdate });
export const addReferral = adding<ReferralInput>({ name: 'victim:refer', insert: insertReferral });
export const addSatisfaction = adding<SatisfactionInput>({
  name: 'victim:add-satisfaction',
  insert: insertSatisfaction,
});
export const addOffer = adding<OfferInput>({ name: 'victim:offer', insert: insertOffer });

/** Checked against who they are as the record has it now, not as the form had it. */
export const addCondition = adding<ConditionInput>({
  name: 'victim:add-condition',
  insert: (tx, input, victim) => {
    if (input.wording !== null && pointsTo(input.wording, victim))
      throw invalid([
        { field: 'wording', text: 'This names them or says where they live. Write “the victim” instead' },
      ]);
    return insertCondition(tx, input);
  },
});

export const giveUpdate = moving<GivingInput, Awaited<ReturnType<typeof lockUpdate>>>({
  name: 'victim:give-update',
  lock: lockUpdate,
  words: (row) => `${row.state === 'given' ? 'Given' : 'Not given'}. ${row.words ?? ''}`,
  allowed: (row, input) => updateMoves[row.state].includes(input.state),
  write: (tx, id, input, { staffId }) => updateGiven(tx, id, { ...input, by: staffId }),
});

export const moveReferral = moving<
  { state: ReferralState; outcome: string | null },
  Awaited<ReturnType<typeof lockReferral>>
>({
  name: 'victim:move-referral',
  lock: lockReferral,
  words: (row) => `${row.state}. ${row.outcome ?? ''}`,
  allowed: (row, input) => referralMoves[row.state].includes(input.state),
  write: (tx, id, input) => updateReferral(tx, id, input),
});

export const endCondition = moving<{ why: string }, Awaited<ReturnType<typeof lockCondition>>>({
  name: 'victim:end-condition',
  lock: lockCondition,
  words: (row) => (row.endedWhy === null ? 'It is in force.' : `It ended: ${row.endedWhy}`),
  allowed: (row) => row.endedOn === null,
  write: (tx, id, input, { today }) => endConditionRow(tx, id, { on: today, why: input.why }),
});

export const settleOffer = moving<SettlingInput, Awaited<ReturnType<typeof lockOffer>>>({
  name: 'victim:settle-offer',
  lock: lockOffer,
  words: (row) => `${row.state}. ${row.words ?? ''}`,
  allowed: (row, input) => offerMoves[row.state].includes(input.state),
  write: (tx, id, input) => updateOffer(tx, id, input),
});
