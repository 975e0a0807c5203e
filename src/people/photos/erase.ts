import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { erasedBefore, listErasureRules } from '../../scheme/erasure.ts';

/** In one transaction: the embedded database has one connection. The rest goes the next day. */
const atOnce = 500;

/**
 * Erases the pictures of photos that were replaced or taken away, or that nobody has said to show anybody, once the scheme's
 * rule keeps them no longer. That there was one, who gave it and why stays. The number erased.
 */
export async function erasePhotos(database: Database, now: Date): Promise<number> {
  const retention = serviceViewer('retention', 'photos-erase');
  return database.as(retention, async (tx) => {
    const rules = await listErasureRules(tx, londonDay(now));
    // A person is of no one scheme: the longest of their rules holds.
    const days = Math.max(...rules.map(({ rule }) => rule.photosNotShownDays));
    if (rules.length === 0 || !Number.isFinite(days)) return 0;
    const ids = await dropPictures(tx, erasedBefore(now, days), now);
    if (ids.length > 0) await auditRan(tx, { act: 'photos:erase', ids, detail: { photos: ids.length } });
    return ids.length;
  });
}

const dropPictures = async (tx: Tx, before: Date, now: Date): Promise<number[]> => {
  const gone = await tx.many(sql<{ id: number }>`
    select id from person_photo where state in ('replaced', 'removed', 'to-confirm') and changed_at < ${before} order by id limit ${atOnce} for update skip locked`);
  const ids = gone.map(({ id }) => id);
  await tx.run(sql`delete from person_photo_image where photo_id = any (${ids}::bigint[])`);
  await tx.run(sql`
    update person_photo set state = 'erased', changed_at = ${now}, version = version + 1 where id = any (${ids}::bigint[])`);
  return ids;
};
