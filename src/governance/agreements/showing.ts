import type { StaffViewer } from '../../access/viewers.ts';
import { showDay } from '../../kernel/clock.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import type { Ask } from '../../web/route.ts';
import { stateOfAgreement } from './rules.ts';
import { getAgreement } from './store.ts';
import { type Agreement, stateWords } from './types.ts';

/** Where the pages of agreements stand. */
export const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Agreements', href: '/governance/agreements' },
];

/** The same for whoever only confirms what their own agency signs: the rest of governance is not theirs to see. */
export const crumbsFor = (viewer: Pick<StaffViewer, 'may'>): typeof crumbs =>
  viewer.may('see:governance') ? crumbs : crumbs.slice(1);

/** A form as it is shown, once more where something was wrong or out of date. */
export interface Showing<Form> {
  values: Form;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

export type Keyed = { _key?: string; _version?: number };

/** What the agreement says now, for somebody whose form is out of date. */
export const nowInWords = (agreement: Agreement, today: string): string =>
  `${stateWords[stateOfAgreement(agreement, today)]}; last day in force: ${agreement.expiresOn === null ? 'not known' : showDay(agreement.expiresOn)}.`;

/** What a form out of date is shown with: what the agreement says now, its version, and a new key. */
export async function showStale(
  ask: Ask<{ id: number }>,
  error: unknown,
): Promise<{ theirs: string; version: number; key: string }> {
  if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
  const current = await ask.read((tx) => getAgreement(tx, ask.params.id));
  return { theirs: nowInWords(current, ask.today), version: current.version, key: newKey() };
}
