-- Victims of members' offences. Victim staff see no member: these functions look past the policies to find which crime
-- is a member's, and give the crime, never whose it is. Each asks for the rights of victim work itself.

-- Whether the viewer does victim work, signed in, under an agreement for what the function looks at.
create or replace function victim_worker(category text) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select viewer_may('victim:work') and viewer_sees('victims') and viewer_staff() is not null and viewer_shares(category)
$$;

-- A member's charges, cautions and convictions: what was not proven and not charged is told to no victim's officer.
create or replace function victim_crimes(wanted text) returns table (offence_id bigint, member_id bigint, source_id bigint, agency_id bigint, crime text, offence_code text, title text, offence_on date)
language sql stable set search_path = pg_catalog, public, pg_temp set enable_nestloop = on as $$
  select o.id, o.person_id, o.source_id, o.agency_id, split_part(o.local_id, '|', 1), o.offence_code, o.title, o.offence_date
  from membership m join offence o on o.person_id = m.person_id
  where m.left_on is null and m.scheme_id = (select viewer_scheme())
    and (wanted is null or split_part(o.local_id, '|', 1) = wanted)
    and o.capacity in ('convicted', 'suspect') and o.outcome in ('charged', 'convicted', 'cautioned')
    and o.handling <> 'own' and o.batch_id <> all ((select import_pending())::bigint[])
    and o.person_id <> all ((select viewer_barred())::bigint[])
$$;

-- What an extract tells of victims and witnesses of members' offences, while nobody has taken them on: the crime and
-- that there is somebody, not who.
-- A function's rows are not counted before it has run, and rows under a policy are thought to be few: without being
-- told, the planner joins thousands with thousands one by one.
create or replace function victim_known(at_most integer, skip integer) returns table (victim_row bigint, crime text, capacity text, offence text, offence_on date, agency text, total integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_nestloop = off as $$
begin
  if victim_worker('offences') is not true then return; end if;
  return query
  select d.id, d.crime, d.capacity, d.offence, d.on_day, d.agency, (count(*) over ())::integer from (
    select distinct on (v.id) v.id, c.crime, v.capacity, coalesce(v.title, v.offence_code) as offence, v.offence_date as on_day, a.name as agency
    from victim_crimes(null) c
    join offence v on v.source_id = c.source_id and split_part(v.local_id, '|', 1) = c.crime and v.capacity in ('victim', 'witness')
    join agency a on a.id = v.agency_id
    where v.batch_id <> all ((select import_pending())::bigint[]) and not exists (select 1 from victim_offence x where x.victim_row = v.id)
    order by v.id) d
  order by d.on_day desc, d.id limit at_most offset skip;
end $$;

-- Custody state and release date, as far as the agency that sent the spell lets others have it. Runs as whoever calls.
create or replace function victim_custody(person bigint, on_day date, for_agency bigint) returns table (custody text, release_on date)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(s.kind, 'community'), case when s.kind = 'prison' then s.to_day end
  from (select 1) one left join lateral (
    select c.kind, c.to_day from custody_spell c
    where c.person_id = person and c.from_day <= on_day and (c.to_day is null or c.to_day > on_day)
      and (c.handling in ('partners', 'statutory') or (c.handling = 'named' and for_agency = any (c.named_agencies)))
    order by c.kind = 'prison' desc, c.from_day desc, c.id desc limit 1) s on true
$$;

-- Opens a victim to one officer, through every member whose offence it was.
create or replace function victim_open(of_victim bigint, to_staff bigint) returns void
language sql set search_path = pg_catalog, public, pg_temp as $$
  insert into access_reason (person_id, kind, staff_id, source, excluded_staff, only_staff)
  select distinct l.member_id, 'victim', to_staff, 'victim:' || of_victim,
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = l.member_id and x.kind = 'exclude' and x.to_at is null), '{}'::bigint[]),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = l.member_id and x.kind = 'only' and x.to_at is null)
  from victim_offence l where l.victim_id = of_victim
    and not exists (select 1 from access_reason r where r.source = 'victim:' || of_victim and r.staff_id = to_staff and r.person_id = l.member_id
      and (r.closes_at is null or r.closes_at > now()));
