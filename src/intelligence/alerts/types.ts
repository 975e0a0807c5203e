import type { Day } from '../../kernel/clock.ts';

export const eventKinds = ['custody', 'crime', 'missed-tag', 'release', 'address'] as const;
export type EventKind = (typeof eventKinds)[number];

export const kindWords: Record<EventKind, string> = {
  custody: 'In custody',
  crime: 'Crime',
  'missed-tag': 'Missed tag or curfew',
  release: 'Release from prison',
  address: 'Change of address',
};

export const eventCategories = ['custody', 'offences', 'licence', 'records'] as const;

/**
 * What of an agreement an event falls under, and by the same word which right opens it (`see:custody`): as a record that
 * tells the same would. A category that is new here needs a policy of its own in `access/policies/event_received.sql`.
 */
export const categoryOf: Record<EventKind, (typeof eventCategories)[number]> = {
  custody: 'custody',
  crime: 'offences',
  'missed-tag': 'licence',
  release: 'custody',
  address: 'records',
};

/** Whom an event is about, as its sender says it; numbers in the form this system keeps them. */
export interface Described {
  pnc?: string;
  cro?: string;
  prisonNumber?: string;
  crn?: string;
  familyName?: string;
  givenNames?: string;
  bornOn?: Day;
  sex?: string;
  postcode?: string;
}

/** One event, read and checked. */
export interface IncomingEvent {
  id: string;
  kind: EventKind;
  /** ISO, UTC. */
  happenedAt: string;
  person: Described;
  place: string | null;
  detail: string | null;
}

/** What a sender says of an event that it has sent already: that it was otherwise, or was none. */
export const changes = ['corrected', 'withdrawn'] as const;
export type Change = (typeof changes)[number];

/** How what an event said came to an end. */
export type EndedBecause = Change | 'not-them';

export type EventHow = 'api' | 'webhook' | 'file';

export const howWords: Record<EventHow, string> = {
  api: 'by the API',
  webhook: 'by webhook',
  file: 'in a file',
};

export interface Sender {
  id: number;
  schemeId: number;
  agencyId: number;
  name: string;
  kinds: EventKind[];
  handling: 'partners' | 'statutory' | 'named' | 'own';
  namedAgencies: number[];
  perMinute: number | null;
}

/** What became of one event of a sending. */
export type EventOutcome =
  | { id: string; is: 'accepted' | 'repeated' | 'parked' | Change }
  | { id: string; is: 'refused'; field: string; text: string };

/** Whom the engine thought of, the likeliest first. */
export interface Candidate {
  record: number;
  person: number;
  bits: number;
}

export const groups = ['lead', 'co-worker', 'team', 'supervisor'] as const;
export type Group = (typeof groups)[number];
export type Because = Group | 'deputy';

export const becauseWords: Record<Because, string> = {
  lead: 'leads the case',
  deputy: 'covers for somebody who is away',
  'co-worker': 'works on the case with the lead',
  team: 'is of the team that owns the case',
  supervisor: 'supervises',
};

export interface KindRule {
  /** Two reports of one person and kind within so many minutes are one thing. */
  sameWithinMinutes: number;
  /** At night mail goes out and others are told all the same. */
  overridesQuiet: boolean;
}

/** The rule `alerts` of a scheme. */
export interface AlertRule {
  kinds: Partial<Record<EventKind, KindRule>>;
  /** Who is told, and so many minutes after the alert was made, as long as nobody opened it; the first at 0. */
  steps: readonly { to: Group; afterMinutes: number }[];
  /** Roles that are told as supervisors. */
  supervisors: readonly string[];
  /** By London's clock. */
  quiet: { from: string; to: string };
  /** When the mail of the day goes to those who chose one. */
  digestAt: string;
  future: { toleranceMinutes: number; does: 'park' | 'refuse' };
  /** An older event is kept and nobody is told. */
  tellWithinHours: number;
  /** Arrived so long after it happened: said to be late. */
  lateAfterMinutes: number;
  /** Events of one sender; more are refused until the minute is over. */
  perMinute: number;
}
