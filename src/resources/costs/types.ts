export const stages = ['baseline', 'proposed', 'budget', 'allocated'] as const;
export type CostStage = (typeof stages)[number];

export const stageWords: Record<CostStage, string> = {
  baseline: 'Baseline: what was paid before',
  proposed: 'Proposed',
  budget: 'Budget',
  allocated: 'Put in by commissioners',
};

export const kinds = ['pay', 'non-pay', 'transition', 'income'] as const;
type CostKind = (typeof kinds)[number];

export const kindWords: Record<CostKind, string> = {
  pay: 'Pay and allowances',
  'non-pay': 'Other costs',
  transition: 'Transition',
  income: 'Income',
};

export interface CostLine {
  id: number;
  code: string;
  year: string;
  stage: CostStage;
  kind: CostKind;
  heading: string;
  /** Code of who bears it: an agency, or a body outside the scheme (`3-outside`); null: shared by the formula. */
  agency: string | null;
  agencyName: string | null;
  /** Null: not known. */
  pence: bigint | null;
  /** How finely the source printed it. */
  step: bigint;
  fteHundredths: number | null;
  source: string;
  note: string | null;
  example: boolean;
  /** Code of whoever pays it in the first place, such as the employer, likewise; null: not known. */
  employer: string | null;
  employerName: string | null;
  /** Which formula shares it; null: `cost-share`. */
  formula: string | null;
  forecastMethod: ForecastMethod;
  /** With `stated`: what somebody expects to be spent, and why. */
  forecastPence: bigint | null;
  forecastWhy: string | null;
  /** Entered by mistake: in no list and no sum. */
  removed: boolean;
  version: number;
}

export const forecastMethods = ['as-budgeted', 'run-rate', 'stated'] as const;
export type ForecastMethod = (typeof forecastMethods)[number];

/** How a forecast to the year's end is made, as the page says it. */
export const forecastWords: Record<ForecastMethod, string> = {
  'as-budgeted':
    'What was spent in the months over and entered, and the budget of the other months (a twelfth each)',
  'run-rate': 'The average of the months over and entered, for twelve months',
  stated: 'An amount that somebody states, with the reason',
};

/** Money moved from one line to another. */
export type VirementState = 'requested' | 'approved' | 'refused' | 'withdrawn';

export const virementWords: Record<VirementState, string> = {
  requested: 'Waits for approval',
  approved: 'Approved',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
};

export interface Virement {
  id: number;
  fromLineId: number;
  fromHeading: string;
  fromYear: string;
  toLineId: number;
  toHeading: string;
  toYear: string;
  pence: bigint;
  reason: string;
  source: string | null;
  state: VirementState;
  requestedBy: number;
  requestedByName: string;
  requestedAt: Date;
  decidedByName: string | null;
  decidedAt: Date | null;
  note: string | null;
  example: boolean;
  version: number;
}

export interface Actual {
  lineId: number;
  /** Of the financial year, 1 is April. */
  month: number;
  pence: bigint;
  source: string;
  version: number;
}

/** A year's budget: a draft until somebody who did not write it approves it. */
export interface CostYear {
  id: number;
  year: string;
  state: 'draft' | 'approved';
  writers: number[];
  /** Versions of the formulas it was approved with. */
  rules: number[];
  decidedByName: string | null;
  decidedAt: Date | null;
  note: string | null;
  version: number;
}

/** As an act takes it: money as digits, because an act's input is kept as JSON. */
export interface CostLineInput {
  code: string;
  /** Null: after every other. */
  position: number | null;
  year: string;
  stage: CostStage;
  kind: CostKind;
  heading: string;
  agencyId: number | null;
  pence: string | null;
  stepPence: string;
  fteHundredths: number | null;
  source: string;
  note: string | null;
  example: boolean;
  employerId: number | null;
  /** A body outside the scheme, in place of the agency. */
  bodyId?: number | null;
  employerBodyId?: number | null;
  formula: string | null;
}

export interface PrintedFigure {
  source: string;
  place: string;
  what: string;
  printed: string;
  unit: 'pence' | 'fte-hundredths' | 'count';
  value: bigint;
  step: bigint;
  /**
   * What the inputs give for it: `proposed:total:2014/15`, `baseline-fte:total:2013/14`,
   * `increase:suffolk-police:2013/14:2014/15`; `sum:…|…` of other figures of the paper, by their `what`; or `given`,
   * where it is one of the inputs itself.
   */
  figure: string | null;
  againstPlace: string | null;
  againstPrinted: string | null;
  againstValue: bigint | null;
}

export interface PrintedFigureInput {
  position: number;
  source: string;
  place: string;
  what: string;
  printed: string;
  unit: PrintedFigure['unit'];
  value: string;
  step: string;
  figure: string | null;
  againstPlace: string | null;
  againstPrinted: string | null;
  againstValue: string | null;
}

/** The rule `cost-share`, and others beside it (`cost-share:population`). */
export interface CostShareRule {
  shares: { agency: string; percent: string }[];
  formula: string;
  source: string;
}

/** One version of a formula, in force from its day. */
export interface FormulaVersion {
  id: number;
  /** `cost-share`, which every shared line has unless it names another: `cost-share:population`. */
  kind: string;
  version: number;
  validFrom: string;
  validTo: string | null;
  example: boolean;
  body: CostShareRule;
}

/** A formula on its way: proposed by one, put in force by another. */
export interface FormulaProposal {
  id: number;
  kind: string;
  validFrom: string;
  body: CostShareRule;
  /** `revoked`: was in force, and was taken back. */
  state: 'proposed' | 'approved' | 'refused' | 'withdrawn' | 'revoked';
  /** The version that it became. */
  ruleId: number | null;
  proposedAt: Date;
  proposedBy: number;
  proposedByName: string;
  decidedByName: string | null;
  note: string | null;
  revokedByName: string | null;
  revokedWhy: string | null;
  version: number;
}
