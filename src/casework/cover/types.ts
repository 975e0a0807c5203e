import type { Day } from '../../kernel/clock.ts';

/** Time that a member of staff is away, and who covers. */
export interface Absence {
  id: number;
  staffId: number;
  staff: string;
  deputyId: number | null;
  deputy: string | null;
  deputyPhone: string | null;
  fromDay: Day;
  /** The last day away. */
  toDay: Day;
  endedAt: Date | null;
  /** For whoever is away, their deputy and whoever allocates; null for the others. */
  note: string | null;
  version: number;
}

export type AbsenceState = 'ahead' | 'now' | 'over';

export const absenceStateWords: Record<AbsenceState, string> = {
  ahead: 'Ahead',
  now: 'Away now',
  over: 'Over',
};

export type AbsenceAct = 'change' | 'end';

export interface AbsenceInput {
  staffId: number;
  deputyId: number | null;
  fromDay: Day;
  toDay: Day;
  note: string | null;
}

/** The form as typed: kept as it is when something in it needs correcting. */
export interface AbsenceForm {
  staff?: string;
  deputy?: string;
  from?: string;
  to?: string;
  note?: string;
}

/** Somebody of the scheme in a role that is given people. */
export interface Colleague {
  id: number;
  name: string;
  agencyId: number;
  agency: string;
  role: string;
  teamId: number | null;
}

export type VisitState = 'out' | 'safe';
export type VisitAct = 'extend' | 'safe' | 'help';

/** How a visit that is under way stands against the clock. */
export type VisitClock = 'in-time' | 'overdue' | 'alarm' | 'help';

export const visitClockWords: Record<VisitClock, string> = {
  'in-time': 'On a visit',
  overdue: 'Overdue',
  alarm: 'Overdue: no word from them',
  help: 'Needs help now',
};

/** Of the rule `visits`. */
export interface VisitRule {
  /** Minutes offered when a visit starts, and when more time is needed. */
  lengths: number[];
  expectedMinutes: number;
  /** Minutes after the expected end before others are told. */
  graceMinutes: number;
}

/** Without whom or where: for everybody who looks out for them. */
export interface VisitOut {
  id: number;
  staffId: number;
  staff: string;
  phone: string | null;
  startedAt: Date;
  expectedAt: Date;
  graceMinutes: number;
  /** Since when they have asked for help. */
  helpAt: Date | null;
  version: number;
  /** The rest is null for whoever may not see the visit's contact. */
  personId: number | null;
  name: string | null;
  place: string | null;
}

export interface Visit {
  id: number;
  contactId: number;
  personId: number;
  name: string;
  staffId: number;
  staff: string;
  state: VisitState;
  startedAt: Date;
  expectedAt: Date;
  graceMinutes: number;
  endedAt: Date | null;
  helpAt: Date | null;
  kind: string;
  place: string | null;
  /** The contact has no outcome yet. */
  open: boolean;
  extended: number;
  version: number;
}

/** One thing that hangs on a leaver: an allocation, a planned contact, an open step, a referral that they made. */
export interface LeaverItem {
  what: 'allocation' | 'contact' | 'step' | 'referral';
  id: number;
  personId: number;
  version: number;
  /** Of an allocation, its part; of a contact, its kind. */
  kind: string | null;
  at: Date | null;
}

/** An action of a board that is theirs; about nobody. */
export interface LeaverAction {
  id: number;
  title: string;
  version: number;
}

export interface LeaverWork {
  items: readonly LeaverItem[];
  /** People whom the viewer does not reach: somebody else has to hand them over. */
  beyond: number;
  /** Unsent forms, which only their writer can read. */
  drafts: number;
  /** They are out on a visit now: nobody else can be asked to come back from it. */
  out: number;
}

/** One person's row of a handover: what moves, and what is due. */
export interface LeaverPerson {
  personId: number;
  name: string;
  /** Undefined where there are only appointments or steps. */
  part: string | undefined;
  allocations: readonly LeaverItem[];
  contacts: readonly LeaverItem[];
  steps: readonly LeaverItem[];
  /** Referrals that are open, or were declined and wait for another try. */
  referrals: readonly LeaverItem[];
  nextReview: Day | null;
}

export interface HandoverInput {
  fromStaffId: number;
  why: string;
  /** Who gets each person, with everything that is theirs. */
  gets: readonly { personId: number; toStaffId: number }[];
  /** Who gets the actions of boards. */
  actionsTo: number | null;
  /** What the preview showed: see `digestOf`. */
  seen: string;
}

export interface Handover {
  id: number;
  fromStaffId: number;
  from: string;
  why: string;
  state: 'done' | 'undone';
  madeBy: string;
  madeAt: Date;
  undoneAt: Date | null;
  version: number;
}

export interface HandoverItem {
  personId: number | null;
  what: 'ended' | 'given' | 'contact' | 'step' | 'referral' | 'action';
  rowId: number;
  toStaffId: number | null;
  version: number;
}
