-- Without suppression: for those who see the cohort's people anyway.
alter table claim_exact enable row level security;
alter table claim_exact force row level security;
grant select on claim_exact to waymark_app;
create policy see on claim_exact for select to waymark_app using (
  (select viewer_sees('outcomes')) and (select viewer_sees('cohort'))
  and exists (select 1 from claim c where c.id = claim_exact.claim_id)
);
grant select, insert on claim_exact to waymark_measurement;
create policy measurement on claim_exact to waymark_measurement using ($service(measurement)) with check ($service(measurement));
