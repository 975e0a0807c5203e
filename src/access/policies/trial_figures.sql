-- Counts without people, written by the randomiser.
alter table trial_figures enable row level security;
alter table trial_figures force row level security;
grant select on trial_figures to waymark_app;
create policy see on trial_figures for select to waymark_app using (
  (select viewer_sees('trials')) and exists (select 1 from trial t where t.id = trial_figures.trial_id)
);
grant select, insert, update on trial_figures to waymark_randomiser;
create policy randomise on trial_figures to waymark_randomiser using ($service(randomiser)) with check ($service(randomiser));
