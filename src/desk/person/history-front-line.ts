import { handlingWords } from '../../casework/index.ts';
import { activityWords } from '../../cohort/index.ts';
import { sightingStateWords } from '../../intelligence/index.ts';
import { type KeptColumn, type KeptTable, state } from './history-types.ts';

const handling: KeptColumn = { label: 'Who may see it', codes: handlingWords };

/** What is kept of a person's sightings and of what their team did about them. */
export const frontLineTables: Readonly<Record<string, KeptTable>> = {
  sighting: {
    name: 'Sighting',
    columns: {
      who: { label: 'Whom' },
      at: { label: 'When' },
      place: { label: 'Where' },
      words: { label: 'What' },
      kept_because: { label: 'Why words of health or victims were kept' },
      state: state(sightingStateWords),
      answer: { label: 'What the reporter was told' },
      answered_by: { label: 'Told by' },
      answered_at: { label: 'Told' },
      answer_read_at: { label: 'Read by the reporter' },
      reported_at: { label: 'Reported' },
      handling,
    },
  },
  team_activity: {
    name: 'Prevention, intelligence or enforcement',
    columns: {
      kind: { label: 'Kind', codes: activityWords },
      on_day: { label: 'Day' },
      minutes: { label: 'Minutes' },
      what: { label: 'What was done' },
      withdrawn_why: { label: 'Why it was taken back' },
      handling,
    },
  },
};
