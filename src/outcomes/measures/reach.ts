import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Feed } from './types.ts';

export interface Reach {
  dataFrom: Day;
  /** The last day that every police source reaches: beyond the laggard's last offence the counts would be short. */
  dataTo: Day;
  feeds: Feed[];
}

/** How far the data reach, feed by feed. @param on offences dated later cannot be right, and say nothing of it */
export async function findReach(tx: Tx, on: Day): Promise<Reach | undefined> {
  const rows = await tx.many(sql<Feed & { from: Day | null; isPolice: boolean }>`
    select a.name as agency, s.format, a.kind = 'police' as "isPolice", b.id as batch, b.accepted_at as "acceptedAt", o.first as "from", o.last as "to"
    from import_source s join agency a on a.id = s.agency_id
    left join (select source_id, min(offence_date) as first, max(offence_date) as last from offence
      where offence_date <= ${on}::date group by 1) o on o.source_id = s.id
    left join lateral (select id, accepted_at from import_batch where source_id = s.id and state = 'accepted' order by id desc limit 1) b on true
    order by a.name, s.format`);
  const telling = rows.filter((row) => row.to !== null);
  const police = telling.filter((row) => row.isPolice);
  const last = (police.length > 0 ? police : telling).flatMap(({ to }) => to ?? []).sort();
  const dataTo = police.length > 0 ? last[0] : last.at(-1);
  const dataFrom = telling.flatMap(({ from }) => from ?? []).sort()[0];
  if (dataTo === undefined || dataFrom === undefined) return undefined;
  const feeds = rows.map(({ agency, format, batch, acceptedAt, to }) => ({
    agency,
    format,
    batch,
    acceptedAt,
    to,
  }));
  return { dataFrom, dataTo, feeds };
}
