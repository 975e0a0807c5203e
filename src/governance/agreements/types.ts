import { type SharingCategory, sharingCategories } from '../../access/rights.ts';
import type { Day } from '../../kernel/clock.ts';

export const agreementKinds = ['information-sharing', 'section-22a'] as const;
export type AgreementKind = (typeof agreementKinds)[number];

export const kindWords: Record<AgreementKind, string> = {
  'information-sharing': 'Information sharing agreement',
  'section-22a': 'Collaboration agreement (section 22A, Police Act 1996)',
};

/** Follows from its dates and, of a collaboration, its signatures; nobody sets it. */
export const agreementStates = [
  'waiting',
  'not-started',
  'in-force',
  'suspended',
  'ending',
  'expired',
  'ended',
] as const;
export type AgreementState = (typeof agreementStates)[number];

export const stateWords: Record<AgreementState, string> = {
  waiting: 'Waiting for signatures',
  'not-started': 'Not started',
  'in-force': 'In force',
  suspended: 'Suspended',
  ending: 'In force, ending',
  expired: 'Expired',
  ended: 'Ended early',
};

/** What a party to a collaboration is: of each force the policing body, the chief officer, or both. */
export const partyKinds = ['policing-body', 'chief-officer', 'other'] as const;
export type PartyKind = (typeof partyKinds)[number];

export const partyKindWords: Record<PartyKind, string> = {
  'policing-body': 'Policing body',
  'chief-officer': 'Chief officer',
  other: 'Another person or body',
};

/** A variation of a collaboration waits for every party; any other is in effect when it is recorded. */
export const variationStates = ['waiting', 'in-effect', 'withdrawn'] as const;
export type VariationState = (typeof variationStates)[number];

export const categoryWords: Record<SharingCategory, string> = {
  identity: 'Identity',
  records: 'Source records',
  offences: 'Offences',
  custody: 'Custody',
  licence: 'Licences and orders',
  plan: 'Plan',
  contacts: 'Contacts',
  risk: 'Risk',
  intelligence: 'Intelligence',
  referrals: 'Referrals',
};

export const isCategory = (text: string): text is SharingCategory =>
  sharingCategories.some((category) => category === text);

export interface Agreement {
  id: number;
  reference: string;
  kind: AgreementKind;
  title: string;
  purpose: string;
  gateway: string;
  /** What is done together, what each pays, and what happens when it ends; null where nothing is entered. */
  functions: string | null;
  funding: string | null;
  exitPlan: string | null;
  /** The most months by which one variation may lengthen it; null where it does not say. */
  varyMonths: number | null;
  ownerId: number | null;
  owner: string | null;
  startsOn: Day;
  datesNote: string | null;
  firstExpiresOn: Day | null;
  /** Last day in force; null where the papers do not say. */
  expiresOn: Day | null;
  reviewOn: Day | null;
  /** First day no longer in force, when it was ended early. */
  endedOn: Day | null;
  endedWhy: string | null;
  /** First day on which it shares nothing, until a second person ends it or lets it open again. */
  suspendedOn: Day | null;
  example: boolean;
  /** Parties without a signature. */
  unsigned: number;
  registeredBy: string;
  registeredAt: Date;
  version: number;
}

export interface Party {
  id: number;
  agencyId: number | null;
  /** The agency of the directory that it is or speaks for; null where it is none of the system's. */
  agency: string | null;
  name: string;
  categories: SharingCategory[];
  kind: PartyKind | null;
  /** Whose policing body or chief officer it is. */
  force: string | null;
  signedAs: string | null;
  signedOn: Day | null;
  /** Who entered the signature, and who confirmed it; null where it stands from before two were asked. */
  enteredBy: string | null;
  confirmedBy: string | null;
  /** Why a signature entered by mistake was taken back, until it is entered again. */
  unsignedWhy: string | null;
}

