import type { Day } from '../../kernel/clock.ts';

/** The scheme's scales, as its rule `risk-register` has them. Scores are likelihood times impact. */
export interface RiskScales {
  likelihood: { level: number; name: string; means?: string }[];
  impact: { level: number; name: string; means?: string }[];
  /** From which score each band begins, lowest first. */
  bands: { from: number; name: string; colour: BandColour }[];
  /** What each kind of risk may score before it is more than the scheme accepts. */
  categories: { code: string; name: string; appetite: number }[];
  note?: string;
}

export type BandColour = 'green' | 'yellow' | 'orange' | 'red';

export const riskStates = ['open', 'closed'] as const;
export type RiskState = (typeof riskStates)[number];

/** Where a risk is kept: with the scheme, with the OPCC asked to take it, or in the OPCC's own register. */
export const riskRegisters = ['scheme', 'asked', 'opcc'] as const;
export type RiskRegister = (typeof riskRegisters)[number];

export const riskRegisterWords: Record<RiskRegister, string> = {
  scheme: 'Scheme’s register',
  asked: 'OPCC asked to take it',
  opcc: 'OPCC’s register',
};

export interface SchemeRisk {
  id: number;
  title: string;
  category: string;
  cause: string;
  event: string;
  effect: string;
  controls: string | null;
  likelihoodBefore: number;
  impactBefore: number;
  likelihood: number;
  impact: number;
  ownerId: number | null;
  owner: string | null;
  reviewOn: Day;
  state: RiskState;
  register: RiskRegister;
  askedBy: number | null;
  askedWhy: string | null;
  acceptedByName: string | null;
  acceptedOn: Day | null;
  example: boolean;
  version: number;
}

export type RiskInput = Pick<
  SchemeRisk,
  | 'title'
  | 'category'
  | 'cause'
  | 'event'
  | 'effect'
  | 'controls'
  | 'likelihoodBefore'
  | 'impactBefore'
  | 'likelihood'
  | 'impact'
  | 'ownerId'
  | 'reviewOn'
>;

export interface RiskForm {
  title?: string;
  category?: string;
  cause?: string;
  event?: string;
  effect?: string;
  controls?: string;
  likelihoodBefore?: string;
  impactBefore?: string;
  likelihood?: string;
  impact?: string;
  owner?: string;
  reviewOn?: string;
}

export const riskSorts = ['score', 'review', 'title', 'owner'] as const;
export type RiskSort = (typeof riskSorts)[number];

export interface RiskFilter {
  state?: RiskState | undefined;
  register?: RiskRegister | undefined;
  category?: string | undefined;
  ownerId?: number | undefined;
  /** Only those above what the scheme accepts of their kind. */
  above?: boolean | undefined;
  /** Only those whose review is past. */
  due?: boolean | undefined;
  /** One square of the picture, after controls or before them. */
  square?: { likelihood: number; impact: number; before: boolean } | undefined;
}
