/** The statistics engine: pure functions on plain arrays, without a database or a clock. */
export { betaCdf, betaQuantile } from './beta.ts';
export type { CoefficientTable } from './coefficient-table.ts';
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
export { chiSquaredCdf, chiSquaredQuantile, gammaCdf, gammaQuantile } from './gamma.ts';
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
export { digamma, logGamma, trigamma } from './log-gamma.ts';
export { type LogisticInput, type LogisticRegression, logisticRegression } from './logistic-regression.ts';
export type { PairRows } from './matched-effect.ts';
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
export { type ExactRateRatio, type RateTotal, rateRatioExact } from './rate-ratio-exact.ts';
export { FEWEST_PEOPLE, type RateGroup, type RobustRateRatio, rateRatioRobust } from './rate-ratio-robust.ts';
export { type GroupRates, type Judged, ratesByGroup } from './rates-by-group.ts';
export type { RobustKind } from './robust-meat.ts';
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
export type { Tail } from './tail.ts';
export { type CustodySpell, type DayInterval, type TimeAtRisk, timeAtRisk } from './time-at-risk.ts';
export {
  averageTreatmentEffect,
  type EffectInput,
  type EffectMethod,
  type Estimand,
  type TreatmentEffect,
} from './treatment-effect.ts';
