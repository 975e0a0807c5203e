/** The statistics engine: pure functions on plain arrays, without a database or a clock. */
export { betaCdf, betaQuantile } from './beta.ts';
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
export type { Interval, RatioInterval } from './interval.ts';
export { digamma, logGamma, trigamma } from './log-gamma.ts';
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
