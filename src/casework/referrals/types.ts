import type { Day } from '../../kernel/clock.ts';

export const referralStates = [
  'draft',
  'sent',
  'accepted',
  'started',
  'declined',
  'withdrawn',
  'cancelled',
  'ended-early',
  'completed',
] as const;
export type ReferralState = (typeof referralStates)[number];

export const referralStateWords: Record<ReferralState, string> = {
  draft: 'Draft',
  sent: 'Sent',
  accepted: 'Accepted',
  started: 'Started',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  cancelled: 'Cancelled',
  'ended-early': 'Ended early',
  completed: 'Completed',
};

export type ReferrerMove = 'send' | 'amend' | 'withdraw';
export type ProviderMove = 'accept' | 'decline' | 'put-back' | 'start' | 'cancel' | 'complete' | 'end-early';
export type ReferralMove = ReferrerMove | ProviderMove;

/** What became of a referral, as its history says it. */
export const eventWords: Record<ReferralMove | 'draft', string> = {
  draft: 'Draft begun',
  send: 'Sent',
  amend: 'Amended',
  withdraw: 'Withdrawn',
  accept: 'Accepted',
  decline: 'Declined',
  'put-back': 'Answer taken back',
  start: 'Started',
  cancel: 'Cancelled',
  complete: 'Completed',
  'end-early': 'Ended early',
};

export const sessionStates = ['planned', 'attended', 'acceptable-absence', 'failed', 'called-off'] as const;
export type SessionState = (typeof sessionStates)[number];

export const sessionStateWords: Record<SessionState, string> = {
  planned: 'Planned',
  attended: 'Attended',
  'acceptable-absence': 'Absent, acceptable reason',
  failed: 'Failed to attend',
  'called-off': 'Called off',
};

export const achievements = ['achieved', 'partly', 'not-achieved'] as const;
export type Achievement = (typeof achievements)[number];

export const achievementWords: Record<Achievement, string> = {
  achieved: 'Achieved',
  partly: 'Partly achieved',
  'not-achieved': 'Not achieved',
};

export const staffRisks = ['yes', 'no', 'not-known'] as const;
export type StaffRisk = (typeof staffRisks)[number];
export const staffRiskWords: Record<StaffRisk, string> = { yes: 'Yes', no: 'No', 'not-known': 'Not known' };

/** Who in the scheme may see a referral, besides the two agencies that it runs between. */
export const referralHandlings = ['partners', 'statutory', 'own'] as const;
export type ReferralHandling = (typeof referralHandlings)[number];
export const referralHandlingWords: Record<ReferralHandling | 'named', string> = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  named: 'Named agencies',
  own: 'My agency only',
};

export interface Named {
  code: string;
  name: string;
}

/** Desired outcomes keep the day on which they were retired: what was promised by them stays readable. */
export interface DesiredOutcome {
  code: string;
  category: string;
  text: string;
  deprecatedAt?: Day;
}

/** The scheme's rule `referrals`. */
export interface ReferralsRule {
  source: string;
  categories: (Named & { pathways: string[] })[];
  outcomes: DesiredOutcome[];
  declineReasons: Named[];
  endReasons: Named[];
  /** Days after which an unanswered referral is said to wait; days after the last session for the report. */
  waitingAfterDays: number;
  reportDueAfterDays: number;
}

/** Pieces that are shared only where the referrer ticks them. */
export const sharables = ['contact', 'risk', 'availability', 'language', 'offence'] as const;
export type Sharable = (typeof sharables)[number];

/** What a referral shares beside need and goal; null where it was not ticked. */
export interface SharedText {
  contactDetails: string | null;
  staffRisk: StaffRisk | null;
  staffRiskWords: string | null;
  availability: string | null;
  language: string | null;
  offenceType: string | null;
  offenceWhy: string | null;
}

export interface ReferralText {
  category: string;
  pathway: string;
  need: string;
  goal: string;
  outcomes: string[];
  handling: ReferralHandling;
}

/** What the form holds, checked. */
export interface ReferralInput extends ReferralText, SharedText {}

export interface Referral extends ReferralText {
  id: number;
  personId: number;
  /** As the viewer may see them; a provider's worker has the name of whoever was referred. */
  name: string;
  born: Day | null;
  serviceId: number;
  service: string;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  staffPhone: string | null;
  providerAgencyId: number;
  provider: string;
  state: ReferralState;
  ruleId: number;
  workerId: number | null;
  worker: string | null;
  sentAt: Date | null;
  answeredAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  reasonCode: string | null;
  reason: string | null;
  version: number;
  changedAt: Date;
}

/** As lists show it. */
export interface ReferralLine
  extends Pick<
    Referral,
    | 'id'
    | 'personId'
    | 'name'
    | 'service'
    | 'serviceId'
    | 'provider'
    | 'agency'
    | 'staff'
    | 'state'
    | 'pathway'
    | 'category'
    | 'need'
    | 'sentAt'
    | 'startedAt'
    | 'endedAt'
    | 'reasonCode'
    | 'worker'
  > {
  nextSession: Date | null;
  sessions: number;
  attended: number;
}

export interface ReferralEvent {
  at: Date;
  what: ReferralMove | 'draft';
  field: string | null;
  was: string | null;
  became: string | null;
  why: string | null;
  staff: string;
  agency: string;
}

export interface Session {
  id: number;
  referralId: number;
  at: Date;
  minutes: number | null;
  place: string | null;
  state: SessionState;
  feedback: string | null;
  staff: string;
  version: number;
}

export interface SessionInput {
  at: string;
  minutes: number | null;
  place: string | null;
  state: SessionState;
  feedback: string | null;
}

export interface ReportOutcome {
  code: string;
  level: Achievement;
  words: string | null;
}

export interface EndReport {
  at: Date;
  staff: string;
  summary: string;
  stillNeeded: string | null;
  outcomes: ReportOutcome[];
}

export interface ReportInput {
  ending: 'complete' | 'end-early';
  reasonCode: string | null;
  summary: string;
  stillNeeded: string | null;
  outcomes: ReportOutcome[];
}

/** A reason from the list, and words; `other` needs words. */
export interface ReasonInput {
  reasonCode: string;
  reason: string | null;
}

export interface ReferralFilter {
  state?: 'open' | 'waiting' | 'ended' | ReferralState | undefined;
  serviceId?: number | undefined;
  pathway?: string | undefined;
  mine?: boolean | undefined;
}

/** The forms as typed: kept as they are when something needs correcting. */
export interface ReferralForm {
  pathway?: string;
  category?: string;
  need?: string;
  goal?: string;
  outcomes?: string[];
  share?: string[];
  contact?: string;
  risk?: string;
  riskWords?: string;
  availability?: string;
  language?: string;
  offence?: string;
  offenceWhy?: string;
  handling?: string;
  why?: string;
}

export interface SessionForm {
  day?: string;
  time?: string;
  minutes?: string;
  place?: string;
  state?: string;
  feedback?: string;
}

/** What a provider who is not on the system said. */
export interface ToldInput {
  move: ProviderMove;
  reasonCode: string | null;
  reason: string | null;
}

export interface ToldForm {
  move?: string;
  reasonCode?: string;
  reason?: string;
}

export interface ReasonForm {
  reasonCode?: string;
  reason?: string;
}
