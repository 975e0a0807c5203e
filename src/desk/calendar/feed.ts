import { auditExported } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { addDays, dayStart, londonDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { sha256 } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import type { SecretFeed } from '../../web/wing.ts';
import { type FeedEvent, writeFeed } from './feed-rules.ts';

/** Days back and ahead that a calendar program is given. */
const span = { back: 30, ahead: 180 };

interface FeedRow {
  id: number;
  staffId: number;
  schemeId: number;
  role: string;
  salt: string;
}

const findFeed = (tx: Tx, hash: string): Promise<FeedRow | undefined> =>
  tx.maybe(sql<FeedRow>`
    select id, staff_id as "staffId", scheme_id as "schemeId", role, uid_salt as salt from calendar_feed_of(decode(${hash}, 'hex'))`);

const listEvents = (tx: Tx, hash: string, window: { from: Date; to: Date }): Promise<FeedEvent[]> =>
  tx.many(sql<FeedEvent>`
    select id, at, minutes, cancelled, version, kind, place from calendar_feed_events(decode(${hash}, 'hex'), ${window.from}, ${window.to})`);

/**
 * Somebody's appointments for their calendar program: times, and kind and place where they chose so. The database gives
 * the service that answers here nothing else, and nothing at all for an address that was revoked.
 */
export const calendarFeed: SecretFeed = {
  url: '/calendar-feed/:token.ics',
  limit: 30,
  contentType: 'text/calendar; charset=utf-8',
  read: ({ database, token, now, requestId }) =>
    database.as(serviceViewer('calendar', requestId), async (tx) => {
      const hash = sha256(token);
      const feed = await findFeed(tx, hash);
      if (feed === undefined) return undefined;
      const today = londonDay(now);
      const events = await listEvents(tx, hash, {
        from: dayStart(addDays(today, -span.back)),
        to: dayStart(addDays(today, span.ahead)),
      });
      const rule = await ruleInForce<{ kinds: { code: string; name: string }[] }>(
        tx,
        feed.schemeId,
        'contact-kinds',
        today,
      );
      await auditExported(tx, {
        act: 'calendar-feed:read',
        subject: 'calendar_feed',
        subjectId: feed.id,
        // The address tells times, and never whom they are with.
        people: [],
        ids: events.map(({ id }) => id),
        detail: { staff: feed.staffId, role: feed.role },
      });
      const named = events.map((event) => ({
        ...event,
        kind:
          event.kind === null
            ? null
            : (rule.body.kinds.find(({ code }) => code === event.kind)?.name ?? event.kind),
      }));
      return writeFeed(named, feed.salt, now);
    }),
};
