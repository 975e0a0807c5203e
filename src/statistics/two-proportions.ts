import { requireCount, requireLevel } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { wilsonInterval } from './single-intervals.ts';

/** One arm as randomised: how many of its `people` had the event. */
export type Arm = { readonly events: number; readonly people: number };

export type RiskDifference = Interval & {
  /** The simple interval beside it, too narrow with few people or risks near 0 or 1. */
  readonly wald: { readonly lower: number; readonly upper: number };
  readonly standardError: number;
  readonly risk: number;
  readonly referenceRisk: number;
};

function requireArm(name: string, { events, people }: Arm): void {
  requireCount(`events of the ${name}`, events);
  requireCount(`people of the ${name}`, people);
  if (people === 0) throw new StatisticsError('no-people', `nobody is in the ${name}`);
  if (events > people) throw new StatisticsError('invalid-count', `${events} with the event among ${people}`);
}

/**
 * The difference of two risks, `group` less `reference`, with Newcombe's interval from the two Wilson intervals;
 * −0.08 is eight fewer in a hundred. Declare before the trial whether this or the ratio is the test: they can
 * disagree about 0 and 1. Refuses an arm of nobody (`no-people`). Source: Newcombe, Statistics in Medicine 17
 * (1998) 873, method 10.
 */
export function riskDifferenceNewcombe(
  group: Arm,
  reference: Arm,
  level: number = USUAL_LEVEL,
): RiskDifference {
  requireArm('group', group);
  requireArm('reference', reference);
  requireLevel(level);
  const one = wilsonInterval(group.events, group.people, level);
  const other = wilsonInterval(reference.events, reference.people, level);
  const [p, q] = [one.estimate, other.estimate];
  const estimate = p - q;
  const standardError = Math.sqrt((p * (1 - p)) / group.people + (q * (1 - q)) / reference.people);
  const half = normalHalfWidth(level) * standardError;
  return {
    estimate,
    lower: Math.max(-1, estimate - Math.hypot(p - one.lower, other.upper - q)),
    upper: Math.min(1, estimate + Math.hypot(one.upper - p, q - other.lower)),
    level,
    wald: { lower: estimate - half, upper: estimate + half },
    standardError,
    risk: p,
    referenceRisk: q,
  };
}

export type RiskRatio = Interval & {
  /** Of the logarithm; null where one side has no event. */
  readonly standardErrorOfLog: number | null;
};

/**
 * The ratio of two risks, `group` over `reference`, with Katz's interval on the logarithm.
 *
 * Without an event on one side the logarithm has no variance: the ratio is 0 or infinite, the limits are 0 and
 * infinity, and nothing can be concluded from them. No event on either is refused (`no-events`).
 * Source: Katz et al., Biometrics 34 (1978); var ln RR = 1/a − 1/n₁ + 1/b − 1/n₀.
 */
export function riskRatio(group: Arm, reference: Arm, level: number = USUAL_LEVEL): RiskRatio {
  requireArm('group', group);
  requireArm('reference', reference);
  requireLevel(level);
  const [a, b] = [group.events, reference.events];
  if (a === 0 && b === 0) throw new StatisticsError('no-events', 'two risks of nothing have no ratio');
  if (a === 0 || b === 0) {
    return {
      estimate: a === 0 ? 0 : Infinity,
      lower: 0,
      upper: Infinity,
      level,
      standardErrorOfLog: null,
    };
  }
  const estimate = a / group.people / (b / reference.people);
  const standardErrorOfLog = Math.sqrt(
    (group.people - a) / (a * group.people) + (reference.people - b) / (b * reference.people),
  );
  const factor = Math.exp(normalHalfWidth(level) * standardErrorOfLog);
  return { estimate, lower: estimate / factor, upper: estimate * factor, level, standardErrorOfLog };
}
