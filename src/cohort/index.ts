import type { FramePerson, Wing } from '../web/wing.ts';

export interface CohortPorts {
  framePerson: FramePerson;
}

/** Who belongs on the scheme? */
export const cohortWing = (_ports: CohortPorts): Wing => ({ name: 'cohort' });
