import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { findPlan, listGoals, listSteps } from './store.ts';
import type { Goal, Pathway, Plan, Step } from './types.ts';

interface PathwayOfRule {
  code: string;
  name: string;
  oasys?: string[];
  unsourced?: boolean;
}

export interface PathwaysRule {
  pathways: PathwayOfRule[];
  women?: PathwayOfRule[];
}

/** Every pathway of the scheme, in its order. */
export async function loadPathways(tx: Tx, schemeId: number, today: string): Promise<Pathway[]> {
  const rule = await ruleInForce<PathwaysRule>(tx, schemeId, 'pathways', today);
  return [
    ...rule.body.pathways.map((one) => pathwayOf(one, false)),
    ...(rule.body.women ?? []).map((one) => pathwayOf(one, true)),
  ];
}

const pathwayOf = (one: PathwayOfRule, forWomen: boolean): Pathway => ({
  code: one.code,
  name: one.name,
  forWomen,
  oasys: one.oasys ?? [],
  unsourced: one.unsourced ?? false,
});

export interface LoadedPlan {
  plan: Plan | undefined;
  pathways: Pathway[];
  goals: Goal[];
  steps: Step[];
}

export async function loadPlan(
  tx: Tx,
  ask: { schemeId: number; today: string; personId: number },
): Promise<LoadedPlan> {
  const [pathways, plan] = await Promise.all([
    loadPathways(tx, ask.schemeId, ask.today),
    planOf(tx, ask.personId),
  ]);
  return { pathways, ...plan };
}

/** Steps of goals in force that should have been done before today. */
export async function overdueSteps(tx: Tx, personId: number, today: Day): Promise<number> {
  const { goals, steps } = await planOf(tx, personId);
  const active = new Set(goals.filter(({ state }) => state === 'active').map(({ id }) => id));
  return steps.filter(
    ({ goalId, state, dueOn }) =>
      active.has(goalId) && (state === 'to-do' || state === 'doing') && dueOn !== null && dueOn < today,
  ).length;
}

/** The person's plan with its goals and steps. */
export const planOf = oncePerTransaction(
  async (tx, personId: number): Promise<Pick<LoadedPlan, 'plan' | 'goals' | 'steps'>> => {
    const plan = await findPlan(tx, personId);
    if (plan === undefined) return { plan, goals: [], steps: [] };
    const [goals, steps] = await Promise.all([listGoals(tx, plan.id), listSteps(tx, plan.id)]);
    return { plan, goals, steps };
  },
);
