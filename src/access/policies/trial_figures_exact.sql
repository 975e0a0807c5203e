-- Counts without people, written by the randomiser.
alter table trial_figures_exact enable row level security;
alter table trial_figures_exact force row level security;
grant select on trial_figures_exact to waymark_app;
create policy see on trial_figures_exact for select to waymark_app using (
  (select viewer_may('trial:manage')) and exists (select 1 from trial t where t.id = trial_figures_exact.trial_id)
);
grant select, insert, update on trial_figures_exact to waymark_randomiser;
create policy randomise on trial_figures_exact to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
-- The flow of a trial that has closed, beside its outcomes.
grant select on trial_figures_exact to waymark_measurement;
create policy measurement on trial_figures_exact for select to waymark_measurement using (
  $service(measurement) and exists (select 1 from trial t where t.id = trial_figures_exact.trial_id and t.state in ('closed', 'revealed'))
);
