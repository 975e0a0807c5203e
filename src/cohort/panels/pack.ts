import { addMonths, type Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Matrix } from '../selection/types.ts';
import type { PackPart, Standing } from './types.ts';

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
  await refuseStaleScores(tx, about.schemeId, which, on);
  // All in one statement, or the second would find the first one's rows and think the pack drawn.
  await tx.run(sql`
    insert into panel_pack (item_id, person_id, category, agency_id, handling, named_agencies, body)
    select i.id, i.person_id, 'score', ${about.agencyId}::bigint, 'statutory', '{}'::bigint[], jsonb_build_object('total', c.total, 'rank', coalesce((l.ranks ->> trim_scale(c.total)::text)::integer, c.rank),
      'line', (x.body ->> 'line')::numeric, 'matrix', (x.body ->> 'name') || ', version ' || x.version, 'example', x.example,
      'factors', c.factors, 'strand', c.strand, 'baseId', c.base_id, 'statutory', c.statutory)
    from ${items} join candidate c on c.id = i.candidate_id join selection_run u on u.id = c.run_id join rule_version x on x.id = coalesce(c.matrix_id, u.matrix_id)
      left join lateral (select d.ranks from selection_run d where d.scheme_id = c.scheme_id and d.cohort = c.cohort and d.state = 'finished' order by d.id desc limit 1) l on true
    where ${which}
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
    where ${which} and r.capacity not in ('victim', 'witness') and r.withdrawn_at is null group by i.id, i.person_id, r.agency_id, r.handling, r.named_agencies
    union all
    select i.id, i.person_id, 'membership', ${about.agencyId}::bigint, 'partners', '{}'::bigint[], jsonb_build_object('state', m.state, 'rag', m.rag,
      'ragWas', m.rag_was, 'ragOn', (m.rag_at at time zone 'Europe/London')::date, 'tier', m.tier, 'strand', m.strand, 'base', b.name,
      'joinedOn', m.joined_on, 'lead', (select s.name from allocation l join staff s on s.id = l.staff_id
        where l.membership_id = m.id and l.kind = 'lead' and l.to_at is null order by l.id limit 1))
    from ${items} join membership m on m.person_id = i.person_id and m.scheme_id = ${about.schemeId} and m.left_on is null
      join base b on b.id = m.base_id where ${which}
    union all
    select i.id, i.person_id, 'sentence', o.agency_id, o.handling, o.named_agencies,
      jsonb_build_object('orders', jsonb_agg(jsonb_build_object('type', o.order_type, 'ends', o.to_day) order by o.to_day))
    from ${items} join (
      select person_id, agency_id, handling, named_agencies, order_type, to_day from supervision
        where from_day <= ${on} and (to_day is null or to_day >= ${on})
      union all
      select person_id, agency_id, handling, named_agencies, order_type, to_day from licence where state = 'in-force') o on o.person_id = i.person_id
    where ${which} group by i.id, i.person_id, o.agency_id, o.handling, o.named_agencies
    union all
    select i.id, i.person_id, 'plan', g.agency_id, g.handling, g.named_agencies,
      jsonb_build_object('pathways', jsonb_agg(jsonb_build_object('code', g.pathway, 'goals', g.goals, 'achieved', g.achieved) order by g.pathway))
    from ${items} join (
      select q.person_id, q.agency_id, q.handling, q.named_agencies, q.pathway, count(*) as goals, count(*) filter (where q.state = 'achieved') as achieved
      from plan_goal q join plan l on l.id = q.plan_id and l.state <> 'ended'
      where q.state <> 'removed' and q.person_id in (select i.person_id from ${items} where ${which}) group by 1, 2, 3, 4, 5) g on g.person_id = i.person_id
    where ${which} group by i.id, i.person_id, g.agency_id, g.handling, g.named_agencies
    union all
    select i.id, i.person_id, 'contacts', c.agency_id, c.handling, c.named_agencies, jsonb_build_object('attended', count(*) filter (where c.outcome = 'attended'),
      'failed', count(*) filter (where c.outcome = 'failed'), 'acceptable', count(*) filter (where c.outcome = 'acceptable-absence'))
    from ${items} join contact c on c.person_id = i.person_id
    where ${which} and c.state = 'recorded' and c.outcome <> 'none' and (c.at at time zone 'Europe/London')::date between ${addMonths(on, -3)}::date and ${on}::date
    group by i.id, i.person_id, c.agency_id, c.handling, c.named_agencies`);
}

/** In which trials these people take part, as everybody who reaches them may know: never the arm. */
export const listToldOfTrials = (
  tx: Tx,
  personIds: readonly number[],
): Promise<{ personId: number; name: string; told: string | null; withdrew: boolean }[]> =>
  tx.many(sql<{ personId: number; name: string; told: string | null; withdrew: boolean }>`
    select x.id as "personId", t.name, t.told, t.withdrew from unnest(${[...personIds]}::bigint[]) x (id) cross join lateral in_trials(x.id) t`);

/** The membership now of each of these people who has one. */
export const listStandings = (tx: Tx, schemeId: number, personIds: readonly number[]): Promise<Standing[]> =>
  tx.many(sql<Standing>`
    select person_id as "personId", state, tier, strand from membership
    where scheme_id = ${schemeId} and left_on is null and person_id = any (${[...personIds]}::bigint[])`);

/**
 * A panel is not shown points of a matrix that another has followed: first a run with the new one. Whom a run with it has
 * not scored, because they no longer meet the rule, keep their last points, under the name of the version that gave them.
 */
async function refuseStaleScores(tx: Tx, schemeId: number, which: Sql<unknown>, on: Day): Promise<void> {
  const rule = await findRule<Matrix>(tx, schemeId, 'matrix', on);
  if (rule === undefined) return;
  const { stale } = await tx.one(sql<{ stale: number }>`
    select count(*) as stale from panel_item i join candidate c on c.id = i.candidate_id join selection_run u on u.id = c.run_id
    where ${which} and c.cohort = 'main' and coalesce(c.matrix_id, u.matrix_id) <> ${rule.id}
      and not exists (select from selection_run d where d.scheme_id = ${schemeId} and d.cohort = 'main' and d.state = 'finished' and d.matrix_id = ${rule.id})`);
  if (stale > 0)
    throw new WaymarkError('not-allowed-now', {
      text: `${stale === 1 ? 'One candidate’s points are' : `${stale} candidates’ points are`} of an earlier matrix: version ${rule.version}, “${rule.body.name}”, is in force and no run has used it. Run selection on the page of candidates first; then the pack is drawn up.`,
    });
}

/** What the viewer may see of the pack of these items. */
export const listPack = (tx: Tx, itemIds: readonly number[]): Promise<PackPart[]> =>
  tx.many(sql<PackPart>`
    select k.item_id as "itemId", k.category, k.body, a.name as agency
    from panel_pack k join agency a on a.id = k.agency_id
    where k.item_id = any (${[...itemIds]}::bigint[]) order by k.item_id, a.name, k.id`);
