import type { Day } from '../../kernel/clock.ts';

/** The list, which begins today, is what is shown first. */
export const calendarViews = ['list', 'week', 'day'] as const;
export type CalendarView = (typeof calendarViews)[number];

export const viewWords: Record<CalendarView, string> = { list: 'Seven days', week: 'Week', day: 'Day' };

/** Somebody of the viewer's people, or whom they cover for a colleague. */
export interface CasePerson {
  personId: number;
  part: 'lead' | 'co-worker' | 'embedded';
  /** Whom the viewer covers; null for their own. */
  coversFor: string | null;
}

export interface Appointment {
  id: number;
  personId: number;
  name: string;
  staffId: number;
  staff: string;
  agency: string;
  kind: string;
  state: 'planned' | 'recorded';
  at: Date;
  minutes: number | null;
  place: string | null;
  /** Something else is planned with the same person at that time. */
  doubled: boolean;
  /** The same worker has another at that time. */
  clashes: boolean;
}

/** Something that falls on a day and has no time. */
export interface Due {
  what: 'step' | 'review' | 'order-end' | 'release';
  personId: number;
  name: string;
  day: Day;
  /** In words: the step, the order, the prison. */
  words: string | null;
  id: number;
}

export const dueWords: Record<Due['what'], string> = {
  step: 'Step due',
  review: 'Review due',
  'order-end': 'Ends',
  release: 'Released',
};

/** Whose calendar it is. */
export type Whose =
  | { of: 'mine' }
  | { of: 'staff'; id: number; name: string }
  | { of: 'team'; id: number; name: string };

export interface CalendarDay {
  day: Day;
  appointments: readonly Appointment[];
  dues: readonly Due[];
  /** Who is away, in words. */
  away: readonly string[];
}
