import type { PersonTab } from '../../web/wing.ts';

export { offendingPanel, recordPages } from './pages.ts';
export { recordEntries } from './timeline.ts';

export const recordTabs: readonly PersonTab[] = [
  { text: 'Offending', path: '/people/:id/offending', order: 70, right: 'see:offences' },
];
