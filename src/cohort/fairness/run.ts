import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { errorForLog } from '../../kernel/log.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Job } from '../../web/wing.ts';
import { publish } from './rules.ts';
import { findDataDay, findLastTable, insertTable, listKinds } from './store.ts';
import type { FairnessRule } from './types.ts';

/**
 * Counts a scheme's figures of fairness and keeps what may be shown of them. A published table stands for as many days
 * as the rule says. Nothing is counted for a scheme without the rule, or without an extract.
 *
 * @returns the new table's id; undefined where the last one stands
 */
export async function runFairness(
  database: Database,
  { schemeId, now }: { schemeId: number; now: Date },
): Promise<number | undefined> {
  const on = londonDay(now);
  return database.as(serviceViewer('measurement'), async (tx) => {
    // Two that run at once would write two tables on one day.
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('fairness'), ${schemeId}::int)`);
    const rule = await findRule<FairnessRule>(tx, schemeId, 'fairness', on);
    const last = await findLastTable(tx, schemeId);
    if (rule === undefined) return undefined;
    if (last?.isPublished === true && on < addDays(londonDay(last.at), rule.body.everyDays)) return undefined;
    // One that could not be published is tried again the next day, and no sooner.
    if (last !== undefined && londonDay(last.at) === on) return undefined;
    const dataTo = await findDataDay(tx, on);
    if (dataTo === undefined) return undefined;
    const shown = publish(await listKinds(tx, schemeId, on), rule.body);
    const { id } = await insertTable(tx, {
      ...{ schemeId, now, dataTo, ruleId: rule.id },
      figures: 'figures' in shown ? shown.figures : null,
      why: 'why' in shown ? shown.why : null,
    });
    await auditRan(tx, { act: 'fairness:run', subject: 'fairness_figures', subjectId: id });
    return id;
  });
}

/** Every night, each scheme; one scheme's failure stops no other. */
export const fairnessNightly: Job = {
  name: 'fairness-nightly',
  schedule: '35 3 * * *',
  run: async ({ database, log, now }) => {
    const schemes = await database.as(serviceViewer('measurement'), (tx) =>
      tx.many(sql<{ id: number }>`select id from scheme order by id`),
    );
    for (const { id } of schemes) {
      try {
        await runFairness(database, { schemeId: id, now });
      } catch (error) {
        log.error({ event: 'fairness', scheme: id, ...errorForLog(error) });
      }
    }
  },
};
