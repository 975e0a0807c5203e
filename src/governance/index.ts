import type { FramePerson, Wing } from '../web/wing.ts';

export interface GovernancePorts {
  framePerson: FramePerson;
}

/** Who decides and answers? */
export const governanceWing = (_ports: GovernancePorts): Wing => ({ name: 'governance' });
