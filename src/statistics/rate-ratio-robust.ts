import { requireExposure, requireLevel, requireSameLength } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { type RatioInterval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { rateRatioExact } from './rate-ratio-exact.ts';

/**
 * A group person by person: `events[i]` (a count, or harm in any unit; 0 or more) in `exposure[i]` units of
 * time at risk (more than 0). People without time at risk are left out before, and counted.
 */
export type RateGroup = { readonly events: ArrayLike<number>; readonly exposure: ArrayLike<number> };

export type RobustOptions = {
  readonly level?: number;
  /**
   * `same-people`: place i in both groups is one person, after and before. Otherwise two groups of different
   * people.
   */
  readonly pairing?: 'different-people' | 'same-people';
};

export type RobustRateRatio = RatioInterval & { readonly people: readonly [number, number] };

/** Below this many people the variance is too badly known for limits by the normal law. */
export const FEWEST_PEOPLE = 30;

type Summary = { people: number; total: number; time: number; influence: number[] };

/**
 * The ratio of two rates, `group` over `reference`, with an interval that lets each person's offences come in
 * bursts. Before and after of the same people: after is `group`, before is `reference`.
 *
 * Fewer than 30 people in a group: no limits, and a note. No event on one side, or no variation between
 * people: exact limits, labelled as such (counts only). No event at all is refused (`no-events`).
 * Source: linearised variance of ln(Y/T), n/(n − 1) Σ (yᵢ − r tᵢ)² / Y²; two groups add, the same people
 * subtract person by person first.
 */
export function rateRatioRobust(
  group: RateGroup,
  reference: RateGroup,
  options: RobustOptions = {},
): RobustRateRatio {
  const level = options.level ?? USUAL_LEVEL;
  requireLevel(level);
  const samePeople = options.pairing === 'same-people';
  const [one, other] = [summarise(group), summarise(reference)];
  if (samePeople) requireSameLength('the period before', one.people, other.people);
  if (one.total + other.total === 0) {
    throw new StatisticsError('no-events', 'two rates of nothing have no ratio');
  }
  const ratio = other.total === 0 ? Infinity : one.total / one.time / (other.total / other.time);
  const known = { ratio, level, people: [one.people, other.people] as const };
  const fewest = Math.min(one.people, other.people);
  if (fewest < FEWEST_PEOPLE) {
    return {
      ...known,
      ...noLimits(`${fewest} people are too few for an interval: at least ${FEWEST_PEOPLE}`),
    };
  }
  if (one.total === 0 || other.total === 0) {
    return { ...known, ...exactLimits(one, other, level, 'one side has no event') };
  }
  const variance = samePeople
    ? spread(one.influence.map((value, i) => value - (other.influence[i] ?? 0)))
    : spread(one.influence) + spread(other.influence);
  if (variance < 1e-20) return { ...known, ...exactLimits(one, other, level, 'people do not differ') };
  const factor = Math.exp(normalHalfWidth(level) * Math.sqrt(variance));
  return {
    ...known,
    lower: ratio / factor,
    upper: ratio * factor,
    method: 'person-robust',
    note: 'Offences of one person may hang together; people are taken as independent.',
  };
}

type Limits = Pick<RatioInterval, 'lower' | 'upper' | 'method' | 'note'>;

function noLimits(note: string): Limits {
  return { lower: null, upper: null, method: 'none', note };
}

function exactLimits(one: Summary, other: Summary, level: number, why: string): Limits {
  if (!(Number.isSafeInteger(one.total) && Number.isSafeInteger(other.total))) {
    return noLimits(
      `No interval: ${why}, and harm is not a count that an exact interval could be given for.`,
    );
  }
  const { lower, upper } = rateRatioExact(
    { events: one.total, exposure: one.time },
    { events: other.total, exposure: other.time },
    level,
  );
  const note = `Exact only if every offence were independent; given because ${why}.`;
  return { lower, upper, method: 'exact-if-independent', note };
}

/** Each person's pull on ln(Y/T): (yᵢ − r tᵢ) / Y. */
function summarise({ events, exposure }: RateGroup): Summary {
  requireSameLength('exposure', events.length, exposure.length);
  if (events.length === 0) throw new StatisticsError('no-people', 'a group of nobody has no rate');
  let [total, time] = [0, 0];
  for (let i = 0; i < events.length; i++) {
    const value = events[i] ?? Number.NaN;
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new StatisticsError('invalid-count', `person ${i} has ${String(value)} events`);
    }
    requireExposure(`exposure of person ${i}`, exposure[i] ?? 0);
    total += value;
    time += exposure[i] ?? 0;
  }
  const rate = total / time;
  const influence =
    total === 0 ? [] : Array.from(events, (value, i) => (value - rate * (exposure[i] ?? 0)) / total);
  return { people: events.length, total, time, influence };
}

function spread(influence: readonly number[]): number {
  const n = influence.length;
  return (n / (n - 1)) * influence.reduce((sum, value) => sum + value * value, 0);
}
