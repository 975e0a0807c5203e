-- Seen as the licence is. A variation ends a condition; its words are never changed.
grant select, insert, update on licence_condition to waymark_app;
create policy see on licence_condition for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('plan'))
  and $shared(licence)
  and $reason(licence_condition.person_id: team lead co-worker management after-care custody break-glass)
);
create policy add on licence_condition for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(licence_condition.person_id: team lead co-worker management)
  and exists (select 1 from licence p where p.id = licence_condition.licence_id and p.person_id = licence_condition.person_id)
);
create policy change on licence_condition for update to waymark_app using (
  (select viewer_may('licence:edit')) and $shared(licence)
  and $reason(licence_condition.person_id: team lead co-worker management)
) with check ((select viewer_may('licence:edit')));
$history(licence_condition)
$stays(licence_condition)
