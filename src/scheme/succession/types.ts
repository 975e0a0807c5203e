import type { Day } from '../../kernel/clock.ts';

export type SuccessionState = 'draft' | 'moving' | 'done' | 'withdrawn';

export const successionStateWords: Record<SuccessionState, string> = {
  draft: 'Planned',
  moving: 'Being carried out',
  done: 'Carried out',
  withdrawn: 'Withdrawn',
};

export type SuccessionAct = 'plan' | 'confirm' | 'begin' | 'go-on' | 'withdraw';

/** What may be done in each state; buttons, acts and tests read this table. */
export const transitions: Record<SuccessionState, Partial<Record<SuccessionAct, SuccessionState>>> = {
  draft: { plan: 'draft', confirm: 'draft', begin: 'moving', withdraw: 'withdrawn' },
  // What was cut off goes on where it stopped; nothing goes back from here.
  moving: { 'go-on': 'done' },
  done: {},
  withdrawn: {},
};

export const sharings = ['worker', 'tier', 'rag', 'statutory'] as const;
/** How cases are shared out: with whoever works with the person, or by what the membership says. */
export type Sharing = (typeof sharings)[number];

export const sharingWords: Record<Sharing, string> = {
  worker: 'With the worker who has them',
  tier: 'By tier',
  rag: 'By RAG rating',
  statutory: 'By statutory status',
};

export interface CaseRule {
  by: Sharing;
  /** Which successor (its id) has the cases of each code; codes without one go with the worker. */
  to: Readonly<Record<string, number>>;
}

export interface AgencyRow {
  id: number;
  code: string;
  name: string;
  kind: string;
  from: Day;
  to: Day | null;
}

export interface Succession {
  id: number;
  fromAgencyId: number;
  from: string;
  onDay: Day;
  state: SuccessionState;
  heirId: number;
  heir: string;
  successorIds: number[];
  cases: CaseRule;
  why: string;
  madeBy: string;
  madeAt: Date;
  doneAt: Date | null;
  /** Whoever made or changed the plan: none of them confirms it. */
  planners: readonly number[];
  /** Null: not confirmed as it stands. */
  confirmedBy: string | null;
  confirmedAt: Date | null;
  version: number;
}

export const movedThings = [
  'staff',
  'allocation',
  'service',
  'referral',
  'made-referral',
  'contact',
  'cover',
  'party',
  'reason',
  'extract',
] as const;
/** What a succession moves. */
export type Moved = (typeof movedThings)[number];

export const movedWords: Record<Moved, string> = {
  staff: 'Staff, with their roles and teams',
  allocation: 'Cases: leads, co-workers, link workers, and the access they give',
  service: 'Services of the directory',
  referral: 'Open referrals to its services, and the access they give',
  'made-referral': 'Open referrals that it made',
  contact: 'Appointments ahead',
  cover: 'What agreements let it have of others’ items',
  party: 'Its place in agreements in force',
  reason: 'Other reasons for access that it holds',
  extract: 'Extracts that it sends',
};

/** One row of the preview: how many of a thing go to which successor. */
export interface PreviewLine {
  what: Moved;
  toAgencyId: number;
  /** Cases that go elsewhere than their worker: they need a new lead. Cover that no agreement gives a successor: it closes. */
  ends: boolean;
  n: number;
}

/** One worker or service, and where it goes. */
export interface Choice {
  what: 'staff' | 'service';
  id: number;
  name: string;
  toAgencyId: number;
}

/** One case that the viewer may see, and where its person goes. */
export interface CaseLine {
  personId: number;
  name: string;
  worker: string;
  toAgencyId: number;
  ends: boolean;
  /** Named by hand, whatever the rule says. */
  isListed: boolean;
}
