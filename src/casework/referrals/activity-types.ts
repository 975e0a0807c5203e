import type { Day } from '../../kernel/clock.ts';

/** What the database counts of the manager's own staff: nobody they worked with is in it. */
export interface ActivityRow {
  staffId: number;
  source: 'contact' | 'referral' | 'session' | 'questionnaire';
  kind: string;
  n: number;
  /** Of contacts and sessions, those at which somebody was due to attend. */
  due: number;
  /** Attended; for referrals those that started, for questionnaires those that were answered. */
  attended: number;
  minutes: number;
}

/** Part of the rule `contact-kinds` that says what counts as which activity. */
export interface ActivityRule {
  activities?: { code: string; name: string }[];
  kinds: { code: string; name: string; activity?: string }[];
}

export interface Quarter {
  /** `2026-3`: the third quarter of 2026. */
  code: string;
  name: string;
  from: Day;
  /** The first day that is not in it. */
  until: Day;
}

export interface SupervisionNote {
  id: number;
  staffId: number;
  staff: string;
  heldOn: Day;
  note: string;
  nextOn: Day | null;
  manager: string;
  managerId: number;
  version: number;
}

export interface NoteInput {
  staffId: number;
  heldOn: Day;
  note: string;
  nextOn: Day | null;
}

export interface NoteForm {
  staff?: string;
  heldOn?: string;
  note?: string;
  nextOn?: string;
}
