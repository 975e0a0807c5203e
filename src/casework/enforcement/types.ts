import type { Day } from '../../kernel/clock.ts';

export const orderTypes = [
  'licence',
  'post-sentence-supervision',
  'community-order',
  'suspended-sentence-order',
  'youth-order',
] as const;
export type OrderType = (typeof orderTypes)[number];

export const orderTypeWords: Record<OrderType, string> = {
  licence: 'Licence',
  'post-sentence-supervision': 'Post-sentence supervision',
  'community-order': 'Community order',
  'suspended-sentence-order': 'Suspended sentence order',
  'youth-order': 'Youth order',
};

export type CaseState =
  | 'to-decide'
  | 'acceptable'
  | 'warning-due'
  | 'warned'
  | 'covered'
  | 'breach-due'
  | 'breach-laid'
  | 'breach-decided'
  | 'recall-considered'
  | 'recall-asked'
  | 'recalled'
  | 'not-recalled'
  | 'not-pursued'
  | 'void';

export const caseStateWords: Record<CaseState, string> = {
  'to-decide': 'To decide',
  acceptable: 'Acceptable',
  'warning-due': 'Warning due',
  warned: 'Warned',
  covered: 'Covered by the warning given',
  'breach-due': 'Breach proceedings due',
  'breach-laid': 'Before the court',
  'breach-decided': 'Decided by the court',
  'recall-considered': 'Recall considered',
  'recall-asked': 'Recall asked for: the manager decides',
  recalled: 'Recalled',
  'not-recalled': 'Not recalled',
  'not-pursued': 'Not pursued',
  void: 'No failure after all',
};

export type Move =
  | 'accept'
  | 'refuse'
  | 'warn'
  | 'lay'
  | 'court'
  | 'consider-recall'
  | 'ask-recall'
  | 'recall'
  | 'not-recall'
  | 'not-pursue'
  | 'void';

export const moveWords: Record<Move, string> = {
  accept: 'The reason is acceptable',
  refuse: 'Not acceptable',
  warn: 'Warning given',
  lay: 'Breach proceedings started',
  court: 'The court has decided',
  'consider-recall': 'Consider recall',
  'ask-recall': 'Ask the manager for recall',
  recall: 'Recall',
  'not-recall': 'Do not recall',
  'not-pursue': 'Do not start proceedings',
  void: 'It was no failure',
};

/** What a step of the case's story is called. */
export const stepWords: Record<Move | 'start', string> = { ...moveWords, start: 'Failure to comply noted' };

/** The list of make-recall-decision-ui (alternativesToRecallTried), in our words. */
export const alternatives = [
  { code: 'warning', name: 'Warnings or licence compliance letters' },
  { code: 'reporting', name: 'Reporting more often' },
  { code: 'conditions', name: 'Additional licence conditions' },
  { code: 'referral-teams', name: 'Referral to other teams (IOM, MAPPA, gangs unit)' },
  { code: 'referral-partners', name: 'Referral to partner agencies' },
  { code: 'referral-ap', name: 'Referral to approved premises' },
  { code: 'drug-testing', name: 'Drug testing' },
  { code: 'other', name: 'Something else' },
] as const;

export const recallBecause = ['risk-increased', 'contact-broken-down', 'both'] as const;
export type RecallBecause = (typeof recallBecause)[number];
export const recallBecauseWords: Record<RecallBecause, string> = {
  'risk-increased': 'Risk has increased',
  'contact-broken-down': 'Contact has broken down',
  both: 'Both',
};

export const recallKinds = ['standard', 'fixed-term'] as const;
export type RecallKind = (typeof recallKinds)[number];
export const recallKindWords: Record<RecallKind, string> = {
  standard: 'Standard recall',
  'fixed-term': 'Fixed-term recall',
};

