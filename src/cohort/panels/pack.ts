import { addMonths, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Matrix } from '../selection/types.ts';
import type { PackPart } from './types.ts';

/**
 * Draws up the pack of an item (or of all of a meeting's), from what the one who issues it may see. Each part
 * sums items of one agency and one handling, so that its reader sees no more than of the items themselves.
 */
export async function drawPack(
  tx: Tx,
  about: { meetingId: number; itemId?: number; schemeId: number; agencyId: number; on: Day },
): Promise<void> {
  const { on } = about;
  const items = sql`panel_item i`;
  const which = sql`i.meeting_id = ${about.meetingId} and (${about.itemId ?? null}::bigint is null or i.id = ${about.itemId ?? null})
    and i.decision is null and not exists (select from panel_pack k where k.item_id = i.id)`;
  const matrix = await findRule<Matrix>(tx, about.schemeId, 'matrix', on);
  // All four in one statement, or the second would find the first one's rows and think the pack drawn.
  await tx.run(sql`
    insert into panel_pack (item_id, person_id, category, agency_id, handling, named_agencies, body)
    select i.id, i.person_id, 'score', ${about.agencyId}::bigint, 'statutory', '{}'::bigint[], jsonb_build_object('total', c.total, 'rank', c.rank,
      'line', ${matrix?.body.line ?? null}::numeric, 'matrix', ${matrix?.body.name ?? ''}::text, 'example', ${matrix?.example ?? false}::boolean,
      'factors', c.factors, 'strand', c.strand, 'baseId', c.base_id, 'statutory', c.statutory)
    from ${items} join candidate c on c.id = i.candidate_id where ${which}
    union all
    select i.id, i.person_id, 'offences', o.agency_id, o.handling, o.named_agencies, jsonb_build_object(
      'proven', count(*) filter (where o.proven), 'recent', count(*) filter (where o.proven and o.offence_date > ${addMonths(on, -24)}),
      'unproven', count(*) filter (where not o.proven), 'last', max(o.offence_date) filter (where o.proven))
    from ${items} join offence o on o.person_id = i.person_id
    where ${which} and o.capacity in ('convicted', 'suspect') and o.offence_date <= ${on} group by i.id, i.person_id, o.agency_id, o.handling, o.named_agencies
    union all
    select i.id, i.person_id, 'custody', s.agency_id, s.handling, s.named_agencies, jsonb_build_object(
      'now', (array_agg(jsonb_build_object('kind', s.kind, 'place', s.place) order by (s.kind = 'prison') desc)
        filter (where s.from_day <= ${on} and (s.to_day is null or s.to_day > ${on})))[1],
      'release', min(s.to_day) filter (where s.kind = 'prison' and s.to_day > ${on}),
      'lastRelease', max(s.to_day) filter (where s.kind = 'prison' and s.to_day <= ${on}))
    from ${items} join custody_spell s on s.person_id = i.person_id where ${which} group by i.id, i.person_id, s.agency_id, s.handling, s.named_agencies
    union all
    select i.id, i.person_id, 'records', r.agency_id, r.handling, r.named_agencies, jsonb_build_object('records', count(*))
    from ${items} join source_record r on r.person_id = i.person_id
    where ${which} and r.capacity not in ('victim', 'witness') and r.withdrawn_at is null group by i.id, i.person_id, r.agency_id, r.handling, r.named_agencies`);
}

/** What the viewer may see of the pack of these items. */
export const listPack = (tx: Tx, itemIds: readonly number[]): Promise<PackPart[]> =>
  tx.many(sql<PackPart>`
    select k.item_id as "itemId", k.category, k.body, a.name as agency
    from panel_pack k join agency a on a.id = k.agency_id
    where k.item_id = any (${[...itemIds]}::bigint[]) order by k.item_id, a.name, k.id`);
