/** The statistics engine: pure functions on plain arrays, without a database or a clock. */
export {
  type ArpOffenceCategory,
  type ArpStatic,
  type ArpStaticInput,
  type ArpStaticTerms,
  arpStatic,
} from './arp-static.ts';
export { betaCdf, betaQuantile } from './beta.ts';
export {
  type Calibration,
  type CalibrationBin,
  type CalibrationCoefficient,
  type CalibrationFigures,
  type CalibrationOptions,
  calibration,
} from './calibration.ts';
export type { CoefficientTable } from './coefficient-table.ts';
export type { Concordance } from './concordance.ts';
export type { BaselineHazard, BaselineOptions } from './cox-baseline.ts';
export type { CoxInput } from './cox-data.ts';
export type { CoxResiduals } from './cox-public-residuals.ts';
export {
  type ChiSquaredTest,
  type CoxOptions,
  type CoxResult,
  coxRegression,
  type HazardRatio,
} from './cox-regression.ts';
export {
  type CauseIncidence,
  type CumulativeIncidence,
  type CumulativeIncidenceOptions,
  cumulativeIncidence,
} from './cumulative-incidence.ts';
export type { Column, Covariates } from './design-matrix.ts';
export {
  type DifferenceInDifferences,
  differenceInDifferences,
  type RateChangeInput,
  type RateChangeRatio,
  type RatePeriods,
  type TwoPeriodInput,
} from './difference-in-differences.ts';
export {
  binomialCdf,
  binomialPmf,
  hypergeometricPmf,
  type NegativeBinomialPlace,
  negativeBinomialCdf,
  negativeBinomialPmf,
  poissonCdf,
  poissonPmf,
} from './discrete.ts';
export { type AreaUnderCurve, areaUnderCurve, brierScore } from './discrimination.ts';
export {
  type EmpiricalBayesExpectation,
  type EmpiricalBayesIndex,
  empiricalBayesExpectation,
  empiricalBayesIndex,
  type PopulationLaw,
  regressionToTheMeanBySelection,
} from './empirical-bayes.ts';
export { StatisticsError, type StatisticsErrorCode } from './errors.ts';
export { type Alternative, type FisherExact, type FisherOptions, fisherExact } from './fisher-exact.ts';
export {
  type Funnel,
  type FunnelLimit,
  type FunnelOptions,
  type FunnelPoint,
  funnelLimits,
} from './funnel-limits.ts';
export { chiSquaredCdf, chiSquaredQuantile, gammaCdf, gammaQuantile } from './gamma.ts';
export { type GrayTest, type GrayTestOptions, grayTest } from './gray-test.ts';
export {
  FEWEST_POINTS,
  type InterruptedInput,
  type InterruptedTimeSeries,
  interruptedTimeSeries,
  type Series,
  type SeriesEffect,
  type SeriesFamily,
  type SeriesFit,
} from './interrupted-time-series.ts';
export type { Interval, RatioInterval } from './interval.ts';
export {
  type KaplanMeierOptions,
  kaplanMeier,
  type SurvivalAt,
  type SurvivalCurve,
  type SurvivalQuantile,
  survivalAt,
} from './kaplan-meier.ts';
export { digamma, logGamma, trigamma } from './log-gamma.ts';
export { type LogRankGroup, type LogRankOptions, type LogRankTest, logRank } from './log-rank.ts';
export { type LogisticInput, type LogisticRegression, logisticRegression } from './logistic-regression.ts';
export type { PairRows } from './matched-effect.ts';
export { type McNemar, type McNemarTest, mcnemar } from './mcnemar.ts';
export {
  type BalanceInput,
  type CovariateBalance,
  type GroupDifference,
  type StandardizedMeanDifferences,
  standardizedMeanDifferences,
} from './mean-differences.ts';
export {
  type Match,
  type MatchInput,
  type MatchOrder,
  type NearestMatches,
  nearestMatches,
} from './nearest-matches.ts';
export { type NegativeBinomialFit, negativeBinomialFit } from './negative-binomial-fit.ts';
export type { NegativeBinomialInput, NegativeBinomialRegression } from './negative-binomial-regression.ts';
export { normalCdf, normalQuantile } from './normal.ts';
export {
  type Ogrs3Band,
  type Ogrs3Input,
  type Ogrs3NotCalculable,
  type Ogrs3OffenceGroup,
  type Ogrs3Result,
  type Ogrs3Score,
  type Ogrs3Terms,
  ogrs3,
  ogrs3OffenceGroups,
} from './ogrs3.ts';
export {
  type Allocation,
  type PermutedBlocks,
  type PermutedBlocksOptions,
  permutedBlocks,
  type Seed,
  seedCommitment,
} from './permuted-blocks.ts';
export {
  type ProportionalHazardsOptions,
  type ProportionalHazardsTest,
  proportionalHazardsTest,
  type TimeTransform,
} from './proportional-hazards-test.ts';
export { type ExactRateRatio, type RateTotal, rateRatioExact } from './rate-ratio-exact.ts';
export { FEWEST_PEOPLE, type RateGroup, type RobustRateRatio, rateRatioRobust } from './rate-ratio-robust.ts';
export { type GroupRates, type Judged, type JudgedColumns, ratesByGroup } from './rates-by-group.ts';
export {
  type RestrictedMean,
  type RestrictedMeanDifference,
  type RestrictedMeanOptions,
  type RestrictedMeanSurvival,
  restrictedMeanSurvival,
} from './restricted-mean-survival.ts';
export type { RobustKind } from './robust-meat.ts';
export {
  type DetectableDifference,
  type DetectableOptions,
  detectableDifference,
  type PowerOptions,
  powerTwoProportions,
  type SampleSize,
  type SampleSizeOptions,
  sampleSizeTwoProportions,
  type TrialTest,
} from './sample-size.ts';
export { type EValue, eValue, type RosenbaumBound, rosenbaumBounds } from './sensitivity.ts';
export { clopperPearsonInterval, poissonInterval, wilsonInterval } from './single-intervals.ts';
export { studentTCdf, studentTQuantile } from './student-t.ts';
export {
  type Suppressed,
  type SuppressedList,
  type SuppressedTable,
  type SuppressionOptions,
  suppressSmallNumbers,
} from './suppression.ts';
export type { ConfidenceType } from './survival-limits.ts';
export type { FollowUp, Label, Labels } from './survival-times.ts';
export type { Tail } from './tail.ts';
export { type CustodySpell, type DayInterval, type TimeAtRisk, timeAtRisk } from './time-at-risk.ts';
export {
  averageTreatmentEffect,
  type EffectInput,
  type EffectMethod,
  type Estimand,
  type TreatmentEffect,
} from './treatment-effect.ts';
export {
  type Arm,
  type RiskDifference,
  type RiskRatio,
  riskDifferenceNewcombe,
  riskRatio,
} from './two-proportions.ts';
export {
  type XmrChart,
  type XmrOptions,
  type XmrPoint,
  type XmrSegment,
  type XmrSignal,
  xmr,
} from './xmr.ts';
