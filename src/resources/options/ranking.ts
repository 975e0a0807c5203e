import { compare, type Fraction, fraction, plus, times } from './fraction.ts';
import type { AppraisalOption, Criterion, Score } from './types.ts';

export interface Ranked {
  option: AppraisalOption;
  /** Score by criterion, in the criteria's order; null where it has none. */
  scores: readonly (number | null)[];
  /** Weighted mean, 0 to 10; undefined where a criterion that counts has no score. */
  mean: Fraction | undefined;
  /** 1 is best; options of one mean share a place. */
  place: number | undefined;
}

/** Options by weighted score, the best first; what is not scored stands last. */
export function rank(
  options: readonly AppraisalOption[],
  criteria: readonly Criterion[],
  scores: readonly Score[],
): Ranked[] {
  const points = criteria.reduce((sum, { weight }) => sum + weight, 0);
  const ranked = options.map((option) => {
    const own = criteria.map(
      (criterion) =>
        scores.find((one) => one.optionId === option.id && one.criterionId === criterion.id)?.score ?? null,
    );
    const complete = points > 0 && criteria.every(({ weight }, index) => weight === 0 || own[index] !== null);
    const sum = criteria.reduce((total, { weight }, index) => total + weight * (own[index] ?? 0), 0);
    return { option, scores: own, mean: complete ? fraction(sum, points) : undefined };
  });
  const means = ranked.flatMap(({ mean }) => (mean === undefined ? [] : [mean]));
  return ranked
    .map((one) => {
      const { mean } = one;
      const place =
        mean === undefined ? undefined : 1 + means.filter((other) => compare(other, mean) > 0n).length;
      return { ...one, place };
    })
    .sort(
      (one, other) =>
        (one.place ?? Number.MAX_SAFE_INTEGER) - (other.place ?? Number.MAX_SAFE_INTEGER) ||
        one.option.position - other.option.position,
    );
}

/** How much better the winner is than a rival by each criterion, with the criterion's weight. */
interface Lead {
  weight: number;
  lead: number;
}

const leadsOf = (winner: Ranked, rival: Ranked, criteria: readonly Criterion[]): Lead[] =>
  criteria.map(({ weight }, index) => ({
    weight,
    lead: (winner.scores[index] ?? 0) - (rival.scores[index] ?? 0),
  }));

const totalLead = (leads: readonly Lead[]): number =>
  leads.reduce((sum, { weight, lead }) => sum + weight * lead, 0);

export interface Turn {
  /** The weight at which the winner and the rival are even; beyond it the rival wins. */
  weight: Fraction;
  rival: AppraisalOption;
}

export interface OneAtATime {
  criterion: Criterion;
  /** Above this weight another wins; undefined: however much it counts, the winner stays. */
  above: Turn | undefined;
  /** Below this weight another wins; undefined: even without it the winner stays. */
  below: Turn | undefined;
}

/**
 * For each criterion: at what weight does another option win, when the other weights stay? Exact, because the lead is
 * a straight line in one weight.
 */
export function oneAtATime(
  winner: Ranked,
  rivals: readonly Ranked[],
  criteria: readonly Criterion[],
): OneAtATime[] {
  return criteria.map((criterion, index) => {
    let above: Turn | undefined;
    let below: Turn | undefined;
    for (const rival of rivals) {
      const leads = leadsOf(winner, rival, criteria);
      const { weight = 0, lead = 0 } = leads[index] ?? {};
      if (lead === 0) continue;
      const rest = totalLead(leads) - weight * lead;
      const turn = { weight: fraction(-rest, lead), rival: rival.option };
      if (lead < 0 && (above === undefined || compare(turn.weight, above.weight) < 0n)) above = turn;
      // A turn at a weight below nothing is never reached.
      if (lead > 0 && turn.weight.n > 0n && (below === undefined || compare(turn.weight, below.weight) > 0n))
        below = turn;
    }
    return { criterion, above, below };
  });
}

export interface Shift {
  rival: AppraisalOption;
  /** Points that have to move from some criteria to one, before both are even; undefined: no weights do it. */
  points: Fraction | undefined;
  from: readonly Criterion[];
  to: Criterion | undefined;
  /** Of all weightings there are, each as likely: in what part is the winner ahead of this rival? */
  ahead: Fraction;
}

/**
 * The least change of all weights at once that lets a rival draw level: points go from the criteria where the winner
 * leads most to the one where it leads least. That is a knapsack of divisible things, so taking the best first is
 * exact.
 */
function leastShift(leads: readonly Lead[], criteria: readonly Criterion[]): Omit<Shift, 'rival' | 'ahead'> {
  const least = Math.min(...leads.map(({ lead }) => lead));
  const to = criteria[leads.findIndex(({ lead }) => lead === least)];
  if (least >= 0 || to === undefined) return { points: undefined, from: [], to: undefined };
  let left = fraction(totalLead(leads));
  let points = fraction(0);
  const from: Criterion[] = [];
  const sources = criteria
    .map((criterion, index) => ({ criterion, lead: leads[index]?.lead ?? 0 }))
    .filter(({ criterion, lead }) => lead > least && criterion.weight > 0)
    .sort((one, other) => other.lead - one.lead);
  for (const { criterion, lead } of sources) {
    if (left.n <= 0n) break;
    const gain = lead - least;
    const wanted = times(left, fraction(1, gain));
    const moved = compare(wanted, fraction(criterion.weight)) < 0n ? wanted : fraction(criterion.weight);
    points = plus(points, moved);
    left = plus(left, times(moved, fraction(-gain)));
    from.push(criterion);
  }
  return { points, from, to };
}

/**
 * In what part of all weightings (points on a simplex, each as likely) the winner is ahead of a rival. Exact, without
 * drawing any: such weights are exponential times in proportion, so leads and lags use each other up in a race whose
 * next step depends on nothing before it (Varsi, 1973). Even everywhere: nothing.
 */
export function partAhead(leads: readonly number[]): Fraction {
  const ups = leads.filter((lead) => lead > 0);
  const downs = leads.filter((lead) => lead < 0).map((lead) => -lead);
  if (ups.length === 0) return fraction(0);
  // `part[j]`: the winner stays ahead with the present up and these downs left.
  let part = [...downs.map(() => fraction(0)), fraction(1)];
  for (const up of ups.toReversed()) {
    const next = [...part];
    for (let j = downs.length - 1; j >= 0; j -= 1) {
      const down = downs[j] ?? 0;
      next[j] = plus(
        times(fraction(down, up + down), part[j] ?? fraction(0)),
        times(fraction(up, up + down), next[j + 1] ?? fraction(1)),
      );
    }
    part = next;
  }
  return part[0] ?? fraction(1);
}

/** What it takes for each rival, the nearest first. */
export function shifts(winner: Ranked, rivals: readonly Ranked[], criteria: readonly Criterion[]): Shift[] {
  return rivals
    .map((rival) => {
      const leads = leadsOf(winner, rival, criteria);
      return {
        rival: rival.option,
        ...leastShift(leads, criteria),
        ahead: partAhead(leads.map(({ lead }) => lead)),
      };
    })
    .sort((one, other) => {
      if (one.points === undefined || other.points === undefined)
        return Number(one.points === undefined) - Number(other.points === undefined);
      const difference = compare(one.points, other.points);
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    });
}
