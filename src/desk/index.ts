import type { FramePerson, Wing } from '../web/wing.ts';

export interface DeskPorts {
  framePerson: FramePerson;
  /** Every wing, this one included: the desk draws what they give. */
  wings: () => readonly Wing[];
}

/** The face for one person's day: today, the person page, the timeline. */
export const deskWing = (_ports: DeskPorts): Wing => ({ name: 'desk' });
