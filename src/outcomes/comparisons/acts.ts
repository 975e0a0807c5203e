import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { planFaults } from './plan-faults.ts';
import { mayRun, transitions } from './rules.ts';
import { askRun, insertComparison, lockComparison, withdraw } from './store.ts';
import { type Comparison, type Foreseen, type Plan, stateWords } from './types.ts';

interface RegisterInput {
  name: string;
  plan: Plan;
  foreseen: Foreseen;
  dataTo: Day | null;
  outcomeFrom: Day | null;
  countableOn: Day | null;
  example?: boolean;
}

/** Registers a plan as it stands: from here on nobody changes it, and it is dated by the clock of the server. */
export const registerComparison = defineAct<RegisterInput, { id: number }>({
  name: 'comparison:register',
  right: 'measure:run',
  run: async (tx, input, { actor, now, wrote }) => {
    const faults = planFaults(input.name, input.plan);
    if (faults.length > 0) throw invalid(faults);
    const { example = false, ...plan } = input;
    const { id } = await insertComparison(tx, {
      ...plan,
      name: input.name.trim(),
      example,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
      now,
    });
    await wrote({ subject: 'comparison', subjectId: id, detail: { design: input.plan.design } });
    return { id };
  },
});

interface ComparisonKey {
  id: number;
  version: number;
}

const about = ({ id }: ComparisonKey) => ({ subject: 'comparison', subjectId: id });

async function locked(tx: Tx, { id, version }: ComparisonKey): Promise<Comparison> {
  const comparison = await lockComparison(tx, id);
  if (comparison.version !== version) throw staleVersion({ state: stateWords[comparison.state] });
  return comparison;
}

const notNow = ({ state }: Comparison): WaymarkError =>
  new WaymarkError('not-allowed-now', {
    text: `This comparison is “${stateWords[state].toLowerCase()}”, so this cannot be done now.`,
    data: { allowed: [...transitions[state]] },
  });

/** Asks for a run. The measurement service does it; the act says who asked. */
export const askComparison = defineAct<ComparisonKey, { id: number }>({
  name: 'comparison:run',
  right: 'measure:run',
  about,
  run: async (tx, input, { now, wrote, emit }: ActContext) => {
    const comparison = await locked(tx, input);
    if (!mayRun(comparison, now)) throw notNow(comparison);
    await askRun(tx, input.id, now);
    await wrote(about(input));
    await emit('comparison-asked', { comparisonId: input.id });
    return { id: input.id };
  },
});

/** Withdraws a plan that has no result. It stays on the list, with why. */
export const withdrawComparison = defineAct<ComparisonKey & { why: string }, { id: number }>({
  name: 'comparison:withdraw',
  right: 'measure:run',
  about,
  run: async (tx, input, { now, wrote }) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why it is withdrawn' }]);
    const comparison = await locked(tx, input);
    if (!transitions[comparison.state].includes('withdraw')) throw notNow(comparison);
    await withdraw(tx, input.id, why, now);
    await wrote(about(input));
    return { id: input.id };
  },
});
