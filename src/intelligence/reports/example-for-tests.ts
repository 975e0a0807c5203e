import type { ReportInput } from './types.ts';

/** A report as its author sends it. */
export const exampleReport: ReportInput = {
  text: 'Seen selling bicycles by the station at night',
  original: '',
  naming: 'Blythe, red cap',
  observedOn: null,
  sourceGrade: 2,
  assessment: 'C',
  provenance: 'community',
  handlingCode: 'P',
  conditions: null,
  marking: 'OFFICIAL-SENSITIVE',
  handling: 'statutory',
  namedAgencies: [],
};
