import type { PersonTab } from '../../web/wing.ts';

export { offendingPanel, recordPages } from './pages.ts';
export { certaintyOf, custodyStateOn, findConflicts, offendingYears, statutoryStatusOn } from './rules.ts';
export { countProven, listCustody, listOffences, listSupervision, type OffenceFilter } from './store.ts';
export { recordEntries } from './timeline.ts';
export type {
  Certainty,
  Conflict,
  CustodySpell,
  CustodyState,
  Offence,
  OffendingYear,
  StatutoryStatus,
  Supervision,
} from './types.ts';

export const recordTabs: readonly PersonTab[] = [
  { text: 'Offending', path: '/people/:id/offending', order: 70, right: 'see:offences' },
];
