import type { Day } from '../../kernel/clock.ts';
import type { ContactHandling } from '../contacts/types.ts';
import type { Values } from '../reading.ts';

export type Handling = ContactHandling;

/** A kind of assessment as the scheme's rule `risk-assessments` has it. */
export interface AssessmentType {
  code: string;
  name: string;
  version: string;
  levels: readonly { code: string; name: string }[];
  /** Of a score in per cent: the level from each figure on. The level is then worked out, not chosen. */
  bands?: readonly { atLeast: number; level: string }[];
  /** Another system works it out; here it is entered with where it comes from. */
  imported?: boolean;
  /** Staff make it only while their training in it is in date. */
  needsTraining: boolean;
}

/** A kind of flag as the rule `risk-flags` has it. */
export interface FlagKind {
  code: string;
  name: string;
  /** Shown first, and on every form of a visit. */
  toStaff?: boolean;
}

/** What the rule `risk-registers` names. */
export interface RegisterLists {
  mappaCategories: readonly { code: string; name: string }[];
  mappaLevels: readonly { level: number; name: string }[];
  concerns: readonly { code: string; name: string }[];
}

/** The scheme's lists in force; empty where it has set none. */
export interface RiskLists {
  types: readonly AssessmentType[];
  flags: readonly FlagKind[];
  registers: RegisterLists;
  /** Shipped to show how it looks. */
  example: boolean;
}

export type AssessmentState = 'held' | 'accepted' | 'refused' | 'withdrawn';

export const assessmentStateWords: Record<AssessmentState, string> = {
  held: 'Waiting: the assessor’s training was not in date',
  accepted: 'Accepted',
  refused: 'Not accepted',
  withdrawn: 'Withdrawn',
};

export interface Assessment {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  type: string;
  typeVersion: string;
  assessedOn: Day;
  score: number | null;
  level: string;
  summary: string;
  source: string | null;
  nextDue: Day | null;
  handling: Handling;
  namedAgencies: number[];
  state: AssessmentState;
  heldWhy: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decidedWhy: string | null;
  withdrawnWhy: string | null;
  changedById: number | null;
  version: number;
  recordedAt: Date;
  changedAt: Date;
}

export interface AssessmentInput {
  personId: number;
  type: string;
  assessedOn: Day;
  score: number | null;
  level: string;
  summary: string;
  source: string | null;
  nextDue: Day | null;
  handling: Handling;
  namedAgencies: number[];
}

export interface Flag {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staff: string;
  kind: string;
  why: string;
  setOn: Day;
  reviewOn: Day;
  handling: Handling;
  namedAgencies: number[];
  endedOn: Day | null;
  endedWhy: string | null;
  endedBy: string | null;
  version: number;
  recordedAt: Date;
}

export interface FlagInput {
  personId: number;
  kind: string;
  why: string;
  reviewOn: Day;
  handling: Handling;
  namedAgencies: number[];
}

export const registers = ['mappa', 'marac', 'safeguarding'] as const;
export type Register = (typeof registers)[number];

export const registerWords: Record<Register, string> = {
  mappa: 'MAPPA',
  marac: 'MARAC',
  safeguarding: 'Safeguarding',
};

/** What begins an entry, and what is said of it. */
export const registerFrom: Record<Register, string> = {
  mappa: 'From',
  marac: 'Heard on',
  safeguarding: 'Raised on',
};

export interface Entry {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staff: string;
  register: Register;
  category: string | null;
  level: number | null;
  leadAgencyId: number | null;
  leadAgency: string | null;
  fromOn: Day;
  nextOn: Day | null;
  reviewOn: Day | null;
  words: string | null;
  handling: Handling;
  namedAgencies: number[];
  endedOn: Day | null;
  endedWhy: string | null;
  version: number;
}

export interface EntryInput {
  personId: number;
  register: Register;
  category: string | null;
  level: number | null;
  leadAgencyId: number | null;
  fromOn: Day;
  nextOn: Day | null;
  reviewOn: Day | null;
  words: string | null;
  handling: Handling;
  namedAgencies: number[];
}

/** One member of staff's training in one kind of assessment. */
export interface Training {
  id: number;
  staffId: number;
  staff: string;
  agency: string;
  what: string;
  fromDate: Day;
  /** The last day that it holds; null where it does not run out. */
  expiresOn: Day | null;
  course: string | null;
  withdrawnWhy: string | null;
  version: number;
}

export interface TrainingInput {
  staffId: number;
  what: string;
  fromDate: Day;
  expiresOn: Day | null;
  course: string | null;
}

/** An entry of a person's limited-access lists. */
export interface Restriction {
  id: number;
  personId: number;
  kind: 'only' | 'exclude';
  staffId: number;
  staff: string;
  agency: string;
  why: 'declared-interest' | 'self-or-household' | 'limited-access';
  words: string | null;
  fromAt: Date;
  reviewOn: Day | null;
  setBy: string | null;
  toAt: Date | null;
  endedBy: string | null;
  endedWhy: string | null;
}

export const restrictionWords: Record<Restriction['why'], string> = {
  'declared-interest': 'They declared an interest',
  'self-or-household': 'It is about themselves or their household',
  'limited-access': 'Limited access',
};

export type RiskForm = Values;
