import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  decideProposal,
  enactProposal,
  insertProposal,
  lockProposal,
  revokeFormulaOf,
  withdrawProposal,
} from './formula-store.ts';
import { problemOfShares } from './money.ts';
import type { CostShareRule, FormulaProposal } from './types.ts';
import { listBudgets } from './year-store.ts';

interface ProposalInput {
  kind: string;
  validFrom: string;
  body: CostShareRule;
}

/** What is wrong with a proposed formula, by field. */
function problemsOfFormula(input: ProposalInput): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^cost-share(:[a-z0-9-]{2,40})?$/.test(input.kind))
    errors.push({ field: 'code', text: 'Enter a code in small letters, like population' });
  if (!isDay(input.validFrom))
    errors.push({ field: 'validFrom', text: 'Enter the day from which, like 2027-04-01' });
  if (input.body.formula === '') errors.push({ field: 'formula', text: 'Enter the name of the formula' });
  if (input.body.source === '')
    errors.push({ field: 'source', text: 'Say which decision or agreement it rests on' });
  const problem =
    input.body.shares.length === 0
      ? 'Enter a share for at least one agency.'
      : problemOfShares(input.body.shares);
  if (problem !== undefined) errors.push({ field: 'shares', text: problem });
  return errors;
}

/** Proposes a formula, or a new version of one, from a day; somebody else puts it in force. */
export const proposeFormula = defineAct<ProposalInput, { id: number }>({
  name: 'cost:propose-formula',
  right: 'cost:edit',
  run: async (tx, input, { actor, now, wrote }) => {
    const problems = problemsOfFormula(input);
    if (problems.length > 0) throw invalid(problems);
    const { id } = await insertProposal(tx, {
      ...input,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
      now,
    });
    await wrote({ subject: 'cost-formula', subjectId: id });
    return { id };
  },
});

async function proposalAt(tx: Tx, input: { id: number; version: number }): Promise<FormulaProposal> {
  const proposal = await lockProposal(tx, input.id);
  if (proposal.version !== input.version)
    throw staleVersion({ version: proposal.version, state: proposal.state });
  if (proposal.state !== 'proposed')
    throw new WaymarkError('not-allowed-now', { text: 'This formula is decided already.' });
  return proposal;
}

/** Puts a proposed formula in force from its day, or refuses it. Nobody decides their own. */
export const decideOnFormula = defineAct<
  { id: number; version: number; state: 'approved' | 'refused'; note: string | null },
  { id: number }
>({
  name: 'cost:decide-formula',
  right: 'cost:approve',
  changesAccess: true,
  about: (input) => ({ subject: 'cost-formula', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const proposal = await proposalAt(tx, input);
    if (proposal.proposedBy === actor.staffId)
      throw new WaymarkError('not-allowed-now', {
        text: 'You proposed this formula. Somebody else has to decide it.',
      });
    if (input.state === 'refused' && input.note === null)
      throw invalid([{ field: `note-${proposal.id}`, text: 'Say why it is refused' }]);
    await decideProposal(tx, proposal.id, {
      state: input.state,
      staffId: actor.staffId,
      now,
      note: input.note,
    });
    if (input.state === 'approved') await enactProposal(tx, proposal.id);
    await wrote({ subject: 'cost-formula', subjectId: proposal.id, detail: { state: input.state } });
    return { id: proposal.id };
  },
});

/** Whoever proposed a formula takes it back, while nobody has decided it. */
export const takeBackFormula = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'cost:withdraw-formula',
  right: 'cost:edit',
  about: (input) => ({ subject: 'cost-formula', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const proposal = await proposalAt(tx, input);
    if (proposal.proposedBy !== actor.staffId)
      throw new WaymarkError('not-allowed-now', { text: 'Only whoever proposed it takes it back.' });
    await withdrawProposal(tx, proposal.id);
    await wrote({ subject: 'cost-formula', subjectId: proposal.id });
    return { id: proposal.id };
  },
});

/** Takes a formula back that was put in force: what it ended goes on as if it had not been. */
export const revokeFormula = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'cost:revoke-formula',
  right: 'cost:approve',
  changesAccess: true,
  about: (input) => ({ subject: 'cost-formula', subjectId: input.id }),
  run: async (tx, input, { now, wrote }) => {
    const proposal = await lockProposal(tx, input.id);
    if (proposal.version !== input.version)
      throw staleVersion({ version: proposal.version, state: proposal.state });
    if (proposal.state !== 'approved' || proposal.ruleId === null)
      throw new WaymarkError('not-allowed-now', { text: 'This formula is not in force.' });
    const field = `why-${proposal.id}`;
    if (input.why.trim() === '') throw invalid([{ field, text: 'Say why it is taken back' }]);
    const split = (await listBudgets(tx)).filter(
      ({ state, rules }) => state === 'approved' && rules.includes(proposal.ruleId ?? 0),
    );
    if (split.length > 0)
      throw invalid([
        {
          field,
          text: `The budget of ${split.map(({ year }) => year).join(', ')} was approved with it. Make it a draft again first`,
        },
      ]);
    const { done } = await revokeFormulaOf(tx, proposal.id, { why: input.why.trim(), now });
    if (!done) throw invalid([{ field, text: 'A later version was put in force. Take that back first' }]);
    await wrote({ subject: 'cost-formula', subjectId: proposal.id });
    return { id: proposal.id };
  },
});
