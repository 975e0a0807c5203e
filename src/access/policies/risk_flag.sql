grant select, insert, update on risk_flag to waymark_app;
create policy see on risk_flag for select to waymark_app using (
  (select viewer_sees('risk'))
  and $shared(risk)
  and $reason(risk_flag.person_id: team lead co-worker management after-care embedded custody break-glass)
);
create policy add on risk_flag for insert to waymark_app with check (
  (select viewer_may('risk:flag')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(risk_flag.person_id: team lead co-worker management embedded)
);
create policy change on risk_flag for update to waymark_app using (
  (select viewer_may('risk:flag')) and agency_id = (select viewer_agency())
  and $reason(risk_flag.person_id: team lead co-worker management embedded)
) with check ((select viewer_may('risk:flag')));
-- Another agency's flag is reviewed or ended by those who manage the scheme: its author may have left the case.
create policy manage on risk_flag for update to waymark_app using (
  (select viewer_may('risk:flag')) and $shared(risk) and $reason(risk_flag.person_id: management)
) with check ((select viewer_may('risk:flag')));
$history(risk_flag)
$stays(risk_flag)
-- The auditor is told whether what somebody was refused exists, and whom it is about (audit_refusal).
grant select (id, person_id) on risk_flag to waymark_definer;
create policy refused on risk_flag for select to waymark_definer using ((select viewer_known()));
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (agency_id, recorded_at, version, changed_by), update (person_id, version, changed_at, changed_by) on risk_flag to waymark_definer;
create policy goes on risk_flag for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function risk_flag_goes(things bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update risk_flag t set person_id = to_person, version = t.version + 1, changed_at = now(), changed_by = coalesce(viewer_staff(), t.changed_by) where t.id = any (things);
end $$;
revoke all on function risk_flag_goes(bigint[], bigint) from public;
grant execute on function risk_flag_goes(bigint[], bigint) to waymark_definer;
