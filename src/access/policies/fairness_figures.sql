-- Stored aggregates with small numbers left out: no person is in them, so they need no reason.
alter table fairness_figures enable row level security;
alter table fairness_figures force row level security;
grant select on fairness_figures to waymark_app;
create policy see on fairness_figures for select to waymark_app using (
  scheme_id = (select viewer_scheme()) and ((select viewer_sees('outcomes')) or (select viewer_sees('aggregates')))
);
grant select, insert on fairness_figures to waymark_measurement;
create policy measurement on fairness_figures to waymark_measurement using ($service(measurement)) with check ($service(measurement));
