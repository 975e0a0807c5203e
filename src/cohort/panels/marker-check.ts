import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { MarkerRule } from './after-types.ts';

/**
 * Checks off the markers that an agency's extract shows as they should be: of records that came in after the decision, a
 * column of the marker that says yes (to set) or no (to clear). An extract without the column says nothing.
 * @returns how many were checked off.
 */
export async function checkMarkers(database: Database, now: Date): Promise<number> {
  const service = serviceViewer('selection');
  const today: Day = londonDay(now);
  return database.as(service, async (tx) => {
    const schemes = await tx.many(sql<{ id: number }>`select id from scheme order by id`);
    let checked = 0;
    for (const { id } of schemes) {
      const rule = await findRule<MarkerRule>(tx, id, 'agency-markers', today);
      const columns = (rule?.body.markers ?? []).flatMap(({ code, column }) =>
        column === undefined ? [] : [{ code, column }],
      );
      if (columns.length === 0) continue;
      checked += await tx.run(sql`
        update agency_marker m set state = 'done', how = 'extract', done_on = ${today}::date, version = m.version + 1
        from jsonb_to_recordset(${JSON.stringify(columns)}::jsonb) as k (code text, "column" text)
        where m.scheme_id = ${id} and m.state = 'to-do' and m.marker = k.code and exists (
          select 1 from source_record r, jsonb_each_text(r.raw) cell
          where r.person_id = m.person_id and r.agency_id = m.agency_id and r.withdrawn_at is null and r.last_seen_at > m.made_at
            and trim(both '_' from regexp_replace(lower(cell.key), '[^a-z0-9]+', '_', 'g')) = k."column"
            and lower(trim(cell.value)) = any (case m.act when 'set' then array['y', 'yes', '1', 'true'] else array['n', 'no', '0', 'false'] end))`);
    }
    if (checked > 0)
      await auditRan(tx, { act: 'panel:check-markers', subject: 'scheme', subjectId: schemes[0]?.id ?? 0 });
    return checked;
  });
}