/** What one person asks and a second confirms, before sharing opens or closes. */
export const requestKinds = ['sign', 'unsign', 'sign-variation', 'end', 'describe'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** `lapsed` follows from its day; nobody sets it. */
export const requestStates = ['asked', 'lapsed', 'confirmed', 'refused', 'withdrawn'] as const;
export type RequestState = (typeof requestStates)[number];

export const requestStateWords: Record<RequestState, string> = {
  asked: 'Waits for a second person',
  lapsed: 'Lapsed: nobody confirmed it in time',
  confirmed: 'Confirmed',
  refused: 'Refused',
  withdrawn: 'Taken back',
};

/** What an agreement says; its days and what each party may have are not part of it. */
export interface Says {
  reference: string;
  title: string;
  purpose: string;
  gateway: string;
  functions: string | null;
  funding: string | null;
  exitPlan: string | null;
  varyMonths: number | null;
}

export type Changes = Record<string, { was: string | null; becomes: string | null }>;

/** A party as it is put right before anybody has signed; one without an id is added. */
export interface CorrectedParty extends Omit<PartyInput, 'signedAs' | 'signedOn'> {
  id: number | null;
  gone: boolean;
}

export interface Request {
  id: number;
  agreementId: number;
  kind: RequestKind;
  partyId: number | null;
  party: string | null;
  variationId: number | null;
  variation: number | null;
  signedAs: string | null;
  signedOn: Day | null;
  lastDay: Day | null;
  /** Sharing is stopped while it waits, so that it does not lapse and is not taken back. */
  suspends: boolean;
  why: string | null;
  /** Of a change of what it says: by field, or `party-` and `force-` with a party's number. */
  changes: Changes | null;
  askedById: number;
  askedBy: string;
  askedOn: Day;
  lapsesOn: Day;
  state: RequestState;
  decidedBy: string | null;
  decidedAt: Date | null;
  decidedWhy: string | null;
  /** Who may confirm or refuse it, with their agencies; empty where nobody may. */
  confirmers: string[];
  mayDecide: boolean;
}

export interface VariationSignature {
  variationId: number;
  partyId: number;
  signedAs: string;
  signedOn: Day;
}

export interface Review {
  heldOn: Day;
  found: string;
  nextOn: Day | null;
  recordedBy: string;
}

export interface Variation {
  id: number;
  number: number;
  state: VariationState;
  atMostMonths: number | null;
  reviewOn: Day | null;
  withdrawnWhy: string | null;
  agreedOn: Day | null;
  wasExpiresOn: Day | null;
  expiresOn: Day;
  what: string;
  decision: string | null;
  /** Of a decision that is not in the register of notices: where the paper is, and why not here. */
  decisionNote: string | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface PartyInput {
  /** Null for a body that is no agency of the scheme. */
  agencyId: number | null;
  name: string;
  categories: SharingCategory[];
  kind?: PartyKind | null;
  force?: string | null;
  signedAs: string | null;
  signedOn: Day | null;
}

export interface EarlierVariation {
  agreedOn: Day | null;
  expiresOn: Day;
  what: string;
  decision: string | null;
  /** What the decision behind it allowed: no more than so many months. */
  atMostMonths?: number | null;
}

export interface AgreementInput {
  reference: string;
  kind: AgreementKind;
  title: string;
  purpose: string;
  gateway: string;
  functions?: string | null;
  funding?: string | null;
  exitPlan?: string | null;
  varyMonths?: number | null;
  ownerId?: number | null;
  startsOn: Day;
  datesNote: string | null;
  expiresOn: Day | null;
  reviewOn: Day | null;
  parties: PartyInput[];
  /** Variations made before the agreement came into this register, in order. */
  earlier: EarlierVariation[];
  example: boolean;
}

export interface VariationInput {
  id: number;
  version: number;
  agreedOn: Day;
  /** The new last day in force. */
  expiresOn: Day;
  reviewOn: Day | null;
  what: string;
  decision: string | null;
  decisionNote?: string | null;
  atMostMonths?: number | null;
}

export interface AgreementForm {
  reference?: string;
  kind?: string;
  title?: string;
  purpose?: string;
  gateway?: string;
  startsOn?: string;
  expiresOn?: string;
  reviewOn?: string;
  /** `agency id:category` for each box ticked. */
  covers?: string[];
  /** Ids of the agencies that are parties. */
  parties?: string[];
  signedOn?: string;
  functions?: string;
  funding?: string;
  exitPlan?: string;
  varyMonths?: string;
  owner?: string;
  /** Of a collaboration: names, what they are and of which force, by line. */
  bodyNames?: string[];
  bodyKinds?: string[];
  bodyForces?: string[];
  bodyAgencies?: string[];
}

export interface VariationForm {
  atMostMonths?: string;
  agreedOn?: string;
  expiresOn?: string;
  reviewOn?: string;
  what?: string;
  decision?: string;
  decisionNote?: string;
}

/** What a cover opens: one agency, one category, half-open days as in `sharing_cover`. */
export interface Cover {
  agencyId: number;
  category: SharingCategory;
  from: Day;
  to: Day | null;
}
