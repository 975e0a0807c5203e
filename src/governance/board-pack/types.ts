import type { Day } from '../../kernel/clock.ts';
import type { Marking } from '../decisions/types.ts';

/** What a pack may hold, in the order in which it is printed. */
export const packParts = [
  'agenda',
  'papers',
  'objectives',
  'outcomes',
  'figures',
  'costs',
  'grants',
  'decisions',
  'recommendations',
  'programme',
  'risks',
  'agreements',
  'actions',
] as const;
export type PackPart = (typeof packParts)[number];

export const partWords: Record<PackPart, string> = {
  agenda: 'Agenda',
  papers: 'Papers',
  objectives: 'Objectives of Police and Crime Plans',
  outcomes: 'Outcomes',
  figures: 'Figures of the scheme',
  costs: 'Costs',
  grants: 'Grants',
  decisions: 'Decisions',
  recommendations: 'Recommendations',
  programme: 'Programme',
  risks: 'Risks',
  agreements: 'Agreements near their last day',
  actions: 'Actions',
};

/** Where the figures of a part come from, as they stand now: the list that makes them. */
export const partLists: Partial<Record<PackPart, { text: string; href: string }>> = {
  objectives: { text: 'Objectives', href: '/governance/objectives' },
  outcomes: { text: 'Outcomes', href: '/outcomes' },
  figures: { text: 'Dashboards', href: '/outcomes/dashboards' },
  costs: { text: 'Costs', href: '/resources/costs' },
  grants: { text: 'Grants', href: '/resources/grants' },
  decisions: { text: 'Decisions', href: '/governance/decisions' },
  recommendations: { text: 'Recommendations', href: '/governance/recommendations' },
  programme: { text: 'Programme', href: '/governance/programme' },
  risks: { text: 'Risk register', href: '/governance/risks' },
  agreements: { text: 'Agreements', href: '/governance/agreements?expiring=1' },
  actions: { text: 'Actions', href: '/governance/actions' },
};

/** One piece of a part. All of it is text: what is frozen is what is read. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'claim'; claimId: number; lines: string[] }
  | { kind: 'table'; caption: string; head: string[]; rows: string[][]; numeric: number[] };

export interface PackSection {
  part: PackPart;
  title: string;
  /** As it is printed: an effect that no linked claim card bears out is marked. */
  said: string | null;
  blocks: Block[];
}

/** The whole of a pack. Issued, this is kept as text, with its hash. */
export interface PackContent {
  format: 1;
  title: string;
  board: string;
  meeting: { on: Day; place: string | null } | null;
  marking: Marking;
  example: boolean;
  /** When its figures were taken. */
  takenAt: string;
  sections: PackSection[];
}

export type PackState = 'draft' | 'issued' | 'dropped';

export interface PackLine {
  id: number;
  boardId: number;
  board: string;
  meetingId: number | null;
  heldOn: Day | null;
  title: string;
  state: PackState;
  marking: Marking;
  issuedBy: string | null;
  issuedAt: Date | null;
  replacesId: number | null;
  /** The issued pack that took its place. */
  replacedById: number | null;
  example: boolean;
}

export interface Pack extends PackLine {
  place: string | null;
  parts: PackPart[];
  said: Partial<Record<PackPart, string>>;
  claims: number[];
  draftedBy: string;
  content: string | null;
  sha256: string | null;
  version: number;
}

export interface PackInput {
  boardId: number;
  meetingId: number | null;
  title: string;
  parts: PackPart[];
  said: Partial<Record<PackPart, string>>;
  claims: number[];
  marking: Marking;
  replacesId: number | null;
}

export interface PackCopy {
  id: number;
  number: number;
  recipient: string;
  madeBy: string;
  madeAt: Date;
}

export interface PackValues {
  board?: string;
  meeting?: string;
  title?: string;
  marking?: string;
  claims?: string;
  replaces?: string;
  parts: readonly string[];
  said: Partial<Record<PackPart, string>>;
}
