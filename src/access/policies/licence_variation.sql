-- Seen as the licence is. What was decided is never changed.
grant select, insert on licence_variation to waymark_app;
create policy see on licence_variation for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('plan'))
  and $shared(licence)
  and $reason(licence_variation.person_id: team lead co-worker management after-care custody break-glass)
);
create policy add on licence_variation for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(licence_variation.person_id: team lead co-worker management)
  and exists (select 1 from licence p where p.id = licence_variation.licence_id and p.person_id = licence_variation.person_id)
);
$stays(licence_variation)
