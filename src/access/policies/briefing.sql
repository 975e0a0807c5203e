-- Whether the viewer sees everybody whom a briefing tells of, and somebody at all. Yes or no.
create or replace function briefing_reaches(briefed bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_may('briefing:make') and exists (select 1 from briefing_item i where i.briefing_id = briefed)
    and not exists (select 1 from briefing_item i where i.briefing_id = briefed and not viewer_reaches(i.person_id));
end $$;
alter function briefing_reaches(bigint) owner to waymark_definer;
revoke all on function briefing_reaches(bigint) from public;
grant execute on function briefing_reaches(bigint) to waymark_app;

-- The head of a briefing: where, for which team, until when. Whom it tells of is in its items. Of those who make briefings,
-- whoever made or released this one, and whoever sees everybody in it, reads it and may end it: its words and who reads it
-- are of the people in it.
alter table briefing enable row level security;
alter table briefing force row level security;
grant select, insert, update on briefing to waymark_app;
create policy make on briefing for select to waymark_app using (
  (select viewer_may('briefing:make')) and scheme_id = (select viewer_scheme())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('identity')))
  and (made_by = (select viewer_staff()) or released_by = (select viewer_staff()) or briefing_reaches(id))
);
create policy front_line on briefing for select to waymark_app using (
  (select viewer_sees('briefing')) and scheme_id = (select viewer_scheme())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('identity')))
  and state = 'released' and from_at <= now() and until_at > now()
  and 'team:' || team_id = any ((select viewer_holders())::text[])
);
create policy add on briefing for insert to waymark_app with check (
  (select viewer_may('briefing:make')) and scheme_id = (select viewer_scheme())
  and agency_id = (select viewer_agency()) and made_by = (select viewer_staff()) and state = 'draft'
);
create policy change on briefing for update to waymark_app using (
  (select viewer_may('briefing:make')) and scheme_id = (select viewer_scheme()) and state in ('draft', 'released')
  and (made_by = (select viewer_staff()) or released_by = (select viewer_staff()) or briefing_reaches(id))
) with check (
  (select viewer_may('briefing:make'))
  and (state in ('draft', 'discarded') or (select viewer_may('briefing:release')))
);
grant select on briefing to waymark_definer;
create policy definer on briefing for select to waymark_definer using ((select viewer_known()));

-- Whether the viewer was sent this report and may not read it yet, or any more, by what they were sent: a copy whose
-- conditions they have not acknowledged, or copies of which none is left that was not recalled. Then no briefing tells it
-- to them either.
create or replace function report_held_back(report bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(bool_or(not s.recalled and not s.acknowledged), false) or coalesce(bool_and(s.recalled), false)
    from (select c.acknowledged_at is not null as acknowledged, exists (select 1 from dissemination_recall x where x.report_id = c.report_id
        and x.at >= c.made_at and (x.dissemination_id is null or x.dissemination_id = c.dissemination_id)) as recalled
      from dissemination_copy c where c.report_id = report and c.staff_id = viewer_staff() and c.kind = 'sent') s);
end $$;
alter function report_held_back(bigint) owner to waymark_definer;
revoke all on function report_held_back(bigint) from public;
grant execute on function report_held_back(bigint) to waymark_app;

-- What the viewer read or holds on paper of briefings that were withdrawn since, or out of which somebody was taken since:
-- where it was for and why it was withdrawn, and nobody's name.
create or replace function briefings_gone() returns table (briefing_id bigint, number integer, area_name text, until_at timestamptz, why text,
  gone_at timestamptz, destroyed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  select b.id, c.number, b.area_name, b.until_at, b.withdrawn_why, coalesce(b.withdrawn_at, t.at), c.destroyed_at
  from briefing_copy c join briefing b on b.id = c.briefing_id
    left join lateral (select max(i.withdrawn_at) as at from briefing_item i where i.briefing_id = b.id and i.withdrawn_at > c.at) t on true
  where c.staff_id = viewer_staff() and b.scheme_id = viewer_scheme() and (b.state = 'withdrawn' or t.at is not null)
  union all
  select b.id, null, b.area_name, b.until_at, b.withdrawn_why, b.withdrawn_at, null
  from briefing_reader d join briefing b on b.id = d.briefing_id
  where d.staff_id = viewer_staff() and b.scheme_id = viewer_scheme() and b.state = 'withdrawn'
    and not exists (select 1 from briefing_copy c where c.briefing_id = b.id and c.staff_id = d.staff_id);
end $$;
alter function briefings_gone() owner to waymark_definer;
revoke all on function briefings_gone() from public;
grant execute on function briefings_gone() to waymark_app;

-- How many people a briefing of one's own told of, for making it again: those whom its maker may not see any more count too.
create or replace function briefing_size(briefed bigint) returns integer
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select count(*)::integer from briefing b join briefing_item i on i.briefing_id = b.id and i.withdrawn_at is null
    where b.id = briefed and viewer_may('briefing:make') and viewer_staff() in (b.made_by, b.released_by));