/** The scheme's rule `enforcement`. */
export interface EnforcementRule {
  /** Kinds of agency whose failed appointments are failures to comply. */
  appointmentsOf: string[];
  /** Warnings that come before breach proceedings, by type of order. */
  warnings: Partial<Record<OrderType, number>>;
  warningMonths: number;
  /** Within how many working days of the failure something is done about it, where the rule comes from, and the share aimed at. */
  action: { workingDays: number; targetPercent: number | null; label: string };
  /** Days of a fixed-term recall, null where the scheme has not said: no national figure is built in. */
  fixedTermDays: number | null;
}

export interface Case {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  contactId: number | null;
  orderType: OrderType;
  orderEnds: Day | null;
  failedOn: Day;
  what: string;
  state: CaseState;
  dueOn: Day | null;
  actedOn: Day | null;
  warnedOn: Day | null;
  circumstances: string | null;
  recallBecause: RecallBecause | null;
  alternatives: string[];
  askedBy: number | null;
  recallKind: RecallKind | null;
  court: string | null;
  hearingOn: Day | null;
  handling: 'partners' | 'statutory' | 'named' | 'own';
  namedAgencies: number[];
  version: number;
}

export interface Step {
  id: number;
  at: Date;
  move: Move | 'start';
  became: CaseState;
  why: string | null;
  staff: string;
  agency: string;
}

/** An order or licence that held somebody on a day, from probation's extract or the scheme's own record. */
export interface OrderInForce {
  orderType: OrderType;
  fromDay: Day;
  ends: Day | null;
}

/** What a move needs besides itself; each field is asked for by the moves that `neededBy` names. */
export interface MoveInput {
  move: Move;
  why: string | null;
  on: Day | null;
  orderType: OrderType | null;
  circumstances: string | null;
  recallBecause: RecallBecause | null;
  alternatives: string[];
  recallKind: RecallKind | null;
  court: string | null;
  hearingOn: Day | null;
}

/** The form as typed. */
export interface MoveForm {
  move?: string;
  why?: string;
  on?: string;
  orderType?: string;
  circumstances?: string;
  recallBecause?: string;
  alternatives?: string[] | string;
  recallKind?: string;
  court?: string;
  hearingOn?: string;
}

export interface FailureForm {
  on?: string;
  what?: string;
}

export const warrantKinds = ['recall', 'breach', 'arrest'] as const;
export type WarrantKind = (typeof warrantKinds)[number];
export const warrantKindWords: Record<WarrantKind, string> = {
  recall: 'Recall to custody',
  breach: 'Warrant for breach',
  arrest: 'Warrant of arrest',
};

export type WarrantState = 'open' | 'executed' | 'withdrawn';
export const warrantStateWords: Record<WarrantState, string> = {
  open: 'Not yet executed',
  executed: 'Executed',
  withdrawn: 'Withdrawn',
};

export const attemptResults = ['executed', 'not-there', 'refused', 'wrong-address', 'other'] as const;
export type AttemptResult = (typeof attemptResults)[number];
export const attemptResultWords: Record<AttemptResult, string> = {
  executed: 'Found and taken',
  'not-there': 'Not there',
  refused: 'Entry refused',
  'wrong-address': 'Not known at the address',
  other: 'Something else',
};

export interface Warrant {
  id: number;
  personId: number;
  agencyId: number;
  caseId: number | null;
  kind: WarrantKind;
  reference: string | null;
  issuedOn: Day;
  issuedBy: string;
  state: WarrantState;
  endedOn: Day | null;
  endedNote: string | null;
  handling: Case['handling'];
  namedAgencies: number[];
  version: number;
}

export interface Attempt {
  id: number;
  warrantId: number;
  at: Date;
  place: string;
  result: AttemptResult;
  note: string | null;
  staff: string;
  agency: string;
}

export interface WarrantForm {
  kind?: string;
  reference?: string;
  issuedOn?: string;
  issuedBy?: string;
}

export interface AttemptForm {
  day?: string;
  time?: string;
  place?: string;
  result?: string;
  note?: string;
}

/** Where whoever has a letter can ring. */
export interface Office {
  officer: string;
  agency: string;
  base: string | null;
  phone: string | null;
}
