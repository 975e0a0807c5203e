import type { Day } from '../../kernel/clock.ts';

export const publicationKinds = ['spend', 'grant', 'contract'] as const;
export type PublicationKind = (typeof publicationKinds)[number];

export const kindWords: Record<PublicationKind, string> = {
  spend: 'Spending',
  grant: 'Crime and disorder reduction grants',
  contract: 'Contracts',
};

/**
 * From which amount on something is published, and by what: the rule `publication-duties`, else the Elected Local
 * Policing Bodies (Specified Information) Order 2011.
 */
export interface Duties {
  source: string;
  spendAbovePence: number;
  contractAbovePence: number;
}

/** A grant, a contract or an item of spending as it will be published. */
export interface EntryInput {
  kind: PublicationKind;
  /** What the ledger, the grant or the contract calls it. */
  reference: string;
  on: Day;
  endsOn: Day | null;
  recipient: string;
  purpose: string;
  /** Of a grant: its reasons; of spending: why it is value for money. */
  reasons: string;
  conditions: string;
  /** Where the copy of a contract is. */
  copyAt: string | null;
  amountPence: number;
  /** Where the line comes from: a ledger, a decision, a grant. */
  source: string;
}

export interface Entry extends EntryInput {
  id: number;
  enteredBy: string;
  example: boolean;
}

/** A file as it was published. */
export interface PublishedFile {
  id: number;
  office: string;
  kind: PublicationKind;
  month: string;
  edition: number;
  name: string;
  lines: number;
  totalPence: number;
  thresholdPence: number;
  sha256: string;
  reason: string | null;
  example: boolean;
  publishedAt: Date;
}
