import type { Day } from '../../kernel/clock.ts';
import type { FactorScore } from '../selection/types.ts';

export type MeetingState = 'planned' | 'issued' | 'held';

export const meetingStateWords: Record<MeetingState, string> = {
  planned: 'Planned',
  issued: 'Agenda issued',
  held: 'Held',
};

export const questions = ['adopt', 'de-select'] as const;
export type Question = (typeof questions)[number];

export const questionWords: Record<Question, string> = {
  adopt: 'Adopt onto the scheme?',
  'de-select': 'De-select from the scheme?',
};

export const decisions = ['adopt', 'decline', 'de-select', 'keep', 'defer'] as const;
export type Decision = (typeof decisions)[number];

export const decisionWords: Record<Decision, string> = {
  adopt: 'Adopt',
  decline: 'Decline',
  'de-select': 'De-select',
  keep: 'Keep on the scheme',
  defer: 'Defer to a later panel',
};

export const decidedWords: Record<Decision, string> = {
  adopt: 'Adopted',
  decline: 'Declined',
  'de-select': 'De-selected',
  keep: 'Kept on the scheme',
  defer: 'Deferred',
};

export const attendanceStates = ['invited', 'attended', 'apologies'] as const;
export type AttendanceState = (typeof attendanceStates)[number];

export const attendanceWords: Record<AttendanceState, string> = {
  invited: 'Invited',
  attended: 'Attended',
  apologies: 'Apologies',
};

/** Body of the rule `panel`. */
export interface PanelRule {
  quorum: number;
  /** Codes of reasons by decision; a decision without any takes the words alone. */
  reasons: Partial<Record<Decision, string[]>>;
  /** Months from adoption to the first review, where the scheme sets it. */
  reviewMonths?: number;
}

export interface Meeting {
  id: number;
  baseId: number | null;
  base: string | null;
  heldOn: Day;
  state: MeetingState;
  chairId: number | null;
  chair: string | null;
  quorum: number;
  issuedAt: Date | null;
  closedAt: Date | null;
  version: number;
}

export interface MeetingLine extends Meeting {
  /** Items of people the viewer may see. */
  items: number;
  undecided: number;
}

export interface Attendance {
  staffId: number;
  name: string;
  agency: string;
  agencyId: number;
  state: AttendanceState;
}

export interface Item {
  id: number;
  meetingId: number;
  personId: number;
  name: string;
  born: Day | null;
  candidateId: number | null;
  question: Question;
  addedBy: string | null;
  addedById: number | null;
  why: string | null;
  decision: Decision | null;
  reasonCode: string | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  presentStaff: number[];
  version: number;
}

export interface ScorePart {
  total: number;
  rank: number;
  line: number;
  matrix: string;
  example: boolean;
  factors: FactorScore[];
  /** The only strand open to them. */
  strand: string | null;
  baseId: number | null;
  statutory: 'statutory' | 'voluntary';
}

export interface OffencePart {
  proven: number;
  recent: number;
  last: Day | null;
  unproven: number;
}

export interface CustodyPart {
  now: { kind: string; place: string } | null;
  release: Day | null;
  lastRelease: Day | null;
}

export interface RecordPart {
  records: number;
}

export type PackPart = { itemId: number; agency: string } & (
  | { category: 'score'; body: ScorePart }
  | { category: 'offences'; body: OffencePart }
  | { category: 'custody'; body: CustodyPart }
  | { category: 'records'; body: RecordPart }
);

/** The decision form, as typed. */
export interface DecisionForm {
  decision?: string | undefined;
  reasonCode?: string | undefined;
  reason?: string | undefined;
  strand?: string | undefined;
  base?: string | undefined;
  tier?: string | undefined;
}

export interface DecideInput {
  itemId: number;
  version: number;
  decision: Decision;
  /** One of the rule's codes for this decision; null where the rule has none. */
  reasonCode: string | null;
  reason: string;
  /** To adopt: the strand, and the base whose team takes the case. */
  strand?: string | undefined;
  baseId?: number | undefined;
  tier?: string | undefined;
}

export interface MeetingForm {
  heldOn?: string | undefined;
  base?: string | undefined;
  chair?: string | undefined;
  invited?: readonly string[] | undefined;
}

export interface MeetingInput {
  heldOn: Day;
  baseId: number | null;
  chairId: number;
  /** Staff who are invited, the chair apart. */
  invited: number[];
}
