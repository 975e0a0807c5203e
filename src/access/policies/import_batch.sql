-- About files, not people; still only the supplying agency's business.
alter table import_batch enable row level security;
alter table import_batch force row level security;
grant select on import_batch to waymark_app;
create policy own on import_batch for select to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
grant select, insert, update on import_batch to waymark_intake;
create policy intake on import_batch to waymark_intake using ($service(intake)) with check ($service(intake));
