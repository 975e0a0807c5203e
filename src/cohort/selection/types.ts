import type { Day } from '../../kernel/clock.ts';

/** What a factor may measure. Nothing else about a person can reach a score. */
export const measures = [
  'proven-offences',
  'months-since-last',
  'neighbourhood-offences',
  'age-at-first',
  'escalation',
  'custody-release',
  'severity',
  'harm',
  'ogrs3',
  'arp',
  'official-score',
  'needs',
  'intelligence-count',
] as const;
export type Measure = (typeof measures)[number];

export const measureWords: Record<Measure, string> = {
  'proven-offences': 'Proven offences in the last so many months',
  'months-since-last': 'Months since the last proven offence',
  'neighbourhood-offences': 'Proven offences of the named classes in the last so many months',
  'age-at-first': 'Age at the first proven offence on record',
  escalation: 'How many more proven offences in the last year than in the year before',
  'custody-release': 'A release from prison within so many months (0 or 1)',
  severity: 'Severity of the proven offences of the last so many months, by the ONS table',
  harm: 'Harm of the proven offences of the last so many months, by the Cambridge table',
  ogrs3: 'Two-year OGRS3 in per cent: the official score, or an indicative one',
  arp: 'Two-year All Reoffending Predictor (static) in per cent: the official score, or an indicative one',
  'official-score': 'Two-year official score in per cent, and nothing where there is none',
  needs: 'Needs counted by an agency’s own tool; never from a plan or from health',
  'intelligence-count': 'Reports of intelligence (no shipped example gives it weight)',
};

/** Measures that look back over a number of months of the factor's own. */
export const windowed: readonly Measure[] = [
  'proven-offences',
  'neighbourhood-offences',
  'severity',
  'harm',
  'custody-release',
];

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

/** A score that an agency's own tool gave. */
export interface OfficialScore {
  instrument: string;
  /** Two-year chance in per cent, where the tool gives one. */
  percent: number | null;
  needs: number | null;
  scoredOn: Day;
  toolVersion: string;
}

/** Everything selection knows of a person. */
export interface PersonFacts {
  born: Day | null;
  sex?: 'male' | 'female' | null;
  offences: readonly OffenceFact[];
  custody: readonly CustodyFact[];
  official?: OfficialScore | null;
  /** Nothing supplies it: the selection service may not read intelligence. */
  intelligence?: number;
}

export const layouts = ['cambridge', 'ons', 'ogrs3'] as const;
export type Layout = (typeof layouts)[number];

/** Weights of offences by Home Office class, as uploaded (`weightKey` writes the codes); absent where there is no table. */
export type References = Partial<Record<Layout, ReadonlyMap<string, number>>>;

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
  /** Where the value comes from, where that is not plain: an official score's date and version, or `indicative`. */
  source?: string;
  /** Offences whose code the table does not know: they are counted here and weigh nothing. */
  unknownCodes?: number;
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
  /** The version of the matrix that gave these points, and its line. */
  matrixId: number;
  matrixVersion: number;
  line: number;
  eligible: boolean;
  via: 'score' | 'nomination';
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  baseId: number | null;
  base: string | null;
  state: CandidateState;
  expiresOn: Day;
  why: string | null;
  version: number;
}

/** Why somebody entered or left the list, or moved on it. */
export type EventKind = 'entered' | 'left' | 'returned' | 'reached' | 'fell-below' | 'score';

export interface FactorChange {
  code: string;
  label: string;
  was: number;
  is: number;
}

export interface CandidateEvent {
  at: Date;
  runId: number | null;
  what: EventKind;
  reason: string;
  totalWas: number | null;
  total: number;
  changes: FactorChange[];
}

export interface SelectionRun {
  id: number;
  matrixId: number;
  onDay: Day;
  at: Date;
  finishedAt: Date | null;
  state: 'running' | 'finished' | 'failed';
  considered: number | null;
  eligible: number | null;
  notEligible: Partial<Record<NotEligible, number>>;
  unknownCodes: UnknownCodes;
}

/** How many offences of the people who were scored have a code that a table does not know, by table and code. */
export type UnknownCodes = Partial<Record<Layout, Record<string, number>>>;

export const candidateSorts = ['rank', 'name', 'change', 'expires'] as const;
export type CandidateSort = (typeof candidateSorts)[number];

export interface CandidateFilter {
  /** `waiting`: listed, proposed or deferred, so that nobody has decided. */
  state: CandidateState | 'all' | 'waiting';
  baseId?: number | undefined;
  /** Only those at or above the line of the matrix that scored them, or below it. */
  line?: 'above' | 'below' | undefined;
  sort: CandidateSort;
  descending: boolean;
  page: number;
}
