import type { Day } from '../../kernel/clock.ts';

/** What a factor may measure. Nothing else about a person can reach a score. */
export const measures = [
  'proven-offences',
  'months-since-last',
  'neighbourhood-offences',
  'age-at-first',
  'escalation',
  'custody-release',
] as const;
export type Measure = (typeof measures)[number];

/** `atLeast`: the band reached highest counts. `atMost`: the lowest that holds counts. */
export type Band = { atLeast: number; points: number } | { atMost: number; points: number };

export interface MatrixFactor {
  code: string;
  label: string;
  measure: Measure;
  /** How far back (`custody-release`: and ahead) it looks, where the measure has a window. */
  months?: number;
  bands: Band[];
}

/** Body of the rule `matrix`. */
export interface Matrix {
  name: string;
  factors: MatrixFactor[];
  /** Total at or above which the scheme expects a proposal; it decides nothing. */
  line: number;
  /** Home Office classes (`030`) or subclasses (`030/01`) that are neighbourhood crime. */
  neighbourhoodClasses?: string[];
  note?: string;
}

/** Body of the rule `eligibility`. */
export interface Eligibility {
  minimumProvenOffences: number;
  withinMonths: number;
  /** Anybody younger may enter the youth strand only. */
  youngest: number;
  /** How long a candidate is looked at without a new offence. */
  candidateMonths: number;
}

/** Body of the rule `strands`, as far as selection asks. */
export interface Strands {
  strands: { code: string; name: string }[];
  youngest: number;
  /** Absent where the scheme takes nobody under age. */
  youthStrand?: string;
}

export interface OffenceFact {
  date: Day;
  /** When it was proven; null where the source does not say. */
  outcomeOn: Day | null;
  proven: boolean;
  capacity: 'convicted' | 'suspect' | 'victim' | 'witness' | 'other';
  homeOfficeClass: string | null;
  area: string | null;
}

export interface CustodyFact {
  kind: 'police' | 'prison';
  from: Day;
  /** Half-open; null while it lasts; ahead for a planned release. */
  to: Day | null;
}

/** Everything selection knows of a person. */
export interface PersonFacts {
  born: Day | null;
  offences: readonly OffenceFact[];
  custody: readonly CustodyFact[];
}

export interface FactorScore {
  code: string;
  label: string;
  measure: Measure;
  /** What was measured; null where it cannot be told (no proven offence, no date of birth). */
  value: number | null;
  /** The band reached, in words; null for none. */
  band: string | null;
  points: number;
  /** Most this factor can give. */
  most: number;
}

export interface Score {
  total: number;
  factors: FactorScore[];
}

export type NotEligible =
  | 'too-few-offences'
  | 'age-unknown'
  | 'too-young'
  | 'only-victim-or-witness'
  | 'retired';

export type EligibilityAnswer =
  | { eligible: true; strand: string | null }
  | { eligible: false; reason: NotEligible };

export const candidateStates = [
  'listed',
  'proposed',
  'adopted',
  'declined',
  'deferred',
  'set-aside',
  'gone',
] as const;
export type CandidateState = (typeof candidateStates)[number];

export const candidateStateWords: Record<CandidateState, string> = {
  listed: 'Listed',
  proposed: 'Proposed to a panel',
  adopted: 'Adopted',
  declined: 'Declined by a panel',
  deferred: 'Deferred by a panel',
  'set-aside': 'Set aside',
  gone: 'No longer a candidate',
};

export interface Candidate {
  id: number;
  personId: number;
  name: string;
  born: Day | null;
  total: number;
  rank: number;
  /** Against the run before, where the last run changed it; null for somebody new. */
  change: number | null;
  isNew: boolean;
  factors: FactorScore[];
  eligible: boolean;
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  baseId: number | null;
  base: string | null;
  state: CandidateState;
  expiresOn: Day;
  why: string | null;
  version: number;
}

export interface SelectionRun {
  id: number;
  onDay: Day;
  at: Date;
  finishedAt: Date | null;
  state: 'running' | 'finished' | 'failed';
  considered: number | null;
  eligible: number | null;
  notEligible: Partial<Record<NotEligible, number>>;
}

export const candidateSorts = ['rank', 'name', 'change', 'expires'] as const;
export type CandidateSort = (typeof candidateSorts)[number];

export interface CandidateFilter {
  state: CandidateState | 'all';
  baseId?: number | undefined;
  /** Only those at or above the line, or below it. */
  line?: 'above' | 'below' | undefined;
  /** The matrix's line, which `line` asks about. */
  lineAt: number;
  sort: CandidateSort;
  descending: boolean;
  page: number;
}
