import { serviceViewer } from '../../access/viewers.ts';
import { type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import type { Job } from '../../web/wing.ts';
import { updateRuleOf } from './acts.ts';
import { dueDay, updatesDue, type Watched } from './rules.ts';
import type { UpdateRule } from './types.ts';

interface Link extends Watched {
  id: number;
  victimId: number;
  schemeId: number;
  wantsUpdates: boolean;
  was: Watched;
}

/**
 * Open cases whose member changed since an update was last made due, as far as the named contact may be told: an
 * agreement covers it, and no list or declared interest keeps the contact from the member. What they may not be told
 * stays unsaid until they may.
 */
const listChangedLinks = (tx: Tx, on: Day): Promise<Link[]> =>
  tx.many(sql<Link>`
    with cover as materialized (select scheme_id, agency_id, category from sharing_cover
      where from_date <= ${on}::date and (to_date is null or to_date > ${on}::date))
    select * from (
      select l.id, l.victim_id as "victimId", v.scheme_id as "schemeId", v.wants_updates as "wantsUpdates",
        case when has.custody then c.custody else l.seen_custody end as custody,
        case when has.custody then c.release_on else l.seen_release end as "releaseOn",
        case when has.identity then exists (select 1 from membership m where m.person_id = l.member_id and m.left_on is null and m.scheme_id = v.scheme_id)
          else l.seen_on_scheme end as "onScheme",
        case when has.licence then (select max(n.id) from licence_variation n where n.person_id = l.member_id and n.effective_on <= ${on}::date
          and n.handling in ('partners', 'statutory')) else l.seen_variation end as variation,
        json_build_object('custody', l.seen_custody, 'releaseOn', l.seen_release, 'onScheme', l.seen_on_scheme, 'variation', l.seen_variation) as was
      from victim_offence l join victim v on v.id = l.victim_id and v.state = 'open'
      cross join lateral (select
        exists (select 1 from cover a where a.scheme_id = v.scheme_id and a.agency_id = v.agency_id and a.category = 'custody') as custody,
        exists (select 1 from cover a where a.scheme_id = v.scheme_id and a.agency_id = v.agency_id and a.category = 'identity') as identity,
        exists (select 1 from cover a where a.scheme_id = v.scheme_id and a.agency_id = v.agency_id and a.category = 'licence') as licence) has
      cross join lateral victim_custody(l.member_id, ${on}::date, v.agency_id) c
      where exists (select 1 from access_reason r where r.source = 'victim:' || v.id and r.kind = 'victim' and r.person_id = l.member_id
        and r.staff_id = v.officer_id and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())
        and not (v.officer_id = any (r.excluded_staff)) and (r.only_staff is null or v.officer_id = any (r.only_staff)))) found
    where (custody, "releaseOn", "onScheme", variation) is distinct from
      (was ->> 'custody', (was ->> 'releaseOn')::date, (was ->> 'onScheme')::boolean, (was ->> 'variation')::bigint)
    order by id limit 500`);

async function noteChange(tx: Tx, link: Link, rule: UpdateRule, on: Day): Promise<number> {
  const seen = await tx.run(sql`
    update victim_offence set seen_custody = ${link.custody}, seen_release = ${link.releaseOn}, seen_on_scheme = ${link.onScheme}, seen_variation = ${link.variation}
    where id = ${link.id} and (seen_custody, seen_release, seen_on_scheme, seen_variation) is not distinct from
      (${link.was.custody}::text, ${link.was.releaseOn}::date, ${link.was.onScheme}::boolean, ${link.was.variation}::bigint)`);
  // Somebody else noted it a moment ago, or nobody wants to hear of it.
  if (seen === 0 || !link.wantsUpdates) return 0;
  let made = 0;
  for (const kind of updatesDue(link.was, link)) {
    const day = dueDay(rule, kind, on);
    if (day === undefined) continue;
    made += await tx.run(sql`
      insert into victim_update (victim_id, link_id, kind, origin, due_on) values (${link.victimId}, ${link.id}, ${kind}, 'rule', ${day})
      on conflict do nothing`);
  }
  return made;
}

/** Makes updates due where a member's custody, licence or membership changed. Runs as often as it likes: a change is noted once. */
export async function followMembers(database: Database, now: Date): Promise<{ made: number }> {
  const on = londonDay(now);
  return database.as(serviceViewer('victims'), async (tx) => {
    const links = await listChangedLinks(tx, on);
    let made = 0;
    for (const link of links)
      made += await noteChange(tx, link, await updateRuleOf(tx, link.schemeId, on), on);
    return { made };
  });
}

const run: Job['run'] = async ({ database, now }) => {
  await followMembers(database, now);
};

/** After what changes a membership or a custody spell, and each hour for what begins or ends by its date. */
export const victimJobs: Job[] = [
  { name: 'victim-updates', schedule: '7 * * * *', run },
  { name: 'victim-updates-left', topic: 'membership-left', run },
  { name: 'victim-updates-linked', topic: 'records-linked', run },
];
