export const abouts = ['child', 'adult'] as const;
export type About = (typeof abouts)[number];

export const aboutWords: Record<About, string> = { child: 'A child', adult: 'An adult' };

/** The scheme's rule `safeguarding-hub`: who the hub is and how it is reached. */
export interface HubRule {
  note?: string;
  name: string;
  /** Code of the agency whose staff answer in the system, where the hub has any here. */
  agency?: string;
  phone: string;
  hours: string;
  outOfHours: string;
  email?: string;
  /** Working days within which the hub says what it does. */
  answerDays: number;
}

/** What a concern may hold. Only what is ticked is sent; the worry and who sends it always are. */
export const optionalFields = [
  'name',
  'born',
  'address',
  'carers',
  'school',
  'done',
  'told',
  'member',
  'memberBorn',
  'lead',
] as const;
export type OptionalField = (typeof optionalFields)[number];

export const fieldWords: Record<OptionalField, string> = {
  name: 'Name of the child or adult at risk',
  born: 'Their date of birth or age',
  address: 'Where they live or are now',
  carers: 'Who lives with them or looks after them',
  school: 'School, nursery, doctor or worker they have',
  done: 'What was done already',
  told: 'Whether they and their family know of this, and what they want',
  member: 'Name of the person on the scheme through whom it came up',
  memberBorn: 'Date of birth of that person',
  lead: 'Who leads that person’s case, and their number',
};

/** Those of the optional fields that are typed; the others come from the record, if they are ticked. */
export const typedFields = ['name', 'born', 'address', 'carers', 'school', 'done', 'told'] as const;
export type TypedField = (typeof typedFields)[number];

export const recordFields = ['member', 'memberBorn', 'lead'] as const;

/** What the record gives of the member, as far as the sender sees it. */
export type RecordValues = Partial<Record<(typeof recordFields)[number], string>>;

export interface ConcernForm extends Partial<Record<TypedField, string>> {
  about?: string;
  urgent?: string;
  phoned?: string;
  worry?: string;
  send?: string[];
  way?: string;
  do?: string;
}

export interface SentField {
  label: string;
  value: string;
}

export interface ConcernInput {
  about: About;
  urgent: boolean;
  phoned: string | null;
  fields: SentField[];
  way: 'in-app' | 'file';
}

export type State =
  | 'to-send'
  | 'sent'
  | 'received'
  | 'more-needed'
  | 'answered'
  | 'taken-on'
  | 'signposted'
  | 'no-action'
  | 'closed'
  | 'reopened';

/** What a step says: where the concern stands, or that something was added, which leaves it where it stood. */
export type StepKind = State | 'added';

export const stateWords: Record<StepKind, string> = {
  'to-send': 'Not sent yet',
  sent: 'Sent',
  received: 'Received by the hub',
  'more-needed': 'The hub asks for more',
  answered: 'More was given',
  'taken-on': 'Taken on by the hub',
  signposted: 'Passed to another service',
  'no-action': 'No further action',
  closed: 'Closed',
  reopened: 'Opened again',
  added: 'More was added',
};

export interface Concern {
  id: number;
  staffId: number;
  staff: string;
  phone: string | null;
  agencyId: number;
  agency: string;
  hubAgencyId: number | null;
  about: About;
  urgent: boolean;
  phoned: string | null;
  fields: SentField[];
  way: 'in-app' | 'file';
  sentAt: Date;
  state: State;
  stateAt: Date;
  /** Number of the newest step: what an answer must have seen. */
  stepId: number;
}

export interface Step {
  id: number;
  state: StepKind;
  note: string;
  staff: string;
  agency: string;
  byHub: boolean;
  at: Date;
}

/** The form of what became of a concern, as typed: an answer, an addition, or that its file was sent. */
export interface AnswerForm {
  state?: string;
  note?: string;
  to?: string;
  sentDay?: string;
  sentTime?: string;
}
