/** Why a calculation was refused; stable, so that a page or an API can choose its own words. */
export type StatisticsErrorCode =
  | 'invalid-argument'
  | 'invalid-count'
  | 'invalid-exposure'
  | 'invalid-level'
  | 'invalid-probability'
  | 'invalid-date'
  | 'reversed-interval'
  | 'lengths-differ'
  | 'no-people'
  | 'no-events'
  | 'no-overdispersion'
  | 'too-few-people'
  | 'one-class-only'
  | 'constant-covariate'
  | 'collinear'
  | 'separation'
  | 'too-few-points'
  | 'not-converged';

/**
 * The engine's one error. A function that cannot answer throws it and never returns NaN, because a NaN that
 * reaches a page looks like a figure.
 */
export class StatisticsError extends Error {
  readonly code: StatisticsErrorCode;

  constructor(code: StatisticsErrorCode, message: string) {
    super(message);
    this.name = 'StatisticsError';
    this.code = code;
  }
}
