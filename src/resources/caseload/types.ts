/** The rule `caseload`. */
export interface CaseloadRule {
  peoplePerOfficer: number;
  /** Roles of posts that carry people: the inspector does not. */
  countedRoles: string[];
  cohortExpected: number;
  /** The cohort may rise or fall by this much either way: a rule of its own. */
  cohortTolerance: number;
  source?: string;
}

/** Somebody in a post that carries people. */
export interface OfficerInPost {
  staffId: number;
  name: string;
  agency: string;
  role: string;
  baseId: number | null;
  fteHundredths: number;
  leads: number;
  coWorks: number;
  embedded: number;
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
  officersHundredths: number;
  /** People the officers in post may carry by the rule. */
  limit: number;
  /** People an officer, to one decimal; undefined without officers. */
  perOfficer: string | undefined;
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
