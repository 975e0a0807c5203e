import type { Day } from '../../kernel/clock.ts';
import type { OrderType } from '../enforcement/types.ts';

export const handlings = ['partners', 'statutory', 'own'] as const;
export type LicenceHandling = (typeof handlings)[number] | 'named';
export const handlingWords: Record<LicenceHandling, string> = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  own: 'My agency only',
  named: 'Named agencies',
};

export interface Handled {
  personId: number;
  agencyId: number;
  handling: LicenceHandling;
  namedAgencies: number[];
}

export const sentenceKinds = ['standard-determinate', 'extended', 'life', 'other'] as const;
export type SentenceKind = (typeof sentenceKinds)[number];
export const sentenceKindWords: Record<SentenceKind, string> = {
  'standard-determinate': 'Standard determinate sentence',
  extended: 'Extended sentence',
  life: 'Life or indeterminate sentence',
  other: 'Another sentence',
};

export type LicenceState = 'in-force' | 'ended' | 'withdrawn';
export const licenceStateWords: Record<LicenceState, string> = {
  'in-force': 'In force',
  ended: 'Ended',
  withdrawn: 'Recorded by mistake',
};

export const endings = ['completed', 'revoked', 'recalled', 'replaced'] as const;
export type Ending = (typeof endings)[number];
export const endingWords: Record<Ending, string> = {
  completed: 'Completed',
  revoked: 'Revoked',
  recalled: 'Recalled',
  replaced: 'Replaced by another',
};

export interface Licence extends Handled {
  id: number;
  agency: string;
  supervisionId: number | null;
  orderType: OrderType;
  fromDay: Day;
  toDay: Day | null;
  sentence: string | null;
  sentenceKind: SentenceKind | null;
  sentenceDays: number | null;
  madeBy: string | null;
  officerId: number | null;
  officer: string | null;
  force: string | null;
  qualifying: boolean | null;
  longestQualifies: boolean | null;
  state: LicenceState;
  endedOn: Day | null;
  endedHow: Ending | null;
  endedWhy: string | null;
  version: number;
  changedBy: string | null;
}

/** Probation's extract: what it sent, unchanged. */
export interface Supervision {
  id: number;
  agency: string;
  title: string | null;
  orderType: OrderType;
  sentenceDate: Day | null;
  fromDay: Day;
  toDay: Day | null;
  conditions: string[];
}

export const conditionKinds = ['standard', 'additional', 'bespoke'] as const;
export type ConditionKind = (typeof conditionKinds)[number];
export const conditionKindWords: Record<ConditionKind, string> = {
  standard: 'Standard',
  additional: 'Additional',
  bespoke: 'Bespoke, or a requirement of the order',
};

export interface Condition {
  id: number;
  licenceId: number;
  kind: ConditionKind;
  policy: string | null;
  code: string | null;
  category: string;
  wording: string;
  fromDay: Day;
  toDay: Day | null;
  addedBy: number;
  endedBy: number | null;
  replaces: number | null;
}

export interface Variation {
  id: number;
  licenceId: number;
  isFirst: boolean;
  effectiveOn: Day;
  why: string | null;
  approvedBy: string | null;
  approvedOn: Day | null;
  by: string | null;
  createdAt: Date;
}

export interface Policy {
  version: string;
  validFrom: Day;
  validTo: Day | null;
  source: string;
  daysAreExamples: boolean;
}

/** A condition of the library as the policy in force on a day has it. */
export interface LibraryCondition {
  code: string;
  kind: 'standard' | 'additional';
  category: string;
  wording: string;
  needsInput: boolean;
  policy: string;
}

export interface LicenceInput {
  orderType: OrderType;
  fromDay: Day;
  toDay: Day | null;
  sentence: string | null;
  sentenceKind: SentenceKind | null;
  sentenceDays: number | null;
  madeBy: string | null;
  officerId: number | null;
  force: string | null;
  qualifying: boolean | null;
  longestQualifies: boolean | null;
  supervisionId: number | null;
  handling: LicenceHandling;
}

export interface LicenceForm {
  orderType?: string;
  fromDay?: string;
  toDay?: string;
  sentence?: string;
  sentenceKind?: string;
  sentenceDays?: string;
  madeBy?: string;
  officer?: string;
  force?: string;
  qualifying?: string;
  longestQualifies?: string;
  supervision?: string;
  handling?: string;
}

/** What a variation makes of the conditions that stand. */
export interface VariationInput {
  effectiveOn: Day;
  why: string;
  approvedBy: string;
  approvedOn: Day;
  remove: number[];
  amend: { id: number; wording: string }[];
  add: { code: string; wording: string }[];
  bespoke: string[];
}

/** The form as typed: `reword…` and `fill…` by the place of the condition in the list that was shown. */
export interface VariationForm {
  effectiveOn?: string;
  why?: string;
  approvedBy?: string;
  approvedOn?: string;
  shown?: string;
  remove?: string[] | string;
  add?: string[] | string;
  bespoke?: string;
  [field: `reword${number}` | `fill${number}`]: string | undefined;
}

