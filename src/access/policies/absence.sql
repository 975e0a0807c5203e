-- Who is away and who covers: for every colleague of the scheme. It says nothing of why.
alter table absence enable row level security;
alter table absence force row level security;
grant select, insert, update on absence to waymark_app;
create policy see on absence for select to waymark_app using ((select viewer_staff()) is not null and scheme_id = (select viewer_scheme()));
-- Each for themselves, and whoever allocates for everybody. Which deputies may be named is in cover_open().
create policy add on absence for insert to waymark_app with check (
  scheme_id = (select viewer_scheme()) and recorded_by = (select viewer_staff())
  and ((staff_id = (select viewer_staff()) and (select viewer_may('contact:record'))) or (select viewer_may('case:allocate')))
);
create policy change on absence for update to waymark_app using (
  scheme_id = (select viewer_scheme())
  and ((staff_id = (select viewer_staff()) and (select viewer_may('contact:record'))) or (select viewer_may('case:allocate')))
) with check (
  scheme_id = (select viewer_scheme())
  and ((staff_id = (select viewer_staff()) and (select viewer_may('contact:record'))) or (select viewer_may('case:allocate')))
);
grant select on absence to waymark_definer;
create policy definer on absence for select to waymark_definer using ((select viewer_known()));
$history(absence)

-- A deputy has a reason of their own for each person of whoever is away, from the first day to the end of the last. What
-- an allocation opened to the one is opened to the other, so both are of one kind of work.
create or replace function cover_one(absence_id bigint, person bigint, part text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into access_reason (person_id, kind, staff_id, source, opens_at, closes_at, excluded_staff, only_staff)
  select person, case part when 'embedded' then 'embedded' else 'co-worker' end, b.deputy_id, 'absence:' || b.id,
    greatest(now(), b.from_day::timestamp at time zone 'Europe/London'), (b.to_day + 1)::timestamp at time zone 'Europe/London',
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'exclude' and x.to_at is null), '{}'),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null)
  from absence b where b.id = absence_id and b.deputy_id is not null and b.ended_at is null
    and (b.to_day + 1)::timestamp at time zone 'Europe/London' > now()
    and not exists (select 1 from access_reason r where r.person_id = person and r.source = 'absence:' || b.id and r.staff_id = b.deputy_id
      and (r.closes_at is null or r.closes_at > now()));
end $$;
alter function cover_one(bigint, bigint, text) owner to waymark_definer;
revoke all on function cover_one(bigint, bigint, text) from public;

-- Opens what an absence gives its deputy; how many people. Whoever is away may name somebody who does the same work in
-- their own team (or, where they have none, in their own agency); whoever allocates may name anybody who does it.
create or replace function cover_open(absence_id bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare b absence; n integer;
begin
  select * into b from absence where id = absence_id and scheme_id = viewer_scheme();
  if b.deputy_id is null then return 0; end if;
  if (viewer_may('case:allocate') or (b.staff_id = viewer_staff() and viewer_may('contact:record') and exists (
      select 1 from staff_role mine join staff_role theirs on theirs.scheme_id = mine.scheme_id and theirs.role = mine.role
      join staff sm on sm.id = mine.staff_id join staff st on st.id = theirs.staff_id
      where mine.scheme_id = b.scheme_id and mine.staff_id = b.staff_id and theirs.staff_id = b.deputy_id
        and (mine.to_date is null or mine.to_date > current_date) and (theirs.to_date is null or theirs.to_date > current_date)
        and (mine.team_id = theirs.team_id or (mine.team_id is null and sm.agency_id = st.agency_id))))) is not true then
    raise insufficient_privilege using message = 'may not name this deputy';
  end if;
  perform cover_one(b.id, l.person_id, l.kind) from allocation l
  where l.staff_id = b.staff_id and l.to_at is null and viewer_reaches(l.person_id);
  select count(*) into n from access_reason r where r.source = 'absence:' || b.id and (r.closes_at is null or r.closes_at > now());
  return n;
end $$;
alter function cover_open(bigint) owner to waymark_definer;
revoke all on function cover_open(bigint) from public;
grant execute on function cover_open(bigint) to waymark_app;

-- Ends what an absence gave.
create or replace function cover_close(absence_id bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if not exists (select 1 from absence b where b.id = absence_id and b.scheme_id = viewer_scheme()
      and (viewer_may('case:allocate') or (b.staff_id = viewer_staff() and viewer_may('contact:record')))) then
    raise insufficient_privilege using message = 'may not end this cover';
  end if;
  update access_reason r set closes_at = greatest(now(), r.opens_at) where r.source = 'absence:' || absence_id and (r.closes_at is null or r.closes_at > now());
  get diagnostics n = row_count;
  return n;
end $$;
alter function cover_close(bigint) owner to waymark_definer;
revoke all on function cover_close(bigint) from public;
grant execute on function cover_close(bigint) to waymark_app;

-- Who is given to somebody while they are away, or taken from them, is given to their deputy and taken from them.
create or replace function cover_follows() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name <> 'allocation' or tg_table_schema <> 'public' then
    raise insufficient_privilege using message = 'cover follows allocations';
  end if;
  if new.to_at is null then
    perform cover_one(b.id, new.person_id, new.kind) from absence b where b.staff_id = new.staff_id and b.ended_at is null;
  else
    update access_reason r set closes_at = greatest(now(), r.opens_at) from absence b
    where b.staff_id = new.staff_id and r.source = 'absence:' || b.id and r.person_id = new.person_id and (r.closes_at is null or r.closes_at > now());
  end if;
  return null;
end $$;
alter function cover_follows() owner to waymark_definer;
revoke all on function cover_follows() from public;
create or replace trigger cover_follows after insert or update of to_at on allocation for each row execute function cover_follows();

-- Whether the viewer is the deputy of somebody who is away today. Absences are for every colleague of the scheme.
create or replace function viewer_covers(away bigint) returns boolean language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from absence b where b.staff_id = away and b.deputy_id = viewer_staff() and b.ended_at is null
    and (now() at time zone 'Europe/London')::date between b.from_day and b.to_day)
$$;
revoke all on function viewer_covers(bigint) from public;
grant execute on function viewer_covers(bigint) to waymark_app;
-- Whose deputy is told of an alert.
grant select (staff_id, deputy_id, from_day, to_day, ended_at) on absence to waymark_events;
create policy events on absence for select to waymark_events using ($service(events));
