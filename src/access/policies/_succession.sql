-- One agency ends and others take its work over (agency_succession). These look past policies: whoever may plan a
-- succession need not see the people whose cases it moves.

-- Whether one agency may take another's records over: of its kind and as statutory, or of a kind that is named for it.
create or replace function agency_may_follow(old bigint, heir bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from agency o join agency h on h.id = heir where o.id = old and (
    (h.kind = o.kind and (h.statutory or not o.statutory))
    or exists (select 1 from agency_kind_follows f where f.from_kind = o.kind and f.to_kind = h.kind)))
$$;
revoke all on function agency_may_follow(bigint, bigint) from public;
grant execute on function agency_may_follow(bigint, bigint) to waymark_app, waymark_definer;

-- The agencies whose records the viewer's agency took over, those before them among them: of its own kind and standing
-- alone, whatever else may follow them.
create or replace function viewer_predecessors() returns bigint[] language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (with recursive line as (
      select s.from_agency_id from agency_succession s join agency o on o.id = s.from_agency_id join agency h on h.id = s.heir_id and h.kind = o.kind and h.statutory = o.statutory
      where s.heir_id = viewer_agency() and s.state in ('moving', 'done')
      union
      select s.from_agency_id from agency_succession s join agency o on o.id = s.from_agency_id join agency h on h.id = s.heir_id and h.kind = o.kind and h.statutory = o.statutory
      join line l on s.heir_id = l.from_agency_id where s.state in ('moving', 'done'))
    select coalesce(array_agg(from_agency_id), '{}') from line);
end $$;
alter function viewer_predecessors() owner to waymark_definer;
revoke all on function viewer_predecessors() from public;
grant execute on function viewer_predecessors() to $everyone;

