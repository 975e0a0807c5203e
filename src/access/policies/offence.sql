-- Rows of a batch that is still moving (import_pending) are seen by the intake alone.
-- Whoever brings in an agency's extracts sees what that agency itself has sent ('supplied': the agency is the row's
-- own column), or they could not check an extract against what stands. Of people they are kept from, of victims and of witnesses they see nothing.
grant select on offence to waymark_app;
create policy own on offence for select to waymark_app using (
  (select viewer_may('intake:import')) and (select viewer_sees('own-records')) and (select viewer_sees('offences'))
  and agency_id = (select viewer_agency())
  and capacity not in ('victim', 'witness')
  and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
  and batch_id <> all ((select import_pending())::bigint[])
);
create policy see on offence for select to waymark_app using (
  (select viewer_sees('offences'))
  and $reason(offence.person_id: team lead co-worker management after-care custody selection break-glass)
  and capacity not in ('victim', 'witness')
  and $shared(offences)
  and batch_id <> all ((select import_pending())::bigint[])
);
grant select, insert, update, delete on offence to waymark_intake;
create policy intake on offence to waymark_intake using ($service(intake)) with check ($service(intake));
grant select, update on offence to waymark_linkage;
create policy linkage on offence to waymark_linkage using ($service(linkage) and batch_id <> all ((select import_pending())::bigint[])) with check ($service(linkage));
grant select on offence to waymark_selection, waymark_measurement;
create policy selection on offence for select to waymark_selection using ($service(selection) and batch_id <> all ((select import_pending())::bigint[]));
create policy measurement on offence for select to waymark_measurement using ($service(measurement) and batch_id <> all ((select import_pending())::bigint[]));
-- A decision about who a record is about moves its rows with it (_identity.sql).
grant select, update on offence to waymark_definer;
create policy decided on offence to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- victim_known() and its like look for a member's crimes and what else is told of them (_victims.sql).
create policy victims on offence for select to waymark_definer using ((select viewer_may('victim:work')));
