import type { Day } from '../../kernel/clock.ts';

/** `referred`: a deputy has approved it and passed it up. `withdrawn`: whoever signed the decision took it back. */
export const decisionStates = [
  'draft',
  'certified',
  'referred',
  'approved',
  'amended',
  'refused',
  'withdrawn',
] as const;
export type DecisionState = (typeof decisionStates)[number];

export const stateWords: Record<DecisionState, string> = {
  draft: 'Draft',
  certified: 'Certified, waiting for the decision',
  referred: 'Approved by a deputy, passed up',
  approved: 'Approved',
  amended: 'Approved with amendments',
  refused: 'Refused',
  withdrawn: 'Decision withdrawn',
};

export const verdicts = ['approve', 'amend', 'refuse', 'refer-up'] as const;
export type Verdict = (typeof verdicts)[number];

/** What whoever signed a decision may do with it afterwards: both are signed, and published with it. */
export const afterthoughts = ['correct', 'withdraw'] as const;
export type Afterthought = (typeof afterthoughts)[number];

export const verdictWords: Record<Verdict | Afterthought, string> = {
  approve: 'Approved',
  amend: 'Approved with amendments',
  refuse: 'Refused',
  'refer-up': 'Approved and passed up',
  correct: 'Outcome corrected',
  withdraw: 'Decision withdrawn',
};

export const answers = ['yes', 'no', 'n-a'] as const;
export type Answer = (typeof answers)[number];
export const answerWords: Record<Answer, string> = { yes: 'YES', no: 'NO', 'n-a': 'N/A' };

/**
 * Protective markings of a section: those of the papers until 2014 and those of today. Higher ones are not held here.
 */
export const markings = [
  'not-protectively-marked',
  'official',
  'official-sensitive',
  'restricted',
  'confidential',
] as const;
export type Marking = (typeof markings)[number];

export const markingWords: Record<Marking, string> = {
  'not-protectively-marked': 'NOT PROTECTIVELY MARKED',
  official: 'OFFICIAL',
  'official-sensitive': 'OFFICIAL-SENSITIVE',
  restricted: 'RESTRICTED',
  confidential: 'CONFIDENTIAL',
};

/** A section so marked is not published; its reason is. */
export const isKeptBack = (marking: Marking): boolean =>
  marking !== 'not-protectively-marked' && marking !== 'official';

/** `joined`: the word of the paper that stands before it; what “or” joins are alternatives. */
export interface CertificateOption {
  code: string;
  text: string;
  joined?: 'or' | 'and';
}

/** A certificate that an office's form asks for. Without options the officer signs the text as it is. */
export interface CertificateForm {
  kind: string;
  title: string;
  /** The role that may sign it; '' where no role of this system does. */
  role: string;
  text: string;
  options: CertificateOption[];
  /** Asked for only where it is needed: its absence is no fault. */
  optional?: boolean;
}

export interface SectionForm {
  code: string;
  title: string;
  kind: 'line' | 'text';
  required?: boolean;
}

/** In which capacity somebody decides. One that is not final approves and passes up. */
export interface DeciderForm {
  code: string;
  title: string;
  role: string;
  final: boolean;
}

/** An office's form of notice, from the rule `decision-forms` or the office's own (`decision_form`). */
export interface DecisionForm {
  code: string;
  name: string;
  /** As the paper is headed. */
  office: string;
  numberLabel: string;
  titleLabel: string;
  originatorLabel: string;
  sections: SectionForm[];
  questions: { code: string; text: string }[];
  certificates: CertificateForm[];
  deciders: DeciderForm[];
  /** Of public access to information. */
  statement: string;
}

/** Only what differs from an open, unmarked section is stored. */
export interface NoticeSection {
  text: string;
  marking?: Marking;
  markingReason?: string;
  /** Claim cards that what it says of effects rests on. */
  claims?: number[];
}

/** What an originator writes. */
export interface DecisionText {
  /** The office whose series the number belongs to. */
  agencyId: number;
  number: string;
  form: string;
  title: string;
  originator: string;
  /** By section code of the form. */
  sections: Record<string, NoticeSection>;
  /** By question code. */
  checklist: Record<string, Answer>;
  publication: 'yes' | 'no' | 'not-stated';
  publicationReason: string | null;
  takesEffectOn: Day | null;
  effectNote: string | null;
  agreementId: number | null;
  supersedesId: number | null;
}

export interface Decision extends DecisionText {
  id: number;
  /** As the notice is headed: the agency, or another body that a paper names. */
  office: string;
  agencyCode: string;
  isOtherOffice: boolean;
  draftedById: number;
  draftedBy: string;
  state: DecisionState;
  outcome: string | null;
  decidedOn: Day | null;
  decidedNote: string | null;
  decidedById: number | null;
  decidedAs: string | null;
  overlapNote: string | null;
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
  note: string | null;
}

/** A certificate that was taken back: by a change of the paper, or by its officer, who says why. */
export interface WithdrawnCertificate {
  kind: string;
  signedAs: string;
  staff: string | null;
  signedOn: Day | null;
  withdrawnAt: Date;
  why: string | null;
}

export interface VerdictSigned {
  verdict: Verdict | Afterthought;
  signedAs: string;
  staff: string | null;
  signedOn: Day | null;
  note: string | null;
}

/** A paper decided before it came into this register, entered as it stands. */
export interface EarlierDecision extends DecisionText {
  /** A body that is none of the scheme's agencies. */
  office: string | null;
  state: 'approved' | 'amended' | 'refused' | 'referred';
  outcome: string;
  decidedOn: Day | null;
  decidedNote: string | null;
  decidedAs: string;
  overlapNote: string | null;
  certificates: {
    kind: string;
    options: string[];
    signedAs: string;
    signedOn: Day | null;
    note: string | null;
  }[];
  verdicts: { verdict: Verdict; signedAs: string; signedOn: Day | null; note: string | null }[];
  source: string;
  example: boolean;
}

/** What an office may set that its new notices refuse; otherwise it is flagged and published with the notice. */
export const troubleKinds = ['overlap', 'before-certificate', 'after-effect'] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export const troubleWords: Record<TroubleKind, string> = {
  overlap: 'One person in two parts: who wrote it certifies it, or who certified it decides it',
  'before-certificate': 'A decision before every certificate has been signed',
  'after-effect': 'A decision after the first day of what it authorises',
};

/** How an office decides. */
export interface OfficeSettings {
  form: string;
  series: string;
  refuses: TroubleKind[];
  deputies: number[];
  version: number;
}

/** The form as typed: `section-<code>`, `marking-<code>`, `why-<code>`, `claims-<code>`, `answer-<question>`. */
export type DecisionFormValues = Partial<Record<string, string>>;