-- A successor that the scheme has no agency for yet: of the old one's kind, law and standing.
create or replace function succession_agency(old bigint, new_code text, new_name text, from_day date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint;
begin
  if viewer_may('agency:succeed') is not true then
    raise insufficient_privilege using message = 'may not plan a succession';
  end if;
  insert into agency (code, name, kind, statutory, regime, from_date)
  select new_code, new_name, a.kind, a.statutory, a.regime, from_day from agency a where a.id = old
  on conflict (code) do nothing returning id into made;
  return made;
end $$;
alter function succession_agency(bigint, text, text, date) owner to waymark_definer;
revoke all on function succession_agency(bigint, text, text, date) from public;
grant execute on function succession_agency(bigint, text, text, date) to waymark_app;

-- What would move, and where: numbers of rows, and for a case its membership's rule. Asked for the preview and, once, to
-- freeze it. Neither the planner's policies nor names are in it: it is of the whole agency.
create or replace function succession_lines(plan bigint) returns table (what text, row_id bigint, to_agency_id bigint, ends boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('agency:succeed') or viewer_may('agreement:manage')) is not true then
    raise insufficient_privilege using message = 'may not see a succession';
  end if;
  return query
  with s as (select * from agency_succession x where x.id = plan and x.scheme_id = viewer_scheme()),
  workers as (
    select f.id, coalesce(c.to_agency_id, s.heir_id) as goes from s join staff f on f.agency_id = s.from_agency_id and (f.to_date is null or f.to_date > s.on_day)
    left join succession_choice c on c.succession_id = s.id and c.what = 'staff' and c.row_id = f.id
  ), services as (
    select v.id, coalesce(c.to_agency_id, s.heir_id) as goes from s join service v on v.agency_id = s.from_agency_id
    left join succession_choice c on c.succession_id = s.id and c.what = 'service' and c.row_id = v.id
  ), cases as (
    select l.id, w.goes, l.kind,
      coalesce(p.to_agency_id, case when s.cases->>'by' = 'worker' then w.goes
        else (s.cases->'to'->>(case s.cases->>'by' when 'tier' then coalesce(m.tier, 'none') when 'statutory' then m.statutory else m.rag end))::bigint end, w.goes) as case_goes
    from s join workers w on true join allocation l on l.staff_id = w.id and l.to_at is null join membership m on m.id = l.membership_id
    left join succession_person p on p.succession_id = s.id and p.person_id = l.person_id
  )
  select 'staff', w.id, w.goes, false from workers w
  union all select 'service', v.id, v.goes, false from services v
  union all select 'allocation', c.id, c.case_goes, c.kind <> 'embedded' and c.case_goes <> c.goes from cases c
  union all select 'contact', c.id, w.goes, false from s join workers w on true join contact c on c.staff_id = w.id and c.agency_id = s.from_agency_id and c.state = 'planned'
  union all select 'made-referral', r.id, coalesce(w.goes, s.heir_id), false from s join referral r on r.agency_id = s.from_agency_id and r.state in ('draft', 'sent', 'accepted', 'started')
    left join workers w on w.id = r.staff_id
  union all select 'referral', r.id, v.goes, false from services v join referral r on r.service_id = v.id and r.state in ('draft', 'sent', 'accepted', 'started')
  -- Passes to those whom the agreement names, and whose signature a second person has confirmed (else it is not on the party);
  -- with none of them it closes.
  union all select 'cover', k.id, s.heir_id, not exists (select 1 from agreement_party a where a.agreement_id = k.agreement_id and a.agency_id = any (s.successor_ids)
    and a.signed_on is not null and k.category = any (a.categories)) from s join sharing_cover k on k.agency_id = s.from_agency_id and k.scheme_id = s.scheme_id and (k.to_date is null or k.to_date > s.on_day)
  union all select 'reason', a.id, s.heir_id, false from s join access_reason a on a.agency_id = s.from_agency_id and a.kind <> 'referral' and (a.closes_at is null or a.closes_at > now())
  union all select 'extract', i.id, s.heir_id, false from s join import_source i on i.agency_id = s.from_agency_id
    and not exists (select 1 from import_source o where o.agency_id = s.heir_id and o.format = i.format);
end $$;
alter function succession_lines(bigint) owner to waymark_definer;
revoke all on function succession_lines(bigint) from public;
grant execute on function succession_lines(bigint) to waymark_app;

-- A second person confirms a plan as it stands: of those who manage agreements, none of its planners, and not of the heir.
create or replace function succession_confirm(plan bigint, was_version integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare s agency_succession;
begin
  select * into s from agency_succession x where x.id = plan and x.scheme_id = viewer_scheme() for update;
  if (viewer_may('agreement:manage') and viewer_staff() <> all (s.planners) and viewer_agency() <> s.heir_id) is not true then
    raise insufficient_privilege using message = 'may not confirm this succession';
  end if;
  if s.state <> 'draft' or s.version <> was_version then return false; end if;
  update agency_succession set confirmed_by = viewer_staff(), confirmed_at = now(), version = version + 1 where id = plan;
  return true;
end $$;
alter function succession_confirm(bigint, integer) owner to waymark_definer;
revoke all on function succession_confirm(bigint, integer) from public;
grant execute on function succession_confirm(bigint, integer) to waymark_app;

-- Freezes what moves, ends the old agency and begins. Only what another than its planners has confirmed. How many lines there are; null where it cannot begin.
create or replace function succession_begin(plan bigint, was_version integer, on_or_after date) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare s agency_succession; n integer;
begin
  if viewer_may('agency:succeed') is not true then
    raise insufficient_privilege using message = 'may not carry out a succession';
  end if;
  select * into s from agency_succession x where x.id = plan and x.scheme_id = viewer_scheme() for update;
  if s.id is null or s.state <> 'draft' or s.version <> was_version or s.on_day > on_or_after then return null; end if;
  if s.confirmed_by is null or s.confirmed_by = any (s.planners) or s.heir_id = viewer_agency() or not agency_may_follow(s.from_agency_id, s.heir_id) then
    raise insufficient_privilege using message = 'a second person confirms a succession before it begins';
  end if;
  insert into succession_item (succession_id, what, row_id, to_agency_id, ends)
    select plan, l.what, l.row_id, l.to_agency_id, l.ends from succession_lines(plan) l;
  get diagnostics n = row_count;
  update agency_succession set state = 'moving', version = version + 1 where id = plan;
  update agency set to_date = s.on_day where id = s.from_agency_id and s.on_day > from_date;
  return n;
end $$;
alter function succession_begin(bigint, integer, date) owner to waymark_definer;
revoke all on function succession_begin(bigint, integer, date) from public;
grant execute on function succession_begin(bigint, integer, date) to waymark_app;

-- Moves the next lines, at most so many. What is left; null where nothing is moving.
create or replace function succession_step(plan bigint, at_most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare s agency_succession; i succession_item; old allocation; r referral; made bigint; old_name text;
begin
  if viewer_may('agency:succeed') is not true then
    raise insufficient_privilege using message = 'may not carry out a succession';
  end if;
  select * into s from agency_succession x where x.id = plan and x.scheme_id = viewer_scheme() for update;
  if s.id is null or s.state <> 'moving' then return null; end if;
  select name into old_name from agency where id = s.from_agency_id;
  for i in select * from succession_item x where x.succession_id = plan and x.moved_at is null order by x.id limit at_most loop
    case i.what
      when 'staff' then
        update staff_agency set to_day = s.on_day where staff_id = i.row_id and to_day is null;
        if not found then
          insert into staff_agency (staff_id, agency_id, from_day, to_day) select f.id, s.from_agency_id, least(f.from_date, s.on_day), s.on_day from staff f where f.id = i.row_id;
        end if;
        insert into staff_agency (staff_id, agency_id, from_day, succession_id) values (i.row_id, i.to_agency_id, s.on_day, plan);
        update staff set agency_id = i.to_agency_id where id = i.row_id and agency_id = s.from_agency_id;
      when 'service' then
        update service set agency_id = i.to_agency_id, version = version + 1, changed_at = now(), changed_by = viewer_staff() where id = i.row_id;
      when 'allocation' then
        update allocation l set to_at = now(), version = l.version + 1 where l.id = i.row_id and l.to_at is null returning * into old;
        if old.id is not null then
          update access_reason a set closes_at = greatest(now(), a.opens_at) where a.source = 'allocation:' || old.id and (a.closes_at is null or a.closes_at > now());
          if i.ends then
            insert into notice (staff_id, kind, subject, subject_id) values (old.staff_id, 'case-left', 'allocation', old.id);
          else
            insert into allocation (membership_id, person_id, staff_id, agency_id, kind, allocated_by, why)
              select old.membership_id, old.person_id, old.staff_id, f.agency_id, old.kind, viewer_staff(), s.why from staff f where f.id = old.staff_id returning id into made;
            insert into access_reason (person_id, kind, staff_id, source, excluded_staff, only_staff)
              select old.person_id, old.kind, old.staff_id, 'allocation:' || made, a.excluded_staff, a.only_staff
              from access_reason a where a.source = 'allocation:' || old.id order by a.id desc limit 1;
          end if;
        end if;
      when 'contact' then
        update contact set agency_id = i.to_agency_id, version = version + 1 where id = i.row_id and state = 'planned';
      when 'made-referral' then
        update referral set agency_id = i.to_agency_id, version = version + 1 where id = i.row_id;
        update referral_shared set agency_id = i.to_agency_id where referral_id = i.row_id;
      when 'referral' then
        update referral x set provider_agency_id = i.to_agency_id, version = x.version + 1 where x.id = i.row_id returning * into r;
        update access_reason a set closes_at = greatest(now(), a.opens_at) where a.source = 'referral:' || i.row_id and a.agency_id = s.from_agency_id and (a.closes_at is null or a.closes_at > now());
        if r.state <> 'draft' then
          insert into access_reason (person_id, kind, agency_id, source, excluded_staff, only_staff)
            select a.person_id, a.kind, i.to_agency_id, a.source, a.excluded_staff, a.only_staff
            from access_reason a where a.source = 'referral:' || i.row_id and a.agency_id = s.from_agency_id order by a.id desc limit 1;
        end if;
        insert into referral_transfer (referral_id, person_id, from_service_id, to_service_id, from_agency_id, to_agency_id, on_day, why, staff_id, at, succession_id)
          values (r.id, r.person_id, r.service_id, r.service_id, s.from_agency_id, i.to_agency_id, s.on_day, s.why, viewer_staff(), now(), plan);
      when 'cover' then
        insert into sharing_cover (scheme_id, agency_id, category, from_date, to_date, agreement_id)
          select k.scheme_id, a, k.category, greatest(k.from_date, s.on_day), k.to_date, k.agreement_id from sharing_cover k, unnest(s.successor_ids) a where k.id = i.row_id
          and exists (select 1 from agreement_party p where p.agreement_id = k.agreement_id and p.agency_id = a and p.signed_on is not null and k.category = any (p.categories))
          and not exists (select 1 from sharing_cover o where o.scheme_id = k.scheme_id and o.agency_id = a and o.category = k.category and o.agreement_id = k.agreement_id
            and (o.to_date is null or o.to_date >= coalesce(k.to_date, 'infinity')));
        update sharing_cover k set to_date = greatest(k.from_date, s.on_day) where k.id = i.row_id;
      -- Frozen before agreements had to name a successor themselves.
      when 'party' then null;
      when 'reason' then
        insert into access_reason (person_id, kind, agency_id, source, why, closes_at, excluded_staff, only_staff)
          select a.person_id, a.kind, i.to_agency_id, a.source, a.why, a.closes_at, a.excluded_staff, a.only_staff from access_reason a
          where a.id = i.row_id and (a.closes_at is null or a.closes_at > now());
        update access_reason a set closes_at = greatest(now(), a.opens_at) where a.id = i.row_id and (a.closes_at is null or a.closes_at > now());
      when 'extract' then
        update import_source set agency_id = i.to_agency_id where id = i.row_id;
    end case;
    update succession_item set moved_at = now() where id = i.id;
  end loop;
  if not exists (select 1 from succession_item x where x.succession_id = plan and x.moved_at is null) then
    update agency_succession set state = 'done', done_at = now(), version = version + 1 where id = plan;
  end if;
  return (select count(*)::integer from succession_item x where x.succession_id = plan and x.moved_at is null);
end $$;
alter function succession_step(bigint, integer) owner to waymark_definer;
revoke all on function succession_step(bigint, integer) from public;
grant execute on function succession_step(bigint, integer) to waymark_app;
