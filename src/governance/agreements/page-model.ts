import type { SharingCategory } from '../../access/rights.ts';
import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { DecisionStanding } from '../decisions/ports.ts';
import type { Warning } from './rules.ts';
import type { Agreement, Party, Request, Review, Variation, VariationSignature } from './types.ts';

/** What the page of one agreement shows. */
export interface AgreementPage {
  agreement: Agreement;
  parties: readonly Party[];
  variations: readonly Variation[];
  signatures: readonly VariationSignature[];
  reviews: readonly Review[];
  warnings: readonly Warning[];
  /** How each policing body that is a party has decided on it, by a notice of its own. */
  standings: readonly DecisionStanding[];
  closed: readonly { name: string; categories: readonly SharingCategory[] }[];
  today: Day;
  mayManage: boolean;
  /** What was asked of it, and who confirmed or refused it; those that wait first. */
  requests: readonly Request[];
  csrfToken: string;
  /** A signature whose form has to be shown again. */
  signing?: Signing | undefined;
  /** A second person's no whose form has to be shown again, or one decided on a page out of date. */
  deciding?: Deciding | undefined;
}

export interface Deciding {
  requestId: number;
  why: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export interface Signing {
  partyId: number;
  /** Of a variation, where it is not the agreement itself that is signed. */
  variationId?: number | undefined;
  signedAs: string;
  signedOn: string;
  /** Of the form for all who signed a variation on one day: their offices, by line. */
  offices?: readonly string[] | undefined;
  key: string | undefined;
  errors: readonly FieldError[];
  /** What somebody else changed meanwhile. */
  theirs?: string | undefined;
}
