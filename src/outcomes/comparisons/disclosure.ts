import { isSmall, notPublishable, shownCount, smallest } from '../measures/disclosure.ts';
import type { Published } from '../measures/types.ts';
import type { ChangeFigures } from './change.ts';
import type { MatchedFigures } from './matched.ts';
import type { SeriesFigures } from './series.ts';
import type { TrialFigures } from './trial.ts';

const few = { why: `Fewer than ${smallest} people or offences would be told of.` };

/**
 * Without sub-groups: results of few people beside that of all would tell of the rest. Counts that sum to one another are
 * left out together.
 */
export function publishMatched(
  figures: MatchedFigures,
  countedBefore: number | undefined,
): Published<MatchedFigures> {
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined) return { why };
  const { flow, reoffended } = figures;
  if (reoffended !== null && [reoffended.joined, reoffended.people - reoffended.joined].some(isSmall))
    return few;
  const hides = flow !== null && [flow.belowThreshold, flow.noTime, flow.unmatched].some(isSmall);
  return {
    figures: {
      ...figures,
      flow: hides ? null : flow,
      unknown: shownCount(figures.unknown),
      joinedLater: shownCount(figures.joinedLater),
      subgroups: [],
    },
  };
}

export function publishChange(
  figures: ChangeFigures,
  countedBefore: number | undefined,
): Published<ChangeFigures> {
  const why = notPublishable(figures, countedBefore);
  return why !== undefined
    ? { why }
    : {
        figures: {
          ...figures,
          noTime: shownCount(figures.noTime),
          joinedLater: shownCount(figures.joinedLater),
        },
      };
}

/** Offences of an area, not people; a month with few is left out with all others, or the sum would give it away. */
export function publishSeries(
  figures: SeriesFigures,
  countedBefore: number | undefined,
): Published<SeriesFigures> {
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined) return { why };
  const hides = figures.months.some(({ offences, other }) => isSmall(offences) || isSmall(other ?? 0));
  return { figures: hides ? { ...figures, months: [] } : figures };
}

export function publishTrial(
  figures: TrialFigures,
  countedBefore: number | undefined,
): Published<TrialFigures> {
  const why = notPublishable(figures, countedBefore);
  if (why !== undefined) return { why };
  const { arms, flow } = figures;
  if (
    arms.some(({ reoffended, analysed }) => isSmall(reoffended ?? 0) || isSmall(analysed - (reoffended ?? 0)))
  )
    return few;
  const flowCounts =
    flow === null
      ? []
      : [
          flow.assessed,
          flow.refused,
          flow.notYetEnrolled,
          flow.randomised,
          ...flow.excluded.map(({ people }) => people),
        ];
  const splits = (arm: TrialFigures['arms'][number], count: number | null): boolean =>
    count === null || isSmall(count) || isSmall((arm.allocated ?? 0) - count);
  const hidesAllocated = arms.some((arm) => isSmall((arm.allocated ?? 0) - arm.analysed));
  return {
    figures: {
      ...figures,
      flow: hidesAllocated || flowCounts.some((count) => count === null || isSmall(count)) ? null : flow,
      arms: arms.map((arm) => ({
        ...arm,
        allocated: hidesAllocated ? null : arm.allocated,
        ...Object.fromEntries(
          (['received', 'withdrew', 'lost', 'dataStopped'] as const).map((name) => [
            name,
            hidesAllocated || splits(arm, arm[name]) ? null : arm[name],
          ]),
        ),
      })),
    },
  };
}
