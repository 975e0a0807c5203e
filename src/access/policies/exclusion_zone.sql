-- The boundary. What it was drawn round is a zone_centre.
grant select, insert, update on exclusion_zone to waymark_app;
create policy see on exclusion_zone for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('plan'))
  and $shared(licence)
  and $reason(exclusion_zone.person_id: team lead co-worker management after-care custody break-glass)
);
create policy add on exclusion_zone for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(exclusion_zone.person_id: team lead co-worker management)
);
create policy change on exclusion_zone for update to waymark_app using (
  (select viewer_may('licence:edit')) and $shared(licence)
  and $reason(exclusion_zone.person_id: team lead co-worker management)
) with check ((select viewer_may('licence:edit')));
$history(exclusion_zone)
$stays(exclusion_zone)
-- places_ruled_out() looks at all of a person's, for whoever reaches them.
grant select on exclusion_zone to waymark_definer;
create policy definer on exclusion_zone for select to waymark_definer using ((select viewer_known()));
