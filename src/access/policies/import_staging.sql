-- What an agency sent and has not accepted yet, and nothing of what is stored: for those of that agency who import.
alter table import_staging enable row level security;
alter table import_staging force row level security;
-- Not the fingerprint: it would tell whether a stored row says the very same.
grant select (batch_id, agency_id, line, item, local_id, source_updated, change, body) on import_staging to waymark_app;
create policy own on import_staging for select to waymark_app using (
  (select viewer_may('intake:import')) and agency_id = (select viewer_agency())
);
grant select, insert, update, delete on import_staging to waymark_intake;
create policy intake on import_staging to waymark_intake using ($service(intake)) with check ($service(intake));
