import { type Day, showDay } from '../../kernel/clock.ts';
import { normalQuantile } from '../../statistics/index.ts';
import type { ClaimInterval } from '../../web/components/index.ts';
import { roundedInterval } from '../claims/card.ts';
import { cannotTell, headlineOf, rateWords } from '../claims/wording.ts';
import { peopleFor } from '../measures/rules.ts';
import type { CardWords, RatioFigure } from '../measures/types.ts';
import type { ChangeFigures } from './change.ts';
import type { MatchedFigures, MatchedResult } from './matched.ts';
import { planSentence } from './rules.ts';
import type { SeriesFigures } from './series.ts';
import type { TrialFigures } from './trial.ts';
import type { PeoplePlan } from './types.ts';

const per100 = (share: number): string => (100 * share).toFixed(1);

/** Outwards to a tenth, so that rounding never makes an interval exclude no difference. */
const points = (lower: number, upper: number): { low: number; high: number } => ({
  low: Math.floor(1_000 * lower) / 10,
  high: Math.ceil(1_000 * upper) / 10,
});

const ratioInterval = (figure: RatioFigure | null, of: string, scale = 100): ClaimInterval | null => {
  const ends = figure === null ? null : roundedInterval(figure, scale);
  return ends === null || figure === null
    ? null
    : { ...ends, estimate: figure.ratio, confidence: 95, scale: 'ratio', of };
};

const crosses = ({ low, high }: { low: number; high: number }, none: number): boolean =>
  low <= none && high >= none;

const z = normalQuantile(0.975);
const notMeant = 'This should not be taken to mean that it fails to affect reoffending, nor that it does';

const moreWords = (needed: number, people: number, what: string): string =>
  needed <= people
    ? `None. Were there ${what}, so many people would show it in four of five tries`
    : `About ${needed - people} more people like them. With them, ${what} would show in four of five tries. ${notMeant}`;

/** How many more it would take to see a ratio of 0.8, by the width of the interval that there is. */
function moreForRatio(
  { lower, upper }: { lower: number | null; upper: number | null },
  people: number,
): string {
  if (lower === null || upper === null || lower <= 0) return 'Not worked out: there is no interval';
  const error = Math.log(upper / lower) / (2 * z);
  return moreWords(peopleFor(people * error ** 2), people, 'a fifth fewer offences');
}

/** As `moreForRatio`, of ten fewer in a hundred. */
function moreForShare({ lower, upper }: { lower: number; upper: number }, people: number): string {
  const error = (upper - lower) / (2 * z);
  const needed = Math.ceil(people * ((error * (z + normalQuantile(0.8))) / 0.1) ** 2);
  return moreWords(needed, people, 'ten fewer of every 100');
}

/** What is true of every comparison of people: whom, how long, custody. */
const peopleWindow = (
  plan: PeoplePlan,
  { baselineMonths, provenWithinMonths }: { baselineMonths: number; provenWithinMonths: number },
): string =>
  `Joined from ${showDay(plan.joinedFrom)} to ${showDay(plan.joinedTo)}; ${baselineMonths} months before each person’s own day and ${plan.followMonths} from it on; offences proven within ${provenWithinMonths} months`;

const custody =
  'Days in prison are taken out on both sides, overlapping spells once; offences dated inside custody are left out';

const leftOut = (lines: readonly (readonly [number | null | undefined, string])[]) =>
  lines.flatMap(([count, why]) => (count == null || count === 0 ? [] : [{ count, why }]));

