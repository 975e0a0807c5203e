-- Which agency sends which extract: about nobody, so whoever is there may read it. How the columns of its files are
-- matched is decided by those of the agency who import.
alter table import_source enable row level security;
alter table import_source force row level security;
grant select on import_source to waymark_app, waymark_definer, waymark_linkage, waymark_selection;
create policy see on import_source for select to waymark_app, waymark_definer, waymark_linkage, waymark_selection using ((select viewer_known()));
grant update (mapping) on import_source to waymark_app;
create policy match on import_source for update to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
) with check (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
grant select, insert, update on import_source to waymark_intake;
create policy intake on import_source to waymark_intake using ($service(intake)) with check ($service(intake));
grant select, insert on import_source to waymark_setup;
create policy setup on import_source to waymark_setup using ($service(setup)) with check ($service(setup));
-- An agency that takes another's work over (_succession.sql).
grant update (agency_id) on import_source to waymark_definer;
create policy succeed on import_source for update to waymark_definer using ((select viewer_may('agency:succeed'))) with check ((select viewer_may('agency:succeed')));
grant select on import_source to waymark_measurement;
create policy measurement on import_source for select to waymark_measurement using ($service(measurement));
