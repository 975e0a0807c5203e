import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type LineMoney, moneyOf } from './budget.ts';
import { listActuals, lockCostLine } from './store.ts';
import type { Virement } from './types.ts';
import { mayMove, problemsOfMove } from './virement-rules.ts';
import {
  decideVirement,
  insertVirement,
  lockVirement,
  virementsOf,
  withdrawVirement,
} from './virement-store.ts';

/** Both lines, locked in one order, so that two people cannot move the same money. */
async function lockBoth(
  tx: Tx,
  ids: { fromLineId: number; toLineId: number },
  today: string,
): Promise<{ from: LineMoney; to: LineMoney }> {
  const money = new Map<number, LineMoney>();
  for (const id of [...new Set([ids.fromLineId, ids.toLineId])].sort((one, other) => one - other)) {
    const line = await lockCostLine(tx, id);
    if (line.removed) throw new WaymarkError('not-allowed-now', { text: 'The line was removed.' });
    money.set(id, moneyOf(line, await virementsOf(tx, [id]), await listActuals(tx, [id]), today));
  }
  return { from: money.get(ids.fromLineId) as LineMoney, to: money.get(ids.toLineId) as LineMoney };
}

interface VirementInput {
  fromLineId: number;
  toLineId: number;
  pence: string;
  reason: string;
  source: string | null;
  example: boolean;
}

/** Asks to move money from one line to another: to another purpose, year or both. It waits for somebody else. */
export const requestVirement = defineAct<VirementInput, { id: number }>({
  name: 'cost:ask-virement',
  right: 'cost:edit',
  run: async (tx, input, { actor, now, today, wrote }) => {
    if (!/^\d{1,18}$/.test(input.pence))
      throw invalid([{ field: 'amount', text: 'Enter the amount in pounds and pence' }]);
    if (input.reason.trim() === '') throw invalid([{ field: 'reason', text: 'Say why the money is moved' }]);
    const { from, to } = await lockBoth(tx, input, today);
    const problems = problemsOfMove(from, to, BigInt(input.pence));
    if (problems.length > 0) throw invalid(problems);
    const { id } = await insertVirement(tx, {
      ...input,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
      now,
    });
    await wrote({ subject: 'virement', subjectId: id });
    return { id };
  },
});

const checkVersion = (virement: Virement, version: number): void => {
  if (virement.version !== version) throw staleVersion({ version: virement.version, state: virement.state });
};

/** Approves or refuses what somebody else asked for; what is left in the line is asked again. */
export const decideOnVirement = defineAct<
  { id: number; version: number; state: 'approved' | 'refused'; note: string | null },
  { id: number }
>({
  name: 'cost:decide-virement',
  right: 'cost:approve',
  about: (input) => ({ subject: 'virement', subjectId: input.id }),
  run: async (tx, input, { actor, now, today, wrote }) => {
    const virement = await lockVirement(tx, input.id);
    checkVersion(virement, input.version);
    if (!mayMove(virement, input.state, actor))
      throw new WaymarkError('not-allowed-now', {
        text:
          virement.requestedBy === actor.staffId
            ? 'You asked for this virement. Somebody else has to decide it.'
            : 'This virement is decided already.',
      });
    if (input.state === 'refused' && input.note === null)
      throw invalid([{ field: 'note', text: 'Say why it is refused' }]);
    if (input.state === 'approved') {
      const { from, to } = await lockBoth(tx, virement, today);
      const problems = problemsOfMove(from, to, virement.pence, virement.pence);
      if (problems.length > 0) throw invalid(problems.map(({ text }) => ({ field: 'note', text })));
    }
    await decideVirement(tx, virement.id, {
      state: input.state,
      staffId: actor.staffId,
      now,
      note: input.note,
    });
    await wrote({ subject: 'virement', subjectId: virement.id, detail: { state: input.state } });
    return { id: virement.id };
  },
});

/** Whoever asked takes the request back, while nobody has decided it. */
export const takeBackVirement = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'cost:withdraw-virement',
  right: 'cost:edit',
  about: (input) => ({ subject: 'virement', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const virement = await lockVirement(tx, input.id);
    checkVersion(virement, input.version);
    if (!mayMove(virement, 'withdrawn', actor))
      throw new WaymarkError('not-allowed-now', {
        text: 'Only whoever asked takes a request back, and only while it waits.',
      });
    await withdrawVirement(tx, virement.id);
    await wrote({ subject: 'virement', subjectId: virement.id });
    return { id: virement.id };
  },
});
