import type { FramePerson, Wing } from '../web/wing.ts';

export interface IntelligencePorts {
  framePerson: FramePerson;
}

/** What is known, and who must know? */
export const intelligenceWing = (_ports: IntelligencePorts): Wing => ({ name: 'intelligence' });
