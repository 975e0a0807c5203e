import { handlingWords } from '../../casework/index.ts';
import { markerStateWords, nominationStateWords, stanceWords } from '../../cohort/index.ts';
import { type KeptColumn, type KeptTable, state } from './history-types.ts';

const handling: KeptColumn = { label: 'Who may see it', codes: handlingWords };

/** What is kept of a person on the way onto the scheme, through its panels, and towards a release. */
export const cohortTables: Readonly<Record<string, KeptTable>> = {
  nomination: {
    name: 'Nomination',
    columns: {
      kind: { label: 'Who nominates', codes: { agency: 'An agency', self: 'They themselves' } },
      given_name: { label: 'Given name' },
      family_name: { label: 'Family name' },
      born: { label: 'Born' },
      born_as: { label: 'What of the birth was known', codes: { day: 'The day', year: 'The year alone' } },
      identifier: { label: 'Number' },
      why: { label: 'Why' },
      evidence: { label: 'Evidence' },
      hoped: { label: 'What is hoped for' },
      consent: { label: 'How they agreed', codes: { paper: 'On paper', 'to-worker': 'To a worker' } },
      consent_on: { label: 'Agreed on' },
      state: state(nominationStateWords),
      answered_by: { label: 'Answered by' },
      answered_at: { label: 'Answered' },
      answer: { label: 'Answer' },
      made_at: { label: 'Made' },
    },
  },
  official_score: {
    name: 'Official score',
    columns: {
      instrument: { label: 'Instrument' },
      percent: { label: 'Per cent' },
      needs: { label: 'Needs' },
      scored_on: { label: 'Scored on' },
      tool_version: { label: 'Version of the instrument' },
      imported_by: { label: 'Taken in by' },
      imported_at: { label: 'Taken in' },
    },
  },
  panel_view: {
    name: 'An agency’s view for a panel',
    columns: {
      handling,
      asked_at: { label: 'Asked for' },
      due_on: { label: 'Due on' },
      stance: { label: 'For or against', codes: stanceWords },
      view: { label: 'View' },
      given_by: { label: 'Given by' },
      given_at: { label: 'Given' },
    },
  },
  agency_marker: {
    name: 'An agency’s own marker',
    columns: {
      marker: { label: 'Marker' },
      act: { label: 'To do', codes: { set: 'Set it', clear: 'Clear it' } },
      made_at: { label: 'Asked for' },
      due_on: { label: 'Due on' },
      state: state(markerStateWords),
      how: { label: 'How', codes: { 'by-hand': 'By hand', extract: 'Seen in the agency’s extract' } },
      reference: { label: 'Reference' },
      done_on: { label: 'Done on' },
      done_by: { label: 'Done by' },
    },
  },
  voluntary_agreement: {
    name: 'Agreement to take part',
    columns: {
      what: { label: 'What', codes: { agreed: 'Agreed', withdrawn: 'Withdrawn' } },
      on_day: { label: 'On' },
      in_writing: { label: 'In writing' },
      words: { label: 'In their words' },
      at: { label: 'Recorded' },
    },
  },
  release_plan: {
    name: 'Release plan',
    columns: {
      handling,
      release_on: { label: 'Release on' },
      prison: { label: 'Prison' },
      parts: { label: 'Parts of the plan' },
      pickup_by: { label: 'Met at the gate by' },
      pickup_at: { label: 'Met at' },
    },
  },
};
