-- What two people decided, told with both of them, and what waits for a second person, for those who work with whom it is
-- about. Each function looks at the viewer's rights itself, because it runs as the definer.

-- Whether the viewer is shown a decision: as the policy of link_decision has it, or as a pair of the queue, or their own part in it.
create or replace function identity_decision_shown(d link_decision, p link_proposal) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select (viewer_sees('records') and $reason(d.person_id: team lead co-worker management selection))
    or ((viewer_sees('review-queue') or viewer_staff() in (p.staff_id, p.second_id))
      and identity_comparable(d.left_record, true) and identity_comparable(d.right_record, true))
$$;

-- Whoever answers for what their agency wrote sees that a record left, and who decided it; no reason.
create or replace function identity_separation_answered(decision bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select viewer_may('contact:record') and exists (select 1 from separation x where x.decision_id = decision
    and $reason(x.person_id: team lead co-worker management embedded custody referral))
$$;

-- The two people of each of these decisions, as far as the viewer is shown it; `ending`: those who put it back, where no decision
-- of its own says so. The first one's reason is the decision's own, shown to whoever is shown that. What the second one wrote
-- may speak of both records: it is for those alone who may see the two.
create or replace function identity_two(decisions bigint[]) returns table (decision_id bigint, ending boolean, proposer text, proposed_at timestamptz, why text,
  second text, agreed_at timestamptz, second_why text, withheld boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  with of_two as (
    select d.id as decision, w.ending, w.proposal, identity_decision_shown(d, p) as shown,
      identity_comparable(d.left_record, true) and identity_comparable(d.right_record, true) as both_seen
    from link_decision d
      cross join lateral (
        -- What was said of the records beside, at the same moment, is of the same two.
        select false as ending, coalesce(d.proposal_id, (select max(o.proposal_id) from link_decision o where o.person_id = d.person_id and o.at = d.at and o.staff_id = d.staff_id)) as proposal
        union all
        select true, e.id from link_proposal e where e.takes_back = d.id and d.superseded_at is not null
        union all
        select true, e.id from link_decision o join link_proposal e on e.rejoins = o.id
          where d.superseded_at is not null and o.person_id = d.person_id and o.at = d.at and o.separated = d.separated and o.undo ->> 'outcome' = 'separated') w
      join link_proposal p on p.id = w.proposal and p.state = 'agreed'
    where d.id = any (decisions))
  select f.decision, f.ending, s.name, p.at, case when f.shown then p.why end, t.name, p.settled_at,
    case when f.shown and f.both_seen then p.second_why end, f.shown and not f.both_seen
  from of_two f join link_proposal p on p.id = f.proposal join staff s on s.id = p.staff_id join staff t on t.id = p.second_id
  where f.shown or identity_separation_answered(f.decision)
  order by f.decision, f.ending;
end $$;

-- What a record is known by that a decision of somebody's names and that is no longer theirs: its agency and the agency's own
-- reference, for whoever is shown the decision and may see the record.
create or replace function identity_record_names(of_person bigint, records bigint[]) returns table (id bigint, name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (viewer_sees('records') and exists (select 1 from person p where p.id = of_person and $reason(p.id: team lead co-worker management selection))) then return; end if;
  return query select s.id, a.name || ' ' || s.local_id from source_record s join agency a on a.id = s.agency_id
    where s.id = any (records) and (s.agency_id = viewer_agency() or (viewer_shares('records') and identity_comparable(s.id, false)))
      and not identity_kept_out(s.person_id)
      and exists (select 1 from link_decision d where d.person_id = of_person and s.id in (d.left_record, d.right_record));
end $$;

-- Why a separation takes two people, for whoever may make or propose it: codes. Null for everybody else.
create or replace function identity_separation_needs(record bigint, of_person bigint) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select identity_separation_dangers(record) where viewer_may('link:decide') and viewer_sees('records') and identity_separable(record, of_person));
end $$;

-- How many rows of which kind went, or came back, with a record by a proposal that was agreed with: for the two who made it so.
create or replace function identity_proposal_moved(proposal bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select x.went from link_proposal p
    join link_decision d on (d.proposal_id = p.id and d.separated is not null)
      or exists (select 1 from link_decision o where o.id = p.rejoins and o.at = d.at and o.separated = d.separated)
    join separation x on x.decision_id = d.id
    where p.id = proposal and p.state = 'agreed' and viewer_may('link:decide') and viewer_staff() in (p.staff_id, p.second_id)
      and identity_comparable(p.left_record, true) and identity_comparable(p.right_record, true)
    order by x.id limit 1);
end $$;

-- People of whom a separation is proposed and waits, of those with whom the viewer works: that it is, and not of which record.
-- `leads`: they are the viewer's own.
create or replace function identity_separations_waiting() returns table (person_id bigint, at timestamptz, mine boolean, leads boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (viewer_may('contact:record') or viewer_sees('records')) then return; end if;
  return query
  select s.person_id, min(p.at), bool_or(p.staff_id = viewer_staff()),
    exists (select 1 from access_reason r where r.person_id = s.person_id and r.staff_id = viewer_staff() and r.kind in ('lead', 'co-worker', 'embedded')
      and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()))
  from link_proposal p join source_record s on s.id = p.separates
  where p.state = 'waiting' and $reason(s.person_id: team lead co-worker management embedded custody referral)
  group by s.person_id;
end $$;

-- When a separation ends, what was asked of the office about it is not needed any more, and whoever asked is told; where the
-- record leaves once more by a join that was taken back, it waits again.
create or replace function separation_askings() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare asked bigint[];
begin
  if tg_table_name <> 'separation' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'these follow separations';
  end if;
  if new.ended_at is null then
    update identity_check c set state = case when exists (select 1 from identity_check_match m where m.check_id = c.id) then 'waiting' else 'asked' end,
      outcome = null, why = null, settled_at = null, version = c.version + 1
      where c.made = 'separation' and c.made_id = new.id and c.outcome = 'not-needed' and c.words is not null;
    return null;
  end if;
  with over as (
    update identity_check c set state = 'settled', outcome = 'not-needed', why = 'The record came back to the person whom they work with', settled_at = now(), version = c.version + 1
      where c.made = 'separation' and c.made_id = new.id and c.state <> 'settled' returning c.staff_id)
  select coalesce(array_agg(distinct over.staff_id), '{}') into asked from over;
  insert into notice (staff_id, kind, subject, subject_id) select a.id, 'office-not-needed', 'separation', new.id from unnest(asked) a (id);
  return null;
end $$;
create or replace trigger separation_askings after update of ended_at on separation for each row
  when (new.ended_at is distinct from old.ended_at) execute function separation_askings();

-- What was asked and is not needed any more, for a week: for reviewers who may see the record that left.
create or replace function identity_checks_not_needed() returns table (id bigint, at timestamptz, staff text, agency text, words text, why text, settled_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select c.id, c.at, s.name, a.name, c.words, c.why, c.settled_at
    from identity_check c join staff s on s.id = c.staff_id join agency a on a.id = c.agency_id
    where viewer_sees('review-queue') and c.scheme_id = viewer_scheme() and c.outcome = 'not-needed' and c.settled_at > now() - interval '7 days'
      and identity_asking_shown(c.made, c.made_id)
    order by c.settled_at desc, c.id desc limit 50;
end $$;

do $$ declare f regprocedure; begin
  foreach f in array array['identity_two(bigint[])', 'identity_record_names(bigint, bigint[])', 'identity_separation_needs(bigint, bigint)', 'identity_proposal_moved(bigint)',
    'identity_separations_waiting()', 'identity_checks_not_needed()']::regprocedure[]
  loop
    execute format('alter function %s owner to waymark_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to waymark_app, waymark_definer', f);
  end loop;
end $$;
alter function separation_askings() owner to waymark_definer;
revoke all on function separation_askings(), identity_decision_shown(link_decision, link_proposal), identity_separation_answered(bigint) from public;
grant execute on function identity_decision_shown(link_decision, link_proposal), identity_separation_answered(bigint) to waymark_definer;
