-- It may be where somebody lives who is to be protected: only those who draw zones.
grant select, insert on zone_centre to waymark_app;
create policy see on zone_centre for select to waymark_app using (
  (select viewer_sees('licence')) and (select viewer_sees('contacts')) and (select viewer_may('licence:edit'))
  and $shared(licence)
  and $reason(zone_centre.person_id: team lead co-worker management after-care break-glass)
);
create policy add on zone_centre for insert to waymark_app with check (
  (select viewer_may('licence:edit')) and agency_id = (select viewer_agency())
  and $reason(zone_centre.person_id: team lead co-worker management)
  and exists (select 1 from exclusion_zone p where p.id = zone_centre.zone_id and p.person_id = zone_centre.person_id)
);
$stays(zone_centre)
