-- Rows of a batch that is still moving (import_pending) are seen by the intake alone.
-- An agency sees its own records while it supplies them (kind 'supplied': the agency is the row's own column),
-- but nobody those of a person they are kept from, and victims' records are the victim staff's. Others see what
-- handling and an agreement allow, of people they have a reason for.
grant select on source_record to waymark_app;
create policy own on source_record for select to waymark_app using (
  (select viewer_sees('own-records')) and agency_id = (select viewer_agency())
  and capacity not in ('victim', 'witness') and withdrawn_at is null
  and (person_id is null or person_id <> all ((select viewer_barred())::bigint[]))
  and batch_id <> all ((select import_pending())::bigint[])
);
create policy see on source_record for select to waymark_app using (
  (select viewer_sees('records'))
  and $reason(source_record.person_id: team lead co-worker management after-care custody selection break-glass)
  and capacity not in ('victim', 'witness')
  and $shared(records)
  and batch_id <> all ((select import_pending())::bigint[])
);
grant select, insert, update, delete on source_record to waymark_intake;
create policy intake on source_record to waymark_intake using ($service(intake)) with check ($service(intake));
grant select, update on source_record to waymark_linkage;
create policy linkage on source_record to waymark_linkage using ($service(linkage) and batch_id <> all ((select import_pending())::bigint[])) with check ($service(linkage));
grant select on source_record to waymark_selection, waymark_measurement, waymark_definer;
create policy selection on source_record for select to waymark_selection using ($service(selection) and batch_id <> all ((select import_pending())::bigint[]));
create policy measurement on source_record for select to waymark_measurement using ($service(measurement) and batch_id <> all ((select import_pending())::bigint[]));
create policy definer on source_record for select to waymark_definer using ((select viewer_known()) and batch_id <> all ((select import_pending())::bigint[]));
-- A decision about who a record is about moves it (_identity.sql).
grant update on source_record to waymark_definer;
create policy decided on source_record for update to waymark_definer using ((select viewer_may('link:decide'))) with check ((select viewer_may('link:decide')));
-- Whom an event is about: names, birth, numbers and postcode, and nothing besides.
grant select (id, person_id, given_name, middle_name, family_name, aliases, born, sex, pnc, cro, prison_number, crn, yjs_id, postcode, capacity, withdrawn_at, batch_id, search_names)
  on source_record to waymark_events;
create policy events on source_record for select to waymark_events using ($service(events) and batch_id <> all ((select import_pending())::bigint[]));
