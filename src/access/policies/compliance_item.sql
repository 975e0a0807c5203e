grant select, insert, update on compliance_item to waymark_app;
create policy see on compliance_item for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(compliance_item.person_id: team lead co-worker management after-care break-glass)
);
create policy add on compliance_item for insert to waymark_app with check (
  (select viewer_may('compliance:register')) and agency_id = (select viewer_agency())
  and $reason(compliance_item.person_id: team lead co-worker management)
);
create policy change on compliance_item for update to waymark_app using (
  (select viewer_may('compliance:register')) and $shared(licence)
  and $reason(compliance_item.person_id: team lead co-worker management)
) with check ((select viewer_may('compliance:register')));
$history(compliance_item)
$stays(compliance_item)
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (id, person_id, agency_id, licence_id, created_at, version, changed_by), update (person_id, version, changed_at, changed_by) on compliance_item to waymark_definer;
create policy definer on compliance_item for select to waymark_definer using ((select viewer_known()));
create policy goes on compliance_item for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
create or replace function compliance_item_goes(things bigint[], to_person bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  update compliance_item t set person_id = to_person, version = t.version + 1, changed_at = now(), changed_by = coalesce(viewer_staff(), t.changed_by) where t.id = any (things);
  update compliance_time k set person_id = to_person where k.item_id = any (things);
end $$;
revoke all on function compliance_item_goes(bigint[], bigint) from public;
grant execute on function compliance_item_goes(bigint[], bigint) to waymark_definer;
