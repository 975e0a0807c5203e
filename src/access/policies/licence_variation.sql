-- Seen as the licence is, whose handling it follows. What was decided is never changed.
grant select, insert, update (handling, named_agencies) on licence_variation to waymark_app;
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
create policy follow on licence_variation for update to waymark_app using (
  (select viewer_may('licence:edit')) and $shared(licence)
  and $reason(licence_variation.person_id: team lead co-worker management)
) with check ((select viewer_may('licence:edit')));
$stays(licence_variation)
-- That the conditions changed makes an update to a victim due; not how (casework/victims).
grant select (id, person_id, effective_on, handling) on licence_variation to waymark_victims;
create policy victims on licence_variation for select to waymark_victims using ($service(victims));
