export const allocationKinds = ['lead', 'co-worker', 'embedded'] as const;
export type AllocationKind = (typeof allocationKinds)[number];

export const kindWords: Record<AllocationKind, string> = {
  lead: 'Lead',
  'co-worker': 'Co-worker',
  embedded: 'Link worker',
};

export type AllocationState = 'open' | 'ended';

/** Somebody who works with a person now. */
export interface Allocation {
  id: number;
  personId: number;
  membershipId: number;
  staffId: number;
  staff: string;
  phone: string | null;
  agency: string;
  kind: AllocationKind;
  fromAt: Date;
  version: number;
}

/** What is allocated: somebody's current time on the scheme. */
export interface Case {
  membershipId: number;
  schemeId: number;
  teamId: number;
  team: string;
  /** Rises with each allocation made or ended: the form's version. */
  version: number;
}

/** A member of staff who may be given people. */
export interface Officer {
  id: number;
  name: string;
  agency: string;
  role: string;
  teamId: number | null;
}

export interface AllocationInput {
  personId: number;
  staffId: number;
  kind: AllocationKind;
  why: string | null;
  version: number;
}

export interface AllocationForm {
  kind?: string;
  staff?: string;
  why?: string;
}

/** Who somebody's lead is, as lists of people show it. */
export interface Lead {
  staffId: number;
  name: string;
  agency: string;
  phone: string | null;
}

/** How many people a member of staff works with now, by the part they have. */
export interface AllocationCount {
  leads: number;
  coWorks: number;
  embedded: number;
}
