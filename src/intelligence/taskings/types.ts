export type TaskingState = 'asked' | 'accepted' | 'returned' | 'done' | 'withdrawn';
export const taskingStateWords: Record<TaskingState, string> = {
  asked: 'Not answered yet',
  accepted: 'Accepted',
  returned: 'Returned',
  done: 'Done',
  withdrawn: 'Withdrawn',
};

export type TaskingMove = 'accept' | 'return' | 'finish' | 'take-back' | 'withdraw' | 'again';
export const moveWords: Record<TaskingMove, string> = {
  accept: 'Accept it',
  return: 'Return it',
  finish: 'Say what came of it',
  'take-back': 'Take the result back',
  withdraw: 'Withdraw it',
  again: 'Ask again',
};
export const doneWords: Record<TaskingMove | 'ask', string> = {
  ask: 'Asked',
  accept: 'Accepted',
  return: 'Returned',
  finish: 'Done',
  'take-back': 'Result taken back',
  withdraw: 'Withdrawn',
  again: 'Asked again',
};

export interface Tasking {
  id: number;
  agencyId: number;
  askedById: number;
  askedBy: string;
  askedByAgency: string;
  /** What kind of agency asked: police, probation. */
  askedByKind: string;
  toTeamId: number | null;
  toAgencyId: number | null;
  /** The shift, team or partner. */
  to: string;
  personId: number | null;
  name: string | null;
  what: string;
  answerBy: Date;
  dueAt: Date;
  state: TaskingState;
  takenById: number | null;
  takenBy: string | null;
  outcome: string | null;
  outcomeAt: Date | null;
  askedAt: Date;
  version: number;
}

export interface TaskingEvent {
  at: Date;
  move: string;
  words: string | null;
  keptBecause: string | null;
  by: string;
}

export interface NewTasking {
  personId: number | null;
  toTeamId: number | null;
  toAgencyId: number | null;
  what: string;
  answerBy: Date;
  dueAt: Date;
}
