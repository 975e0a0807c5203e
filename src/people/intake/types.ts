import type { Day } from '../../kernel/clock.ts';

export const formatCodes = [
  'police-nominals',
  'police-crimes',
  'police-custody',
  'probation-caseload',
  'prison-releases',
  'youth-justice',
] as const;
export type FormatCode = (typeof formatCodes)[number];

export const isFormatCode = (text: string): text is FormatCode => formatCodes.some((code) => code === text);

/** What a row of an extract becomes. */
export const itemKinds = ['record', 'offence', 'custody', 'supervision'] as const;
export type ItemKind = (typeof itemKinds)[number];

export const itemWords: Record<ItemKind, { one: string; many: string }> = {
  record: { one: 'record of a person', many: 'records of people' },
  offence: { one: 'offence', many: 'offences' },
  custody: { one: 'custody spell', many: 'custody spells' },
  supervision: { one: 'order or licence', many: 'orders and licences' },
};

/** `waiting`: we hold somebody else under the reference, and nobody has decided yet. */
export type Change = 'new' | 'changed' | 'same' | 'older' | 'waiting';

export const changeWords: Record<Change, string> = {
  new: 'new',
  changed: 'changed',
  same: 'the same',
  older: 'older than ours',
  waiting: 'waiting for a decision',
};

/** In what capacity a source knows somebody. */
export type Capacity = 'convicted' | 'suspect' | 'victim' | 'witness' | 'other';

/** Who may have an item: `named` names every police agency of the scheme when it is accepted. */
export type ImportHandling = 'statutory' | 'named';

export type BatchState =
  | 'staging'
  | 'unmapped'
  | 'staged'
  | 'accepting'
  | 'accepted'
  | 'undoing'
  | 'undone'
  | 'abandoned';

export const batchStateWords: Record<BatchState, string> = {
  staging: 'Being read',
  unmapped: 'Columns to be matched',
  staged: 'Ready to check',
  accepting: 'Being taken in',
  accepted: 'Accepted',
  undoing: 'Being undone',
  undone: 'Undone',
  abandoned: 'Abandoned',
};

/** {field of the format: header in the file}. */
export type Mapping = Readonly<Record<string, string>>;

export type Encoding = 'utf-8' | 'windows-1252';

export interface Source {
  id: number;
  agencyId: number;
  agency: string;
  agencyCode: string;
  format: FormatCode;
  mapping: Mapping | null;
}

export interface Batch {
  id: number;
  sourceId: number;
  agencyId: number;
  format: FormatCode;
  fileName: string;
  fileSha256: string;
  state: BatchState;
  headers: string[] | null;
  rowsRead: number;
  rowsBad: number;
  rowsNew: number;
  rowsChanged: number;
  rowsSame: number;
  rowsOlder: number;
  warnings: number;
  items: number;
  counts: ItemCounts | null;
  stagedAt: Date;
  stagedBy: string | null;
  acceptedAt: Date | null;
  acceptedBy: string | null;
  undoneAt: Date | null;
  undoneBy: string | null;
  acceptedById: number | null;
  undoneById: number | null;
  /** Why the file as a whole was given up, where nobody abandoned it. */
  refused: string | null;
  version: number;
}

export type ItemCounts = Partial<Record<ItemKind, Partial<Record<Change, number>>>>;

/** The line of what is wrong with a file as a whole. */
export const wholeFile = 0;

/** Something wrong with a row: left out (`error`), or taken without the value (`warning`). */
export interface Problem {
  /** `wholeFile` where it is about no line. */
  line: number;
  column: string | null;
  /** Without the value itself, which stands in `excerpt` and goes when the batch ends. */
  reason: string;
  severity: 'error' | 'warning';
  excerpt: string | null;
}

/** One item of a row, ready to be staged. `body` has the table's columns. */
export interface StagedItem {
  item: ItemKind;
  localId: string;
  sourceUpdated: Day | null;
  body: Readonly<Record<string, unknown>>;
}

/** What became of a file: `read` = `bad` + `new` + `changed` + `same` + `older`. */
export interface Report {
  batchId: number;
  read: number;
  bad: number;
  new: number;
  changed: number;
  same: number;
  /** Rows left out because ours were changed later than the file's. */
  older: number;
  seconds: number;
}
