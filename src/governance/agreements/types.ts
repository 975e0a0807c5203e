import { type SharingCategory, sharingCategories } from '../../access/rights.ts';
import type { Day } from '../../kernel/clock.ts';

export const agreementKinds = ['information-sharing', 'section-22a'] as const;
export type AgreementKind = (typeof agreementKinds)[number];

export const kindWords: Record<AgreementKind, string> = {
  'information-sharing': 'Information sharing agreement',
  'section-22a': 'Collaboration agreement (section 22A, Police Act 1996)',
};

/** Follows from its dates; nobody sets it. */
export const agreementStates = ['not-started', 'in-force', 'ending', 'expired', 'ended'] as const;
export type AgreementState = (typeof agreementStates)[number];

export const stateWords: Record<AgreementState, string> = {
  'not-started': 'Not started',
  'in-force': 'In force',
  ending: 'In force, ending',
  expired: 'Expired',
  ended: 'Ended early',
};

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
  startsOn: Day;
  datesNote: string | null;
  firstExpiresOn: Day | null;
  /** Last day in force; null where the papers do not say. */
  expiresOn: Day | null;
  reviewOn: Day | null;
  /** First day no longer in force, when it was ended early. */
  endedOn: Day | null;
  endedWhy: string | null;
  example: boolean;
  registeredBy: string;
  registeredAt: Date;
  version: number;
}

export interface Party {
  id: number;
  agencyId: number | null;
  name: string;
  categories: SharingCategory[];
  signedAs: string | null;
  signedOn: Day | null;
}

export interface Variation {
  number: number;
  agreedOn: Day | null;
  wasExpiresOn: Day | null;
  expiresOn: Day;
  what: string;
  decision: string | null;
  recordedBy: string;
  recordedAt: Date;
}

export interface PartyInput {
  /** Null for a body that is no agency of the scheme. */
  agencyId: number | null;
  name: string;
  categories: SharingCategory[];
  signedAs: string | null;
  signedOn: Day | null;
}

export interface EarlierVariation {
  agreedOn: Day | null;
  expiresOn: Day;
  what: string;
  decision: string | null;
}

export interface AgreementInput {
  reference: string;
  kind: AgreementKind;
  title: string;
  purpose: string;
  gateway: string;
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
}

export interface VariationForm {
  agreedOn?: string;
  expiresOn?: string;
  reviewOn?: string;
  what?: string;
  decision?: string;
}

/** What a cover opens: one agency, one category, half-open days as in `sharing_cover`. */
export interface Cover {
  agencyId: number;
  category: SharingCategory;
  from: Day;
  to: Day | null;
}
