import type { Client } from 'pg';

export interface FillSize {
  people: number;
  /** Of them, with leads and access reasons. */
  members: number;
  /** Shared out among the members. */
  contacts: number;
}

/** Fills a bare scheme for load. Made by numbers alone; nobody in it exists. */
export async function fillForLoad(client: Client, size: FillSize): Promise<void> {
  const { people, members, contacts } = size;
  await client.query(`set session_replication_role = replica`);
  await client.query(`
    insert into person (family_name, given_names, search_names, born, sex, pnc, alias_count)
    select 'Family' || (i % 53000), 'Given' || (i % 971), lower('given' || (i % 971) || ' family' || (i % 53000)),
      date '1960-01-01' + (i::bigint * 7919 % 17000)::int, case when i % 7 = 0 then 'female' else 'male' end,
      case when i % 3 = 0 then '2001/' || lpad(i::text, 7, '0') || 'Z' end, i % 4
    from generate_series(1, ${people}) i`);
  await client.query(`
    insert into membership (scheme_id, person_id, state, strand, base_id, team_id, rag, tier, statutory, joined_on, next_review, review_retention_on)
    select s.id, i, 'member', (array['fixed', 'flex', 'free'])[1 + i % 3], t.base_id, t.id, (array['red', 'amber', 'green', 'blue'])[1 + i % 4],
      (1 + i % 3)::text, (array['statutory', 'voluntary'])[1 + i % 2], date '2025-01-01' + (i % 600)::int, date '2026-11-01' + (i % 90)::int, date '2032-01-01'
    from generate_series(1, ${members}) i, scheme s, lateral (select id, base_id from team order by id offset i % 4 limit 1) t`);
  await client.query(`
    insert into allocation (membership_id, person_id, staff_id, agency_id, kind)
    select m.id, m.person_id, s.id, s.agency_id, 'lead' from membership m,
      lateral (select s.id, s.agency_id from staff s join staff_role r on r.staff_id = s.id where r.team_id = m.team_id and r.role = 'police-offender-manager' order by s.id offset m.id % 4 limit 1) s`);
  await client.query(`
    insert into access_reason (person_id, kind, team_id, source) select person_id, 'team', team_id, 'membership:' || id from membership`);
  await client.query(`
    insert into access_reason (person_id, kind, post, source) select person_id, 'management', 'management:' || scheme_id, 'membership:' || id from membership`);
  await client.query(`
    insert into access_reason (person_id, kind, staff_id, source) select person_id, 'lead', staff_id, 'allocation:' || id from allocation`);
  await client.query(`
    insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, note, handling)
    select 1 + i % ${members}, a.agency_id, a.staff_id, (array['home', 'office', 'phone'])[1 + i % 3], 'recorded', timestamptz '2026-10-30 09:00Z' - make_interval(hours => (i / ${members}) * 47),
      false, (array['attended', 'attended', 'failed'])[1 + i % 3], 'Seen as planned; nothing new to report.', (array['partners', 'statutory'])[1 + i % 2]
    from generate_series(1, ${contacts}) i join allocation a on a.person_id = 1 + i % ${members}`);
  await client.query(`
    insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id)
    select s.id, a.id, c, date '2020-01-01', 0 from scheme s, agency a, unnest(array['identity','records','offences','custody','licence','plan','contacts','risk','intelligence','referrals']) c`);
  await client.query(`set session_replication_role = origin`);
  await client.query('vacuum analyze');
}
