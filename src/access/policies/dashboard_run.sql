-- When the dashboards were counted. No person is in it.
alter table dashboard_run enable row level security;
alter table dashboard_run force row level security;
grant select on dashboard_run to waymark_app;
create policy see on dashboard_run for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
grant select, insert, update, delete on dashboard_run to waymark_measurement;
create policy measurement on dashboard_run to waymark_measurement using ($service(measurement)) with check ($service(measurement));
