export interface AuditRow {
  id: number;
  at: Date;
  kind: string;
  act: string;
  staffId: number | null;
  staff: string | null;
  agency: string | null;
  role: string | null;
  service: string | null;
  subject: string | null;
  subjectId: number | null;
  personId: number | null;
  shown: number;
  existed: boolean | null;
  detail: Record<string, unknown> | null;
  /** Kinds of reasons in force at that moment for whoever it was; null where the entry is of no one person. */
  reasons: string[] | null;
}

export interface AuditFilter {
  personId?: number | undefined;
  staffId?: number | undefined;
  kind?: string | undefined;
  /** A code of `actWords`, or an area: what stands before the colon. */
  act?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Continue below this entry. */
  before?: number | undefined;
}

export const auditKinds = [
  'opened',
  'listed',
  'exported',
  'wrote',
  'refused',
  'signed-in',
  'signed-out',
  'ran',
] as const;

export const kindWords: Record<(typeof auditKinds)[number], string> = {
  opened: 'Opened',
  listed: 'Appeared in a list',
  exported: 'Exported',
  wrote: 'Wrote',
  refused: 'Was refused',
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
  ran: 'Service ran',
};

/** One thing that is wrong with the sealed audit, and where. */
export interface SealFault {
  kind: 'changed' | 'removed' | 'added' | 'moved' | 'chain';
  /** The entry; for `chain` the seal. */
  id: number;
  sealId: number | null;
  text: string;
}

export interface Verification {
  entries: number;
  seals: number;
  unsealed: number;
  faults: SealFault[];
}
