import type { Day } from '../../kernel/clock.ts';

/** The rule `caseload`. What it leaves out is not used: nothing is assumed in its place. */
export interface CaseloadRule {
  peoplePerOfficer: number;
  /** Roles of posts that carry people: the inspector does not. */
  countedRoles: string[];
  cohortExpected: number;
  /** The cohort may rise or fall by this much either way: a rule of its own. */
  cohortTolerance: number;
  source?: string;
  /** Who supervises at a base, and how many there must be of them at each that has officers. */
  supervisors?: { role: string; perBase: number };
  /** Minutes a week of full time, against which contracted hours are held. */
  fullTimeMinutes?: number;
  /** What people count for by their tier, and how many points a full-time officer carries. */
  points?: { byTier: Record<string, number>; noTier: number; perOfficer: number };
  note?: string;
}

/** Contracted minutes a week on a day, and by how many they are reduced then. */
export interface Hours {
  contracted: number | null;
  reduction: number;
}

/** Somebody in a post that carries people. */
export interface OfficerInPost extends Hours {
  staffId: number;
  name: string;
  agency: string;
  role: string;
  baseId: number | null;
  /** Of the post. */
  fteHundredths: number;
  leads: number;
  coWorks: number;
  embedded: number;
  /** Of those whom they lead or support; 0 where the rule has none. */
  points: number;
}

export interface BasePeople {
  baseId: number;
  base: string;
  /** On the scheme at this base, of those the viewer may see. */
  people: number;
  /** Of these, without a lead. */
  unallocated: number;
}

export interface BaseLoad extends BasePeople {
  /** What officers in post have, after contracted hours and reductions. */
  officersHundredths: number;
  /** People the officers in post may carry by the rule. */
  limit: number;
  /** People an officer, to one decimal; undefined without officers. */
  perOfficer: string | undefined;
  /** Supervisors in post, where the rule asks for some: whole people. */
  supervisors: number;
}

export interface CaseloadMember {
  personId: number;
  name: string;
  base: string;
  lead: string | null;
  joinedOn: string;
  rag: string;
}

export interface MemberFilter {
  baseId?: number | undefined;
  staffId?: number | undefined;
  unallocated?: boolean | undefined;
}

export const hoursKinds = ['contracted', 'reduction'] as const;
export type HoursKind = (typeof hoursKinds)[number];

export const hoursKindWords: Record<HoursKind, string> = {
  contracted: 'Contracted hours a week',
  reduction: 'Hours a week less, for a time',
};

/** Contracted hours, or a reduction of them, from a day until another. */
export interface HoursRow {
  id: number;
  staffId: number;
  kind: HoursKind;
  minutes: number;
  fromDate: Day;
  /** First day on which it no longer holds. */
  toDate: Day | null;
  version: number;
}

export interface HoursInput {
  staffId: number;
  kind: HoursKind;
  minutes: number;
  fromDate: Day;
  toDate: Day | null;
}

/** What the forecast of a base is made from. Counts are of people whom the viewer may see. */
export interface DemandFacts {
  baseId: number;
  base: string;
  /** On the scheme now. */
  people: number;
  /** Joined, and left, in the twelve months before. */
  joined: number;
  left: number;
  /** On an agenda, or put off to another. */
  proposed: number;
  /** Candidates listed and not proposed who leave prison in the months ahead. */
  releasedCandidates: number;
  /** Members who leave prison in the months ahead: they are on the scheme already. */
  releasedMembers: number;
}

export const demandLists = ['joined', 'left', 'proposed', 'released-candidates', 'released-members'] as const;
export type DemandList = (typeof demandLists)[number];
