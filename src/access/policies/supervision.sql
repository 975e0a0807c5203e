-- Rows of a batch that is still moving (import_pending) are seen by the intake alone.
-- Whoever brings in an agency's extracts sees what that agency itself has sent ('supplied': the agency is the row's
-- own column), or they could not check an extract against what stands. Of people they are kept from they see nothing.
grant select on supervision to waymark_app;
create policy own on supervision for select to waymark_app using (
  (select viewer_may('intake:import')) and (select viewer_sees('own-records')) and (select viewer_sees('licence'))
  and agency_id = (select viewer_agency())
  and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
  and batch_id <> all ((select import_pending())::bigint[])
);
create policy see on supervision for select to waymark_app using (
  (select viewer_sees('licence'))
  and $reason(supervision.person_id: team lead co-worker management after-care custody selection break-glass)
  and $shared(licence)
  and batch_id <> all ((select import_pending())::bigint[])
);
grant select, insert, update, delete on supervision to waymark_intake;
create policy intake on supervision to waymark_intake using ($service(intake)) with check ($service(intake));
grant select, update on supervision to waymark_linkage;
create policy linkage on supervision to waymark_linkage using ($service(linkage) and batch_id <> all ((select import_pending())::bigint[])) with check ($service(linkage));
grant select on supervision to waymark_selection, waymark_measurement;
create policy selection on supervision for select to waymark_selection using ($service(selection) and batch_id <> all ((select import_pending())::bigint[]));
create policy measurement on supervision for select to waymark_measurement using ($service(measurement) and batch_id <> all ((select import_pending())::bigint[]));
-- A decision about who a record is about moves its rows with it (_identity.sql).
grant select, update on supervision to waymark_definer;
create policy decided on supervision to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- Whether somebody is under statutory supervision, before they are allocated in a trial.
grant select (person_id, from_day, to_day, batch_id) on supervision to waymark_randomiser;
create policy randomise on supervision for select to waymark_randomiser using ($service(randomiser) and batch_id <> all ((select import_pending())::bigint[]));