end $$;
alter function briefing_size(bigint) owner to waymark_definer;
revoke all on function briefing_size(bigint) from public;
grant execute on function briefing_size(bigint) to waymark_app;

-- Somebody may be told of in a briefing for as long as they are on the scheme and no list limits who may see them: asked
-- at every reading, so that a briefing which is out already shows them no longer from the moment that changes.
create or replace function still_briefed(person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_known() and exists (select 1 from membership m where m.person_id = person and m.left_on is null and m.state = 'member'
      and m.scheme_id = viewer_scheme())
    and not exists (select 1 from access_restriction x where x.person_id = person and x.kind = 'only' and x.to_at is null);
end $$;
alter function still_briefed(bigint) owner to waymark_definer;
revoke all on function still_briefed(bigint) from public;
grant execute on function still_briefed(bigint) to waymark_app;

-- A report that was told of stands: accepted, about this person alone, without conditions, and not recalled. Yes or no.
create or replace function report_stands(report bigint, person bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_known() and exists (select 1 from intelligence_report r where r.id = report and r.state = 'accepted'
    and r.handling_code = 'P' and r.person_ids = array[person]
    -- One whose every copy was recalled is told nowhere.
    and not exists (select 1 from dissemination_recall d where d.report_id = r.id and d.dissemination_id is null));
end $$;
alter function report_stands(bigint, bigint) owner to waymark_definer;
revoke all on function report_stands(bigint, bigint) from public;
grant execute on function report_stands(bigint, bigint) to waymark_app;

-- Opens each person of a briefing that the caller has just released to the team it is for, until it expires; whoever
-- releases opens nobody whom they do not see by a lasting reason of their own.
create or replace function briefing_open(briefed bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if viewer_may('briefing:release') is not true then
    raise insufficient_privilege using message = 'may not release a briefing';
  end if;
  if exists (select 1 from briefing_item i where i.briefing_id = briefed and i.withdrawn_at is null
      and (not viewer_keeps(i.person_id) or not still_briefed(i.person_id))) then
    raise insufficient_privilege using message = 'somebody in it may not be told of';
  end if;
  insert into access_reason (person_id, kind, team_id, source, opens_at, closes_at, excluded_staff, only_staff)
  select i.person_id, 'briefing', b.team_id, 'briefing:' || b.id, greatest(now(), b.from_at), b.until_at,
    coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = i.person_id and x.kind = 'exclude' and x.to_at is null), '{}'),
    (select array_agg(x.staff_id) from access_restriction x where x.person_id = i.person_id and x.kind = 'only' and x.to_at is null)
  from briefing b join briefing_item i on i.briefing_id = b.id
  where b.id = briefed and b.state = 'released' and b.released_by = viewer_staff() and b.until_at > now() and i.withdrawn_at is null
    and not exists (select 1 from access_reason r where r.person_id = i.person_id and r.source = 'briefing:' || b.id);
  get diagnostics n = row_count;
  return n;
end $$;
alter function briefing_open(bigint) owner to waymark_definer;
revoke all on function briefing_open(bigint) from public;
grant execute on function briefing_open(bigint) to waymark_app;

-- Ends what a briefing opened, for one person or for all, once the row says that it was withdrawn.
create or replace function briefing_close(briefed bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if viewer_may('briefing:release') is not true then
    raise insufficient_privilege using message = 'may not withdraw a briefing';
  end if;
  update access_reason r set closes_at = greatest(now(), r.opens_at)
  from briefing b join briefing_item i on i.briefing_id = b.id
  where b.id = briefed and b.scheme_id = viewer_scheme() and r.source = 'briefing:' || b.id and r.person_id = i.person_id
    and (b.state = 'withdrawn' or i.withdrawn_at is not null) and (r.closes_at is null or r.closes_at > now());
  get diagnostics n = row_count;
  return n;
end $$;
alter function briefing_close(bigint) owner to waymark_definer;
revoke all on function briefing_close(bigint) from public;
grant execute on function briefing_close(bigint) to waymark_app;

-- Opens somebody again who was taken out of a briefing that is still out, and was put back.
create or replace function briefing_reopen(briefed bigint, person bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  if viewer_may('briefing:release') is not true or not viewer_keeps(person) or not still_briefed(person) then
    raise insufficient_privilege using message = 'may not put them back';
  end if;
  update access_reason r set closes_at = b.until_at
  from briefing b join briefing_item i on i.briefing_id = b.id
  where b.id = briefed and b.scheme_id = viewer_scheme() and b.state = 'released' and b.until_at > now()
    and i.person_id = person and i.withdrawn_at is null and r.person_id = person and r.source = 'briefing:' || b.id;
  get diagnostics n = row_count;
  return n;
end $$;
alter function briefing_reopen(bigint, bigint) owner to waymark_definer;
revoke all on function briefing_reopen(bigint, bigint) from public;
grant execute on function briefing_reopen(bigint, bigint) to waymark_app;
