import { addDays, type Day, londonDay } from '../../kernel/clock.ts';

/** Body of the rule `exports`: how long a copy can be fetched, and by when it has to be gone. */
export interface ExportRule {
  linkHours: number;
  keepDays: number;
}

/** Where the scheme has no rule: a link for the day, and a copy for a month. */
export const withoutRule: ExportRule = { linkHours: 24, keepDays: 28 };

export const termsOf = (now: Date, rule: ExportRule): { linkUntil: Date; destroyBy: Day } => ({
  linkUntil: new Date(now.getTime() + rule.linkHours * 3_600_000),
  destroyBy: addDays(londonDay(now), rule.keepDays),
});

export type ExportStanding = 'open' | 'held' | 'overdue' | 'never-fetched' | 'destroyed';

export const standingWords: Record<ExportStanding, string> = {
  open: 'Can be downloaded',
  held: 'Held',
  overdue: 'To be destroyed now',
  'never-fetched': 'Never downloaded',
  destroyed: 'Destroyed',
};

/** Where a copy stands. One that nobody fetched in time leaves nothing to destroy. */
export function standingOf(
  copy: { linkUntil: Date; destroyBy: Day; downloads: number; destroyedAt: Date | null },
  now: Date,
): ExportStanding {
  if (copy.destroyedAt !== null) return 'destroyed';
  if (copy.downloads > 0 && copy.destroyBy <= londonDay(now)) return 'overdue';
  if (copy.linkUntil > now) return 'open';
  return copy.downloads === 0 ? 'never-fetched' : 'held';
}

/** What a copy is called in its own lines, its file's name and the register. */
export const exportNumber = (id: number): string => `COH-${String(id).padStart(5, '0')}`;
