import type { FramePerson, Wing } from '../web/wing.ts';

export interface OutcomesPorts {
  framePerson: FramePerson;
}

/** Does it work? */
export const outcomesWing = (_ports: OutcomesPorts): Wing => ({ name: 'outcomes' });
