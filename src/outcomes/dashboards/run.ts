import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { errorForLog } from '../../kernel/log.ts';
import type { Job } from '../../web/wing.ts';
import { firstDay, monthAfter, monthOf, monthsOf, settledQuarters } from './months.ts';
import { publish } from './publish.ts';
import { countFacts, finishRun, insertFacts, insertQuarter, insertRun, listPublished } from './store.ts';
import { quarterly } from './tables.ts';
import { type Fact, topics } from './types.ts';

/** Months that are counted anew each night, the present one included. */
const monthsKept = 36;

/** Lines written in one transaction: the embedded database has one connection, and others wait for it. */
const atOnce = 500;

/**
 * Counts a scheme's dashboards, and publishes each quarter that has settled and was not published before. It may run at
 * any time and any number of times: the newest run is the one that is shown, and a published quarter stays as it was.
 *
 * @returns lines counted and quarters published
 */
export async function runDashboards(
  database: Database,
  { schemeId, now }: { schemeId: number; now: Date },
): Promise<{ facts: number; quarters: number }> {
  const service = serviceViewer('measurement');
  const on = londonDay(now);
  const last = monthOf(on);
  const ask = {
    schemeId,
    on,
    from: firstDay(monthAfter(last, 1 - monthsKept)),
    to: firstDay(monthAfter(last)),
  };
  // One snapshot, so that a member who leaves meanwhile is in all figures of a month or in none.
  const facts = await database.as(
    service,
    async (tx) => (await Promise.all(topics.map((topic) => countFacts(tx, topic, ask)))).flat(),
    { readOnly: true, isolation: 'repeatable read' },
  );
  const { id } = await database.as(service, (tx) => insertRun(tx, { schemeId, on, now }));
  for (let from = 0; from < facts.length; from += atOnce) {
    await database.as(service, (tx) => insertFacts(tx, id, facts.slice(from, from + atOnce)));
    await new Promise(setImmediate);
  }
  const quarters = await database.as(service, async (tx) => {
    await finishRun(tx, { id, schemeId, now });
    const known = new Set(await listPublished(tx, schemeId));
    let written = 0;
    for (const quarter of settledQuarters(monthOf(ask.from), on).filter((one) => !known.has(one))) {
      const tables = publishedTables(facts, quarter);
      if (tables !== undefined && (await insertQuarter(tx, schemeId, { quarter, now, tables }))) written += 1;
    }
    await auditRan(tx, {
      act: 'dashboard:run',
      subject: 'dashboard_run',
      subjectId: id,
      detail: { facts: facts.length, quarters: written },
    });
    return written;
  });
  return { facts: facts.length, quarters };
}

/** Undefined for a quarter in which nothing was recorded: the scheme had not begun. */
function publishedTables(facts: readonly Fact[], quarter: string) {
  const months = monthsOf(quarter);
  if (!facts.some((fact) => months.includes(fact.month))) return undefined;
  const before = monthAfter(months[0], -1);
  const membersBefore = facts
    .filter((fact) => fact.topic === 'members' && fact.month === before)
    .reduce((so, fact) => so + fact.n, 0);
  return publish(quarterly(facts, months, quarter).tables, membersBefore);
}

/** Every night, each scheme; one scheme's failure stops no other. */
export const dashboardsNightly: Job = {
  name: 'dashboards-nightly',
  schedule: '45 3 * * *',
  run: async ({ database, log, now }) => {
    const schemes = await database.as(serviceViewer('measurement'), (tx) =>
      tx.many(sql<{ id: number }>`select id from scheme order by id`),
    );
    for (const { id } of schemes) {
      try {
        await runDashboards(database, { schemeId: id, now });
      } catch (error) {
        log.error({ event: 'dashboards', scheme: id, ...errorForLog(error) });
      }
    }
  },
};
