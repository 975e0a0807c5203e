import type { Sharing } from '../reports/types.ts';

/** Who may be sent a report: staff in a role that may receive intelligence. One entry for each role they hold. */
export interface Receiver {
  id: number;
  name: string;
  agencyId: number;
  agency: string;
  statutory: boolean;
  /** An agreement in force gives their agency other agencies' intelligence. */
  shares: boolean;
  role: string;
  teamId: number | null;
}

/** Of a report, what decides to whom it may go. */
export interface SharedAs {
  agencyId: number;
  handling: Sharing;
  namedAgencies: readonly number[];
}

/** Whom the sender chose. */
export interface Chosen {
  /** Names as typed, one each. */
  names: readonly string[];
  /** Ticked in the list of people. */
  staffIds: readonly number[];
  roles: readonly string[];
  agencyIds: readonly number[];
  /** Everybody of this team, for a shift. */
  teamId: number | null;
}

export interface Recipient {
  id: number;
  name: string;
  agencyId: number;
  agency: string;
  /** How they were chosen: `person`, `role:analyst`, `agency:3`, `shift:2`. */
  through: string;
}

export const tellings = ['name', 'withhold'] as const;
export type Telling = (typeof tellings)[number];

/** Whom a report is about, as a copy tells it: no name where it is withheld, no person where it is the author's words. */
export interface Told {
  personId: number | null;
  name: string | null;
}

export interface SendInput extends Chosen {
  reportId: number;
  /** The report's, as the form showed it. */
  version: number;
  /** Whether those it is about are named to whoever may not see them; null where it is about nobody in particular. */
  tell: Telling | null;
  purpose: string;
  conditions: string | null;
  /** ISO; null: at once. */
  opensAt: string | null;
  expiresAt: string;
}

/** The form as typed. */
export interface SendForm {
  names?: string;
  people?: string[];
  roles?: string[];
  agencies?: string[];
  team?: string;
  tell?: string;
  purpose?: string;
  conditions?: string;
  fromDay?: string;
  fromTime?: string;
  untilDay?: string;
  untilTime?: string;
  do?: string;
}

export type CopyKind = 'sent' | 'printed' | 'file' | 'api' | 'read';

export const copyKindWords: Record<CopyKind, string> = {
  sent: 'Sent',
  printed: 'Printed',
  file: 'Saved as a file',
  api: 'Given to a program',
  read: 'Read on the screen or in a briefing',
};

/** A copy and what has become of it. */
export interface Copy {
  id: number;
  reportId: number;
  no: number;
  kind: CopyKind;
  dissemination: number | null;
  staffId: number;
  staff: string;
  agency: string;
  through: string;
  madeAt: Date;
  openedAt: Date | null;
  acknowledgedAt: Date | null;
  destroyedAt: Date | null;
  recalledAt: Date | null;
  recallWhy: string | null;
  opensAt: Date | null;
  expiresAt: Date | null;
  purpose: string | null;
  conditions: string | null;
  sender: string | null;
}

/** `closed`: recalled before its holder had read it, so that there is nothing to destroy. */
export type CopyState =
  | 'ahead'
  | 'waiting'
  | 'open'
  | 'expired'
  | 'recalled'
  | 'closed'
  | 'destroyed'
  | 'out';

export const copyStateWords: Record<CopyState, string> = {
  ahead: 'Opens later',
  waiting: 'To read',
  open: 'Read',
  expired: 'Expired',
  recalled: 'Recalled: to be destroyed',
  closed: 'Recalled before it was read',
  destroyed: 'Recalled and destroyed',
  out: 'Made',
};
