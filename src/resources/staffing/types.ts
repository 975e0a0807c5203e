import type { Day } from '../../kernel/clock.ts';

/** A post by the terms it has on a day. Its code is its own for life; a change of terms is a row that follows. */
export interface Post {
  id: number;
  code: string;
  title: string;
  /** What the rule on caseload counts by. */
  role: string;
  grade: string | null;
  agencyId: number;
  agency: string;
  baseId: number | null;
  /** Null: works across the bases. */
  base: string | null;
  fteHundredths: number;
  /** Null: not known. */
  fundedBy: string | null;
  source: string | null;
  example: boolean;
  fromDate: Day;
  /** First day on which these terms no longer hold. */
  toDate: Day | null;
  follows: number | null;
  /** Other terms of the same post follow these. */
  followedBy: number | null;
  /** When what is vacant is expected to be filled; null: not known. */
  expectedOn: Day | null;
  version: number;
  /** Full-time equivalent held on the day. */
  heldHundredths: number;
  /** Names of those who hold it on the day. */
  holders: string | null;
  /** The last day on which somebody left it, or since when the post is; of no meaning where nothing is vacant. */
  vacantSince: Day;
  /** Somebody is to come: the first day. */
  nextFrom: Day | null;
}

export interface Holder {
  id: number;
  staffId: number;
  name: string;
  agency: string;
  fteHundredths: number;
  fromDate: Day;
  /** First day no longer in post. */
  toDate: Day | null;
  version: number;
}

/** What of a post may change from a day. */
export interface PostTerms {
  title: string;
  grade: string | null;
  baseId: number | null;
  fteHundredths: number;
  fundedBy: string | null;
}

export interface PostInput extends PostTerms {
  code: string;
  role: string;
  agencyId: number;
  source: string | null;
  example: boolean;
  fromDate: Day;
}

export interface PostFilter {
  /** An id, or 'none' for posts across the bases. */
  base?: string | undefined;
  agencyId?: number | undefined;
  role?: string | undefined;
  /** A grade or a funder as it is written; empty: not known. */
  grade?: string | undefined;
  funder?: string | undefined;
  vacant?: boolean | undefined;
}

/** Posts, held and vacant, in hundredths of a full-time equivalent. */
export interface Strength {
  posts: number;
  established: number;
  held: number;
}

export const lineKinds = ['operational', 'performance', 'line-management', 'supervision'] as const;
export type LineKind = (typeof lineKinds)[number];

export const lineKindWords: Record<LineKind, string> = {
  operational: 'Operational matters',
  performance: 'Performance',
  'line-management': 'Routine line management',
  supervision: 'Supervision',
};

/** To whom a post answers, for what. */
export interface ReportingLine {
  id: number;
  postCode: string;
  post: string;
  postId: number;
  kind: LineKind;
  toCode: string | null;
  /** The post's title, or that of somebody outside the scheme. */
  to: string;
  toAgency: string | null;
  about: string | null;
  fromDate: Day;
  toDate: Day | null;
  source: string | null;
  example: boolean;
  version: number;
}

export interface LineInput {
  postCode: string;
  kind: LineKind;
  toCode: string | null;
  toTitle: string | null;
  toAgencyId: number | null;
  about: string | null;
  fromDate: Day;
  source: string | null;
  example: boolean;
}

export const baseUses = ['based', 'appointments'] as const;
export type BaseUse = (typeof baseUses)[number];

export const baseUseWords: Record<BaseUse, string> = {
  based: 'Works from there',
  appointments: 'Sees people there by appointment',
};

export interface Base {
  id: number;
  name: string;
  county: string;
  satelliteOf: string | null;
}

/** An agency at a base, and where. */
export interface BaseAgency {
  id: number;
  baseId: number;
  agencyId: number;
  agency: string;
  use: BaseUse;
  /** Null: not decided or not known. */
  premises: string | null;
  fromDate: Day;
  toDate: Day | null;
  source: string | null;
  example: boolean;
  version: number;
}

export interface BaseAgencyInput {
  baseId: number;
  agencyId: number;
  use: BaseUse;
  premises: string | null;
  fromDate: Day;
  source: string | null;
  example: boolean;
}

/** Somebody of a team: whom they may see follows the team, whoever employs them. */
export interface TeamWorker {
  staffId: number;
  name: string;
  agency: string;
  role: string;
  team: string;
  baseId: number | null;
}
