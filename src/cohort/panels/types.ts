import type { Day } from '../../kernel/clock.ts';
import type { Rag } from '../../scheme/ratings.ts';
import type { MembershipState } from '../membership/types.ts';
import type { FactorScore } from '../selection/types.ts';

export type MeetingState = 'planned' | 'issued' | 'held';

export const meetingStateWords: Record<MeetingState, string> = {
  planned: 'Planned',
  issued: 'Agenda issued',
  held: 'Held',
};

export const questions = ['adopt', 'de-select', 'review', 're-enter', 'representation'] as const;
export type Question = (typeof questions)[number];

export const questionWords: Record<Question, string> = {
  adopt: 'Adopt onto the scheme?',
  'de-select': 'De-select from the scheme?',
  review: 'How should they go on?',
  're-enter': 'Take back onto the scheme?',
  representation: 'Does the decision stand, after what was said against it?',
};

export const decisions = [
  'adopt',
  'decline',
  'de-select',
  'keep',
  'change',
  'suspend',
  're-enter',
  'stands',
  'defer',
] as const;
export type Decision = (typeof decisions)[number];

export const decisionWords: Record<Decision, string> = {
  adopt: 'Adopt',
  decline: 'Decline',
  'de-select': 'De-select',
  keep: 'Keep on the scheme',
  change: 'Change tier or strand',
  suspend: 'Suspend (in custody)',
  're-enter': 'Re-enter',
  stands: 'The decision stands',
  defer: 'Defer to a later panel',
};

export const decidedWords: Record<Decision, string> = {
  adopt: 'Adopted',
  decline: 'Declined',
  'de-select': 'De-selected',
  keep: 'Kept on the scheme',
  change: 'Tier or strand changed',
  suspend: 'Suspended',
  're-enter': 'Re-entered',
  stands: 'Decision upheld',
  defer: 'Deferred',
};

export const sources = [
  'representation',
  'review',
  'rag',
  'release',
  'candidate',
  'correction',
  'by-hand',
] as const;
export type Source = (typeof sources)[number];

export const sourceWords: Record<Source, string> = {
  representation: 'Representations and appeals',
  review: 'Reviews due',
  rag: 'RAG changes since the last panel',
  release: 'Releases within 12 weeks',
  candidate: 'Candidates',
  correction: 'Correction of an earlier decision',
  'by-hand': 'Put on by hand',
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
  /** How many agencies must be there; one unless the scheme says. */
  agencies?: number;
  /** Kinds of agency of which one each must be there. */
  mustAttend?: string[];
  /** Each agency's view is asked for by so many days before the meeting; absent: views are asked for by hand. */
  viewsDaysBefore?: number;
  minutesPerItem?: number;
  /** Days in which a person is told, may say something against the decision, and is then heard. */
  tellDays?: number;
  representationDays?: number;
  hearingDays?: number;
}

export type RepresentationKind = 'representation' | 'appeal';

export interface Meeting {
  id: number;
  baseId: number | null;
  base: string | null;
  heldOn: Day;
  state: MeetingState;
  chairId: number | null;
  chair: string | null;
  quorum: number;
  quorumAgencies: number;
  quorumKinds: string[];
  startsAt: string | null;
  /** The day of its series, where it was moved from a bank holiday. */
  movedFrom: Day | null;
  isHoliday: boolean;
  /** The series that it was planned with. */
  seriesId: number | null;
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
  agencyKind: string;
  state: AttendanceState;
  /** When they said so themselves, by their own sign-in. */
  confirmedAt: Date | null;
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
  source: Source;
  minutes: number | null;
  /** The decision that this one corrects. */
  corrects: number | null;
  dissenting: number[];
  /** Their names, by name. */
  dissentingNames: string[];
  dissent: string | null;
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

export interface MembershipPart {
  state: MembershipState;
  rag: Rag;
  ragWas: Rag | null;
  ragOn: Day | null;
  tier: string | null;
  strand: string;
  base: string;
  joinedOn: Day;
  lead: string | null;
}

export interface SentencePart {
  orders: { type: string; ends: Day | null }[];
}

export interface PlanPart {
  pathways: { code: string; goals: number; achieved: number }[];
}

/** Of the last three months. */
export interface ContactsPart {
  attended: number;
  failed: number;
  acceptable: number;
}

/** Where somebody stands on the scheme now; whoever has left has none. */
export interface Standing {
  personId: number;
  state: MembershipState;
  tier: string | null;
  strand: string;
}

export type PackPart = { itemId: number; agency: string } & (
  | { category: 'score'; body: ScorePart }
  | { category: 'offences'; body: OffencePart }
  | { category: 'custody'; body: CustodyPart }
  | { category: 'records'; body: RecordPart }
  | { category: 'membership'; body: MembershipPart }
  | { category: 'sentence'; body: SentencePart }
  | { category: 'plan'; body: PlanPart }
  | { category: 'contacts'; body: ContactsPart }
);

/** The decision form, as typed. */
export interface DecisionForm {
  decision?: string | undefined;
  reasonCode?: string | undefined;
  reason?: string | undefined;
  strand?: string | undefined;
  base?: string | undefined;
  tier?: string | undefined;
  /** Ids of the agencies that did not agree. */
  dissenting?: readonly string[] | undefined;
  dissent?: string | undefined;
}

export interface DecideInput {
  itemId: number;
  version: number;
  decision: Decision;
  /** One of the rule's codes for this decision; null where the rule has none. */
  reasonCode: string | null;
  reason: string;
  /** To adopt or change: the strand (and the tier); to adopt: the base whose team takes the case. */
  strand?: string | undefined;
  baseId?: number | undefined;
  tier?: string | undefined;
  /** Agencies that were there and did not agree, and why. */
  dissenting?: number[] | undefined;
  dissent?: string | undefined;
}

export interface MeetingForm {
  heldOn?: string | undefined;
  base?: string | undefined;
  chair?: string | undefined;
  startsAt?: string | undefined;
  invited?: readonly string[] | undefined;
}

export interface MeetingInput {
  heldOn: Day;
  baseId: number | null;
  chairId: number;
  /** Staff who are invited, the chair apart. */
  invited: number[];
  startsAt?: string | null | undefined;
  series?: { id: number; movedFrom: Day | null; isHoliday: boolean } | undefined;
}
