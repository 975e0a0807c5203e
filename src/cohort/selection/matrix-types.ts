import type { Day } from '../../kernel/clock.ts';
import type { Matrix } from './types.ts';

export const matrixStates = ['draft', 'submitted', 'approved', 'live', 'retired', 'withdrawn'] as const;
export type MatrixState = (typeof matrixStates)[number];

export const matrixStateWords: Record<MatrixState, string> = {
  draft: 'Draft',
  submitted: 'Waiting for approval',
  approved: 'Approved, not yet in force',
  live: 'In force from its date',
  retired: 'Followed by another',
  withdrawn: 'Withdrawn',
};

export type MatrixAct = 'save' | 'submit' | 'send-back' | 'approve' | 'go-live' | 'withdraw';

/** What may become of a matrix; buttons, acts and tests read this. */
export const matrixTransitions: Record<MatrixState, Partial<Record<MatrixAct, MatrixState>>> = {
  draft: { save: 'draft', submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { 'send-back': 'draft', approve: 'approved', withdraw: 'withdrawn' },
  approved: { 'send-back': 'draft', 'go-live': 'live' },
  live: {},
  retired: {},
  withdrawn: {},
};

export interface MatrixRow {
  id: number;
  cohort: string;
  state: MatrixState;
  body: Matrix;
  authorId: number;
  author: string;
  madeAt: Date;
  submittedBy: number | null;
  /** Everybody who wrote any of it. */
  writers: readonly number[];
  submitter: string | null;
  approver: string | null;
  returnedWhy: string | null;
  assessment: string | null;
  assessedOn: Day | null;
  assessedBy: string | null;
  liveFrom: Day | null;
  version: number;
}

/** What going live asks for: the equality assessment on file, and the day. */
export interface GoingLive {
  assessment: string;
  assessedOn: Day;
  assessedBy: string;
  liveFrom: Day;
}