$$;

create or replace function victim_link(of_victim bigint, wanted text, row_of_victim bigint, only_source bigint, on_day date) returns integer
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  insert into victim_offence (victim_id, member_id, offence_id, victim_row, crime, offence, offence_on, seen_custody, seen_release)
  select of_victim, c.member_id, c.offence_id, row_of_victim, c.crime, coalesce(c.title, c.offence_code), c.offence_on, s.custody, s.release_on
  from victim_crimes(wanted) c cross join lateral victim_custody(c.member_id, on_day, viewer_agency()) s
  where (only_source is null or c.source_id = only_source)
    and not exists (select 1 from victim_offence x where x.victim_id = of_victim and x.offence_id = c.offence_id);
  get diagnostics n = row_count;
  return n;
end $$;

-- Takes on somebody whom an extract tells of: their name and how to reach them as the police have it. 'absent' where
-- there is no such row for the viewer, 'taken' where a colleague was quicker.
create or replace function victim_take_on(row_of_victim bigint, on_day date) returns table (outcome text, id bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare found record; made bigint;
begin
  if (victim_worker('offences') and victim_worker('records')) is not true then
    raise insufficient_privilege using message = 'may not work with victims';
  end if;
  perform pg_advisory_xact_lock(hashtext('waymark-victims'));
  if exists (select 1 from victim_offence x where x.victim_row = row_of_victim) then
    return query select 'taken'::text, null::bigint; return;
  end if;
  select v.capacity, v.source_id, split_part(v.local_id, '|', 1) as crime, r.given_name, r.family_name, r.born, r.address, r.postcode into found
  from offence v left join lateral (select * from source_record s where s.agency_id = v.agency_id and s.local_id = v.nominal_ref and s.withdrawn_at is null
    order by s.id desc limit 1) r on true
  where v.id = row_of_victim and v.capacity in ('victim', 'witness') and v.batch_id <> all (import_pending());
  if found.crime is null or not exists (select 1 from victim_crimes(found.crime) c where c.source_id = found.source_id) then
    return query select 'absent'::text, null::bigint; return;
  end if;
  insert into victim (scheme_id, agency_id, officer_id, capacity, given_names, family_name, born, address, changed_by)
  values (viewer_scheme(), viewer_agency(), viewer_staff(), found.capacity, coalesce(found.given_name, ''), coalesce(found.family_name, 'Name not known'), found.born,
    nullif(concat_ws(', ', found.address, found.postcode), ''), viewer_staff())
  returning victim.id into made;
  perform victim_link(made, found.crime, row_of_victim, found.source_id, on_day);
  perform victim_open(made, viewer_staff());
  return query select 'made'::text, made;
end $$;

-- Enters somebody by hand, under a crime that is a member's; null where it is none of theirs.
create or replace function victim_enter(wanted text, as_capacity text, given text, family text, on_day date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare made bigint;
begin
  if victim_worker('offences') is not true then
    raise insufficient_privilege using message = 'may not work with victims';
  end if;
  if not exists (select 1 from victim_crimes(wanted)) then return null; end if;
  insert into victim (scheme_id, agency_id, officer_id, capacity, given_names, family_name, changed_by)
  values (viewer_scheme(), viewer_agency(), viewer_staff(), as_capacity, given, family, viewer_staff()) returning id into made;
  perform victim_link(made, wanted, null, null, on_day);
  perform victim_open(made, viewer_staff());
  return made;
end $$;

-- The viewer holds this victim now.
create or replace function victim_holds(of_victim bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select viewer_may('victim:work') and exists (select 1 from access_reason r where r.source = 'victim:' || of_victim and r.kind = 'victim'
      and r.holder = any (viewer_holders()) and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()))
    and not exists (select 1 from access_reason r where r.source = 'victim:' || of_victim and r.kind = 'victim' and viewer_staff() = any (r.excluded_staff))
$$;

-- Another crime of the same victim; how many members' offences it added.
create or replace function victim_add_crime(of_victim bigint, wanted text, on_day date) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if (victim_worker('offences') and victim_holds(of_victim)) is not true then
    raise insufficient_privilege using message = 'may not work with this victim';
  end if;
  n := victim_link(of_victim, wanted, null, null, on_day);
  perform victim_open(of_victim, viewer_staff());
  return n;
end $$;

-- The member's custody state and release date, and nothing else of them; 'withheld' where the member's list or a declared
-- interest keeps the viewer out, or no agreement covers custody.
create or replace function victim_member_state(of_victim bigint, on_day date) returns table (link_id bigint, custody text, release_on date)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('victims') and victim_holds(of_victim)) is not true then return; end if;
  return query
  select l.id, case when s.may then c.custody else 'withheld' end, case when s.may then c.release_on end
  from victim_offence l
  cross join lateral (select viewer_shares('custody') and l.member_id <> all (viewer_barred()) as may) s
  cross join lateral victim_custody(l.member_id, on_day, viewer_agency()) c
  where l.victim_id = of_victim order by l.offence_on desc, l.id;
end $$;

-- Somebody of the viewer's agency who may be a victim's named contact today.
create or replace function victim_may_hold(staff_member bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from staff s join staff_role o on o.staff_id = s.id and o.scheme_id = viewer_scheme() and o.from_date <= current_date and (o.to_date is null or o.to_date > current_date)
      join role_right g on g.scheme_id = o.scheme_id and g.role = o.role and g."right" = 'victim:work' and g.from_date <= current_date and (g.to_date is null or g.to_date > current_date)
    where s.id = staff_member and s.agency_id = viewer_agency() and (s.to_date is null or s.to_date > current_date))
$$;

-- Hands a victim over: a new named contact, and no longer the viewer. False where nobody such may hold them.
create or replace function victim_hand_over(of_victim bigint, to_staff bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if victim_holds(of_victim) is not true then
    raise insufficient_privilege using message = 'may not hand this victim over';
  end if;
  if to_staff = viewer_staff() or not victim_may_hold(to_staff) then return false; end if;
  update victim v set officer_id = to_staff, version = v.version + 1, changed_at = now(), changed_by = viewer_staff() where v.id = of_victim;
  perform victim_open(of_victim, to_staff);
  update access_reason r set closes_at = greatest(now(), r.opens_at) where r.source = 'victim:' || of_victim and r.kind = 'victim'
    and r.staff_id = viewer_staff() and (r.closes_at is null or r.closes_at > now());
  return true;
end $$;

-- Victims whose named contact holds the work no longer or is kept out of it: a number and a day, for a colleague to take over.
create or replace function victim_unheld() returns table (id bigint, recorded_on date, updates_due integer)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('victim:work') and viewer_sees('victims')) is not true then return; end if;
  return query
  select v.id, v.recorded_at::date, (select count(*)::integer from victim_update u where u.victim_id = v.id and u.state = 'due')
  from victim v where v.agency_id = viewer_agency() and v.scheme_id = viewer_scheme() and v.state = 'open' and victim_unattended(v.id)
    and not exists (select 1 from access_reason r where r.source = 'victim:' || v.id and r.kind = 'victim' and viewer_staff() = any (r.excluded_staff))
  order by v.id limit 200;
end $$;

create or replace function victim_unattended(of_victim bigint) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from victim v where v.id = of_victim and v.state = 'open' and (not victim_may_hold(v.officer_id)
    or exists (select 1 from access_reason r where r.source = 'victim:' || v.id and r.kind = 'victim' and v.officer_id = any (r.excluded_staff))))
