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

export type ContactState = 'planned' | 'recorded' | 'cancelled' | 'withdrawn';

export const contactStateWords: Record<ContactState, string> = {
  planned: 'Planned',
  recorded: 'Recorded',
  cancelled: 'Cancelled',
  withdrawn: 'Withdrawn',
};

/** A kind of contact as the scheme's rule `contact-kinds` has it. */
export interface ContactKind {
  code: string;
  name: string;
  /** A visit to where they live: a failed one is a door that nobody opened. */
  atTheirDoor?: boolean;
  /** Nobody is told of it beforehand: it goes into nothing that the person is given, and nobody fails to attend it. */
  unannounced?: boolean;
  /** It takes place at one of the scheme's listed places. */
  atListedPlace?: boolean;
  /** It cannot take place while they are in custody. */
  inCommunity?: boolean;
}

export interface Coded {
  code: string;
  name: string;
}

/** The scheme's rule `appointments`. */
export interface AppointmentsRule {
  /** Places by the kind of contact that takes place there. */
  places: (Coded & { kind: string })[];
  absenceReasons: Coded[];
  cancelReasons: Coded[];
  substances: Coded[];
  /** Appointments outside these hours are asked about, `07:00`. */
  earliest: string;
  latest: string;
}

/** The outcome in words, of one kind of contact where that is known. */
export const outcomeOf = (outcome: ContactOutcome, kind: ContactKind | undefined): string => {
  if (kind?.unannounced === true && outcome === 'none') return 'Nobody in (they were not told)';
  return outcome === 'failed' && kind?.atTheirDoor === true
    ? 'Nobody in (failed to attend)'
    : outcomeWords[outcome];
};

export const testOutcomes = ['taken', 'refused', 'not-required'] as const;
export const testOutcomeWords: Record<(typeof testOutcomes)[number], string> = {
  taken: 'Taken',
  refused: 'Refused',
  'not-required': 'Not required',
};

export const testResults = ['awaited', 'negative', 'positive'] as const;
export const testResultWords: Record<(typeof testResults)[number], string> = {
  awaited: 'Result awaited',
  negative: 'Negative',
  positive: 'Positive',
};

/** Health data: not everybody who sees the contact sees it. */
export interface DrugTest {
  outcome: (typeof testOutcomes)[number];
  result: (typeof testResults)[number] | null;
  /** Codes of what was found. */
  substances: string[];
}

export const repeats = ['weekly', 'fortnightly', 'monthly'] as const;
export type Repeat = (typeof repeats)[number];

export const repeatWords: Record<Repeat, string> = {
  weekly: 'Every week',
  fortnightly: 'Every two weeks',
  monthly: 'Every month, on the same weekday',
};

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
  others: string | null;
  observed: string | null;
  absenceReason: string | null;
  cancelledWhy: string | null;
  stepId: number | null;
  seriesId: number | null;
  seriesEvery: Repeat | null;
  source: 'delius' | null;
  /** How often it was moved. */
  moved: number;
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
  /** A code of the rule `appointments`, with an acceptable absence. */
  absenceReason?: string | null | undefined;
  /** Undefined: not asked, because the writer's role does not see it. */
  drugTest?: DrugTest | null | undefined;
}

export interface DrugTestForm {
  test?: string;
  result?: string;
  found?: string[] | string;
}

export interface OutcomeForm extends DrugTestForm {
  outcome?: string;
  absence?: string;
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
  /** Who else was there, by role. */
  others?: string | null | undefined;
  /** What was seen, on a visit to where they live. */
  observed?: string | null | undefined;
  absenceReason?: string | null | undefined;
  /** The step of their plan that it touched. */
  stepId?: number | null | undefined;
  /** Undefined: not asked, because the writer's role does not see it. */
  drugTest?: DrugTest | null | undefined;
}

/** The form as typed: kept as it is when something in it needs correcting. */
export interface ContactForm extends DrugTestForm {
  kind?: string;
  day?: string;
  time?: string;
  /** Of a time that the clocks bring twice: `first` or `second`. */
  which?: string;
  listed?: string;
  absence?: string;
  others?: string;
  observed?: string;
  step?: string;
  every?: string;
  times?: string;
  until?: string;
  /** `yes`: the warnings were read. */
  sure?: string;
  /** Days of a series that are left out. */
  skip?: string[];
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
  pathway?: string | undefined;
  text?: string | undefined;
  /** On this step of the plan. */
  stepId?: number | undefined;
  /** Only these states. */
  states?: readonly ContactState[] | undefined;
  /** At or after it. */
  from?: Date | undefined;
  /** Recorded, corrected or given to somebody else after it. */
  changedSince?: Date | undefined;
  /** Older than this one: where the page before ended. */
  before?: { at: Date; id: number } | undefined;
}
