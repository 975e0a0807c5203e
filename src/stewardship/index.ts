import type { FramePerson, Wing } from '../web/wing.ts';

export interface StewardshipPorts {
  framePerson: FramePerson;
}

/** Is it held lawfully? */
export const stewardshipWing = (_ports: StewardshipPorts): Wing => ({ name: 'stewardship' });
