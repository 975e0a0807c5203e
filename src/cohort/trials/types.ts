import type { Day } from '../../kernel/clock.ts';

export interface Arm {
  code: string;
  name: string;
}

export interface StratumFactor {
  code: string;
  label: string;
  levels: string[];
}

/** Asked of everybody who is looked at; whoever does not answer yes is excluded for this reason. */
export interface EligibilityQuestion {
  code: string;
  text: string;
}

export interface ContractRule {
  months: number;
  mostConditions: number;
  conditions: { code: string; name: string }[];
}

/** What is registered: after approval it stands, and changes are amendments. */
export interface Protocol {
  question: string;
  arms: Arm[];
  /** How many of each arm in a block, in the order of `arms`. */
  ratio: number[];
  blockSizes: number[];
  strata: StratumFactor[];
  youngest: number;
  /** Nobody under an order or licence, by the records, when they are allocated. */
  notSupervised: boolean;
  questions: EligibilityQuestion[];
  /** What is asked of them; null where the ethics approval says that none is needed. */
  consent: string | null;
  /** For the first arm, where it is a contract. */
  contract: ContractRule | null;
  primary: string;
  secondary: string[];
  horizonMonths: number;
  analysis: string;
  target: number;
  /** All that a panel is told about somebody who takes part. */
  panelTold: string;
}

/** Body of the rule `trial-designs`. */
export interface TrialDesigns {
  note: string;
  designs: { code: string; name: string; protocol: Protocol }[];
}

/** A document on record: whose, under what reference, of what day, and the SHA-256 of its file. */
export interface Registration {
  protocolRef: string | null;
  protocolOn: Day | null;
  protocolSha256: string | null;
  ethicsBody: string | null;
  ethicsRef: string | null;
  ethicsOn: Day | null;
  ethicsSha256: string | null;
}

export type TrialState =
  | 'draft'
  | 'submitted'
  | 'approved'
  | 'open'
  | 'paused'
  | 'closed'
  | 'revealed'
  | 'withdrawn';

export const trialStateWords: Record<TrialState, string> = {
  draft: 'Draft',
  submitted: 'Waits for approval',
  approved: 'Approved',
  open: 'Open',
  paused: 'Paused',
  closed: 'Closed',
  revealed: 'List published',
  withdrawn: 'Withdrawn',
};

export interface Trial extends Registration {
  id: number;
  name: string;
  state: TrialState;
  body: Protocol;
  example: boolean;
  authorId: number;
  author: string;
  submittedBy: number | null;
  /** Everybody who wrote any of it. */
  writers: readonly number[];
  approver: string | null;
  approvedAt: Date | null;
  returnedWhy: string | null;
  registeredSha256: string | null;
  commitment: string | null;
  committedAt: Date | null;
  openedAt: Date | null;
  closedAt: Date | null;
  seed: string | null;
  version: number;
}

export const amendmentParts = ['outcomes', 'analysis', 'eligibility', 'number', 'other'] as const;
export type AmendmentPart = (typeof amendmentParts)[number];
export const amendmentWords: Record<AmendmentPart, string> = {
  outcomes: 'Outcomes',
  analysis: 'Analysis plan',
  eligibility: 'Who is eligible',
  number: 'How many are needed',
  other: 'Something else',
};

export interface Amendment {
  part: AmendmentPart;
  words: string;
  why: string;
  allocated: number;
  staff: string;
  at: Date;
}

export const participantStates = ['excluded', 'refused', 'eligible', 'enrolled', 'allocated'] as const;
export type ParticipantState = (typeof participantStates)[number];
export const participantWords: Record<ParticipantState, string> = {
  excluded: 'Not eligible',
  refused: 'Did not agree',
  eligible: 'Eligible, not enrolled',
  enrolled: 'Enrolled, waits for the list',
  allocated: 'Allocated',
};

export interface Participant {
  id: number;
  trialId: number;
  personId: number;
  name: string;
  state: ParticipantState;
  reasons: string[];
  stratum: string | null;
  consent: 'given' | 'refused' | null;
  consentOn: Day | null;
  assessedAt: Date;
  enrolledAt: Date | null;
  withdrewOn: Day | null;
  dataUntil: Day | null;
  lostOn: Day | null;
  lostWhy: string | null;
  version: number;
  /** For those who treat; undefined for everybody else. */
  arm: string | null;
}

export type ConditionState = 'set' | 'met' | 'dropped';
export const conditionStates = ['set', 'met', 'dropped'] as const;
export const conditionWords: Record<ConditionState, string> = {
  set: 'To do',
  met: 'Met',
  dropped: 'Taken out',
};

export interface Condition {
  code: string;
  words: string;
  state: ConditionState;
}

export type ContractState = 'running' | 'with-police' | 'completed' | 'failed' | 'withdrawn';
export const contractWords: Record<ContractState, string> = {
  running: 'Running',
  'with-police': 'Breach: waits for the police’s decision',
  completed: 'Completed',
  failed: 'Failed: goes on to prosecution',
  withdrawn: 'Ended because they withdrew',
};

export interface Contract {
  id: number;
  trialId: number;
  participantId: number;
  personId: number;
  state: ContractState;
  fromDay: Day;
  toDay: Day;
  conditions: Condition[];
  workerId: number;
  worker: string;
  breachBy: number | null;
  endedOn: Day | null;
  version: number;
}

export interface ContractEvent {
  what: string;
  onDay: Day;
  words: string;
  staff: string;
}

/** Counts by the CONSORT statement's boxes. Null: left out, because it would tell of a few people. */
export interface TrialFigures {
  assessed: number | null;
  excluded: { reason: string; people: number | null }[];
  refused: number | null;
  notYetEnrolled: number | null;
  randomised: number | null;
  waiting: number | null;
  /** While people are enrolled, the newest of each stratum are left out: the counts say nothing of who is next. */
  heldBack: number | null;
  arms: ArmFigures[];
  strata: { stratum: string; enrolled: number | null; arms: (number | null)[] }[];
}

export interface ArmFigures {
  arm: string;
  name: string;
  allocated: number | null;
  received: number | null;
  withdrew: number | null;
  lost: number | null;
  dataStopped: number | null;
  /** Followed up for the whole horizon, and whose data may be used for it. */
  analysable: number | null;
}
