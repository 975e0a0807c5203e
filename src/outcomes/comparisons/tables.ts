import type { FigureRow, RatioFigure } from '../measures/types.ts';
import type { ChangeFigures, Trend } from './change.ts';
import type { MatchedFigures } from './matched.ts';
import { planSentence } from './rules.ts';
import type { SeriesFigures } from './series.ts';
import type { TrialFigures } from './trial.ts';
import { measuredWords, type Plan } from './types.ts';

const digits = (value: number | null | undefined): number | null =>
  value == null ? null : Number(value.toFixed(3));

const ratioRows = (name: string, figure: RatioFigure | null): FigureRow[] => [
  [name, digits(figure?.ratio)],
  [`${name}: lower 95% limit`, digits(figure?.lower)],
  [`${name}: upper 95% limit`, digits(figure?.upper)],
];

const common = (figures: {
  plan: Plan;
  name: string;
  level: number;
  dataTo: string;
  planned: boolean;
  counted: number;
  cannotWhy?: string;
}): FigureRow[] => [
  ['Comparison', figures.name],
  ['What is compared', planSentence(figures.plan)],
  ['Outcome', measuredWords(figures.plan)],
  ['Planned before any of the outcome was on record', figures.planned ? 'yes' : 'no: exploratory'],
  ['Design level (0 to 5)', figures.level],
  ['Data to', figures.dataTo],
  ['Counted', figures.counted],
  ...(figures.cannotWhy === undefined ? [] : [['Why there is no figure', figures.cannotWhy] as const]),
];

export function matchedTable(figures: MatchedFigures): FigureRow[] {
  const { flow, rates, reoffended } = figures;
  return [
    ...common(figures),
    ['Joined in these days and could be compared', flow?.joined ?? null],
    ['Others who could be compared', flow?.others ?? null],
    ['Joined below the threshold', flow?.belowThreshold ?? null],
    ['Without time at liberty, on either side', flow?.noTime ?? null],
    ['Matched', flow?.matched ?? null],
    ['Without a match', flow?.unmatched ?? null],
    ['Without date of birth or sex on record', figures.unknown],
    ['Of the others, joined during the follow-up', figures.joinedLater],
    ...ratioRows('Ratio of offences, each side held against its own records', figures.ratio),
    ['Ratio of rates as they are', digits(figures.plainRatio)],
    ['Joined: offences per person-year before', digits(rates?.joinedBefore)],
    ['Joined: offences per person-year after', digits(rates?.joinedAfter)],
    ['Matches: offences per person-year before', digits(rates?.othersBefore)],
    ['Matches: offences per person-year after', digits(rates?.othersAfter)],
    ['Joined: people with a proven offence after', reoffended?.joined ?? null],
    ['Matches: people with a proven offence after', digits(reoffended?.others)],
    ['Difference of shares', digits(reoffended?.difference)],
    ['Difference of shares: lower 95% limit', digits(reoffended?.lower)],
    ['Difference of shares: upper 95% limit', digits(reoffended?.upper)],
    ['E-value: how strong something unmeasured would have to be, as a ratio', digits(figures.eValue)],
    ['Sub-groups looked at', figures.looked],
  ];
}

const trendRows = (side: string, trend: Trend | undefined): FigureRow[] => [
  [`${side}: offences per person-year before the baseline`, digits(trend?.early)],
  [`${side}: in its first half`, digits(trend?.mid)],
  [`${side}: in its second half`, digits(trend?.late)],
  [`${side}: after`, digits(trend?.after)],
];

export const changeTable = (figures: ChangeFigures): FigureRow[] => [
  ...common(figures),
  ['Joined', figures.joined],
  ['Others', figures.others],
  ['Without time at liberty, on either side', figures.noTime],
  ['Of the others, joined during the follow-up', figures.joinedLater],
  ...ratioRows('Change of those who joined over the change of the others', figures.ratio),
  ...ratioRows('The same within the baseline, when nobody had joined (has to be 1)', figures.before),
  ...trendRows('Joined', figures.trends?.joined),
  ...trendRows('Others', figures.trends?.others),
];

export const seriesTable = (figures: SeriesFigures): FigureRow[] => [
  ...common(figures),
  ['Months before the change', figures.pointsBefore],
  ['Months after the change', figures.pointsAfter],
  ...ratioRows('Level at the change over what was to be expected', figures.levelChange),
  ...ratioRows('Slope a month over what was to be expected', figures.slopeChange),
  ['Offences a month after the change', digits(figures.perMonth)],
  ['Offences a month to be expected from the time before', digits(figures.expectedPerMonth)],
  ['Dispersion: 1 when offences come one by one', digits(figures.dispersion)],
  ['Durbin–Watson: 2 when neighbouring months do not hang together', digits(figures.durbinWatson)],
  ['Lags that may hang together (Newey–West)', figures.lag],
];

export const trialTable = (figures: TrialFigures): FigureRow[] => [
  ...common(figures),
  ['Months followed', figures.horizonMonths],
  ['Looked at', figures.flow?.assessed ?? null],
  ['Did not agree', figures.flow?.refused ?? null],
  ['Randomised', figures.flow?.randomised ?? null],
  ...figures.arms.flatMap((arm): FigureRow[] => [
    [`${arm.name}: drawn`, arm.allocated],
    [`${arm.name}: received it`, arm.received],
    [`${arm.name}: withdrew (they stay where they were drawn)`, arm.withdrew],
    [`${arm.name}: lost to follow-up`, arm.lost],
    [`${arm.name}: asked that later data are not used`, arm.dataStopped],
    [`${arm.name}: followed to the end`, arm.analysed],
    [`${arm.name}: people with a proven offence`, arm.reoffended],
    [`${arm.name}: proven offences`, arm.reoffences],
  ]),
  ['Difference of shares, first arm less second', digits(figures.difference?.value)],
  ['Difference: lower 95% limit (Newcombe)', digits(figures.difference?.lower)],
  ['Difference: upper 95% limit (Newcombe)', digits(figures.difference?.upper)],
  ['Ratio of shares', digits(figures.ratio?.value)],
  ['Ratio: lower 95% limit (Katz)', digits(figures.ratio?.lower)],
  ['Ratio: upper 95% limit (Katz)', digits(figures.ratio?.upper)],
  ['Fisher’s exact test, p', digits(figures.fisherP)],
];
