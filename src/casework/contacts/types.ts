import type { Day } from '../../kernel/clock.ts';

export const contactOutcomes = ['attended', 'acceptable-absence', 'failed', 'none'] as const;
export type ContactOutcome = (typeof contactOutcomes)[number];

export const outcomeWords: Record<ContactOutcome, string> = {
  attended: 'Attended',
  'acceptable-absence': 'Absent, acceptable reason',
  failed: 'Failed to attend',
  none: 'No attendance expected',
};

export const handlings = ['partners', 'statutory', 'own'] as const;
export type ContactHandling = (typeof handlings)[number];

export const handlingWords: Record<ContactHandling | 'named', string> = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  named: 'Named agencies',
  own: 'My agency only',
};

export type ContactState = 'planned' | 'recorded' | 'withdrawn';

/** A kind of contact as the scheme's rule `contact-kinds` has it. */
export interface ContactKind {
  code: string;
  name: string;
}

export interface Contact {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  kind: string;
  state: ContactState;
  at: Date;
  planned: boolean;
  outcome: ContactOutcome | null;
  place: string | null;
  pathway: string | null;
  minutes: number | null;
  note: string | null;
  handling: ContactHandling | 'named';
  withdrawnWhy: string | null;
  version: number;
}

/** What the form holds, checked. */
export interface ContactInput {
  personId: number;
  kind: string;
  /** Instant of the contact, ISO. */
  at: string;
  outcome: ContactOutcome | null;
  place: string | null;
  pathway: string | null;
  minutes: number | null;
  note: string | null;
  handling: ContactHandling;
}

/** The form as typed: kept as it is when something in it needs correcting. */
export interface ContactForm {
  kind?: string;
  day?: string;
  time?: string;
  outcome?: string;
  place?: string;
  pathway?: string;
  minutes?: string;
  note?: string;
  handling?: string;
}

export interface ContactFilter {
  agencyId?: number | undefined;
  kind?: string | undefined;
  outcome?: string | undefined;
  text?: string | undefined;
  before?: Day | undefined;
}
