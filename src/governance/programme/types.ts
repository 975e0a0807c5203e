import type { Day } from '../../kernel/clock.ts';

export const itemKinds = ['work', 'milestone'] as const;
export type ItemKind = (typeof itemKinds)[number];

export const itemKindWords: Record<ItemKind, string> = { work: 'Work', milestone: 'Milestone' };

export const ragCodes = ['red', 'amber', 'green', 'none'] as const;
export type ItemRag = (typeof ragCodes)[number];

export const ragWords: Record<ItemRag, string> = {
  red: 'Red',
  amber: 'Amber',
  green: 'Green',
  none: 'Not rated',
};

export interface Programme {
  id: number;
  title: string;
  purpose: string;
  source: string | null;
  note: string | null;
  streams: string[];
  example: boolean;
  version: number;
}

export interface ProgrammeInput {
  title: string;
  purpose: string;
  source: string | null;
  note: string | null;
  streams: string[];
  /** Titles of the phases, in order. */
  phases: string[];
  example: boolean;
}

export interface Phase {
  id: number;
  number: number;
  title: string;
}

export interface ProgrammeItem {
  id: number;
  programmeId: number;
  phaseId: number;
  stream: string;
  kind: ItemKind;
  title: string;
  ownerId: number | null;
  owner: string | null;
  /** As first agreed. */
  baseStartsOn: Day;
  baseEndsOn: Day;
  /** As its owner expects it now; what it needs may push it further. */
  startsOn: Day;
  endsOn: Day;
  doneOn: Day | null;
  dropped: boolean;
  rag: ItemRag;
  ragWhy: string | null;
  /** Items that have to end before it begins. */
  needs: number[];
  version: number;
}

export type ItemInput = Pick<
  ProgrammeItem,
  | 'phaseId'
  | 'stream'
  | 'kind'
  | 'title'
  | 'ownerId'
  | 'startsOn'
  | 'endsOn'
  | 'doneOn'
  | 'dropped'
  | 'rag'
  | 'ragWhy'
  | 'needs'
> & {
  /** The expected days are agreed anew: they become the baseline. */
  rebase: boolean;
  /** Why the expected days of an item that is there already change. */
  dayWhy?: string | null;
};

export interface ItemForm {
  phase?: string;
  stream?: string;
  kind?: string;
  title?: string;
  owner?: string;
  startsOn?: string;
  endsOn?: string;
  state?: string;
  doneOn?: string;
  rag?: string;
  ragWhy?: string;
  needs?: string[];
  rebase?: string[];
  dayWhy?: string;
}

export interface ProgrammeForm {
  title?: string;
  purpose?: string;
  source?: string;
  note?: string;
  streams?: string;
  phases?: string;
}