/** The card of a matched comparison, or of one of its sub-groups by `part`. */
export function matchedCard(
  figures: MatchedFigures,
  part?: { name: string; result: MatchedResult },
): CardWords | null {
  const result = part?.result ?? figures;
  const { ratio, rates, reoffended, flow } = result;
  if (result.cannotWhy !== undefined || ratio === null || rates === null || reoffended === null) return null;
  const { plan } = figures;
  const isShare = plan.outcome === 'reoffended';
  const interval: ClaimInterval | null = isShare
    ? reoffended.lower === null || reoffended.upper === null
      ? null
      : {
          ...points(reoffended.lower, reoffended.upper),
          estimate: Math.round(1_000 * reoffended.difference) / 10,
          confidence: 95,
          scale: 'difference',
          of: 'more people of every 100 who joined than of their matches',
        }
    : ratioInterval(ratio, 'ratio of offences, each side held against its own records');
  const level = figures.level;
  return {
    level,
    headline: isShare
      ? shareHeadline(figures, result)
      : headlineOf({
          level,
          people: result.counted,
          after: rates.joinedAfter,
          reference: rates.othersAfter,
          interval,
        }),
    counts: [
      {
        label: part === undefined ? 'People matched' : `People matched: ${part.name}`,
        value: result.counted,
      },
      ...(part === undefined
        ? [{ label: 'Joined in these days', value: flow?.joined ?? null, list: 'joined' }]
        : []),
      { label: 'Others who could be compared', value: flow?.others ?? null },
    ],
    window: peopleWindow(plan, figures),
    timeAtRisk: custody,
    comparison: `${planSentence(plan)}. Matched on ${result.balance.map(({ name }) => name).join(', ')}; what no record here says (needs, drugs, housing, what a panel knew) is not matched on`,
    interval,
    expectedUnderNothing:
      result.wentAwayAnyway === null
        ? null
        : `The others’ offending went from ${rateWords(rates.othersBefore)} to ${rateWords(rates.othersAfter)} a person-year with no scheme at all`,
    leftOut: leftOut([
      [flow?.belowThreshold, 'joined below the threshold: nobody like them is looked for'],
      [flow?.unmatched, 'joined and have no like among the others'],
      [flow?.noTime, 'had no day at liberty before or afterwards, on either side'],
      ...(part === undefined ? ([[figures.unknown, 'have no date of birth or sex on record']] as const) : []),
    ]),
    dataTo: showDay(figures.dataTo),
    moreNeeded:
      isShare && reoffended.lower !== null && reoffended.upper !== null
        ? moreForShare({ lower: reoffended.lower, upper: reoffended.upper }, result.counted)
        : moreForRatio(ratio, result.counted),
    exploratory: part !== undefined || !figures.planned,
    comparisonsOnPage: 1 + figures.looked,
  };
}

function shareHeadline({ level }: MatchedFigures, { reoffended, counted }: MatchedResult): string {
  if (reoffended === null) return cannotTell;
  const { lower, upper, people } = reoffended;
  const numbers = `${per100(reoffended.joined / people)} of every 100 who joined had a proven offence, ${per100(reoffended.others / people)} of every 100 of their matches (${counted} people)`;
  if (lower === null || upper === null || crosses(points(lower, upper), 0))
    return `${cannotTell} ${numbers}.`;
  const fewer = upper < 0 ? 'fewer' : 'more';
  return level >= 4
    ? `Estimated effect, if no unmeasured differences: ${fewer} people with a proven offence: ${numbers}.`
    : `Joining was associated with ${fewer} people with a proven offence: ${numbers}.`;
}

export function changeCard(figures: ChangeFigures): CardWords | null {
  const { plan, ratio, joinedRatio, othersRatio, trends, before } = figures;
  const interval = ratioInterval(ratio, 'change of those who joined over the change of the others');
  if (interval === null || joinedRatio === null || othersRatio === null || trends === null) return null;
  const numbers = `the rate of those who joined became ${rateWords(joinedRatio)} times what it was, that of the others ${rateWords(othersRatio)} times (${figures.joined} people, and ${figures.others} others)`;
  const than = interval.high < 1 ? 'fewer' : 'more';
  return {
    level: 3,
    headline: crosses(interval, 1)
      ? `${cannotTell} Of proven offences at liberty, ${numbers}.`
      : `Joining was associated with ${than} proven offences: ${numbers}.`,
    counts: [
      { label: 'People who joined', value: figures.joined, list: 'joined' },
      { label: 'Others', value: figures.others },
    ],
    window: peopleWindow(plan, figures),
    timeAtRisk: custody,
    comparison: `${planSentence(plan)}. Only as good as the belief that both would otherwise have changed alike: from the first to the second half of the baseline they did, as far as can be seen (ratio ${rateWords(before?.ratio ?? 1)})`,
    interval,
    expectedUnderNothing: `The others’ rate became ${rateWords(othersRatio)} times what it was with no scheme at all`,
    leftOut: leftOut([[figures.noTime, 'had no day at liberty before or afterwards, on either side']]),
    dataTo: showDay(figures.dataTo),
    moreNeeded: ratio === null ? 'Not worked out' : moreForRatio(ratio, figures.joined),
    exploratory: !figures.planned,
  };
}

/** The step at the change and the slope after it: neither is told without the other. */
function seriesHeadline(changeOn: Day, step: ClaimInterval, slope: ClaimInterval | null): string {
  const times = ({ estimate = 1, low, high }: ClaimInterval, places: number): string =>
    `${estimate.toFixed(places)} times (${low.toFixed(places)} to ${high.toFixed(places)})`;
  const day = showDay(changeOn);
  const ofStep = `at the change the level was ${times(step, 2)} what the time before lets expect`;
  const first = crosses(step, 1)
    ? `We cannot tell whether the change of ${day} went with more or with fewer offences at once: ${ofStep}.`
    : `The change of ${day} was associated with ${step.high < 1 ? 'fewer' : 'more'} proven offences at once: ${ofStep}.`;
  if (slope === null) return first;
  const ofSlope = `each month ${times(slope, 3)} the month before it, beyond what the time before lets expect`;
  return crosses(slope, 1)
    ? `${first} We cannot tell whether they then rose or fell: ${ofSlope}.`
    : `${first} The months after it were associated with a ${slope.high < 1 ? 'fall' : 'rise'}: ${ofSlope}.`;
}

