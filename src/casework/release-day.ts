import { type Day, londonDay, showMoment } from '../kernel/clock.ts';
import { sql, type Tx } from '../kernel/database.ts';

/** What is arranged for the day of somebody's release, as far as the viewer may see contacts and licences. */
export interface ReleaseDay {
  /** Planned contacts of the day: `10:30` and the kind's code. */
  appointments: { time: string; kind: string }[];
  /** Licences in force or that begin by then. */
  licences: number;
}

/** For several people at once, each with their own day. */
export async function releaseDays(
  tx: Tx,
  releases: readonly { personId: number; day: Day }[],
): Promise<Map<number, ReleaseDay>> {
  const asked = sql`jsonb_to_recordset(${JSON.stringify(releases)}::jsonb) as k ("personId" bigint, day date)`;
  const [contacts, licences] = await Promise.all([
    tx.many(sql<{ personId: number; at: Date; kind: string; day: Day }>`
      select c.person_id as "personId", c.at, c.kind, k.day from ${asked} join contact c on c.person_id = k."personId"
      where c.state = 'planned' and c.at >= k.day - 1 and c.at < k.day + 2 order by c.at`),
    tx.many(sql<{ personId: number; n: number }>`
      select l.person_id as "personId", count(*)::int as n from ${asked} join licence l on l.person_id = k."personId"
      where l.state = 'in-force' and l.order_type in ('licence', 'post-sentence-supervision') and coalesce(l.to_day, k.day) >= k.day group by l.person_id`),
  ]);
  const days = new Map<number, ReleaseDay>(
    releases.map(({ personId }) => [personId, { appointments: [], licences: 0 }]),
  );
  for (const { personId, at, kind, day } of contacts)
    if (londonDay(at) === day)
      days
        .get(personId)
        ?.appointments.push({ time: showMoment(at).slice(-5), kind: kind.replaceAll('-', ' ') });
  for (const { personId, n } of licences) {
    const known = days.get(personId);
    if (known !== undefined) known.licences = n;
  }
  return days;
}
