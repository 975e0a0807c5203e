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
