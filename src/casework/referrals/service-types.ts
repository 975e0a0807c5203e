import type { Day } from '../../kernel/clock.ts';

export const forSexes = ['any', 'women', 'men'] as const;
export type ForSex = (typeof forSexes)[number];
export const forSexWords: Record<ForSex, string> = { any: 'Anybody', women: 'Women', men: 'Men' };

export const forStatuses = ['any', 'statutory', 'voluntary'] as const;
export type ForStatus = (typeof forStatuses)[number];
export const forStatusWords: Record<ForStatus, string> = {
  any: 'Statutory and voluntary',
  statutory: 'People under an order or licence, as the provider says',
  voluntary: 'People not under an order or licence, as the provider says',
};

/** What the provider says of a service. */
export interface ServiceInput {
  agencyId: number;
  name: string;
  offers: string;
  categories: string[];
  pathways: string[];
  baseIds: number[];
  forSex: ForSex;
  youngest: number | null;
  oldest: number | null;
  forStatus: ForStatus;
  criteria: string | null;
  /** Null: not known. */
  places: number | null;
  waitingDays: number | null;
  contactName: string | null;
  contactPhone: string | null;
  contactEmail: string | null;
  opensOn: Day;
  closesOn: Day | null;
}

export interface Service extends ServiceInput {
  id: number;
  provider: string;
  version: number;
  changedAt: Date;
}

/** Counted from everybody's referrals. Days are the middle of those from sent to started in the last year. */
export interface ServiceLoad {
  serviceId: number;
  waiting: number;
  working: number;
  answered: number;
  declined: number;
  medianDays: number | null;
  started: number;
}

export interface ServiceFilter {
  pathway?: string | undefined;
  category?: string | undefined;
  baseId?: number | undefined;
  /** Only those with a free place, as far as places are known. */
  free?: boolean | undefined;
  text?: string | undefined;
  /** Those that have closed, and those not yet open, as well. */
  closed?: boolean | undefined;
}

export interface ServiceVersion {
  version: number;
  at: Date;
  staff: string;
  why: string | null;
  body: ServiceInput;
}

/** The form as typed: kept as it is when something in it needs correcting. */
export interface ServiceForm {
  agency?: string;
  name?: string;
  offers?: string;
  categories?: string[];
  pathways?: string[];
  bases?: string[];
  forSex?: string;
  youngest?: string;
  oldest?: string;
  forStatus?: string;
  criteria?: string;
  places?: string;
  waitingDays?: string;
  contactName?: string;
  contactPhone?: string;
  contactEmail?: string;
  opensOn?: string;
  closesOn?: string;
  why?: string;
}

export const providerKinds = ['charity', 'provider', 'health', 'council'] as const;
export type ProviderKind = (typeof providerKinds)[number];

export const providerKindWords: Record<ProviderKind, string> = {
  charity: 'Charity or community group',
  provider: 'Company',
  health: 'Health service',
  council: 'Council',
};

export interface ProviderInput {
  name: string;
  kind: ProviderKind;
}

export interface ProviderForm {
  name?: string;
  kind?: string;
}
