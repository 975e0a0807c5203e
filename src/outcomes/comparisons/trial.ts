import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { FEWEST_PEOPLE, fisherExact, riskDifferenceNewcombe, riskRatio } from '../../statistics/index.ts';
import type { CommonFigures, GatherAsk, Gathered } from '../measures/types.ts';
import { refusalWords } from './rules.ts';
import { type ArmCounts, countArms, type FlowCounts, findFlow, getTrialFacts } from './trial-store.ts';
import type { Registered, TrialPlan } from './types.ts';

export interface TrialInput extends Registered {
  plan: TrialPlan;
  dataTo: Day;
  horizonMonths: number;
  openedOn: Day | null;
  arms: ({ name: string } & ArmCounts)[];
  flow: FlowCounts | null;
}

export interface TrialFigures extends CommonFigures {
  plan: TrialPlan;
  name: string;
  planned: boolean;
  horizonMonths: number;
  openedOn: Day | null;
  /** As drawn; counts are null where they were left out because they are small. */
  arms: {
    name: string;
    allocated: number | null;
    received: number | null;
    withdrew: number | null;
    lost: number | null;
    dataStopped: number | null;
    analysed: number;
    reoffended: number | null;
    reoffences: number | null;
  }[];
  flow: Omit<FlowCounts, 'arms'> | null;
  /** First arm less second; −0.08 is eight fewer of every hundred. The one test that the plan names. */
  difference: { value: number; lower: number; upper: number } | null;
  /** Beside it: the ratio and Fisher’s exact test, which may say otherwise near no difference. */
  ratio: { value: number; lower: number; upper: number } | null;
  fisherP: number | null;
}

/** Reads the arms, once the trial has closed; before that the policies give no row. */
export async function gatherTrial(
  tx: Tx,
  ask: GatherAsk,
  plan: TrialPlan,
  registered: Registered,
): Promise<Gathered<TrialInput>> {
  const facts = await getTrialFacts(tx, ask.schemeId, plan.trialId);
  const { horizonMonths } = facts;
  const [counts, flow] = [
    await countArms(tx, { trialId: plan.trialId, horizonMonths, dataTo: ask.dataTo }),
    await findFlow(tx, plan.trialId),
  ];
  const none = {
    allocated: 0,
    analysed: 0,
    dataStopped: 0,
    withdrew: 0,
    lost: 0,
    reoffended: 0,
    reoffences: 0,
  };
  const input = {
    ...registered,
    plan,
    dataTo: ask.dataTo,
    horizonMonths,
    openedOn: facts.openedAt === null ? null : londonDay(facts.openedAt),
    arms: facts.arms.map(({ code, name }) => ({
      ...(counts.find(({ arm }) => arm === code) ?? { ...none, arm: code }),
      name,
    })),
    flow: flow ?? null,
  };
  return { input, read: sha256(canonicalJson(input)) };
}

/** By intention to treat: everybody in the arm that they were drawn into. Without a plan made before, it is no level 5. */
export function measureTrial(input: TrialInput): TrialFigures {
  const { plan, arms, flow, dataTo, horizonMonths, openedOn, planned, name } = input;
  const figures: TrialFigures = {
    level: 0,
    counted: arms.reduce((sum, { analysed }) => sum + analysed, 0),
    dataTo,
    plan,
    name,
    planned,
    horizonMonths,
    openedOn,
    arms: arms.map(({ arm, ...counts }) => ({
      ...counts,
      received: flow?.arms.find((one) => one.arm === arm)?.received ?? null,
    })),
    flow: flow === null ? null : flowOf(flow),
    difference: null,
    ratio: null,
    fisherP: null,
  };
  const why = refusalOf(arms);
  const [one, other] = arms.map(({ reoffended, analysed }) => ({ events: reoffended, people: analysed }));
  if (why !== null || one === undefined || other === undefined)
    return {
      ...figures,
      counted: 0,
      // What came out by arm does not pass a refusal.
      arms: figures.arms.map((arm) => ({ ...arm, reoffended: null, reoffences: null })),
      cannotWhy: why ?? refusalWords('one-class-only'),
    };
  const { estimate, lower, upper } = riskDifferenceNewcombe(one, other);
  const ratio = one.events > 0 && other.events > 0 ? riskRatio(one, other) : null;
  return {
    ...figures,
    level: planned ? 5 : 3,
    difference: { value: estimate, lower, upper },
    ratio: ratio === null ? null : { value: ratio.estimate, lower: ratio.lower, upper: ratio.upper },
    fisherP: fisherExact([
      [one.events, one.people - one.events],
      [other.events, other.people - other.events],
    ]).pValue,
  };
}

const flowOf = ({ assessed, excluded, refused, notYetEnrolled, randomised }: FlowCounts) => ({
  assessed,
  excluded,
  refused,
  notYetEnrolled,
  randomised,
});

function refusalOf(arms: TrialInput['arms']): string | null {
  if (arms.length !== 2) return 'This analysis is for trials of two arms.';
  const [one, other] = arms;
  if (one === undefined || other === undefined || one.analysed + other.analysed === 0)
    return refusalWords('no-people');
  if (Math.min(one.analysed, other.analysed) < FEWEST_PEOPLE) return refusalWords('too-few-people');
  const missing = arms.reduce((sum, { allocated, analysed }) => sum + allocated - analysed, 0);
  return missing > 0.2 * arms.reduce((sum, { allocated }) => sum + allocated, 0)
    ? 'More than a fifth of those who were drawn cannot be followed to the end, so who is left is not who was drawn.'
    : null;
}
