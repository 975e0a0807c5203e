-- Each has and ends their own. The address itself is nowhere.
alter table calendar_feed enable row level security;
alter table calendar_feed force row level security;
grant select, insert, update on calendar_feed to waymark_app;
create policy own on calendar_feed for select to waymark_app using (staff_id = (select viewer_staff()));
create policy add on calendar_feed for insert to waymark_app with check (
  (select viewer_may('contact:record')) and staff_id = (select viewer_staff()) and scheme_id = (select viewer_scheme())
  and role = (select nullif(current_setting('waymark.role', true), ''))
);
create policy change on calendar_feed for update to waymark_app using (staff_id = (select viewer_staff())) with check (staff_id = (select viewer_staff()));
grant select, update on calendar_feed to waymark_definer;
create policy definer on calendar_feed to waymark_definer using ((select viewer_known())) with check ((select viewer_known()));

-- What stands behind a secret address: whose, and what they chose to show; nothing where it was revoked, or they have
-- left, or no longer have the role.
create or replace function calendar_feed_of(token bytea) returns table (id bigint, staff_id bigint, scheme_id bigint, role text, uid_salt text, shows_kind boolean,
  shows_place boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if viewer_service() is distinct from 'calendar' then return; end if;
  return query
  select f.id, f.staff_id, f.scheme_id, f.role, f.uid_salt, f.shows_kind, f.shows_place
  from calendar_feed f join staff s on s.id = f.staff_id
  where f.token_sha256 = token and f.revoked_at is null and s.from_date <= current_date and (s.to_date is null or s.to_date > current_date)
    and exists (select 1 from staff_role r where r.staff_id = f.staff_id and r.scheme_id = f.scheme_id and r.role = f.role
      and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date))
    and exists (select 1 from role_right g where g.scheme_id = f.scheme_id and g.role = f.role and g."right" = 'contact:record'
      and g.from_date <= current_date and (g.to_date is null or g.to_date > current_date));
end $$;
alter function calendar_feed_of(bytea) owner to waymark_definer;
revoke all on function calendar_feed_of(bytea) from public;
grant execute on function calendar_feed_of(bytea) to waymark_calendar;

-- What a scheme has written down as a place itself, and how it is called towards whoever may read it: its bases, the
-- places of its rule `appointments`, and those that its reminders may name.
create or replace function calendar_places(scheme bigint) returns table (recorded text, said text)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with listed as (
    select one ->> 'recorded' as recorded, one ->> 'said' as said, 1 as rank
    from rule_version v, jsonb_array_elements(coalesce(v.body -> 'places', '[]')) as one
    where v.scheme_id = scheme and v.kind = 'reminders' and v.valid_from <= current_date and (v.valid_to is null or v.valid_to > current_date)
    union all
    select one ->> 'name', one ->> 'name', 2
    from rule_version v, jsonb_array_elements(coalesce(v.body -> 'places', '[]')) as one
    where v.scheme_id = scheme and v.kind = 'appointments' and v.valid_from <= current_date and (v.valid_to is null or v.valid_to > current_date)
    union all
    select b.name, b.name, 3 from base b where b.scheme_id = scheme)
  select distinct on (l.recorded) l.recorded, l.said from listed l where l.recorded is not null and l.said is not null order by l.recorded, l.rank;
$$;
revoke all on function calendar_places(bigint) from public;
grant execute on function calendar_places(bigint) to waymark_definer;

-- Times of the planned contacts of whose address it is, of people whom they still have a reason for, and what was
-- withdrawn of them lately; kind and place where they chose so. A place is told where it is exactly one that the scheme
-- has listed; what somebody typed (whose home it is, who lives there) never is.
create or replace function calendar_feed_events(token bytea, from_at timestamptz, to_at timestamptz)
returns table (id bigint, at timestamptz, minutes integer, cancelled boolean, version integer, kind text, place text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare f record; holders text[];
begin
  select * into f from calendar_feed_of(token);
  if f.id is null then return; end if;
  update calendar_feed c set read_at = now() where c.id = f.id;
  holders := array['staff:' || f.staff_id] || (select array['agency:' || s.agency_id] from staff s where s.id = f.staff_id)
    || array(select 'team:' || r.team_id from staff_role r where r.staff_id = f.staff_id and r.scheme_id = f.scheme_id and r.role = f.role and r.team_id is not null
        and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date))
    || case when f.role in ('scheme-manager', 'senior-probation-officer') then array['post:management:' || f.scheme_id] else '{}' end;
  return query
  select c.id, c.at, c.minutes, c.state in ('withdrawn', 'cancelled'), c.version, case when f.shows_kind then c.kind end,
    case when f.shows_place then l.said end
  from contact c left join calendar_places(f.scheme_id) l on l.recorded = trim(c.place)
  where c.staff_id = f.staff_id and c.at >= from_at and c.at < to_at
    and (c.state = 'planned' or (c.state in ('withdrawn', 'cancelled') and c.planned and c.changed_at > now() - interval '30 days'))
    and exists (select 1 from access_reason r where r.person_id = c.person_id and r.holder = any (holders)
      and r.kind in ('team', 'lead', 'co-worker', 'management', 'embedded', 'custody', 'referral')
      and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())
      and not (f.staff_id = any (r.excluded_staff)) and (r.only_staff is null or f.staff_id = any (r.only_staff)))
  order by c.at, c.id limit 1000;
end $$;
alter function calendar_feed_events(bytea, timestamptz, timestamptz) owner to waymark_definer;
revoke all on function calendar_feed_events(bytea, timestamptz, timestamptz) from public;
grant execute on function calendar_feed_events(bytea, timestamptz, timestamptz) to waymark_calendar;

-- Appointments of the viewer's own that fall on another agency's with the same person which they may not read: that there
-- is one, and whose agency to ask; never what, when exactly, or with whom.
create or replace function withheld_bookings(from_at timestamptz, to_at timestamptz) returns table (contact_id bigint, agency_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select distinct c.id, o.agency_id from contact c join contact o on o.person_id = c.person_id and o.id <> c.id
  where c.staff_id = viewer_staff() and c.agency_id = viewer_agency() and c.state = 'planned' and c.at >= from_at and c.at < to_at and viewer_may('contact:record')
    and o.state = 'planned' and o.agency_id <> viewer_agency()
    and o.at < c.at + make_interval(mins => coalesce(c.minutes, 30)) and c.at < o.at + make_interval(mins => coalesce(o.minutes, 30))
    and (viewer_sees('contacts') and viewer_shares('contacts') and (o.handling = 'partners' or (o.handling = 'statutory' and viewer_statutory())
      or (o.handling = 'named' and viewer_agency() = any (o.named_agencies)))) is not true
    and viewer_reaches(c.person_id);
end $$;
alter function withheld_bookings(timestamptz, timestamptz) owner to waymark_definer;
revoke all on function withheld_bookings(timestamptz, timestamptz) from public;
grant execute on function withheld_bookings(timestamptz, timestamptz) to waymark_app;
