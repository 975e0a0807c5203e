import type { Day } from '../../kernel/clock.ts';

export type Capacity = 'convicted' | 'suspect' | 'victim' | 'witness' | 'other';

export const capacityWords: Record<Capacity, string> = {
  convicted: 'Convicted',
  suspect: 'Suspect',
  victim: 'Victim',
  witness: 'Witness',
  other: 'Other',
};

/** The codes of the census's sixteen groups as police and courts write them; others stay as they were sent. */
const ethnicityWords: Readonly<Record<string, string>> = {
  W1: 'White: British',
  W2: 'White: Irish',
  W9: 'White: any other',
  M1: 'Mixed: White and Black Caribbean',
  M2: 'Mixed: White and Black African',
  M3: 'Mixed: White and Asian',
  M9: 'Mixed: any other',
  A1: 'Asian: Indian',
  A2: 'Asian: Pakistani',
  A3: 'Asian: Bangladeshi',
  A9: 'Asian: any other',
  B1: 'Black: Caribbean',
  B2: 'Black: African',
  B9: 'Black: any other',
  O1: 'Chinese',
  O9: 'Any other',
  NS: 'Not stated',
};

export const ethnicityInWords = (code: string): string =>
  Object.hasOwn(ethnicityWords, code) ? `${ethnicityWords[code]} (${code})` : code;

export type SourceFormat =
  | 'police-nominals'
  | 'police-crimes'
  | 'police-custody'
  | 'probation-caseload'
  | 'prison-releases'
  | 'youth-justice';

/** What linkage and the choice of shown values read of a source record. Identifiers are canonical or null. */
export interface IdentityRecord {
  id: number;
  personId: number | null;
  agencyId: number;
  format: SourceFormat;
  capacity: Capacity;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  /** Other names as sent: `Jim Smith`. */
  aliases: string[];
  born: Day | null;
  sex: string | null;
  ethnicity: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  yjsId: string | null;
  postcode: string | null;
  handling: 'partners' | 'statutory' | 'named' | 'own';
  withdrawn: boolean;
  /** The day its agency last changed it, else the day it first came in. */
  asOf: Day;
}

/** What is shown of a person by default. */
export interface CanonicalPerson {
  familyName: string;
  givenNames: string;
  /** Every name, folded, the shown one first, separated by ` | `. */
  searchNames: string;
  born: Day | null;
  sex: 'male' | 'female' | 'other' | null;
  ethnicity: string | null;
  pnc: string | null;
  cro: string | null;
  prisonNumber: string | null;
  crn: string | null;
  aliasCount: number;
}

/** A person as the viewer may see them. */
export interface Person extends CanonicalPerson {
  id: number;
  linkStatus: 'active' | 'needs-attention';
  /** Since when they have no record any more: all were taken back with their imports. */
  emptiedAt: Date | null;
  version: number;
  updatedAt: Date;
}

export const verdicts = ['same', 'different', 'not-sure'] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictWords: Record<Verdict, string> = {
  same: 'One person',
  different: 'Different people',
  'not-sure': 'Not sure',
};
