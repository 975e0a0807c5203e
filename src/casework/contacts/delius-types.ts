import type { Day } from '../../kernel/clock.ts';

/** The scheme's rule `delius-codes`: the first line that fits a contact gives its code. */
export interface DeliusRule {
  note?: string;
  codes: DeliusCode[];
}

export interface DeliusCode {
  kind: string;
  planned?: boolean;
  outcome?: string;
  /** Null where the code is not published and nobody has entered it. */
  code: string | null;
  description: string;
}

/** A contact as the exchange needs it. */
export interface Outgoing {
  contactId: number;
  personId: number;
  name: string;
  crn: string | null;
  at: Date;
  kind: string;
  planned: boolean;
  outcome: string | null;
  version: number;
}

/** One line of a file that was made for Delius. */
export interface SentRow {
  contactId: number;
  personId: number;
  reference: string;
  code: string | null;
  crn: string;
  at: Date;
  kind: string;
  planned: boolean;
  outcome: string | null;
  minutes: number | null;
  place: string | null;
  staff: string;
  note: string | null;
}

/** One line of a file that Delius gave back. */
export interface Returned {
  line: number;
  reference: string | null;
  crn: string;
  day: Day;
  time: string;
  code: string | null;
  deliusId: string;
  description: string | null;
  note: string | null;
}

export interface Fault {
  line: number;
  text: string;
}

/** A contact of ours that a returned line may be. */
export interface Candidate {
  contactId: number;
  personId: number;
  crn: string;
  at: Date;
  reference: string | null;
  code: string | null;
  deliusId: string | null;
}

export type Match =
  | { kind: 'exact'; contactId: number }
  | { kind: 'near'; contactIds: number[] }
  | { kind: 'only-delius' }
  | { kind: 'fault'; text: string };

export interface DeliusBatch {
  id: number;
  what: 'sent' | 'returned';
  madeAt: Date;
  by: string;
  fromDay: Day | null;
  toDay: Day | null;
  fileName: string | null;
  lines: number;
  confirmed: number;
  known: number;
  unknown: number[];
  faults: Fault[];
}

export type LineState = 'open' | 'matched' | 'taken-in' | 'left';

export interface DeliusLine {
  id: number;
  batchId: number;
  personId: number;
  name: string;
  line: number;
  deliusId: string;
  at: Date;
  code: string | null;
  description: string | null;
  note: string | null;
  nearest: number[];
  state: LineState;
  version: number;
}

export interface DecisionForm {
  decision?: string;
  kind?: string;
  outcome?: string;
  absence?: string;
  handling?: string;
  note?: string;
}
