import type { Day } from '../../kernel/clock.ts';

export const identifierKinds = ['pnc', 'cro', 'prisonNumber', 'crn', 'yjsId'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export const identifierWords: Record<IdentifierKind, string> = {
  pnc: 'PNC',
  cro: 'CRO',
  prisonNumber: 'prison number',
  crn: 'CRN',
  yjsId: 'youth justice reference',
};

/** What was typed, understood. */
export type SearchQuery =
  | { kind: 'empty' }
  /** Nothing can be looked for, and why. */
  | { kind: 'refused'; text: string }
  | { kind: 'identifier'; identifiers: { kind: IdentifierKind; value: string }[]; note?: string }
  /** A name as `foldName` leaves it, a date of birth, or both. */
  | { kind: 'person'; name: string | null; born: Day | null };

export interface FoundPerson {
  id: number;
  familyName: string;
  givenNames: string;
  searchNames: string;
  born: Day | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  /** Kinds of the reasons by which the viewer sees them. */
  reasons: string[];
  /** Null where there is no membership, or none that the viewer may read. */
  state: 'member' | 'suspended' | 'de-selected' | null;
  onScheme: boolean;
  rag: 'red' | 'amber' | 'green' | 'blue' | 'none' | null;
  score: number;
  /** The other name by which they were found. */
  alias?: string;
  /** Of the name, born on another day than was typed. */
  bornDifferently?: boolean;
}

export interface FoundRecord {
  id: number;
  localId: string;
  capacity: string;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  aliases: string[];
  born: Day | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  yjsId: string | null;
  deleteAfter: Day;
  score: number;
  alias?: string;
  bornDifferently?: boolean;
}

/** Who is like somebody typed: people, and the agency's own records of people not seen. */
export interface Found {
  people: FoundPerson[];
  records: FoundRecord[];
}