$$;

create or replace function victim_take_over(of_victim bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_may('victim:work') and viewer_sees('victims')) is not true then
    raise insufficient_privilege using message = 'may not work with victims';
  end if;
  perform pg_advisory_xact_lock(hashtext('waymark-victims'));
  if not exists (select 1 from victim_unheld() u where u.id = of_victim) then return false; end if;
  update victim v set officer_id = viewer_staff(), version = v.version + 1, changed_at = now(), changed_by = viewer_staff() where v.id = of_victim;
  update access_reason r set closes_at = greatest(now(), r.opens_at) where r.source = 'victim:' || of_victim and r.kind = 'victim'
    and (r.closes_at is null or r.closes_at > now());
  perform victim_open(of_victim, viewer_staff());
  return true;
end $$;

-- Closing or opening again moves the day on which the officer's access ends: the scheme's rule says how long after, and
-- 'infinity' is no end.
create or replace function victim_end(of_victim bigint, until timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if victim_holds(of_victim) is not true then
    raise insufficient_privilege using message = 'may not close this victim';
  end if;
  update access_reason r set closes_at = nullif(greatest(until, r.opens_at), 'infinity') where r.source = 'victim:' || of_victim and r.kind = 'victim'
    and r.staff_id = viewer_staff() and (r.closes_at is null or r.closes_at > now());
end $$;

-- For those who see the member's licence: that a no-contact condition is in force and whom to ask, or its wording where
-- it is on the licence. Never of whom.
create or replace function no_contact(person bigint, on_day date) returns table (wording text, from_on date, to_on date, officer text, phone text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (viewer_sees('licence') and viewer_shares('licence')) is not true or not exists (select 1 from access_reason r where r.person_id = person
      and r.holder = any (viewer_holders()) and r.kind in ('team', 'lead', 'co-worker', 'management', 'after-care', 'custody', 'break-glass')
      and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())
      and not (viewer_staff() = any (r.excluded_staff)) and (r.only_staff is null or viewer_staff() = any (r.only_staff))) then
    return;
  end if;
  return query
  select distinct c.wording, case when c.on_licence then c.from_on end, case when c.on_licence then c.to_on end,
    case when not c.on_licence then s.name end, case when not c.on_licence then s.phone end
  from victim_offence l join victim_condition c on c.link_id = l.id join victim v on v.id = c.victim_id join staff s on s.id = v.officer_id
  where l.member_id = person and c.ended_on is null and c.from_on <= on_day and (c.to_on is null or c.to_on > on_day)
  order by 1, 2, 4;
end $$;

do $$ declare f text; begin
  foreach f in array array['victim_known(integer, integer)', 'victim_take_on(bigint, date)', 'victim_enter(text, text, text, text, date)', 'victim_add_crime(bigint, text, date)',
    'victim_member_state(bigint, date)', 'victim_hand_over(bigint, bigint)', 'victim_unheld()', 'victim_take_over(bigint)', 'victim_end(bigint, timestamptz)', 'no_contact(bigint, date)'] loop
    execute format('alter function %s owner to waymark_definer', f);
    execute format('revoke all on function %s from public, $everyone', f);
    execute format('grant execute on function %s to waymark_app, waymark_definer', f);
  end loop;
  -- These run with their caller's rights: the definer's, for the functions above.
  foreach f in array array['victim_worker(text)', 'victim_crimes(text)', 'victim_custody(bigint, date, bigint)', 'victim_open(bigint, bigint)',
    'victim_link(bigint, text, bigint, bigint, date)', 'victim_holds(bigint)', 'victim_may_hold(bigint)', 'victim_unattended(bigint)'] loop
    execute format('revoke all on function %s from public, $everyone', f);
    execute format('grant execute on function %s to waymark_definer', f);
  end loop;
  grant execute on function victim_custody(bigint, date, bigint) to waymark_victims;
end $$;
