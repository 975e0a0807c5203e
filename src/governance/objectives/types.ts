import type { Day } from '../../kernel/clock.ts';

/** An objective of a policing body's Police and Crime Plan. */
export interface Objective {
  id: number;
  body: string;
  plan: string;
  number: string | null;
  title: string;
  detail: string | null;
  fromOn: Day | null;
  untilOn: Day | null;
  notMeasuredWhy: string | null;
  source: string | null;
  example: boolean;
  version: number;
}

export type ObjectiveInput = Omit<Objective, 'id' | 'version'>;

export interface ObjectiveForm {
  body?: string;
  plan?: string;
  number?: string;
  title?: string;
  detail?: string;
  fromOn?: string;
  untilOn?: string;
  notMeasuredWhy?: string;
  source?: string;
}

export const linkKinds = ['decision', 'grant', 'measure'] as const;
export type LinkKind = (typeof linkKinds)[number];

export const linkWords: Record<LinkKind, string> = {
  decision: 'Decision',
  grant: 'Grant',
  measure: 'Measure',
};

/** What serves an objective, or shows it. */
export interface ObjectiveLink {
  id: number;
  objectiveId: number;
  kind: LinkKind;
  refId: number | null;
  measure: string | null;
  title: string;
  why: string;
}

export interface LinkInput {
  objectiveId: number;
  kind: LinkKind;
  refId: number | null;
  measure: string | null;
  title: string;
  why: string;
}

/** What may be linked: `decision:4`, `grant:2`, `measure:before-after`. */
export interface Linkable {
  value: string;
  title: string;
}

export interface LinkForm {
  what?: string;
  why?: string;
}
