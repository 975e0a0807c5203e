-- Stored aggregates with small numbers left out: no person is in them, so they need no reason.
alter table claim enable row level security;
alter table claim force row level security;
grant select on claim to waymark_app;
create policy see on claim for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
grant select, insert on claim to waymark_measurement;
create policy measurement on claim to waymark_measurement using ($service(measurement)) with check ($service(measurement));
