export const contactOutcomes = ['attended', 'acceptable-absence', 'failed', 'none'] as const;
export type ContactOutcome = (typeof contactOutcomes)[number];

export const outcomeWords: Record<ContactOutcome, string> = {
  attended: 'Attended',
  'acceptable-absence': 'Absent, acceptable reason',
  failed: 'Failed to attend',
  none: 'No attendance expected',
};

/** In a form: the contact lies ahead, so nothing is known of its outcome. It is stored as none at all. */
export const notYet = 'not-yet';

export const handlings = ['partners', 'statutory', 'named', 'own'] as const;
export type ContactHandling = (typeof handlings)[number];

export const handlingWords: Record<ContactHandling, string> = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  named: 'Named agencies',
  own: 'My agency only',
};

export type ContactState = 'planned' | 'recorded' | 'withdrawn';

export const contactStateWords: Record<ContactState, string> = {
  planned: 'Planned',
  recorded: 'Recorded',
  withdrawn: 'Withdrawn',
};

/** A kind of contact as the scheme's rule `contact-kinds` has it. */
export interface ContactKind {
  code: string;
  name: string;
  /** A visit to where they live: a failed one is a door that nobody opened. */
  atTheirDoor?: boolean;
}

/** The outcome in words, of one kind of contact where that is known. */
export const outcomeOf = (outcome: ContactOutcome, kind: ContactKind | undefined): string =>
  outcome === 'failed' && kind?.atTheirDoor === true ? 'Nobody in (failed to attend)' : outcomeWords[outcome];

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
  handling: ContactHandling;
  namedAgencies: number[];
  withdrawnWhy: string | null;
  changedAt: Date;
  version: number;
}

/** As lists of people show it. */
export interface LastContact {
  personId: number;
  at: Date;
  kind: string;
  outcome: ContactOutcome;
}

/** The few words that turn an appointment into a contact. */
export interface OutcomeInput {
  outcome: ContactOutcome;
  note: string | null;
}

export interface OutcomeForm {
  outcome?: string;
  note?: string;
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
  /** Agencies that may see it where the handling is `named`. */
  namedAgencies: number[];
  /** Other staff who were there. */
  withStaff: number[];
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
  named?: string[];
  with?: string[];
  /** `yes`: it was meant, though the same is recorded already. */
  again?: string;
}

export interface ContactFilter {
  agencyId?: number | undefined;
  kind?: string | undefined;
  outcome?: string | undefined;
  text?: string | undefined;
  /** Recorded, corrected or given to somebody else after it. */
  changedSince?: Date | undefined;
  /** Older than this one: where the page before ended. */
  before?: { at: Date; id: number } | undefined;
}
