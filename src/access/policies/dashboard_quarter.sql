-- Stored aggregates with small numbers left out: no person is in them, so they need no reason.
alter table dashboard_quarter enable row level security;
alter table dashboard_quarter force row level security;
grant select on dashboard_quarter to waymark_app;
create policy see on dashboard_quarter for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
grant select, insert on dashboard_quarter to waymark_measurement;
create policy measurement on dashboard_quarter to waymark_measurement using ($service(measurement)) with check ($service(measurement));
