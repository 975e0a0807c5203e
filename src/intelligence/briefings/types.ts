import type { Day } from '../../kernel/clock.ts';

export const areaKinds = ['beat', 'base', 'shift'] as const;
export type AreaKind = (typeof areaKinds)[number];
export const areaKindWords: Record<AreaKind, string> = { beat: 'Beat', base: 'Base', shift: 'Shift' };

/** An area of the rule `briefing-areas`: which beats it is by their first letters, and which team works there. */
export interface Area {
  code: string;
  name: string;
  kind: AreaKind;
  team: string;
  beats: string[];
}

export interface AreasRule {
  /** The longest that a briefing may last, in hours. */
  mostHours: number;
  areas: Area[];
}

export type BriefingState = 'draft' | 'released' | 'withdrawn' | 'discarded';
export const briefingStateWords: Record<BriefingState, string> = {
  draft: 'Draft',
  released: 'Released',
  withdrawn: 'Withdrawn',
  discarded: 'Discarded',
};

export type Here = 'lives' | 'offends' | 'chosen';
export const hereWords: Record<Here, string> = {
  lives: 'lives here',
  offends: 'offends here',
  chosen: 'put in by whoever made it',
};

/** A condition and the words in which it is told; before that, its own. */
export interface ToldCondition {
  id: number;
  words: string;
}

export interface Briefing {
  id: number;
  agencyId: number;
  area: string;
  areaName: string;
  areaKind: AreaKind;
  teamId: number;
  team: string;
  fromAt: Date;
  untilAt: Date;
  state: BriefingState;
  words: string;
  madeBy: string;
  releasedBy: string | null;
  releasedAt: Date | null;
  withdrawnWhy: string | null;
  /** The earlier one that it was made from; the one that it stands in the place of, and what is put right. */
  madeFrom: number | null;
  corrects: number | null;
  correctedWhat: string | null;
  keptBecause: string | null;
  version: number;
}

/** One that is out, as its shift finds it on Today. */
export interface CurrentBriefing extends Briefing {
  people: number;
  isRead: boolean;
}

/** One that the viewer read or holds on paper, which was withdrawn since or out of which somebody was taken. */
export interface GoneBriefing {
  briefingId: number;
  /** Of the copy on paper; null where it was read on the screen alone. */
  number: number | null;
  areaName: string;
  untilAt: Date;
  /** Null: it is out still, without somebody who was in it. */
  why: string | null;
  goneAt: Date;
  destroyedAt: Date | null;
}

export interface BriefingRow extends Briefing {
  people: number;
  readers: number;
}

export interface BriefingItem {
  id: number;
  personId: number;
  here: Here[];
  lookFor: string;
  callWhom: string;
  reportIds: number[];
  toldConditions: ToldCondition[];
  keptBecause: string | null;
  version: number;
}

/** An item as whoever makes the briefing sees it. */
export interface MadeItem extends BriefingItem {
  name: string;
  /** They may be told of now: on the scheme, and no list limits who may see them. */
  stands: boolean;
  withdrawnWhy: string | null;
}

export type PartKind =
  | 'identity'
  | 'photo'
  | 'address'
  | 'condition'
  | 'curfew'
  | 'tag'
  | 'zone'
  | 'warning'
  | 'report';

export interface PartBody {
  text: string;
  /** A zone's corners, `52.62861, 1.29412`. */
  corners?: string[];
  /** A report's grade, which is on every copy; who they are: day of birth and sex. */
  note?: string;
}

/** One thing told, of one agency and one handling. */
export interface Part {
  itemId: number;
  personId: number;
  kind: PartKind;
  protective: boolean;
  agencyId: number | null;
  handling: string | null;
  namedAgencies: number[];
  sourceId: number | null;
  body: PartBody;
}

export interface ShownPart extends Pick<Part, 'itemId' | 'kind' | 'protective' | 'body' | 'sourceId'> {
  /** Of a report that the reader was sent as well: what they were sent it under. */
  conditions?: string | null;
}

export interface Reader {
  name: string;
  agency: string;
  firstAt: Date;
  lastAt: Date;
  acknowledgedAt: Date | null;
}

export interface Copy {
  number: number;
  name: string;
  at: Date;
  people: number;
  destroyedAt: Date | null;
}

export interface Suggested {
  personId: number;
  name: string;
  lives: boolean;
  offends: boolean;
  inPrison: boolean;
  lead: string | null;
  leadPhone: string | null;
}

/** A report that may be told of: accepted, without conditions, about this person alone. */
export interface Tellable {
  id: number;
  personId: number;
  text: string;
  grade: string;
}

/** What is known of the people of a briefing, as whoever releases it sees it. */
export interface Facts {
  identities: { personId: number; name: string; born: Day | null; sex: string | null }[];
  /** The one that is shown of each. */
  photos: { id: number; personId: number; takenOn: Day }[];
  addresses: (Source & { text: string })[];
  /** Whether it stands in the words of the library, in which nothing was to be filled in. */
  conditions: (Source & { kind: string; category: string; wording: string; asWritten: boolean })[];
  curfews: (Source & { days: number[]; fromTime: string; toTime: string })[];
  curfewAddresses: (Source & { text: string })[];
  tags: (Source & { tagType: string })[];
  zones: (Source & { name: string; places: string[]; boundary: [number, number][]; protective: boolean })[];
  warnings: (Source & { kind: string })[];
  reports: (Source & { text: string; grade: string })[];
}

export interface Source {
  id: number;
  personId: number;
  agencyId: number;
  handling: string;
  namedAgencies: number[];
}
