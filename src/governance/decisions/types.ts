import type { Day } from '../../kernel/clock.ts';

export type DecisionState = 'draft' | 'certified' | 'approved' | 'refused';
export const decisionStates = ['draft', 'certified', 'approved', 'refused'] as const;

export const stateWords: Record<DecisionState, string> = {
  draft: 'Draft',
  certified: 'Certified, waiting for the decision',
  approved: 'Approved',
  refused: 'Refused',
};

export const answers = ['yes', 'no', 'n-a'] as const;
export type Answer = (typeof answers)[number];
export const answerWords: Record<Answer, string> = { yes: 'YES', no: 'NO', 'n-a': 'N/A' };

/** A certificate that an office's form asks for. Without options the officer signs the text as it is. */
export interface CertificateForm {
  kind: string;
  title: string;
  /** The role that may sign it. */
  role: string;
  text: string;
  options: { code: string; text: string }[];
}

/** An office's form of notice, from the rule `decision-forms`. */
export interface DecisionForm {
  code: string;
  name: string;
  questions: { code: string; text: string }[];
  certificates: CertificateForm[];
}

/** What an originator writes. */
export interface DecisionText {
  /** The office whose series the number belongs to. */
  agencyId: number;
  number: string;
  form: string;
  title: string;
  originator: string;
  reason: string;
  submittedTo: string;
  summary: string;
  recommendation: string;
  financial: string | null;
  risks: string | null;
  /** By question code. */
  checklist: Record<string, Answer>;
  publication: 'yes' | 'no';
  publicationReason: string | null;
}

export interface Decision extends DecisionText {
  id: number;
  office: string;
  draftedById: number;
  draftedBy: string;
  state: DecisionState;
  outcome: string | null;
  decidedOn: Day | null;
  decidedNote: string | null;
  decidedById: number | null;
  decidedAs: string | null;
  example: boolean;
  source: string | null;
  version: number;
  updatedAt: Date;
}

export interface Certificate {
  kind: string;
  options: string[];
  signedAs: string;
  staffId: number | null;
  staff: string | null;
  signedOn: Day | null;
}

/** A paper decided before it came into this register, entered as it stands. */
export interface EarlierDecision extends DecisionText {
  outcome: string;
  decidedOn: Day | null;
  decidedNote: string | null;
  decidedAs: string;
  certificates: { kind: string; options: string[]; signedAs: string; signedOn: Day | null }[];
  source: string;
  example: boolean;
}

/** The form as typed. Answers come as `answer-<question>`. */
export type DecisionFormValues = Partial<Record<string, string>>;
