export type SightingState = 'new' | 'answered' | 'withdrawn';
export const sightingStateWords: Record<SightingState, string> = {
  new: 'Waiting for an answer',
  answered: 'Answered',
  withdrawn: 'Taken back',
};

export interface Sighting {
  id: number;
  personId: number | null;
  /** Whom they saw, in the reporter's own words; null where they chose somebody in a briefing. */
  who: string | null;
  /** Of the person where the viewer may see them, or as the briefing told the reporter. */
  name: string | null;
  /** Who reported it. */
  staffId: number;
  reporter: string;
  agency: string;
  at: Date;
  place: string;
  /** What they were doing. */
  words: string;
  keptBecause: string | null;
  state: SightingState;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: Date | null;
  answerReadAt: Date | null;
  reportId: number | null;
  reportedAt: Date;
  version: number;
}

/** Somebody whom the reporter may name: they stand in a briefing that the reporter may read. */
export interface Briefed {
  briefingId: number;
  itemId: number;
  personId: number;
  name: string;
}

/** The day of a sighting, as the form asks it; what is longer ago is said in words. */
export type SeenDay = 'today' | 'yesterday';

/** What the reporter said of those in their briefing who are like whom they wrote. */
export interface SaidOfBriefed {
  meant: 'briefed' | 'none' | 'nobody';
  shownPeople: number[];
}

export interface SightingInput {
  personId: number | null;
  briefingId: number | null;
  who: string | null;
  at: Date;
  place: string;
  words: string;
  /** Why words of health or of a victim stand in it. */
  keptBecause: string | null;
}
