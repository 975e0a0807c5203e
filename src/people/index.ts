import type { FramePerson, Wing } from '../web/wing.ts';

export interface PeoplePorts {
  framePerson: FramePerson;
}

/** Who is this? */
export const peopleWing = (_ports: PeoplePorts): Wing => ({ name: 'people' });
