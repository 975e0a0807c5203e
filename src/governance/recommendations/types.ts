import type { Day } from '../../kernel/clock.ts';

export const recommendationStatuses = ['open', 'in-progress', 'done', 'assured', 'declined'] as const;
export type RecommendationStatus = (typeof recommendationStatuses)[number];

export const statusWords: Record<RecommendationStatus, string> = {
  open: 'Not started',
  'in-progress': 'In progress',
  done: 'Reported done, not yet assured',
  assured: 'Done and assured',
  declined: 'Not accepted',
};

/** A review, an inspection or a paper that recommends. */
export interface Source {
  id: number;
  title: string;
  madeBy: string;
  publishedOn: Day | null;
  /** How many there are by its own count; null where it does not say. */
  stated: number | null;
  note: string | null;
  example: boolean;
}

export type SourceInput = Omit<Source, 'id'>;

export interface SourceForm {
  title?: string;
  madeBy?: string;
  publishedOn?: string;
  stated?: string;
  note?: string;
}

export interface Recommendation {
  id: number;
  sourceId: number;
  source: string;
  number: string;
  text: string;
  body: string;
  ownerId: number | null;
  owner: string | null;
  dueOn: Day | null;
  status: RecommendationStatus;
  evidence: string | null;
  doneBy: number | null;
  doneByName: string | null;
  doneOn: Day | null;
  assuredByName: string | null;
  assuredOn: Day | null;
  assurance: string | null;
  example: boolean;
  version: number;
}

export interface RecommendationInput {
  sourceId: number;
  number: string;
  text: string;
  body: string;
  ownerId: number | null;
  dueOn: Day | null;
}

/** One line of a file. */
export type RecommendationRow = Omit<RecommendationInput, 'sourceId'>;

export interface RecommendationChange {
  id: number;
  version: number;
  text: string;
  body: string;
  ownerId: number | null;
  dueOn: Day | null;
  status: 'open' | 'in-progress';
  evidence: string | null;
}

export interface RecommendationForm {
  source?: string;
  number?: string;
  text?: string;
  body?: string;
  owner?: string;
  dueOn?: string;
  status?: string;
  evidence?: string;
}

export const recommendationSorts = ['due', 'number', 'body', 'owner', 'status'] as const;
export type RecommendationSort = (typeof recommendationSorts)[number];

export interface RecommendationFilter {
  sourceId?: number | undefined;
  body?: string | undefined;
  ownerId?: number | undefined;
  status?: RecommendationStatus | 'overdue' | undefined;
}

export interface Progress {
  sourceId: number;
  status: RecommendationStatus;
  n: number;
  overdue: number;
}
