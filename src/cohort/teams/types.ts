import type { Day } from '../../kernel/clock.ts';

export const owners = ['person', 'team'] as const;
export type Owner = (typeof owners)[number];
export const ownerWords: Record<Owner, string> = {
  person: 'One member of staff leads it',
  team: 'The team owns it',
};

/** The rule `case-model`: who may own a case, and how long a neighbourhood team may have a member. */
export interface CaseModel {
  owners: Owner | 'either';
  mostHandoverDays: number;
}

export const activityKinds = ['prevention', 'intelligence', 'enforcement'] as const;
export type ActivityKind = (typeof activityKinds)[number];
export const activityWords: Record<ActivityKind, string> = {
  prevention: 'Prevention',
  intelligence: 'Intelligence',
  enforcement: 'Enforcement',
};

export interface TeamCase {
  membershipId: number;
  personId: number;
  teamId: number;
  team: string;
  state: string;
  ownedBy: Owner;
  version: number;
}

export interface Handover {
  id: number;
  membershipId: number;
  personId: number;
  teamId: number;
  team: string;
  fromAt: Date;
  untilDay: Day;
  why: string;
  by: string;
  returnedAt: Date | null;
  returnedBy: string | null;
  returnedNote: string | null;
  version: number;
}

export interface Activity {
  id: number;
  personId: number;
  name: string;
  teamId: number;
  team: string;
  agencyId: number;
  by: string;
  kind: ActivityKind;
  onDay: Day;
  minutes: number;
  what: string;
  withdrawnWhy: string | null;
  version: number;
}

export interface ActivityFilter {
  from: Day;
  to: Day;
  teamId: number | null;
  kind: ActivityKind | null;
}

export interface ActivityCount {
  teamId: number;
  team: string;
  kind: ActivityKind;
  n: number;
  minutes: number;
  people: number;
}
