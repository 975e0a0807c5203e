import { beforeAfterCard, beforeAfterTable } from '../claims/card.ts';
import { definitionOfBeforeAfter } from './definitions.ts';
import { publish } from './disclosure.ts';
import { gatherBeforeAfter } from './members.ts';
import { joinedLists, listJoined } from './rows-store.ts';
import { type MeasureInput, measureBeforeAfter } from './rules.ts';
import { beforeAfter, type Figures, type Measure } from './types.ts';

/** Proven offences per person-year at liberty before and after joining, held against what was to be expected anyway. */
export const beforeAfterMeasure: Measure<MeasureInput, Figures> = {
  code: beforeAfter,
  name: 'Proven offences before and after joining',
  definitionVersion: 2,
  calculationVersion: '3',
  define: definitionOfBeforeAfter,
  gather: gatherBeforeAfter,
  calculate: measureBeforeAfter,
  publish,
  card: (figures) => (figures.counted === 0 ? null : beforeAfterCard(figures)),
  table: beforeAfterTable,
  lists: joinedLists,
  rows: listJoined,
};
