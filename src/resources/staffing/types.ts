import type { Day } from '../../kernel/clock.ts';

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
  toDate: Day | null;
  version: number;
  /** Full-time equivalent held today. */
  heldHundredths: number;
  /** Names of those who hold it today. */
  holders: string | null;
}

export interface Holder {
  id: number;
  staffId: number;
  name: string;
  agency: string;
  fteHundredths: number;
  fromDate: Day;
  toDate: Day | null;
  version: number;
}

export interface PostInput {
  code: string;
  title: string;
  role: string;
  grade: string | null;
  agencyId: number;
  baseId: number | null;
  fteHundredths: number;
  fundedBy: string | null;
  source: string | null;
  example: boolean;
  fromDate: Day;
}

export interface PostFilter {
  /** An id, or 'none' for posts across the bases. */
  base?: string | undefined;
  agencyId?: number | undefined;
  role?: string | undefined;
  vacant?: boolean | undefined;
}

/** Posts, held and vacant, in hundredths of a full-time equivalent. */
export interface Strength {
  posts: number;
  established: number;
  held: number;
}