export const itemKinds = ['tag', 'bus-pass', 'gym', 'phone', 'other'] as const;
export type ItemKind = (typeof itemKinds)[number];
export const itemKindWords: Record<ItemKind, string> = {
  tag: 'Tag',
  'bus-pass': 'Bus pass',
  gym: 'Gym membership',
  phone: 'Phone',
  other: 'Something else',
};

export const tagTypes = [
  'curfew',
  'location',
  'exclusion-zone',
  'attendance',
  'alcohol-monitoring',
  'alcohol-abstinence',
] as const;
export type TagType = (typeof tagTypes)[number];
export const tagTypeWords: Record<TagType, string> = {
  curfew: 'Curfew',
  location: 'Location (trail)',
  'exclusion-zone': 'Exclusion zone',
  attendance: 'Attendance at appointments',
  'alcohol-monitoring': 'Alcohol monitoring',
  'alcohol-abstinence': 'Alcohol abstinence',
};

export type ItemState = 'out' | 'returned' | 'lost' | 'kept' | 'withdrawn';
export type ItemMove = 'return' | 'lose' | 'keep' | 'withdraw' | 'put-back';
export const itemStateWords: Record<ItemState, string> = {
  out: 'With the person',
  returned: 'Given back or removed',
  lost: 'Lost or damaged',
  kept: 'Theirs to keep',
  withdrawn: 'Recorded by mistake',
};
export const itemMoveWords: Record<ItemMove, string> = {
  return: 'Given back, or tag removed',
  lose: 'Lost or damaged',
  keep: 'Theirs to keep',
  withdraw: 'Recorded by mistake',
  'put-back': 'It is with the person after all',
};

export interface Item extends Handled {
  id: number;
  agency: string;
  kind: ItemKind;
  tagType: TagType | null;
  what: string;
  valuePence: number;
  issuedOn: Day;
  issuedBy: string;
  dueBackOn: Day | null;
  state: ItemState;
  endedOn: Day | null;
  endedNote: string | null;
  /** All that was spent on it, by those whose entries the viewer may see. */
  minutes: number;
  version: number;
}

export interface ItemInput {
  kind: ItemKind;
  tagType: TagType | null;
  what: string;
  valuePence: number;
  issuedOn: Day;
  dueBackOn: Day | null;
  minutes: number | null;
  handling: LicenceHandling;
}

export interface ItemForm {
  kind?: string;
  tagType?: string;
  what?: string;
  value?: string;
  issuedOn?: string;
  dueBackOn?: string;
  minutes?: string;
  handling?: string;
}

export interface Spent {
  id: number;
  onDay: Day;
  minutes: number;
  what: string | null;
  staff: string;
}

export interface Curfew {
  id: number;
  /** Monday is 1: the days on which it begins. */
  days: number[];
  /** `19:00`; one whose end is not later than its start ends on the next day. London time. */
  fromTime: string;
  toTime: string;
  fromDay: Day;
  toDay: Day | null;
}

export interface Zone {
  id: number;
  name: string;
  places: string[];
  /** [latitude, longitude] of each corner; none where it is named by places alone. */
  boundary: [number, number][];
  fromDay: Day;
  toDay: Day | null;
}

export type KeptCurfew = Curfew & Handled & { agency: string; address: string | null; version: number };
export type KeptZone = Zone &
  Handled & {
    agency: string;
    protective: boolean;
    centre: { latitude: number; longitude: number; radiusMetres: number } | null;
    version: number;
  };

export interface CurfewInput {
  days: number[];
  fromTime: string;
  toTime: string;
  fromDay: Day;
  toDay: Day | null;
  address: string | null;
  addressHandling: LicenceHandling;
  handling: LicenceHandling;
}

export interface CurfewForm {
  days?: string[] | string;
  fromTime?: string;
  toTime?: string;
  fromDay?: string;
  toDay?: string;
  address?: string;
  addressHandling?: string;
  handling?: string;
}

export interface ZoneInput {
  name: string;
  places: string[];
  boundary: [number, number][];
  protective: boolean;
  centre: { latitude: number; longitude: number; radiusMetres: number } | null;
  fromDay: Day;
  toDay: Day | null;
  handling: LicenceHandling;
}

export interface ZoneForm {
  name?: string;
  places?: string;
  boundary?: string;
  latitude?: string;
  longitude?: string;
  radius?: string;
  protective?: string;
  fromDay?: string;
  toDay?: string;
  handling?: string;
}

/** Where an appointment takes the person. */
export interface Appointment {
  at: Date;
  minutes: number;
  where: 'home' | 'remote' | 'custody' | 'away';
  place: string | null;
  point?: { latitude: number; longitude: number };
}

export type Conflict = { kind: 'curfew'; curfew: Curfew } | { kind: 'zone'; zone: Zone };
