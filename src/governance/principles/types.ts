/** The scheme's rule `principles`: what the scheme says it stands by, and what is counted for each. */
export interface PrincipleRule {
  principles: { code: string; text: string; figures: FigureCode[] }[];
  source?: string;
}

/** What can be counted of a principle without anybody in it. */
export const figureCodes = [
  'agencies-sharing',
  'agreements-in-force',
  'bases',
  'decisions',
  'actions-closed',
  'recommendations-assured',
  'programme-done',
  'risks-open',
  'claims',
  'quarters',
] as const;
export type FigureCode = (typeof figureCodes)[number];

export interface Figure {
  code: FigureCode;
  number: string;
  label: string;
  /** The list that makes the number, where the viewer may see that list. */
  href: string | undefined;
}

export const evidenceKinds = ['document', 'decision', 'agreement', 'recommendation'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const evidenceWords: Record<EvidenceKind, string> = {
  document: 'Document',
  decision: 'Decision notice',
  agreement: 'Agreement',
  recommendation: 'Recommendation',
};

export interface Evidence {
  id: number;
  principle: string;
  kind: EvidenceKind;
  title: string;
  href: string | null;
  shows: string;
  example: boolean;
  addedBy: string;
  addedAt: Date;
  removedBy: string | null;
  removedAt: Date | null;
}

export interface EvidenceInput {
  principle: string;
  kind: EvidenceKind;
  title: string;
  href: string | null;
  shows: string;
  example: boolean;
}

export interface EvidenceForm {
  /** A document, or `decision:12` for something of a register. */
  what?: string;
  title?: string;
  href?: string;
  shows?: string;
}
