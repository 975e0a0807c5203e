-- The head of a briefing: where, for which team, until when. Whom it tells of is in its items.
alter table briefing enable row level security;
alter table briefing force row level security;
grant select, insert, update on briefing to waymark_app;
create policy make on briefing for select to waymark_app using (
  (select viewer_may('briefing:make')) and scheme_id = (select viewer_scheme())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('identity')))
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
) with check (
  (select viewer_may('briefing:make'))
  and (state in ('draft', 'discarded') or (select viewer_may('briefing:release')))
);
grant select on briefing to waymark_definer;
create policy definer on briefing for select to waymark_definer using ((select viewer_known()));

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
