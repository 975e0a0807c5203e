-- Something asked of a shift or a partner; each step of it is a tasking_event. About a person, it is seen by those who have a reason for them alone.
alter table tasking enable row level security;
alter table tasking force row level security;
grant select, insert, update on tasking to waymark_app;
create policy asking on tasking for select to waymark_app using (
  (select viewer_may('tasking:ask')) and scheme_id = (select viewer_scheme())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('contacts')))
  and case when person_id is null then asked_by = (select viewer_staff()) or (select viewer_sees('team-day'))
    else $reason(tasking.person_id: team lead co-worker management break-glass) end
);
create policy asked on tasking for select to waymark_app using (
  (select viewer_may('tasking:answer')) and scheme_id = (select viewer_scheme())
  and (agency_id = (select viewer_agency()) or (select viewer_shares('contacts')))
  and ('team:' || to_team_id = any ((select viewer_holders())::text[]) or to_agency_id = (select viewer_agency()))
  and (person_id is null or $reason(tasking.person_id: team lead co-worker management embedded custody briefing break-glass))
);
create policy add on tasking for insert to waymark_app with check (
  (select viewer_may('tasking:ask')) and scheme_id = (select viewer_scheme()) and agency_id = (select viewer_agency())
  and asked_by = (select viewer_staff()) and state = 'asked'
  and (person_id is null or $reason(tasking.person_id: team lead co-worker management))
);
create policy move on tasking for update to waymark_app using (
  scheme_id = (select viewer_scheme())
  and (((select viewer_may('tasking:ask')) and (asked_by = (select viewer_staff())
      -- Whoever supervises withdraws what their own service asked, not what a partner did.
      or ((select viewer_sees('team-day')) and exists (select 1 from agency o, agency v
        where o.id = tasking.agency_id and v.id = viewer_agency() and o.kind = v.kind))))
    or ((select viewer_may('tasking:answer'))
      and ('team:' || to_team_id = any ((select viewer_holders())::text[]) or to_agency_id = (select viewer_agency()))))
) with check (scheme_id = (select viewer_scheme()));
$stays(tasking)

-- Whether anybody of the team or agency that is asked will be able to see the person until the time it is due. Yes or no.
create or replace function tasking_reaches(person bigint, team bigint, agency bigint, until timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return viewer_may('tasking:ask') and viewer_reaches(person) and exists (
    select 1 from access_reason r where r.person_id = person and r.only_staff is null and r.opens_at <= until
      and (r.closes_at is null or r.closes_at >= until)
      and r.kind in ('team', 'lead', 'co-worker', 'embedded', 'custody', 'briefing')
      and (r.team_id = team or r.agency_id = agency
        or exists (select 1 from staff s where s.id = r.staff_id and s.agency_id = agency)
        or exists (select 1 from staff_role w join staff s on s.id = w.staff_id where s.agency_id = agency and w.team_id = r.team_id
          and (w.to_date is null or w.to_date > current_date))));
end $$;
alter function tasking_reaches(bigint, bigint, bigint, timestamptz) owner to waymark_definer;
revoke all on function tasking_reaches(bigint, bigint, bigint, timestamptz) from public;
grant execute on function tasking_reaches(bigint, bigint, bigint, timestamptz) to waymark_app;
-- Which are late, and who asked: neither what nor of whom.
grant select (id, scheme_id, asked_by, answer_by, due_at, state) on tasking to waymark_events;
create policy events on tasking for select to waymark_events using ($service(events));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select, update (person_id, version) on tasking to waymark_definer;
create policy definer on tasking for select to waymark_definer using ((select viewer_known()));
create policy goes on tasking for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function tasking_goes(things bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update tasking t set person_id = to_person, version = t.version + 1 where t.id = any (things);
  update tasking_event e set person_id = to_person where e.tasking_id = any (things);
end $$;
revoke all on function tasking_goes(bigint[], bigint) from public;
grant execute on function tasking_goes(bigint[], bigint) to waymark_definer;
