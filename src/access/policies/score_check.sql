-- Stored aggregates with small numbers left out, for whoever writes or approves matrices: no person is in them.
alter table score_check enable row level security;
alter table score_check force row level security;
grant select on score_check to waymark_app;
create policy see on score_check for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_may('matrix:edit')) or (select viewer_may('matrix:approve')))
);
grant select, insert on score_check to waymark_measurement;
create policy measurement on score_check to waymark_measurement using ($service(measurement)) with check ($service(measurement));
