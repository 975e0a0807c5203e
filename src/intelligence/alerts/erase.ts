import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import { type Database, type Sql, sql, type Tx } from '../../kernel/database.ts';
import { erasedBefore, listErasureRules } from '../../scheme/erasure.ts';

/** In one transaction: the embedded database has one connection. */
const atOnce = 500;

export interface Erased {
  alerts: number;
  events: number;
}

/**
 * Erases alerts that were dealt with, with every event behind them, and events that raised none, once the scheme's rule keeps
 * them no longer; how many there were stays counted. What waits for its time, or for the matcher, stays.
 */
export async function eraseEvents(database: Database, now: Date): Promise<Erased> {
  const erased: Erased = { alerts: 0, events: 0 };
  const retention = serviceViewer('retention', 'events-erase');
  const rules = await database.as(retention, (tx) => listErasureRules(tx, londonDay(now)));
  for (const { schemeId, rule } of rules) {
    const dealt = erasedBefore(now, rule.eventsDealtWithDays);
    const unmatched = erasedBefore(now, rule.eventsUnmatchedDays);
    for (;;) {
      const one = await database.as(retention, async (tx) => {
        const alerts = await listDealtWith(tx, schemeId, dealt);
        const ofAlerts = await countAway(tx, sql`alert_id = any (${alerts}::bigint[])`);
        await dropAlerts(tx, alerts);
        const others = await countAway(tx, unmatchedBefore(schemeId, unmatched));
        const events = ofAlerts + others;
        if (alerts.length + events > 0)
          await auditRan(tx, {
            act: 'events:erase',
            subject: 'scheme',
            subjectId: schemeId,
            detail: { alerts: alerts.length, events, unmatched: others },
          });
        return { alerts: alerts.length, events, isLast: alerts.length < atOnce && others < atOnce };
      });
      erased.alerts += one.alerts;
      erased.events += one.events;
      if (one.isLast) break;
    }
  }
  return erased;
}

/** Nobody more is told of them, and the last word of anybody (acknowledged, told, another report) was before. */
const listDealtWith = async (tx: Tx, schemeId: number, before: Date): Promise<number[]> =>
  (
    await tx.many(sql<{ id: number }>`
      select a.id from alert a where a.scheme_id = ${schemeId} and a.next_at is null and a.made_at < ${before}
        and coalesce((select max(r.acknowledged_at) from alert_recipient r where r.alert_id = a.id),
          (select max(r.told_at) from alert_recipient r where r.alert_id = a.id), a.made_at) < ${before}
        and not exists (select 1 from event_received e where e.alert_id = a.id and e.received_at >= ${before})
      order by a.id limit ${atOnce}`)
  ).map(({ id }) => id);

const unmatchedBefore = (schemeId: number, before: Date): Sql<unknown> => sql`id in (
  select u.id from event_received u where u.scheme_id = ${schemeId} and u.alert_id is null
    and u.state in ('review', 'dismissed', 'not-member', 'old', 'set-aside', 'withdrawn', 'past')
    -- What it said before stands on an alert: it goes after that.
    and not exists (select 1 from event_received p where p.version_of = u.id and p.alert_id is not null) and coalesce(u.decided_at, u.received_at) < ${before}
  order by u.id limit ${atOnce})`;

/** Deletes events and counts them by sender, month of arrival, kind and what had become of them. */
const countAway = async (tx: Tx, which: Sql<unknown>): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      with gone as (
        delete from event_received where ${which} returning scheme_id, sender_id, kind, state, received_at
      ), counted as (
        insert into event_count (scheme_id, sender_id, month, kind, state, n)
        select scheme_id, sender_id, date_trunc('month', received_at at time zone 'Europe/London')::date, kind, state, count(*)
        from gone group by 1, 2, 3, 4, 5
        on conflict (sender_id, month, kind, state) do update set n = event_count.n + excluded.n
      ) select count(*)::int as n from gone`)
  ).n;

async function dropAlerts(tx: Tx, alerts: readonly number[]): Promise<void> {
  await tx.run(sql`delete from alert_recipient where alert_id = any (${[...alerts]}::bigint[])`);
  await tx.run(sql`delete from alert where id = any (${[...alerts]}::bigint[])`);
}
