-- Earlier states of imported offences, custody and supervision: the intake's, for undoing. Those who import for
-- the agency may know that there are some, for an undo is refused when a later batch changed the same rows.
alter table imported_item_version enable row level security;
alter table imported_item_version force row level security;
grant select (id, was_batch, replaced_by_batch, agency_id) on imported_item_version to waymark_app;
create policy own on imported_item_version for select to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
grant select, insert, delete on imported_item_version to waymark_intake;
create policy intake on imported_item_version to waymark_intake using ($service(intake)) with check ($service(intake));
