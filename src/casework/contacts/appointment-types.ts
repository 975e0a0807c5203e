import type { Day } from '../../kernel/clock.ts';

export const askers = ['person', 'us', 'other'] as const;
export type AskedBy = (typeof askers)[number];

export const askedByWords: Record<AskedBy, string> = {
  person: 'The person asked',
  us: 'We asked',
  other: 'Somebody else asked',
};

/** When an appointment was to be before it was moved or called off. */
export interface Move {
  id: number;
  what: 'moved' | 'cancelled';
  wasAt: Date;
  becameAt: Date | null;
  askedBy: AskedBy | null;
  why: string | null;
  madeAt: Date;
  by: string;
}

/** Contacts of the last twelve months. */
export interface Counted {
  attended: number;
  acceptable: number;
  failed: number;
  /** Of the viewer's own agency, of all time. */
  withdrawn: number;
}

export interface Withdrawn {
  id: number;
  at: Date;
  kind: string;
  note: string | null;
  why: string | null;
  withdrawnAt: Date;
  by: string | null;
}

/** Something about an appointment's time that somebody should know before it is made. */
export interface Slot {
  at: Date;
  day: Day;
  minutes: number | null;
  kind: string;
  place: string | null;
  /** The wall time could not be kept, because the clocks skip it. */
  shifted: boolean;
}

export interface MoveInput {
  at: string;
  place: string | null;
  minutes: number | null;
  askedBy: AskedBy;
  why: string;
  later: boolean;
  sure: boolean;
}

export interface CancelInput {
  /** A code of the rule `appointments`. */
  why: string;
  askedBy: AskedBy;
  later: boolean;
}

export interface AppointmentForm {
  day?: string;
  time?: string;
  which?: string;
  place?: string;
  minutes?: string;
  asked?: string;
  why?: string;
  later?: string;
  sure?: string;
}
