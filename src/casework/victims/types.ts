import type { Day } from '../../kernel/clock.ts';

export const capacities = ['victim', 'witness'] as const;
export type VictimCapacity = (typeof capacities)[number];
export const capacityWords: Record<VictimCapacity, string> = { victim: 'Victim', witness: 'Witness' };

export const contactSchemes = ['not-asked', 'offered', 'in', 'declined', 'not-eligible'] as const;
export type ContactScheme = (typeof contactSchemes)[number];
export const contactSchemeWords: Record<ContactScheme, string> = {
  'not-asked': 'Not asked yet',
  offered: 'Offered, no answer yet',
  in: 'In the victim contact scheme',
  declined: 'Declined',
  'not-eligible': 'Not entitled to it',
};

export const ways = ['phone', 'text', 'e-mail', 'letter', 'in-person'] as const;
export type Way = (typeof ways)[number];
export const wayWords: Record<Way, string> = {
  phone: 'Telephone',
  text: 'Text message',
  'e-mail': 'E-mail',
  letter: 'Letter',
  'in-person': 'In person',
};

export const messageRules = ['not-asked', 'may-leave', 'safe-words', 'may-not-leave'] as const;
export type MessageRule = (typeof messageRules)[number];
export const messageWords: Record<MessageRule, string> = {
  'not-asked': 'Not asked: leave no message',
  'may-leave': 'A message may be left',
  'safe-words': 'Only these words may be left',
  'may-not-leave': 'No message is ever left',
};

export interface Victim {
  id: number;
  officerId: number;
  officer: string;
  capacity: VictimCapacity;
  givenNames: string;
  familyName: string;
  born: Day | null;
  contactScheme: ContactScheme;
  wantsUpdates: boolean;
  phone: string | null;
  email: string | null;
  address: string | null;
  prefers: Way | null;
  bestTimes: string | null;
  noContactTimes: string | null;
  message: MessageRule;
  safeWords: string | null;
  needs: string | null;
  state: 'open' | 'closed';
  closedOn: Day | null;
  closedWhy: string | null;
  version: number;
}

export type VictimDetails = Pick<
  Victim,
  | 'capacity'
  | 'givenNames'
  | 'familyName'
  | 'born'
  | 'contactScheme'
  | 'wantsUpdates'
  | 'phone'
  | 'email'
  | 'address'
  | 'prefers'
  | 'bestTimes'
  | 'noContactTimes'
  | 'message'
  | 'safeWords'
  | 'needs'
>;

/** A crime that they were a victim or a witness of, which is a member's; and what may be known of that member. */
export interface VictimCrime {
  id: number;
  crime: string;
  offence: string;
  offenceOn: Day;
  custody: Custody;
  releaseOn: Day | null;
}

export type Custody = 'prison' | 'police' | 'community' | 'withheld';
export const custodyWords: Record<Custody, string> = {
  prison: 'In prison',
  police: 'In police custody',
  community: 'In the community',
  withheld: 'Withheld: ask the scheme manager',
};

/** A kind of update as the scheme's rule `victim-updates` has it. */
export interface UpdateKind {
  code: string;
  name: string;
  /** Within how many days of the change it is given. */
  dueDays: number;
}

export interface UpdateRule {
  kinds: readonly UpdateKind[];
  /** How long the officer still sees a victim whose case is closed. */
  afterCloseDays: number;
}

export type UpdateState = 'due' | 'given' | 'not-given';
export const updateStateWords: Record<UpdateState, string> = {
  due: 'Due',
  given: 'Given',
  'not-given': 'Not given',
};

export interface VictimUpdate {
  id: number;
  victimId: number;
  kind: string;
  origin: 'rule' | 'officer';
  crime: string | null;
  dueOn: Day;
  state: UpdateState;
  givenOn: Day | null;
  how: Way | null;
  words: string | null;
  staff: string | null;
  version: number;
}

export type ReferralState = 'sent' | 'accepted' | 'declined' | 'ended';
export const referralStateWords: Record<ReferralState, string> = {
  sent: 'Sent',
  accepted: 'Accepted',
  declined: 'Declined',
  ended: 'Ended',
};

export interface VictimReferral {
  id: number;
  service: string;
  need: string;
  referredOn: Day;
  state: ReferralState;
  outcome: string | null;
  version: number;
}

export interface Satisfaction {
  id: number;
  askedOn: Day;
  score: number | null;
  words: string | null;
}

export const scoreWords: Record<number, string> = {
  5: 'Very satisfied',
  4: 'Satisfied',
  3: 'Neither',
  2: 'Dissatisfied',
  1: 'Very dissatisfied',
};

export interface Condition {
  id: number;
  crime: string;
  onLicence: boolean;
  wording: string | null;
  fromOn: Day;
  toOn: Day | null;
  endedOn: Day | null;
  endedWhy: string | null;
  version: number;
}

export type OfferState = 'offered' | 'accepted' | 'declined' | 'held';
export const offerStateWords: Record<OfferState, string> = {
  offered: 'Offered',
  accepted: 'Accepted',
  declined: 'Declined',
  held: 'Held',
};

export interface Offer {
  id: number;
  offeredOn: Day;
  state: OfferState;
  settledOn: Day | null;
  words: string | null;
  version: number;
}

/** What is kept under a victim besides who they are. */
export type PartCode = 'updates' | 'referrals' | 'satisfaction' | 'conditions' | 'offers';

export interface VictimRow {
  id: number;
  name: string;
  capacity: VictimCapacity;
  contactScheme: ContactScheme;
  wantsUpdates: boolean;
  crimes: number;
  due: number;
  nextDue: Day | null;
  lastGiven: Day | null;
  total: number;
}

/** A victim or witness whom an extract tells of and nobody has taken on: no name yet. */
export interface KnownVictim {
  row: number;
  crime: string;
  capacity: VictimCapacity;
  offence: string;
  offenceOn: Day;
  agency: string;
  total: number;
}
