import type { EventKind } from '../../intelligence/index.ts';

/** A system that may send events, as its page shows it. */
export interface SenderRow {
  id: number;
  name: string;
  agencyId: number;
  agency: string;
  kinds: EventKind[];
  handling: 'partners' | 'statutory' | 'named' | 'own';
  namedAgencies: number[];
  perMinute: number | null;
  madeAt: Date;
  revokedAt: Date | null;
  heardAt: Date | null;
  refusedAt: Date | null;
  refusedWhy: string | null;
  version: number;
}

export interface SecretRow {
  id: number;
  madeAt: Date;
  endsAt: Date | null;
}

export interface SenderInput {
  name: string;
  agencyId: number;
  kinds: EventKind[];
  handling: SenderRow['handling'];
  namedAgencies: number[];
  perMinute: number | null;
}
