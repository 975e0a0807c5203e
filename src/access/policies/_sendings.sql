-- A report that was sent to a role or a shift is for whoever is in it when it is read, not when it was sent.

-- The viewer holds the role, or is of the team, that a sending went to: today, whatever they were then. Yes or no.
create or replace function viewer_in_group(roles text[], team bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return exists (select 1 from staff_role r where r.staff_id = viewer_staff() and r.scheme_id = viewer_scheme()
    and (r.role = any (roles) or r.team_id = team) and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date));
end $$;

-- Gives the viewer their numbered copy, and its reason, of each open sending to a role or shift that they have come into
-- since: where agreement and handling let their agency have the report and no restriction keeps them from whom it is
-- about. Asked before copies are listed; a second time it does nothing. A count.
create or replace function sending_join() returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer := 0; d record;
begin
  if (viewer_may('intelligence:receive') and viewer_staff() is not null) is not true then return 0; end if;
  for d in
    select s.id, s.report_id, s.expires_at, r.person_ids,
      case when viewer_in_group(s.roles, null) then 'role:' || coalesce((select x.role from staff_role x where x.staff_id = viewer_staff()
        and x.scheme_id = s.scheme_id and x.role = any (s.roles) and x.from_date <= current_date and (x.to_date is null or x.to_date > current_date) order by x.id limit 1), '')
        else 'shift:' || s.team_id end as through
    from dissemination s join intelligence_report r on r.id = s.report_id
    where s.scheme_id = viewer_scheme() and (s.roles <> '{}' or s.team_id is not null) and s.opens_at <= now() and s.expires_at > now()
      and viewer_in_group(s.roles, s.team_id) and r.state = 'accepted'
      and viewer_staff() not in (r.author_id, s.sent_by) and not (r.person_ids && viewer_barred())
      and (r.agency_id = viewer_agency() or (viewer_shares('intelligence') and (r.handling = 'partners'
        or (r.handling = 'statutory' and viewer_statutory()) or (r.handling = 'named' and viewer_agency() = any (r.named_agencies)))))
      and not exists (select 1 from dissemination_recall x where x.report_id = s.report_id and x.at >= s.sent_at
        and (x.dissemination_id is null or x.dissemination_id = s.id))
      and not exists (select 1 from dissemination_copy c where c.dissemination_id = s.id and c.staff_id = viewer_staff() and c.kind = 'sent')
    order by s.id limit 50
  loop
    -- Two pages that are opened at once give one copy.
    perform pg_advisory_xact_lock(hashtext('waymark-sending'), viewer_staff()::integer);
    if exists (select 1 from dissemination_copy c where c.dissemination_id = d.id and c.staff_id = viewer_staff() and c.kind = 'sent') then continue; end if;
    insert into dissemination_copy (report_id, no, dissemination_id, kind, staff_id, agency_id, through)
      values (d.report_id, 0, d.id, 'sent', viewer_staff(), viewer_agency(), d.through);
    insert into access_reason (person_id, kind, staff_id, source, closes_at, excluded_staff, only_staff)
    select p.id, 'dissemination', viewer_staff(), 'dissemination:' || d.id, d.expires_at,
      coalesce((select array_agg(x.staff_id) from access_restriction x where x.person_id = p.id and x.kind = 'exclude' and x.to_at is null), '{}'),
      (select array_agg(x.staff_id) from access_restriction x where x.person_id = p.id and x.kind = 'only' and x.to_at is null)
    from unnest(d.person_ids) p (id);
    n := n + 1;
  end loop;
  return n;
end $$;

alter function viewer_in_group(text[], bigint) owner to waymark_definer;
revoke all on function viewer_in_group(text[], bigint) from public;
grant execute on function viewer_in_group(text[], bigint) to waymark_definer;
alter function sending_join() owner to waymark_definer;
revoke all on function sending_join() from public;
grant execute on function sending_join() to waymark_app;
