import type { Day } from '../../kernel/clock.ts';

/** 3x5x2: how far the source can be trusted. The numbers are on the form; the source itself never is. */
export const sourceGrades = [1, 2, 3] as const;
export type SourceGrade = (typeof sourceGrades)[number];

export const sourceWords: Record<SourceGrade, string> = {
  1: 'Reliable',
  2: 'Untested',
  3: 'Not reliable',
};

export const assessments = ['A', 'B', 'C', 'D', 'E'] as const;
export type Assessment = (typeof assessments)[number];

export const assessmentWords: Record<Assessment, string> = {
  A: 'Known directly',
  B: 'Known indirectly but corroborated',
  C: 'Known indirectly',
  D: 'Not known',
  E: 'Suspected to be false',
};

export const handlingCodes = ['P', 'C'] as const;
export type HandlingCode = (typeof handlingCodes)[number];

export const handlingCodeWords: Record<HandlingCode, string> = {
  P: 'Lawful sharing permitted',
  C: 'Lawful sharing permitted with conditions',
};

/** How it is known, without saying who said it. */
export const provenances = [
  'observed',
  'agency-record',
  'community',
  'prison',
  'partner',
  'open-source',
] as const;
export type Provenance = (typeof provenances)[number];

export const provenanceWords: Record<Provenance, string> = {
  observed: 'Seen or heard by the person reporting',
  'agency-record': 'From my agency’s own records',
  community: 'From somebody in the community',
  prison: 'From inside a prison',
  partner: 'From another agency',
  'open-source': 'Open to everybody, such as a public page',
};

export const markings = ['OFFICIAL', 'OFFICIAL-SENSITIVE'] as const;
export type Marking = (typeof markings)[number];

/** What the form offers so that it can be refused with instructions. */
export const tooSecret = 'SECRET';

export const sharings = ['partners', 'statutory', 'named', 'own'] as const;
export type Sharing = (typeof sharings)[number];

export const sharingWords: Record<Sharing, string> = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  named: 'Named agencies',
  own: 'My agency only',
};

export type ReportState = 'draft' | 'submitted' | 'accepted' | 'returned' | 'refused' | 'discarded';

export const stateWords: Record<ReportState, string> = {
  draft: 'Draft',
  submitted: 'Waiting for review',
  accepted: 'Accepted',
  returned: 'Returned to the author',
  refused: 'Refused',
  discarded: 'Discarded',
};

/** What must travel with every copy. */
export interface Grade {
  sourceGrade: SourceGrade | null;
  assessment: Assessment | null;
  handlingCode: HandlingCode | null;
  marking: Marking;
  handling: Sharing;
}

/** A report as the viewer may see it: `text` is null while its conditions have not been acknowledged. */
export interface Report extends Grade {
  id: number;
  agencyId: number;
  agency: string;
  authorId: number;
  author: string;
  state: ReportState;
  conditions: string | null;
  conditionsNo: number;
  provenance: Provenance | null;
  namedAgencies: number[];
  observedOn: Day | null;
  submittedAt: Date | null;
  reviewedAt: Date | null;
  version: number;
  text: string | null;
}

/** What came of an accepted report, told to its author in words written for them. */
export const outcomes = ['used', 'not-used'] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomeWords: Record<Outcome, string> = {
  used: 'It was used',
  'not-used': 'It was not used',
};

export interface Review {
  verdict: Verdict | 'reopen' | Outcome;
  note: string;
  reviewer: string;
  at: Date;
}

export interface LinkedPerson {
  id: number;
  name: string;
}

export const thingKinds = ['address', 'vehicle', 'offence'] as const;
export type ThingKind = (typeof thingKinds)[number];

export const thingWords: Record<ThingKind, string> = {
  address: 'Address',
  vehicle: 'Vehicle',
  offence: 'Offence',
};

/** What a report is about besides people. */
export interface Thing {
  id: number;
  kind: ThingKind;
  reference: string | null;
  detail: string;
  /** Of a recorded offence, as far as the viewer sees it. */
  offence: string | null;
  /** Other reports of the same thing that the viewer may read. */
  others: number[];
}

/** Everything of one report that the viewer may see. */
export interface ReportCase extends Report {
  original: { body: string; sent: string | null } | null;
  naming: string | null;
  people: LinkedPerson[];
  things: Thing[];
  reviews: Review[];
}

export const verdicts = ['accept', 'return', 'refuse'] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictWords: Record<Verdict, string> = {
  accept: 'Accept: those whom its handling allows may read it',
  return: 'Return to the author, saying what is needed',
  refuse: 'Refuse, saying why',
};

/** What the form holds, checked. Grades may be missing in a draft only. */
export interface ReportInput {
  sourceGrade: SourceGrade | null;
  assessment: Assessment | null;
  handlingCode: HandlingCode | null;
  conditions: string | null;
  provenance: Provenance | null;
  marking: Marking;
  handling: Sharing;
  namedAgencies: number[];
  observedOn: Day | null;
  text: string;
  original: string;
  naming: string;
}

/** The form as typed: kept as it is when something in it needs correcting. */
export interface ReportForm {
  text?: string;
  original?: string;
  naming?: string;
  observedOn?: string;
  sourceGrade?: string;
  assessment?: string;
  provenance?: string;
  handlingCode?: string;
  conditions?: string;
  marking?: string;
  handling?: string;
  namedAgencies?: string[];
  /** A reviewer says that the author's words are shared as they are. */
  asWritten?: string;
  /** What a reviewer's kept text was made of: when the author sent it. */
  of?: string;
  verdict?: string;
  note?: string;
  /** `short`: the form for partners who do not grade every day. */
  form?: string;
}

export interface ReportFilter {
  state?: ReportState | undefined;
  agencyId?: number | undefined;
  text?: string | undefined;
}