/** The mean over the months after, which is neither the step nor the slope but what comes of both. */
function seriesExpected({ plan, perMonth, expectedPerMonth, lag, durbinWatson }: SeriesFigures): string {
  return `${expectedPerMonth?.toFixed(1)} proven offences a month, had the time before gone on${plan.season ? ', by the months of the year' : ''}; ${perMonth?.toFixed(1)} were counted. Both are means over all months after the change, in which its step and its slope are mixed. Errors of neighbouring months may hang together (Newey–West, lag ${lag}; Durbin–Watson ${durbinWatson?.toFixed(2)}, 2 being none)`;
}

export function seriesCard(figures: SeriesFigures): CardWords | null {
  const { plan, levelChange, slopeChange, perMonth, expectedPerMonth } = figures;
  const where = plan.places.map(({ name }) => name).join(', ');
  const interval = ratioInterval(levelChange, 'level at the change over what the time before lets expect');
  const slope = ratioInterval(slopeChange, 'slope a month over what the time before lets expect', 1_000);
  if (interval === null || perMonth === null || expectedPerMonth === null) return null;
  return {
    level: 3,
    headline: seriesHeadline(plan.changeOn, interval, slope),
    ...(slope === null ? {} : { alsoEstimated: [slope] }),
    counts: [
      { label: `Proven offences counted in ${where}`, value: figures.counted },
      { label: 'Months before', value: figures.pointsBefore },
      { label: 'Months after', value: figures.pointsAfter },
    ],
    window: `${plan.monthsBefore} months before and ${plan.monthsAfter} from ${showDay(plan.changeOn)} on; offences proven within ${figures.provenWithinMonths} months`,
    timeAtRisk: 'Not taken into account: offences of an area are counted, not people',
    comparison:
      plan.otherPlaces.length === 0
        ? 'The area’s own time before; no other area'
        : `The area’s own time before, and ${plan.otherPlaces.map(({ name }) => name).join(', ')} over the same months`,
    interval,
    expectedUnderNothing: seriesExpected(figures),
    leftOut: [],
    dataTo: showDay(figures.dataTo),
    moreNeeded: 'Not worked out: months are counted, not people',
    exploratory: !figures.planned,
  };
}

export function trialCard(figures: TrialFigures): CardWords | null {
  const { difference, arms, plan, horizonMonths, level } = figures;
  const [one, other] = arms;
  if (difference === null || one === undefined || other === undefined) return null;
  const interval = points(difference.lower, difference.upper);
  const share = ({ reoffended, analysed }: typeof one): string => per100((reoffended ?? 0) / analysed);
  const numbers = `within ${horizonMonths} months ${share(one)} of every 100 drawn into “${one.name}” had a proven offence, ${share(other)} of every 100 drawn into “${other.name}” (${figures.counted} people)`;
  const isLower = interval.high < 0;
  const told =
    level === 5
      ? `“${one.name}” ${isLower ? 'reduced' : 'raised'} proven reoffending`
      : `Being drawn into “${one.name}” was associated with ${isLower ? 'fewer' : 'more'} people reoffending`;
  return {
    level,
    headline: crosses(interval, 0)
      ? `We cannot tell whether “${one.name}” makes a difference to reoffending: ${numbers}.`
      : `${told}: ${numbers}.`,
    counts: arms.flatMap((arm) => [
      { label: `Drawn into ${arm.name}`, value: arm.allocated },
      { label: `Followed to the end in ${arm.name}`, value: arm.analysed },
    ]),
    window: `From enrolment, ${horizonMonths} months each, and 6 more for offences to be proven`,
    timeAtRisk: 'Custody is not taken out: what happens after the draw is part of its outcome',
    comparison: `${plan.trial}: everybody in the arm that they were drawn into, whatever they received (intention to treat)`,
    interval: {
      ...interval,
      estimate: Math.round(1_000 * difference.value) / 10,
      confidence: 95,
      scale: 'difference',
      of: `people of every 100, first arm less second (Newcombe)`,
    },
    expectedUnderNothing: `As in “${other.name}”`,
    leftOut: leftOut(
      arms.map((arm) => [
        arm.allocated === null ? null : arm.allocated - arm.analysed,
        `of ${arm.name}: the end of the follow-up is not reached, or they asked that later data are not used`,
      ]),
    ),
    dataTo: showDay(figures.dataTo),
    moreNeeded: moreForShare(difference, figures.counted),
    exploratory: !figures.planned,
  };
}
