-- What a reviewer decided lately, taking it back, and how many records wait for a decision about somebody.

-- The other pairs of the two people of a pair that wait and that the viewer may review: "different people" can be said of
-- all of them at once. `dangers`: why it would take a second person; `proposed`: somebody has, and it waits.
create or replace function identity_open_between(one bigint, two bigint)
returns table (left_record bigint, right_record bigint, dangers text[], proposed boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare left_person bigint; right_person bigint;
begin
  if not exists (select 1 from identity_queue(1, 0, least(one, two), greatest(one, two))) then return; end if;
  select s.person_id into left_person from source_record s where s.id = one;
  select s.person_id into right_person from source_record s where s.id = two;
  if left_person is null or right_person is null or left_person = right_person then return; end if;
  return query
  select e.left_record, e.right_record, identity_dangers(e.left_record, e.right_record, 'different'),
    exists (select 1 from link_proposal p where p.state = 'waiting' and p.left_record = e.left_record and p.right_record = e.right_record)
  from source_record l join source_record r on r.person_id = case when l.person_id = left_person then right_person else left_person end
    join link_edge e on e.left_record = l.id and e.right_record = r.id
  where l.person_id in (left_person, right_person) and e.state = 'review'
    and not (e.left_record = least(one, two) and e.right_record = greatest(one, two))
    and exists (select 1 from identity_queue(1, 0, e.left_record, e.right_record))
  order by e.left_record, e.right_record limit 200;
end $$;

-- Of a decision that two are different people: that one and those that were said with it and stand.
create or replace function identity_said_at_once(decision bigint) returns table (id bigint)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select o.id from link_decision d join link_decision o on o.staff_id = d.staff_id and o.at = d.at and o.undo is not null
  where d.id = decision and d.undo ->> 'outcome' = 'apart' and o.undo ->> 'outcome' = 'apart' and d.superseded_at is null and o.superseded_at is null
  order by o.id
$$;

-- The same for whoever said it, to take all of them back.
create or replace function identity_own_at_once(of_decision bigint) returns table (id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select o.id from identity_said_at_once(of_decision) o join link_decision d on d.id = o.id
    where d.staff_id = viewer_staff() and viewer_sees('review-queue') and identity_reviewable(d.left_record) and identity_reviewable(d.right_record)
    order by o.id;
end $$;

-- One's own decisions of the queue, the newest first, and those that a second person made of one's own proposal: `second` is
-- who did, and such a one is asked for back. `asked`: it is, and waits. `together`: of how many pairs of the same two people
-- it was said at once and stands.
drop function if exists identity_decisions(integer);
create or replace function identity_decisions(at_most integer) returns table (id bigint, left_record bigint, right_record bigint, verdict text,
  why text, at timestamptz, superseded_at timestamptz, open boolean, second text, asked boolean, together integer, left_side jsonb, right_side jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select d.id, d.left_record, d.right_record, d.verdict, d.why, d.at, d.superseded_at,
    d.superseded_at is null and d.at > now() - interval '7 days', case when d.staff_id <> viewer_staff() then s.name end,
    exists (select 1 from link_proposal p where p.takes_back = d.id and p.state = 'waiting'),
    (select count(*)::integer from identity_said_at_once(d.id)), identity_side(d.left_record), identity_side(d.right_record)
  from link_decision d join staff s on s.id = d.staff_id
  where (d.staff_id = viewer_staff() or exists (select 1 from link_proposal p where p.id = d.proposal_id and p.staff_id = viewer_staff()
      and p.takes_back is null and p.rejoins is null and p.separates is null))
    and d.undo is not null and viewer_sees('review-queue')
    and identity_reviewable(d.left_record) and identity_reviewable(d.right_record)
  order by d.id desc limit at_most;
end $$;

-- What was decided about a pair, by whom and why, for whoever may review it: it can be looked at when it no longer waits. The
-- evidence of a pair that is kept apart went with its link: the decision has it, as it was then.
drop function if exists identity_decided(bigint, bigint);
create or replace function identity_decided(of_left bigint, of_right bigint) returns table (id bigint, left_record bigint, right_record bigint,
  verdict text, why text, staff text, at timestamptz, superseded_at timestamptz, evidence jsonb, own boolean, open boolean,
  asked boolean, together integer, left_side jsonb, right_side jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select d.id, d.left_record, d.right_record, d.verdict, d.why, s.name, d.at, d.superseded_at, coalesce(e.evidence, (select x.value -> 'evidence' from jsonb_array_elements(coalesce(d.undo -> 'edges', '[]')) x
      where (x.value ->> 'left_record')::bigint = d.left_record and (x.value ->> 'right_record')::bigint = d.right_record limit 1)),
    d.staff_id = viewer_staff() and d.undo is not null,
    -- To be taken back, or asked back by whoever had proposed it.
    d.superseded_at is null and d.undo is not null and d.at > now() - interval '7 days' and (d.staff_id = viewer_staff()
      or exists (select 1 from link_proposal p where p.id = d.proposal_id and p.staff_id = viewer_staff() and num_nonnulls(p.takes_back, p.rejoins, p.separates) = 0)),
    exists (select 1 from link_proposal p where p.takes_back = d.id and p.state = 'waiting'), (select count(*)::integer from identity_said_at_once(d.id)),
    identity_side(d.left_record), identity_side(d.right_record)
  from link_decision d join staff s on s.id = d.staff_id
    left join link_edge e on e.left_record = d.left_record and e.right_record = d.right_record
  where d.left_record = least(of_left, of_right) and d.right_record = greatest(of_left, of_right) and viewer_sees('review-queue')
    and identity_comparable(d.left_record, false) and identity_comparable(d.right_record, false)
  order by d.id desc limit 20;
end $$;

-- Puts back what one's own decision of the last seven days did, unless somebody has decided about the same people since.
create or replace function identity_take_back(decision bigint) returns table (outcome text, kept bigint, other bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare d link_decision;
begin
  perform pg_advisory_xact_lock(hashtext('waymark-identity'));
  if not viewer_may('link:decide') then raise insufficient_privilege using message = 'may not decide links'; end if;
  select x.* into d from link_decision x where x.id = decision and x.staff_id = viewer_staff() and x.undo is not null
    and x.superseded_at is null and x.at > now() - interval '7 days' and viewer_sees('review-queue')
    and identity_reviewable(x.left_record) and identity_reviewable(x.right_record);
  if d.id is null then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  -- What two people separated, two bring back: it is proposed (_linkage_life.sql).
  if d.undo ->> 'outcome' = 'separated' and identity_by_two(d.id) then return query select 'second'::text, null::bigint, null::bigint; return; end if;
  return query select b.outcome, b.kept, b.other from identity_put_back(d.id) b;
end $$;

-- What a decision of the queue did is put back. Called by those beside it alone, which look at who asks.
create or replace function identity_put_back(decision bigint) returns table (outcome text, kept bigint, other bigint)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare d link_decision; did text; moved bigint[]; stays bigint; back bigint; gone record;
begin
  select x.* into d from link_decision x where x.id = decision and x.undo is not null and x.superseded_at is null;
  if d.id is null then return query select 'absent'::text, null::bigint, null::bigint; return; end if;
  did := d.undo ->> 'outcome';
  select coalesce(array_agg(m.value::bigint), '{}') into moved from jsonb_array_elements_text(coalesce(d.undo -> 'moved', '[]')) m;
  select s.person_id into stays from source_record s where s.id = d.left_record;
  back := (d.undo ->> 'other')::bigint;
  if did in ('joined', 'separated') then
    stays := (d.undo ->> 'kept')::bigint;
    if exists (select 1 from link_decision x join source_record s on s.id in (x.left_record, x.right_record)
        where x.id > d.id and x.at <> d.at and x.superseded_at is null and x.verdict <> 'not-sure' and s.person_id in (stays, back))
      or exists (select 1 from source_record s where s.id = any (moved) and s.person_id is distinct from case did when 'joined' then stays else back end)
      or exists (select 1 from person p where p.id = stays and p.gone_to is not null)
      or (did = 'separated' and exists (select 1 from source_record s where s.person_id = back and not s.id = any (moved)))
    then return query select 'decided'::text, null::bigint, null::bigint; return; end if;
    if did = 'separated' and identity_worked(back) and identity_worked(stays) then
      return query select 'both-worked'::text, stays, back; return;
    end if;
  end if;
  -- Whoever asked for it back need not be answered any more.
  update link_proposal p set state = 'withdrawn', settled_at = now() where p.takes_back = d.id and p.state = 'waiting';
  -- With it what it said of the records beside: all of one moment. What was answered with it has a way back of its own.
  update link_decision x set superseded_at = now()
    where (x.id = d.id or (x.staff_id = d.staff_id and x.at = d.at and x.undo is null)) and x.superseded_at is null;
  update link_decision x set superseded_at = null
    where x.id in (select o.value::bigint from jsonb_array_elements_text(coalesce(d.undo -> 'overruled', '[]')) o);
  if did = 'joined' then
    update person p set gone_to = null, version = p.version + 1, updated_at = now() where p.id = back;
    update source_record s set person_id = back where s.id = any (moved);
    -- What the join had taken along comes back, and a separation that it had ended is one again.
    perform identity_contacts_go(array(select c.id from contact c where c.person_id = stays
      and c.id in (select k.value::bigint from jsonb_array_elements_text(coalesce(d.undo -> 'contacts', '[]')) k)), back);
    for gone in select w.kind, array_agg(w.id) as ids from jsonb_to_recordset(coalesce(d.undo -> 'things', '[]')) w (kind text, id bigint)
      where exists (select 1 from separation_things(w.kind, w.id, null) t where t.person_id = stays) group by w.kind loop
      perform separation_things_go(gone.kind, gone.ids, stays, back);
    end loop;
    update separation x set ended_at = null where x.ended_at = d.at and x.person_id in (stays, back);
    update link_edge e set person_id = back where e.left_record = any (moved) and e.right_record = any (moved);
    update link_edge e set state = 'review', person_id = null where e.person_id = stays
      and (e.left_record = any (moved)) <> (e.right_record = any (moved));
    update link_decision x set person_id = back where x.left_record = any (moved) and x.right_record = any (moved);
    update person p set gone_to = back where p.gone_to = stays
      and p.id in (select l.value::bigint from jsonb_array_elements_text(d.undo -> 'led') l);
    update access_reason a set closes_at = r.closes_at
      from jsonb_to_recordset(d.undo -> 'reasons') r (id bigint, closes_at timestamptz) where a.id = r.id;
  elsif did = 'separated' then
    update source_record s set person_id = stays where s.id = any (moved);
    perform identity_end_separation(moved[1]);
    update person p set gone_to = stays, version = p.version + 1, updated_at = now() where p.id = back;
    update access_reason a set closes_at = greatest(now(), a.opens_at) where a.person_id = back and (a.closes_at is null or a.closes_at > now());
  end if;
  perform identity_follow(moved);
  insert into link_edge select e.* from jsonb_populate_recordset(null::link_edge, coalesce(d.undo -> 'edges', '[]')) e
    on conflict (left_record, right_record) do update set state = excluded.state, held = excluded.held, person_id = excluded.person_id;
  if did in ('kept', 'separated') then
    update person p set link_status = 'needs-attention' where p.id = stays;
  end if;
  update person p set version = p.version + 1, updated_at = now() where p.id = stays and did <> 'noted';
  return query select 'taken-back'::text, stays, back;
end $$;

-- How many records of others may be one of these people's and wait for a reviewer: a number, of people whom the
-- viewer reaches, of records that the viewer's agency may know of.
create or replace function identity_waiting(people bigint[]) returns table (person_id bigint, waiting bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select p.id, count(distinct pair.theirs)
  from unnest(people) p (id)
  join source_record mine on mine.person_id = p.id
  cross join lateral (
    select e.right_record as theirs, e.left_record, e.right_record from link_edge e where e.left_record = mine.id and e.state = 'review'
    union all
    select e.left_record, e.left_record, e.right_record from link_edge e where e.right_record = mine.id and e.state = 'review') pair
  join source_record o on o.id = pair.theirs
  where viewer_shares('identity') and viewer_reaches(p.id) and o.person_id is distinct from p.id
    and identity_reviewable(mine.id) and identity_reviewable(o.id)
    and not exists (select 1 from link_decision d where d.superseded_at is null and d.verdict in ('same', 'different')
      and d.left_record = pair.left_record and d.right_record = pair.right_record)
  group by p.id;
end $$;

alter function identity_decisions(integer) owner to waymark_definer;
alter function identity_decided(bigint, bigint) owner to waymark_definer;
alter function identity_take_back(bigint) owner to waymark_definer;
alter function identity_waiting(bigint[]) owner to waymark_definer;
alter function identity_open_between(bigint, bigint) owner to waymark_definer;
alter function identity_own_at_once(bigint) owner to waymark_definer;
revoke all on function identity_put_back(bigint), identity_said_at_once(bigint), identity_open_between(bigint, bigint), identity_own_at_once(bigint), identity_decisions(integer), identity_decided(bigint, bigint), identity_take_back(bigint), identity_waiting(bigint[]) from public;
grant execute on function identity_open_between(bigint, bigint), identity_own_at_once(bigint), identity_decisions(integer), identity_decided(bigint, bigint), identity_take_back(bigint), identity_waiting(bigint[]) to waymark_app, waymark_definer;
grant execute on function identity_put_back(bigint), identity_said_at_once(bigint) to waymark_definer;
