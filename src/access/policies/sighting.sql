-- What somebody on the front line saw: for those who work with the person and see intelligence.
grant select, insert, update on sighting to waymark_app;
create policy see on sighting for select to waymark_app using (
  (select viewer_sees('intelligence')) and scheme_id = (select viewer_scheme())
  and $shared(intelligence)
  and person_id is not null and state <> 'withdrawn'
  and $reason(sighting.person_id: team lead co-worker management break-glass)
);
-- Of somebody whom the reporter did not find in a briefing: for reviewers of reports, who know whom to ask.
create policy unnamed on sighting for select to waymark_app using (
  (select viewer_may('intelligence:review')) and scheme_id = (select viewer_scheme())
  and $shared(intelligence) and person_id is null and state <> 'withdrawn'
);
-- The reporter's own, whatever became of the briefing: their words and what they were told. Not of somebody who is kept
-- from them since.
create policy mine on sighting for select to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_may('sighting:report'))
  and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
);
create policy report on sighting for insert to waymark_app with check (
  (select viewer_may('sighting:report')) and staff_id = (select viewer_staff())
  and agency_id = (select viewer_agency()) and scheme_id = (select viewer_scheme()) and state = 'new'
  and (person_id is null or ($reason(sighting.person_id: briefing) and still_briefed(person_id)))
);
create policy take_back on sighting for update to waymark_app using (
  staff_id = (select viewer_staff()) and (select viewer_may('sighting:report'))
) with check (staff_id = (select viewer_staff()));
create policy answer on sighting for update to waymark_app using (
  (select viewer_sees('intelligence')) and staff_id <> (select viewer_staff()) and scheme_id = (select viewer_scheme())
  and $shared(intelligence) and state <> 'withdrawn'
  and case when person_id is null then (select viewer_may('intelligence:review'))
    else $reason(sighting.person_id: team lead co-worker management) end
) with check (staff_id <> (select viewer_staff()));
$history(sighting)
$stays(sighting)
grant select on sighting to waymark_definer;
create policy definer on sighting for select to waymark_definer using ((select viewer_known()));
-- The lead and their deputies are told by number (sighting_tell); what they may see is decided when they open it.
grant select on notice to waymark_definer;
create policy sightings on notice for insert to waymark_definer with check ((select viewer_known()) and kind = 'sighting' and person_id is null);
create policy sighting_told on notice for select to waymark_definer using ((select viewer_known()) and kind = 'sighting');

-- The lead of the person, co-workers and those who stand in for them are told by number that somebody saw them; whom the
-- reporter may not know of.
create or replace function sighting_tell(seen bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  insert into notice (staff_id, kind, subject, subject_id)
  select distinct r.staff_id, 'sighting', 'sighting', s.id
  from sighting s join access_reason r on r.person_id = s.person_id
  where s.id = seen and s.staff_id = viewer_staff() and s.state = 'new' and r.staff_id is not null and r.kind in ('lead', 'co-worker')
    and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()) and r.staff_id <> viewer_staff()
    and not (r.staff_id = any (r.excluded_staff)) and (r.only_staff is null or r.staff_id = any (r.only_staff))
    and not exists (select 1 from notice k where k.kind = 'sighting' and k.subject_id = s.id and k.staff_id = r.staff_id);
  get diagnostics n = row_count;
  return n;
end $$;
alter function sighting_tell(bigint) owner to waymark_definer;
revoke all on function sighting_tell(bigint) from public;
grant execute on function sighting_tell(bigint) to waymark_app;
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant update (person_id, version) on sighting to waymark_definer;
create policy goes on sighting for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function sighting_goes(things bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update sighting t set person_id = to_person, version = t.version + 1 where t.id = any (things);
end $$;
revoke all on function sighting_goes(bigint[], bigint) from public;
grant execute on function sighting_goes(bigint[], bigint) to waymark_definer;
