import type { Day } from '../../kernel/clock.ts';
import type { Marking } from '../decisions/types.ts';

export const boardKinds = ['board', 'sub-group', 'steering-group', 'partnership', 'other'] as const;
export type BoardKind = (typeof boardKinds)[number];

export const kindWords: Record<BoardKind, string> = {
  board: 'Board',
  'sub-group': 'Sub-group',
  'steering-group': 'Steering group',
  partnership: 'Community safety partnership',
  other: 'Other body',
};

/** First and last day, both included; null: not known, and taken as always. */
export interface Span {
  fromOn: Day | null;
  untilOn: Day | null;
}

export interface Board extends Span {
  id: number;
  name: string;
  kind: BoardKind;
  purpose: string | null;
  datesNote: string | null;
  source: string | null;
  example: boolean;
  version: number;
}

export type BoardInput = Omit<Board, 'id' | 'version'>;

export interface BoardForm {
  name?: string;
  kind?: string;
  purpose?: string;
  fromOn?: string;
  untilOn?: string;
  datesNote?: string;
  source?: string;
}

export const lineKinds = ['reports-to', 'follows', 'acts-for'] as const;
export type LineKind = (typeof lineKinds)[number];

export const lineWords: Record<LineKind, string> = {
  'reports-to': 'Reports to',
  follows: 'Took the place of',
  'acts-for': 'Acts for',
};

/** How one board stands to another, and in which days. */
export interface BoardLine extends Span {
  id: number;
  boardId: number;
  board: string;
  otherId: number;
  other: string;
  kind: LineKind;
  note: string | null;
  version: number;
}

export interface LineInput extends Span {
  boardId: number;
  otherId: number;
  kind: LineKind;
  note: string | null;
}

export interface LineForm {
  kind?: string;
  other?: string;
  fromOn?: string;
  untilOn?: string;
  note?: string;
}

export const memberRoles = ['chair', 'deputy-chair', 'member', 'secretary', 'attending'] as const;
export type MemberRole = (typeof memberRoles)[number];

export const roleWords: Record<MemberRole, string> = {
  chair: 'Chair',
  'deputy-chair': 'Deputy chair',
  member: 'Member',
  secretary: 'Secretary',
  attending: 'Attends',
};

/** A seat: the post that has it, the body that it represents, and its term. */
export interface BoardMember extends Span {
  id: number;
  boardId: number;
  post: string;
  staffId: number | null;
  staff: string | null;
  role: MemberRole;
  represents: string;
  version: number;
}

export type MemberInput = Omit<BoardMember, 'id' | 'staff' | 'version'>;

export interface MemberForm {
  post?: string;
  staff?: string;
  role?: string;
  represents?: string;
  fromOn?: string;
  untilOn?: string;
}

export type MeetingState = 'planned' | 'held' | 'cancelled';
export type MinutesState = 'none' | 'drafted' | 'approved';

export const meetingWords: Record<MeetingState, string> = {
  planned: 'Planned',
  held: 'Held',
  cancelled: 'Cancelled',
};

export const minutesWords: Record<MinutesState, string> = {
  none: 'No minutes yet',
  drafted: 'Minutes drafted, not yet approved',
  approved: 'Minutes approved',
};

/** A claim card as it stood when a text linked it, in lines. */
export interface KeptClaim {
  id: number;
  lines: string[];
}

export interface Meeting {
  id: number;
  boardId: number;
  board: string;
  heldOn: Day;
  startsAt: string | null;
  place: string | null;
  state: MeetingState;
  cancelledWhy: string | null;
  minutesState: MinutesState;
  minutes: string | null;
  minutesPrinted: string | null;
  minutesClaims: KeptClaim[];
  minutesMarking: Marking | null;
  minutesById: number | null;
  minutesBy: string | null;
  approvedBy: string | null;
  approvedOn: Day | null;
  openedWhy: string | null;
  example: boolean;
  version: number;
}

export interface MeetingInput {
  boardId: number;
  heldOn: Day;
  startsAt: string | null;
  place: string | null;
  example: boolean;
}

export interface MeetingForm {
  heldOn?: string;
  startsAt?: string;
  place?: string;
}

export const itemPurposes = ['decide', 'discuss', 'note'] as const;
export type ItemPurpose = (typeof itemPurposes)[number];

export const purposeWords: Record<ItemPurpose, string> = {
  decide: 'For decision',
  discuss: 'For discussion',
  note: 'For information',
};

export interface AgendaItem {
  id: number;
  meetingId: number;
  number: number;
  title: string;
  presenter: string | null;
  purpose: ItemPurpose;
  decisionId: number | null;
  decision: string | null;
  version: number;
}

export interface ItemInput {
  meetingId: number;
  number: number;
  title: string;
  presenter: string | null;
  purpose: ItemPurpose;
  decisionId: number | null;
}

export interface ItemForm {
  number?: string;
  title?: string;
  presenter?: string;
  purpose?: string;
  decision?: string;
}

export interface Paper {
  id: number;
  meetingId: number;
  itemId: number | null;
  title: string;
  author: string;
  marking: Marking;
  markingReason: string | null;
  body: string;
  /** What is printed: an effect that no linked claim card bears out is marked. */
  printed: string;
  claims: KeptClaim[];
  withdrawnWhy: string | null;
  changedBy: string;
  changedAt: Date;
  version: number;
}

export interface PaperInput {
  meetingId: number;
  itemId: number | null;
  title: string;
  author: string;
  marking: Marking;
  markingReason: string | null;
  body: string;
  claimIds: number[];
}

export interface PaperForm {
  item?: string;
  title?: string;
  author?: string;
  marking?: string;
  markingReason?: string;
  body?: string;
  claims?: string;
}

export interface MinutesForm {
  minutes?: string;
  marking?: string;
  claims?: string;
}

export const cameCodes = ['present', 'apologies', 'substitute', 'absent'] as const;
export type Came = (typeof cameCodes)[number];

export const cameWords: Record<Came, string> = {
  present: 'Present',
  apologies: 'Apologies',
  substitute: 'Sent a substitute',
  absent: 'Absent',
};

export interface Attended {
  memberId: number;
  came: Came;
}
