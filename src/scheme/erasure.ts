import { addDays, type Day, dayStart, londonDay } from '../kernel/clock.ts';
import { sql, type Tx } from '../kernel/database.ts';
import { findRule } from './rules.ts';

/** The rule `erasure` of a scheme: after how many days what was dealt with is erased. Without a rule nothing is. */
export interface ErasureRule {
  /** Of an event that raised an alert: since somebody acknowledged it last, or else since somebody was told last. */
  eventsDealtWithDays: number;
  /** Of one that was about nobody on the scheme, or that nobody could say whom it was about. */
  eventsUnmatchedDays: number;
  /** Of a photo that was replaced or taken away. */
  photosNotShownDays: number;
}

/** The schemes that have the rule today, for the retention service. */
export async function listErasureRules(
  tx: Tx,
  today: Day,
): Promise<{ schemeId: number; rule: ErasureRule }[]> {
  const schemes = await tx.many(sql<{ id: number }>`select id from scheme order by id`);
  const found: { schemeId: number; rule: ErasureRule }[] = [];
  for (const { id } of schemes) {
    const rule = await findRule<ErasureRule>(tx, id, 'erasure', today);
    if (rule !== undefined) found.push({ schemeId: id, rule: rule.body });
  }
  return found;
}

/** What was dealt with before this moment is erased now: whole days of London's clock. */
export const erasedBefore = (now: Date, days: number): Date => dayStart(addDays(londonDay(now), -days));
