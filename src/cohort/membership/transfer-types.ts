import type { Day } from '../../kernel/clock.ts';
import type { Rag, Statutory } from './types.ts';

export type TransferState = 'requested' | 'accepted' | 'declined' | 'withdrawn';

export const transferStateWords: Record<TransferState, string> = {
  requested: 'Asked',
  accepted: 'Accepted',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
};

export type TransferAct = 'accept' | 'decline' | 'withdraw';

/** What may be done in each state; buttons, acts and tests read this table. */
export const transferTransitions: Record<TransferState, Partial<Record<TransferAct, TransferState>>> = {
  requested: { accept: 'accepted', decline: 'declined', withdraw: 'withdrawn' },
  accepted: {},
  declined: {},
  withdrawn: {},
};

export interface Transfer {
  id: number;
  personId: number;
  membershipId: number;
  /** Null for the receiving side, until it has accepted. */
  name: string | null;
  fromSchemeId: number;
  fromTeamId: number;
  fromTeam: string;
  fromScheme: string;
  toSchemeId: number;
  toTeamId: number;
  toTeam: string;
  toBase: string;
  toScheme: string;
  state: TransferState;
  why: string;
  about: string;
  requestedBy: string;
  requestedById: number;
  phone: string | null;
  requestedAt: Date;
  answeredBy: string | null;
  answeredAt: Date | null;
  answer: string | null;
  version: number;
}

/** What the receiving side is told of the person: no name. */
export interface TransferFacts {
  strand: string;
  tier: string | null;
  rag: Rag;
  statutory: Statutory;
  joinedOn: Day;
  age: number | null;
}

/** A team that somebody may go to, at one of the bases where it works. */
export interface Destination {
  baseId: number;
  base: string;
  teamId: number;
  team: string;
  schemeId: number;
  scheme: string;
}

export interface TransferForm {
  to?: string | undefined;
  why?: string | undefined;
  about?: string | undefined;
}
