import type { Day } from '../../kernel/clock.ts';

export const actionStates = ['open', 'in-progress', 'closed'] as const;
export type ActionState = (typeof actionStates)[number];

export const stateWords: Record<ActionState, string> = {
  open: 'Not started',
  'in-progress': 'In progress',
  closed: 'Closed',
};

export interface GovernanceAction {
  id: number;
  source: string;
  title: string;
  ownerId: number | null;
  owner: string | null;
  ownerAgency: string | null;
  dueOn: Day | null;
  state: ActionState;
  evidence: string | null;
  example: boolean;
  version: number;
}

export interface ActionVersion {
  version: number;
  at: Date;
  by: string;
  title: string;
  owner: string | null;
  dueOn: Day | null;
  state: ActionState;
  evidence: string | null;
}

export interface ActionInput {
  source: string;
  title: string;
  ownerId: number | null;
  dueOn: Day | null;
  evidence: string | null;
  example: boolean;
}

export interface ActionChange {
  id: number;
  version: number;
  title: string;
  ownerId: number | null;
  dueOn: Day | null;
  state: 'open' | 'in-progress';
  evidence: string | null;
}

export interface ActionForm {
  source?: string;
  title?: string;
  owner?: string;
  dueOn?: string;
  state?: string;
  evidence?: string;
}

export interface ActionFilter {
  state?: ActionState | 'overdue' | undefined;
  ownerId?: number | undefined;
  source?: string | undefined;
}
