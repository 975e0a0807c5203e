export const stages = ['baseline', 'proposed', 'budget', 'allocated'] as const;
export type CostStage = (typeof stages)[number];

export const stageWords: Record<CostStage, string> = {
  baseline: 'Baseline: what was paid before',
  proposed: 'Proposed',
  budget: 'Budget',
  allocated: 'Put in by commissioners',
};

export const kinds = ['pay', 'non-pay', 'transition', 'income'] as const;
export type CostKind = (typeof kinds)[number];

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
  /** Code of the agency that bears it; null: shared by the formula. */
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
  version: number;
}

/** As an act takes it: money as digits, because an act's input is kept as JSON. */
export interface CostLineInput {
  code: string;
  position: number;
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
}

export interface PrintedFigure {
  source: string;
  place: string;
  what: string;
  printed: string;
  unit: 'pence' | 'fte-hundredths' | 'count';
  value: bigint;
  step: bigint;
  /** `proposed:total`, `increase:suffolk-police`, `baseline-fte:total`. */
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

/** The rule `cost-share`. */
export interface CostShareRule {
  shares: { agency: string; percent: string }[];
  formula: string;
  source: string;
}
