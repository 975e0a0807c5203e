import type { Day } from '../../kernel/clock.ts';
import type { Needs, NeedsForm, Override } from '../../scheme/skills.ts';

export const actionStates = ['open', 'in-progress', 'closed'] as const;
export type ActionState = (typeof actionStates)[number];

export const stateWords: Record<ActionState, string> = {
  open: 'Not started',
  'in-progress': 'In progress',
  closed: 'Closed',
};

export interface GovernanceAction extends Needs {
  /** Who gave it to somebody without what it asks for, and why. */
  overrideId: number | null;
  overrideBy: string | null;
  overrideWhy: string | null;
  id: number;
  /** The board's meeting that gave it. */
  meetingId: number | null;
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

/** What an action asks of its owner, and why somebody without that owns it all the same. Nothing unless given. */
export interface AskedOfOwner {
  needs?: Needs;
  override?: string | null;
}

/** As it is kept. */
export interface Kept extends Needs {
  override: Override | null;
}

export interface ActionInput extends AskedOfOwner {
  /** The board's meeting that gives it, if one does. */
  meetingId?: number | null;
  source: string;
  title: string;
  ownerId: number | null;
  dueOn: Day | null;
  evidence: string | null;
  example: boolean;
}

export interface ActionChange extends AskedOfOwner {
  id: number;
  version: number;
  title: string;
  ownerId: number | null;
  dueOn: Day | null;
  state: 'open' | 'in-progress';
  evidence: string | null;
}

export interface ActionForm extends NeedsForm {
  meeting?: string;
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
  meetingId?: number | undefined;
}
