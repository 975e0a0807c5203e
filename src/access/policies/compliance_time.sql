grant select, insert on compliance_time to waymark_app;
create policy see on compliance_time for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts'))
  and $shared(licence)
  and $reason(compliance_time.person_id: team lead co-worker management after-care break-glass)
);
create policy add on compliance_time for insert to waymark_app with check (
  (select viewer_may('compliance:register')) and agency_id = (select viewer_agency()) and staff_id = (select viewer_staff())
  and $reason(compliance_time.person_id: team lead co-worker management)
  and exists (select 1 from compliance_item p where p.id = compliance_time.item_id and p.person_id = compliance_time.person_id)
);
$stays(compliance_time)
-- What came to somebody by a wrong link goes to the person whom it is about (separation_move in _reassigning.sql).
grant select (item_id, person_id), update (person_id) on compliance_time to waymark_definer;
create policy definer on compliance_time for select to waymark_definer using ((select viewer_known()));
create policy goes on compliance_time for update to waymark_definer using ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't') with check ((select viewer_known()) and current_setting('waymark.reassigning', true) = 't');
