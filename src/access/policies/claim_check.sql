-- Whether a claim came out the same again: names of figures, no values. Whoever sees the claim sees it.
alter table claim_check enable row level security;
alter table claim_check force row level security;
grant select on claim_check to waymark_app;
create policy see on claim_check for select to waymark_app using (
  exists (select 1 from claim c where c.id = claim_check.claim_id)
);
grant select, insert on claim_check to waymark_measurement;
create policy measurement on claim_check to waymark_measurement using ($service(measurement)) with check ($service(measurement));
