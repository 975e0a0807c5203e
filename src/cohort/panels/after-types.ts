import type { Day } from '../../kernel/clock.ts';
import type { Needs } from '../../scheme/skills.ts';
import type { Decision, RepresentationKind } from './types.ts';

/** Body of the rule `panel-letters`: what a person is told, by decision. A decision without a template is not told by letter. */
export interface LetterRule {
  note?: string;
  /** The Flesch–Kincaid grade that a letter should not be above. */
  mostGrade: number;
  templates: Partial<Record<Decision, { name: string; text: string }>>;
}

/** Body of the rule `agency-markers`. */
export interface MarkerRule {
  dueDays: number;
  markers: { code: string; name: string; kinds: string[]; column?: string }[];
}

export type TellingState = 'to-tell' | 'deferral-asked' | 'deferred' | 'told';
export type TellingAct =
  | 'write'
  | 'ask-deferral'
  | 'approve-deferral'
  | 'refuse-deferral'
  | 'end-deferral'
  | 'tell';

export const tellingWords: Record<TellingState, string> = {
  'to-tell': 'To be told',
  'deferral-asked': 'Putting off asked for',
  deferred: 'Put off',
  told: 'Told',
};

export const toldHow = ['handed', 'posted', 'said'] as const;
export type ToldHow = (typeof toldHow)[number];
export const toldWords: Record<ToldHow, string> = {
  handed: 'The letter was handed over',
  posted: 'The letter was posted',
  said: 'They were told in person, and the letter was read to them',
};

export interface Telling {
  id: number;
  itemId: number;
  personId: number;
  name: string;
  decision: Decision;
  template: string;
  text: string;
  dueOn: Day;
  state: TellingState;
  deferWhy: string | null;
  deferAskedById: number | null;
  deferAskedBy: string | null;
  deferApprovedBy: string | null;
  deferReviewOn: Day | null;
  toldOn: Day | null;
  toldBy: string | null;
  toldHow: ToldHow | null;
  version: number;
}

export const representationKinds = ['representation', 'appeal'] as const;
export const representationWords: Record<RepresentationKind, string> = {
  representation: 'Representation',
  appeal: 'Appeal',
};

export const madeBy = ['person', 'family', 'solicitor', 'worker'] as const;
export type MadeBy = (typeof madeBy)[number];
export const madeByWords: Record<MadeBy, string> = {
  person: 'The person',
  family: 'Their family',
  solicitor: 'Their solicitor',
  worker: 'A worker, for them',
};

export interface Representation {
  id: number;
  itemId: number;
  meetingId: number;
  personId: number;
  name: string;
  kind: RepresentationKind;
  madeOn: Day;
  madeBy: MadeBy;
  said: string;
  untilOn: Day;
  hearBy: Day;
  heardItem: number | null;
  heardDecision: Decision | null;
  heardMeeting: number | null;
  /** On no agenda: never put on one, put off by the panel, or left undecided when its meeting was closed. */
  isWaiting: boolean;
  version: number;
}

export type MarkerState = 'to-do' | 'done' | 'not-needed';
export const markerStateWords: Record<MarkerState, string> = {
  'to-do': 'To do',
  done: 'Done',
  'not-needed': 'Not needed',
};

export interface Marker {
  id: number;
  itemId: number;
  personId: number;
  name: string;
  agencyId: number;
  agency: string;
  marker: string;
  act: 'set' | 'clear';
  dueOn: Day;
  state: MarkerState;
  how: 'by-hand' | 'extract' | null;
  reference: string | null;
  doneOn: Day | null;
  doneBy: string | null;
  version: number;
}

export interface PanelAction extends Needs {
  /** Who gave it to somebody without what it asks for, and why. */
  overrideBy: string | null;
  overrideWhy: string | null;
  id: number;
  meetingId: number;
  heldOn: Day;
  itemId: number | null;
  personId: number | null;
  name: string | null;
  what: string;
  staffId: number;
  staff: string;
  agency: string;
  dueOn: Day;
  state: 'open' | 'done' | 'dropped';
  endedOn: Day | null;
  note: string | null;
  version: number;
}

export interface Voluntary {
  id: number;
  what: 'agreed' | 'withdrawn';
  onDay: Day;
  inWriting: boolean;
  words: string;
  by: string;
  agency: string;
}
