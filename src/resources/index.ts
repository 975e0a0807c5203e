import type { FramePerson, Wing } from '../web/wing.ts';

export interface ResourcesPorts {
  framePerson: FramePerson;
}

/** What does it take? */
export const resourcesWing = (_ports: ResourcesPorts): Wing => ({ name: 'resources' });
