import type { Day } from '../../kernel/clock.ts';

export type PhotoState = 'shown' | 'to-confirm' | 'replaced' | 'removed' | 'erased';

export const photoStateWords: Record<PhotoState, string> = {
  shown: 'Shown',
  'to-confirm': 'Not shown: somebody has to say whom it shows',
  replaced: 'Replaced',
  removed: 'Taken away',
  erased: 'Erased',
};

/** A photo that was given of somebody; the picture is read apart. */
export interface Photo {
  id: number;
  state: PhotoState;
  takenOn: Day;
  why: string;
  givenAt: Date;
  givenBy: string;
  agency: string;
  changedAt: Date;
  changedBy: string | null;
  changedWhy: string | null;
  version: number;
}

/** Whose face it would be, as the form says it and the giver confirms. */
export interface Sitter {
  id: number;
  name: string;
  born: Day | null;
  /** Changes whenever it is decided anew which records are this person's. */
  version: number;
}

/** A record of the person that the viewer may see: a photo goes where its record goes. */
export interface SitterRecord {
  id: number;
  agencyId: number;
  agency: string;
  name: string;
  born: Day | null;
  /** When its agency last changed it; where that was not sent, when it was last in an extract. */
  updated: Day;
  /** The agency's own number for them. */
  reference: string;
}
